import Mail
import Access
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Moving places to another run")
struct MovePlacesTests {
    static func two(_ network: Network, secondCapacity: Int = 5) async throws -> (Run, Run) {
        let (offer, first) = try await network.published()
        let draft = Network.runDraft(capacity: secondCapacity, dates: ["2027-04-07"])
        let id = try await network.programmes.addRun(to: offer.id, draft, by: network.actor("Noel Editor"))
        let after = try await network.programmes.offer(offer.id, by: .anonymous)
        return (first, try #require(after.runs.first { $0.id == id }))
    }

    @Test("other dates are those that places can be moved to", arguments: TestEngine.available)
    func otherDates(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await Self.two(network, secondCapacity: 2)
            let booking = try await network.book(first, Network.colleagues(1), key: "a")
            let sam = network.actor("Sam Booker")
            let open = try await network.programmes.booking(booking.id, by: sam)
            #expect(open.otherDates(at: network.clock.now).map(\.id) == [second.id])
            #expect(open.otherDates(at: network.clock.now.addingTimeInterval(120 * 86_400)).isEmpty)
            _ = try await network.book(second, Network.colleagues(2, "Other"), key: "b")
            let full = try await network.programmes.booking(booking.id, by: sam)
            #expect(full.otherDates(at: network.clock.now).isEmpty)
        }
    }

    @Test(
        "keeps the price, frees the old places and changes calendars in one email",
        arguments: TestEngine.available
    )
    func moves(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await Self.two(network)
            let booking = try await network.book(first, Network.colleagues(2), key: "a")
            var dearer = OfferDraft(try await network.programmes.offer(first.offer, by: .anonymous))
            dearer.price = "99"
            try await network.programmes.editOffer(
                first.offer,
                dearer,
                version: 2,
                by: network.actor("Noel Editor")
            )
            try await network.emptyOutbox()
            let sam = network.actor("Sam Booker")
            let new = try await network.programmes.movePlaces(
                [booking.places[0].id],
                of: booking.id,
                to: second.id,
                version: 1,
                by: sam
            )
            let moved = try await network.programmes.booking(new, by: sam)
            #expect(moved.booking.heldPlaces.map(\.name) == ["Teacher 0"])
            #expect(moved.booking.price == Pence(4550) && moved.booking.purchaseOrder == "PO 7")
            let old = try await network.programmes.booking(booking.id, by: sam)
            #expect(old.booking.heldPlaces.map(\.name) == ["Teacher 1"] && old.booking.charges == .zero)
            #expect(try await network.current(first).taken == 1)
            #expect(try await network.current(second).taken == 1)
            let files = try await network.calendarFiles(to: "teacher.0@seaview.test")
            #expect(files.count { $0.contains("METHOD:CANCEL") } == 2)
            #expect(files.count { $0.contains("METHOD:REQUEST") } == 1)
            let mails = try await network.mails().filter { $0.to.address == "teacher.0@seaview.test" }
            #expect(mails.count == 1)
            await #expect(throws: BookingRefusal.moved) {
                try await network.programmes.reinstatePlace(
                    booking.places[0].id,
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
            await #expect(throws: BookingRefusal.moved) {
                try await network.programmes.cancelPlaces(
                    [booking.places[0].id],
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
            await #expect(throws: BookingRefusal.moved) {
                try await network.programmes.substitute(
                    ColleagueDraft(name: "Stand In", email: "stand.in@seaview.test"),
                    for: booking.places[0].id,
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
        }
    }

    @Test(
        "is refused where there are too few places, and then nothing has changed",
        arguments: TestEngine.available
    )
    func full(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await Self.two(network, secondCapacity: 1)
            let booking = try await network.book(first, Network.colleagues(2), key: "a")
            await #expect(throws: BookingRefusal.notEnoughPlaces(left: 1)) {
                _ = try await network.programmes.movePlaces(
                    Set(booking.places.map(\.id)),
                    of: booking.id,
                    to: second.id,
                    version: 1,
                    by: network.actor("Sam Booker")
                )
            }
            #expect(try await network.current(first).taken == 2)
            #expect(try await network.current(second).taken == 0)
        }
    }

    @Test(
        "the freed places go to the waiting list, and an outsider moves nobody",
        arguments: TestEngine.available
    )
    func passesOn(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await Self.two(network)
            let booking = try await network.book(first, Network.colleagues(30), key: "a")
            let entry = try await network.join(first, places: 1, for: Network.hillside, by: "Hal Booker")
            for name in ["Hal Booker", "Fay Lead", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.programmes.movePlaces(
                        [booking.places[0].id],
                        of: booking.id,
                        to: second.id,
                        version: 1,
                        by: network.actor(name)
                    )
                }
            }
            _ = try await network.programmes.movePlaces(
                [booking.places[0].id],
                of: booking.id,
                to: second.id,
                version: 1,
                by: network.actor("Noel Editor")
            )
            let waiting = try await network.programmes.register(
                of: first.id,
                by: network.actor("Noel Editor")
            ).waiting
            #expect(waiting.first?.id == entry.id && waiting.first?.state == .offered)
        }
    }
}
