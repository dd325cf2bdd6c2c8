package import Access
import Accounts
import Database
package import Foundation
package import Services

/// A booking with what was booked.
package struct BookingRecord: Sendable {
    package let booking: Booking
    package let offer: Offer
    package let run: Run
    /// Who the reader is to it.
    package let parties: Set<BookingParty>
    /// Whether it waits for the school's lead; `nil` where nobody is asked.
    package let approval: BookingApproval?
    /// What cancelling a place costs now, in per cent of its price.
    package let cancellationPercentage: Int
    /// The places that the school's price includes, in whichever booking, where a place of this one carries it.
    package let includedPlaces: Set<ID<BookedPlace>>
    /// On which day each place of self-study was completed.
    package let completions: [ID<BookedPlace>: LocalDate]

    /// Whether the reader may change names and cancel any place, not only their own.
    package var mayChange: Bool { !parties.isDisjoint(with: BookingParty.changing) }

    /// Whether the reader can do something with it now.
    package func allows(_ deed: BookingDeed, at now: Date) -> Bool {
        let (stage, time) = (BookingStage(booking, run, approval), BookingTime(run, at: now))
        return (try? deed.permit(parties, stage, time)) != nil
    }

    /// The other dates of its offer to which its places can be moved now.
    package func otherDates(at now: Date) -> [Run] {
        guard offer.state == .published else { return [] }
        return offer.runs.filter { $0.id != run.id && $0.isBookable(at: now) && $0.placesLeft > 0 }
    }

    /// What cancelling some places costs now: a percentage of what each costs. A school's price stays due while another
    /// of its places is held, so the place that carries it costs nothing then.
    package func charge(for cancelled: Set<ID<BookedPlace>>) -> Pence {
        guard approval != .asked else { return .zero }
        let staysDue = !includedPlaces.isSubset(of: cancelled)
        return booking.heldPlaces.filter { cancelled.contains($0.id) && !($0.basis == .school && staysDue) }
            .reduce(.zero) { $0 + CancellationLadder.charge($1.price, percentage: cancellationPercentage) }
    }
}

extension Programmes {
    /// A booking, for the school, the booker, those who go, and the hubs that run it. To everybody else it
    /// does not exist.
    ///
    /// Someone who only goes sees their own name in it.
    package func booking(_ id: ID<Booking>, by actor: Actor) async throws -> BookingRecord {
        try actor.signedInOrSystem()
        let now = services.now()
        return try await database.read { transaction in
            let seen = try BookingChange(id, for: .see, by: actor, at: now, in: transaction)
            let (booking, run, offer) = (seen.booking, seen.run, seen.offer)
            let shown = seen.reach == .anyPlace ? booking : booking.showingOnly(actor.person?.id)
            return BookingRecord(
                booking: shown,
                offer: offer,
                run: run,
                parties: seen.parties,
                approval: seen.approval,
                cancellationPercentage: try transaction.cancellationPercentage(of: offer, run, at: now),
                includedPlaces: try transaction.includedPlaces(with: booking),
                completions: try transaction.completions(of: shown.places.map(\.id))
            )
        }
    }

