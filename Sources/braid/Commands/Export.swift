import Access
import ArgumentParser
import Evidence
import Foundation
import Profiles
import Services

/// `braid export KIND`.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what the library holds, for other programs.",
        subcommands: [ExportEvidence.self, ExportFindings.self]
    )
}

/// `braid export evidence --format F`.
struct ExportEvidence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Every study of the library, as a reference list."
    )

    @Option(help: "How: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: ExportFormat

    @Option(help: ArgumentHelp("Only studies with findings under this strand.", valueName: "slug"))
    var strand: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file")
    )
    var output: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let settings = try common.settings()
        try await settings.withCurrentDatabase { database in
            let evidence = Evidence(
                database: database,
                services: .live,
                profiles: try ProfileLibrary.carried(),
                codeVersion: BraidVersion.text
            )
            let chosen = try await Export.strand(strand, in: evidence)
            let handle = try Export.destination(output)
            let count = try await evidence.exportReferences(as: format, under: chosen) {
                try handle.write(contentsOf: Data($0))
            }
            let studies = count == 1 ? "1 study" : "\(count) studies"
            FileHandle.standardError.write(Data("\(studies) written.\n".utf8))
        }
    }
}

/// `braid export findings`.
struct ExportFindings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "Every finding with its study, as a table that `braid import evidence` reads again.",
        discussion: """
            A row for each finding and strand. Trials of this network are named in the column Origin; an import refuses them, since they \
            enter only when a trial reports.
            """
    )

    @Option(help: ArgumentHelp("Only findings under this strand.", valueName: "slug"))
    var strand: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file")
    )
    var output: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let settings = try common.settings()
        try await settings.withCurrentDatabase { database in
            let evidence = Evidence(
                database: database,
                services: .live,
                profiles: try ProfileLibrary.carried(),
                codeVersion: BraidVersion.text
            )
            let chosen = try await Export.strand(strand, in: evidence)
            let handle = try Export.destination(output)
            let count = try await evidence.exportFindings(under: chosen) {
                try handle.write(contentsOf: Data($0))
            }
            FileHandle.standardError.write(Data("\(count == 1 ? "1 row" : "\(count) rows") written.\n".utf8))
        }
    }
}

extension Export {
    fileprivate static func strand(_ slug: String?, in evidence: Evidence) async throws -> ID<Strand>? {
        guard let slug else { return nil }
        do { return try await evidence.strand(slug: slug).id } catch AccessError.notFound {
            throw CommandFailure.usage("There is no strand at /evidence/strands/\(slug)")
        }
    }

    fileprivate static func destination(_ output: String?) throws -> FileHandle {
        guard let output else { return .standardOutput }
        guard FileManager.default.createFile(atPath: output, contents: nil),
            let handle = FileHandle(forWritingAtPath: output)
        else { throw CommandFailure("\(output) cannot be written: check its folder", code: 73) }
        return handle
    }
}

extension ExportFormat: ExpressibleByArgument {}
