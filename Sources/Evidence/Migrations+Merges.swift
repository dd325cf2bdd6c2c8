extension EvidenceTables {
    /// What two studies were before they were made one, and what belonged to which, so that they can be parted again.
    /// `kept_version` is the version of the kept study that was replaced; what came to it later stands in none of these
    /// tables. A merge is open until it is parted. Findings that were taken out since have no row to refer to.
    static let merges = """
        CREATE TABLE study_merge (
            id BIGINT NOT NULL PRIMARY KEY,
            kept_id BIGINT NOT NULL REFERENCES study (id),
            dropped_id BIGINT NOT NULL REFERENCES study (id),
            kept_version INTEGER NOT NULL CHECK (kept_version >= 1),
            kept_record TEXT NOT NULL,
            dropped_record TEXT NOT NULL,
            joined_record TEXT NOT NULL,
            merged_at BIGINT NOT NULL,
            parted_at BIGINT,
            CHECK (kept_id <> dropped_id)
        );
        CREATE UNIQUE INDEX study_merge_open ON study_merge (dropped_id) WHERE parted_at IS NULL;
        CREATE INDEX study_merge_by_kept ON study_merge (kept_id);
        CREATE TABLE study_merge_finding (
            merge_id BIGINT NOT NULL REFERENCES study_merge (id),
            finding_id BIGINT NOT NULL,
            study_id BIGINT NOT NULL REFERENCES study (id),
            PRIMARY KEY (merge_id, finding_id)
        );
        CREATE TABLE study_merge_source (
            merge_id BIGINT NOT NULL REFERENCES study_merge (id),
            source_key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            study_id BIGINT NOT NULL REFERENCES study (id),
            PRIMARY KEY (merge_id, source_key, fingerprint)
        );
        CREATE TABLE study_merge_duplicate (
            merge_id BIGINT NOT NULL REFERENCES study_merge (id),
            study_id BIGINT NOT NULL REFERENCES study (id),
            PRIMARY KEY (merge_id, study_id)
        );
        CREATE TABLE study_merge_pair (
            merge_id BIGINT NOT NULL REFERENCES study_merge (id),
            other_id BIGINT NOT NULL REFERENCES study (id),
            score DOUBLE PRECISION NOT NULL,
            found_at BIGINT NOT NULL,
            is_new SMALLINT NOT NULL CHECK (is_new IN (0, 1)),
            PRIMARY KEY (merge_id, other_id)
        );
        """

    /// The studies that turned out to be one: asked on each page of a study, and what is saved or listed of it.
    static let duplicates = """
        CREATE INDEX study_by_kept ON study (merged_into, id) WHERE merged_into IS NOT NULL;
        """
}
