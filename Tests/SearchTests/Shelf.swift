import Database
import Foundation
import Services
import TestDatabases

@testable import Search

extension RecordKind {
    static let book: RecordKind = "book"
    static let person: RecordKind = "person"
}

/// A feature of the tests: records that are a line of text, and the search over them.
struct Shelf: Sendable {
    let database: any Database
    let folder: URL
    let search: Search

    static let migration = Migration(
        "shelf-001",
        """
        CREATE TABLE shelf (
            kind TEXT NOT NULL, id BIGINT NOT NULL, title TEXT NOT NULL, people TEXT NOT NULL, text TEXT NOT NULL,
            strands TEXT NOT NULL, year INTEGER, PRIMARY KEY (kind, id)
        );
        """
    )

    static func open(on engine: TestEngine, _ body: (Shelf) async throws -> Void) async throws {
        try await engine.withDatabase([migration]) { database in
            try await over(database, body)
        }
    }

    static func over(_ database: any Database, _ body: (Shelf) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("braid-shelf-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let search = try node("index", of: database, in: folder)
        defer { search.close() }
        try await body(Shelf(database: database, folder: folder, search: search))
    }

    /// Another node's index over the same database.
    static func node(_ name: String, of database: any Database, in folder: URL) throws -> Search {
        try Search(
            database: database,
            sources: [source(.book), source(.person)],
            path: folder.appendingPathComponent("\(name).sqlite").path
        )
    }

    static func source(_ kind: RecordKind) -> SearchSource {
        SearchSource(
            kind,
            entries: { ids, transaction in
                var entries: [Int64: SearchEntry] = [:]
                let rows = try transaction.rows(
                    "SELECT * FROM shelf WHERE kind = \(kind.name) AND id IN (\(SQL.list(ids)))"
                )
                for row in rows {
                    let strands: String = try row.get("strands")
                    entries[try row.get("id")] = SearchEntry(
                        title: try row.get("title"),
                        address: "\(try row.get("id", as: Int64.self))",
                        people: try row.get("people"),
                        text: try row.get("text"),
                        facets: SearchFacets(
                            strands: strands.split(separator: " ").map(String.init),
                            year: try row.get("year")
                        )
                    )
                }
                return entries
            },
            records: { after, limit, transaction in
                try transaction.column(
                    """
                    SELECT id FROM shelf WHERE kind = \(kind.name) AND id > \(after) ORDER BY id LIMIT \(limit)
                    """
                )
            }
        )
    }

    /// Saves a record and announces it, as a verb does.
    func put(
        _ id: Int64,
        _ title: String,
        _ text: String = "",
        people: String = "",
        strands: String = "",
        year: Int? = nil,
        kind: RecordKind = .book
    ) async throws {
        try await database.write { transaction in
            try Self.store(id, title, text, people, strands, year, kind, in: transaction)
            try transaction.announce(kind, [id])
        }
    }

    static func store(
        _ id: Int64,
        _ title: String,
        _ text: String,
        _ people: String = "",
        _ strands: String = "",
        _ year: Int? = nil,
        _ kind: RecordKind = .book,
        in transaction: any Transaction
    ) throws {
        try transaction.execute("DELETE FROM shelf WHERE kind = \(kind.name) AND id = \(id)")
        try transaction.execute(
            """
            INSERT INTO shelf (kind, id, title, people, text, strands, year)
            VALUES (\(kind.name), \(id), \(title), \(people), \(text), \(strands), \(year))
            """
        )
    }

    func remove(_ id: Int64, kind: RecordKind = .book) async throws {
        try await database.write { transaction in
            try transaction.execute("DELETE FROM shelf WHERE kind = \(kind.name) AND id = \(id)")
            try transaction.announce(kind, [id])
        }
    }

    /// The records found, best first.
    func found(_ text: String, filters: SearchFilters = SearchFilters()) async throws -> [Int64] {
        try await search.answer(SearchRequest(text, filters: filters, pageLength: 100)).results.map(\.record)
    }
}

/// A seeded stream for tests.
struct Draw: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
