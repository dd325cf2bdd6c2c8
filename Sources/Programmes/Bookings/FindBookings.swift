package import Access
import Database
import Directory
import Evidence
package import Services

/// What is looked for among the bookings of a hub's offers.
package struct BookingQuery: Sendable, Equatable {
    /// A reference, a purchase order, a school, who booked or goes with name or address, or the offer: each word must be
    /// in one of them.
    package var text: String
    package var part: Part

    package enum Part: String, CaseIterable, Sendable {
        case all
        case coming
        /// Those that a school's lead has not answered.
        case asked
        case over
        /// By the school, or with the dates.
        case cancelled
    }

    package init(text: String = "", part: Part = .all) {
        self.text = text
        self.part = part
    }

    static let mostWords = 8
}

extension Programmes {
    /// The bookings of all offers that a hub runs, alone or with others: those booked last first.
    package func bookings(
        ofOffersOf hub: ID<Organisation>,
        _ query: BookingQuery = BookingQuery(),
        limit: Int = 50,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (bookings: [BookingRecord], total: Int) {
        try actor.signedInOrSystem()
        try actor.require(.seeBookings, on: .of(hub))
        let condition = query.condition(for: hub, on: services.today())
        return try await database.read { transaction in
            let total = try transaction.bookingCount(where: condition)
            let bookings = try transaction.bookings(
                where: condition,
                order: BookingQuery.order,
                limit: limit,
                offset: offset
            )
            return (try transaction.pages(of: bookings, by: actor), total)
        }
    }
}

extension Transaction {
    /// - Parameter condition: On what ``bookings(where:order:limit:offset:)`` joins.
    func bookingCount(where condition: SQL) throws -> Int {
        try count(
            """
            SELECT count(*) FROM booking
            JOIN organisation ON organisation.id = booking.organisation_id
            JOIN person ON person.id = booking.booked_by
            JOIN run ON run.id = booking.run_id
            WHERE \(condition)
            """
        )
    }
}

extension BookingQuery {
    /// Those made last first.
    static let order: SQL = "booking.booked_at DESC, booking.id"

    /// On `booking`, its `organisation`, the `person` who booked, and its `run`.
    func condition(for hub: ID<Organisation>, on today: LocalDate) -> SQL {
        var condition: SQL = """
            booking.run_id IN (SELECT held.id FROM run AS held JOIN offer_hub ON offer_hub.offer_id = held.offer_id
                WHERE offer_hub.hub_id = \(hub))
            """
        switch part {
        case .all: break
        case .coming:
            condition += " AND booking.state = 'confirmed' AND \(Run.isHeld) AND run.ends_on >= \(today)"
        case .over:
            condition += " AND booking.state = 'confirmed' AND \(Run.isHeld) AND run.ends_on < \(today)"
        case .cancelled: condition += " AND (booking.state = 'cancelled' OR run.cancelled_at IS NOT NULL)"
        case .asked:
            condition += """
                 AND booking.state = 'confirmed' AND EXISTS (SELECT 1 FROM booking_approval
                    WHERE booking_approval.booking_id = booking.id AND booking_approval.state = 'asked')
                """
        }
        for word in text.split(whereSeparator: \.isWhitespace).prefix(Self.mostWords) {
            condition += " AND \(Self.holds(String(word)))"
        }
        return condition
    }

    /// That a word is in one of the places where it is looked for.
    private static func holds(_ word: String) -> SQL {
        let typed = "%" + word.replacing("%", with: "") + "%"
        // One engine knows only the capitals of English.
        let lowered = typed.lowercased()
        var places: SQL = """
            (lower(booking.purchase_order) LIKE \(lowered) OR lower(organisation.name) LIKE \(lowered)
                OR organisation.name LIKE \(typed) OR lower(person.name) LIKE \(lowered) OR person.name LIKE \(typed)
                OR lower(person.email) LIKE \(lowered)
                OR EXISTS (SELECT 1 FROM place WHERE place.booking_id = booking.id AND (lower(place.name) LIKE \(lowered)
                    OR place.name LIKE \(typed) OR lower(place.email) LIKE \(lowered)))
            """
        // As it is told on the telephone: with or without its dash, or half of it.
        let reference = word.uppercased().filter { $0 != "-" }
        if reference.count >= 4, reference.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
            places += " OR replace(booking.reference, '-', '') LIKE \("%" + reference + "%")"
        }
        let key = SearchKey.of(word)
        if !key.isEmpty {
            let start = "% " + key + "%"
            places += """
                 OR EXISTS (SELECT 1 FROM offer WHERE offer.id = run.offer_id AND offer.search_key LIKE \(start))
                OR EXISTS (SELECT 1 FROM establishment
                    JOIN establishment_search ON establishment_search.urn = establishment.urn
                    WHERE establishment.organisation_id = booking.organisation_id
                        AND establishment_search.search_key LIKE \(start))
                """
        }
        return places + ")"
    }
}
