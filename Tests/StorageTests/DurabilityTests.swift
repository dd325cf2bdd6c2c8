import Database
import Foundation
import SQLiteDatabase
import Services
import TestDatabases
import Testing

@Suite("Durability and recovery")
struct DurabilityTests {
    @Test("SQLite writes a full synchronisation before it acknowledges; foreign keys are on")
    func sqliteSettings() async throws {
        try await TestEngine.sqlite.withDatabase { database in
            let lines = try await database.diagnosis()
            #expect(lines.first { $0.subject == "synchronous" }?.finding == "2")
            #expect(lines.first { $0.subject == "journal" }?.finding == "wal")
            #expect(lines.first { $0.subject == "foreign keys" }?.finding == "on")
            #expect(lines.allSatisfy { $0.advice == nil })
        }
    }

    @Test("a closed SQLite file is whole by itself: moved without its log, it holds the last write")
    func closedFilesAreWhole() async throws {
        let tables = [Migration("d-001", "CREATE TABLE thing (id BIGINT PRIMARY KEY);")]
        try await TestEngine.sqlite.withPlace(tables) { place in
            let database = try await place.open(connections: 4)
            try await database.write { try $0.execute("INSERT INTO thing (id) VALUES (1)") }
            // A reader's connection is open as well when the file is closed.
            #expect(try await database.read { try $0.count("SELECT count(*) FROM thing") } == 1)
            await database.close()

            let moved = place.address + ".moved"
            try FileManager.default.moveItem(atPath: place.address, toPath: moved)
            let copied = TestPlace(engine: .sqlite, address: moved)
            let copy = try await copied.open(connections: 1)
            #expect(try await copy.read { try $0.count("SELECT count(*) FROM thing") } == 1)
            await copy.close()
            await copied.remove()
        }
    }

    @Test("closing an SQLite file does not wait for another program that reads it", .timeLimit(.minutes(5)))
    func closingWaitsForNobody() async throws {
        let tables = [Migration("d-001", "CREATE TABLE thing (id BIGINT PRIMARY KEY);")]
        try await TestEngine.sqlite.withPlace(tables) { place in
            // A close that waits for readers as long as a write does runs into the limit of this test.
            let database: any Database = try SQLiteDatabase(
                path: place.address,
                readers: 1,
                busyTimeoutSeconds: 3600
            )
            let other = try await place.open(connections: 1)
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let mayEnd = DispatchSemaphore(value: 0)
            let reading = Task {
                try await other.read { transaction in
                    let count = try transaction.count("SELECT count(*) FROM thing")
                    begin.finish()
                    mayEnd.wait()
                    return count
                }
            }
            for await _ in begun {}
            try await database.write { try $0.execute("INSERT INTO thing (id) VALUES (1)") }
            await database.close()
            mayEnd.signal()
            #expect(try await reading.value == 0)
            #expect(try await other.read { try $0.count("SELECT count(*) FROM thing") } == 1)
            await other.close()
        }
    }

    @Test("PostgreSQL commits synchronously", .enabled(if: TestEngine.postgresAddress != nil))
    func postgresSettings() async throws {
        try await TestEngine.postgres.withDatabase { database in
            let lines = try await database.diagnosis()
            #expect(lines.first { $0.subject == "synchronous_commit" }?.finding == "on")
            #expect(lines.first { $0.subject == "fsync" }?.finding == "on")
        }
    }

    @Test(
        "a lost connection is replaced and the write is carried out",
        .enabled(if: TestEngine.postgresAddress != nil)
    )
    func lostConnectionsAreReplaced() async throws {
        let tables = [Migration("d-001", "CREATE TABLE thing (id BIGINT PRIMARY KEY);")]
        try await TestEngine.postgres.withDatabase(tables, rehearses: false) { database in
            try await database.write { try $0.execute("INSERT INTO thing (id) VALUES (1)") }
            // Every connection of this database but the one that asks is ended by the server.
            _ = try await database.read { transaction in
                try transaction.rows(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """
                )
            }
            for id in 2...12 {
                try await database.write { try $0.execute("INSERT INTO thing (id) VALUES (\(id))") }
            }
            #expect(try await database.read { try $0.count("SELECT count(*) FROM thing") } == 12)
        }
    }

    @Test(
        "a transaction whose own connection dies is run again",
        .enabled(if: TestEngine.postgresAddress != nil)
    )
    func dyingTransactionsAreRunAgain() async throws {
        let tables = [
            Migration("d-001", "CREATE TABLE thing (id BIGINT PRIMARY KEY); CREATE SEQUENCE tries;")
        ]
        try await TestEngine.postgres.withDatabase(tables, rehearses: false) { database in
            try await database.write { transaction in
                // A sequence is not rolled back, so it counts the tries.
                let tries: Int = try transaction.value("SELECT nextval('tries')") ?? 0
                try transaction.execute("INSERT INTO thing (id) VALUES (\(tries))")
                if tries == 1 { _ = try transaction.rows("SELECT pg_terminate_backend(pg_backend_pid())") }
            }
            #expect(try await database.read { try $0.column("SELECT id FROM thing", as: Int.self) } == [2])
        }
    }

    @Test(
        "a migration while others are at work does not break what they asked before",
        arguments: TestEngine.available
    )
    func migratedMeanwhile(on engine: TestEngine) async throws {
        let tables = [Migration("d-001", "CREATE TABLE thing (id BIGINT PRIMARY KEY);")]
        try await engine.withPlace(tables) { place in
            let site = try await place.open(connections: 1)
            @Sendable func ask(_ transaction: any Transaction) throws -> [Int64] {
                try transaction.rows("SELECT * FROM thing ORDER BY id").map { try $0.get("id") }
            }
            try await site.write { try $0.execute("INSERT INTO thing (id) VALUES (1)") }
            let before = try await site.read { try ask($0) }
            let command = try await place.open(connections: 1)
            try await command.write { try $0.executeScript("ALTER TABLE thing ADD COLUMN name TEXT") }
            let after = try await site.read { try ask($0) }
            try await command.write { try $0.executeScript("ALTER TABLE thing ADD COLUMN note TEXT") }
            await command.close()
            // In a transaction that has written something already, too.
            try await site.write { transaction in
                try transaction.execute("INSERT INTO thing (id) VALUES (2)")
                _ = try ask(transaction)
            }
            let last = try await site.read { try ask($0) }
            #expect([before, after, last] == [[1], [1], [1, 2]])
            await site.close()
        }
    }

    @Test("another process's change raises its topic here", arguments: TestEngine.available)
    func foreignChangesAreHeard(on engine: TestEngine) async throws {
        try await engine.withPlace { place in
            let here = try await place.open(connections: 1)
            let there = try await place.open(connections: 1)
            let before = here.topics.present
            let key = try #require(IdempotencyKey("somebody-else"))
            _ = try await there.write { transaction in
                try transaction.touch("offers")
                return try transaction.once(key, scope: "s", at: Date(milliseconds: 0)) { "done" }.answer
            }
            // No clock: look until it is heard; the test runner's own limit ends a test that never hears.
            while !here.topics.haveChanged(["offers"], since: before) { await Task.yield() }
            await here.close()
            await there.close()
        }
    }

    @Test(
        "an address that leads nowhere says what to do",
        arguments: [
            (TestEngine.sqlite, "/nonexistent/folder/braid.sqlite"),
            (TestEngine.postgres, "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"),
        ]
    )
    func wrongAddresses(engine: TestEngine, address: String) async throws {
        await #expect(throws: DatabaseError.self) {
            _ = try await TestPlace(engine: engine, address: address).open(connections: 1)
        }
    }
}
