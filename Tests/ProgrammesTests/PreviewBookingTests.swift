import Access
import Accounts
import Database
import Evidence
import Programmes
import Services
import TestDatabases
import Testing

@Suite("What a booking would be")
struct PreviewBookingTests {
    static func preview(
        _ network: Network,
        _ run: Run,
        _ colleagues: [ColleagueDraft],
        by name: String = "Sam Booker"
    ) async throws -> BookingPreview {
        try await network.programmes.preview(
            BookingDraft(run: run.id, organisation: Network.seaview.id, colleagues: colleagues),
            by: network.actor(name)
        )
    }

    /// Another offer with one session on 3 February 2027, a day of the run that the tests book first.
    static func other(_ network: Network, from start: String, to end: String) async throws -> Run {
        var offer = Network.offerDraft
        offer.title = "Reading aloud together"
        var dates = Network.runDraft(dates: ["2027-02-03"])
        dates.sessions[0].start = start
        dates.sessions[0].end = end
        return try await network.published(offer, dates).1
    }

    @Test(
        "who is elsewhere at the time is named, and neither who comes before or after nor whose place is cancelled",
        arguments: TestEngine.available
    )
    func overlaps(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let beside = try await Self.other(network, from: "15:00", to: "16:30")
            let named = [
                ColleagueDraft(name: "Teacher Zero", email: "teacher.0@seaview.test"),
                ColleagueDraft(name: "New", email: "new@seaview.test"),
            ]
            let shown = try await Self.preview(network, beside, named)
            #expect(shown.overlaps.map(\.name) == ["Teacher Zero"])
            let overlap = try #require(shown.overlaps.first)
            #expect(overlap.title == "Better feedback in year 7")
            #expect("\(overlap.heldOn) \(overlap.start) \(overlap.end)" == "2027-02-03 09:30 15:30")
            #expect(shown.quote.places.count == 2)

            let after = try await Self.other(network, from: "15:30", to: "16:30")
            #expect(try await Self.preview(network, after, named).overlaps.isEmpty)

            try await WaitingListTests.cancel(1, of: booking, network)
            #expect(try await Self.preview(network, beside, named).overlaps.isEmpty)
        }
    }

    @Test(
        "what another school booked is nobody's to see; one's own place is one's own to see",
        arguments: TestEngine.available
    )
    func seen(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let both = [ColleagueDraft(name: "Roving", email: "roving@seaview.test")]
            _ = try await network.book(run, both, for: Network.hillside, by: "Hal Booker", key: "h")
            let mia = [ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))]
            _ = try await network.book(run, mia, key: "m")
            let beside = try await Self.other(network, from: "09:00", to: "10:00")
            #expect(try await Self.preview(network, beside, both).overlaps.isEmpty)
            let own = try await Self.preview(network, beside, mia, by: "Mia Member")
            #expect(own.overlaps.map(\.name) == ["Mia Member"])
        }
    }

    @Test("who has a place is refused before anything is booked", arguments: TestEngine.available)
    func secondPlace(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            await #expect(throws: BookingRefusal.alreadyBooked(["Teacher 0"])) {
                _ = try await Self.preview(network, run, Network.colleagues(2))
            }
            let sam = network.actor("Sam Booker")
            let people = try await network.programmes.lastColleagues(of: Network.seaview.id, by: sam)
            let seen: [(String, [String])] = [
                ("Sam Booker", ["teacher.0@seaview.test"]), ("Hal Booker", []),
            ]
            for (name, held) in seen {
                let holders = try await network.programmes.holders(
                    among: people,
                    in: run.id,
                    of: Network.seaview.id,
                    by: network.actor(name)
                )
                #expect(holders.map(\.text) == held, "\(name)")
            }
        }
    }

    /// A run that something stands against, and how many places are asked for.
    enum Obstacle: CaseIterable {
        case closingDay, begun, cancelled, offerClosed, archived, full, tooFew, held
    }

    private static func obstructed(_ obstacle: Obstacle, _ network: Network) async throws -> (Run, Int) {
        let nora = network.actor("Nora Lead")
        var dates = Network.runDraft(capacity: 5)
        if obstacle == .closingDay { dates.closesOn = "2027-01-10" }
        let (_, run) = try await network.published(Network.offerDraft, dates)
        func version() async throws -> Int {
            let offer = try await network.programmes.offer(run.offer, by: .system("test"))
            return offer.version
        }
        switch obstacle {
        case .closingDay: network.clock.advance(hours: 24 * 10)
        case .begun: network.clock.advance(hours: 24 * 60)
        case .cancelled:
            try await network.programmes.cancelRun(run.id, reason: "Snow", version: run.version, by: nora)
        case .offerClosed, .archived:
            try await network.programmes.closeOffer(run.offer, version: try await version(), by: nora)
            if obstacle == .archived {
                try await network.programmes.archiveOffer(run.offer, version: try await version(), by: nora)
            }
        case .full: _ = try await network.book(run, Network.colleagues(5, "Others"), key: "o")
        case .tooFew: return (run, 6)
        case .held: _ = try await network.book(run, Network.colleagues(2), key: "h")
        }
        return (run, 2)
    }

    @Test(
        "what the booking would be refused for is refused before, with the same words, and nothing else is",
        arguments: TestEngine.available,
        Obstacle.allCases
    )
    func refusals(on engine: TestEngine, _ obstacle: Obstacle) async throws {
        try await Network.with(engine) { network in
            let (run, places) = try await Self.obstructed(obstacle, network)
            let colleagues = Network.colleagues(places)
            var shown: (any Error)?
            var booked: (any Error)?
            do { _ = try await Self.preview(network, run, colleagues) } catch { shown = error }
            do { _ = try await network.book(run, colleagues, key: "later") } catch { booked = error }
            let before = try #require(shown)
            let after = try #require(booked)
            #expect(String(reflecting: before) == String(reflecting: after))
            #expect(before is BookingRefusal || obstacle == .archived)
        }
    }

    @Test(
        "kept places are shown after the last day for booking, to whom they are kept and while they are",
        arguments: TestEngine.available
    )
    func kept(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var dates = Network.runDraft(capacity: 5)
            dates.closesOn = "2027-01-10"
            let (_, run) = try await network.published(Network.offerDraft, dates)
            let booking = try await network.book(run, Network.colleagues(5), key: "fill")
            let entry = try await network.join(run, places: 1)
            network.clock.advance(hours: 24 * 10)
            try await WaitingListTests.cancel(1, of: booking, network)
            func preview(_ count: Int, by name: String = "Sam Booker") async throws -> BookingPreview {
                try await network.programmes.preview(
                    BookingDraft(
                        run: run.id,
                        organisation: Network.seaview.id,
                        colleagues: Network.colleagues(count, "Late"),
                        waitingEntry: entry.id
                    ),
                    by: network.actor(name)
                )
            }
            let shown = try await preview(1)
            #expect(shown.colleagues.map(\.name) == ["Late 0"])
            await #expect(throws: BookingRefusal.moreThanKept(1)) { _ = try await preview(2) }
            let colleague = try await preview(1, by: "Sue Lead")
            #expect(colleague.colleagues == shown.colleagues, "they are kept for the school")
            await #expect(throws: AccessError.notFound) { _ = try await preview(1, by: "Hal Booker") }
            network.clock.advance(hours: 48)
            await #expect(throws: BookingRefusal.waitingOfferOver) { _ = try await preview(1) }
        }
    }
}
