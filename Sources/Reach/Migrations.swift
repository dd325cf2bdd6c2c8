package import Database

extension Migration {
    /// The tables of this module. See docs/data-model/reach.md.
    package static let reach: [Migration] = [
        Migration("reach-001-projection", projection),
        Migration("reach-002-targets", targets),
        Migration("reach-003-returns", returns),
        Migration("reach-004-kept-rows", keptRows),
        Migration("reach-005-questions", questions),
        Migration("reach-006-kept-counts", keptCounts),
        Migration("reach-007-definitions", definitions),
        Migration("reach-008-returns-by-definition", returnsByDefinition),
        Migration("reach-009-projected-figures", projectedFigures),
        Migration("reach-010-public-touches", publicTouches),
        Migration("reach-011-rebuilds", rebuilds),
        Migration("reach-012-touch-by-year", touchByYear),
        Migration(
            "reach-013-need-by-organisation",
            "CREATE INDEX school_need_by_organisation ON school_need (organisation_id);"
        ),
        Migration(
            "reach-014-public-years",
            "ALTER TABLE school_need ADD COLUMN public_years BIGINT NOT NULL DEFAULT 0;"
        ),
        Migration("reach-015-count-anew", countAnew),
        Migration("reach-016-withdrawn-returns", withdrawnReturns),
    ]

    /// `school_need` has one row for each school that is open, under its lineage; `touch` one for each school,
    /// object and academic year. `object_id` is the offer, plan, trial … that the school took part in.
    private static let projection = """
        CREATE TABLE school_need (
            lineage_id INTEGER NOT NULL PRIMARY KEY,
            urn INTEGER NOT NULL,
            organisation_id BIGINT NOT NULL,
            phase TEXT NOT NULL,
            region TEXT,
            authority_code INTEGER,
            easting INTEGER,
            northing INTEGER,
            pupils INTEGER,
            disadvantaged_percentage DOUBLE PRECISION,
            attainment_rank DOUBLE PRECISION,
            need DOUBLE PRECISION,
            fifth INTEGER CHECK (fifth BETWEEN 1 AND 5),
            figures_known INTEGER NOT NULL,
            CHECK ((need IS NULL) = (fifth IS NULL))
        );
        CREATE INDEX school_need_by_fifth ON school_need (fifth, need);
        CREATE TABLE touch (
            lineage_id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            object_id BIGINT NOT NULL,
            academic_year INTEGER NOT NULL,
            amount DOUBLE PRECISION NOT NULL,
            last_on TEXT NOT NULL,
            PRIMARY KEY (kind, object_id, lineage_id, academic_year)
        );
        CREATE INDEX touch_by_year ON touch (academic_year, lineage_id);
        CREATE INDEX touch_by_lineage ON touch (lineage_id, last_on);
        CREATE TABLE touch_object (
            kind TEXT NOT NULL,
            object_id BIGINT NOT NULL,
            title TEXT NOT NULL,
            PRIMARY KEY (kind, object_id)
        );
        CREATE TABLE touch_hub (
            kind TEXT NOT NULL,
            object_id BIGINT NOT NULL,
            hub_id BIGINT NOT NULL,
            PRIMARY KEY (kind, object_id, hub_id)
        );
        CREATE INDEX touch_hub_by_hub ON touch_hub (hub_id, kind, object_id);
        CREATE TABLE touch_strand (
            kind TEXT NOT NULL,
            object_id BIGINT NOT NULL,
            strand_id BIGINT NOT NULL,
            PRIMARY KEY (kind, object_id, strand_id)
        );
        CREATE INDEX touch_strand_by_strand ON touch_strand (strand_id, kind, object_id);
        CREATE TABLE reach_rebuild (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            rebuilt_at BIGINT NOT NULL,
            need_profile TEXT NOT NULL
        );
        """

    private static let targets = """
        CREATE TABLE reach_target (
            id BIGINT NOT NULL PRIMARY KEY,
            area_id BIGINT NOT NULL REFERENCES area (id),
            academic_year INTEGER NOT NULL,
            measure TEXT NOT NULL CHECK (measure IN ('schools', 'high-need-schools', 'trials')),
            goal INTEGER NOT NULL CHECK (goal BETWEEN 1 AND 100000),
            version INTEGER NOT NULL,
            UNIQUE (area_id, academic_year, measure)
        );
        CREATE TABLE dismissed_suggestion (
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            suggestion TEXT NOT NULL,
            dismissed_by BIGINT NOT NULL REFERENCES person (id),
            dismissed_at BIGINT NOT NULL,
            PRIMARY KEY (organisation_id, suggestion)
        );
        """

