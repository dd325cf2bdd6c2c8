import Database
import Foundation
import Search
import Services

/// Studies that nobody wrote: the same ones each time.
struct MadeUpLibrary: Sendable {
    private let words: [String]
    /// Words that belong together, by their places.
    private let topics: [[Int]]

    static let wordCount = 60_000
    static let topicCount = 800

    init() {
        var draw = SplitMix64(1)
        let starts = [
            "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch", "",
        ]
        let middles = ["a", "e", "i", "o", "u", "ea", "ou", "ai"]
        let ends = ["", "n", "r", "s", "t", "l", "nd", "ck", "m"]
        var known: Set<String> = []
        var words: [String] = []
        while words.count < Self.wordCount {
            var word = ""
            for _ in 0..<Int.random(in: 2...4, using: &draw) {
                word += starts.randomElement(using: &draw) ?? ""
                word += middles.randomElement(using: &draw) ?? ""
                word += ends.randomElement(using: &draw) ?? ""
            }
            if word.count > 2, known.insert(word).inserted { words.append(word) }
        }
        self.words = words
        topics = (0..<Self.topicCount).map { _ in (0..<40).map { _ in Self.rank(from: 50, &draw) } }
    }

    /// A word's place by Zipf's law with exponent 1 over the ranks from `first` on.
    private static func rank(from first: Int, _ draw: inout SplitMix64) -> Int {
        let (low, high) = (log(Double(first + 1)), log(Double(wordCount)))
        return min(Int(exp(Double.random(in: low...high, using: &draw))) - 1, wordCount - 1)
    }

    private func text(_ length: Int, _ topic: [Int], _ draw: inout SplitMix64) -> String {
        (0..<length).map { _ in
            let isOfTopic = Int.random(in: 0..<4, using: &draw) == 0
            let place = isOfTopic ? topic.randomElement(using: &draw) ?? 0 : Self.rank(from: 0, &draw)
            return words[place]
        }.joined(separator: " ")
    }

    func fill(_ database: any Database, count: Int) async throws {
        try await Migrator(Migration.database).migrate(database, at: Date(timeIntervalSince1970: 0))
        try await database.write { transaction in
            try transaction.executeScript(
                """
                CREATE TABLE written (id BIGINT NOT NULL PRIMARY KEY, title TEXT NOT NULL, people TEXT NOT NULL,
                    abstract TEXT NOT NULL, year INTEGER NOT NULL, strand TEXT NOT NULL);
                """
            )
        }
        let step = 5000
        for start in stride(from: 1, through: count, by: step) {
            let end = min(start + step - 1, count)
            try await database.write { transaction in
                var draw = SplitMix64(UInt64(start))
                let rows: [[SQLValue]] = (start...end).map { id in
                    let number = Int.random(in: 0..<topics.count, using: &draw)
                    let topic = topics[number]
                    let people = (0..<3).map { _ in words[Int.random(in: 3000..<9000, using: &draw)] }
                    return [
                        .integer(Int64(id)), .text(text(Int.random(in: 6...14, using: &draw), topic, &draw)),
                        .text(people.joined(separator: ", ")),
                        .text(text(Int.random(in: 80...220, using: &draw), topic, &draw)),
                        .integer(Int64(Int.random(in: 1990...2025, using: &draw))),
                        .text("strand-\(number % 40)"),
                    ]
                }
                try transaction.insert(
                    into: "written",
                    columns: ["id", "title", "people", "abstract", "year", "strand"],
                    rows: rows
                )
            }
        }
    }

    /// Questions of one to five words: of one topic, now and then with a frequent word.
    func questions(_ count: Int) -> [String] {
        var draw = SplitMix64(99)
        return (0..<count).map { _ in
            let topic = topics.randomElement(using: &draw) ?? []
            return (0..<Int.random(in: 1...5, using: &draw)).map { _ in
                let isFrequent = Int.random(in: 0..<5, using: &draw) == 0
                let place =
                    isFrequent
                    ? Int.random(in: 5..<200, using: &draw) : topic.randomElement(using: &draw) ?? 0
                return words[place]
            }.joined(separator: " ")
        }
    }

    static let source = SearchSource(
        "study",
        entries: { ids, transaction in
            var entries: [Int64: SearchEntry] = [:]
            for row in try transaction.rows("SELECT * FROM written WHERE id IN (\(SQL.list(ids)))") {
                let id: Int64 = try row.get("id")
                entries[id] = SearchEntry(
                    title: try row.get("title"),
                    address: String(id),
                    people: try row.get("people"),
                    text: try row.get("abstract"),
                    facets: SearchFacets(
                        phases: [id.isMultiple(of: 2) ? .primary : .secondary],
                        strands: [try row.get("strand")],
                        design: id.isMultiple(of: 3) ? "randomised" : "other",
                        security: Int(id % 6),
                        year: try row.get("year"),
                        type: "article",
                        isOpenAccess: id.isMultiple(of: 4)
                    )
                )
            }
            return entries
        },
        records: { after, limit, transaction in
            try transaction.column(
                "SELECT id FROM written WHERE id > \(max(0, after)) ORDER BY id LIMIT \(limit)"
            )
        }
    )
}
