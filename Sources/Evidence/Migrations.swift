package import Database

extension Migration {
    /// The tables of this module. See docs/data-model/evidence.md.
    package static let evidence: [Migration] = [
        Migration("evidence-001-strands", strands),
        Migration("evidence-002-findings", findings),
        Migration("evidence-003-pools", pools),
        Migration("evidence-004-citations", EvidenceTables.citations),
        Migration("evidence-005-populations", EvidenceTables.populations),
        Migration("evidence-006-pool-methods", EvidenceTables.poolMethods),
        Migration("evidence-007-guidance", EvidenceTables.guidance),
        Migration("evidence-008-practice", EvidenceTables.practice),
        Migration("evidence-009-collections", EvidenceTables.collections),
        Migration("evidence-010-test-makers", EvidenceTables.testMakers),
        Migration("evidence-011-unrated-strands", EvidenceTables.unratedStrands),
        Migration("evidence-012-filing-times", EvidenceTables.filingTimes),
        Migration("evidence-013-strand-letters", EvidenceTables.letters),
        Migration("evidence-014-finding-revisions", EvidenceTables.findingRevisions),
        Migration("evidence-015-finding-removals", EvidenceTables.findingRemovals),
        Migration("evidence-016-practice-versions", EvidenceTables.practiceVersions),
        Migration("evidence-017-rejected-files", EvidenceTables.rejectedFiles),
        Migration("evidence-018-newest-studies", EvidenceTables.newestStudies),
        Migration("evidence-019-study-merges", EvidenceTables.merges),
        Migration("evidence-020-duplicates", EvidenceTables.duplicates),
    ]

    /// A strand's text lives in its versions, which are never changed: the current one is what a page shows.
    private static let strands = """
        CREATE TABLE strand (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 120),
            version INTEGER NOT NULL CHECK (version >= 1)
        );
        CREATE TABLE strand_version (
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            summary TEXT NOT NULL,
            what_it_is TEXT NOT NULL,
            key_findings TEXT NOT NULL,
            closing_the_gap TEXT NOT NULL,
            implementation TEXT NOT NULL,
            cost_text TEXT NOT NULL,
            evidence_text TEXT NOT NULL,
            is_attainment SMALLINT NOT NULL CHECK (is_attainment IN (0, 1)),
            effect DOUBLE PRECISION,
            effect_lower DOUBLE PRECISION,
            effect_upper DOUBLE PRECISION,
            effect_source TEXT,
            progress_profile TEXT,
            cost_band INTEGER CHECK (cost_band BETWEEN 1 AND 5),
            strength INTEGER NOT NULL CHECK (strength BETWEEN 0 AND 5),
            strength_reasons TEXT NOT NULL,
            change_note TEXT NOT NULL,
            published_at BIGINT NOT NULL,
            PRIMARY KEY (strand_id, version),
            CHECK ((effect IS NULL) = (effect_lower IS NULL)),
            CHECK ((effect IS NULL) = (effect_upper IS NULL)),
            CHECK ((effect IS NULL) = (effect_source IS NULL)),
            CHECK ((effect IS NULL) = (progress_profile IS NULL)),
            CHECK (effect IS NULL OR (effect_lower <= effect AND effect <= effect_upper))
        );
        CREATE TABLE intervention (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 120),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            edition TEXT NOT NULL,
            developer TEXT NOT NULL,
            summary TEXT NOT NULL,
            active_ingredients TEXT NOT NULL,
            dose TEXT NOT NULL,
            version INTEGER NOT NULL,
            UNIQUE (name, edition)
        );
        CREATE TABLE intervention_strand (
            intervention_id BIGINT NOT NULL REFERENCES intervention (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            PRIMARY KEY (intervention_id, strand_id)
        );
        CREATE INDEX intervention_strand_by_strand ON intervention_strand (strand_id);
        """

    /// `source_key` is how an importer finds the same record again: unique where it is given.
    private static let findings = """
        CREATE TABLE provenance (
            id BIGINT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 500),
            file_name TEXT,
            licence TEXT NOT NULL,
            recorded_on TEXT NOT NULL
        );
        CREATE TABLE study (
            id BIGINT NOT NULL PRIMARY KEY,
            source_key TEXT UNIQUE,
            citation TEXT NOT NULL CHECK (length(citation) BETWEEN 1 AND 2000),
            year INTEGER CHECK (year BETWEEN 1850 AND 2200),
            doi TEXT,
            address TEXT,
            provenance_id BIGINT NOT NULL REFERENCES provenance (id),
            version INTEGER NOT NULL
        );
        CREATE TABLE finding (
            id BIGINT NOT NULL PRIMARY KEY,
            source_key TEXT UNIQUE,
            origin TEXT NOT NULL CHECK (origin IN ('network-trial', 'published')),
            study_id BIGINT REFERENCES study (id),
            intervention_id BIGINT REFERENCES intervention (id),
            label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
            effect DOUBLE PRECISION NOT NULL,
            variance DOUBLE PRECISION NOT NULL CHECK (variance > 0),
            metric TEXT NOT NULL,
            outcome_domain TEXT NOT NULL,
            population TEXT NOT NULL,
            phase TEXT,
            design TEXT NOT NULL,
            treated_count INTEGER CHECK (treated_count >= 0),
            control_count INTEGER CHECK (control_count >= 0),
            provenance_id BIGINT NOT NULL REFERENCES provenance (id),
            version INTEGER NOT NULL,
            CHECK ((origin = 'published') = (study_id IS NOT NULL))
        );
        CREATE INDEX finding_by_study ON finding (study_id);
        CREATE TABLE finding_strand (
            finding_id BIGINT NOT NULL REFERENCES finding (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            PRIMARY KEY (finding_id, strand_id)
        );
        CREATE INDEX finding_strand_by_strand ON finding_strand (strand_id);
        """

    /// A pool is kept with the rows it was made from, so that every pooled figure that was shown can be made
    /// again.
    private static let pools = """
        CREATE TABLE living_pool (
            id BIGINT NOT NULL PRIMARY KEY,
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            origin TEXT NOT NULL CHECK (origin IN ('network-trial', 'published')),
            data_version TEXT NOT NULL,
            is_current SMALLINT NOT NULL CHECK (is_current IN (0, 1)),
            as_of BIGINT NOT NULL,
            code_version TEXT NOT NULL,
            withheld TEXT,
            estimate DOUBLE PRECISION,
            standard_error DOUBLE PRECISION,
            lower DOUBLE PRECISION,
            upper DOUBLE PRECISION,
            prediction_lower DOUBLE PRECISION,
            prediction_upper DOUBLE PRECISION,
            tau_squared DOUBLE PRECISION,
            i_squared DOUBLE PRECISION,
            q DOUBLE PRECISION,
            q_df DOUBLE PRECISION,
            q_p DOUBLE PRECISION,
            CHECK ((withheld IS NULL) = (estimate IS NOT NULL))
        );
        CREATE UNIQUE INDEX living_pool_current ON living_pool (strand_id, origin) WHERE is_current = 1;
        CREATE INDEX living_pool_by_strand ON living_pool (strand_id, origin, as_of);
        CREATE TABLE living_pool_member (
            pool_id BIGINT NOT NULL REFERENCES living_pool (id),
            position INTEGER NOT NULL,
            label TEXT NOT NULL,
            study_id BIGINT,
            finding_id BIGINT,
            finding_count INTEGER NOT NULL,
            effect DOUBLE PRECISION NOT NULL,
            variance DOUBLE PRECISION NOT NULL,
            weight_percentage DOUBLE PRECISION,
            PRIMARY KEY (pool_id, position)
        );
        """
}
