package import Database

extension Migration {
    /// The outbox: a message is a row from the moment it is written until it is purged.
    package static let mail: [Migration] = [
        Migration(
            "mail-001-outbox",
            """
            CREATE TABLE mail (
                id BIGINT NOT NULL PRIMARY KEY,
                to_name TEXT,
                to_address TEXT NOT NULL CHECK (length(to_address) BETWEEN 3 AND 320),
                subject TEXT NOT NULL,
                body TEXT NOT NULL,
                state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
                attempts INTEGER NOT NULL DEFAULT 0,
                due_at BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                sent_at BIGINT,
                last_error TEXT
            );
            CREATE INDEX mail_due ON mail (state, due_at);
            CREATE INDEX mail_by_age ON mail (created_at);
            CREATE TABLE mail_attachment (
                mail_id BIGINT NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                content_type TEXT NOT NULL,
                content BLOB NOT NULL,
                PRIMARY KEY (mail_id, position)
            );
            """
        ),
        Migration(
            "mail-002-by-address",
            "CREATE INDEX mail_by_address ON mail (to_address, state, created_at);"
        ),
        Migration("mail-003-unsubscribe", "ALTER TABLE mail ADD COLUMN unsubscribe TEXT;"),
    ]
}
