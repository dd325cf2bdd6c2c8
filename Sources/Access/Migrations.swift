package import Database

extension Migration {
    /// The table of this module: the audit. The database itself refuses to change an entry, and to delete one
    /// younger than six years.
    package static let access: [Migration] = [
        Migration(
            "access-001-audit",
            """
            CREATE TABLE audit_entry (
                act BIGINT NOT NULL,
                line INTEGER NOT NULL CHECK (line >= 0),
                happened_at BIGINT NOT NULL,
                person_id BIGINT,
                system_name TEXT,
                verb TEXT NOT NULL,
                object_kind TEXT NOT NULL,
                object_id BIGINT,
                organisation_id BIGINT,
                request_id TEXT,
                detail TEXT NOT NULL,
                PRIMARY KEY (act, line),
                CHECK (person_id IS NULL OR system_name IS NULL)
            );
            CREATE INDEX audit_entry_by_time ON audit_entry (happened_at, act, line);
            CREATE INDEX audit_entry_by_person ON audit_entry (person_id, happened_at);
            CREATE INDEX audit_entry_by_object ON audit_entry (object_kind, object_id, happened_at);
            CREATE INDEX audit_entry_by_organisation ON audit_entry (organisation_id, happened_at);
            """,
            sqlite: """
                CREATE TRIGGER audit_entry_is_kept BEFORE UPDATE ON audit_entry
                BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
                CREATE TRIGGER audit_entry_is_kept_six_years BEFORE DELETE ON audit_entry
                WHEN OLD.happened_at > (CAST(strftime('%s', 'now') AS INTEGER) - 6 * 31557600) * 1000
                BEGIN SELECT RAISE(ABORT, 'the audit is kept for six years'); END;
                """,
            postgres: """
                CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'DELETE' AND OLD.happened_at <= (extract(epoch FROM now()) - 6 * 31557600) * 1000 THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION 'the audit is append-only and kept for six years' USING ERRCODE = 'check_violation';
                END $$;
                CREATE TRIGGER audit_entry_is_kept BEFORE UPDATE OR DELETE ON audit_entry
                FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
                """
        )
    ]
}
