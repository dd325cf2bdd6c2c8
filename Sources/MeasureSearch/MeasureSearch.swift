import Database
import Foundation
import SQLiteDatabase
import Search
import Services

/// How long a search takes in a large library: `scripts/measure-search-speed`.
///
/// The library is made up and seeded: words by Zipf's law over topics, titles of about ten words and abstracts of
/// about 150, as studies have. Every question is asked of the site's search and of FTS5 itself, in turns, over the
/// same index file.
@main
struct MeasureSearch {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let count = arguments.count > 1 ? Int(arguments[1]) ?? 200_000 : 200_000
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("braid-measure-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try SQLiteDatabase(path: folder.appendingPathComponent("library.sqlite").path)
        let library = MadeUpLibrary()
        try await library.fill(database, count: count)
        let index = folder.appendingPathComponent("index.sqlite").path
        let search = try Search(database: database, sources: [MadeUpLibrary.source], path: index)
        let start = ContinuousClock.now
        try await search.rebuild()
        let built = start.duration(to: .now) / .seconds(1)
        print("\(count) studies indexed in \(rounded(built)) s")
        try await measure(search, library.questions(400))
        search.close()
        await database.close()
    }

    private static func measure(_ search: Search, _ questions: [String]) async throws {
        var times: [String: [Double]] = [:]
        func time(_ name: String, _ body: () async throws -> Void) async rethrows {
            let start = ContinuousClock.now
            try await body()
            times[name, default: []].append(start.duration(to: .now) / .milliseconds(1))
        }
        // Once unmeasured, so that all find the file in memory.
        for question in questions { _ = try await search.answer(SearchRequest(question)) }
        for question in questions {
            try await time("braid") { _ = try await search.answer(SearchRequest(question)) }
            try await time("FTS5, all words") { _ = try await search.bare(question, anyWord: false) }
            try await time("FTS5, any word") { _ = try await search.bare(question, anyWord: true) }
            try await time("suggestions") { _ = try await search.suggestions(for: question) }
        }
        for (name, all) in times.sorted(by: { $0.key < $1.key }) {
            let late = all.sorted()[all.count * 95 / 100]
            print("\(name): median \(rounded(median(all))) ms, 95th percentile \(rounded(late)) ms")
        }
        compare(times["braid"] ?? [], times["FTS5, all words"] ?? [], questions)
    }

    /// Prints how many times the bare query's median the search takes: of all questions, and of those with as many words.
    private static func compare(_ ours: [Double], _ bare: [Double], _ questions: [String]) {
        func line(_ name: String, _ places: [Int]) {
            let (left, right) = (median(places.map { ours[$0] }), median(places.map { bare[$0] }))
            print("\(name): \(rounded(left)) ms, \(rounded(left / right)) times FTS5, all words")
        }
        line("braid, all questions", Array(questions.indices))
        let byLength = Dictionary(grouping: questions.indices) { place in
            questions[place].split(separator: " ").count
        }
        for (length, places) in byLength.sorted(by: { $0.key < $1.key }) {
            line("braid, questions of \(length)", places)
        }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
