import Database

extension Migration {
    /// A conference is a run with a programme: its days are the run's sessions and its places the run's places.
    /// `taken` counts who has chosen a session; it never exceeds `capacity`, whatever a verb does.
    static let conferences = """
        CREATE TABLE conference (
            run_id BIGINT NOT NULL PRIMARY KEY REFERENCES run (id),
            is_published SMALLINT NOT NULL CHECK (is_published IN (0, 1)),
            version INTEGER NOT NULL
        );
        CREATE TABLE conference_room (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES conference (run_id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
            capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 5000),
            UNIQUE (run_id, name)
        );
        CREATE TABLE conference_speaker (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES conference (run_id),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
            post TEXT NOT NULL,
            biography TEXT NOT NULL,
            is_invited SMALLINT NOT NULL CHECK (is_invited IN (0, 1)),
            version INTEGER NOT NULL
        );
        CREATE INDEX conference_speaker_by_run ON conference_speaker (run_id);
        CREATE TABLE conference_session (
            id BIGINT NOT NULL PRIMARY KEY,
            run_id BIGINT NOT NULL REFERENCES conference (run_id),
            room_id BIGINT NOT NULL REFERENCES conference_room (id),
            held_on TEXT NOT NULL,
            starts_at TEXT NOT NULL,
            ends_at TEXT NOT NULL,
            format TEXT NOT NULL CHECK (format IN ('keynote', 'talk', 'workshop', 'panel', 'posters', 'break')),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            abstract TEXT NOT NULL,
            strand_id BIGINT REFERENCES strand (id),
            capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 5000),
            taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
            version INTEGER NOT NULL,
            CONSTRAINT conference_session_capacity CHECK (taken <= capacity),
            CHECK (ends_at > starts_at)
        );
        CREATE INDEX conference_session_by_run ON conference_session (run_id, held_on, starts_at);
        CREATE INDEX conference_session_by_room ON conference_session (room_id, held_on, starts_at);
        CREATE TABLE conference_session_speaker (
            session_id BIGINT NOT NULL REFERENCES conference_session (id),
            speaker_id BIGINT NOT NULL REFERENCES conference_speaker (id),
            position INTEGER NOT NULL,
            PRIMARY KEY (session_id, speaker_id)
        );
        CREATE INDEX conference_session_speaker_by_speaker ON conference_session_speaker (speaker_id);
        """
}
