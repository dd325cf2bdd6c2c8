package import Database

extension Migration {
    /// The tables of this module. See docs/data-model.md.
    package static let directory: [Migration] = [
        Migration("directory-001-organisations", organisations),
        Migration("directory-002-schools", schools),
        Migration("directory-003-hubs", hubs),
        Migration("directory-004-school-of-organisation", schoolOfOrganisation),
        Migration("directory-005-figures-of-all-schools", figuresOfAllSchools),
        Migration("directory-006-agreement-of-partners", agreementOfPartners),
        Migration("directory-007-websites", websites),
        Migration("directory-008-other-names-of-hubs", otherNamesOfHubs),
        Migration("directory-009-dropped-designations", droppedDesignations),
    ]

    /// Which designations somebody deleted or corrected as never held, so that no list brings them back.
    private static let droppedDesignations = """
        CREATE TABLE dropped_designation (
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            kind TEXT NOT NULL,
            dropped_on TEXT NOT NULL,
            PRIMARY KEY (hub_id, kind)
        );
        """

    /// What a hub goes by besides its name. In use, a name leads to one hub; one that somebody took away stays, so that no list
    /// brings it back.
    private static let otherNamesOfHubs = """
        CREATE TABLE hub_other_name (
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            name_key TEXT NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
            origin TEXT NOT NULL CHECK (origin IN ('list', 'renamed', 'person')),
            list_name TEXT,
            noted_on TEXT NOT NULL,
            dropped_on TEXT,
            PRIMARY KEY (hub_id, name_key),
            CHECK (list_name IS NULL OR origin = 'list')
        );
        CREATE UNIQUE INDEX hub_other_name_in_use ON hub_other_name (name_key) WHERE dropped_on IS NULL;
        """

    /// The map reads the place of every school, in its order, and two figures, from these indexes alone. The second holds only
    /// these figures: without statistics SQLite would take an index on every measure for look-ups of single schools, too, and
    /// read all schools for each.
    private static let figuresOfAllSchools = """
        CREATE INDEX establishment_on_map ON establishment (northing, easting, urn, status, phase, region)
            WHERE easting IS NOT NULL AND northing IS NOT NULL;
        CREATE INDEX characteristic_on_map ON characteristic (measure, academic_year, urn, value)
            WHERE measure IN ('premium-percentage', 'fsm-percentage');
        """

    /// Whose website is at the domain of an address: all websites are read, and nothing else of the schools.
    private static let websites = """
        CREATE INDEX establishment_by_website ON establishment (website, status, organisation_id)
            WHERE website IS NOT NULL;
        """

    /// Whoever wrote a tie down agreed to it; whether its partner did is not known of older ones.
    private static let agreementOfPartners = """
        ALTER TABLE partnership ADD COLUMN from_agrees SMALLINT NOT NULL DEFAULT 1 CHECK (from_agrees IN (0, 1));
        ALTER TABLE partnership ADD COLUMN to_agrees SMALLINT NOT NULL DEFAULT 0 CHECK (to_agrees IN (0, 1));
        """

    /// Features know a school as an organisation; the register by its URN.
    private static let schoolOfOrganisation = """
        CREATE INDEX establishment_by_organisation ON establishment (organisation_id);
        """

    private static let organisations = """
        CREATE TABLE organisation (
            id BIGINT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('establishment', 'group', 'hub', 'authority')),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 500)
        );
        CREATE TABLE authority (
            code INTEGER NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL UNIQUE REFERENCES organisation (id),
            gss_code TEXT,
            region TEXT
        );
        CREATE TABLE school_group (
            uid INTEGER NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL UNIQUE REFERENCES organisation (id),
            group_id TEXT,
            kind TEXT NOT NULL,
            is_open SMALLINT NOT NULL CHECK (is_open IN (0, 1)),
            opened_on TEXT,
            closed_on TEXT,
            companies_house_number TEXT,
            ukprn TEXT,
            town TEXT,
            postcode TEXT,
            name_key TEXT NOT NULL
        );
        CREATE INDEX school_group_by_name ON school_group (name_key);
        """

