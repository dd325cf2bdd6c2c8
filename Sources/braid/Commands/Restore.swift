import ArgumentParser
import Database
import Foundation
import PostgresDatabase
import SQLiteDatabase
import Services

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replace the database by a copy, after checking that the copy is whole.",
        discussion:
            "Stop the site first. The replaced SQLite database is kept beside the new one, with its time in the name."
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "A file made by braid backup.")
    var file: String

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure.noInput("\(file) does not exist")
        }
        let settings = try await common.settings()
        if settings.isPostgres {
            try await PostgresDatabase.verifyBackup(file)
            try await PostgresDatabase.restore(file, into: settings.database)
        } else {
            try await restoreFile(to: settings.database)
        }
        print("Restored \(file). Run braid migrate if this version is newer than the copy.")
    }

    private func restoreFile(to path: String) async throws {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let candidate = path + ".restoring"
        for suffix in ["", "-wal", "-shm"] { try? files.removeItem(atPath: candidate + suffix) }
        try files.copyItem(atPath: file, toPath: candidate)
        try await verify(candidate)
        if files.fileExists(atPath: path) {
            let kept = "\(path).before-\(Services.live.now().milliseconds / 1000)"
            for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
                try files.moveItem(atPath: path + suffix, toPath: kept + suffix)
            }
            print("The old database is kept as \(kept).")
        }
        for suffix in ["-wal", "-shm"] { try? files.removeItem(atPath: candidate + suffix) }
        try files.moveItem(atPath: candidate, toPath: path)
    }

    private func verify(_ path: String) async throws {
        do {
            let copy = try SQLiteDatabase(path: path, readers: 1)
            let lines = try await copy.diagnosis()
            let status = try await Migrator.braid.status(of: copy)
            await copy.close()
            if let fault = lines.first(where: { $0.subject == "integrity" && $0.advice != nil }) {
                throw CommandFailure.data("\(file) is damaged (\(fault.finding)): nothing was changed")
            }
            guard !status.applied.isEmpty else {
                throw CommandFailure.data("\(file) is not a copy of a Braid database: nothing was changed")
            }
            guard status.unknown.isEmpty else {
                throw CommandFailure.data("\(file) was made by a newer version of Braid: nothing was changed")
            }
        } catch let error as DatabaseError {
            throw CommandFailure.data(
                "\(file) is not a whole SQLite database (\(error)): nothing was changed"
            )
        }
    }
}
