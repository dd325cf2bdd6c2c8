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
}
