extension EvidenceTables {
    /// Guidance with its recommendations, and resources: what others published for practice.
    static let guidance = """
        CREATE TABLE guidance_report (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 120),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            publisher TEXT NOT NULL CHECK (length(publisher) BETWEEN 1 AND 200),
            year INTEGER CHECK (year BETWEEN 1850 AND 2200),
            phase TEXT NOT NULL,
            address TEXT NOT NULL,
            licence TEXT NOT NULL,
            summary TEXT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE TABLE guidance_recommendation (
            report_id BIGINT NOT NULL REFERENCES guidance_report (id),
            position INTEGER NOT NULL CHECK (position >= 0),
            text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
            PRIMARY KEY (report_id, position)
        );
        CREATE TABLE guidance_strand (
            report_id BIGINT NOT NULL REFERENCES guidance_report (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            PRIMARY KEY (report_id, strand_id)
        );
        CREATE INDEX guidance_strand_by_strand ON guidance_strand (strand_id);
        CREATE TABLE resource (
            id BIGINT NOT NULL PRIMARY KEY,
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            kind TEXT NOT NULL CHECK (kind IN ('tool', 'video', 'reading', 'journal', 'training', 'other')),
            publisher TEXT NOT NULL,
            address TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 1000),
            licence TEXT NOT NULL,
            summary TEXT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE TABLE resource_strand (
            resource_id BIGINT NOT NULL REFERENCES resource (id),
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            PRIMARY KEY (resource_id, strand_id)
        );
        CREATE INDEX resource_strand_by_strand ON resource_strand (strand_id);
        """

    /// What a school or hub tells of a strand. It is read by a hub before it is published.
    static let practice = """
        CREATE TABLE practice_account (
            id BIGINT NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL,
            author_id BIGINT,
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            intervention_id BIGINT REFERENCES intervention (id),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            what_was_done TEXT NOT NULL,
            with_whom TEXT NOT NULL,
            what_was_learnt TEXT NOT NULL,
            what_we_would_change TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'published', 'withdrawn')),
            reviewer_id BIGINT,
            reviewing_organisation_id BIGINT,
            review_note TEXT NOT NULL,
            changed_at BIGINT NOT NULL,
            published_at BIGINT,
            version INTEGER NOT NULL,
            CHECK (state <> 'published' OR (published_at IS NOT NULL AND reviewing_organisation_id IS NOT NULL))
        );
        CREATE INDEX practice_account_by_strand ON practice_account (strand_id, state);
        CREATE INDEX practice_account_by_organisation ON practice_account (organisation_id, state);
        CREATE INDEX practice_account_by_state ON practice_account (state, changed_at);
        """

    /// What an account said each time it was published. It names an organisation, nobody in it.
    static let practiceVersions = """
        CREATE TABLE practice_version (
            account_id BIGINT NOT NULL REFERENCES practice_account (id),
            version INTEGER NOT NULL,
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            title TEXT NOT NULL,
            what_was_done TEXT NOT NULL,
            with_whom TEXT NOT NULL,
            what_was_learnt TEXT NOT NULL,
            what_we_would_change TEXT NOT NULL,
            reviewing_organisation_id BIGINT NOT NULL,
            published_at BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (account_id, version)
        );
        INSERT INTO practice_version
            (account_id, version, strand_id, title, what_was_done, with_whom, what_was_learnt, what_we_would_change,
             reviewing_organisation_id, published_at)
        SELECT id, version, strand_id, title, what_was_done, with_whom, what_was_learnt, what_we_would_change,
            reviewing_organisation_id, published_at
        FROM practice_account WHERE state = 'published';
        """

    /// Reading lists of hubs; what a person saves and notes, which nobody else sees; the strands that a person
    /// follows.
    static let collections = """
        CREATE TABLE collection (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 120),
            organisation_id BIGINT NOT NULL,
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            description TEXT NOT NULL,
            is_shared SMALLINT NOT NULL CHECK (is_shared IN (0, 1)),
            changed_at BIGINT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE INDEX collection_by_organisation ON collection (organisation_id);
        CREATE TABLE collection_item (
            collection_id BIGINT NOT NULL REFERENCES collection (id),
            kind TEXT NOT NULL CHECK (kind IN ('strand', 'study', 'guidance', 'practice')),
            object_id BIGINT NOT NULL,
            position INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (collection_id, kind, object_id)
        );
        CREATE TABLE saved_item (
            person_id BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('strand', 'study', 'guidance', 'practice')),
            object_id BIGINT NOT NULL,
            note TEXT NOT NULL,
            saved_at BIGINT NOT NULL,
            PRIMARY KEY (person_id, kind, object_id)
        );
        CREATE TABLE strand_follow (
            person_id BIGINT NOT NULL,
            strand_id BIGINT NOT NULL REFERENCES strand (id),
            told_until BIGINT NOT NULL,
            PRIMARY KEY (person_id, strand_id)
        );
        """
}
