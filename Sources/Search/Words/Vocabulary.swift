import Foundation

/// What the search knows of the field's language: words that mean the same, spellings, and words that say
/// nothing. The tables are data with their sources (`Words/Tables`), so that a correction is a change of data.
struct Vocabulary: Sendable {
    /// Ways to say the same thing, each as its words: `free school meals` and `fsm`.
    private let alternatives: [[String]: [String]]
    /// The longest way to say something, in words.
    private let longest: Int
    private let spellings: [String: Set<String>]
    private let stopWords: Set<String>
    private let commonWords: Set<String>

    static let carried = Vocabulary(
        synonyms: String(decoding: PackageResources.synonyms_tsv, as: UTF8.self),
        spellings: String(decoding: PackageResources.spellings_tsv, as: UTF8.self),
        stopWords: String(decoding: PackageResources.stop_words_txt, as: UTF8.self),
        commonWords: String(decoding: PackageResources.common_words_txt, as: UTF8.self)
    )

    /// - Parameters:
    ///   - synonyms: A line for each thing: the ways to say it parted by ` = `, a tab, and the source.
    ///   - spellings: A line for each word: British, tab, American.
    ///   - stopWords: Words between blanks. Lines that begin with `#` are remarks.
    ///   - commonWords: Words between blanks, as well.
    init(synonyms: String, spellings: String, stopWords: String, commonWords: String = "") {
        var alternatives: [[String]: [String]] = [:]
        var longest = 1
        for line in Self.lines(synonyms) {
            let ways = line.prefix { $0 != "\t" }.components(separatedBy: " = ")
            for way in ways {
                let words = Self.words(way)
                guard !words.isEmpty else { continue }
                longest = max(longest, words.count)
                alternatives[words, default: []] += ways.filter { $0 != way }
            }
        }
        self.alternatives = alternatives
        self.longest = longest
        var pairs: [String: Set<String>] = [:]
        for line in Self.lines(spellings) {
            let pair = line.split(separator: "\t").map { $0.lowercased() }
            guard pair.count == 2 else { continue }
            pairs[pair[0], default: []].insert(pair[1])
            pairs[pair[1], default: []].insert(pair[0])
        }
        self.spellings = pairs
        self.stopWords = Self.listed(stopWords)
        self.commonWords = Self.listed(commonWords)
    }

    func isStopWord(_ word: String) -> Bool { stopWords.contains(word.lowercased()) }

    /// Whether nearly every page of the field has it, so that it does not answer for a word that is nowhere.
    func isCommon(_ word: String) -> Bool { commonWords.contains(word.lowercased()) }

    /// The places of the words that only make a question of the others: *how do I help* struggling readers, *does*
    /// homework *work*. None where the words do not begin as a question does: help and work may then be what is
    /// looked for.
    func askingWords(of words: [String]) -> Set<Int> {
        guard let first = words.first, Self.openings.contains(first) else { return [] }
        return Set(
            words.indices.filter { place in
                if Self.asking.contains(words[place]) { return true }
                // Group work is no such word, nor is work before another noun.
                guard ["work", "works"].contains(words[place]) else { return false }
                let next = words.dropFirst(place + 1).first
                return place == 1 || next.map(Self.afterWork.contains) ?? true
            }
        )
    }

    private static let openings: Set<String> = [
        "how", "what", "which", "why", "when", "does", "do", "is", "are", "can", "should",
    ]

    private static let asking: Set<String> = [
        "about", "any", "best", "effective", "effectively", "evidence", "get", "good", "help", "helps",
        "improve", "improves", "know", "make", "say", "says", "support", "teach", "way", "ways",
        "worth",
    ]

    private static let afterWork: Set<String> = ["at", "best", "better", "for", "in", "well", "with"]

    /// The other spellings of a word: from the table, and by the rules that British and American spelling
    /// differ by. The rules also make words that nobody writes; they are in no document, so they do no harm.
    func spellings(of word: String) -> Set<String> {
        let word = word.lowercased()
        var others = spellings[word] ?? []
        for (british, american) in Self.endings {
            if word.count > british.count + 2, word.hasSuffix(british) {
                others.insert(word.dropLast(british.count) + american)
            }
            if word.count > american.count + 2, word.hasSuffix(american) {
                others.insert(word.dropLast(american.count) + british)
            }
        }
        others.remove(word)
        return others
    }

    private static let endings: [(british: String, american: String)] = [
        ("ise", "ize"), ("ised", "ized"), ("ises", "izes"), ("ising", "izing"), ("isation", "ization"),
        ("isations", "izations"), ("yse", "yze"), ("ysed", "yzed"), ("ysing", "yzing"),
        ("iour", "ior"), ("iours", "iors"), ("ioural", "ioral"),
    ]

    /// What else the words from a place on are called, taking the longest that is known.
    func alternatives(to words: ArraySlice<String>) -> (length: Int, ways: [String])? {
        for length in stride(from: min(longest, words.count), through: 1, by: -1) {
            if let ways = alternatives[Array(words.prefix(length))] { return (length, ways) }
        }
        return nil
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func listed(_ text: String) -> Set<String> {
        Set(lines(text).flatMap { $0.split(separator: " ").map { $0.lowercased() } })
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }
}
