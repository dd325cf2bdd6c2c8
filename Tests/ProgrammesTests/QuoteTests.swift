import Access
import Foundation
import Programmes
import Services
import Testing

@Suite("What places cost")
struct QuoteTests {
    static func facts(
        _ price: Int,
        _ basis: PriceBasis = .place,
        member: Int? = nil,
        vat: VATRule = .none
    ) -> OfferFacts {
        OfferFacts(
            title: "Feedback",
            summary: "",
            description: "",
            audience: "",
            phases: [.primary],
            mode: .online,
            venue: "",
            address: "",
            postcode: "",
            price: Pence(price),
            basis: basis,
            memberPrice: member.map(Pence.init(_:)),
            vat: vat,
            contactName: "",
            contactEmail: ""
        )
    }

    static func code(_ discount: Discount) -> DiscountCode {
        DiscountCode(id: ID(rawValue: 1), hub: Network.north.id, code: "SPRING", discount: discount)
    }

    static func buyer(member: Bool = false, funded: Int = 0, paid: Bool = false) -> Buyer {
        var buyer = Buyer()
        buyer.memberOf = member ? "Fens Maths Hub" : nil
        buyer.fundedLeft = funded
        buyer.fundedReason = "41% of pupils attract pupil premium (2025/26)"
        buyer.hasPaidForSchool = paid
        return buyer
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let facts: OfferFacts
        var buyer = QuoteTests.buyer()
        var code: DiscountCode?
        let prices: [Int]
        let lines: [String]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a price for each place",
            facts: facts(4550),
            prices: [4550, 4550],
            lines: ["2 places at £45.50 each"]
        ),
        Case(
            testDescription: "members pay theirs",
            facts: facts(8500, member: 6000),
            buyer: buyer(member: true),
            prices: [6000],
            lines: ["1 place at £60.00, member price: alliance member of Fens Maths Hub"]
        ),
        Case(
            testDescription: "others pay the price",
            facts: facts(8500, member: 6000),
            prices: [8500],
            lines: ["1 place at £85.00"]
        ),
        Case(
            testDescription: "one price for a school",
            facts: facts(30_000, .school),
            prices: [30_000, 0, 0],
            lines: [
                "1 place at £300.00, one price for the school, however many come",
                "2 places free, included in the school’s price",
            ]
        ),
        Case(
            testDescription: "which it pays once",
            facts: facts(30_000, .school),
            buyer: buyer(paid: true),
            prices: [0, 0],
            lines: ["2 places free, included in the school’s price"]
        ),
        Case(
            testDescription: "funded places first, the rest at the price",
            facts: facts(8500),
            buyer: buyer(funded: 1),
            prices: [0, 8500],
            lines: [
                "1 place free, funded: 41% of pupils attract pupil premium (2025/26)", "1 place at £85.00",
            ]
        ),
        Case(
            testDescription: "an offer that is free needs no funding",
            facts: facts(0),
            buyer: buyer(funded: 3),
            prices: [0],
            lines: ["1 place free"]
        ),
        Case(
            testDescription: "a percentage off each, half a penny up",
            facts: facts(125),
            code: code(.percentage(10)),
            prices: [112, 112],
            lines: ["2 places at £1.12 each, code SPRING: 10% off"]
        ),
        Case(
            testDescription: "an amount off the whole, never below nothing",
            facts: facts(1500),
            code: code(.amount(Pence(2000))),
            prices: [0, 1000, 1500],
            lines: [
                "1 place free, code SPRING: £15.00 off", "1 place at £10.00, code SPRING: £5.00 off",
                "1 place at £15.00",
            ]
        ),
    ]

    @Test("has its reason in words", arguments: cases)
    func words(_ example: Case) {
        let quote = Quote(
            places: example.prices.count,
            of: example.facts,
            for: example.buyer,
            code: example.code
        )
        #expect(quote.places.map(\.price.rawValue) == example.prices)
        #expect(quote.lines.map(\.words) == example.lines)
    }

    @Test("is never below nothing, the sum of its places, and never dearer for a code or for funding")
    func properties() {
        var draw = SplitMix64(2027)
        func whole(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(draw.next() % UInt64(range.count))
        }
        for _ in 0..<5_000 {
            let price = whole(0...3) == 0 ? 0 : whole(1...30_000)
            let member = whole(0...1) == 0 || price == 0 ? nil : whole(0...(price - 1))
            let facts = Self.facts(
                price,
                whole(0...1) == 0 ? .place : .school,
                member: member,
                vat: whole(0...1) == 0 ? .none : .standard
            )
            let buyer = Self.buyer(member: whole(0...1) == 0, funded: whole(-1...4), paid: whole(0...3) == 0)
            let discount: Discount =
                whole(0...1) == 0 ? .percentage(whole(1...100)) : .amount(Pence(whole(1...50_000)))
            let count = whole(0...6)
            let plain = Quote(places: count, of: facts, for: buyer)
            let reduced = Quote(places: count, of: facts, for: buyer, code: Self.code(discount))
            var unfunded = buyer
            unfunded.fundedLeft = 0
            let paying = Quote(places: count, of: facts, for: unfunded)
            for quote in [plain, reduced, paying] {
                #expect(quote.places.count == count)
                #expect(quote.places.allSatisfy { $0.price >= .zero })
                #expect(quote.cost.net == quote.places.reduce(.zero) { $0 + $1.price })
                #expect(quote.lines.reduce(0) { $0 + $1.count } == count)
                #expect(quote.cost.vat >= .zero)
            }
            #expect(plain.fundedCount == (price == 0 ? 0 : min(count, max(0, buyer.fundedLeft))))
            #expect(plain.cost.net <= paying.cost.net)
            #expect(zip(reduced.places, plain.places).allSatisfy { $0.price <= $1.price })
            #expect(reduced.usesCode == (reduced.cost.net < plain.cost.net))
            if case .amount(let pence) = discount {
                let off = min(pence.rawValue, plain.cost.net.rawValue)
                #expect(reduced.cost.net.rawValue == plain.cost.net.rawValue - off)
            }
            if facts.basis == .school {
                #expect(plain.places.count { $0.price > .zero } <= 1)
                #expect(!buyer.hasPaidForSchool || plain.cost.net == .zero)
            }
        }
    }

    @Test("VAT is rounded for each line, as the invoice has it")
    func lineVAT() {
        let quote = Quote(
            places: 2,
            of: Self.facts(3, vat: .standard),
            for: Buyer(),
            code: Self.code(.amount(Pence(0 + 1)))
        )
        // 2 p and 3 p: 0.4 p and 0.6 p of VAT; the sum of 5 p alone would have 1 p as well, 2 × 3 p has 1.2 p.
        #expect(quote.places.map(\.price.rawValue) == [2, 3])
        #expect(quote.cost.vat == Pence(1))
        let apart = Cost([PriceLine].gatheringEach([3, 3]), rateBasisPoints: 2000)
        #expect(apart.vat == Pence(2))
    }
}

extension [PriceLine] {
    /// A line for each price, whatever stands before it.
    fileprivate static func gatheringEach(_ prices: [Int]) -> [PriceLine] {
        prices.enumerated().flatMap { PriceLine.gathering([(Pence($1), "line \($0)")]) }
    }
}
