import Database

extension Migration {
    /// Protocols, their amendments and receipts. A protocol has the identifier of the trial that it becomes.
    static let trialProtocols = Migration(
        "trials-010-protocols",
        """
        CREATE TABLE trial_protocol (
            trial_id BIGINT NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL,
            created_by BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            content BLOB NOT NULL,
            published_at BIGINT,
            published_content BLOB,
            sha256 TEXT CHECK (length(sha256) = 64),
            commitment TEXT CHECK (length(commitment) = 64),
            sealed_secret BLOB,
            version INTEGER NOT NULL,
            CHECK ((published_at IS NULL) = (sha256 IS NULL)),
            CHECK ((published_at IS NULL) = (published_content IS NULL)),
            CHECK ((published_at IS NULL) = (commitment IS NULL))
        );
        CREATE INDEX trial_protocol_by_organisation ON trial_protocol (organisation_id, created_at);
        CREATE TABLE trial_amendment (
            trial_id BIGINT NOT NULL REFERENCES trial_protocol (trial_id),
            number INTEGER NOT NULL CHECK (number >= 1),
            made_by BIGINT NOT NULL,
            made_at BIGINT NOT NULL,
            reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
            before_content BLOB NOT NULL,
            content BLOB NOT NULL,
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            PRIMARY KEY (trial_id, number)
        );
        CREATE TABLE trial_receipt (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_id BIGINT NOT NULL REFERENCES trial_protocol (trial_id),
            kind TEXT NOT NULL CHECK (kind IN ('time-stamp', 'deposit')),
            amendment INTEGER NOT NULL,
            place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 200),
            address TEXT NOT NULL,
            file BLOB,
            attached_by BIGINT NOT NULL,
            attached_at BIGINT NOT NULL,
            CHECK ((kind = 'time-stamp') = (file IS NOT NULL))
        );
        CREATE INDEX trial_receipt_by_trial ON trial_receipt (trial_id, attached_at);
        CREATE TABLE trial_course (
            trial_id BIGINT NOT NULL PRIMARY KEY REFERENCES trial_protocol (trial_id),
            roster_locked_at BIGINT,
            roster_sha256 TEXT CHECK (length(roster_sha256) = 64),
            allocated_at BIGINT,
            revealed_secret TEXT CHECK (length(revealed_secret) = 64),
            frozen_at BIGINT,
            purged_at BIGINT,
            version INTEGER NOT NULL,
            CHECK ((roster_locked_at IS NULL) = (roster_sha256 IS NULL)),
            CHECK (allocated_at IS NULL OR roster_locked_at IS NOT NULL),
            CHECK (revealed_secret IS NULL OR allocated_at IS NOT NULL),
            CHECK (frozen_at IS NULL OR roster_locked_at IS NOT NULL)
        );
        """
    )
}
