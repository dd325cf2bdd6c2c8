import HTML
import Profiles
import Services
import Testing
import Trials

@testable import Website

@Suite("Numbers in the words of pages")
struct NumberWordsTests {
    @Test(
        "A band of cost says its limit in pounds with thousands apart",
        arguments: [
            (1, "Very low: up to £80 a pupil a year"), (4, "High: up to £1,200 a pupil a year"),
            (5, "Very high: above the other bands"),
        ]
    )
    func cost(_ band: Int, _ words: String) throws {
        let costs: CostScale = try ProfileLibrary.carried().costs
        #expect(EvidenceText.cost(band, costs) == words)
    }

    @Test(
        "One is one",
        arguments: [(0, "0 pupils"), (1, "1 pupil"), (2, "2 pupils"), (20_185, "20,185 pupils")]
    )
    func one(_ number: Int, _ words: String) {
        #expect(InWords.count(number, "pupil") == words)
    }

    @Test(
        "Thousands are set apart",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-100, "\u{2212}100"),
            (-1_000, "\u{2212}1,000"),
        ]
    )
    func grouped(_ number: Int, _ text: String) {
        #expect(InWords.grouped(number) == text)
        #expect(ProtectedCount.exact(number).text == text)
    }

    @Test("The pupils over whom a cost is spread are counted with thousands apart")
    func costOfPupils() throws {
        let cost = try #require(
            CostPerPupil(items: [.init(name: "Books", isYearly: true, pence: 120_000)], pupils: 20_185)
        )
        let shown = TrialReportTables.cost(cost, try ProfileLibrary.carried().costs).rendered()
        #expect(shown.contains("for 20,185 pupils"))
    }
}
