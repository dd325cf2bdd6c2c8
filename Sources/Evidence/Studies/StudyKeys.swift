import Foundation

/// What studies are compared by: their titles and first authors without case, accents, punctuation and mark-up.
enum StudyKeys {
    /// `The Effects of <i>Reading</i> Aloud!` is `effects of reading aloud`.
    static func title(_ title: String) -> String {
        let plain = title.contains("<") ? title.replacing(/<\/?[A-Za-z][^<>]{0,40}>/, with: " ") : title
        var words = folded(plain).split(separator: " ")
        if let first = words.first, ["the", "a", "an"].contains(first), words.count > 1 {
            words.removeFirst()
        }
        return String(words.joined(separator: " ").prefix(300))
    }

    /// The first author's family name; empty where nobody is named.
    static func author(_ reference: Reference) -> String {
        guard let first = reference.authors.first ?? reference.editors.first else { return "" }
        return String(folded(first.literal.isEmpty ? first.family : first.literal).prefix(60))
    }

    /// Lower-case letters and digits, single blanks.
    static func folded(_ text: String) -> String {
        let isASCII = text.utf8.allSatisfy { $0 < 128 }
        let plain = isASCII ? text : text.decomposedStringWithCanonicalMapping.lowercased()
        var folded: [UInt8] = []
        folded.reserveCapacity(plain.utf8.count)
        for scalar in plain.unicodeScalars {
            switch scalar.value {
            case 65...90: folded.append(UInt8(scalar.value) | 0x20)
            case 97...122, 48...57: folded.append(UInt8(scalar.value))
            case 0x27, 0x2019, 0x300...0x36F: continue
            default:
                if scalar.value > 127, scalar.properties.isAlphabetic {
                    folded.append(contentsOf: String(scalar).utf8)
                } else if let last = folded.last, last != 0x20 {
                    folded.append(0x20)
                }
            }
        }
        if folded.last == 0x20 { folded.removeLast() }
        return String(decoding: folded, as: UTF8.self)
    }
}

/// How alike two studies are, from 0 to 1, when no identifier tells.
///
/// Title 0.70, year 0.15, first author 0.15. From ``certain`` on they are taken for one; between ``worthAsking``
/// and that, a person is asked.
struct StudyLikeness {
    static let certain = 0.97
    /// The most that two score which something tells apart: a person is asked.
    static let almostCertain = certain - 0.01
    static let worthAsking = 0.85

    let titleKey: String
    let authorKey: String
    let year: Int?
    let doi: String?

    func score(_ other: StudyLikeness) -> Double {
        let title = Self.alike(titleKey, other.titleKey)
        guard title > 0.7 else { return title * 0.7 }
        let years: Double =
            if let year, let theirs = other.year {
                year == theirs ? 1 : abs(year - theirs) == 1 ? 0.5 : 0
            } else { 0.5 }
        let authors: Double =
            authorKey.isEmpty || other.authorKey.isEmpty ? 0.5 : authorKey == other.authorKey ? 1 : 0
        let score = 0.7 * title + 0.15 * years + 0.15 * authors
        // Numbers tell apart what words do not: part 1 and part 2, 3rd and 4th grade, study one and study two.
        let hasOtherNumbers = Self.numbers(titleKey) != Self.numbers(other.titleKey)
        // A correction of a paper, or a reply to it, has its title, but is not it.
        let isAboutOther = Self.remarks(titleKey) != Self.remarks(other.titleKey)
        // Short titles (“Editorial”) say little, and different DOIs are a sign of different works.
        let isShort = titleKey.split(separator: " ").count < 4
        let hasOtherDOI = doi != nil && other.doi != nil && doi != other.doi
        if hasOtherNumbers || isShort && authors < 1 { return min(score, Self.worthAsking - 0.01) }
        return hasOtherDOI || isAboutOther ? min(score, Self.almostCertain) : score
    }

    /// The numbers of a title in their order, however they are written: `4th`, `four`, `fourth` and `iv` are 4.
    private static func numbers(_ key: String) -> [String] {
        key.split(separator: " ").flatMap { word -> [String] in
            if let value = numerals[word] { return [String(value)] }
            return word.split { !("0"..."9").contains($0) }.map(String.init)
        }
    }

    private static let numerals: [Substring: Int] = {
        let ways: [[Substring]] = [
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
            [
                "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
            ],
            ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
        ]
        return Dictionary(ways.flatMap { $0.enumerated().map { ($1, $0 + 1) } }) { first, _ in first }
    }()

    private static func remarks(_ key: String) -> Set<Substring> {
        Set(key.split(separator: " ")).intersection([
            "erratum", "errata", "corrigendum", "corrigenda", "correction", "addendum", "retraction",
            "retracted",
            "comment", "commentary", "reply", "response", "rejoinder", "review",
        ])
    }

    /// Dice's coefficient over groups of three characters.
    static func alike(_ left: String, _ right: String) -> Double {
        if left == right { return left.isEmpty ? 0 : 1 }
        let first = trigrams(left)
        let second = trigrams(right)
        guard !first.isEmpty, !second.isEmpty else { return 0 }
        return 2 * Double(first.intersection(second).count) / Double(first.count + second.count)
    }

    private static func trigrams(_ text: String) -> Set<UInt32> {
        let bytes = Array(text.utf8)
        guard bytes.count >= 3 else { return [] }
        var grams = Set<UInt32>(minimumCapacity: bytes.count)
        for position in 0..<(bytes.count - 2) {
            let gram =
                UInt32(bytes[position]) << 16 | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2])
            grams.insert(gram)
        }
        return grams
    }
}
