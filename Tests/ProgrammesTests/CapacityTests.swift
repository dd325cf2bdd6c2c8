import Access
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Capacity is never exceeded")
struct CapacityTests {
    /// How one of many simultaneous requests ended.
    enum Outcome: Hashable, Sendable {
        case booked(ID<Booking>)
        case full
    }

    static func attempt(_ network: Network, _ run: Run, _ number: Int) async throws -> Outcome {
        do {
            let colleague = ColleagueDraft(name: "Teacher \(number)", email: "t\(number)@seaview.test")
            return .booked(try await network.book(run, [colleague], key: "\(number)").id)
        } catch BookingRefusal.notEnoughPlaces(let left) {
            #expect(left == 0)
            return .full
        }
    }

    static func check(_ outcomes: [Int: [Outcome]], _ network: Network, _ run: Run, places: Int) async throws
    {
        let ids = outcomes.values.flatMap { $0 }.compactMap { outcome -> ID<Booking>? in
            if case .booked(let id) = outcome { id } else { nil }
        }
        #expect(Set(ids).count == places)
        // A form sent twice at once: both hear of the same booking, or both that the run is full.
        for (_, answers) in outcomes { #expect(Set(answers).count == 1) }
        let counts = try await network.database.read { transaction in
            (
                try transaction.count("SELECT taken FROM run WHERE id = \(run.id)"),
                try transaction.count(
                    "SELECT count(*) FROM place WHERE run_id = \(run.id) AND state = 'held'"
                ),
                try transaction.count("SELECT count(*) FROM booking WHERE run_id = \(run.id)")
            )
        }
        #expect(counts == (places, places, places))
    }

    @Test(
        "200 at once for 30 places, 40 of them sent twice: 30 bookings and no duplicate",
        arguments: TestEngine.available
    )
    func thirtyOfTwoHundred(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 30))
            let numbers = Array(0..<160) + Array(0..<40)
            let outcomes = try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
                for number in numbers {
                    group.addTask { (number, try await Self.attempt(network, run, number)) }
                }
                var gathered: [Int: [Outcome]] = [:]
                for try await (number, outcome) in group { gathered[number, default: []].append(outcome) }
                return gathered
            }
            try await Self.check(outcomes, network, run, places: 30)
        }
    }

    @Test(
        "the same through two handles on one database, as two processes have",
        arguments: TestEngine.available
    )
    func acrossHandles(on engine: TestEngine) async throws {
        try await engine.withPlace(Network.migrations) { place in
            let (first, second) = (try await place.open(), try await place.open())
            let one = Network(first, seed: 5)
            let two = Network(second, clock: one.clock, seed: 6)
            try await one.settle()
            let (_, run) = try await one.published(Network.offerDraft, Network.runDraft(capacity: 30))
            let outcomes = try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
                for number in 0..<100 {
                    group.addTask {
                        (number, try await Self.attempt(number % 2 == 0 ? one : two, run, number))
                    }
                    // Every fifth form arrives at the other process too.
                    if number % 5 == 0 {
                        group.addTask {
                            (number, try await Self.attempt(number % 2 == 0 ? two : one, run, number))
                        }
                    }
                }
                var gathered: [Int: [Outcome]] = [:]
                for try await (number, outcome) in group { gathered[number, default: []].append(outcome) }
                return gathered
            }
            try await Self.check(outcomes, one, run, places: 30)
            await first.close()
            await second.close()
        }
    }

    @Test(
        "bookings, cancellations and the waiting list at once never keep more than there is",
        arguments: TestEngine.available
    )
    func mixedUse(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 5))
            let full = try await network.book(run, Network.colleagues(5), key: "all-five")
            _ = try await network.join(run, places: 2, for: Network.hillside, by: "Hal Booker")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try? await network.book(
                            run,
                            [ColleagueDraft(name: "Late \(number)", email: "late\(number)@seaview.test")],
                            key: "late-\(number)"
                        )
                    }
                }
                group.addTask {
                    try await network.programmes.cancelPlaces(
                        Set(full.places.prefix(3).map(\.id)),
                        of: full.id,
                        version: 1,
                        by: network.actor("Sam Booker")
                    )
                }
                try await group.waitForAll()
            }
            let after = try await network.current(run)
            let held = try await network.database.read { transaction in
                try transaction.count(
                    "SELECT count(*) FROM place WHERE run_id = \(run.id) AND state = 'held'"
                )
            }
            #expect(after.taken == held)
            #expect(after.reserved == 2, "the first on the list had both places kept")
            #expect(after.placesLeft >= 0)
        }
    }

    @Test("the schema itself refuses more than the capacity", arguments: TestEngine.available)
    func schemaRefuses(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 3))
            await #expect(throws: DatabaseError.self) {
                try await network.database.write {
                    try $0.execute("UPDATE run SET taken = 4 WHERE id = \(run.id)")
                }
            }
            await #expect(throws: DatabaseError.self) {
                try await network.database.write {
                    try $0.execute("UPDATE run SET taken = 2, reserved = 2 WHERE id = \(run.id)")
                }
            }
        }
    }
}
