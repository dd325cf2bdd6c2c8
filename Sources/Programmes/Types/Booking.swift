package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// Places that one person took for colleagues of one school in one run.
package struct Booking: Sendable, Equatable {
    package let id: ID<Booking>
    /// What people say on the telephone: `K7M3-92PX`.
    package let reference: String
    package let run: ID<Run>
    package let organisation: Organisation
    package let bookedBy: Person
    package let purchaseOrder: String?
    /// The offer's price before VAT, as it was when the booking was made; what is paid stands with the places.
    package let price: Pence
    package let rateBasisPoints: Int
    package let state: BookingState
    package let bookedAt: Date
    package let version: Int
    /// Every place that was ever in it, in order; a substitute stands where the first name stood.
    package let places: [BookedPlace]

    package var heldPlaces: [BookedPlace] { places.filter { $0.state == .held } }
    /// What is charged for places that were cancelled late.
    package var charges: Pence { places.reduce(.zero) { $0 + $1.charge } }
    /// The prices of the places that are held, with their reasons.
    package var priceLines: [PriceLine] { PriceLine.gathering(heldPlaces.map { ($0.price, $0.priceReason) }) }
    /// As it will be invoiced.
    package var cost: Cost {
        let late = places.filter { $0.charge > .zero }.map { ($0.charge, $0.priceReason) }
        return Cost(priceLines, rateBasisPoints: rateBasisPoints)
            + Cost(PriceLine.gathering(late), rateBasisPoints: rateBasisPoints)
    }
}

package enum BookingState: String, Sendable, SQLStorable {
    case confirmed, cancelled
}

/// A seat in a run, for one colleague.
package struct BookedPlace: Sendable, Equatable {
    package let id: ID<BookedPlace>
    package let person: ID<Person>
    /// As the booker typed it.
    package let name: String
    /// `nil` when the person's data was erased.
    package let email: EmailAddress?
    package let position: Int
    package let state: PlaceState
    /// Before VAT.
    package let price: Pence
    package let basis: PlaceBasis
    /// Why it costs that, in words; empty where it is simply the price of a place.
    package let priceReason: String
    /// What is charged, before VAT, because it was cancelled late.
    package let charge: Pence
    /// The place in another run that took its place.
    package let movedTo: ID<BookedPlace>?
}

package enum PlaceState: String, Sendable, SQLStorable {
    case held, cancelled
    /// Someone else goes instead.
    case substituted
}

extension BookedPlace {
    /// Why it can no longer be changed; `nil` while it is held.
    package var refusal: BookingRefusal? {
        if state == .held { return nil }
        return movedTo == nil ? .placeNotHeld : .moved
    }
}

extension BookedPlace: RowReadable {
    static let columns: SQL =
        """
        place.id, place.person_id, place.name, place.email, place.position, place.state, place.price_pence,
        place.price_basis, place.price_reason, place.charge_pence, place.moved_to
        """

    package init(row: Row) throws {
        id = try row.get("id")
        person = try row.get("person_id")
        name = try row.get("name")
        email = try row.get("email")
        position = try row.get("position")
        state = try row.get("state")
        price = try row.get("price_pence")
        basis = try row.get("price_basis")
        priceReason = try row.get("price_reason")
        charge = try row.get("charge_pence")
        movedTo = try row.get("moved_to")
    }
}

extension Transaction {
    func booking(_ id: ID<Booking>) throws -> Booking? {
        try bookings(where: "booking.id = \(id)", order: "booking.id", limit: 1).first
    }

    /// Bookings with their places.
    func bookings(where condition: SQL, order: SQL, limit: Int, offset: Int = 0) throws -> [Booking] {
        let rows = try rows(
            """
            SELECT booking.id, booking.reference, booking.run_id, booking.organisation_id, organisation.kind,
                organisation.name AS organisation_name, booking.booked_by, person.name AS person_name,
                booking.purchase_order, booking.price_pence, booking.vat_rate, booking.state, booking.booked_at,
                booking.version
            FROM booking
            JOIN organisation ON organisation.id = booking.organisation_id
            JOIN person ON person.id = booking.booked_by
            JOIN run ON run.id = booking.run_id
            WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        )
        let ids: [ID<Booking>] = try rows.map { try $0.get("id") }
        var places: [ID<Booking>: [BookedPlace]] = [:]
        let placeRows = try self.rows(
            """
            SELECT place.booking_id, \(BookedPlace.columns) FROM place
            WHERE place.booking_id IN (\(SQL.list(ids))) ORDER BY place.booking_id, place.position, place.changed_at, place.id
            """
        )
        for row in placeRows {
            places[try row.get("booking_id"), default: []].append(try BookedPlace(row: row))
        }
        return try zip(rows, ids).map { row, id in
            Booking(
                id: id,
                reference: try row.get("reference"),
                run: try row.get("run_id"),
                organisation: Organisation(
                    id: try row.get("organisation_id"),
                    kind: try row.get("kind"),
                    name: try row.get("organisation_name")
                ),
                bookedBy: Person(id: try row.get("booked_by"), name: try row.get("person_name")),
                purchaseOrder: try row.get("purchase_order"),
                price: try row.get("price_pence"),
                rateBasisPoints: try row.get("vat_rate"),
                state: try row.get("state"),
                bookedAt: try row.get("booked_at"),
                version: try row.get("version"),
                places: places[id] ?? []
            )
        }
    }
}
