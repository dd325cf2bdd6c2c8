package import Database
import Foundation
import GRDB
import Services

/// The embedded engine: one file, one writer, several readers, each over a snapshot (write-ahead log).
///
/// `synchronous` is FULL: a commit is on disk before it is acknowledged. Transactions run on GRDB's dispatch
/// queues, one for each connection, never on the cooperative pool.
package final class SQLiteDatabase: Seam {
    package let topics = TopicEpochs()
    package var dialect: Dialect { .sqlite }
    private let pool: DatabasePool
    private let path: String
    private let watch: DataVersionWatch
    private let kept: KeptStatements

    /// Opens the file, or creates it.
    ///
    /// - Parameters:
    ///   - path: The database file. `-wal` and `-shm` files stand beside it while it is open.
    ///   - readers: How many queries may read at once.
    ///   - busyTimeoutSeconds: How long a write waits for one of another process.
    ///   - mostKeptStatements: How many statements each connection keeps compiled, at most; about 10 kB each.
    /// - Throws: ``DatabaseError/unavailable(_:)`` with the reason when the file cannot be opened.
    package init(
        path: String,
        readers: Int = 8,
        busyTimeoutSeconds: Int = 10,
        mostKeptStatements: Int = 2000
    ) throws(SeamError) {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(TimeInterval(busyTimeoutSeconds))
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA cache_size = -16384")
            try connection.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        self.path = path
        kept = KeptStatements(limit: mostKeptStatements)
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // After opening: turning on the write-ahead log, GRDB sets NORMAL on the writer (seen with
            // 7.10.0, 2026-11).
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch {
            throw .unavailable("cannot open \(path): \(Self.reason(error, path))")
        }
        watch = DataVersionWatch(pool, topics: topics)
        watch.look()
        watch.start()
    }

    /// Why a file is not opened, in words where a person may have named the wrong one.
    private static func reason(_ error: any Error, _ path: String) -> String {
        guard let error = error as? GRDB.DatabaseError else { return "\(error)" }
        switch error.resultCode {
        case .SQLITE_NOTADB: return "it is no SQLite database"
        case .SQLITE_CANTOPEN:
            let facts = try? FileManager.default.attributesOfItem(atPath: path)
            let isFolder = facts?[.type] as? FileAttributeType == .typeDirectory
            return isFolder ? "it is a folder" : "\(error)"
        default: return "\(error)"
        }
    }

    /// How many different statements are kept compiled; a connection keeps those that it has run.
    package var keptStatementCount: Int { kept.count }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await translatingErrors {
            try await self.pool.read { connection in
                try body(SQLiteTransaction(connection, keeping: self.kept))
            }
        }
    }

    @discardableResult
    package func write<Result: Sendable>(
        exclusively key: String?,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let (result, touched) = try await translatingErrors {
            try await self.pool.write { connection in
                let transaction = SQLiteTransaction(connection, keeping: self.kept)
                let result = try body(transaction)
                try transaction.refuseIfFailed()
                return (result, transaction.touched)
            }
        }
        topics.raise(touched)
        return result
    }

    package func diagnosis() async throws -> [DiagnosisLine] {
        try await translatingErrors {
            try await self.pool.write { connection in
                try SQLiteDiagnosis.lines(of: connection)
            }
        }
    }

    /// Ends every connection and leaves the file whole by itself, so that it may be moved or copied alone.
    ///
    /// GRDB ends its readers after its writer (its issue 739), and SQLite never empties the log into the file when a
    /// reader is the last to leave: what was written last would stay behind in `-wal`. Therefore it is emptied first;
    /// where another process is using the file, that process keeps the log, and nobody waits.
    package func close() async {
        watch.stop()
        do {
            try await pool.writeWithoutTransaction { connection in
                // It would wait for readers as long as a write for a writer, and everybody's writes with it.
                try connection.execute(sql: "PRAGMA busy_timeout = 0")
                try connection.checkpoint(.truncate)
            }
        } catch {
            // Another process is using the file, and the log belongs to it as well.
        }
        do {
            try pool.close()
        } catch {
            // A statement is still running somewhere; the file is consistent, and the process is ending.
        }
    }

    /// Copies the whole database into a new file with `VACUUM INTO`: one read transaction, writers go on.
    package func backUp(to destination: String) async throws {
        let source = path
        try await translatingErrors {
            let copier = try DatabaseQueue(path: source)
            try await copier.writeWithoutTransaction { connection in
                try connection.execute(sql: "VACUUM INTO ?", arguments: [destination])
            }
            try copier.close()
        }
    }

    private func translatingErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as GRDB.DatabaseError {
            throw SeamError(error)
        }
    }
}
