import CSearch
import Database
import Foundation
import GRDB
import Synchronization

/// The index file and what of it is kept in memory.
///
/// It need not survive a power cut as the database must: `synchronous` is NORMAL, and a file that is damaged
/// or from another version of the program is thrown away.
final class SearchIndex: Sendable {
    private let pool: DatabasePool
    private let kept = Mutex<DocumentFacts?>(nil)
    private let words = Mutex<TitleWords?>(nil)

    init(path: String) throws {
        pool = try Self.open(path)
    }

    private static func open(_ path: String) throws -> DatabasePool {
        do {
            return try opened(path)
        } catch let error as GRDB.DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Another program is making it anew.
            throw SearchError.unavailable("\(path): \(error)")
        } catch {
            // Damaged, or not a database at all: it holds nothing that cannot be read again.
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        }
        do {
            return try opened(path)
        } catch {
            throw SearchError.unavailable("\(path): \(error)")
        }
    }

    private static func opened(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA cache_size = -32768")
            try connection.execute(sql: "PRAGMA mmap_size = 1073741824")
            try connection.execute(sql: "PRAGMA temp_store = MEMORY")
            guard unsafe braid_search_prepare(connection.sqliteConnection) == SQLITE_OK else {
                throw SearchError.unavailable("SQLite was built without FTS5")
            }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // Only then: another program may be writing, and that takes long where it makes the whole anew.
        if try pool.read(IndexSchema.isCurrent) { return pool }
        try pool.write { connection in
            if try !IndexSchema.isCurrent(connection) { try IndexSchema.create(connection) }
        }
        return pool
    }

    func close() {
        try? pool.close()
    }

    /// Reads one snapshot of the index.
    func read<Result: Sendable>(_ body: @escaping @Sendable (IndexReader) throws -> Result) async throws
        -> Result
    {
        try await translatingErrors {
            try await self.pool.read { connection in
                let facts = try self.facts(in: connection)
                return try body(IndexReader(connection: connection, facts: facts, index: self))
            }
        }
    }

    /// Changes the index, whole or not at all.
    func write<Result: Sendable>(_ body: @escaping @Sendable (IndexWriter) throws -> Result) async throws
        -> Result
    {
        try await translatingErrors {
            try await self.pool.write { connection in
                let writer = try IndexWriter(connection, facts: try self.facts(in: connection))
                let result = try body(writer)
                try writer.finish()
                return (result, writer.facts)
            }
        } then: { facts in
            // Readers of an older snapshot skip what they do not know.
            self.kept.withLock { $0 = facts }
        }
    }

    private func facts(in connection: GRDB.Database) throws -> DocumentFacts {
        let generation = try IndexState.generation.value(in: connection)
        if let kept = kept.withLock({ $0 }), kept.generation == generation { return kept }
        let read = try DocumentFacts.read(connection, generation: generation)
        kept.withLock { kept in
            if (kept?.generation ?? -1) < generation { kept = read }
        }
        return read
    }

    /// The words of titles, for suggestions, as of this snapshot.
    func titleWords(in connection: GRDB.Database, generation: Int64) throws -> TitleWords {
        if let words = words.withLock({ $0 }), words.generation == generation { return words }
        let read = try TitleWords.read(connection, generation: generation)
        words.withLock { $0 = read }
        return read
    }

    private func translatingErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as GRDB.DatabaseError {
            throw SearchError.refused(error.message ?? "\(error.resultCode)")
        }
    }

    private func translatingErrors<Result>(
        _ body: () async throws -> (Result, DocumentFacts),
        then keep: (DocumentFacts) -> Void
    ) async throws -> Result {
        let (result, facts) = try await translatingErrors(body)
        keep(facts)
        return result
    }
}

/// One snapshot of the index.
struct IndexReader {
    let connection: GRDB.Database
    let facts: DocumentFacts
    let index: SearchIndex

    func state(_ name: IndexState) throws -> Int64 { try name.value(in: connection) }

    func titleWords() throws -> TitleWords {
        try index.titleWords(in: connection, generation: facts.generation)
    }

    /// In how many documents each stem is. An answer asks this of a hundred words that the best documents share, so all are
    /// looked up by one statement.
    func documents(with stems: Set<Cutter.Stem>) throws -> [Cutter.Stem: Int] {
        var counts: [Cutter.Stem: Int] = [:]
        guard !stems.isEmpty else { return counts }
        counts.reserveCapacity(stems.count)
        let list = "[" + stems.map { String(Int64(bitPattern: $0)) }.joined(separator: ",") + "]"
        let statement = try connection.cachedStatement(
            sql: "SELECT stem, documents FROM term WHERE stem IN (SELECT value FROM json_each(?))"
        )
        let rows = try GRDB.Row.fetchCursor(statement, arguments: [list])
        while let row = try rows.next() {
            let stem: Int64 = row[0]
            let count: Int = row[1]
            counts[Cutter.Stem(bitPattern: stem)] = count
        }
        return counts
    }

    /// Whether a document has any of these words or phrases.
    func hasAny(of phrases: [QueryPlan.Phrase]) throws -> Bool {
        let match = phrases.map { "\"\($0.words)\"" }.joined(separator: " OR ")
        let statement = try connection.cachedStatement(sql: "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1")
        return try Int.fetchOne(statement, arguments: [match]) != nil
    }
}

extension IndexReader {
    /// In how many documents each stem and each word of a title is, and how long documents are: equal for two
    /// indexes of the same records, whatever the order in which they read them.
    func fingerprint() throws -> [String] {
        let terms = try String.fetchAll(
            connection,
            sql: "SELECT stem || ':' || documents FROM term ORDER BY stem"
        )
        let words = try String.fetchAll(
            connection,
            sql: "SELECT word || ':' || documents FROM title_word ORDER BY word"
        )
        let lengths = try String.fetchAll(
            connection,
            sql: """
                SELECT kind || ' ' || record || ' ' || title_words || ' ' || people_words || ' ' || text_words
                FROM document ORDER BY kind, record
                """
        )
        return terms + words + lengths
    }
}
