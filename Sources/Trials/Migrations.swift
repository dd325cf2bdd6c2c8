package import Database

extension Migration {
    /// The tables of this module. See docs/data-model/trials.md.
    package static let trials: [Migration] = [
        Migration("trials-001-registry", registry),
        Migration("trials-002-evaluations", evaluations),
        Migration("trials-reports-001", trialReports),
        trialProtocols, trialSchools, trialRows, trialSums, .oneStoreOfSums, .attendedTraining,
        firstDueDay, withheldFigures, trialReminders, trialReturns,
        outcomeOfSummaries, stoppedTrials, correctedTrials,
    ]

    /// The day that was first published, where an amendment moved it: a trial is overdue from there on.
    private static let firstDueDay = Migration(
        "trials-016-first-due-day",
        "ALTER TABLE trial ADD COLUMN first_due_on TEXT;"
    )

    /// A trial that has reported and whose figures may not be public: when, and why.
    private static let withheldFigures = Migration(
        "trials-017-withheld-figures",
        """
        ALTER TABLE trial ADD COLUMN withheld_on TEXT;
        ALTER TABLE trial ADD COLUMN withheld_reason TEXT;
        """
    )

    /// What a school was reminded of, once each.
    private static let trialReminders = Migration(
        "trials-018-reminders",
        """
        CREATE TABLE trial_reminder (
            trial_school_id BIGINT NOT NULL REFERENCES trial_school (id),
            kind TEXT NOT NULL CHECK (kind IN ('roster', 'testing')),
            written_at BIGINT NOT NULL,
            PRIMARY KEY (trial_school_id, kind)
        );
        """
    )

    /// Of what kind the outcome is where only a summary is registered; said with its result, attainment where it is not.
    private static let outcomeOfSummaries = Migration(
        "trials-020-outcome-of-summaries",
        """
        ALTER TABLE trial ADD COLUMN outcome_domain TEXT
            CHECK (outcome_domain IN ('attainment', 'attendance', 'behaviour', 'wellbeing', 'other'));
        """
    )

    /// A trial that stopped without a result: when, why, how many had begun where it is known, and when its hub said so.
    private static let stoppedTrials = Migration(
        "trials-021-stopped-trials",
        """
        ALTER TABLE trial ADD COLUMN stopped_on TEXT;
        ALTER TABLE trial ADD COLUMN stop_reason TEXT CHECK ((stopped_on IS NULL) = (stop_reason IS NULL));
        ALTER TABLE trial ADD COLUMN stop_told_on TEXT CHECK ((stopped_on IS NULL) = (stop_told_on IS NULL));
        ALTER TABLE trial ADD COLUMN schools_begun INTEGER
            CHECK (schools_begun IS NULL OR (schools_begun >= 0 AND stopped_on IS NOT NULL));
        ALTER TABLE trial ADD COLUMN pupils_begun INTEGER
            CHECK (pupils_begun IS NULL OR (pupils_begun >= 0 AND stopped_on IS NOT NULL));
        """
    )

    /// Where the full protocol of a trial that runs elsewhere stands, the day of its start that was published first, and
    /// what was corrected of its summary.
    private static let correctedTrials = Migration(
        "trials-022-corrected-trials",
        """
        ALTER TABLE trial ADD COLUMN protocol_address TEXT NOT NULL DEFAULT ''
            CHECK (length(protocol_address) <= 1000);
        ALTER TABLE trial ADD COLUMN first_runs_from TEXT;
        CREATE TABLE trial_correction (
            trial_id BIGINT NOT NULL REFERENCES trial (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            made_by BIGINT NOT NULL,
            made_at BIGINT NOT NULL,
            reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
            PRIMARY KEY (trial_id, number)
        );
        CREATE TABLE trial_corrected_item (
            trial_id BIGINT NOT NULL,
            number INTEGER NOT NULL,
            item TEXT NOT NULL,
            said_before TEXT NOT NULL,
            says_now TEXT NOT NULL CHECK (says_now <> said_before),
            PRIMARY KEY (trial_id, number, item),
            FOREIGN KEY (trial_id, number) REFERENCES trial_correction (trial_id, number)
        );
        """
    )

    private static let registry = """
        CREATE TABLE trial (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 120),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            intervention_id BIGINT NOT NULL REFERENCES intervention (id),
            organisation_id BIGINT NOT NULL,
            question TEXT NOT NULL,
            protocol_summary TEXT NOT NULL,
            outcome_name TEXT NOT NULL,
            registered_on TEXT NOT NULL,
            recruits_from TEXT NOT NULL,
            runs_from TEXT NOT NULL,
            results_due_on TEXT NOT NULL,
            reported_on TEXT,
            primary_finding_id BIGINT UNIQUE REFERENCES finding (id),
            version INTEGER NOT NULL,
            CHECK (recruits_from <= runs_from AND runs_from <= results_due_on),
            CHECK ((reported_on IS NULL) = (primary_finding_id IS NULL))
        );
        CREATE INDEX trial_by_intervention ON trial (intervention_id);
        CREATE INDEX trial_by_organisation ON trial (organisation_id);
        CREATE TABLE trial_strand (
            trial_id BIGINT NOT NULL REFERENCES trial (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            PRIMARY KEY (trial_id, strand_id)
        );
        CREATE INDEX trial_strand_by_strand ON trial_strand (strand_id);
        """

    /// Pupil rows live only in `evaluation_block`, sealed; purging deletes that row with its key. `report`
    /// holds aggregates.
    private static let evaluations = """
        CREATE TABLE evaluation (
            id BIGINT NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL,
            created_by BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            question TEXT NOT NULL,
            formation TEXT NOT NULL,
            formation_detail TEXT NOT NULL,
            outcome_name TEXT NOT NULL,
            is_attainment SMALLINT NOT NULL CHECK (is_attainment IN (0, 1)),
            phase TEXT NOT NULL,
            year_group TEXT NOT NULL,
            started_on TEXT NOT NULL,
            ended_on TEXT NOT NULL,
            strand_id BIGINT REFERENCES strand (id),
            match TEXT,
            treated_group TEXT,
            report TEXT,
            analysed_at BIGINT,
            code_version TEXT,
            purge_on TEXT NOT NULL,
            purged_at BIGINT,
            shared_at BIGINT,
            account TEXT NOT NULL,
            version INTEGER NOT NULL,
            CHECK (started_on <= ended_on),
            CHECK (shared_at IS NULL OR report IS NOT NULL)
        );
        CREATE INDEX evaluation_by_organisation ON evaluation (organisation_id, created_at);
        CREATE INDEX evaluation_by_sharing ON evaluation (shared_at);
        CREATE INDEX evaluation_by_purge ON evaluation (purge_on);
        CREATE TABLE evaluation_block (
            evaluation_id BIGINT NOT NULL PRIMARY KEY REFERENCES evaluation (id),
            sealed_key BLOB NOT NULL,
            sealed_rows BLOB NOT NULL,
            row_count INTEGER NOT NULL
        );
        CREATE TABLE evaluation_fault (
            evaluation_id BIGINT NOT NULL REFERENCES evaluation (id),
            position INTEGER NOT NULL,
            line INTEGER NOT NULL,
            column_name TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (evaluation_id, position)
        );
        """
}
