import Database

extension Migration {
    /// Where a person's own calendar is read: only the hash of the secret in its address is kept.
    static let calendars = """
        CREATE TABLE calendar_address (
            person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
            token_hash BLOB NOT NULL UNIQUE,
            made_at BIGINT NOT NULL,
            version INTEGER NOT NULL
        );
        """
}
