import Database
import Foundation
import Services
import TestDatabases
import Testing

private let now = Date(milliseconds: 1_760_000_000_000)
private let first = Migration("a-001-one", "CREATE TABLE one (id BIGINT PRIMARY KEY, content BLOB);")
private let second = Migration(
    "a-002-two",
    "CREATE TABLE two (id BIGINT PRIMARY KEY); CREATE TABLE three (id BIGINT);"
)
private let broken = Migration("a-003-broken", "CREATE TABLE four (id BIGINT); CREATE TABLE one (id BIGINT);")

@Suite("Migrations")
struct MigratorTests {
    @Test("are applied in order, once", arguments: TestEngine.available)
    func areAppliedOnce(on engine: TestEngine) async throws {
        try await engine.withDatabase { database in
            let migrator = Migrator(Migration.database + [first, second])
            #expect(try await migrator.status(of: database).pending == ["a-001-one", "a-002-two"])
            #expect(try await migrator.migrate(database, at: now) == ["a-001-one", "a-002-two"])
            #expect(try await migrator.migrate(database, at: now) == [])
            #expect(try await migrator.status(of: database).pending == [])
            try await migrator.requireCurrent(database)
        }
    }

    @Test("change nothing at all when one of them fails", arguments: TestEngine.available)
    func areAllOrNothing(on engine: TestEngine) async throws {
        try await engine.withDatabase { database in
            let migrator = Migrator(Migration.database + [first, second, broken])
            await #expect(throws: DatabaseError.self) { try await migrator.migrate(database, at: now) }
            let applied = try await migrator.status(of: database).applied
            #expect(applied == Migration.database.map(\.name))
        }
    }

    @Test("refuse a database that a newer program made", arguments: TestEngine.available)
    func refuseNewerSchemas(on engine: TestEngine) async throws {
        try await engine.withDatabase([first, second]) { database in
            let older = Migrator(Migration.database + [first])
            let error = await #expect(throws: DatabaseError.self) {
                try await older.migrate(database, at: now)
            }
            #expect(error?.description.contains("a-002-two") == true)
            await #expect(throws: DatabaseError.self) { try await older.requireCurrent(database) }
        }
    }

    @Test("are asked for when the database is older", arguments: TestEngine.available)
    func areAskedFor(on engine: TestEngine) async throws {
        try await engine.withDatabase([first]) { database in
            let newer = Migrator(Migration.database + [first, second])
            let error = await #expect(throws: DatabaseError.self) { try await newer.requireCurrent(database) }
            #expect(error?.description.contains("braid migrate") == true)
        }
    }

    @Test(
        "may be asked of an empty database and by several processes at once",
        arguments: TestEngine.available
    )
    func mayRunAtOnce(on engine: TestEngine) async throws {
        try await engine.withPlace { place in
            let migrator = Migrator(Migration.database + [first, second])
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let database = try await place.open(connections: 1)
                        let names = try await migrator.migrate(database, at: now)
                        await database.close()
                        return names
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == ["a-001-one", "a-002-two"])
        }
    }
}
