package import Access
import Accounts
package import Database
import Evidence
import Foundation
package import Services

/// What cancelling a run would do, for whoever is about to.
package struct CancellationOutlook: Sendable {
    package let offer: Offer
    package let run: Run
    /// How many people hold a place, and how many turns there are on the waiting list.
    package let places: Int
    package let waiting: Int
    /// Invoices with places of it that are not credited or withdrawn: drafts last, the others by number.
    package let invoices: [InvoiceTag]
}

/// An invoice as a list names it.
package struct InvoiceTag: Sendable, Equatable, RowReadable {
    package let id: ID<Invoice>
    /// `nil` for a draft.
    package let number: String?

    package init(row: Row) throws {
        id = try row.get("id")
        number = try row.get("number")
    }
}

extension Programmes {
    /// What is there to undo before a run is cancelled, and to credit afterwards.
    package func cancellationOutlook(of id: ID<Run>, by actor: Actor) async throws -> CancellationOutlook {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            return CancellationOutlook(
                offer: offer,
                run: run,
                places: run.taken,
                waiting: try transaction.count(
                    """
                    SELECT count(*) FROM waiting_entry
                    WHERE run_id = \(id) AND state IN ('waiting', 'offered')
                    """
                ),
                invoices: try transaction.all(
                    """
                    SELECT invoice.id, invoice.number FROM invoice
                    WHERE invoice.id IN (SELECT invoice_line.invoice_id FROM booking
                        JOIN place ON place.booking_id = booking.id
                        JOIN invoiced_item ON invoiced_item.place_id = place.id AND invoiced_item.released_at IS NULL
                        JOIN invoice_line ON invoice_line.id = invoiced_item.line_id WHERE booking.run_id = \(id))
                    ORDER BY CASE WHEN invoice.number IS NULL THEN 1 ELSE 0 END, invoice.number, invoice.id
                    """
                )
            )
        }
    }

    /// Cancels a run for everyone: no place in it is held or charged, nor is having cancelled late, and whoever holds
    /// one, leads a session, booked or waits hears why; those with a place have calendar files that take the sessions
    /// out. Funded places are free again, and so is a discount code's use. Its bookings are kept. Cancelling twice is
    /// cancelling once.
    ///
    /// What was invoiced stays invoiced until it is credited: see ``cancellationOutlook(of:by:)``.
    ///
    /// - Parameters:
    ///   - reason: What everyone is told.
    ///   - version: Of the run as it was shown.
    /// - Throws: `Faults` (field `reason`); ``OfferRefusal/runStarted``; `DatabaseError.staleVersion`.
    package func cancelRun(_ id: ID<Run>, reason: String, version: Int, by actor: Actor) async throws {
        try actor.signedInOrSystem()
        var reader = FieldReader()
        let reason = reader.required(reason, "reason", named: "why it is not held", most: 1_000)
        try reader.finish()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let post = Post(settings, at: act.at)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            var ids = ids
            let run = try transaction.run(id).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            guard offer.state != .archived else { throw OfferRefusal.archived }
            guard !run.isCancelled else { return }
            guard act.at < run.changesUntil else { throw OfferRefusal.runStarted }
            try transaction.update(
                """
                UPDATE run SET cancelled_at = \(act.at), cancellation_reason = \(reason), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            let bookings = try transaction.bookings(
                where: "booking.run_id = \(id) AND booking.state = 'confirmed'",
                order: "booking.booked_at, booking.id",
                limit: Run.mostPlaces
            )
            try transaction.tellFacilitators(of: run, offer, reason: reason, post, act, &ids)
            try transaction.dropCharges(in: run, offer, reason: reason, post, act, &ids)
            for booking in bookings {
                try transaction.cancel(booking, run, offer, reason: reason, post, act, &ids)
            }
            try transaction.execute(
                "UPDATE run_session SET sequence = sequence + 1 WHERE run_id = \(id)"
            )
            try transaction.tellOfWaitingEnd(
                .cancelled(reason: reason),
                of: run,
                offer,
                act,
                post,
                &ids
            )
            try transaction.audit(
                act,
                .cancelRun,
                of: id,
                in: offer.lead?.organisation.id,
                ["offer": .id(offer.id), "bookings": .count(bookings.count), "places": .count(run.taken)]
            )
            try transaction.touchPublicly(offer)
        }
    }
}

extension Transaction {
    /// One booking of a run that is cancelled: its places, their funding and its discount code, and the mails.
    fileprivate func cancel(
        _ booking: Booking,
        _ run: Run,
        _ offer: Offer,
        reason: String,
        _ post: Post,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        let held = booking.heldPlaces
        try refuseCompleted(held)
        let isAsked = try approval(of: booking.id) == .asked
        // No school's price is left to be carried by another place: all of them go.
        try cancelHeldPlaces(of: booking, offer, act)
        try releaseCode(of: booking.id)
        // Someone whose place the lead never agreed to has not heard of it.
        for place in held where !isAsked {
            try send(post.runCancelled(place, offer, run, reason: reason), act, &ids)
        }
        if let email = try email(of: booking.bookedBy.id) {
            try send(
                post.runCancelled(booking, to: email, offer, run, reason: reason, waited: isAsked),
                act,
                &ids
            )
        }
    }

    /// Tells those who lead its sessions with an account, each once; who holds a place too hears of it with that.
    fileprivate func tellFacilitators(
        of run: Run,
        _ offer: Offer,
        reason: String,
        _ post: Post,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        let addresses = try facilitatorAddresses(of: run.id)
        guard !addresses.isEmpty else { return }
        var told: Set<ID<Person>> = Set(
            try column("SELECT place.person_id FROM place WHERE \(BookedPlace.confirmed(in: run.id))")
        )
        for facilitator in run.sessions.flatMap(\.facilitators) {
            guard let person = facilitator.person, let email = addresses[person], told.insert(person).inserted
            else { continue }
            try send(post.ledRunCancelled(facilitator, to: email, offer, run, reason: reason), act, &ids)
        }
    }

    /// Nobody pays for having cancelled what was not held after all: charges for cancelling late fall away, and those
    /// whose booking was all cancelled hear of it here; the others have an email that says so.
    fileprivate func dropCharges(
        in run: Run,
        _ offer: Offer,
        reason: String,
        _ post: Post,
        _ act: Act,
        _ ids: inout IDSequence
    ) throws {
        let charged: [ID<Booking>] = try column(
            """
            SELECT id FROM booking WHERE run_id = \(run.id) AND state = 'cancelled' AND EXISTS (SELECT 1 FROM place
                WHERE place.booking_id = booking.id AND place.charge_pence > 0)
            ORDER BY booked_at, id
            """
        )
        try execute(
            """
            UPDATE place SET charge_pence = 0 WHERE charge_pence > 0
                AND booking_id IN (SELECT id FROM booking WHERE run_id = \(run.id))
            """
        )
        for id in charged {
            guard let booking = try booking(id), let email = try email(of: booking.bookedBy.id) else {
                continue
            }
            try send(post.chargeDropped(booking, to: email, offer, run, reason: reason), act, &ids)
        }
    }

    /// Gives the use of a discount code back, unless places that moved out of the booking or into it are still held
    /// elsewhere: then it was used for them.
    private func releaseCode(of booking: ID<Booking>) throws {
        try execute(
            """
            UPDATE discount_code SET uses = uses - 1
            WHERE uses > 0 AND id = (SELECT discount_code_id FROM booking WHERE id = \(booking))
                AND NOT EXISTS (SELECT 1 FROM place earlier JOIN place later ON later.id = earlier.moved_to
                    JOIN place held ON held.booking_id = later.booking_id AND held.state = 'held'
                    WHERE earlier.booking_id = \(booking))
                AND NOT EXISTS (SELECT 1 FROM place later JOIN place earlier ON earlier.moved_to = later.id
                    JOIN place held ON held.booking_id = earlier.booking_id AND held.state = 'held'
                    WHERE later.booking_id = \(booking))
            """
        )
    }
}
