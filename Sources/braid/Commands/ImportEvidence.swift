import Access
import ArgumentParser
import CSV
import Evidence
import Foundation
import Profiles
import Services

/// `braid import evidence FILE…`.
struct ImportEvidence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Studies and findings, from reference managers and databases.",
        discussion: """
            What a file is, its content tells: RIS, Web of Science, BibTeX, CSL-JSON, EndNote XML, the answers of ERIC, OpenAlex and \
            Crossref (also one record a line), documents of a collection, a spreadsheet of references, the What Works Clearinghouse's \
            findings, or a spreadsheet of findings. Good records enter; the others are written to FILE.rejected.csv with the reason. The \
            same file again changes nothing.
            """
    )

    @Argument(help: ArgumentHelp("Files.", valueName: "file"), completion: .file())
    var files: [String]

    @Option(help: "Who made the data, such as ERIC. The file's name where it is not given.")
    var source: String?

    @Option(help: "Under what licence the data may be shown.")
    var licence: String = ""

    @Option(
        help: ArgumentHelp(
            "Findings: the strand they are filed under, by its address; may be repeated.",
            valueName: "slug"
        )
    )
    var strand: [String] = []

    @Option(
        help: ArgumentHelp(
            "Findings: the column that names each row's strand. Missing strands are made.",
            valueName: "column"
        )
    )
    var strandsFrom: String?

    @Option(
        help: ArgumentHelp("Findings: take only rows whose column has this text.", valueName: "column=text")
    )
    var only: String?

    @Option(
        help: ArgumentHelp(
            "Findings: what a column with an unusual heading is, such as effect=yi, or year= for none; may be repeated.",
            valueName: "column=heading"
        )
    )
    var column: [String] = []

    @Option(
        help: ArgumentHelp("Where rejected records go instead of FILE.rejected.csv.", valueName: "file")
    )
    var rejected: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if rejected != nil, files.count > 1 {
            throw CommandFailure.usage(
                "--rejected is for one file; each of several has a FILE.rejected.csv of its own"
            )
        }
        // What an earlier import left there is replaced, or deleted where nothing is rejected now.
        let places = try files.map { try rejectedPlace(of: $0) }
        let filter = try only.map(Self.filter)
        let columns = try Self.columns(column)
        let settings = try common.settings()
        try await settings.withCurrentDatabase { database in
            let evidence = Evidence(
                database: database,
                services: .live,
                profiles: try ProfileLibrary.carried(),
                codeVersion: BraidVersion.text
            )
            for (file, place) in zip(files, places) {
                try await importFile(file, rejecting: place, filter, columns, evidence)
            }
            // No job runner need be at hand: what is pooled is up to date when the command ends.
            try await evidence.finishPools()
        }
    }

    private func rejectedPlace(of file: String) throws -> String {
        do {
            return try RejectedPlace.path(of: file, chosen: rejected)
        } catch let error as RejectedPlaceError {
            throw CommandFailure.data("\(file): \(error.description)")
        }
    }

    private func importFile(
        _ file: String,
        rejecting place: String,
        _ filter: RowFilter?,
        _ columns: [FindingColumn: String],
        _ evidence: Evidence
    ) async throws {
        let name = URL(fileURLWithPath: file).lastPathComponent
        do {
            switch try ImportedFile.path(file).form() {
            case .findings: try await importFindings(file, name, rejecting: place, filter, columns, evidence)
            default: try await importReferences(file, name, rejecting: place, evidence)
            }
        } catch let error as CSVError {
            // Names the file itself.
            if case .unreadable = error { throw CommandFailure.noInput(error.description) }
            throw CommandFailure.data("\(file): \(error.description)")
        } catch let faults as Faults {
            throw CommandFailure.data("\(file): " + faults.list.map(\.message).joined(separator: ". "))
        }
    }

    private func importReferences(
        _ file: String,
        _ name: String,
        rejecting path: String,
        _ evidence: Evidence
    ) async throws {
        let bar = Progress(name: name)
        defer { bar.finish() }
        let rejects = RejectedFile(path: path)
        let outcome = try await evidence.importReferences(
            .path(file),
            ReferencesImport(fileName: name, source: source ?? name, licence: licence),
            by: .system("braid import"),
            reject: { try rejects.write($0.cells) },
            progress: { bar.show(done: $0, of: $1, items: $2) }
        )
        bar.finish()
        try rejects.close()
        var parts = ["\(outcome.added) new", "\(outcome.changed) changed", "\(outcome.unchanged) unchanged"]
        parts.append("\(outcome.joined) joined with a study that was there")
        parts.append("\(outcome.rejectedCount) rejected")
        let records = InWords.count(outcome.records, "record")
        print("\(name) (\(outcome.form.title)), \(records): \(parts.joined(separator: ", ")).")
        if outcome.uncertain > 0 {
            let pairs = InWords.count(outcome.uncertain, "possible duplicate")
            let wait = outcome.uncertain == 1 ? "waits" : "wait"
            print("\(pairs) \(wait) for a decision at /evidence/duplicates.")
        }
        for rejected in outcome.rejected.prefix(5) { print(rejected.message) }
        if outcome.rejectedCount > 0 { print("Rejected records, with the reason: \(rejects.path)") }
    }

    private func importFindings(
        _ file: String,
        _ name: String,
        rejecting path: String,
        _ filter: RowFilter?,
        _ columns: [FindingColumn: String],
        _ evidence: Evidence
    ) async throws {
        var options = FindingsImport(fileName: name, source: source ?? name, licence: licence)
        options.filter = filter
        options.chosenColumns = columns
        options.strandColumn = strandsFrom
        for slug in strand {
            do { options.strands.append(try await evidence.strand(slug: slug).id) } catch AccessError.notFound
            {
                throw CommandFailure.usage("There is no strand at /evidence/strands/\(slug)")
            }
        }
        let outcome = try await evidence.importFindings(.path(file), options, by: .system("braid import"))
        var parts = [
            "\(outcome.added) new", "\(outcome.updated) changed", "\(outcome.unchanged) unchanged",
            "\(outcome.rejected.count) rejected",
        ]
        if outcome.passedOver > 0 { parts.append("\(outcome.passedOver) passed over") }
        let studies = outcome.studies == 1 ? "1 new study" : "\(outcome.studies) new studies"
        print("\(name) (findings): \(parts.joined(separator: ", ")); \(studies).")
        let others = outcome.added + outcome.updated + outcome.unchanged + outcome.rejected.count
        if let filter, others + outcome.keptOut.count == 0 {
            let rows = InWords.count(outcome.passedOver, "row")
            let were = outcome.passedOver == 1 ? "was" : "were"
            print("No row has “\(filter.value)” in the column \(filter.column): \(rows) \(were) passed over.")
        }
        for kept in outcome.keptOut {
            print(
                "Line \(kept.line): \(kept.label) was taken out of the library and stays out; bring it back at /evidence/studies/\(kept.study)"
            )
        }
        for rejected in outcome.rejected.prefix(5) { print("Line \(rejected.line): \(rejected.reason)") }
        if let column = outcome.columnOfMissingStrands {
            let word = column.contains(" ") ? "\"\(column)\"" : column
            print("Strands that are missing are made with --strands-from \(word).")
        }
        guard !outcome.rejected.isEmpty else {
            // What an earlier import of the file left there is mended.
            try? FileManager.default.removeItem(atPath: path)
            return
        }
        try write(outcome.rejectedCSV(), to: path)
        print("Rejected rows, with the reason in the last column: \(path)")
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        do { try Data(bytes).write(to: URL(fileURLWithPath: path)) } catch {
            throw CommandFailure("\(path) cannot be written: name another place with --rejected", code: 73)
        }
    }

    private static func columns(_ choices: [String]) throws -> [FindingColumn: String] {
        var columns: [FindingColumn: String] = [:]
        for choice in choices {
            // Nothing behind the sign says that the file has no such column, whatever its headings.
            let parts = choice.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            guard parts.count == 2, let column = FindingColumn(rawValue: parts[0]) else {
                let names = FindingColumn.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.usage(
                    "Write --column column=heading, such as --column effect=yi; the columns are \(names)"
                )
            }
            columns[column] = parts[1]
        }
        return columns
    }

    private static func filter(_ text: String) throws -> RowFilter {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CommandFailure.usage("Write --only column=text, such as --only topic=literacy")
        }
        return RowFilter(column: parts[0], value: parts[1])
    }
}

/// The file of rejected records: made when there is a first one, written as they come. What an earlier import left there is
/// replaced, or taken away when there is none.
private final class RejectedFile {
    let path: String
    private var handle: FileHandle?
    private var writer = CSVWriter()

    init(path: String) {
        self.path = path
    }

    func write(_ cells: [String]) throws {
        if handle == nil {
            guard FileManager.default.createFile(atPath: path, contents: nil),
                let opened = FileHandle(forWritingAtPath: path)
            else {
                throw CommandFailure(
                    "\(path) cannot be written: name another place with --rejected",
                    code: 73
                )
            }
            handle = opened
            writer.write(RejectedReference.headings)
        }
        writer.write(cells)
        if writer.bytes.count > 1 << 16 { try handle?.write(contentsOf: Data(writer.take())) }
    }

    func close() throws {
        if handle == nil { try? FileManager.default.removeItem(atPath: path) }
        try handle?.write(contentsOf: Data(writer.take()))
        try handle?.close()
        handle = nil
    }
}