    /// `figures` holds what was computed, as JSON, from the moment it was submitted; a draft is computed when
    /// it is read.
    private static let returns = """
        CREATE TABLE kpi_return (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            starts_on TEXT NOT NULL,
            ends_on TEXT NOT NULL,
            profile TEXT NOT NULL,
            commentary TEXT NOT NULL,
            figures TEXT,
            submitted_at BIGINT,
            submitted_by BIGINT REFERENCES person (id),
            version INTEGER NOT NULL,
            UNIQUE (hub_id, starts_on, ends_on),
            CHECK (ends_on >= starts_on),
            CHECK ((submitted_at IS NULL) = (figures IS NULL)),
            CHECK ((submitted_at IS NULL) = (submitted_by IS NULL))
        );
        """

    /// The rows behind the figures of a return as they were when it was submitted, as JSON: a list of columns and
    /// a list of rows.
    private static let keptRows = """
        CREATE TABLE kpi_return_rows (
            return_id BIGINT NOT NULL REFERENCES kpi_return (id),
            measure TEXT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (return_id, measure)
        );
        """

    private static let questions = """
        CREATE TABLE school_question (
            id BIGINT NOT NULL PRIMARY KEY,
            asked_id BIGINT NOT NULL REFERENCES organisation (id),
            from_id BIGINT NOT NULL REFERENCES organisation (id),
            asked_by BIGINT NOT NULL REFERENCES person (id),
            message TEXT NOT NULL CHECK (length(message) BETWEEN 1 AND 2000),
            asked_at BIGINT NOT NULL,
            settled_at BIGINT,
            settled_by BIGINT REFERENCES person (id),
            CHECK (asked_id <> from_id),
            CHECK ((settled_at IS NULL) = (settled_by IS NULL))
        );
        CREATE INDEX school_question_by_asked ON school_question (asked_id, asked_at);
        CREATE INDEX school_question_by_asker ON school_question (asked_by, asked_at);
        """

    /// `last_reached_on` and `hub_count` are as of the last rebuild, the hubs those of the twelve months before it.
    /// `reach_count` has the distinct schools of each academic year and fifth (0 where no index is known): of all
    /// touches, and of those of one kind, one strand or one hub; what is not narrowed is empty or 0.
    private static let keptCounts = """
        CREATE INDEX school_need_by_urn ON school_need (urn);
        ALTER TABLE school_need ADD COLUMN last_reached_on TEXT;
        ALTER TABLE school_need ADD COLUMN hub_count INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE reach_count (
            academic_year INTEGER NOT NULL,
            kind TEXT NOT NULL,
            strand_id BIGINT NOT NULL,
            hub_id BIGINT NOT NULL,
            fifth INTEGER NOT NULL CHECK (fifth BETWEEN 0 AND 5),
            schools INTEGER NOT NULL,
            amount DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (academic_year, kind, strand_id, hub_id, fifth)
        );
        """

    /// A version is never changed once it is published. `measure` is the raw value of a `KPIMeasure`.
    private static let definitions = """
        CREATE TABLE kpi_definition (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            version INTEGER NOT NULL CHECK (version >= 1),
            retired_at BIGINT
        );
        CREATE INDEX kpi_definition_by_hub ON kpi_definition (hub_id);
        CREATE TABLE kpi_definition_version (
            definition_id BIGINT NOT NULL REFERENCES kpi_definition (id),
            version INTEGER NOT NULL,
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
            funder TEXT NOT NULL CHECK (length(funder) BETWEEN 1 AND 120),
            published_at BIGINT NOT NULL,
            published_by BIGINT NOT NULL REFERENCES person (id),
            PRIMARY KEY (definition_id, version)
        );
        CREATE TABLE kpi_definition_measure (
            definition_id BIGINT NOT NULL,
            version INTEGER NOT NULL,
            position INTEGER NOT NULL,
            measure TEXT NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 150),
            target DOUBLE PRECISION CHECK (target >= 0),
            strand_id BIGINT REFERENCES strand (id),
            offer_kind TEXT,
            phase TEXT,
            is_only_great_need SMALLINT NOT NULL CHECK (is_only_great_need IN (0, 1)),
            PRIMARY KEY (definition_id, version, position),
            FOREIGN KEY (definition_id, version) REFERENCES kpi_definition_version (definition_id, version)
        );
        """

