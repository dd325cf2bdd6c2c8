import Access
import Accounts
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Discount codes")
struct DiscountCodeTests {
    static func draft(_ code: String, percentage: String = "20", amount: String = "") -> DiscountCodeDraft {
        var draft = DiscountCodeDraft()
        draft.code = code
        draft.percentage = amount.isEmpty ? percentage : ""
        draft.amount = amount
        return draft
    }

    @discardableResult
    static func make(
        _ draft: DiscountCodeDraft,
        _ network: Network,
        of hub: Organisation = Network.north,
        by name: String = "Noel Editor"
    ) async throws -> ID<DiscountCode> {
        try await network.programmes.addDiscountCode(
            draft,
            of: hub.id,
            by: network.actor(name),
            key: try #require(IdempotencyKey("code-\(hub.id)-\(draft.code.filter { $0 != " " })"))
        )
    }

    static func book(_ network: Network, _ run: Run, code: String, number: Int = 0) async throws -> Booking {
        try await network.programmes.bookPlaces(
            BookingDraft(
                run: run.id,
                organisation: Network.seaview.id,
                colleagues: [
                    ColleagueDraft(name: "Teacher \(number)", email: "t\(number)@seaview.test")
                ],
                discountCode: code
            ),
            by: network.actor("Sam Booker"),
            key: try #require(IdempotencyKey("with-code-\(number)"))
        )
    }

    static func codes(_ network: Network) async throws -> [DiscountCode] {
        try await network.programmes.discountCodes(of: Network.north.id, by: network.actor("Noel Editor"))
    }

