import Database

extension Migration {
    /// What hubs wrote to those who hold a place, and who wants no more of what is not about their places.
    static let messages = """
        CREATE TABLE participant_message (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES run (id),
            audience TEXT NOT NULL CHECK (audience IN ('all', 'attended', 'missed')),
            purpose TEXT NOT NULL CHECK (purpose IN ('training', 'news')),
            subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 150),
            body TEXT NOT NULL,
            recipients INTEGER NOT NULL CHECK (recipients > 0),
            withheld INTEGER NOT NULL CHECK (withheld >= 0),
            sent_by BIGINT NOT NULL REFERENCES person (id),
            sent_at BIGINT NOT NULL
        );
        CREATE INDEX participant_message_by_run ON participant_message (run_id, sent_at);
        CREATE TABLE message_choice (
            id BIGINT NOT NULL PRIMARY KEY,
            person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
            stopped_at BIGINT
        );
        """

    /// Those who wait for a place are written to as well. The rows are moved because neither engine can change, in the same
    /// words, what a column may hold.
    static let messagesToWaiting = """
        CREATE TABLE participant_message_to_any (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES run (id),
            audience TEXT NOT NULL CHECK (audience IN ('all', 'attended', 'missed', 'waiting')),
            purpose TEXT NOT NULL CHECK (purpose IN ('training', 'news')),
            subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 150),
            body TEXT NOT NULL,
            recipients INTEGER NOT NULL CHECK (recipients > 0),
            withheld INTEGER NOT NULL CHECK (withheld >= 0),
            sent_by BIGINT NOT NULL REFERENCES person (id),
            sent_at BIGINT NOT NULL,
            CHECK (audience <> 'waiting' OR purpose = 'training')
        );
        INSERT INTO participant_message_to_any
            (id, run_id, audience, purpose, subject, body, recipients, withheld, sent_by, sent_at)
        SELECT id, run_id, audience, purpose, subject, body, recipients, withheld, sent_by, sent_at
        FROM participant_message;
        DROP TABLE participant_message;
        ALTER TABLE participant_message_to_any RENAME TO participant_message;
        CREATE INDEX participant_message_by_run ON participant_message (run_id, sent_at);
        """
}
