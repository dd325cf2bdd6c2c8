extension EvidenceTables {
    /// Who made the test of a finding. The What Works Clearinghouse's column of that was first read as who
    /// evaluated it; its bands of American grades were first kept without the word.
    static let testMakers = """
        ALTER TABLE finding ADD COLUMN test_maker TEXT NOT NULL DEFAULT 'not-stated'
            CHECK (test_maker IN ('independent-broad', 'independent-narrow', 'researcher', 'developer', 'not-stated'));
        UPDATE finding SET test_maker = 'developer', independence = 'not-stated'
            WHERE independence = 'developer' AND source_key LIKE '%|wwc-finding/%';
        UPDATE finding SET phase = 'Grades ' || phase
            WHERE source_key LIKE '%|wwc-finding/%' AND phase IN ('K-3', '3-6', '6-9', '9-12');
        """

    /// A strand that nobody has judged is not one with insufficient evidence: those that an import of findings
    /// made have waited for a judgement since.
    static let unratedStrands = """
        ALTER TABLE strand_version ADD COLUMN is_rated SMALLINT NOT NULL DEFAULT 1 CHECK (is_rated IN (0, 1));
        UPDATE strand_version SET is_rated = 0
            WHERE strength = 0 AND effect IS NULL
                AND summary LIKE 'Findings from %. Nobody has described this strand yet.';
        """

    /// When a record entered the library, for letters about what is new; empty for those of before.
    static let filingTimes = """
        ALTER TABLE finding ADD COLUMN filed_at BIGINT;
        ALTER TABLE guidance_report ADD COLUMN filed_at BIGINT;
        ALTER TABLE resource ADD COLUMN filed_at BIGINT;
        """

    /// The key of the link at the foot of a person's weekly letters, which stops them without signing in.
    static let letters = """
        CREATE TABLE strand_letter (
            id BIGINT NOT NULL PRIMARY KEY,
            person_id BIGINT NOT NULL UNIQUE
        );
        """

    /// What a finding said before it was changed or taken out, as a table of findings has it (JSON); never changed.
    static let findingRevisions = """
        CREATE TABLE finding_revision (
            finding_id BIGINT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            study_id BIGINT REFERENCES study (id),
            record TEXT NOT NULL,
            reason TEXT NOT NULL,
            is_correction SMALLINT NOT NULL CHECK (is_correction IN (0, 1)),
            replaced_at BIGINT NOT NULL,
            PRIMARY KEY (finding_id, version)
        );
        CREATE INDEX finding_revision_by_study ON finding_revision (study_id, replaced_at);
        """

    /// What is needed besides to know a finding that was taken out when its file comes again, and to bring it back.
    static let findingRemovals = """
        ALTER TABLE finding_revision ADD COLUMN is_removal SMALLINT NOT NULL DEFAULT 0 CHECK (is_removal IN (0, 1));
        ALTER TABLE finding_revision ADD COLUMN source_key TEXT;
        ALTER TABLE finding_revision ADD COLUMN intervention_id BIGINT REFERENCES intervention (id);
        ALTER TABLE finding_revision ADD COLUMN provenance_id BIGINT REFERENCES provenance (id);
        CREATE INDEX finding_revision_by_key ON finding_revision (source_key);
        """

    /// What was not taken of a file, for the person who sent it, for a day.
    static let rejectedFiles = """
        CREATE TABLE rejected_file (
            id BIGINT NOT NULL PRIMARY KEY,
            person_id BIGINT NOT NULL,
            name TEXT NOT NULL,
            content BLOB NOT NULL,
            made_at BIGINT NOT NULL
        );
        CREATE INDEX rejected_file_by_time ON rejected_file (made_at);
        """
}
