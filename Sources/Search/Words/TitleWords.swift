import GRDB

/// The words of titles and subjects, as people spell them: what suggestions for typing mistakes are taken from.
struct TitleWords: Sendable {
    struct Entry: Sendable {
        let word: String
        let documents: Int
    }

    let generation: Int64
    /// By word.
    private let entries: [Entry]

    init(generation: Int64, _ entries: [Entry]) {
        self.generation = generation
        self.entries = entries.sorted { $0.word < $1.word }
    }

    static func read(_ connection: GRDB.Database, generation: Int64) throws -> TitleWords {
        var entries: [Entry] = []
        let rows = try GRDB.Row.fetchCursor(connection, sql: "SELECT word, documents FROM title_word")
        while let row = try rows.next() { entries.append(Entry(word: row[0], documents: row[1])) }
        return TitleWords(generation: generation, entries)
    }

    /// The distinct words of a title that are worth suggesting: letters only, three or more.
    static func words(of title: String) -> Set<String> {
        let pieces: [Substring] = title.lowercased().split(whereSeparator: { !$0.isLetter })
        return Set(pieces.filter { (3...30).contains($0.count) }.map(String.init))
    }

    /// The word that was probably meant: at most one slip away for short words, two for those of seven
    /// letters or more; of those the nearest, then the most frequent.
    func correction(of word: String) -> String? {
        let letters = Array(word.lowercased().unicodeScalars)
        guard letters.count >= 4, letters.count <= 30 else { return nil }
        let most = letters.count >= 7 ? 2 : 1
        var best: (distance: Int, documents: Int, word: String)?
        for entry in entries {
            guard abs(entry.word.utf8.count - letters.count) <= most + 2 else { continue }
            let other = Array(entry.word.unicodeScalars)
            guard abs(other.count - letters.count) <= most else { continue }
            // The first letter is hardly ever the slip, unless the first two are swapped.
            guard other.first == letters.first || (other.count > 1 && other[1] == letters[0]) else {
                continue
            }
            guard let distance = EditDistance.between(letters, other, atMost: most), distance > 0 else {
                continue
            }
            if let known = best, (known.distance, -known.documents) <= (distance, -entry.documents) {
                continue
            }
            best = (distance, entry.documents, entry.word)
        }
        return best?.word
    }
}

/// How many slips part two words: a letter left out, added, exchanged, or two swapped (optimal string
/// alignment).
enum EditDistance {
    static func between<Element: Equatable>(_ left: [Element], _ right: [Element], atMost most: Int) -> Int? {
        guard abs(left.count - right.count) <= most else { return nil }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [Int](repeating: row + 1, count: right.count + 1)
            var least = current[0]
            for column in 0..<right.count {
                let isSame = left[row] == right[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current[column + 1] = cost
                least = min(least, cost)
            }
            if least > most { return nil }
            (beforeLast, last) = (last, current)
        }
        let distance = last[right.count]
        return distance <= most ? distance : nil
    }
}
