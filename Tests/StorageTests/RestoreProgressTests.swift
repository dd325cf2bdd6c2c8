import Database
import Foundation
import PostgresDatabase
import Synchronization
import TestDatabases
import Testing

@Suite("How far a restore has come")
struct RestoreProgressTests {
    private final class Told: Sendable {
        private let parts = Mutex<[RestoreProgress]>([])
        var all: [RestoreProgress] { parts.withLock { $0 } }
        func hear(_ part: RestoreProgress) { parts.withLock { $0.append(part) } }
    }

    @Test(
        "PostgreSQL tells of each table, its rows, each index and each constraint, and of as many as there are",
        .enabled(if: TestEngine.postgresAddress != nil)
    )
    func toldOfEachPart() async throws {
        let tables = [
            Migration(
                "r-001",
                """
                CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
                CREATE INDEX thing_name ON thing (name);
                """
            )
        ]
        try await TestEngine.postgres.withPlace(tables) { place in
            let copy = FileManager.default.temporaryDirectory.appending(path: "braid-\(UUID().uuidString)")
                .path
            defer { try? FileManager.default.removeItem(atPath: copy) }
            let database = try await place.open()
            // Text that looks like a statement is not counted.
            try await database.write { transaction in
                try transaction.execute("INSERT INTO thing (id, name) VALUES (1, \("COPY x"))")
                try transaction.execute("INSERT INTO thing (id, name) VALUES (2, \("a\nCREATE TABLE y"))")
            }
            try await database.backUp(to: copy)
            await database.close()
            let told = Told()
            try await PostgresDatabase.restore(copy, into: place.address, script: "") { told.hear($0) }
            let parts = told.all
            for part in ["table thing", "rows of thing", "index thing_name", "constraint thing_pkey"] {
                #expect(parts.filter { $0.part == part }.count == 1, "\(part)")
            }
            #expect(parts.map(\.done) == Array(0..<parts.count))
            #expect(parts.allSatisfy { $0.total == parts.count })
        }
    }
}
