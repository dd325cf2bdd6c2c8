import ArgumentParser
import Database
import Foundation
import Search
import Services
import Website

/// `braid search`: the site's search from the command line, and how its quality is measured.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search everything, rebuild the index, or rank many questions.",
        discussion: """
            A question may hold "phrases", -without, begin*, author:smith, year:2015-2020, strand:feedback and -kind:study.
            Text shows the best of each kind, in the order of the site's page; JSON lists the best of all kinds by score.
            With --queries each line of the file is {"id": …, "text": …}, and any word of a question will do.
            """
    )

    @Argument(help: "What to look for.")
    var query: String?

    @Option(help: "How many results (default: 10; as text, without a kind, 4 of each kind).")
    var limit: Int?

    @Option(help: "How to print: text or json.")
    var format: SearchFormat = .text

    @Option(help: ArgumentHelp("Kind of record, such as study.", valueName: "kind"))
    var kind: String?

    @Flag(help: "Read every record into the index again.")
    var rebuild = false

    @Option(help: ArgumentHelp("JSON lines of questions to rank.", valueName: "file"))
    var queries: String?

    @Option(
        help: ArgumentHelp(
            "Where the ranked lists go, as a TREC run; - is standard output.",
            valueName: "file"
        )
    )
    var trec: String?

    @Option(help: "The last column of the TREC run.")
    var tag = "braid"

    @Option(
        help: ArgumentHelp(
            "With --queries: other numbers than the search's own, of k1, title, people, subjects, text, length and feedback.",
            valueName: "name=number,…"
        )
    )
    var ranking: RankingChoice?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...10_000).contains(limit ?? 1) else { throw ValidationError("--limit is from 1 to 10000.") }
        if query == nil, queries == nil, !rebuild {
            throw ValidationError("Say what to look for, or give --queries or --rebuild.")
        }
        if (queries == nil) != (trec == nil) { throw ValidationError("--queries and --trec go together.") }
        if ranking != nil, queries == nil { throw ValidationError("--ranking goes with --queries.") }
    }

    func run() async throws {
        let settings = try common.settings()
        try await settings.withCurrentDatabase { database in
            let search = try settings.openSearch(database)
            defer { search.close() }
            if rebuild {
                let bar = Progress(name: "index")
                try await search.rebuild { bar.show(done: $0, of: $1, items: $0) }
                bar.finish()
                let counts = try await search.counts().filter { $0.value > 0 }
                let parts = counts.sorted { $0.key.name < $1.key.name }.map { "\($0.value) × \($0.key)" }
                let told =
                    parts.isEmpty
                    ? "There is nothing to index yet." : "Indexed \(parts.joined(separator: ", "))."
                FileHandle.standardError.write(Data("\(told)\n".utf8))
            }
            if let queries, let trec {
                try await search.catchUp()
                try await rank(queries, to: trec, search)
            }
            if let query { try await answer(query, search) }
        }
    }

    /// How many results there are unless it is said.
    private static let usualLimit = 10

    private func answer(_ query: String, _ search: Search) async throws {
        var request = SearchRequest(query, pageLength: limit ?? Self.usualLimit)
        if format == .text, let limit { request.groupLength = limit }
        request.filters.kind = kind.map { RecordKind($0) }
        let answer = try await search.answer(request)
        switch format {
        case .text:
            print(SearchReport.text(answer, Site.headedGroups(of: answer)), terminator: "")
        case .json:
            print(try SearchReport(answer).json())
        }
    }

    private func rank(_ path: String, to destination: String, _ search: Search) async throws {
        let questions = try SearchQuestion.read(path)
        var lines = ""
        for question in questions {
            let ranked = try await search.ranked(
                question.text,
                limit: limit ?? Self.usualLimit,
                kind: kind.map { RecordKind($0) },
                ranking?.ranking ?? .standard
            )
            let name = Self.column(question.id)
            for (place, record) in ranked.enumerated() {
                let identifier = Self.column(record.identifier)
                lines += "\(name) Q0 \(identifier) \(place + 1) \(record.score) \(Self.column(tag))\n"
            }
        }
        if destination == "-" { return print(lines, terminator: "") }
        do {
            try Data(lines.utf8).write(to: URL(fileURLWithPath: destination))
        } catch {
            throw CommandFailure("\(destination) cannot be written: \(error.localizedDescription)", code: 73)
        }
        FileHandle.standardError.write(
            Data("Ranked \(questions.count) questions into \(destination).\n".utf8)
        )
    }

    /// A run's columns are parted by blanks, so that none may stand within one.
    private static func column(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: "_")
    }
}

enum SearchFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// A line of `--queries`.
struct SearchQuestion: Decodable {
    let id: String
    let text: String

    private enum Key: String, CodingKey {
        case id, text
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        // Numbers are identifiers, too.
        id =
            try (try? values.decode(String.self, forKey: .id)) ?? String(values.decode(Int.self, forKey: .id))
        text = try values.decode(String.self, forKey: .text)
    }

    static func read(_ path: String) throws -> [SearchQuestion] {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)),
            String(validating: bytes, as: UTF8.self) != nil
        else { throw CommandFailure.noInput("\(path) cannot be read as UTF-8 text") }
        // By bytes: CRLF is one character to a text, and a byte-order mark none of JSON's.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
        var questions: [SearchQuestion] = []
        for (number, line) in content.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                questions.append(try JSONDecoder().decode(SearchQuestion.self, from: Data(line)))
            } catch {
                throw CommandFailure.data(
                    "\(path), line \(number + 1): not of the form {\"id\": …, \"text\": …}"
                )
            }
        }
        return questions
    }
}
