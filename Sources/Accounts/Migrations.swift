package import Database

extension Migration {
    /// The tables of this module. `membership` and `invitation` refer to Directory's `organisation`.
    package static let accounts: [Migration] = [
        Migration(
            "accounts-001-persons",
            """
            CREATE TABLE person (
                id BIGINT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                email TEXT UNIQUE,
                teacher_reference TEXT UNIQUE,
                is_network_administrator SMALLINT NOT NULL DEFAULT 0 CHECK (is_network_administrator IN (0, 1)),
                created_at BIGINT NOT NULL,
                last_signed_in_at BIGINT,
                erased_at BIGINT,
                version BIGINT NOT NULL DEFAULT 1,
                CHECK (erased_at IS NULL OR (email IS NULL AND teacher_reference IS NULL))
            );
            CREATE INDEX person_by_name ON person (name, id);

            CREATE TABLE membership (
                person_id BIGINT NOT NULL REFERENCES person (id),
                organisation_id BIGINT NOT NULL REFERENCES organisation (id),
                role TEXT NOT NULL CHECK (role IN ('lead', 'editor', 'booker', 'evaluator', 'coach', 'member')),
                since BIGINT NOT NULL,
                PRIMARY KEY (person_id, organisation_id, role)
            );
            CREATE INDEX membership_by_organisation ON membership (organisation_id, role);

            CREATE TABLE invitation (
                id BIGINT NOT NULL PRIMARY KEY,
                token_hash BLOB NOT NULL UNIQUE,
                email TEXT NOT NULL,
                name TEXT NOT NULL,
                organisation_id BIGINT NOT NULL REFERENCES organisation (id),
                role TEXT NOT NULL CHECK (role IN ('lead', 'editor', 'booker', 'evaluator', 'coach', 'member')),
                invited_by BIGINT REFERENCES person (id),
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                accepted_at BIGINT
            );
            CREATE INDEX invitation_by_organisation ON invitation (organisation_id, created_at);
            CREATE INDEX invitation_by_email ON invitation (email);
            """
        ),
        Migration(
            "accounts-002-sign-in",
            """
            CREATE TABLE password (
                person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
                hash TEXT NOT NULL,
                changed_at BIGINT NOT NULL
            );

            CREATE TABLE second_step (
                person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
                sealed_secret BLOB NOT NULL,
                last_step BIGINT NOT NULL,
                confirmed_at BIGINT
            );

            CREATE TABLE recovery_code (
                person_id BIGINT NOT NULL REFERENCES person (id),
                digest BLOB NOT NULL,
                PRIMARY KEY (person_id, digest)
            );

            CREATE TABLE access_link (
                token_hash BLOB NOT NULL PRIMARY KEY,
                purpose TEXT NOT NULL CHECK (purpose IN ('password', 'sign-in', 'email', 'code')),
                person_id BIGINT NOT NULL REFERENCES person (id),
                email TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            );
            CREATE INDEX access_link_by_person ON access_link (person_id, purpose);

            CREATE TABLE session (
                id BIGINT NOT NULL PRIMARY KEY,
                token_hash BLOB NOT NULL UNIQUE,
                person_id BIGINT NOT NULL REFERENCES person (id),
                strength TEXT NOT NULL CHECK (strength IN ('password', 'two-step', 'link', 'example')),
                started_at BIGINT NOT NULL,
                last_used_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                device TEXT NOT NULL
            );
            CREATE INDEX session_by_person ON session (person_id, last_used_at);
            CREATE INDEX session_by_expiry ON session (expires_at);

            CREATE TABLE known_device (
                token_hash BLOB NOT NULL,
                person_id BIGINT NOT NULL REFERENCES person (id),
                last_used_at BIGINT NOT NULL,
                PRIMARY KEY (token_hash, person_id)
            );
            CREATE INDEX known_device_by_person ON known_device (person_id);

            CREATE TABLE attempt_limit (
                bucket TEXT NOT NULL PRIMARY KEY,
                attempts INTEGER NOT NULL,
                window_ends_at BIGINT NOT NULL
            );
            CREATE INDEX attempt_limit_by_end ON attempt_limit (window_ends_at);
            """
        ),
        Migration(
            "accounts-003-address-links",
            """
            CREATE TABLE address_link (
                token_hash BLOB NOT NULL PRIMARY KEY,
                email TEXT NOT NULL,
                name TEXT NOT NULL,
                next_page TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            );
            CREATE INDEX address_link_by_expiry ON address_link (expires_at);
            """
        ),
        // A row says that everybody here is made up, so that a click may sign in.
        Migration(
            "accounts-004-example-network",
            "CREATE TABLE example_network (made_at BIGINT NOT NULL);"
        ),
        // Which schools have people at the domain of an address is asked by everybody who begins to book.
        Migration(
            "accounts-005-mail-domains",
            """
            CREATE INDEX person_by_mail_domain
                ON person ((replace(email, rtrim(email, replace(email, '@', '')), '')));
            """
        ),
        // Where letters to a person went besides the address of the day, while the outbox holds any.
        Migration(
            "accounts-006-written-addresses",
            """
            CREATE TABLE written_address (
                person_id BIGINT NOT NULL REFERENCES person (id),
                email TEXT NOT NULL,
                PRIMARY KEY (person_id, email)
            );
            INSERT INTO written_address (person_id, email)
            SELECT DISTINCT person_id, email FROM access_link WHERE email IS NOT NULL;
            """
        ),
    ]
}
