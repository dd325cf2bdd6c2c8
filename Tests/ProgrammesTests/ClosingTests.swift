import Access
import Database
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The waiting list when booking closes")
struct ClosingTests {
    /// A full run whose last day for booking is 10 January, with Hillside waiting for two places.
    static func closingSoon(_ network: Network) async throws -> (Run, Booking, WaitingEntry) {
        var draft = Network.runDraft(capacity: 5)
        draft.closesOn = "2027-01-10"
        let (_, run) = try await network.published(Network.offerDraft, draft)
        let booking = try await network.book(run, Network.colleagues(5), key: "fill")
        let entry = try await network.join(run, places: 2, for: Network.hillside, by: "Hal Booker")
        try await network.emptyOutbox()
        return (run, booking, entry)
    }

    static func mails(to name: String, _ network: Network) async throws -> [OutboxMail] {
        try await network.mails().filter { $0.to.address == Network.email(of: name) }
    }

    static func version(_ run: Run, _ network: Network) async throws -> Int {
        try await network.programmes.offer(run.offer, by: .system("test")).version
    }

    @Test(
        "places that become free after the last day for booking can be taken by whom they are kept for, and nobody else",
        arguments: TestEngine.available
    )
    func afterTheLastDay(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking, entry) = try await Self.closingSoon(network)
            network.clock.advance(hours: 24 * 5)
            try await WaitingListTests.cancel(2, of: booking, network)
            #expect(try await network.current(run).reserved == 2)
            await #expect(throws: BookingRefusal.closed) {
                _ = try await network.book(run, Network.colleagues(1, "Late"), key: "late")
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.book(
                    run,
                    Network.colleagues(1, "Late"),
                    waiting: entry.id,
                    key: "thief"
                )
            }
            let booked = try await network.book(
                run,
                Network.colleagues(2, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                waiting: entry.id,
                key: "kept"
            )
            #expect(booked.heldPlaces.count == 2)
            let after = try await network.current(run)
            #expect(after.taken == 5 && after.reserved == 0)
        }
    }

    @Test(
        "closing tells those who wait, once; at reopening free places are theirs before any newcomer's",
        arguments: TestEngine.available
    )
    func closesAndReopens(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await WaitingListTests.full(network)
            let nora = network.actor("Nora Lead")
            let first = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            let second = try await network.join(run, places: 1, by: "Sue Lead")
            try await WaitingListTests.cancel(1, of: booking, network)
            #expect(try await WaitingListTests.list(run, network).map(\.state) == [.offered, .waiting])
            try await network.emptyOutbox()

            try await network.programmes.closeOffer(
                run.offer,
                version: try await Self.version(run, network),
                by: nora
            )
            let closed = try await network.current(run)
            #expect(closed.reserved == 0 && closed.taken == 4)
            let list = try await WaitingListTests.list(run, network)
            #expect(list.map(\.id) == [first.id, second.id])
            #expect(list.allSatisfy { $0.state == .waiting && $0.offered == nil })
            for (name, wasKept) in [("Hal Booker", true), ("Sue Lead", false)] {
                let mails = try await Self.mails(to: name, network)
                #expect(mails.map(\.subject) == ["Closed to booking: Better feedback in year 7"], "\(name)")
                #expect(
                    mails.first?.text.contains("The places that were kept for you are no longer kept.")
                        == wasKept,
                    "\(name)"
                )
            }
            // What becomes free meanwhile is kept for nobody.
            try await WaitingListTests.cancel(1, of: booking, network)
            #expect(try await network.current(run).reserved == 0)
            try await network.emptyOutbox()

            try await network.programmes.reopenOffer(
                run.offer,
                version: try await Self.version(run, network),
                by: nora
            )
            let open = try await network.current(run)
            #expect(open.taken == 3 && open.reserved == 2 && open.placesLeft == 0)
            #expect(try await Self.mails(to: "Hal Booker", network).count == 1)
            #expect(try await Self.mails(to: "Sue Lead", network).count == 1)
            await #expect(throws: BookingRefusal.notEnoughPlaces(left: 0)) {
                _ = try await network.book(run, Network.colleagues(1, "New"), key: "new")
            }
        }
    }

    @Test("reopening passes on in every run of the offer", arguments: TestEngine.available)
    func everyRun(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await MovePlacesTests.two(network, secondCapacity: 1)
            let one = try await network.book(first, Network.colleagues(30), key: "one")
            let two = try await network.book(second, Network.colleagues(1), key: "two")
            _ = try await network.join(first, places: 1, for: Network.hillside, by: "Hal Booker")
            _ = try await network.join(second, places: 1, by: "Sue Lead")
            let nora = network.actor("Nora Lead")
            try await network.programmes.closeOffer(
                first.offer,
                version: try await Self.version(first, network),
                by: nora
            )
            try await WaitingListTests.cancel(1, of: one, network)
            try await WaitingListTests.cancel(1, of: two, network)
            try await network.programmes.reopenOffer(
                first.offer,
                version: try await Self.version(first, network),
                by: nora
            )
            #expect(try await network.current(first).reserved == 1)
            #expect(try await network.current(second).reserved == 1)
        }
    }

    @Test("archiving ends the waiting list with an email", arguments: TestEngine.available)
    func archives(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await WaitingListTests.full(network)
            _ = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            try await programmes.closeOffer(
                run.offer,
                version: try await Self.version(run, network),
                by: nora
            )
            try await network.emptyOutbox()
            try await programmes.archiveOffer(
                run.offer,
                version: try await Self.version(run, network),
                by: nora
            )
            #expect(try await programmes.ownWaitingEntries(by: network.actor("Hal Booker")).isEmpty)
            #expect(
                try await Self.mails(to: "Hal Booker", network).map(\.subject) == [
                    "Waiting list closed: Better feedback in year 7"
                ]
            )
        }
    }

    @Test("nobody waits for what has begun", arguments: TestEngine.available)
    func past(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await WaitingListTests.full(network)
            _ = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            _ = try await network.join(run, places: 2, by: "Sue Lead")
            network.clock.advance(hours: 24 * 26)
            try await WaitingListTests.cancel(1, of: booking, network)
            let hal = network.actor("Hal Booker")
            #expect(try await network.programmes.endPastWaiting() == 0, "it has not begun")
            #expect(
                try await network.programmes.ownWaitingEntries(by: hal).map(\.entry.state) == [.offered]
            )
            network.clock.advance(hours: 48)
            #expect(try await network.programmes.endPastWaiting() == 2)
            #expect(try await network.programmes.endPastWaiting() == 0)
            #expect(try await network.programmes.ownWaitingEntries(by: hal).isEmpty)
            #expect(try await network.current(run).reserved == 0)
        }
    }

    @Test("the turns of several runs that begin on one day end in one night", arguments: TestEngine.available)
    func pastOfSeveral(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            for number in 0..<3 {
                let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 1))
                _ = try await network.book(run, Network.colleagues(1), key: "fill-\(number)")
                let key = try #require(IdempotencyKey("wait-\(number)-wait"))
                _ = try await network.programmes.joinWaitingList(
                    of: run.id,
                    for: Network.hillside.id,
                    places: 1,
                    takesFewer: false,
                    by: network.actor("Hal Booker"),
                    key: key
                )
            }
            network.clock.advance(hours: 24 * 28)
            #expect(try await network.programmes.endPastWaiting() == 3)
            #expect(try await network.auditVerbs().count { $0 == "waiting.expire" } == 3)
        }
    }
}
