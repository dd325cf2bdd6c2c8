extension EvidenceTables {
    /// Which model made a pool, and the second variance of one with three levels.
    static let poolMethods = """
        ALTER TABLE living_pool ADD COLUMN method TEXT NOT NULL DEFAULT 'two-level'
            CHECK (method IN ('two-level', 'three-level', 'three-level-robust'));
        ALTER TABLE living_pool ADD COLUMN df DOUBLE PRECISION;
        ALTER TABLE living_pool ADD COLUMN tau_squared_within DOUBLE PRECISION;
        ALTER TABLE living_pool ADD COLUMN study_count INTEGER;
        """
}
