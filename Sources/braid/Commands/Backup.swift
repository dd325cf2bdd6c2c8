import ArgumentParser
import Database
import Foundation
import Services

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the whole database into a file while the site is serving.",
        discussion: """
            The copy is consistent: one moment of the database. It is opened and read through before it gets its name. It holds no key: \
            keep the key file and the trials' keys in another safe place, because without them pupil rows and second factors cannot be \
            read, and with them a copy keeps what a purge destroyed. Only your own account can read the copy.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "Where to write the copy. The file must not exist yet.")
    var file: String

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure("\(file) exists already: choose another name", code: 73)
        }
        let settings = try common.settings()
        // Written beside its place and moved there when it is whole: a copy with the right name is a whole
        // copy.
        let unfinished = file + ".unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        // Everybody's data stands in it. Both engines fill an empty file and leave its permissions.
        do {
            try DurableFile.makeEmpty(at: unfinished)
        } catch {
            throw CommandFailure("\(file) cannot be written: check its folder", code: 73)
        }
        try await settings.withDatabase { database in
            // Before, so that the copy says of itself that it was made, and no copy is without its entry.
            try await CommandAudit.enter(.backUp, by: "braid backup", in: database)
            try await GrowingFile(unfinished, name: "backup", total: settings.databaseBytes).watched {
                try await database.backUp(to: unfinished)
            }
        }
        _ = try await BackupFile(path: unfinished, isPostgres: settings.isPostgres).status()
        try FileManager.default.moveItem(atPath: unfinished, toPath: file)
        print(
            "\(file): \(ByteCountFormatter.string(fromByteCount: GrowingFile.bytes(of: file), countStyle: .file))"
        )
    }
}
