import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Shares of co-hosts")
struct ShareTests {
    @Test("parts sum to the amount, and differ from their share by less than a penny")
    func split() {
        var draw = SplitMix64(7)
        func whole(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(draw.next() % UInt64(range.count))
        }
        for _ in 0..<2_000 {
            let first = whole(0...100)
            let second = whole(0...(100 - first))
            let percentages = [first, second, 100 - first - second]
            let amount = Pence(whole(-50_000...500_000))
            let parts = IncomeSplit.parts(of: amount, by: percentages)
            #expect(parts.reduce(.zero, +) == amount)
            for (part, percentage) in zip(parts, percentages) {
                #expect(abs(part.rawValue * 100 - amount.rawValue * percentage) < 100)
            }
        }
        #expect(IncomeSplit.parts(of: Pence(100), by: [33, 33, 34]) == [Pence(33), Pence(33), Pence(34)])
        #expect(IncomeSplit.parts(of: Pence(1), by: [50, 50]) == [Pence(1), .zero])
    }

    static func joint(_ network: Network) async throws -> ID<Offer> {
        var draft = Network.offerDraft
        draft.coHosts = [Network.fens.id]
        let nora = network.actor("Nora Lead")
        let id = try await network.programmes.createOffer(draft, of: Network.north.id, by: nora)
        _ = try await network.programmes.addRun(to: id, Network.runDraft(), by: nora)
        return id
    }

    static func set(
        _ north: String,
        _ fens: String,
        _ network: Network,
        _ id: ID<Offer>,
        version: Int,
        by name: String = "Nora Lead"
    ) async throws {
        try await network.programmes.setShares(
            [Network.north.id: north, Network.fens.id: fens],
            of: id,
            version: version,
            by: network.actor(name)
        )
    }

    @Test("are agreed with the offer and split what is invoiced", arguments: TestEngine.available)
    func income(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let fay = network.actor("Fay Lead")
            let id = try await Self.joint(network)
            try await network.programmes.askCoHosts(on: id, version: 1, by: nora)
            try await network.programmes.agree(to: id, for: Network.fens.id, version: 2, by: fay)
            try await Self.set("70%", "30", network, id, version: 2)
            let asked = try await network.programmes.offer(id, by: nora)
            #expect(asked.awaited.map(\.organisation) == [Network.fens], "a change asks them again")
            try await network.programmes.agree(to: id, for: Network.fens.id, version: 3, by: fay)
            try await network.programmes.publishOffer(id, version: 3, by: nora)
            await #expect(throws: OfferRefusal.wrongState(.published)) {
                try await Self.set("50", "50", network, id, version: 4)
            }
            let run = try #require(try await network.programmes.offer(id, by: nora).runs.first)
            _ = try await network.book(run, Network.colleagues(3), key: "a")
            try await network.programmes.setBilling(
                InvoiceTests.billing,
                of: Network.north.id,
                version: 0,
                by: nora
            )
            _ = try await InvoiceTests.draft(network)
            let before = try await network.programmes.shares(of: id, by: fay)
            #expect(before.map(\.income) == [.zero, .zero], "a draft is no income")
            let invoice = try await InvoiceTests.seaview(network)
            try await network.programmes.issueInvoice(invoice.id, version: 1, by: nora)
            let shares = try await network.programmes.shares(of: id, by: fay)
            // 3 × £45.50.
            #expect(shares.map(\.percentage) == [70, 30])
            #expect(shares.map(\.income) == [Pence(9555), Pence(4095)])
            try await network.programmes.creditInvoice(invoice.id, reason: "Cancelled", version: 2, by: nora)
            let after = try await network.programmes.shares(of: id, by: fay)
            #expect(after.map(\.income) == [.zero, .zero])
        }
    }

    @Test("must be 100 together, and are the lead's to set", arguments: TestEngine.available)
    func checked(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await Self.joint(network)
            let (lead, coHost) = ("share-\(Network.north.id)", "share-\(Network.fens.id)")
            for (north, fens, fields) in [
                ("60", "30", [lead]), ("60", "", [lead]), ("101", "x", [lead, coHost]),
            ] {
                let faults = await #expect(throws: Faults.self) {
                    try await Self.set(north, fens, network, id, version: 1)
                }
                #expect(faults?.list.map(\.field) == fields)
            }
            try await Self.set("60", "40", network, id, version: 1)
            try await Self.set("", "", network, id, version: 2)
            let none = try await network.programmes.shares(of: id, by: network.actor("Nora Lead"))
            #expect(none.isEmpty)
            await #expect(throws: AccessError.forbidden) {
                try await Self.set("50", "50", network, id, version: 3, by: "Fay Lead")
            }
            for name in ["Sam Booker", "Max Lead"] {
                await #expect(throws: AccessError.self) {
                    _ = try await network.programmes.shares(of: id, by: network.actor(name))
                }
            }
        }
    }
}
