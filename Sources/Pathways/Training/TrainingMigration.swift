import Database

extension Migration {
    /// One period of a kind is open at a time and none ends before it starts, whatever a verb does. A funded
    /// place is for someone who is eligible; eligibility alone gives no place.
    static let training = """
        CREATE TABLE pathway (
            id BIGINT NOT NULL PRIMARY KEY,
            owner_id BIGINT NOT NULL REFERENCES organisation (id),
            kind TEXT NOT NULL CHECK (kind IN ('itt', 'ect', 'npq', 'researchers', 'other')),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 150),
            summary TEXT NOT NULL,
            months INTEGER NOT NULL CHECK (months BETWEEN 1 AND 60),
            is_mentored SMALLINT NOT NULL CHECK (is_mentored IN (0, 1)),
            is_open SMALLINT NOT NULL CHECK (is_open IN (0, 1)),
            version INTEGER NOT NULL,
            UNIQUE (owner_id, name)
        );
        CREATE TABLE pathway_milestone (
            id BIGINT NOT NULL PRIMARY KEY,
            pathway_id BIGINT NOT NULL REFERENCES pathway (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
            due_months INTEGER NOT NULL CHECK (due_months BETWEEN 0 AND 60),
            UNIQUE (pathway_id, position)
        );
        CREATE TABLE participant (
            id BIGINT NOT NULL PRIMARY KEY,
            pathway_id BIGINT NOT NULL REFERENCES pathway (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            academic_year INTEGER NOT NULL CHECK (academic_year BETWEEN 1988 AND 2200),
            eligibility TEXT NOT NULL CHECK (eligibility IN ('eligible', 'not-eligible', 'unknown')),
            funding TEXT NOT NULL CHECK (funding IN ('funded', 'school', 'self', 'none')),
            training_status TEXT NOT NULL
                CHECK (training_status IN ('active', 'deferred', 'withdrawn', 'completed')),
            outcome TEXT CHECK (outcome IN ('passed', 'failed')),
            starts_on TEXT NOT NULL,
            ended_on TEXT,
            version INTEGER NOT NULL,
            CHECK (funding <> 'funded' OR eligibility = 'eligible'),
            CHECK ((training_status = 'completed') = (outcome IS NOT NULL)),
            CHECK ((training_status IN ('withdrawn', 'completed')) = (ended_on IS NOT NULL)),
            CHECK (ended_on IS NULL OR ended_on >= starts_on)
        );
        CREATE UNIQUE INDEX participant_once ON participant (pathway_id, person_id)
            WHERE training_status <> 'withdrawn';
        CREATE INDEX participant_by_pathway ON participant (pathway_id, academic_year);
        CREATE INDEX participant_by_person ON participant (person_id);
        CREATE TABLE training_period (
            id BIGINT NOT NULL PRIMARY KEY,
            participant_id BIGINT NOT NULL REFERENCES participant (id),
            school_id BIGINT NOT NULL REFERENCES organisation (id),
            starts_on TEXT NOT NULL,
            ends_on TEXT,
            CHECK (ends_on IS NULL OR ends_on >= starts_on)
        );
        CREATE UNIQUE INDEX training_period_open ON training_period (participant_id) WHERE ends_on IS NULL;
        CREATE INDEX training_period_by_participant ON training_period (participant_id, starts_on);
        CREATE INDEX training_period_by_school ON training_period (school_id, ends_on);
        CREATE TABLE mentorship_period (
            id BIGINT NOT NULL PRIMARY KEY,
            participant_id BIGINT NOT NULL REFERENCES participant (id),
            mentor_id BIGINT NOT NULL REFERENCES person (id),
            starts_on TEXT NOT NULL,
            ends_on TEXT,
            CHECK (ends_on IS NULL OR ends_on >= starts_on)
        );
        CREATE UNIQUE INDEX mentorship_period_open ON mentorship_period (participant_id) WHERE ends_on IS NULL;
        CREATE INDEX mentorship_period_by_participant ON mentorship_period (participant_id, starts_on);
        CREATE INDEX mentorship_period_by_mentor ON mentorship_period (mentor_id, ends_on);
        CREATE TABLE participant_change (
            id BIGINT NOT NULL PRIMARY KEY,
            participant_id BIGINT NOT NULL REFERENCES participant (id),
            training_status TEXT NOT NULL,
            reason TEXT NOT NULL,
            from_on TEXT NOT NULL,
            recorded_by BIGINT REFERENCES person (id),
            recorded_at BIGINT NOT NULL,
            CHECK (training_status NOT IN ('deferred', 'withdrawn') OR reason <> '')
        );
        CREATE INDEX participant_change_by_participant ON participant_change (participant_id, from_on);
        CREATE TABLE milestone_record (
            participant_id BIGINT NOT NULL REFERENCES participant (id),
            milestone_id BIGINT NOT NULL REFERENCES pathway_milestone (id),
            reached_on TEXT NOT NULL,
            evidence TEXT NOT NULL,
            declared_by BIGINT NOT NULL REFERENCES person (id),
            confirmed_by BIGINT REFERENCES person (id),
            confirmed_at BIGINT,
            PRIMARY KEY (participant_id, milestone_id),
            CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
        );
        CREATE TABLE induction (
            participant_id BIGINT NOT NULL PRIMARY KEY REFERENCES participant (id),
            body_id BIGINT NOT NULL REFERENCES organisation (id),
            registered_on TEXT NOT NULL,
            reference TEXT NOT NULL
        );
        CREATE INDEX induction_by_body ON induction (body_id, registered_on);
        CREATE TABLE induction_assessment (
            participant_id BIGINT NOT NULL REFERENCES induction (participant_id),
            kind TEXT NOT NULL CHECK (kind IN ('progress-review', 'formal-1', 'formal-2')),
            held_on TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('on-track', 'concern', 'met', 'not-met', 'extended')),
            PRIMARY KEY (participant_id, kind, held_on)
        );
        """

    /// The first day of training of those who are entered next; each participant keeps their own.
    static let firstDay = "ALTER TABLE pathway ADD COLUMN starts_on TEXT;"
}
