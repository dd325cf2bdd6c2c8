import Database

extension Migration {
    /// What happened before a hub used this site. A row may be imported again: it is there once.
    static let history = """
        CREATE TABLE history_import (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            file_name TEXT NOT NULL,
            accepted INTEGER NOT NULL,
            repeated INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            imported_at BIGINT NOT NULL,
            imported_by BIGINT REFERENCES person (id)
        );
        CREATE INDEX history_import_by_hub ON history_import (hub_id, imported_at);
        CREATE TABLE past_attendance (
            id BIGINT NOT NULL PRIMARY KEY,
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            import_id BIGINT NOT NULL REFERENCES history_import (id),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            held_on TEXT NOT NULL,
            name TEXT NOT NULL,
            email TEXT NOT NULL,
            organisation_id BIGINT REFERENCES organisation (id),
            school_text TEXT NOT NULL,
            minutes INTEGER CHECK (minutes > 0),
            UNIQUE (hub_id, title, held_on, email)
        );
        CREATE INDEX past_attendance_by_email ON past_attendance (email, held_on);
        CREATE INDEX past_attendance_by_organisation ON past_attendance (organisation_id, held_on);
        """
}
