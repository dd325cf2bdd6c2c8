package import Services

/// A kind of record that projections follow, such as `school` or `offer`. Each feature names its own:
/// `extension RecordKind { package static let offer: RecordKind = "offer" }`.
package struct RecordKind: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package init(stringLiteral name: String) {
        self.name = name
    }

    package var description: String { name }
}

extension Topic {
    /// A record was announced: what follows the announcements, the search index first, has something to do.
    package static let records: Topic = "records"
}

extension Transaction {
    /// Says that this transaction adds, changes or removes a record, so that projections of it, such as the
    /// search index of every node, read it again after the commit.
    ///
    /// One line beside ``touch(_:)-(Topic...)`` in a verb that saves: `try transaction.announce(.offer, id)`.
    /// Nothing about *what* changed is written, so it cannot be wrong: the projection reads the record.
    package func announce<Entity>(_ kind: RecordKind, _ id: ID<Entity>) throws {
        try announce(kind, [id.rawValue])
    }

    /// The same for many records, as imports do: one statement for each thousand.
    package func announce(_ kind: RecordKind, _ records: some Sequence<Int64>) throws {
        let rows: [[SQLValue]] = records.map { [.text(kind.name), .integer($0)] }
        guard !rows.isEmpty else { return }
        try insert(into: "record_change", columns: ["kind", "record"], rows: rows)
        try touch(.records)
    }
}

/// Changes of records since a mark, in an order in which none is missed.
package struct RecordChanges: Sendable {
    package struct Change: Sendable, Hashable {
        package let sequence: Int64
        package let mark: Int64
        package let kind: RecordKind
        package let record: Int64
    }

    /// Which database this is: another one's marks mean nothing here.
    package let origin: Int64
    /// Changes before this mark were forgotten; who has not seen them must read everything again.
    package let floor: Int64
    /// Every change before this mark can be seen now; a transaction that is still open may add others from it
    /// on.
    package let horizon: Int64
    /// Those at or after the mark asked for, by mark and sequence, up to the limit asked for.
    package let changes: [Change]
}

extension Transaction {
    /// - Parameters:
    ///   - mark: Where the follower stands: all before it is done. When it has read all, it next asks from
    ///     ``RecordChanges/horizon``: so it may be handed a change twice, and never misses one that was
    ///     committed late.
    ///   - last: The last change of the page before, to read on.
    package func recordChanges(from mark: Int64, after last: RecordChanges.Change? = nil, limit: Int) throws
        -> RecordChanges
    {
        let state = try rows("SELECT origin, floor FROM record_change_state").first
        let horizon: Int64 = try value("SELECT mark FROM record_change_horizon") ?? 0
        let rows = try rows(
            """
            SELECT sequence, mark, kind, record FROM record_change_feed
            WHERE mark >= \(last?.mark ?? mark)
                AND (mark > \(last?.mark ?? -1) OR sequence > \(last?.sequence ?? -1))
            ORDER BY mark, sequence LIMIT \(limit)
            """
        )
        return RecordChanges(
            origin: try state?.get(0) ?? 0,
            floor: try state?.get(1) ?? 0,
            horizon: horizon,
            changes: try rows.map { row in
                RecordChanges.Change(
                    sequence: try row.get(0),
                    mark: try row.get(1),
                    kind: RecordKind(try row.get(2, as: String.self)),
                    record: try row.get(3)
                )
            }
        )
    }

    /// Forgets all but the newest changes. A follower that was away for longer reads everything again.
    package func purgeRecordChanges(keeping count: Int) throws {
        let oldest: Int64? = try value(
            """
            SELECT mark FROM record_change_feed ORDER BY mark DESC, sequence DESC LIMIT 1 OFFSET \(count)
            """
        )
        guard let oldest else { return }
        try execute(
            """
            DELETE FROM record_change WHERE sequence IN
                (SELECT sequence FROM record_change_feed WHERE mark < \(oldest))
            """
        )
        try execute("UPDATE record_change_state SET floor = \(oldest)")
    }
}

extension RecordChanges {
    /// What a restored copy begins with: no changes, and another origin, so that every follower reads everything again.
    ///
    /// What followers have seen may be of a time after the copy that is now lost; and on another server of PostgreSQL the
    /// transactions are numbered anew, so that the old marks would never be reached.
    package static func restartScript(_ services: Services) -> String {
        let origin = services.newID(RecordChanges.self).rawValue & 9_007_199_254_740_991
        return """
            DELETE FROM record_change;
            UPDATE record_change_state SET origin = \(origin), floor = 0;
            """
    }
}

extension Migration {
    /// On SQLite writers come one after the other, so the sequence itself is the mark. On PostgreSQL a
    /// transaction that began earlier may commit later: there the mark is the transaction's number, and the
    /// horizon is the oldest one still open.
    package static let recordChanges = Migration(
        "database-002-record-changes",
        """
        CREATE TABLE record_change_state (
            origin BIGINT NOT NULL,
            floor BIGINT NOT NULL
        );
        """,
        sqlite: """
            INSERT INTO record_change_state (origin, floor) VALUES (random() & 9007199254740991, 0);
            CREATE TABLE record_change (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
                record BIGINT NOT NULL
            );
            CREATE VIEW record_change_feed AS SELECT sequence, sequence AS mark, kind, record FROM record_change;
            CREATE VIEW record_change_horizon AS
                SELECT coalesce(max(sequence), 0) + 1 AS mark FROM record_change;
            """,
        postgres: """
            INSERT INTO record_change_state (origin, floor) VALUES (floor(random() * 9007199254740991)::bigint, 0);
            CREATE TABLE record_change (
                sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                mark BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
                kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
                record BIGINT NOT NULL
            );
            CREATE INDEX record_change_by_mark ON record_change (mark, sequence);
            CREATE VIEW record_change_feed AS SELECT sequence, mark, kind, record FROM record_change;
            CREATE VIEW record_change_horizon AS
                SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS mark;
            """
    )
}
