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
}
