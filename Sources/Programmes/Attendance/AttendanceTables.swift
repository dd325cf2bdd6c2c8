import Database

extension Migration {
    /// Who came, what they got for it and what they said. `feedback` and `follow_up` do not say whose they are:
    /// `feedback_invitation` only keeps that someone has answered.
    static let attendance = """
        CREATE TABLE attendance (
            session_id BIGINT NOT NULL REFERENCES run_session (id),
            place_id BIGINT NOT NULL REFERENCES place (id),
            run_id BIGINT NOT NULL REFERENCES run (id),
            state TEXT NOT NULL CHECK (state IN ('present', 'apologies', 'absent')),
            marked_at BIGINT NOT NULL,
            marked_by BIGINT REFERENCES person (id),
            PRIMARY KEY (session_id, place_id)
        );
        CREATE INDEX attendance_by_place ON attendance (place_id, state);
        CREATE INDEX attendance_by_run ON attendance (run_id, state);
        CREATE TABLE session_door (
            session_id BIGINT NOT NULL PRIMARY KEY REFERENCES run_session (id),
            code TEXT NOT NULL UNIQUE CHECK (length(code) >= 12),
            opened_at BIGINT NOT NULL
        );
        CREATE TABLE certificate (
            id BIGINT NOT NULL PRIMARY KEY,
            place_id BIGINT NOT NULL UNIQUE REFERENCES place (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            run_id BIGINT NOT NULL REFERENCES run (id),
            name TEXT NOT NULL,
            title TEXT NOT NULL,
            given_by TEXT NOT NULL,
            held_from TEXT NOT NULL,
            held_until TEXT NOT NULL,
            sessions INTEGER NOT NULL CHECK (sessions > 0),
            sessions_held INTEGER NOT NULL CHECK (sessions_held >= sessions),
            minutes INTEGER NOT NULL CHECK (minutes > 0),
            issued_at BIGINT NOT NULL,
            withdrawn_at BIGINT
        );
        CREATE INDEX certificate_by_person ON certificate (person_id, held_until);
        CREATE INDEX certificate_by_run ON certificate (run_id);
        CREATE TABLE feedback_question (
            id BIGINT NOT NULL PRIMARY KEY,
            offer_id BIGINT NOT NULL REFERENCES offer (id),
            position INTEGER NOT NULL,
            wording TEXT NOT NULL CHECK (length(wording) BETWEEN 1 AND 300),
            kind TEXT NOT NULL CHECK (kind IN ('scale', 'text')),
            is_retired SMALLINT NOT NULL DEFAULT 0 CHECK (is_retired IN (0, 1))
        );
        CREATE INDEX feedback_question_by_offer ON feedback_question (offer_id, position);
        CREATE TABLE feedback_invitation (
            id BIGINT NOT NULL PRIMARY KEY,
            place_id BIGINT NOT NULL REFERENCES place (id),
            run_id BIGINT NOT NULL REFERENCES run (id),
            kind TEXT NOT NULL CHECK (kind IN ('feedback', 'follow-up')),
            sent_at BIGINT NOT NULL,
            reminded_at BIGINT,
            answered_at BIGINT,
            UNIQUE (place_id, kind)
        );
        CREATE INDEX feedback_invitation_by_run ON feedback_invitation (run_id, kind);
        CREATE TABLE feedback (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES run (id),
            given_on TEXT NOT NULL,
            overall INTEGER NOT NULL CHECK (overall BETWEEN 1 AND 5),
            relevant INTEGER NOT NULL CHECK (relevant BETWEEN 1 AND 5),
            will_use INTEGER NOT NULL CHECK (will_use BETWEEN 1 AND 5),
            most_useful TEXT NOT NULL,
            improve TEXT NOT NULL
        );
        CREATE INDEX feedback_by_run ON feedback (run_id);
        CREATE TABLE feedback_answer (
            feedback_id BIGINT NOT NULL REFERENCES feedback (id),
            question_id BIGINT NOT NULL REFERENCES feedback_question (id),
            scale INTEGER CHECK (scale BETWEEN 1 AND 5),
            words TEXT,
            PRIMARY KEY (feedback_id, question_id)
        );
        CREATE TABLE follow_up (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES run (id),
            given_on TEXT NOT NULL,
            used TEXT NOT NULL CHECK (used IN ('yes', 'partly', 'not-yet', 'no')),
            words TEXT NOT NULL
        );
        CREATE INDEX follow_up_by_run ON follow_up (run_id);
        """
}
