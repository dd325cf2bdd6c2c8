package import Access
package import Database
import Evidence
package import Programmes
package import Services

/// Places that a school has in training on a strand, past or to come.
package struct PlannedTraining: Sendable, Equatable, RowReadable {
    package let booking: ID<Booking>
    package let offer: ID<Offer>
    package let title: String
    package let startsOn: LocalDate
    package let endsOn: LocalDate
    package let places: Int

    package init(row: Row) throws {
        booking = try row.get("booking_id")
        offer = try row.get("offer_id")
        title = try row.get("title")
        startsOn = try row.get("starts_on")
        endsOn = try row.get("ends_on")
        places = try row.get("places")
    }
}

extension Plans {
    /// The training that the plan's school has places in on the plan's strand, the latest first: for the school's own
    /// people.
    package func training(of plan: Plan, by actor: Actor) async throws -> [PlannedTraining] {
        try actor.signedInPerson()
        try actor.require(.seePlans, on: .of(plan.organisation.id))
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT booking.id AS booking_id, offer.id AS offer_id, offer.title, run.starts_on, run.ends_on,
                    count(*) AS places
                FROM booking JOIN run ON run.id = booking.run_id JOIN offer ON offer.id = run.offer_id
                JOIN place ON place.booking_id = booking.id AND place.state = 'held'
                WHERE booking.organisation_id = \(plan.organisation.id) AND booking.state = 'confirmed'
                    AND EXISTS (SELECT 1 FROM offer_strand WHERE offer_strand.offer_id = offer.id
                        AND offer_strand.strand_id = \(plan.strand.id))
                GROUP BY booking.id, offer.id, offer.title, run.starts_on, run.ends_on
                ORDER BY run.starts_on DESC, booking.id LIMIT 50
                """
            )
        }
    }
}
