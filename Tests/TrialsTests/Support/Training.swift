import Access
import Database
import Programmes
import Services
import TestTrials

@testable import Trials

/// An offer that trains teachers, with runs whose registers a test keeps.
struct Training {
    let database: any Database
    let offer: ID<Offer> = ID(rawValue: 700)

    init(_ world: TrialWorld, of hub: Organisation = TrialWorld.hub, runs: [[String]]) async throws {
        database = world.database
        let offer = offer
        try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO hub (id, slug, summary, version) VALUES (\(hub.id), \("hub-\(hub.id)"), '', 1)"
            )
            try transaction.execute(
                """
                INSERT INTO offer (id, state, title, summary, description, audience, phases, mode, venue, address,
                    postcode, price_pence, vat, contact_name, contact_email, search_key, created_at, version)
                VALUES (\(offer), 'published', 'Training for Tidal Readers', '', '', '', 15, 'online', '', '', '', 0,
                    'none', '', '', '', 0, 1)
                """
            )
            try transaction.execute(
                "INSERT INTO offer_hub (offer_id, hub_id, is_lead) VALUES (\(offer), \(hub.id), 1)"
            )
            for (run, days) in runs.enumerated() {
                let last = days.last ?? ""
                try transaction.execute(
                    """
                    INSERT INTO run (id, offer_id, capacity, taken, starts_on, ends_on, version)
                    VALUES (\(run + 1), \(offer), 100, 0, \(days[0]), \(last), 1)
                    """
                )
                for (session, day) in days.enumerated() {
                    try transaction.execute(
                        """
                        INSERT INTO run_session (id, run_id, held_on, starts_at, ends_at, room, link)
                        VALUES (\(Self.session(run, session)), \(run + 1), \(day), '09:00', '12:00', '', '')
                        """
                    )
                }
            }
        }
    }

    /// What a protocol says of it, with a threshold in sessions.
    func items(threshold: String) -> [ProtocolItem: String] {
        [
            .dosage: DosageSource.training.rawValue, .trainingOffer: offer.description,
            .complianceThreshold: threshold, .strata: "",
        ]
    }

    private static func session(_ run: Int, _ session: Int) -> Int { 10 * (run + 1) + session }

    /// Gives back every place of a school.
    func cancel(_ school: Int) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                UPDATE place SET state = 'cancelled'
                WHERE booking_id IN (SELECT id FROM booking WHERE organisation_id = \(school))
                """
            )
        }
    }

    /// Marks a place of a school at sessions of a run; the place is booked when it is first marked.
    func mark(
        _ school: Int,
        place: Int = 0,
        run: Int = 0,
        at sessions: [Int],
        as state: AttendanceState = .present
    ) async throws {
        let booking = 1_000 * (run + 1) + school
        let id = 10 * booking + place
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO booking (id, reference, run_id, organisation_id, booked_by, price_pence, vat_rate, state,
                    booked_at, version)
                VALUES (\(booking), \("R-\(booking)"), \(run + 1), \(school), 1001, 0, 0, 'confirmed', 0, 1)
                ON CONFLICT (id) DO NOTHING
                """
            )
            try transaction.execute(
                """
                INSERT INTO person (id, name, email, created_at)
                VALUES (\(90_000 + id), 'A teacher', \("t\(id)@school.example"), 0) ON CONFLICT (id) DO NOTHING
                """
            )
            try transaction.execute(
                """
                INSERT INTO place (id, booking_id, run_id, position, person_id, name, state, changed_at)
                VALUES (\(id), \(booking), \(run + 1), \(place), \(90_000 + id), 'A teacher', 'held', 0)
                ON CONFLICT (id) DO NOTHING
                """
            )
            for session in sessions {
                try transaction.execute(
                    """
                    INSERT INTO attendance (session_id, place_id, run_id, state, marked_at)
                    VALUES (\(Self.session(run, session)), \(id), \(run + 1), \(state), 0)
                    ON CONFLICT (session_id, place_id) DO UPDATE SET state = excluded.state
                    """
                )
            }
        }
    }
}
