import Access
import Database
import ExampleNetwork
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The example's offers and bookings")
struct ProgrammesTests {
    @Test(
        "Places taken are the places that are held, and never more than there are",
        arguments: TestEngine.available
    )
    func recount(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in try await Self.expectConsistent(database) }
    }

    @Test("There are exactly as many offers and bookings as were asked for", arguments: TestEngine.available)
    func counts(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let found1 = try await database.number("SELECT count(*) FROM offer")
            #expect(found1 == Example.options.offers)
            let found2 = try await database.number("SELECT count(*) FROM booking")
            #expect(found2 == Example.options.bookings)
        }
    }

    @Test("The volume keeps the same rules", arguments: TestEngine.available)
    func volume(on engine: TestEngine) async throws {
        var options = Example.options
        options.schools = 400
        options.offers = 120
        options.bookings = 6_000
        try await Example.made(options, on: engine) { database in
            let found3 = try await database.number("SELECT count(*) FROM offer")
            #expect(found3 == 120)
            let found4 = try await database.number("SELECT count(*) FROM booking")
            #expect(found4 == 6_000)
            let found5 = try await database.number("SELECT count(*) FROM run WHERE taken = capacity")
            #expect(found5 > 0)
            try await Self.expectConsistent(database)
        }
    }

    @Test("The stories can be told on any day of the year")
    func anyDay() async throws {
        for text in ["2026-09-01", "2026-12-28", "2027-02-15", "2027-04-30", "2027-07-19", "2027-08-20"] {
            var options = Example.options
            options.today = try #require(LocalDate(text))
            options.schools = 150
            options.bookings = 0
            try await Example.made(options, on: .sqlite) { database in
                try await Self.expectConsistent(database, on: options.today)
            }
        }
    }

    @Test("Three hubs run one offer together, and it is public", arguments: TestEngine.available)
    func joint(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let joint = try await Self.offer("Reading aloud together", database)
            #expect(joint.state == .published)
            #expect(joint.hubs.count == 3)
            #expect(joint.hubs.allSatisfy { $0.agreedAt != nil })
            #expect(joint.runs.count == 3)
            #expect(joint.strands.map(\.title) == ["Reading fluency"])
        }
    }

    @Test(
        "One run is full and six people wait; one is about half empty next month",
        arguments: TestEngine.available
    )
    func demand(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let full = try await #require(Self.offer("Feedback in five minutes", database).runs.last)
            #expect(full.placesLeft == 0)
            let waiting = try await database.number(
                "SELECT sum(places) FROM waiting_entry WHERE run_id = \(full.id) AND state = 'waiting'"
            )
            #expect(waiting == 6)
            let half = try await #require(Self.offer("Planning a unit together", database).runs.first)
            #expect(half.taken == 19 && half.capacity == 40)
        }
    }

    @Test("A place that was given back is kept for the first who waits", arguments: TestEngine.available)
    func kept(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let run = try await #require(Self.offer("Catch-up Thirty", database).runs.first)
            #expect(run.reserved == 1)
            #expect(run.placesLeft == 0)
            let until: Int = try await database.number(
                "SELECT offered_until FROM waiting_entry WHERE run_id = \(run.id) AND state = 'offered'"
            )
            let midnight = Date(Example.today, try #require(LocalTime(hour: 23, minute: 59)), in: .london)
            #expect(until > midnight.milliseconds)
        }
    }

    @Test("Two hubs have still to agree to one offer", arguments: TestEngine.available)
    func asked(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let offer = try await Self.offer("Reading word problems", database)
            #expect(offer.state == .agreeing)
            #expect(offer.awaited.count == 2)
        }
    }

    @Test(
        "Tarnsea Harbour comes year after year; nobody has reached schools in need",
        arguments: TestEngine.available
    )
    func reached(on engine: TestEngine) async throws {
        try await Example.made(on: engine) { database in
            let years: [String] = try await database.read {
                try $0.column(
                    """
                    SELECT DISTINCT substr(run.starts_on, 1, 4) FROM booking JOIN run ON run.id = booking.run_id
                    WHERE booking.organisation_id = 1000900002
                    """
                )
            }
            #expect(years.count >= 3)
            let unreached = try await database.number(
                """
                SELECT count(*) FROM establishment e
                JOIN characteristic c ON c.urn = e.urn AND c.measure = 'fsm-percentage'
                WHERE e.status = 'open' AND c.value > 35
                    AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.organisation_id = e.organisation_id)
                """
            )
            #expect(unreached >= 3)
        }
    }

    private static func offer(_ title: String, _ database: any Database) async throws -> Offer {
        let id: ID<Offer>? = try await database.read {
            try $0.value("SELECT id FROM offer WHERE title LIKE \(title + "%")")
        }
        let found = try #require(id)
        return try await database.read { try #require(try $0.offer(found)) }
    }

    /// Recounts what the runs' counters say, and checks what no verb would have let happen.
    private static func expectConsistent(_ database: any Database, on today: LocalDate = Example.today)
        async throws
    {
        let wrong: [(String, SQL)] = [
            (
                "counters that differ from the places held",
                """
                SELECT count(*) FROM run WHERE taken <>
                    (SELECT count(*) FROM place WHERE place.run_id = run.id AND place.state = 'held')
                """
            ),
            (
                "reserved places that nobody is offered",
                """
                SELECT count(*) FROM run WHERE reserved <> (SELECT coalesce(sum(offered), 0) FROM waiting_entry w
                    WHERE w.run_id = run.id AND w.state = 'offered')
                """
            ),
            ("runs over their capacity", "SELECT count(*) FROM run WHERE taken + reserved > capacity"),
            (
                "places in another run than their booking",
                "SELECT count(*) FROM place p JOIN booking b ON b.id = p.booking_id WHERE p.run_id <> b.run_id"
            ),
            (
                "bookings without a place",
                """
                SELECT count(*) FROM booking b WHERE state = 'confirmed'
                    AND NOT EXISTS (SELECT 1 FROM place p WHERE p.booking_id = b.id AND p.state = 'held')
                """
            ),
            (
                "cancelled bookings with a place",
                """
                SELECT count(*) FROM booking b WHERE state = 'cancelled'
                    AND EXISTS (SELECT 1 FROM place p WHERE p.booking_id = b.id AND p.state = 'held')
                """
            ),
            (
                "runs whose days differ from their sessions'",
                """
                SELECT count(*) FROM run WHERE starts_on <> (SELECT min(held_on) FROM run_session s WHERE s.run_id = run.id)
                    OR ends_on <> (SELECT max(held_on) FROM run_session s WHERE s.run_id = run.id)
                """
            ),
            (
                "tickets out of order",
                "SELECT count(*) FROM run WHERE next_ticket <> 1 + (SELECT count(*) FROM waiting_entry w WHERE w.run_id = run.id)"
            ),
            (
                "bookings of offers that were never published",
                """
                SELECT count(*) FROM booking b JOIN run r ON r.id = b.run_id JOIN offer o ON o.id = r.offer_id
                WHERE o.state IN ('draft', 'agreeing') OR b.booked_at < o.published_at
                """
            ),
            (
                "bookings by closed schools",
                """
                SELECT count(*) FROM booking b JOIN establishment e ON e.organisation_id = b.organisation_id
                WHERE e.status = 'closed'
                """
            ),
            (
                "published offers with nothing ahead",
                """
                SELECT count(*) FROM offer o WHERE o.state = 'published'
                    AND NOT EXISTS (SELECT 1 FROM run r WHERE r.offer_id = o.id AND r.ends_on >= \(today))
                """
            ),
            (
                "offers without a lead or a strand",
                """
                SELECT count(*) FROM offer o WHERE NOT EXISTS (SELECT 1 FROM offer_strand s WHERE s.offer_id = o.id)
                    OR NOT EXISTS (SELECT 1 FROM offer_hub h WHERE h.offer_id = o.id AND h.is_lead = 1)
                """
            ),
        ]
        for (what, query) in wrong {
            let count = try await database.number(query)
            #expect(count == 0, "\(count) \(what)")
        }
    }
}
