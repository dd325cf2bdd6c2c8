import Database

extension Migration {
    /// What the pair writes is in `sealed_notes` and `sealed_reflection` only, under the relationship's own
    /// key; deleting that key destroys all of it.
    static let coaching = """
        CREATE TABLE coaching_relationship (
            id BIGINT NOT NULL PRIMARY KEY,
            purpose TEXT NOT NULL CHECK (purpose IN
                ('headteacher-coaching', 'early-career-mentoring', 'instructional-coaching',
                 'specialist-deployment')),
            coach_id BIGINT NOT NULL REFERENCES person (id),
            coached_id BIGINT NOT NULL REFERENCES person (id),
            arranged_id BIGINT NOT NULL REFERENCES organisation (id),
            school_id BIGINT REFERENCES organisation (id),
            state TEXT NOT NULL CHECK (state IN ('proposed', 'active', 'ended')),
            starts_on TEXT NOT NULL,
            ends_on TEXT,
            every_days INTEGER NOT NULL CHECK (every_days BETWEEN 1 AND 366),
            coach_agreed_at BIGINT,
            coached_agreed_at BIGINT,
            end_reason TEXT CHECK (end_reason IN ('finished', 'declined', 'coach-left', 'left', 'other')),
            previous_id BIGINT REFERENCES coaching_relationship (id),
            shares_previous SMALLINT NOT NULL DEFAULT 0 CHECK (shares_previous IN (0, 1)),
            nudged_on TEXT,
            version INTEGER NOT NULL,
            CHECK (coach_id <> coached_id),
            CHECK (ends_on IS NULL OR ends_on >= starts_on),
            CHECK (state <> 'active' OR (coach_agreed_at IS NOT NULL AND coached_agreed_at IS NOT NULL)),
            CHECK ((state = 'ended') = (end_reason IS NOT NULL)),
            CHECK (state <> 'ended' OR ends_on IS NOT NULL)
        );
        CREATE UNIQUE INDEX coaching_relationship_once
            ON coaching_relationship (coach_id, coached_id, purpose) WHERE state <> 'ended';
        CREATE INDEX coaching_relationship_by_coach ON coaching_relationship (coach_id, state);
        CREATE INDEX coaching_relationship_by_coached ON coaching_relationship (coached_id, state);
        CREATE INDEX coaching_relationship_by_arranger ON coaching_relationship (arranged_id, state);
        CREATE INDEX coaching_relationship_by_school ON coaching_relationship (school_id, state);
        CREATE TABLE coaching_key (
            relationship_id BIGINT NOT NULL PRIMARY KEY REFERENCES coaching_relationship (id),
            sealed_key BLOB NOT NULL
        );
        CREATE TABLE coaching_session (
            id BIGINT NOT NULL PRIMARY KEY,
            relationship_id BIGINT NOT NULL REFERENCES coaching_relationship (id),
            held_on TEXT NOT NULL,
            minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 600),
            kind TEXT NOT NULL CHECK (kind IN ('drop-in', 'feedback', 'meeting')),
            next_on TEXT,
            logged_by BIGINT NOT NULL REFERENCES person (id),
            logged_at BIGINT NOT NULL,
            sealed_notes BLOB,
            sealed_reflection BLOB,
            version INTEGER NOT NULL,
            CHECK (next_on IS NULL OR next_on >= held_on)
        );
        CREATE INDEX coaching_session_by_relationship ON coaching_session (relationship_id, held_on);
        CREATE TABLE coaching_opening (
            id BIGINT NOT NULL PRIMARY KEY,
            relationship_id BIGINT NOT NULL REFERENCES coaching_relationship (id),
            ground TEXT NOT NULL CHECK (ground IN ('safeguarding', 'access-request')),
            explanation TEXT NOT NULL CHECK (length(explanation) BETWEEN 1 AND 1000),
            asked_by BIGINT NOT NULL REFERENCES person (id),
            asked_at BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('asked', 'allowed', 'refused')),
            decided_by BIGINT REFERENCES person (id),
            decided_at BIGINT,
            open_until BIGINT,
            CHECK (decided_by IS NULL OR decided_by <> asked_by),
            CHECK ((state = 'asked') = (decided_by IS NULL)),
            CHECK ((state = 'allowed') = (open_until IS NOT NULL))
        );
        CREATE INDEX coaching_opening_by_relationship ON coaching_opening (relationship_id, asked_at);
        CREATE INDEX coaching_opening_by_state ON coaching_opening (state, asked_at);
        """

    /// A session that was logged by mistake keeps its sealed content until the relationship's is destroyed.
    static let sessionsTakenBack = "ALTER TABLE coaching_session ADD COLUMN taken_back_at BIGINT;"
}
