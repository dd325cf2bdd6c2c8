import ArgumentParser
import Database
import Foundation

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the whole database into a file while the site is serving.",
        discussion: """
            The copy is consistent: one moment of the database. It holds no key: keep the key file in another safe place, \
            because without it pupil rows and second factors cannot be read, and with it a copy keeps what a purge destroyed.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "Where to write the copy. The file must not exist yet.")
    var file: String

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure("\(file) exists already: choose another name", code: 73)
        }
        let settings = try await common.settings()
        // Written beside its place and moved there when it is whole: a copy with the right name is a whole
        // copy.
        let unfinished = file + ".unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        try await settings.withDatabase { try await $0.backUp(to: unfinished) }
        try FileManager.default.moveItem(atPath: unfinished, toPath: file)
        let size =
            (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? NSNumber)?.int64Value ?? 0
        print("\(file): \(ByteCountFormatter.string(fromByteCount: size, countStyle: .file))")
    }
}
