import Programmes
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "amounts are read as people type them",
        arguments: [
            ("0", 0), ("45", 4500), ("£1,250", 125_000), ("12.50", 1250), (" £ 1,234,567.89 ", 123_456_789),
        ]
    )
    func reads(typed: String, pence: Int) {
        #expect(Pence(typed: typed) == Pence(pence))
    }

    @Test(
        "and refused when they could be misread",
        arguments: ["", "-1", "12.5", "1,25", "1,2345", "12.505", "1e3", "twelve", "£", ",100", "1234567890"]
    )
    func refuses(typed: String) {
        #expect(Pence(typed: typed) == nil)
    }

    @Test(
        "amounts are written in full",
        arguments: [
            (0, "£0.00"), (5, "£0.05"), (4550, "£45.50"), (125_000, "£1,250.00"),
            (123_456_789, "£1,234,567.89"), (-50, "−£0.50"),
        ]
    )
    func writes(pence: Int, text: String) {
        #expect(Pence(pence).description == text)
        if pence >= 0 { #expect(Pence(typed: text) == Pence(pence)) }
    }

    @Test(
        "VAT is rounded once for the line, half a penny up",
        arguments: [
            // places, price, VAT at 20 %
            (1, 10_000, 2000), (1, 1, 0), (1, 2, 0), (1, 3, 1), (1, 12, 2), (1, 13, 3), (3, 333, 200),
            (7, 1, 1), (0, 500, 0),
        ]
    )
    func vat(places: Int, price: Int, vat: Int) {
        let cost = Cost(places: places, at: Pence(price), rateBasisPoints: VATRule.standard.rateBasisPoints)
        #expect(cost.net == Pence(places * price))
        #expect(cost.vat == Pence(vat))
        #expect(cost.total == Pence(places * price + vat))
    }

    @Test("the halves: 12.5 pence is 13, 37.5 is 38")
    func halves() {
        #expect(Cost(places: 1, at: Pence(250), rateBasisPoints: 500).vat == Pence(13))
        #expect(Cost(places: 1, at: Pence(750), rateBasisPoints: 500).vat == Pence(38))
    }

    @Test("no VAT where none is due")
    func exempt() {
        let cost = Cost(places: 3, at: Pence(4550), rateBasisPoints: VATRule.none.rateBasisPoints)
        #expect(cost.total == Pence(13_650))
    }
}
