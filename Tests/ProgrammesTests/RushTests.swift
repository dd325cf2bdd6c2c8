import Access
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

/// The morning on which booking opens.
@Suite("A rush for places")
struct RushTests {
    static let bookers = 2_000
    static let places = 30

    static func booker(_ number: Int) -> Actor {
        .person(
            Person(id: ID(rawValue: Int64(10_000 + number)), name: "Booker \(number)"),
            memberships: [Membership(Network.seaview, .booker)]
        )
    }

    /// Everyone tries to book one place, and joins the waiting list when there is none.
    static func attempt(_ network: Network, _ run: Run, _ number: Int) async throws -> Bool {
        let key = try #require(IdempotencyKey("rush-key-\(number)"))
        let colleague = ColleagueDraft(name: "Teacher \(number)", email: "t\(number)@seaview.test")
        let draft = BookingDraft(run: run.id, organisation: Network.seaview.id, colleagues: [colleague])
        do {
            _ = try await network.programmes.bookPlaces(draft, by: booker(number), key: key)
            return true
        } catch BookingRefusal.notEnoughPlaces {
            _ = try await network.programmes.joinWaitingList(
                of: run.id,
                for: Network.seaview.id,
                places: 1,
                takesFewer: false,
                by: booker(number),
                key: key
            )
            return false
        }
    }

    @Test(
        "2,000 at once for 30 places through two handles: 30 booked, the rest in order, no error",
        arguments: TestEngine.available
    )
    func rush(on engine: TestEngine) async throws {
        try await engine.withPlace(Network.migrations) { place in
            let (first, second) = (try await place.open(), try await place.open())
            let one = Network(first, seed: 5)
            let two = Network(second, clock: one.clock, seed: 6)
            try await one.settle()
            try await first.write { transaction in
                let rows: [[SQLValue]] = (0..<Self.bookers).map { number in
                    [
                        .integer(Int64(10_000 + number)), .text("Booker \(number)"),
                        .text("booker\(number)@seaview.test"), .integer(0),
                    ]
                }
                try transaction.insert(
                    into: "person",
                    columns: ["id", "name", "email", "created_at"],
                    rows: rows
                )
            }
            let (_, run) = try await one.published(
                Network.offerDraft,
                Network.runDraft(capacity: Self.places)
            )
            let booked = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<Self.bookers {
                    group.addTask {
                        try await Self.attempt(number.isMultiple(of: 2) ? one : two, run, number)
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(booked == Self.places)
            let (taken, held, tickets): (Int, Int, [Int]) = try await first.read { transaction in
                (
                    try transaction.count("SELECT taken FROM run WHERE id = \(run.id)"),
                    try transaction.count(
                        "SELECT count(*) FROM place WHERE run_id = \(run.id) AND state = 'held'"
                    ),
                    try transaction.column(
                        "SELECT ticket FROM waiting_entry WHERE run_id = \(run.id) ORDER BY ticket"
                    )
                )
            }
            #expect(taken == Self.places && held == Self.places)
            #expect(tickets == Array(1...(Self.bookers - Self.places)))
            await first.close()
            await second.close()
        }
    }
}
