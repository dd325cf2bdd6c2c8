import Access
import ArgumentParser
import CSV
import Directory
import Foundation
import Services

/// `braid import KIND FILE`.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Take schools, groups, links, numbers and hubs from the register's files, and evidence from anywhere.",
        discussion: """
            Columns may stand in any order; UTF-8, UTF-16 and Windows-1252 are recognised. Good rows enter together; the others are \
            written to FILE.rejected.csv with a last column that says why. The same file again changes nothing.

            A new network starts with:
                braid import groups FILE
                braid import establishments FILE
                braid import links FILE
                braid import pupil-premium FILE
            """,
        subcommands: [
            ImportEstablishments.self, ImportGroups.self, ImportLinks.self, ImportPupilPremium.self,
            ImportPerformance.self, ImportHubs.self, ImportEvidence.self,
        ]
    )
}

/// What every kind of import is told.
struct ImportOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("CSV file.", valueName: "file"), completion: .file(extensions: ["csv"]))
    var file: String

    @Option(help: ArgumentHelp("Where rejected rows go instead of FILE.rejected.csv.", valueName: "file"))
    var rejected: String?

    @OptionGroup var common: CommonOptions

    func run(_ kind: RegisterKind, year: AcademicYear? = nil) async throws {
        let settings = try common.settings()
        try await settings.withCurrentDatabase { database in
            let directory = Directory(database: database, services: .live)
            let bar = Progress(name: URL(fileURLWithPath: file).lastPathComponent)
            let report: ImportReport
            do {
                report = try await directory.importRegister(
                    kind,
                    path: file,
                    year: year,
                    rejectedPath: rejected,
                    by: .system("braid import")
                ) { bar.show(done: $0.bytes, of: $0.totalBytes, items: $0.rows) }
            } catch let error as ImportError {
                bar.finish()
                throw error.isUnreadable || !FileManager.default.fileExists(atPath: file)
                    ? CommandFailure.noInput(error.description) : .data("\(file): \(error.description)")
            } catch {
                bar.finish()
                throw error
            }
            bar.finish()
            Self.say(report)
        }
    }

    private static func say(_ report: ImportReport) {
        var parts = ["\(report.new) new", "\(report.changed) changed", "\(report.unchanged) unchanged"]
        parts.append("\(report.rejected) rejected")
        if report.skipped > 0 { parts.append("\(report.skipped) passed over") }
        print("\(report.rows == 1 ? "1 row" : "\(report.rows) rows"): \(parts.joined(separator: ", ")).")
        for note in report.notes { print(note) }
        if let path = report.rejectedPath {
            print("Rejected rows, with the reason in the last column: \(path)")
        }
    }
}

/// What an import of numbers is told besides: groups, links and hubs have no year.
struct NumberYear: ParsableArguments {
    @Option(
        help: ArgumentHelp("Academic year of the numbers, where the file does not say.", valueName: "2021/22")
    )
    var year: String?

    func checked() throws -> AcademicYear? { try year.map(Self.academicYear) }

    /// `2021/22`, `2021-22`, `2021-2022` or `2021/2022`.
    static func academicYear(_ text: String) throws -> AcademicYear {
        let parts = text.split { "/-".contains($0) }
        if parts.count == 2, let start = Int(parts[0]), let end = Int(parts[1]),
            (1988...2200).contains(start),
            end == start + 1 || (parts[1].count == 2 && end == (start + 1) % 100)
        {
            return AcademicYear(startYear: start)
        }
        throw CommandFailure.usage("“\(text)” is not an academic year: write it like --year 2021/22")
    }
}

struct ImportEstablishments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "establishments",
        abstract: "Schools of the register, with their pupil numbers."
    )
    @OptionGroup var options: ImportOptions
    @OptionGroup var numbers: NumberYear
    func run() async throws { try await options.run(.establishments, year: numbers.checked()) }
}

struct ImportGroups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Trusts, federations and sponsors."
    )
    @OptionGroup var options: ImportOptions
    func run() async throws { try await options.run(.groups) }
}

struct ImportLinks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "links",
        abstract: "Who followed whom: joins reference numbers into lineages."
    )
    @OptionGroup var options: ImportOptions
    func run() async throws { try await options.run(.links) }
}

struct ImportPupilPremium: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pupil-premium",
        abstract: "Allocations of pupil premium."
    )
    @OptionGroup var options: ImportOptions
    @OptionGroup var numbers: NumberYear
    func run() async throws { try await options.run(.pupilPremium, year: numbers.checked()) }
}

struct ImportPerformance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "performance",
        abstract: "Results of key stage 2 and 4, and the variables of similar schools."
    )
    @OptionGroup var options: ImportOptions
    @OptionGroup var numbers: NumberYear
    func run() async throws { try await options.run(.performance, year: numbers.checked()) }
}

struct ImportHubs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hubs",
        abstract: "Hubs with their designations, or opportunity areas."
    )
    @OptionGroup var options: ImportOptions
    func run() async throws { try await options.run(.hubs) }
}
