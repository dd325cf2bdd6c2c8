import Testing

@testable import Figures

struct NumberTextTests {
    @Test(arguments: [
        (0.0, 2, "0.00"), (-0.0, 2, "0.00"), (-0.004, 2, "0.00"), (-0.005, 2, "−0.01"), (0.125, 2, "0.13"),
        (-12.34, 1, "−12.3"), (20_185, 0, "20,185"), (-1_234_567.891, 2, "−1,234,567.89"),
        (999.996, 2, "1,000.00"),
        (0.1 + 0.2, 9, "0.300000000"), (1e12, 2, "1,000,000,000,000.00"), (2.5e20, 1, "2.5e20"), (7, -3, "7"),
    ])
    func showsFixedDecimalsWithATrueMinusSign(value: Double, decimals: Int, text: String) {
        #expect(NumberText.fixed(value, decimals: decimals) == text)
    }

    @Test(arguments: [(0.25, "0.25"), (0.1, "0.1"), (3, "3"), (-2.50, "−2.5"), (1e-9, "0")])
    func showsNoMoreDecimalsThanItNeeds(value: Double, text: String) {
        #expect(NumberText.short(value) == text)
    }

    @Test func anIntervalSaysToSoThatNoSignIsMistaken() {
        #expect(NumberText.estimate(0.12, -0.03, 0.27, decimals: 2) == "0.12 (−0.03 to 0.27)")
    }

    @Test(arguments: [
        ("school", "schools"), ("study", "studies"), ("day", "days"), ("class", "classes"),
        ("branch", "branches"),
    ])
    func knowsTheRegularPlurals(noun: String, plural: String) {
        #expect(NumberText.count(1, noun) == "1 " + noun)
        #expect(NumberText.count(2_000, noun) == "2,000 " + plural)
    }

    @Test(arguments: 0..<200)
    func readsBackAsItselfToHalfADigit(seed: Int) throws {
        var numbers: SeededNumbers = SeededNumbers(seed: UInt64(seed))
        let value: Double = numbers.number(-100_000...100_000)
        let text: String = NumberText.fixed(value, decimals: 3)
        let plain: String = text.replacing("\u{2212}", with: "-").replacing(",", with: "")
        #expect(abs(try #require(Double(plain)) - value) <= 0.000_500_1)
    }
}

struct TextMeasureTests {
    @Test(arguments: ["A name", "A rather longer name of a study, 2014", "Ünïcödé 👩🏽‍🏫 title", ""])
    func whatIsCutFits(text: String) {
        for room in stride(from: 10.0, through: 300, by: 29) {
            let cut: String = TextMeasure.truncate(text, width: room, size: 13)
            let isWhole: Bool = cut == text
            #expect(isWhole || cut.hasSuffix("\u{2026}"))
            #expect(cut.count <= text.count + 1)
            if room > 20 { #expect(TextMeasure.width(cut, size: 13) <= room + 0.001) }
        }
    }

    @Test func wrappingKeepsEveryWord() {
        let text: String = "Three of five registered trials have reported; two are overdue."
        let lines: [String] = TextMeasure.wrap(text, width: 120, size: 13)
        #expect(lines.count > 2)
        #expect(lines.joined(separator: " ") == text)
        #expect(lines.allSatisfy { TextMeasure.width($0, size: 13) <= 120 })
    }

    @Test func theLastLineAllowedTakesTheRestAndSaysSo() {
        let lines: [String] = TextMeasure.wrap("one two three four five six", width: 60, size: 13, lines: 2)
        #expect(lines.count == 2)
        #expect(lines[1].hasSuffix("\u{2026}"))
    }

    @Test func figuresAreTabular() {
        let widths: Set<Double> = Set("0123456789".map { TextMeasure.width(String($0), size: 12) })
        #expect(widths.count == 1)
    }
}
