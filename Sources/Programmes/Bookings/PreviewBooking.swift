package import Access
package import Accounts
import Database
import Evidence
package import Services

/// What a booking would be, before it is made.
package struct BookingPreview: Sendable {
    package let colleagues: [NamedColleague]
    package let purchaseOrder: String?
    package let quote: Quote
    /// What those who are to come go to at the same time.
    package let overlaps: [SessionOverlap]
}

/// A session that a colleague holds a place in while another one is on.
package struct SessionOverlap: Sendable, Equatable {
    /// As the booking that is made now calls them.
    package let name: String
    package let title: String
    package let heldOn: LocalDate
    package let start: LocalTime
    package let end: LocalTime
}

extension Programmes {
    /// What ``bookPlaces(_:by:key:)`` would do now: what it costs, and who is elsewhere then. Being elsewhere is no reason
    /// to refuse: people leave early, and go to one part. Whatever the booking would be refused for now, this is refused for.
    ///
    /// - Throws: `Faults`; ``BookingRefusal``; `AccessError` for those who may not book for the school.
    package func preview(_ draft: BookingDraft, by actor: Actor) async throws -> BookingPreview {
        let booker = try actor.signedInPerson()
        let (colleagues, order) = try draft.checked()
        let now = services.now()
        let today = services.today()
        // Of the school's bookings those that the booker may open.
        let seesAll = actor.may(.seeBookings, on: .of(draft.organisation))
        let isSeen: SQL =
            seesAll ? "1 = 1" : "(booking.booked_by = \(booker.id) OR place.person_id = \(booker.id))"
        return try await database.read { transaction in
            let offer = try transaction.admit(draft, colleagues, by: actor, at: now).offer
            let quote = try transaction.quote(draft, for: colleagues, of: offer, on: today).quote
            let rows = try transaction.rows(
                """
                SELECT person.email, offer.title, other.held_on, other.starts_at, other.ends_at
                FROM run_session AS wanted
                JOIN run_session AS other ON other.held_on = wanted.held_on AND other.run_id <> wanted.run_id
                    AND other.starts_at < wanted.ends_at AND other.ends_at > wanted.starts_at
                JOIN run ON run.id = other.run_id AND \(Run.isHeld)
                JOIN offer ON offer.id = run.offer_id
                JOIN place ON place.run_id = run.id AND place.state = 'held'
                JOIN person ON person.id = place.person_id
                JOIN booking ON booking.id = place.booking_id
                WHERE wanted.run_id = \(draft.run) AND person.email IN (\(SQL.list(colleagues.map(\.email))))
                    AND booking.organisation_id = \(draft.organisation) AND \(isSeen)
                ORDER BY other.held_on, other.starts_at, place.id
                """
            )
            var overlaps: [SessionOverlap] = []
            for row in rows {
                let email: EmailAddress = try row.get("email")
                guard let colleague = colleagues.first(where: { $0.email == email }) else { continue }
                let overlap = SessionOverlap(
                    name: colleague.name,
                    title: try row.get("title"),
                    heldOn: try row.get("held_on"),
                    start: try row.get("starts_at"),
                    end: try row.get("ends_at")
                )
                // One long session is beside two short ones once.
                if !overlaps.contains(overlap) { overlaps.append(overlap) }
            }
            return BookingPreview(
                colleagues: colleagues,
                purchaseOrder: order,
                quote: quote,
                overlaps: overlaps
            )
        }
    }

    /// Which of the colleagues that a school booked before hold a place in a run, for those who book for it.
    package func holders(
        among colleagues: [NamedColleague],
        in run: ID<Run>,
        of school: ID<Organisation>,
        by actor: Actor
    ) async throws -> Set<EmailAddress> {
        guard actor.may(.bookPlaces, on: .of(school)), !colleagues.isEmpty else { return [] }
        return try await database.read { transaction in
            try transaction.holders(among: colleagues.map(\.email), in: run)
        }
    }
}
