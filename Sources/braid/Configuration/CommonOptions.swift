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
    func settings(_ flags: [String: String?] = [:]) throws -> Settings {
        var given = flags.compactMapValues { $0 }
        given["database"] = database
        return try Settings.read(
            file: config ?? ProcessInfo.processInfo.environment[Settings.fileVariable],
            flags: given
        )
    }
}

extension Settings {
    var isPostgres: Bool { Self.isPostgres(database) }

    /// Whether this is the address of a server, and no file.
    static func isPostgres(_ database: String) -> Bool {
        database.hasPrefix("postgres://") || database.hasPrefix("postgresql://")
    }

    /// How large a copy will be, about; 0 where that cannot be known: a server's copy is compressed.
    var databaseBytes: Int64 { isPostgres ? 0 : GrowingFile.bytes(of: database) }

    /// Whether there is something to open. A server is asked when it is opened.
    var hasDatabase: Bool { isPostgres || FileManager.default.fileExists(atPath: database) }

    /// Opens the database.
    ///
    /// - Parameter creates: Whether a SQLite file that is not there is made, with its folder. Elsewhere a mistyped name
    ///   must not make an empty database that then looks well.
    func openDatabase(creates: Bool, logger: Logger) async throws -> any Database {
        if isPostgres {
            return try await PostgresDatabase(
                address: database,
                connections: databaseConnections,
                logger: logger
            )
        }
        guard creates || hasDatabase else {
            throw CommandFailure.noInput(
                "\(database) does not exist: check --database or BRAID_DATABASE, or make it with braid migrate"
            )
        }
        let folder = URL(fileURLWithPath: database).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot create the folder \(folder.path): check its permissions", code: 73)
        }
        if !hasDatabase {
            // Everybody's data stands in it. SQLite fills an empty file, leaves its permissions and gives them to its log.
            do {
                try DurableFile.makeEmpty(at: database)
            } catch {
                // Another program may have been faster, whose file it is then.
                guard hasDatabase else {
                    throw CommandFailure("cannot write to \(folder.path): check its permissions", code: 73)
                }
            }
        }
        return try SQLiteDatabase(path: database, readers: databaseConnections)
    }

    /// Opens the database, runs `body` and closes it, whatever happens.
    func withDatabase<Result>(
        creates: Bool = false,
        _ body: (any Database) async throws -> Result
    ) async throws -> Result {
        let database = try await openDatabase(creates: creates, logger: .braid(level: logLevel))
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
