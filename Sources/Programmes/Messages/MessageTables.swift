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
}
