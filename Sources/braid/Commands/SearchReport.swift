import Database
import Foundation
import Search

/// An answer of the search as JSON, and as text.
struct SearchReport: Encodable {
    struct Result: Encodable {
        let kind: String
        let id: String
        let title: String
        let detail: String
        let snippet: String
        let score: Double
        let year: Int?
        let missing: [String]
    }

    let total: Int
    let isRelaxed: Bool
    let correction: String?
    let hints: [String]
    let results: [Result]
    let nearest: [Result]
    let unknownWords: [String]
    let facets: [String: [String: Int]]

    init(_ answer: SearchAnswer) {
        total = answer.total
        isRelaxed = answer.isRelaxed
        correction = answer.correction
        hints = answer.hints.map(\.sentence)
        results = answer.results.map(Result.init)
        nearest = answer.nearest.map(Result.init)
        unknownWords = answer.unknownWords
        let counts = answer.facets
        facets = [
            "kind": Self.named(counts.kinds) { $0.name },
            "strand": counts.strands,
            "phase": Self.named(counts.phases) { $0.rawValue },
            "design": counts.designs,
            "type": counts.types,
            "security": Self.named(counts.securities) { String($0) },
            "year": Self.named(counts.years) { String($0) },
            "open": counts.openAccess > 0 ? ["yes": counts.openAccess] : [:],
        ]
    }

    private static func named<Key>(_ counts: [Key: Int], _ name: (Key) -> String) -> [String: Int] {
        Dictionary(counts.map { (name($0.key), $0.value) }) { $0 + $1 }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// - Parameter groups: The best of each kind with its heading, in the order in which they are shown; empty where one
    ///   kind was asked for.
    static func text(_ answer: SearchAnswer, _ groups: [(heading: String, group: SearchGroup)]) -> String {
        var text = "\(answer.total) found"
        if answer.isPartial { text += ", none with all of the words" }
        text += ".\n"
        if !answer.unknownWords.isEmpty {
            text += "Nothing has: \(answer.unknownWords.joined(separator: ", "))\n"
        }
        if let correction = answer.correction { text += "Did you mean: \(correction)\n" }
        for hint in answer.hints { text += "\(hint.sentence)\n" }
        if let rarest = answer.rarest { text += section("With “\(rarest.word)”", rarest.results) }
        if groups.isEmpty { text += listed(answer.results) }
        for (heading, group) in groups {
            let isAll = group.total <= group.results.count
            let count = isAll ? "\(group.total)" : "\(group.results.count) of \(group.total)"
            text += section("\(heading) (\(count))", group.results)
        }
        if !answer.nearest.isEmpty {
            text += section(answer.total == 0 ? "Nearest to it" : "With some of the words", answer.nearest)
        }
        return text
    }

    private static func section(_ heading: String, _ results: [SearchResult]) -> String {
        "\n\(heading)\n" + listed(results)
    }

    private static func listed(_ results: [SearchResult]) -> String {
        var text = ""
        for result in results {
            text += "\n\(result.title.text)\n  \(result.kind) \(result.identifier)"
            if !result.detail.isEmpty { text += " · \(result.detail)" }
            text += "\n"
            if !result.snippet.text.isEmpty {
                text += "  \(result.snippet.text.split(separator: "\n").joined(separator: " "))\n"
            }
            if !result.missing.isEmpty { text += "  without: \(result.missing.joined(separator: ", "))\n" }
        }
        return text
    }
}

extension SearchReport.Result {
    init(_ result: SearchResult) {
        kind = result.kind.name
        id = result.identifier
        title = result.title.text
        detail = result.detail
        snippet = result.snippet.text
        score = result.score
        year = result.year
        missing = result.missing
    }
}
