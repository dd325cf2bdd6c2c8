import Database

/// The statements of one transaction on one PostgreSQL connection.
final class PostgresTransaction: Transaction {
    let dialect = Dialect.postgres
    private let connection: PostgresConnection
    private(set) var touched: Set<Topic> = []
    /// The first error of a statement: the server refuses everything after it, whatever the closure makes of
    /// it.
    private(set) var failure: DatabaseError?

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try answer(to: sql) { result in
            let columns = result.columns()
            return (0..<result.rowCount).map { Row(columns: columns, values: result.values(ofRow: $0)) }
        }
    }

    /// Reads through a cursor, 2,000 rows at a time.
    func forEachRow(_ sql: SQL, _ body: (Row) throws -> Bool) throws {
        let (text, values) = sql.rendered(for: .postgres)
        cursorCount += 1
        let cursor = "c\(cursorCount)"
        try statement { () throws(DatabaseError) in
            _ = try connection.query("DECLARE \(cursor) NO SCROLL CURSOR FOR \(text)", values)
        }
        while true {
            let batch = try rows(SQL(trusted: "FETCH 2000 FROM \(cursor)"))
            for row in batch {
                guard try body(row) else { return try executeScript("CLOSE \(cursor)") }
            }
            if batch.isEmpty { return try executeScript("CLOSE \(cursor)") }
        }
    }

    private var cursorCount = 0

    func execute(_ sql: SQL) throws -> Int {
        try answer(to: sql) { $0.changedCount }
    }

    func executeScript(_ script: String) throws {
        try statement { () throws(DatabaseError) in try connection.run(script) }
    }

    /// Many rows to a statement: as many as keep it under 20,000 values (the protocol allows 65,535).
    func insert(into table: StaticString, columns: [StaticString], rows: [[SQLValue]]) throws {
        let names = columns.map(\.description).joined(separator: ", ")
        let perStatement = max(1, min(1000, 20_000 / columns.count))
        var start = 0
        while start < rows.count {
            // Types are inferred from the columns, so a NULL needs none.
            let batch = rows[start..<min(start + perStatement, rows.count)]
            start += batch.count
            let places = batch.indices.map { row in
                let first = (row - batch.startIndex) * columns.count
                return "(" + (1...columns.count).map { "$\(first + $0)" }.joined(separator: ", ") + ")"
            }
            let text = "INSERT INTO \(table) (\(names)) VALUES \(places.joined(separator: ", "))"
            try statement { () throws(DatabaseError) in
                try connection.runOnce(text, batch.flatMap { $0 })
            }
        }
    }

    func touch(_ topics: [Topic]) throws {
        for topic in topics where touched.insert(topic).inserted {
            _ = try rows("SELECT pg_notify('braid_topic', \(topic.name))")
        }
    }

    private func answer<Answer>(to sql: SQL, _ body: (borrowing PostgresResult) -> Answer) throws -> Answer {
        let (text, values) = sql.rendered(for: .postgres)
        return try statement { () throws(DatabaseError) in
            let result = try connection.query(text, values)
            return body(result)
        }
    }

    private func statement<Answer>(_ body: () throws(DatabaseError) -> Answer) throws(DatabaseError) -> Answer
    {
        if let failure { throw failure }
        do throws(DatabaseError) {
            return try body()
        } catch {
            failure = error
            throw error
        }
    }
}
