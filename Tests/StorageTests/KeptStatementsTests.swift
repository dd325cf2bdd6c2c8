import Database
import SQLiteDatabase
import TestDatabases
import Testing

@Suite("Statements that SQLite keeps compiled")
struct KeptStatementsTests {
    private static let schema = [
        Migration("k-001", "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY);")
    ]

    @Test("are as many as it was told, however many different ones are run, and all are answered")
    func bounded() async throws {
        try await TestEngine.sqlite.withPlace(Self.schema) { place in
            let database = try SQLiteDatabase(path: place.address, readers: 2, mostKeptStatements: 10)
            try await database.write { transaction in
                let rows = (1...40).map { (id: Int64) -> [SQLValue] in [.integer(id)] }
                try transaction.insert(into: "thing", columns: ["id"], rows: rows)
            }
            // Each length of a list is another text.
            for length in 1...40 {
                let found = try await database.read { transaction in
                    try transaction.count(
                        "SELECT count(*) FROM thing WHERE id IN (\(SQL.list(Array(1...length))))"
                    )
                }
                #expect(found == length)
                #expect(database.keptStatementCount == min(length + 1, 10))
            }
            for length in 1...40 {
                let changed = try await database.write { transaction in
                    try transaction.execute(
                        "UPDATE thing SET id = id WHERE id IN (\(SQL.list(Array(1...length))))"
                    )
                }
                #expect(changed == length)
            }
            #expect(database.keptStatementCount == 10)
            await database.close()
        }
    }
}
