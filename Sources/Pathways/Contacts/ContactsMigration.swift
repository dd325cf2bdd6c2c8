import Database

extension Migration {
    /// Who wants no newsletters, by the hash of the address: it holds for whatever role the address is entered
    /// in later, and stays when a contact is taken off or a person erased.
    static let newsletterStops = """
        CREATE TABLE newsletter_stop (
            email_digest BLOB NOT NULL PRIMARY KEY,
            stopped_at BIGINT NOT NULL
        );
        """

    static let contacts = """
        CREATE TABLE role_contact (
            id BIGINT NOT NULL PRIMARY KEY,
            organisation_id BIGINT NOT NULL REFERENCES organisation (id),
            role TEXT NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            email TEXT NOT NULL,
            telephone TEXT NOT NULL,
            added_for_id BIGINT NOT NULL REFERENCES organisation (id),
            wants_news SMALLINT NOT NULL CHECK (wants_news IN (0, 1)),
            stop_token TEXT NOT NULL UNIQUE,
            changed_on TEXT NOT NULL,
            version INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX role_contact_once ON role_contact (organisation_id, role, email);
        CREATE INDEX role_contact_by_email ON role_contact (email);
        CREATE TABLE contact_entry (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES organisation (id),
            school_id BIGINT NOT NULL REFERENCES organisation (id),
            spoke_on TEXT NOT NULL,
            with_name TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('visit', 'call', 'mail', 'meeting')),
            topic TEXT NOT NULL,
            note TEXT NOT NULL,
            next_action TEXT NOT NULL,
            next_on TEXT,
            next_by BIGINT REFERENCES person (id),
            next_done_at BIGINT,
            entered_by BIGINT NOT NULL REFERENCES person (id),
            entered_at BIGINT NOT NULL,
            version INTEGER NOT NULL,
            CHECK (next_action <> '' OR (next_on IS NULL AND next_done_at IS NULL))
        );
        CREATE INDEX contact_entry_by_hub ON contact_entry (hub_id, spoke_on);
        CREATE INDEX contact_entry_by_school ON contact_entry (school_id, hub_id, spoke_on);
        CREATE INDEX contact_entry_by_next ON contact_entry (next_by, next_done_at, next_on);
        CREATE TABLE newsletter (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES organisation (id),
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            roles TEXT NOT NULL,
            recipients INTEGER NOT NULL CHECK (recipients > 0),
            sent_by BIGINT NOT NULL REFERENCES person (id),
            sent_at BIGINT NOT NULL
        );
        CREATE INDEX newsletter_by_hub ON newsletter (hub_id, sent_at);
        """
}
