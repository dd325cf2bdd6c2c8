import Profiles
import Testing

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

    @Test("One is one", arguments: [(0, "0 pupils"), (1, "1 pupil"), (2, "2 pupils")])
    func one(_ number: Int, _ words: String) {
        #expect(OfferWords.count(number, "pupil") == words)
    }
}
