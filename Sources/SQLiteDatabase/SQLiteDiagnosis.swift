import Database
import GRDB

/// What `braid doctor` says of a SQLite file.
enum SQLiteDiagnosis {
    static func lines(of connection: GRDB.Database) throws -> [DiagnosisLine] {
        let version = try String.fetchOne(connection, sql: "SELECT sqlite_version()") ?? "unknown"
        let journal = try String.fetchOne(connection, sql: "PRAGMA journal_mode") ?? "unknown"
        let synchronous = try Int.fetchOne(connection, sql: "PRAGMA synchronous") ?? -1
        let foreignKeys = try Int.fetchOne(connection, sql: "PRAGMA foreign_keys") ?? 0
        let check = try String.fetchOne(connection, sql: "PRAGMA quick_check(1)") ?? "no answer"
        return [
            DiagnosisLine(subject: "engine", finding: "SQLite \(version)"),
            DiagnosisLine(
                subject: "journal",
                finding: journal,
                advice: journal == "wal"
                    ? nil : "Put the database on a local disk: the write-ahead log needs one."
            ),
            DiagnosisLine(
                subject: "synchronous",
                finding: "\(synchronous)",
                advice: synchronous == 2 ? nil : "It must be 2 (FULL), or a power cut can lose bookings."
            ),
            DiagnosisLine(
                subject: "foreign keys",
                finding: foreignKeys == 1 ? "on" : "off",
                advice: foreignKeys == 1 ? nil : "They must be on."
            ),
            DiagnosisLine(
                subject: "integrity",
                finding: check,
                advice: check == "ok" ? nil : "Stop the site and restore the last backup: braid restore FILE"
            ),
        ]
    }
}
