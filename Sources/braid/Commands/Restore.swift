import Access
import ArgumentParser
import Database
import Foundation
import PostgresDatabase
import SQLiteDatabase
import Services

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replace the database by a copy, after checking that the copy is whole.",
        discussion: """
            Stop the site first. The copy must be Braid's, and of this version or an older one. The replaced SQLite database is kept \
            beside the new one, with its time in the name; on PostgreSQL the old content is replaced in one transaction.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "A file made by braid backup.")
    var file: String

    func run() async throws {
        // Of the file itself where a symbolic link leads to it.
        let path = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw CommandFailure.noInput("\(file) does not exist")
        }
        guard facts[.type] as? FileAttributeType == .typeRegular else {
            throw CommandFailure.noInput("\(file) is no file: name the copy that braid backup made")
        }
        let settings = try common.settings()
        do {
            if settings.isPostgres {
                let script = try await accepted(file, isPostgres: true)
                let bar = Progress(name: "restore")
                defer { bar.finish() }
                try await PostgresDatabase.restore(file, into: settings.database, script: script) {
                    bar.show(done: $0.done, of: $0.total, doing: $0.part)
                }
            } else {
                try await restoreFile(to: settings.database)
            }
        } catch DatabaseError.unavailable(let reason) {
            throw CommandFailure.unavailable("\(reason): nothing was changed")
        } catch let error as StrandedDatabase {
            throw CommandFailure.unavailable("\(error). \(file) is as it was")
        }
        print("Restored \(file). Run braid migrate if this version is newer than the copy.")
    }

    /// What is to be done in the copy once it is in its place.
    ///
    /// - Throws: ``CommandFailure`` when the copy may not take the database's place.
    private func accepted(_ path: String, isPostgres: Bool) async throws -> String {
        let status: Migrator.Status
        do {
            status = try await BackupFile(path: path, isPostgres: isPostgres).status()
        } catch let failure as CommandFailure {
            let reason = failure.description.replacing(path, with: file)
            throw CommandFailure("\(reason): nothing was changed", code: failure.code)
        }
        guard status.unknown.isEmpty else {
            throw CommandFailure.data("\(file) was made by a newer version of Braid: nothing was changed")
        }
        // A copy from before changes were announced has no such table: migrating makes it.
        let announces = status.applied.contains(Migration.recordChanges.name)
        let restart = announces ? RecordChanges.restartScript(.live) : ""
        guard CommandAudit.isThere(in: status.applied) else { return restart }
        return restart + "\n" + Services.live.act(by: .system("braid restore")).script(.restore)
    }

    private func restoreFile(to path: String) async throws {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let candidate = path + ".restoring"
        let removeCandidate: @Sendable () -> Void = {
            for suffix in ["", "-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: candidate + suffix)
            }
        }
        removeCandidate()
        defer { removeCandidate() }
        try await GrowingFile(candidate, name: "copy", total: GrowingFile.bytes(of: file)).watched {
            try FileManager.default.copyItem(atPath: file, toPath: candidate)
        }
        // As of a new database, whatever the copy's were.
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: candidate)
        let script = try await accepted(candidate, isPostgres: false)
        try await SQLiteDatabase.change(copy: candidate, script: script)
        guard files.fileExists(atPath: path) else {
            return try files.moveItem(atPath: candidate, toPath: path)
        }
        let kept = "\(path).before-\(Services.live.now().milliseconds / 1000)"
        try await SQLiteDatabase.replace(path, by: candidate, keepingAs: kept)
        print("The old database is kept as \(kept).")
    }
}
