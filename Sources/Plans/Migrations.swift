package import Database

extension Migration {
    /// The tables of this module. See docs/data-model/plans.md.
    package static let plans: [Migration] = [
        Migration("plans-001-plans", plan),
        Migration("plans-002-strategies", strategy),
        Migration("plans-003-strategy-template", strategyTemplate),
        Migration("plans-004-plan-by-sharing", planBySharing),
    ]

    /// `active_ingredients`, `activities` … are lists with one entry a line: people write them so.
    private static let plan = """
        CREATE TABLE plan (
            id BIGINT NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            intervention_id BIGINT REFERENCES intervention (id),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 150),
            phase TEXT NOT NULL CHECK (phase IN ('explore', 'prepare', 'deliver', 'sustain', 'stopped')),
            starts_on TEXT NOT NULL,
            problem TEXT NOT NULL,
            active_ingredients TEXT NOT NULL,
            implementation_outcomes TEXT NOT NULL,
            final_outcomes TEXT NOT NULL,
            barriers TEXT NOT NULL,
            owner_name TEXT NOT NULL,
            pupils INTEGER CHECK (pupils >= 0),
            next_review_on TEXT,
            lessons TEXT NOT NULL DEFAULT '',
            help_wanted TEXT NOT NULL DEFAULT '',
            shared_at BIGINT,
            copied_from BIGINT REFERENCES plan (id),
            created_by BIGINT NOT NULL REFERENCES person (id),
            created_at BIGINT NOT NULL,
            version INTEGER NOT NULL,
            CHECK (phase <> 'stopped' OR length(lessons) > 0)
        );
        CREATE INDEX plan_by_organisation ON plan (organisation_id, created_at);
        CREATE INDEX plan_by_strand ON plan (strand_id, phase);
        CREATE INDEX plan_by_sharing ON plan (shared_at);
        CREATE TABLE plan_activity (
            id BIGINT NOT NULL PRIMARY KEY,
            plan_id BIGINT NOT NULL REFERENCES plan (id),
            position INTEGER NOT NULL,
            what TEXT NOT NULL CHECK (length(what) BETWEEN 1 AND 300),
            owner_name TEXT NOT NULL,
            due_on TEXT,
            done_on TEXT,
            UNIQUE (plan_id, position)
        );
        CREATE TABLE plan_step (
            plan_id BIGINT NOT NULL REFERENCES plan (id),
            position INTEGER NOT NULL,
            phase TEXT NOT NULL,
            entered_on TEXT NOT NULL,
            PRIMARY KEY (plan_id, position)
        );
        CREATE TABLE plan_review (
            id BIGINT NOT NULL PRIMARY KEY,
            plan_id BIGINT NOT NULL REFERENCES plan (id),
            held_on TEXT NOT NULL,
            fidelity INTEGER NOT NULL CHECK (fidelity BETWEEN 1 AND 5),
            acceptability INTEGER NOT NULL CHECK (acceptability BETWEEN 1 AND 5),
            reach_percentage INTEGER CHECK (reach_percentage BETWEEN 0 AND 100),
            tried TEXT NOT NULL,
            happened TEXT NOT NULL,
            next_step TEXT NOT NULL,
            written_by BIGINT NOT NULL REFERENCES person (id)
        );
        CREATE INDEX plan_review_by_plan ON plan_review (plan_id, held_on);
        """

    /// A strategy is written for one academic year; a published one stays readable when it is changed again.
    private static let strategy = """
        CREATE TABLE premium_strategy (
            id BIGINT NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            academic_year INTEGER NOT NULL CHECK (academic_year BETWEEN 2011 AND 2200),
            pupils INTEGER CHECK (pupils >= 0),
            eligible_pupils INTEGER CHECK (eligible_pupils >= 0),
            funding_pence BIGINT NOT NULL CHECK (funding_pence >= 0),
            carried_forward_pence BIGINT NOT NULL CHECK (carried_forward_pence >= 0),
            authorised_by TEXT NOT NULL,
            led_by TEXT NOT NULL,
            governor TEXT NOT NULL,
            review_on TEXT,
            intent TEXT NOT NULL,
            challenges TEXT NOT NULL,
            outcomes TEXT NOT NULL,
            last_year TEXT NOT NULL,
            published_at BIGINT,
            version INTEGER NOT NULL,
            UNIQUE (organisation_id, academic_year)
        );
        CREATE TABLE premium_activity (
            strategy_id BIGINT NOT NULL REFERENCES premium_strategy (id),
            position INTEGER NOT NULL,
            tier TEXT NOT NULL CHECK (tier IN ('teaching', 'targeted', 'wider')),
            what TEXT NOT NULL CHECK (length(what) BETWEEN 1 AND 500),
            strand_id BIGINT REFERENCES strand (id),
            plan_id BIGINT REFERENCES plan (id),
            challenges TEXT NOT NULL,
            cost_pence BIGINT NOT NULL CHECK (cost_pence >= 0),
            PRIMARY KEY (strategy_id, position)
        );
        """

    /// What the national template asks for besides: the years a strategy covers, programmes of others, the service pupil
    /// premium, anything further. `outcomes` and `programmes` are pairs, one a line, with a tab between the two.
    private static let strategyTemplate = """
        ALTER TABLE premium_strategy ADD COLUMN covers_until INTEGER CHECK (covers_until BETWEEN 2011 AND 2200);
        ALTER TABLE premium_strategy ADD COLUMN programmes TEXT NOT NULL DEFAULT '';
        ALTER TABLE premium_strategy ADD COLUMN service_premium TEXT NOT NULL DEFAULT '';
        ALTER TABLE premium_strategy ADD COLUMN further TEXT NOT NULL DEFAULT '';
        """

    /// Which plans are shared stands in the index: whoever asks for no more does not go to the plans.
    private static let planBySharing = """
        DROP INDEX plan_by_sharing;
        CREATE INDEX plan_by_sharing ON plan (shared_at, id);
        """
}
