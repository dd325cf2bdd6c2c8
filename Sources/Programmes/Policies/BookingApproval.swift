package import Access
import Accounts
import Database
import Foundation
import Mail
package import Services

/// Whether a school's lead has agreed to a booking, where the school wants to be asked.
package enum BookingApproval: String, Sendable, SQLStorable {
    /// The places are kept meanwhile.
    case asked
    case approved, declined
}

extension Programmes {
    /// Whether bookings of a school wait for its lead.
    package func needsApproval(_ school: ID<Organisation>, by actor: Actor) async throws -> Bool {
        try actor.require(.seeBookings, on: .of(school))
        return try await database.read { try $0.needsApproval(school) }
    }

    package func setNeedsApproval(_ isNeeded: Bool, for school: ID<Organisation>, by actor: Actor)
        async throws
    {
        try actor.require(.approveBookings, on: .of(school))
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO school_booking_rule (organisation_id, needs_approval, version)
                VALUES (\(school), \(isNeeded), 1)
                ON CONFLICT (organisation_id) DO UPDATE SET needs_approval = \(isNeeded),
                    version = school_booking_rule.version + 1
                """
            )
            try transaction.audit(act, .setApproval, of: school, in: school, ["needed": .flag(isNeeded)])
        }
    }

    /// The bookings that wait for the signed-in lead, oldest first.
    package func bookingsToApprove(by actor: Actor) async throws -> [BookingRecord] {
        try actor.signedInPerson()
        let schools = actor.organisations(where: .approveBookings).map(\.id)
        guard !schools.isEmpty else { return [] }
        return try await database.read { transaction in
            let ids: [ID<Booking>] = try transaction.column(
                """
                SELECT booking_id FROM booking_approval
                WHERE state = 'asked' AND organisation_id IN (\(SQL.list(schools))) ORDER BY asked_at LIMIT 100
                """
            )
            let bookings = try transaction.bookings(
                where: "booking.id IN (\(SQL.list(ids))) AND booking.state = 'confirmed'",
                order: "booking.booked_at, booking.id",
                limit: 100
            )
            return try transaction.pages(of: bookings, by: actor)
        }
    }

    /// The lead agrees, and those who go hear of it; or declines, and the places are free again at no cost.
    ///
    /// - Parameter version: Of the booking as it was shown: nobody agrees to more than they saw.
    /// - Throws: What ``BookingDeed/answer`` is refused for; `DatabaseError.staleVersion`.
    package func answerApproval(of id: ID<Booking>, approves: Bool, version: Int, by actor: Actor)
        async throws
    {
        try actor.signedInPerson()
        let settings = settings
        try await changeBooking(id, for: .answer, by: actor) { transaction, change, act, ids in
            let booking = change.booking
            guard booking.version == version else { throw DatabaseError.staleVersion }
            try transaction.execute(
                """
                UPDATE booking_approval SET state = \(approves ? BookingApproval.approved : .declined),
                    answered_at = \(act.at), answered_by = \(actor.person?.id) WHERE booking_id = \(id)
                """
            )
            try transaction.audit(
                act,
                .answerApproval,
                of: id,
                in: booking.organisation.id,
                ["approved": .flag(approves)]
            )
            let (run, offer) = (change.run, change.offer)
            let post = Post(settings, at: act.at)
            let before = PlacesLeft(run.placesLeft)
            if approves {
                // A page from before says that cancelling costs nothing.
                try transaction.execute("UPDATE booking SET version = version + 1 WHERE id = \(id)")
                for place in booking.heldPlaces {
                    try transaction.tellOfPlace(
                        place,
                        bookedBy: booking.bookedBy,
                        offer,
                        run,
                        post,
                        act,
                        &ids
                    )
                }
            } else {
                try transaction.freePlaces(of: booking, offer, act)
                try transaction.passOnFreePlaces(of: run.id, act, post, settings, &ids)
            }
            if let email = try transaction.email(of: booking.bookedBy.id) {
                try transaction.send(
                    post.approvalAnswered(booking, approved: approves, to: email, offer),
                    act,
                    &ids
                )
            }
            try transaction.touchPlaces(of: offer.id, run.id, before: before)
        }
    }
}

extension Transaction {
    func needsApproval(_ school: ID<Organisation>) throws -> Bool {
        try exists(
            "SELECT 1 FROM school_booking_rule WHERE organisation_id = \(school) AND needs_approval = 1"
        )
    }

    /// Cancels what is held of a booking that the school's lead did not agree to, at no cost.
    func freePlaces(of booking: Booking, _ offer: Offer, _ act: Act) throws {
        try cancelHeldPlaces(of: booking, offer, act)
        try settleSchoolPrice(in: booking.run, of: booking.organisation.id)
    }

    /// Lets a booking that was made of another one stand as that did with the school's lead.
    func carryApproval(from old: ID<Booking>, to new: ID<Booking>) throws {
        try execute(
            """
            INSERT INTO booking_approval
                (booking_id, organisation_id, state, asked_at, answered_at, answered_by, reminded_at)
            SELECT \(new), organisation_id, state, asked_at, answered_at, answered_by, reminded_at
            FROM booking_approval WHERE booking_id = \(old)
            """
        )
    }

    func approval(of booking: ID<Booking>) throws -> BookingApproval? {
        try value("SELECT state FROM booking_approval WHERE booking_id = \(booking)")
    }

    /// Asks the school's leads, if it wants them asked and there are any.
    /// - Returns: Whether the booking waits for an answer.
    func askForApproval(
        of booking: Booking,
        _ offer: Offer,
        _ run: Run,
        _ act: Act,
        _ post: Post,
        _ ids: inout IDSequence
    ) throws -> Bool {
        let school = booking.organisation.id
        guard try needsApproval(school), !act.actor.may(.approveBookings, on: .of(school)) else {
            return false
        }
        let leads = try leads(of: school)
        guard !leads.isEmpty else { return false }
        try execute(
            """
            INSERT INTO booking_approval (booking_id, organisation_id, state, asked_at)
            VALUES (\(booking.id), \(school), 'asked', \(act.at))
            """
        )
        for lead in leads {
            try send(post.askApproval(booking, of: lead.email, named: lead.name, offer, run), act, &ids)
        }
        return true
    }

    /// Those who agree to a school's bookings and can be written to.
    func leads(of school: ID<Organisation>) throws -> [(name: String, email: EmailAddress)] {
        try rows(
            """
            SELECT person.name, person.email FROM membership JOIN person ON person.id = membership.person_id
            WHERE membership.organisation_id = \(school) AND membership.role = 'lead' AND person.email IS NOT NULL
            ORDER BY person.id
            """
        ).map { (try $0.get(0), try $0.get(1)) }
    }
}
