import Database
import Foundation
import PostgresDatabase
import SQLiteDatabase

/// A copy of the database, read through before anything is said or done with it.
struct BackupFile {
    let path: String
    let isPostgres: Bool

    /// What the copy says it has.
    ///
    /// - Throws: ``CommandFailure`` when it is damaged, or not a copy of a database of Braid.
    func status() async throws -> Migrator.Status {
        let applied: [String]
        do {
            applied =
                isPostgres
                ? try await PostgresDatabase.migrations(inCopy: path)
                : try await SQLiteDatabase.migrations(inCopy: path)
        } catch DatabaseError.unavailable(let reason) {
            throw CommandFailure.data(
                "\(path) is not a whole copy of a \(isPostgres ? "PostgreSQL" : "SQLite") database (\(reason))"
            )
        }
        let status = Migrator.braid.status(ofApplied: applied)
        guard !status.applied.isEmpty else {
            throw CommandFailure.data("\(path) is not a copy of a Braid database")
        }
        return status
    }
}
