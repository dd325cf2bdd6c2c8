import Database

extension Migration {
    /// A hub's words in its mails, and which place got which letter: each once.
    static let mailTexts = """
        CREATE TABLE mail_text (
            hub_id BIGINT NOT NULL REFERENCES hub (id),
            kind TEXT NOT NULL CHECK (kind IN ('confirmation', 'joining', 'reminder', 'thanks')),
            body TEXT NOT NULL CHECK (length(body) <= 5000),
            days_before INTEGER CHECK (days_before BETWEEN 1 AND 60),
            version INTEGER NOT NULL,
            PRIMARY KEY (hub_id, kind),
            CHECK ((days_before IS NOT NULL) = (kind IN ('joining', 'reminder')))
        );
        CREATE TABLE sent_letter (
            place_id BIGINT NOT NULL REFERENCES place (id),
            kind TEXT NOT NULL CHECK (kind IN ('joining', 'reminder')),
            sent_at BIGINT NOT NULL,
            PRIMARY KEY (place_id, kind)
        );
        """
}
