import Database

extension Migration {
    static let support = """
        CREATE TABLE support_case (
            id BIGINT NOT NULL PRIMARY KEY,
            school_id BIGINT NOT NULL REFERENCES organisation (id),
            asked_of_id BIGINT NOT NULL REFERENCES organisation (id),
            asked_by BIGINT NOT NULL REFERENCES person (id),
            asked_at BIGINT NOT NULL,
            need TEXT NOT NULL CHECK (length(need) BETWEEN 1 AND 4000),
            state TEXT NOT NULL CHECK (state IN ('asked', 'diagnosed', 'running', 'closed')),
            diagnosis TEXT NOT NULL,
            diagnosed_on TEXT,
            goal TEXT NOT NULL,
            closed_on TEXT,
            version INTEGER NOT NULL,
            CHECK (state = 'asked' OR diagnosed_on IS NOT NULL OR state = 'closed'),
            CHECK ((state = 'closed') = (closed_on IS NOT NULL))
        );
        CREATE INDEX support_case_by_school ON support_case (school_id, state);
        CREATE INDEX support_case_by_state ON support_case (state, closed_on);
        CREATE TABLE support_hub (
            case_id BIGINT NOT NULL REFERENCES support_case (id),
            hub_id BIGINT NOT NULL REFERENCES organisation (id),
            is_lead SMALLINT NOT NULL CHECK (is_lead IN (0, 1)),
            state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'declined')),
            task TEXT NOT NULL,
            answered_at BIGINT,
            PRIMARY KEY (case_id, hub_id),
            CHECK ((state = 'asked') = (answered_at IS NULL)),
            CHECK (is_lead = 0 OR state = 'agreed')
        );
        CREATE UNIQUE INDEX support_hub_one_lead ON support_hub (case_id) WHERE is_lead = 1;
        CREATE INDEX support_hub_by_hub ON support_hub (hub_id, state);
        CREATE TABLE deployment_day (
            id BIGINT NOT NULL PRIMARY KEY,
            case_id BIGINT NOT NULL,
            hub_id BIGINT NOT NULL,
            person_id BIGINT NOT NULL REFERENCES person (id),
            held_on TEXT NOT NULL,
            half_days INTEGER NOT NULL CHECK (half_days BETWEEN 1 AND 2),
            focus TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')),
            FOREIGN KEY (case_id, hub_id) REFERENCES support_hub (case_id, hub_id)
        );
        CREATE UNIQUE INDEX deployment_day_once ON deployment_day (case_id, person_id, held_on)
            WHERE state <> 'cancelled';
        CREATE INDEX deployment_day_by_case ON deployment_day (case_id, held_on);
        CREATE TABLE support_review (
            id BIGINT NOT NULL PRIMARY KEY,
            case_id BIGINT NOT NULL REFERENCES support_case (id),
            held_on TEXT NOT NULL,
            progress TEXT NOT NULL CHECK (progress IN ('better', 'same', 'worse')),
            findings TEXT NOT NULL,
            next_steps TEXT NOT NULL,
            rating INTEGER CHECK (rating BETWEEN 1 AND 4),
            rated_by BIGINT REFERENCES person (id),
            written_by BIGINT NOT NULL REFERENCES person (id),
            CHECK ((rating IS NULL) = (rated_by IS NULL))
        );
        CREATE INDEX support_review_by_case ON support_review (case_id, held_on);
        """
}
