import Database

extension Migration {
    /// Analyses, reviews and published reports. Nothing here is ever changed: a correction is a further
    /// number.
    static let trialReports = """
        CREATE TABLE trial_analysis (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_id BIGINT NOT NULL REFERENCES trial (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            reason TEXT NOT NULL,
            analysed_at BIGINT NOT NULL,
            code_version TEXT NOT NULL,
            protocol_digest TEXT NOT NULL,
            result TEXT NOT NULL,
            sealed_key BLOB NOT NULL,
            sealed_statistics BLOB NOT NULL,
            UNIQUE (trial_id, number)
        );
        CREATE TABLE trial_cost (
            trial_id BIGINT NOT NULL REFERENCES trial (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
            is_yearly SMALLINT NOT NULL CHECK (is_yearly IN (0, 1)),
            pence BIGINT NOT NULL CHECK (pence BETWEEN 0 AND 100000000000),
            PRIMARY KEY (trial_id, position)
        );
        CREATE TABLE trial_review (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_id BIGINT NOT NULL REFERENCES trial (id),
            reviewer_id BIGINT NOT NULL,
            padlock_drop INTEGER NOT NULL CHECK (padlock_drop BETWEEN 0 AND 2),
            drop_reason TEXT NOT NULL,
            reviewed_at BIGINT NOT NULL,
            UNIQUE (trial_id, reviewer_id)
        );
        CREATE TABLE trial_review_threat (
            review_id BIGINT NOT NULL REFERENCES trial_review (id),
            threat TEXT NOT NULL,
            risk TEXT NOT NULL CHECK (risk IN ('low', 'moderate', 'high')),
            direction TEXT NOT NULL CHECK (direction IN ('unknown', 'up', 'down')),
            reason TEXT NOT NULL,
            PRIMARY KEY (review_id, threat)
        );
        CREATE TABLE trial_report (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_id BIGINT NOT NULL REFERENCES trial (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            analysis_id BIGINT NOT NULL UNIQUE REFERENCES trial_analysis (id),
            published_at BIGINT NOT NULL,
            limitations TEXT NOT NULL,
            report TEXT NOT NULL,
            effect DOUBLE PRECISION NOT NULL,
            standard_error DOUBLE PRECISION NOT NULL,
            fsm_interaction DOUBLE PRECISION,
            fsm_standard_error DOUBLE PRECISION,
            school_count INTEGER NOT NULL,
            UNIQUE (trial_id, number),
            CHECK ((fsm_interaction IS NULL) = (fsm_standard_error IS NULL))
        );
        CREATE INDEX trial_report_by_day ON trial_report (published_at);
        """
}
