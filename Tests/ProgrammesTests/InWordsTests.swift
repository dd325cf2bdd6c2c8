import Services
import Testing

@Suite("Numbers and times in words")
struct InWordsTests {
    @Test(
        "are whole weeks where there are some, and days otherwise; high numbers are digits",
        arguments: [
            (1, "one day"), (2, "two days"), (5, "five days"), (7, "one week"), (12, "twelve days"),
            (28, "four weeks"), (30, "30 days"), (42, "six weeks"), (84, "twelve weeks"), (91, "91 days"),
        ]
    )
    func days(count: Int, words: String) {
        #expect(InWords.days(count) == words)
    }

    @Test(
        "stand before their noun in figures",
        arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (20_185, "20,185 rows")]
    )
    func counts(count: Int, words: String) {
        #expect(InWords.count(count, "row") == words)
    }

    @Test(
        "are words up to twelve, with a noun and without",
        arguments: [(0, "no", "none"), (1, "one", "one"), (12, "twelve", "twelve"), (13, "13", "13")]
    )
    func numbers(count: Int, number: String, pronoun: String) {
        #expect(InWords.number(count) == number)
        #expect(InWords.pronoun(count) == pronoun)
    }

    @Test(
        "of a list stand with “and” before the last",
        arguments: [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
            as [([String], String)]
    )
    func list(items: [String], words: String) {
        #expect(InWords.list(items) == words)
        #expect(InWords.list(items, joinedBy: "or") == words.replacing(" and ", with: " or "))
    }
}

@Suite("First letters")
struct FirstLetterTests {
    @Test(
        "are small within a sentence, but for abbreviations and English",
        arguments: [
            ("Share of pupils", "share of pupils"), ("FSM pupils, per cent", "FSM pupils, per cent"),
            ("SENCO or inclusion lead", "SENCO or inclusion lead"), ("SENCOs", "SENCOs"),
            ("English hub", "English hub"), ("In-school support", "in-school support"),
            ("A code", "a code"), ("Englishmen", "englishmen"), ("KS2 points", "KS2 points"), ("", ""),
        ]
    )
    func within(label: String, words: String) {
        #expect(label.lowercasedFirst == words)
    }

    @Test(
        "are large at its beginning, and no other letter with them",
        arguments: [("not rated", "Not rated"), ("security 4 of 5", "Security 4 of 5"), ("", "")]
    )
    func beginning(words: String, label: String) {
        #expect(words.capitalisedFirst == label)
    }
}