    @Test("make a booking cheaper, however they are typed, and are counted", arguments: TestEngine.available)
    func used(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.make(Self.draft("spring 27"), network)
            let (_, run) = try await network.published()
            let booking = try await Self.book(network, run, code: " Spring27 ")
            // £45.50 less a fifth.
            #expect(booking.cost.net == Pence(3640))
            #expect(booking.priceLines.map(\.reason) == ["code SPRING27: 20% off"])
            let again = try await Self.book(network, run, code: " Spring27 ")
            #expect(again == booking, "the same form sent twice uses it once")
            #expect(try await Self.codes(network).map(\.uses) == [1])
        }
    }

    @Test("wrong, expired, spent and withdrawn ones get a clear answer", arguments: TestEngine.available)
    func refused(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            let (other, _) = try await network.published()
            var over = Self.draft("OVER")
            over.lastDay = "2027-01-08"
            var once = Self.draft("ONCE")
            once.mostUses = "1"
            var elsewhere = Self.draft("ELSEWHERE")
            elsewhere.offer = other.id
            var here = Self.draft("HERE")
            here.offer = offer.id
            for draft in [over, once, elsewhere, here, Self.draft("GONE")] {
                try await Self.make(draft, network)
            }
            try await Self.make(Self.draft("FENS"), network, of: Network.fens, by: "Fay Lead")
            let gone = try #require(try await Self.codes(network).first { $0.code == "GONE" })
            try await network.programmes.withdrawDiscountCode(gone.id, by: network.actor("Nora Lead"))
            _ = try await Self.book(network, run, code: "once", number: 1)
            _ = try await Self.book(network, run, code: "over", number: 2)
            network.clock.advance(hours: 48)
            _ = try await Self.book(network, run, code: "here", number: 3)
            for (code, words) in [
                ("NEVER", "There is no discount code NEVER for this"),
                ("FENS", "There is no discount code FENS"),
                ("ELSEWHERE", "There is no discount code ELSEWHERE"),
                ("OVER", "could be used until Friday 8 January 2027"),
                ("ONCE", "has been used as often as it may be"), ("GONE", "was withdrawn"),
            ] {
                let faults = await #expect(throws: Faults.self) {
                    _ = try await Self.book(network, run, code: code, number: 9)
                }
                #expect(faults?.list.map(\.field) == ["discountCode"])
                #expect(faults?.list.first?.message.contains(words) == true, "\(code)")
            }
            #expect(try await network.current(run).taken == 3)
        }
    }

    @Test("one that takes nothing off is not used up", arguments: TestEngine.available)
    func unneeded(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.make(Self.draft("SPRING"), network)
            var free = Network.offerDraft
            free.price = ""
            let (_, run) = try await network.published(free)
            _ = try await Self.book(network, run, code: "SPRING")
            #expect(try await Self.codes(network).map(\.uses) == [0])
        }
    }

    @Test(
        "are never used more often than allowed: 60 bookings at once on two runs through two handles",
        arguments: TestEngine.available
    )
    func rush(on engine: TestEngine) async throws {
        try await engine.withPlace(Network.migrations) { place in
            let (first, second) = (try await place.open(), try await place.open())
            let one = Network(first, seed: 5)
            let two = Network(second, clock: one.clock, seed: 6)
            try await one.settle()
            var draft = Self.draft("RUSH", amount: "10")
            draft.mostUses = "7"
            try await Self.make(draft, one)
            let (_, left) = try await one.published(Network.offerDraft, Network.runDraft(capacity: 40))
            let (_, right) = try await one.published(Network.offerDraft, Network.runDraft(capacity: 40))
            let booked = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do {
                            let network = number.isMultiple(of: 2) ? one : two
                            let run = number.isMultiple(of: 3) ? left : right
                            let booking = try await Self.book(network, run, code: "RUSH", number: number)
                            #expect(booking.cost.net == Pence(3550))
                            return true
                        } catch let faults as Faults {
                            #expect(faults.list.map(\.field) == ["discountCode"])
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(booked == 7)
            #expect(try await Self.codes(one).map(\.uses) == [7])
            let marked = try await first.read {
                try $0.count("SELECT count(*) FROM booking WHERE discount_code_id IS NOT NULL")
            }
            #expect(marked == 7)
            await first.close()
            await second.close()
        }
    }

    @Test(
        "funded places hold in the same rush: 40 bookings at once for 5",
        arguments: TestEngine.available
    )
    func fundedRush(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            try await PriceTests.shares(network)
            let (offer, run) = try await network.published()
            _ = try await network.programmes.addRun(
                to: offer.id,
                Network.runDraft(capacity: 30),
                by: network.actor("Noel Editor")
            )
            try await PriceTests.fund(network, offer, places: 5)
            let runs = try await network.programmes.offer(offer.id, by: .anonymous).runs
            let funded = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let booking = try await Self.book(network, runs[number % 2], code: "", number: number)
                        return booking.places.count { $0.basis == .funded }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(funded == 5 && run.capacity == 30)
            #expect(try await PriceTests.funding(network, offer)?.taken == 5)
        }
    }

    @Test("the schema itself refuses one use too many", arguments: TestEngine.available)
    func schemaRefuses(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Self.draft("ONCE")
            draft.mostUses = "1"
            let id = try await Self.make(draft, network)
            await #expect(throws: DatabaseError.self) {
                try await network.database.write {
                    try $0.execute("UPDATE discount_code SET uses = 2 WHERE id = \(id)")
                }
            }
        }
    }

    @Test(
        "are made as they can be used",
        arguments: [
            ("AB", "20", "", "", "", ["code"]), ("SPRING!", "20", "", "", "", ["code"]),
            ("SPRING", "", "", "", "", ["percentage"]), ("SPRING", "20", "5", "", "", ["amount"]),
            ("SPRING", "101", "", "", "", ["percentage"]), ("SPRING", "", "-5", "", "", ["amount"]),
            ("SPRING", "", "0", "", "", ["amount"]), ("SPRING", "20", "", "2027-01-06", "", ["lastDay"]),
            ("SPRING", "20", "", "soon", "0", ["lastDay", "mostUses"]),
        ]
    )
    func drafts(
        code: String,
        percentage: String,
        amount: String,
        lastDay: String,
        uses: String,
        fields: [String]
    ) async throws {
        try await Network.with(.sqlite) { network in
            var draft = DiscountCodeDraft()
            draft.code = code
            draft.percentage = percentage
            draft.amount = amount
            draft.lastDay = lastDay
            draft.mostUses = uses
            let typed = draft
            let faults = await #expect(throws: Faults.self) { try await Self.make(typed, network) }
            #expect(faults?.list.map(\.field) == fields)
        }
    }

    @Test("only the hub's own people make, see and end them", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let id = try await Self.make(Self.draft("SPRING"), network)
            for name in ["Nina Booker", "Fay Lead", "Sam Booker"] {
                await #expect(throws: AccessError.self) {
                    try await Self.make(Self.draft("OTHER"), network, by: name)
                }
                await #expect(throws: AccessError.self) {
                    _ = try await network.programmes.discountCodes(
                        of: Network.north.id,
                        by: network.actor(name)
                    )
                }
                await #expect(throws: AccessError.self) {
                    try await network.programmes.withdrawDiscountCode(id, by: network.actor(name))
                }
            }
            let taken = await #expect(throws: Faults.self) {
                _ = try await network.programmes.addDiscountCode(
                    Self.draft("spring"),
                    of: Network.north.id,
                    by: network.actor("Nora Lead"),
                    key: try #require(IdempotencyKey("another-key-for-it"))
                )
            }
            #expect(taken?.list.map(\.field) == ["code"])
        }
    }
}
