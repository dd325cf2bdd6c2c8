package import Foundation

/// Brings a database to the schema that the program was built for.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    /// - Parameter migrations: Every module's steps, in the order in which they are applied.
    package init(_ migrations: [Migration]) {
        precondition(
            Set(migrations.map(\.name)).count == migrations.count,
            "two migrations have the same name"
        )
        self.migrations = migrations
    }

    /// What is applied and what is not.
    package struct Status: Sendable, Equatable {
        package let applied: [String]
        package let pending: [String]
        /// Steps that the database has and the program does not know: it was made by a newer program.
        package let unknown: [String]
    }

    package func status(of database: some Database) async throws -> Status {
        let names = migrations.map(\.name)
        return try await database.read { transaction in
            try Self.status(of: names, in: transaction)
        }
    }

    /// The same for the steps that a copy says it has, in the order in which they were applied.
    package func status(ofApplied applied: [String]) -> Status {
        Self.status(of: migrations.map(\.name), applied: applied)
    }

    /// Applies what is pending, all of it in one transaction.
    ///
    /// - Returns: The names of the steps that were applied.
    /// - Throws: ``DatabaseError/schema(_:)`` when the database was made by a newer program.
    @discardableResult
    package func migrate(_ database: some Database, at now: Date) async throws -> [String] {
        let migrations = migrations
        return try await database.write(exclusively: "schema") { transaction in
            try transaction.executeScript(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    name TEXT NOT NULL PRIMARY KEY,
                    applied_at BIGINT NOT NULL
                );
                """
            )
            let status = try Self.status(of: migrations.map(\.name), in: transaction)
            try Self.refuseUnknown(status)
            let pending = migrations.filter { status.pending.contains($0.name) }
            for migration in pending {
                try transaction.executeScript(migration.script(for: transaction.dialect))
                try transaction.execute(
                    "INSERT INTO schema_migration (name, applied_at) VALUES (\(migration.name), \(now))"
                )
            }
            return pending.map(\.name)
        }
    }

    /// Throws unless the database has exactly the schema of this program.
    package func requireCurrent(_ database: some Database) async throws {
        let status = try await status(of: database)
        try Self.refuseUnknown(status)
        guard status.pending.isEmpty else {
            throw DatabaseError.schema(
                "The database is older than this program (\(status.pending.count) steps are missing). Run: braid migrate"
            )
        }
    }

    private static func refuseUnknown(_ status: Status) throws {
        guard let newest = status.unknown.last else { return }
        throw DatabaseError.schema(
            "The database was made by a newer version of Braid (it has \(newest)). Install that version or restore a backup."
        )
    }

    private static func status(of names: [String], in transaction: any Transaction) throws -> Status {
        guard try transaction.hasTable("schema_migration") else {
            return Status(applied: [], pending: names, unknown: [])
        }
        let applied: [String] = try transaction.column(
            "SELECT name FROM schema_migration ORDER BY applied_at, name"
        )
        return status(of: names, applied: applied)
    }

    private static func status(of names: [String], applied: [String]) -> Status {
        let known = Set(names)
        let done = Set(applied)
        return Status(
            applied: applied.filter(known.contains),
            pending: names.filter { !done.contains($0) },
            unknown: applied.filter { !known.contains($0) }
        )
    }
}

extension Migration {
    func script(for dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: script + "\n" + sqliteScript
        case .postgres: script.replacing(/\bBLOB\b/, with: dialect.blobType) + "\n" + postgresScript
        }
    }
}

extension Transaction {
    fileprivate func hasTable(_ name: String) throws -> Bool {
        switch dialect {
        case .sqlite:
            try exists("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = \(name)")
        case .postgres:
            try exists(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = \(name)"
            )
        }
    }
}
