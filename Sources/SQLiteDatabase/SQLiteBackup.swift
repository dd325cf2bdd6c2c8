import Database
package import Foundation
import GRDB

/// Copies of the embedded engine's file, while nobody else has them open.
extension SQLiteDatabase {
    /// Reads a copy through.
    ///
    /// - Returns: The migrations it says it has, in the order in which they were applied; none when it is not Braid's.
    /// - Throws: ``DatabaseError/unavailable(_:)`` with the reason when it is no database, or a damaged one.
    package static func migrations(inCopy path: String) async throws -> [String] {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let copy = try DatabaseQueue(path: path, configuration: configuration)
            let names: [String] = try await copy.read { connection in
                let check = try String.fetchOne(connection, sql: "PRAGMA quick_check(1)") ?? "no answer"
                guard check == "ok" else { throw SeamError.unavailable("damaged: \(check)") }
                guard try connection.tableExists("schema_migration") else { return [] }
                return try String.fetchAll(
                    connection,
                    sql: "SELECT name FROM schema_migration ORDER BY applied_at, name"
                )
            }
            try copy.close()
            return names
        } catch let error as GRDB.DatabaseError {
            throw SeamError.unavailable(error.message ?? "\(error)")
        }
    }

    /// Runs statements in a copy, in one transaction, and leaves all of it in the one file.
    package static func change(copy path: String, script: String) async throws {
        do {
            let copy = try DatabaseQueue(path: path)
            try await copy.writeWithoutTransaction { connection in
                try connection.execute(sql: "PRAGMA journal_mode = DELETE")
                try connection.execute(sql: "PRAGMA synchronous = FULL")
                try connection.inTransaction {
                    try connection.execute(sql: script)
                    return .commit
                }
            }
            try copy.close()
        } catch let error as GRDB.DatabaseError {
            throw SeamError(error)
        }
    }

    /// Puts a file in a database's place while no other program has the database open. What was there is kept beside it, and
    /// is moved back when the file cannot take its place.
    ///
    /// - Parameter files: What moves them.
    /// - Throws: ``DatabaseError/unavailable(_:)``; then the database is where it was. ``StrandedDatabase`` when it could not
    ///   be moved back.
    package static func replace(
        _ path: String,
        by candidate: String,
        keepingAs kept: String,
        files: FileManager = .default
    ) async throws {
        try await withNobodyElse(at: path) {
            var moved: [String] = []
            do {
                for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
                    try files.moveItem(atPath: path + suffix, toPath: kept + suffix)
                    moved.append(suffix)
                }
                try files.moveItem(atPath: candidate, toPath: path)
            } catch {
                let stranded = moved.filter { suffix in
                    (try? files.moveItem(atPath: kept + suffix, toPath: path + suffix)) == nil
                }
                let reason = error.localizedDescription
                guard stranded.isEmpty else {
                    throw StrandedDatabase(path: path, kept: kept, suffixes: stranded, reason: reason)
                }
                throw SeamError.unavailable("the copy cannot be moved to \(path) (\(reason))")
            }
        }
    }

    /// Runs `body` while no other program can have the file open; what stood in its log is in the file then.
    ///
    /// A file that is no whole database is nobody's: `body` runs.
    /// - Throws: ``DatabaseError/unavailable(_:)`` when another program has it open.
    private static func withNobodyElse(at path: String, _ body: @escaping @Sendable () throws -> Void)
        async throws
    {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        var isOpenElsewhere = false
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            isOpenElsewhere = try await queue.writeWithoutTransaction { connection in
                // Leaving the write-ahead log needs the file for oneself: whoever has it open stands in the way.
                let mode = try String.fetchOne(connection, sql: "PRAGMA journal_mode = DELETE")
                guard mode == "delete" else { return true }
                try connection.execute(sql: "BEGIN EXCLUSIVE")
                defer { try? connection.execute(sql: "ROLLBACK") }
                try body()
                return false
            }
            try queue.close()
        } catch let error as GRDB.DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: isOpenElsewhere = true
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: return try body()
            default: throw SeamError(error)
            }
        }
        if isOpenElsewhere {
            throw SeamError.unavailable("another program has \(path) open: stop the site first")
        }
    }
}

/// A database that was moved aside to make room for a copy, and could not be moved back when the copy did not take its
/// place.
package struct StrandedDatabase: Error, Equatable, CustomStringConvertible {
    /// Where it belongs.
    let path: String
    /// Where it stands.
    let kept: String
    /// Of its files, those that stand there.
    let suffixes: [String]
    /// Why the copy did not take its place.
    let reason: String

    package var description: String {
        let moves = suffixes.map { "\(kept)\($0) to \(path)\($0)" }.joined(separator: " and ")
        return """
            the copy cannot be moved to \(path) (\(reason)), and the old database could not be moved back: \
            it is whole, as \(kept). Before the site is started, mend what stands in the way and move \(moves)
            """
    }
}