    /// A return by the profile that is carried or by a version of the hub's own definition; for a period one by
    /// each. The rows are moved because neither engine can change the old key of the table in the same words.
    private static let returnsByDefinition = """
        CREATE TABLE kpi_return_by_definition (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            starts_on TEXT NOT NULL,
            ends_on TEXT NOT NULL,
            profile TEXT,
            definition_id BIGINT,
            definition_version INTEGER,
            commentary TEXT NOT NULL,
            figures TEXT,
            submitted_at BIGINT,
            submitted_by BIGINT REFERENCES person (id),
            version INTEGER NOT NULL,
            CHECK (ends_on >= starts_on),
            CHECK ((profile IS NULL) = (definition_id IS NOT NULL)),
            CHECK ((definition_id IS NULL) = (definition_version IS NULL)),
            CHECK ((submitted_at IS NULL) = (figures IS NULL)),
            CHECK ((submitted_at IS NULL) = (submitted_by IS NULL)),
            FOREIGN KEY (definition_id, definition_version)
                REFERENCES kpi_definition_version (definition_id, version)
        );
        INSERT INTO kpi_return_by_definition
            (id, hub_id, starts_on, ends_on, profile, commentary, figures, submitted_at, submitted_by, version)
        SELECT id, hub_id, starts_on, ends_on, profile, commentary, figures, submitted_at, submitted_by, version
        FROM kpi_return;
        CREATE TABLE kpi_return_rows_by_definition (
            return_id BIGINT NOT NULL REFERENCES kpi_return_by_definition (id),
            measure TEXT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (return_id, measure)
        );
        INSERT INTO kpi_return_rows_by_definition (return_id, measure, content)
        SELECT return_id, measure, content FROM kpi_return_rows;
        DROP TABLE kpi_return_rows;
        DROP TABLE kpi_return;
        ALTER TABLE kpi_return_by_definition RENAME TO kpi_return;
        ALTER TABLE kpi_return_rows_by_definition RENAME TO kpi_return_rows;
        CREATE UNIQUE INDEX kpi_return_by_profile ON kpi_return (hub_id, starts_on, ends_on, profile)
            WHERE profile IS NOT NULL;
        CREATE UNIQUE INDEX kpi_return_by_own ON kpi_return (hub_id, starts_on, ends_on, definition_id)
            WHERE definition_id IS NOT NULL;
        """

    /// The newest published figures that schools are compared on; filled with the projection.
    private static let projectedFigures = """
        ALTER TABLE school_need ADD COLUMN attainment DOUBLE PRECISION;
        ALTER TABLE school_need ADD COLUMN prior_attainment DOUBLE PRECISION;
        ALTER TABLE school_need ADD COLUMN additional_language_percentage DOUBLE PRECISION;
        ALTER TABLE school_need ADD COLUMN special_needs_percentage DOUBLE PRECISION;
        ALTER TABLE school_need ADD COLUMN income_deprivation DOUBLE PRECISION;
        """

    /// Nothing counts as public until the next rebuild says so. `nearest_hub_id` is as of the last rebuild.
    private static let publicTouches = """
        ALTER TABLE touch ADD COLUMN is_public SMALLINT NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1));
        ALTER TABLE school_need ADD COLUMN nearest_hub_id BIGINT;
        ALTER TABLE school_need ADD COLUMN progress DOUBLE PRECISION;
        CREATE INDEX school_need_by_nearest_hub ON school_need (nearest_hub_id);
        """

    /// How often the projection was made: a rebuild writes only what differs from the tables that it read.
    private static let rebuilds = """
        ALTER TABLE reach_rebuild ADD COLUMN rebuilds BIGINT NOT NULL DEFAULT 0;
        """

    /// What the projection holds is no longer what pages read of it. Any migration that adds to the projection forgets, like
    /// this one, when it was made: pages then say that it is being made, and the next start of a site makes it at once.
    private static let countAnew = """
        DELETE FROM reach_rebuild;
        """

    /// All that the maps ask of a year's touches stands in the index: they do not go to the rows.
    private static let touchByYear = """
        DROP INDEX touch_by_year;
        CREATE INDEX touch_by_year ON touch (academic_year, lineage_id, is_public, kind, object_id);
        """

    /// A submitted return that was withdrawn stays, and leaves its days to another.
    private static let withdrawnReturns = """
        ALTER TABLE kpi_return ADD COLUMN withdrawn_at BIGINT
            CHECK (withdrawn_at IS NULL OR submitted_at IS NOT NULL);
        ALTER TABLE kpi_return ADD COLUMN withdrawn_by BIGINT REFERENCES person (id)
            CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL));
        ALTER TABLE kpi_return ADD COLUMN withdrawal_reason TEXT
            CHECK ((withdrawal_reason IS NULL) = (withdrawn_at IS NULL) AND withdrawal_reason <> '');
        DROP INDEX kpi_return_by_profile;
        DROP INDEX kpi_return_by_own;
        CREATE UNIQUE INDEX kpi_return_by_profile ON kpi_return (hub_id, starts_on, ends_on, profile)
            WHERE profile IS NOT NULL AND withdrawn_at IS NULL;
        CREATE UNIQUE INDEX kpi_return_by_own ON kpi_return (hub_id, starts_on, ends_on, definition_id)
            WHERE definition_id IS NOT NULL AND withdrawn_at IS NULL;
        """
}
