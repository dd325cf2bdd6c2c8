import Database

extension Migration {
    /// A run of self-study has no sessions: it is open from `starts_on` until `ends_on` (`9999-12-31` without an end),
    /// its materials are at a link, and it says how long it takes. Whoever holds a place completes it on a day of their
    /// own. What can be found on a day is found by the last day on which one can begin.
    static let selfStudy = """
        ALTER TABLE offer ADD COLUMN any_kind TEXT NOT NULL DEFAULT 'series' CHECK (any_kind IN ('single-event', 'series',
            'in-school-support', 'work-group', 'coaching-programme', 'conference', 'self-study'));
        UPDATE offer SET any_kind = kind;
        ALTER TABLE offer DROP COLUMN kind;
        ALTER TABLE offer RENAME COLUMN any_kind TO kind;
        ALTER TABLE run ADD COLUMN study_minutes INTEGER CHECK (study_minutes BETWEEN 5 AND 6000);
        ALTER TABLE run ADD COLUMN study_link TEXT CHECK (length(study_link) BETWEEN 9 AND 500)
            CHECK ((study_link IS NULL) = (study_minutes IS NULL));
        CREATE INDEX run_by_last_start ON run
            ((CASE WHEN study_minutes IS NULL THEN starts_on ELSE ends_on END), offer_id);
        CREATE TABLE study_completion (
            place_id BIGINT NOT NULL PRIMARY KEY REFERENCES place (id),
            run_id BIGINT NOT NULL REFERENCES run (id),
            completed_on TEXT NOT NULL,
            marked_at BIGINT NOT NULL,
            marked_by BIGINT REFERENCES person (id)
        );
        CREATE INDEX study_completion_by_run ON study_completion (run_id, completed_on);
        ALTER TABLE certificate ADD COLUMN is_self_study SMALLINT NOT NULL DEFAULT 0 CHECK (is_self_study IN (0, 1));
        """
}