    private static let schools = """
        CREATE TABLE lineage_member (
            urn INTEGER NOT NULL PRIMARY KEY,
            lineage_id INTEGER NOT NULL
        );
        CREATE INDEX lineage_member_by_lineage ON lineage_member (lineage_id);
        CREATE TABLE establishment (
            urn INTEGER NOT NULL PRIMARY KEY REFERENCES lineage_member (urn),
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            authority_code INTEGER REFERENCES authority (code),
            establishment_number TEXT,
            type TEXT NOT NULL,
            type_group TEXT,
            status TEXT NOT NULL CHECK (status IN ('open', 'closing', 'closed', 'opening')),
            opened_on TEXT,
            closed_on TEXT,
            phase TEXT NOT NULL,
            low_age INTEGER,
            high_age INTEGER,
            gender TEXT,
            religious_character TEXT,
            capacity INTEGER,
            ukprn TEXT,
            street TEXT,
            locality TEXT,
            address3 TEXT,
            town TEXT,
            county TEXT,
            postcode TEXT,
            website TEXT,
            telephone TEXT,
            region TEXT,
            district TEXT,
            district_code TEXT,
            urban_rural TEXT,
            easting INTEGER,
            northing INTEGER
        );
        CREATE INDEX establishment_by_authority ON establishment (authority_code);
        CREATE TABLE establishment_search (
            urn INTEGER NOT NULL PRIMARY KEY REFERENCES establishment (urn),
            search_key TEXT NOT NULL
        );
        CREATE TABLE establishment_link (
            urn INTEGER NOT NULL REFERENCES lineage_member (urn),
            link_urn INTEGER NOT NULL REFERENCES lineage_member (urn),
            kind TEXT NOT NULL,
            link_name TEXT,
            established_on TEXT,
            PRIMARY KEY (urn, link_urn, kind)
        );
        CREATE TABLE group_member (
            group_uid INTEGER NOT NULL REFERENCES school_group (uid),
            urn INTEGER NOT NULL REFERENCES establishment (urn),
            joined_on TEXT,
            left_on TEXT
        );
        CREATE UNIQUE INDEX group_member_open ON group_member (group_uid, urn) WHERE left_on IS NULL;
        CREATE INDEX group_member_by_urn ON group_member (urn);
        CREATE TABLE characteristic (
            urn INTEGER NOT NULL REFERENCES lineage_member (urn),
            academic_year INTEGER NOT NULL CHECK (academic_year BETWEEN 1988 AND 2200),
            measure TEXT NOT NULL,
            value DOUBLE PRECISION,
            pence BIGINT,
            missing TEXT,
            PRIMARY KEY (urn, academic_year, measure),
            CHECK ((value IS NOT NULL AND pence IS NULL AND missing IS NULL)
                OR (value IS NULL AND pence IS NOT NULL AND missing IS NULL)
                OR (value IS NULL AND pence IS NULL AND missing IS NOT NULL))
        );
        CREATE TABLE measure_year (
            measure TEXT NOT NULL,
            academic_year INTEGER NOT NULL,
            PRIMARY KEY (measure, academic_year)
        );
        """

    private static let hubs = """
        CREATE TABLE hub (
            id BIGINT NOT NULL PRIMARY KEY REFERENCES organisation (id),
            slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 120),
            host_id BIGINT REFERENCES organisation (id),
            host_name TEXT,
            region TEXT,
            serves TEXT,
            website TEXT,
            email TEXT,
            summary TEXT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE INDEX hub_by_host ON hub (host_id);
        CREATE TABLE designation (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            kind TEXT NOT NULL,
            started_on TEXT,
            ended_on TEXT,
            version INTEGER NOT NULL,
            CHECK (started_on IS NULL OR ended_on IS NULL OR ended_on >= started_on)
        );
        CREATE INDEX designation_by_hub ON designation (hub_id);
        CREATE TABLE area (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            summary TEXT NOT NULL,
            owner_id BIGINT REFERENCES organisation (id),
            version INTEGER NOT NULL
        );
        CREATE TABLE area_authority (
            area_id BIGINT NOT NULL REFERENCES area (id),
            authority_code INTEGER NOT NULL REFERENCES authority (code),
            PRIMARY KEY (area_id, authority_code)
        );
        CREATE TABLE area_district (
            area_id BIGINT NOT NULL REFERENCES area (id),
            district TEXT NOT NULL,
            PRIMARY KEY (area_id, district)
        );
        CREATE TABLE area_school (
            area_id BIGINT NOT NULL REFERENCES area (id),
            urn INTEGER NOT NULL REFERENCES establishment (urn),
            PRIMARY KEY (area_id, urn)
        );
        CREATE TABLE partnership (
            id BIGINT NOT NULL PRIMARY KEY,
            from_id BIGINT NOT NULL REFERENCES organisation (id),
            to_id BIGINT NOT NULL REFERENCES organisation (id),
            kind TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('active', 'challenged', 'ended')),
            started_on TEXT,
            ended_on TEXT,
            version INTEGER NOT NULL,
            CHECK (from_id <> to_id),
            CHECK (started_on IS NULL OR ended_on IS NULL OR ended_on >= started_on)
        );
        CREATE UNIQUE INDEX partnership_open ON partnership (from_id, to_id, kind) WHERE state <> 'ended';
        CREATE INDEX partnership_by_target ON partnership (to_id);
        """
}
