extension EvidenceTables {
    /// A study as a full citation record. `title_key`, `author_key` and `match_block` are what duplicates are
    /// found by. Every record that a source gave is kept as it gave it (`study_source`), and every earlier state
    /// of a study (`study_revision`); both as CSL-JSON.
    static let citations = """
        ALTER TABLE study ADD COLUMN title TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN byline TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
        ALTER TABLE study ADD COLUMN container TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN series TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN volume TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN issue TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN pages TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN edition TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN publisher TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN place TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN published_month INTEGER CHECK (published_month BETWEEN 1 AND 12);
        ALTER TABLE study ADD COLUMN published_day INTEGER CHECK (published_day BETWEEN 1 AND 31);
        ALTER TABLE study ADD COLUMN abstract TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN abstract_licence TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN is_peer_reviewed SMALLINT CHECK (is_peer_reviewed IN (0, 1));
        ALTER TABLE study ADD COLUMN open_access TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN language TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN note TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN author_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN match_block TEXT NOT NULL DEFAULT '';
        ALTER TABLE study ADD COLUMN merged_into BIGINT REFERENCES study (id);
        UPDATE study SET title = citation;
        CREATE INDEX study_by_title_key ON study (title_key);
        CREATE INDEX study_by_match_block ON study (match_block);
        CREATE INDEX study_by_year ON study (year, id);
        CREATE TABLE study_author (
            study_id BIGINT NOT NULL REFERENCES study (id),
            role TEXT NOT NULL CHECK (role IN ('author', 'editor')),
            position INTEGER NOT NULL CHECK (position >= 0),
            family TEXT NOT NULL,
            given TEXT NOT NULL,
            particle TEXT NOT NULL,
            suffix TEXT NOT NULL,
            literal TEXT NOT NULL,
            PRIMARY KEY (study_id, role, position),
            CHECK ((family = '') <> (literal = ''))
        );
        CREATE TABLE study_subject (
            study_id BIGINT NOT NULL REFERENCES study (id),
            position INTEGER NOT NULL CHECK (position >= 0),
            subject TEXT NOT NULL CHECK (length(subject) >= 1),
            PRIMARY KEY (study_id, position)
        );
        CREATE TABLE study_identifier (
            study_id BIGINT NOT NULL REFERENCES study (id),
            scheme TEXT NOT NULL,
            value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
            PRIMARY KEY (study_id, scheme, value)
        );
        CREATE INDEX study_identifier_by_value ON study_identifier (value, scheme);
        CREATE TABLE study_source (
            source_key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            study_id BIGINT NOT NULL REFERENCES study (id),
            provenance_id BIGINT NOT NULL REFERENCES provenance (id),
            record TEXT NOT NULL,
            PRIMARY KEY (source_key, fingerprint)
        );
        CREATE INDEX study_source_by_study ON study_source (study_id);
        INSERT INTO study_source (source_key, fingerprint, study_id, provenance_id, record)
            SELECT source_key, '', id, provenance_id, '' FROM study WHERE source_key IS NOT NULL;
        CREATE TABLE study_revision (
            study_id BIGINT NOT NULL REFERENCES study (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            record TEXT NOT NULL,
            reason TEXT NOT NULL,
            replaced_at BIGINT NOT NULL,
            PRIMARY KEY (study_id, version)
        );
        CREATE TABLE study_pair (
            first_id BIGINT NOT NULL REFERENCES study (id),
            second_id BIGINT NOT NULL REFERENCES study (id),
            score DOUBLE PRECISION NOT NULL CHECK (score BETWEEN 0 AND 1),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'merged', 'distinct')),
            found_at BIGINT NOT NULL,
            decided_at BIGINT,
            decided_by BIGINT,
            PRIMARY KEY (first_id, second_id),
            CHECK (first_id < second_id),
            CHECK ((state = 'waiting') = (decided_at IS NULL))
        );
        CREATE INDEX study_pair_by_state ON study_pair (state, score);
        """

    /// For whom a finding holds, how it was made, and what it was computed from. Findings of one study with the
    /// same `sample` share pupils. `interaction` is the difference between pupils eligible for free school meals
    /// and the others, within the trial.
    static let populations = """
        ALTER TABLE finding ADD COLUMN subject TEXT NOT NULL DEFAULT '';
        ALTER TABLE finding ADD COLUMN measure TEXT NOT NULL DEFAULT '';
        ALTER TABLE finding ADD COLUMN year_group TEXT NOT NULL DEFAULT '';
        ALTER TABLE finding ADD COLUMN pupils TEXT NOT NULL DEFAULT 'all'
            CHECK (pupils IN ('all', 'disadvantaged', 'send', 'eal', 'other'));
        ALTER TABLE finding ADD COLUMN disadvantaged_percentage DOUBLE PRECISION
            CHECK (disadvantaged_percentage BETWEEN 0 AND 100);
        ALTER TABLE finding ADD COLUMN send_percentage DOUBLE PRECISION CHECK (send_percentage BETWEEN 0 AND 100);
        ALTER TABLE finding ADD COLUMN eal_percentage DOUBLE PRECISION CHECK (eal_percentage BETWEEN 0 AND 100);
        ALTER TABLE finding ADD COLUMN cluster_count INTEGER CHECK (cluster_count >= 0);
        ALTER TABLE finding ADD COLUMN independence TEXT NOT NULL DEFAULT 'not-stated'
            CHECK (independence IN ('independent', 'developer', 'not-stated'));
        ALTER TABLE finding ADD COLUMN setting TEXT NOT NULL DEFAULT '';
        ALTER TABLE finding ADD COLUMN security INTEGER CHECK (security BETWEEN 0 AND 5);
        ALTER TABLE finding ADD COLUMN sample TEXT NOT NULL DEFAULT '';
        ALTER TABLE finding ADD COLUMN treated_mean DOUBLE PRECISION;
        ALTER TABLE finding ADD COLUMN treated_deviation DOUBLE PRECISION CHECK (treated_deviation > 0);
        ALTER TABLE finding ADD COLUMN control_mean DOUBLE PRECISION;
        ALTER TABLE finding ADD COLUMN control_deviation DOUBLE PRECISION CHECK (control_deviation > 0);
        ALTER TABLE finding ADD COLUMN interaction DOUBLE PRECISION;
        ALTER TABLE finding ADD COLUMN interaction_variance DOUBLE PRECISION CHECK (interaction_variance > 0);
        CREATE INDEX finding_by_intervention ON finding (intervention_id);
        ALTER TABLE intervention ADD COLUMN materials TEXT NOT NULL DEFAULT '';
        ALTER TABLE intervention ADD COLUMN cost_text TEXT NOT NULL DEFAULT '';
        ALTER TABLE intervention ADD COLUMN cost_band INTEGER CHECK (cost_band BETWEEN 1 AND 5);
        """

    /// The list of studies, newest first; those without a year last.
    static let newestStudies = """
        CREATE INDEX study_newest_first ON study ((coalesce(year, 0)), id);
        """
}