    /// A school's bookings: those still to come soonest first, or those that are over, latest first. Self-study is over
    /// when everybody in the booking has completed it.
    package func bookings(
        of organisation: ID<Organisation>,
        over: Bool = false,
        limit: Int = 25,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (bookings: [BookingRecord], total: Int) {
        try actor.require(.seeBookings, on: .of(organisation))
        let today = services.today()
        return try await database.read { transaction in
            let time: SQL = over ? Booking.isOver(on: today) : "NOT \(Booking.isOver(on: today))"
            let condition: SQL = "booking.organisation_id = \(organisation) AND \(time)"
            let total = try transaction.count(
                "SELECT count(*) FROM booking JOIN run ON run.id = booking.run_id WHERE \(condition)"
            )
            let bookings = try transaction.bookings(
                where: condition,
                order: over ? "run.starts_on DESC, booking.id" : "run.starts_on, booking.id",
                limit: limit,
                offset: offset
            )
            return (
                try transaction.pages(of: bookings, by: actor), total
            )
        }
    }

    /// What the signed-in person booked for others or goes to themself: still to come, soonest first, or over, latest
    /// first. Self-study is over when those who concern them have completed it: everybody they booked, or they alone.
    package func ownBookings(over: Bool = false, limit: Int = 50, by actor: Actor) async throws
        -> [BookingRecord]
    {
        let person = try actor.signedInPerson().id
        let today = services.today()
        let isOver = Booking.isOver(on: today, for: person)
        let time: SQL = over ? isOver : "NOT \(isOver)"
        return try await database.read { transaction in
            let bookings = try transaction.bookings(
                where: """
                    \(time) AND booking.state = 'confirmed' AND booking.id IN (
                        SELECT id FROM booking WHERE booked_by = \(person)
                        UNION SELECT booking_id FROM place WHERE person_id = \(person) AND state = 'held')
                    """,
                order: over ? "run.starts_on DESC, booking.id" : "run.starts_on, booking.id",
                limit: limit
            )
            let shown = bookings.map { booking in
                let seesAll =
                    booking.bookedBy.id == person || actor.may(.seeBookings, on: .of(booking.organisation.id))
                return seesAll ? booking : booking.showingOnly(person)
            }
            return try transaction.pages(of: shown, by: actor)
        }
    }

    /// Whom a school booked before, those booked last first: offered again in the form. And the purchase
    /// order used last.
    package func remembered(of organisation: ID<Organisation>, by actor: Actor, limit: Int = 40) async throws
        -> (colleagues: [NamedColleague], purchaseOrder: String?)
    {
        guard actor.may(.bookPlaces, on: .of(organisation)) else { return ([], nil) }
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT place.name, place.email FROM place
                WHERE place.email IS NOT NULL AND place.booking_id IN (
                    SELECT id FROM booking WHERE organisation_id = \(organisation) ORDER BY booked_at DESC LIMIT 60)
                ORDER BY place.changed_at DESC, place.id
                """
            )
            var seen: Set<EmailAddress> = []
            var colleagues: [NamedColleague] = []
            for row in rows where colleagues.count < limit {
                let email: EmailAddress = try row.get("email")
                if seen.insert(email).inserted {
                    colleagues.append(NamedColleague(name: try row.get("name"), email: email))
                }
            }
            let order: String? = try transaction.value(
                """
                SELECT purchase_order FROM booking
                WHERE organisation_id = \(organisation) AND purchase_order IS NOT NULL
                ORDER BY booked_at DESC LIMIT 1
                """
            )
            return (colleagues, order)
        }
    }
}

extension Booking {
    /// A condition on `booking` and `run`: the last session is over or, of self-study, all have completed it.
    ///
    /// - Parameter person: Whom it is to be over for: who only goes does not wait for colleagues. `nil` for the school.
    fileprivate static func isOver(on today: LocalDate, for person: ID<Person>? = nil) -> SQL {
        let concerning: SQL =
            person.map {
                " AND (booking.booked_by = \($0) OR place.person_id = \($0))"
            } ?? ""
        return """
            (run.ends_on < \(today) OR run.study_minutes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM place
                WHERE place.booking_id = booking.id AND place.state = 'held'\(concerning)
                    AND NOT EXISTS (SELECT 1 FROM study_completion c WHERE c.place_id = place.id)))
            """
    }

    /// The booking as someone sees it who only goes.
    fileprivate func showingOnly(_ person: ID<Person>?) -> Booking {
        Booking(
            id: id,
            reference: reference,
            run: run,
            organisation: organisation,
            bookedBy: bookedBy,
            purchaseOrder: nil,
            price: price,
            rateBasisPoints: rateBasisPoints,
            state: state,
            bookedAt: bookedAt,
            version: version,
            places: places.filter { $0.person == person }
        )
    }
}

extension Transaction {
    func pages(of bookings: [Booking], by actor: Actor) throws -> [BookingRecord] {
        let runs = try runs(where: "run.id IN (\(SQL.list(Set(bookings.map(\.run)).sorted())))")
        let runByID = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0) })
        let ids = Set(runs.map(\.offer)).sorted()
        let offers = try offers(
            where: "offer.id IN (\(SQL.list(ids)))",
            order: "offer.id",
            limit: max(1, ids.count)
        )
        let offerByID = Dictionary(uniqueKeysWithValues: offers.map { ($0.id, $0) })
        let approvalRows = try rows(
            """
            SELECT booking_id, state FROM booking_approval
            WHERE booking_id IN (\(SQL.list(bookings.map(\.id))))
            """
        )
        let approvals: [ID<Booking>: BookingApproval] = try Dictionary(
            uniqueKeysWithValues: approvalRows.map { (try $0.get(0), try $0.get(1)) }
        )
        let completions = try completions(of: bookings.flatMap(\.places).map(\.id))
        return bookings.compactMap { booking in
            guard let run = runByID[booking.run], let offer = offerByID[run.offer] else { return nil }
            return BookingRecord(
                booking: booking,
                offer: offer,
                run: run,
                parties: booking.parties(of: actor, offer),
                approval: approvals[booking.id],
                cancellationPercentage: 0,
                includedPlaces: [],
                completions: completions.filter { place, _ in booking.places.contains { $0.id == place } }
            )
        }
    }

    /// What a school's price includes in a run, where a place of a booking carries the price.
    fileprivate func includedPlaces(with booking: Booking) throws -> Set<ID<BookedPlace>> {
        guard booking.heldPlaces.contains(where: { $0.basis == .school }) else { return [] }
        let places: [ID<BookedPlace>] = try column(
            """
            SELECT place.id FROM place JOIN booking ON booking.id = place.booking_id
            WHERE place.run_id = \(booking.run) AND place.state = 'held' AND place.price_basis = 'included'
                AND booking.organisation_id = \(booking.organisation.id)
            """
        )
        return Set(places)
    }
}
