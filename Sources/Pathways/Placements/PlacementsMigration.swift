import Database

extension Migration {
    /// `planned_pence` is what the payments add up to: never more than the amount, whatever a verb does.
    static let placements = """
        CREATE TABLE placement_appetite (
            school_id BIGINT NOT NULL PRIMARY KEY REFERENCES organisation (id),
            state TEXT NOT NULL CHECK (state IN ('looking', 'interested', 'not-open', 'organised')),
            takes_trainees SMALLINT NOT NULL CHECK (takes_trainees IN (0, 1)),
            takes_researchers SMALLINT NOT NULL CHECK (takes_researchers IN (0, 1)),
            subjects TEXT NOT NULL,
            year_groups TEXT NOT NULL,
            mentors INTEGER NOT NULL CHECK (mentors BETWEEN 0 AND 200),
            note TEXT NOT NULL,
            stated_on TEXT NOT NULL,
            stated_by BIGINT NOT NULL REFERENCES person (id),
            version INTEGER NOT NULL
        );
        CREATE INDEX placement_appetite_by_state ON placement_appetite (state);
        CREATE TABLE placement_candidate (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES organisation (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            kind TEXT NOT NULL CHECK (kind IN ('trainee', 'researcher')),
            subject TEXT NOT NULL,
            phase TEXT NOT NULL CHECK (phase IN ('primary', 'secondary', 'either')),
            near_school_id BIGINT REFERENCES organisation (id),
            available_from TEXT NOT NULL,
            note TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'placed', 'left')),
            entered_on TEXT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX placement_candidate_once ON placement_candidate (hub_id, person_id)
            WHERE state <> 'left';
        CREATE INDEX placement_candidate_by_person ON placement_candidate (person_id);
        CREATE TABLE placement (
            id BIGINT NOT NULL PRIMARY KEY,
            candidate_id BIGINT NOT NULL REFERENCES placement_candidate (id),
            school_id BIGINT NOT NULL REFERENCES organisation (id),
            state TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'declined', 'ended')),
            starts_on TEXT NOT NULL,
            ends_on TEXT NOT NULL,
            protected_weekday INTEGER CHECK (protected_weekday BETWEEN 1 AND 5),
            mentor_id BIGINT REFERENCES person (id),
            note TEXT NOT NULL,
            version INTEGER NOT NULL,
            CHECK (ends_on >= starts_on)
        );
        CREATE UNIQUE INDEX placement_open ON placement (candidate_id) WHERE state IN ('proposed', 'agreed');
        CREATE INDEX placement_by_school ON placement (school_id, state);
        CREATE INDEX placement_by_mentor ON placement (mentor_id);
        CREATE TABLE protected_day (
            placement_id BIGINT NOT NULL REFERENCES placement (id),
            held_on TEXT NOT NULL,
            was_kept SMALLINT NOT NULL CHECK (was_kept IN (0, 1)),
            note TEXT NOT NULL,
            PRIMARY KEY (placement_id, held_on)
        );
        CREATE TABLE research_project (
            placement_id BIGINT NOT NULL PRIMARY KEY REFERENCES placement (id),
            question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 1000),
            method TEXT NOT NULL,
            ethics TEXT NOT NULL,
            ethics_state TEXT NOT NULL CHECK (ethics_state IN ('not-yet', 'submitted', 'approved', 'not-needed')),
            study_id BIGINT REFERENCES study (id),
            version INTEGER NOT NULL
        );
        CREATE TABLE salary_uplift (
            id BIGINT NOT NULL PRIMARY KEY,
            placement_id BIGINT NOT NULL UNIQUE REFERENCES placement (id),
            funder TEXT NOT NULL CHECK (length(funder) BETWEEN 1 AND 200),
            amount_pence BIGINT NOT NULL CHECK (amount_pence > 0),
            planned_pence BIGINT NOT NULL DEFAULT 0,
            starts_on TEXT NOT NULL,
            ends_on TEXT NOT NULL,
            CONSTRAINT salary_uplift_amount CHECK (planned_pence BETWEEN 0 AND amount_pence),
            CHECK (ends_on >= starts_on)
        );
        CREATE TABLE uplift_payment (
            id BIGINT NOT NULL PRIMARY KEY,
            uplift_id BIGINT NOT NULL REFERENCES salary_uplift (id),
            due_on TEXT NOT NULL,
            pence BIGINT NOT NULL CHECK (pence > 0),
            paid_on TEXT
        );
        CREATE INDEX uplift_payment_by_uplift ON uplift_payment (uplift_id, due_on);
        """
}
