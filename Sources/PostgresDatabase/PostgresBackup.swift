import Database
import Foundation

extension PostgresDatabase {
    /// A consistent copy by `pg_dump` (custom format), which reads in one snapshot while others write.
    ///
    /// - Throws: ``DatabaseError/unavailable(_:)`` when `pg_dump` is missing or refuses.
    package func backUp(to path: String) async throws {
        try await PostgresTool.run(
            "pg_dump",
            ["--format=custom", "--no-owner", "--file=\(path)", "--dbname=\(address)"]
        )
    }

    /// Replaces the content of the database by a copy, in one transaction: if the copy is bad, nothing
    /// changes.
    package static func restore(_ path: String, into address: String) async throws {
        try await PostgresTool.run(
            "pg_restore",
            [
                "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
                "--dbname=\(address)", path,
            ]
        )
    }

    /// The table of contents of a copy; throws when the file is not a whole copy.
    package static func verifyBackup(_ path: String) async throws {
        try await PostgresTool.run("pg_restore", ["--file=/dev/null", path])
    }
}

/// Runs PostgreSQL's own programs.
private enum PostgresTool {
    static func run(_ name: String, _ arguments: [String]) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        let message: String = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    try process.run()
                    let text = String(
                        decoding: errors.fileHandleForReading.readDataToEndOfFile(),
                        as: UTF8.self
                    )
                    process.waitUntilExit()
                    continuation.resume(returning: process.terminationStatus == 0 ? "" : "\(name): \(text)")
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        guard message.isEmpty else {
            let hint =
                message.contains("No such file") ? " Install it: apt-get install postgresql-client" : ""
            throw DatabaseError.unavailable(message.trimmingCharacters(in: .whitespacesAndNewlines) + hint)
        }
    }
}
