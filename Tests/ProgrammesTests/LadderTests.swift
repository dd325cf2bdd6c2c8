import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The cancellation ladder")
struct LadderTests {
    static let start = LocalDate("2027-02-03") ?? LocalDate(daysSinceEpoch: 0)

    @Test(
        "costs more the nearer the first session is",
        arguments: [(29, 0), (28, 50), (15, 50), (14, 75), (8, 75), (7, 100), (0, 100)]
    )
    func steps(daysBefore: Int, percentage: Int) {
        let day = Self.start.adding(days: -daysBefore)
        #expect(CancellationLadder.common.percentage(on: day, before: Self.start) == percentage)
        #expect(CancellationLadder.none.percentage(on: day, before: Self.start) == 0)
    }

    @Test(
        "rounds to the nearest penny, half a penny up",
        arguments: [(4550, 75, 3413), (1, 50, 1), (101, 50, 51), (0, 100, 0)]
    )
    func rounds(price: Int, percentage: Int, charge: Int) {
        #expect(CancellationLadder.charge(Pence(price), percentage: percentage) == Pence(charge))
    }

    @Test("is refused when cancelling early costs more than late, or a step stands twice")
    func refused() {
        #expect(throws: Faults.self) { try CancellationLadder.checked([("7", "50"), ("14", "75")]) }
        #expect(throws: Faults.self) { try CancellationLadder.checked([("7", "50"), ("7", "40")]) }
        #expect(throws: Faults.self) { try CancellationLadder.checked([("7", "101")]) }
        #expect(throws: Never.self) {
            try CancellationLadder.checked([("14", "50%"), ("", ""), ("7", "100")])
        }
    }

    @Test("charges a late cancellation, unless the organiser waives it", arguments: TestEngine.available)
    func charges(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            try await programmes.setCancellationLadder(
                .common,
                of: Network.north.id,
                by: network.actor("Noel Editor")
            )
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(3), key: "a")
            // Twenty days before the first session: half of £45.50.
            network.clock.advance(hours: 24 * 7)
            let sam = network.actor("Sam Booker")
            try await programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                waivingCharge: true,
                by: sam
            )
            var record = try await programmes.booking(booking.id, by: sam)
            #expect(record.cancellationPercentage == 50)
            #expect(record.booking.charges == Pence(2275), "only those who keep the register may waive")
            #expect(record.booking.cost.net == Pence(4550 * 2 + 2275))
            try await programmes.cancelPlaces(
                [booking.places[1].id],
                of: booking.id,
                version: 2,
                waivingCharge: true,
                by: network.actor("Noel Editor")
            )
            record = try await programmes.booking(booking.id, by: sam)
            #expect(record.booking.charges == Pence(2275))
        }
    }

    @Test(
        "a place given back costs nothing, and has calendar entries of its own",
        arguments: TestEngine.available
    )
    func reinstates(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let sam = network.actor("Sam Booker")
            try await programmes.setCancellationLadder(
                .common,
                of: Network.north.id,
                by: network.actor("Nora Lead")
            )
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            network.clock.advance(hours: 24 * 7)
            let place = booking.places[0].id
            try await programmes.cancelPlaces([place], of: booking.id, version: 1, by: sam)
            try await network.emptyOutbox()
            try await programmes.reinstatePlace(place, of: booking.id, version: 2, by: sam)
            let record = try await programmes.booking(booking.id, by: sam)
            #expect(record.booking.state == .confirmed)
            #expect(record.booking.heldPlaces.map(\.name) == ["Teacher 0"])
            #expect(record.booking.charges == .zero)
            #expect(try await network.current(run).taken == 1)
            #expect(try await network.calendarFiles(to: "teacher.0@seaview.test").count == 2)
            await #expect(throws: BookingRefusal.alreadyBooked(["Teacher 0"])) {
                try await programmes.reinstatePlace(place, of: booking.id, version: 3, by: sam)
            }
        }
    }

    @Test("a place is not given back in a full run", arguments: TestEngine.available)
    func fullRun(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 1))
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            let sam = network.actor("Sam Booker")
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                by: sam
            )
            _ = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            await #expect(throws: BookingRefusal.notEnoughPlaces(left: 0)) {
                try await network.programmes.reinstatePlace(
                    booking.places[0].id,
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
        }
    }

    @Test("only the hub's own people set it", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            for name in ["Nina Booker", "Fay Lead", "Sam Booker"] {
                await #expect(throws: AccessError.forbidden, "\(name)") {
                    try await network.programmes.setCancellationLadder(
                        .common,
                        of: Network.north.id,
                        by: network.actor(name)
                    )
                }
            }
            let ladder = try await network.programmes.cancellationLadder(of: Network.north.id)
            #expect(ladder == .none)
        }
    }

    @Test("nobody overwrites a ladder that another set meanwhile", arguments: TestEngine.available)
    func atOnce(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let programmes = network.programmes
            let shown = try await programmes.cancellationLadder(of: Network.north.id).stamp
            func set(_ ladder: CancellationLadder, shown: String) async throws {
                try await programmes.setCancellationLadder(
                    ladder,
                    of: Network.north.id,
                    shown: shown,
                    by: noel
                )
            }
            try await set(.common, shown: shown)
            await #expect(throws: DatabaseError.staleVersion) { try await set(.none, shown: shown) }
            #expect(try await programmes.cancellationLadder(of: Network.north.id) == .common)
            try await set(.none, shown: CancellationLadder.common.stamp)
            #expect(try await programmes.cancellationLadder(of: Network.north.id) == .none)
        }
    }
}
