import Database

extension Migration {
    /// `awarded_pence` is what the awards add up to: the schema refuses more than the budget, whatever a verb
    /// does. The same holds for an award and its payments.
    static let bursaries = """
        CREATE TABLE bursary_call (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES organisation (id),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 150),
            summary TEXT NOT NULL,
            criteria TEXT NOT NULL,
            opens_on TEXT NOT NULL,
            closes_on TEXT NOT NULL,
            budget_pence BIGINT NOT NULL CHECK (budget_pence > 0),
            awarded_pence BIGINT NOT NULL DEFAULT 0,
            most_pence BIGINT NOT NULL CHECK (most_pence > 0),
            needed_scores INTEGER NOT NULL CHECK (needed_scores BETWEEN 1 AND 9),
            is_published SMALLINT NOT NULL CHECK (is_published IN (0, 1)),
            version INTEGER NOT NULL,
            CONSTRAINT bursary_call_budget CHECK (awarded_pence BETWEEN 0 AND budget_pence),
            CHECK (closes_on >= opens_on)
        );
        CREATE INDEX bursary_call_by_hub ON bursary_call (hub_id, closes_on);
        CREATE INDEX bursary_call_by_close ON bursary_call (is_published, closes_on);
        CREATE TABLE bursary_panel (
            call_id BIGINT NOT NULL REFERENCES bursary_call (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            PRIMARY KEY (call_id, person_id)
        );
        CREATE INDEX bursary_panel_by_person ON bursary_panel (person_id);
        CREATE TABLE bursary_application (
            id BIGINT NOT NULL PRIMARY KEY,
            call_id BIGINT NOT NULL REFERENCES bursary_call (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            school_id BIGINT REFERENCES organisation (id),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            plan TEXT NOT NULL,
            benefit TEXT NOT NULL,
            asked_pence BIGINT NOT NULL CHECK (asked_pence > 0),
            state TEXT NOT NULL CHECK (state IN ('sent', 'withdrawn', 'awarded', 'refused')),
            awarded_pence BIGINT NOT NULL DEFAULT 0,
            planned_pence BIGINT NOT NULL DEFAULT 0,
            reason TEXT NOT NULL,
            sent_at BIGINT NOT NULL,
            decided_by BIGINT REFERENCES person (id),
            decided_on TEXT,
            study_id BIGINT REFERENCES study (id),
            version INTEGER NOT NULL,
            CONSTRAINT bursary_award CHECK (awarded_pence BETWEEN 0 AND asked_pence),
            CONSTRAINT bursary_payments CHECK (planned_pence BETWEEN 0 AND awarded_pence),
            CHECK ((state = 'awarded') = (awarded_pence > 0)),
            CHECK ((state IN ('awarded', 'refused')) = (decided_on IS NOT NULL)),
            CHECK (decided_on IS NULL OR reason <> '')
        );
        CREATE UNIQUE INDEX bursary_application_once ON bursary_application (call_id, person_id)
            WHERE state <> 'withdrawn';
        CREATE INDEX bursary_application_by_person ON bursary_application (person_id);
        CREATE TABLE bursary_score (
            application_id BIGINT NOT NULL REFERENCES bursary_application (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            has_conflict SMALLINT NOT NULL CHECK (has_conflict IN (0, 1)),
            score INTEGER CHECK (score BETWEEN 0 AND 10),
            comment TEXT NOT NULL,
            scored_at BIGINT NOT NULL,
            PRIMARY KEY (application_id, person_id),
            CHECK ((has_conflict = 1) = (score IS NULL))
        );
        CREATE TABLE bursary_payment (
            id BIGINT NOT NULL PRIMARY KEY,
            application_id BIGINT NOT NULL REFERENCES bursary_application (id),
            due_on TEXT NOT NULL,
            pence BIGINT NOT NULL CHECK (pence > 0),
            paid_on TEXT
        );
        CREATE INDEX bursary_payment_by_application ON bursary_payment (application_id, due_on);
        """
}
