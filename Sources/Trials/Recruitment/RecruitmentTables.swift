import Database

extension Migration {
    /// Schools of a trial, from the invitation to what they withdrew from.
    static let trialSchools = Migration(
        "trials-011-schools",
        """
        CREATE TABLE trial_school (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_id BIGINT NOT NULL REFERENCES trial_protocol (trial_id),
            organisation_id BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('invited', 'joined', 'declined')),
            source TEXT NOT NULL CHECK (source IN ('list', 'offer', 'directory', 'itself')),
            invited_by BIGINT,
            invited_at BIGINT,
            answered_by BIGINT,
            answered_at BIGINT,
            number INTEGER CHECK (number >= 1),
            memorandum_sha256 TEXT CHECK (length(memorandum_sha256) = 64),
            may_be_named SMALLINT NOT NULL CHECK (may_be_named IN (0, 1)),
            reason TEXT NOT NULL,
            notice_sent_on TEXT,
            objections_until TEXT,
            objections INTEGER NOT NULL CHECK (objections >= 0),
            left_delivery_at BIGINT,
            left_testing_at BIGINT,
            left_data_at BIGINT,
            version INTEGER NOT NULL,
            UNIQUE (trial_id, organisation_id),
            UNIQUE (trial_id, number),
            CHECK ((state = 'joined') = (number IS NOT NULL)),
            CHECK ((state = 'joined') = (memorandum_sha256 IS NOT NULL)),
            CHECK ((state = 'invited') = (answered_at IS NULL)),
            CHECK ((notice_sent_on IS NULL) = (objections_until IS NULL))
        );
        CREATE INDEX trial_school_by_organisation ON trial_school (organisation_id, trial_id);
        CREATE TABLE trial_memorandum (
            trial_id BIGINT NOT NULL REFERENCES trial_protocol (trial_id),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            content TEXT NOT NULL,
            PRIMARY KEY (trial_id, sha256)
        );
        CREATE TABLE trial_withdrawal (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            part TEXT NOT NULL CHECK (part IN ('delivery', 'testing', 'data')),
            reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
            recorded_by BIGINT NOT NULL,
            recorded_at BIGINT NOT NULL,
            UNIQUE (trial_school_id, part)
        );
        """
    )

    /// Withdrawals that were taken back, and what a school had signed before it joined again. The rows are moved because
    /// neither engine can take away, in the same words, that each part is left once.
    static let trialReturns = Migration(
        "trials-019-returns",
        """
        CREATE TABLE trial_withdrawal_and_return (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            part TEXT NOT NULL CHECK (part IN ('delivery', 'testing', 'data')),
            reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
            recorded_by BIGINT NOT NULL,
            recorded_at BIGINT NOT NULL,
            returned_by BIGINT,
            returned_at BIGINT,
            return_reason TEXT CHECK (length(return_reason) BETWEEN 1 AND 2000),
            CHECK ((returned_at IS NULL) = (returned_by IS NULL)),
            CHECK (return_reason IS NULL OR returned_at IS NOT NULL)
        );
        INSERT INTO trial_withdrawal_and_return (id, trial_school_id, part, reason, recorded_by, recorded_at)
        SELECT id, trial_school_id, part, reason, recorded_by, recorded_at FROM trial_withdrawal;
        DROP TABLE trial_withdrawal;
        ALTER TABLE trial_withdrawal_and_return RENAME TO trial_withdrawal;
        CREATE UNIQUE INDEX trial_withdrawal_once ON trial_withdrawal (trial_school_id, part)
            WHERE returned_at IS NULL;
        CREATE INDEX trial_withdrawal_by_school ON trial_withdrawal (trial_school_id, recorded_at);
        CREATE TABLE trial_former_signature (
            id BIGINT NOT NULL PRIMARY KEY,
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            memorandum_sha256 TEXT NOT NULL CHECK (length(memorandum_sha256) = 64),
            signed_by BIGINT,
            signed_at BIGINT NOT NULL
        );
        CREATE INDEX trial_former_signature_by_school ON trial_former_signature (trial_school_id, signed_at);
        """
    )
}
