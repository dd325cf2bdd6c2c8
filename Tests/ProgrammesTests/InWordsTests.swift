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
        "are words up to twelve, with a noun and without",
        arguments: [(0, "no", "none"), (1, "one", "one"), (12, "twelve", "twelve"), (13, "13", "13")]
    )
    func numbers(count: Int, number: String, pronoun: String) {
        #expect(InWords.number(count) == number)
        #expect(InWords.pronoun(count) == pronoun)
    }
}
