import Database
import Foundation
import SQLiteDatabase
import TestDatabases
import Testing

@Suite("A file that takes a database's place")
struct ReplaceFileTests {
    private static let schema = [
        Migration("test-001-things", "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY);")
    ]

    private static func write(_ id: Int, in place: TestPlace, copiedTo copy: String? = nil) async throws {
        let database = try await place.open()
        try await database.write { try $0.execute("INSERT INTO thing (id) VALUES (\(id))") }
        if let copy { try await database.backUp(to: copy) }
        await database.close()
    }

    private static func things(in place: TestPlace) async throws -> [Int] {
        let database = try await place.open()
        let found: [Int] = try await database.read { try $0.column("SELECT id FROM thing ORDER BY id") }
        await database.close()
        return found
    }

    @Test("keeps what was there beside it")
    func replaces() async throws {
        try await TestEngine.sqlite.withPlace(Self.schema) { old in
            try await TestEngine.sqlite.withPlace(Self.schema) { new in
                try await Self.write(1, in: old)
                let (copy, kept) = (old.address + ".copy", old.address + ".before")
                defer { try? FileManager.default.removeItem(atPath: kept) }
                try await Self.write(2, in: new, copiedTo: copy)
                try await SQLiteDatabase.replace(old.address, by: copy, keepingAs: kept)
                #expect(!FileManager.default.fileExists(atPath: copy))
                #expect(try await Self.things(in: old) == [2])
                #expect(try await Self.things(in: TestPlace(engine: .sqlite, address: kept)) == [1])
            }
        }
    }

    @Test("leaves the database where it was when it cannot be moved there")
    func movesBack() async throws {
        try await TestEngine.sqlite.withPlace(Self.schema) { place in
            try await Self.write(1, in: place)
            let kept = place.address + ".before"
            await #expect(throws: DatabaseError.self) {
                try await SQLiteDatabase.replace(
                    place.address,
                    by: place.address + ".missing",
                    keepingAs: kept
                )
            }
            #expect(FileManager.default.fileExists(atPath: place.address))
            #expect(!FileManager.default.fileExists(atPath: kept))
            #expect(try await Self.things(in: place) == [1])
        }
    }

    @Test("says where the database is when it cannot be moved back either")
    func stranded() async throws {
        try await TestEngine.sqlite.withPlace(Self.schema) { place in
            try await Self.write(1, in: place)
            let (copy, kept) = (place.address + ".copy", place.address + ".before")
            try Data("a copy".utf8).write(to: URL(fileURLWithPath: copy))
            defer { for path in [copy, kept] { try? FileManager.default.removeItem(atPath: path) } }
            let error = await #expect(throws: StrandedDatabase.self) {
                try await SQLiteDatabase.replace(
                    place.address,
                    by: copy,
                    keepingAs: kept,
                    files: OneWayFiles(closed: place.address)
                )
            }
            let said = error?.description ?? ""
            #expect(said.contains("move \(kept) to \(place.address)"), "\(said)")
            #expect(FileManager.default.fileExists(atPath: copy))
            #expect(try await Self.things(in: TestPlace(engine: .sqlite, address: kept)) == [1])
        }
    }
}

/// Files of which nothing can be moved to one place, as in a folder that became read-only meanwhile.
private final class OneWayFiles: FileManager, @unchecked Sendable {
    private let closed: String

    init(closed path: String) {
        closed = path
        super.init()
    }

    override func moveItem(atPath source: String, toPath destination: String) throws {
        guard destination != closed else { throw CocoaError(.fileWriteNoPermission) }
        try super.moveItem(atPath: source, toPath: destination)
    }
}
