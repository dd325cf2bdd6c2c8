import Database

extension Migration {
    /// What hubs and schools have decided about bookings, and what is kept of changes. `charge_pence` is what a
    /// late cancellation costs, before VAT. `place_need` is emptied by a job 30 days after the run.
    static let bookingRules = """
        ALTER TABLE place ADD COLUMN charge_pence BIGINT NOT NULL DEFAULT 0 CHECK (charge_pence >= 0);
        ALTER TABLE place ADD COLUMN moved_to BIGINT;
        ALTER TABLE run ADD COLUMN waiting_rule TEXT NOT NULL DEFAULT 'joined'
            CHECK (waiting_rule IN ('joined', 'need', 'new-schools'));
        CREATE TABLE cancellation_step (
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            within_days INTEGER NOT NULL CHECK (within_days BETWEEN 0 AND 365),
            percentage INTEGER NOT NULL CHECK (percentage BETWEEN 1 AND 100),
            PRIMARY KEY (hub_id, within_days)
        );
        CREATE TABLE school_booking_rule (
            organisation_id BIGINT NOT NULL PRIMARY KEY REFERENCES organisation (id),
            needs_approval SMALLINT NOT NULL CHECK (needs_approval IN (0, 1)),
            version INTEGER NOT NULL
        );
        CREATE TABLE booking_approval (
            booking_id BIGINT NOT NULL PRIMARY KEY REFERENCES booking (id),
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'declined')),
            asked_at BIGINT NOT NULL,
            answered_at BIGINT,
            answered_by BIGINT REFERENCES person (id),
            CHECK ((state = 'asked') = (answered_at IS NULL))
        );
        CREATE INDEX booking_approval_asked ON booking_approval (organisation_id, asked_at) WHERE state = 'asked';
        CREATE TABLE booking_school (
            person_id BIGINT NOT NULL REFERENCES person (id),
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            is_recognised SMALLINT NOT NULL CHECK (is_recognised IN (0, 1)),
            claimed_at BIGINT NOT NULL,
            PRIMARY KEY (person_id, organisation_id)
        );
        CREATE TABLE place_need (
            place_id BIGINT NOT NULL PRIMARY KEY REFERENCES place (id),
            run_id BIGINT NOT NULL REFERENCES run (id),
            dietary TEXT NOT NULL CHECK (length(dietary) <= 500),
            access TEXT NOT NULL CHECK (length(access) <= 500),
            entered_at BIGINT NOT NULL
        );
        CREATE INDEX place_need_by_run ON place_need (run_id);
        """

    /// A run that is not held keeps its bookings and sessions. A lead who has not answered is reminded once. A
    /// certificate that a corrected register took away comes back with it; one withdrawn by hand does not.
    static let cancelledRuns = """
        ALTER TABLE run ADD COLUMN cancelled_at BIGINT;
        ALTER TABLE run ADD COLUMN cancellation_reason TEXT NOT NULL DEFAULT '';
        ALTER TABLE booking_approval ADD COLUMN reminded_at BIGINT;
        ALTER TABLE certificate ADD COLUMN is_withdrawn_by_register SMALLINT NOT NULL DEFAULT 0
            CHECK (is_withdrawn_by_register IN (0, 1));
        CREATE INDEX place_by_moved ON place (moved_to) WHERE moved_to IS NOT NULL;
        """
}
