import Database

extension Migration {
    /// What is kept, sealed, of a trial whose pupil rows are destroyed.
    static let trialSums = Migration(
        "trials-013-sums",
        """
        CREATE TABLE trial_sums (
            trial_id BIGINT NOT NULL PRIMARY KEY REFERENCES trial_protocol (trial_id),
            sealed_sums BLOB NOT NULL
        );
        """
    )

    /// The sums of a purged trial stand with its analysis; nothing ever read those of this table.
    static let oneStoreOfSums = Migration("trials-014-one-store-of-sums", "DROP TABLE trial_sums;")

    /// How many sessions of training a school attended, as read when the data were frozen.
    static let attendedTraining = Migration(
        "trials-015-attended-training",
        """
        ALTER TABLE trial_school_count
            ADD COLUMN training_sessions INTEGER CHECK (training_sessions >= 0);
        """
    )

    /// Pupil rows of trials, sealed; what was wrong with a file; and how a school names its columns. The keys
    /// are not in the database.
    static let trialRows = Migration(
        "trials-012-rows",
        """
        CREATE TABLE pupil_block (
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            wave TEXT NOT NULL CHECK (wave IN ('roster', 'outcome', 'allocation')),
            sealed_rows BLOB NOT NULL,
            row_count INTEGER NOT NULL CHECK (row_count >= 0),
            kept_by BIGINT,
            kept_at BIGINT NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (trial_school_id, wave)
        );
        CREATE TABLE pupil_fault (
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            wave TEXT NOT NULL,
            position INTEGER NOT NULL,
            line INTEGER NOT NULL,
            column_name TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (trial_school_id, wave, position)
        );
        CREATE TABLE pupil_column_match (
            organisation_id BIGINT NOT NULL,
            wave TEXT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (organisation_id, wave)
        );
        CREATE TABLE trial_erasure (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            kind TEXT NOT NULL CHECK (kind IN ('objection', 'erasure')),
            answer TEXT NOT NULL CHECK (answer IN ('removed', 'not-there', 'frozen')),
            arm INTEGER,
            received_by BIGINT NOT NULL,
            received_at BIGINT NOT NULL
        );
        CREATE INDEX trial_erasure_by_school ON trial_erasure (trial_school_id, received_at);
        CREATE TABLE trial_school_count (
            trial_school_id BIGINT NOT NULL PRIMARY KEY REFERENCES trial_school (id),
            arm INTEGER CHECK (arm >= 0),
            late_arrivals INTEGER NOT NULL CHECK (late_arrivals >= 0),
            erased TEXT NOT NULL,
            fidelity TEXT,
            fidelity_at BIGINT
        );
        CREATE TABLE trial_units (
            trial_id BIGINT NOT NULL REFERENCES trial_protocol (trial_id),
            kind TEXT NOT NULL CHECK (kind IN ('units', 'allocation', 'balance')),
            is_sealed SMALLINT NOT NULL CHECK (is_sealed IN (0, 1)),
            content BLOB NOT NULL,
            PRIMARY KEY (trial_id, kind)
        );
        """
    )
}
