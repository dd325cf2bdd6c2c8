import Database

extension Migration {
    /// The standard or framework that an offer says it meets, and a certificate as it was given.
    static let standards = """
        ALTER TABLE offer ADD COLUMN standard TEXT NOT NULL DEFAULT '' CHECK (length(standard) <= 200);
        ALTER TABLE certificate ADD COLUMN standard TEXT NOT NULL DEFAULT '' CHECK (length(standard) <= 200);
        """
}
