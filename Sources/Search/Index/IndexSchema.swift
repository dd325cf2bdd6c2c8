import GRDB

/// The tables of the index file. They hold nothing that cannot be read again, so a change of them is a new
/// version and a rebuild, never a migration.
enum IndexSchema {
    /// Raise it when the tables, the tokenizer or what is kept in them changes.
    static let version = 5

    static func isCurrent(_ connection: GRDB.Database) throws -> Bool {
        try Int.fetchOne(connection, sql: "PRAGMA user_version") == version
    }

    static func create(_ connection: GRDB.Database) throws {
        for table in ["words", "document", "content", "term", "title_word", "state"] {
            try connection.execute(sql: "DROP TABLE IF EXISTS \(table)")
        }
        try connection.execute(sql: tables)
        try connection.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// `content` stands apart from `document`, so that reading every document's facts reads no text.
    private static let tables = """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            record INTEGER NOT NULL,
            title_words INTEGER NOT NULL,
            people_words INTEGER NOT NULL,
            subject_words INTEGER NOT NULL,
            text_words INTEGER NOT NULL,
            phases INTEGER NOT NULL,
            strands TEXT NOT NULL,
            design TEXT,
            security INTEGER,
            year INTEGER,
            type TEXT,
            is_open_access INTEGER NOT NULL,
            is_dimmed INTEGER NOT NULL,
            UNIQUE (kind, record)
        );
        CREATE TABLE content (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            people TEXT NOT NULL,
            subjects TEXT NOT NULL,
            text TEXT NOT NULL,
            detail TEXT NOT NULL,
            address TEXT NOT NULL,
            identifier TEXT NOT NULL
        );
        CREATE VIRTUAL TABLE words USING fts5 (
            title, people, subjects, text,
            content = 'content', content_rowid = 'id',
            tokenize = 'braid_letters porter unicode61 remove_diacritics 2'
        );
        CREATE TABLE term (stem INTEGER PRIMARY KEY, documents INTEGER NOT NULL);
        CREATE TABLE title_word (word TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """
}

/// Where an index stands, kept in its file.
enum IndexState: String {
    /// The database that it is an index of.
    case origin
    /// Everything announced before this mark is in it.
    case mark
    /// Counts the changes of the file, so that another process knows that it must look again.
    case generation

    func value(in connection: GRDB.Database) throws -> Int64 {
        try Int64.fetchOne(connection, sql: "SELECT value FROM state WHERE name = ?", arguments: [rawValue])
            ?? 0
    }

    func set(_ value: Int64, in connection: GRDB.Database) throws {
        try connection.execute(
            sql:
                "INSERT INTO state (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            arguments: [rawValue, value]
        )
    }
}
