import Access
import Database
import Services

extension Transaction {
    /// Keeps a school's price with a place that is held: when the place that carried it was cancelled and others of
    /// the school stay in the run, the first of them carries it, one of the same booking if there is one, and cancelling
    /// costs nothing. A price that stands on an invoice stands there for that place: the school was asked for it once.
    func settleSchoolPrice(in run: ID<Run>, of school: ID<Organisation>) throws {
        func first(_ condition: SQL, order: SQL) throws -> Row? {
            try rows(
                """
                SELECT place.id, place.price_pence, place.price_reason, place.booking_id FROM place
                JOIN booking ON booking.id = place.booking_id
                WHERE place.run_id = \(run) AND booking.organisation_id = \(school) AND \(condition)
                ORDER BY \(order) LIMIT 1
                """
            ).first
        }
        guard
            try !hasPaidForSchool(school, in: run),
            let last = try first(
                "place.state = 'cancelled' AND place.price_basis = 'school' AND place.moved_to IS NULL",
                order: "place.changed_at DESC, place.id"
            ),
            let next = try first(
                "place.state = 'held' AND place.price_basis = 'included'",
                order: """
                    CASE WHEN place.booking_id = \(last.get("booking_id", as: ID<Booking>.self)) THEN 0 ELSE 1 END,
                    booking.booked_at, place.position, place.id
                    """
            )
        else {
            return
        }
        let (from, to): (ID<BookedPlace>, ID<BookedPlace>) = (try last.get(0), try next.get(0))
        try execute("UPDATE place SET charge_pence = 0 WHERE id = \(from)")
        try moveInvoicedItems(from: from, to: to)
        let (price, reason): (Pence, String) = (try last.get(1), try last.get(2))
        let (included, words): (Pence, String) = (try next.get(1), try next.get(2))
        try execute(
            """
            UPDATE place SET price_pence = \(price), price_basis = 'school', price_reason = \(reason) WHERE id = \(to)
            """
        )
        try execute(
            """
            UPDATE place SET price_pence = \(included), price_basis = 'included', price_reason = \(words)
            WHERE id = \(from)
            """
        )
    }

    /// Takes the price off a place whose school pays with another one.
    func includeInSchoolPrice(_ place: ID<BookedPlace>) throws {
        let included = PlacePrice.included
        try execute(
            """
            UPDATE place SET price_pence = \(included.price), price_basis = \(included.basis),
                price_reason = \(included.reason)
            WHERE id = \(place)
            """
        )
    }
}
