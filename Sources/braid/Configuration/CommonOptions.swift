import ArgumentParser
import Database
import Foundation
import Logging
import PostgresDatabase
import SQLiteDatabase
import Services

/// Options that every command with a database takes.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("SQLite file or postgres:// address.", valueName: "path-or-address")
    )
    var database: String?

    @Option(name: .long, help: ArgumentHelp("JSON file with settings.", valueName: "file"))
    var config: String?

    /// - Parameter flags: The command's own flags, by the name of the setting.
    func settings(_ flags: [String: String?] = [:]) async throws -> Settings {
        var given = flags.compactMapValues { $0 }
        given["database"] = database
        return try await Settings.read(
            file: config ?? ProcessInfo.processInfo.environment["BRAID_CONFIG"],
            flags: given
        )
    }
}

extension Settings {
    var isPostgres: Bool { database.hasPrefix("postgres://") || database.hasPrefix("postgresql://") }

    /// Opens the database, creating the folder of a SQLite file.
    func openDatabase(logger: Logger) async throws -> any Database {
        if isPostgres {
            return try await PostgresDatabase(
                address: database,
                connections: databaseConnections,
                logger: logger
            )
        }
        let folder = URL(fileURLWithPath: database).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot create the folder \(folder.path): check its permissions", code: 73)
        }
        return try SQLiteDatabase(path: database, readers: databaseConnections)
    }

    /// Opens the database, runs `body` and closes it, whatever happens.
    func withDatabase<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
        let database = try await openDatabase(logger: .braid(level: logLevel))
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    /// The same, on a database with this program's schema.
    func withCurrentDatabase<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
        try await withDatabase { database in
            try await Migrator.braid.requireCurrent(database)
            return try await body(database)
        }
    }
}
