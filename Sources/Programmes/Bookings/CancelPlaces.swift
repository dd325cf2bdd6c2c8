package import Access
import Accounts
import Database
import Foundation
package import Services

extension Programmes {
    /// Gives places of a booking back: by whoever books for the school, by the booker, by the organiser, or
    /// by an attender for themself. Freed places go to the waiting list in the same transaction.
    ///
    /// Cancelling late costs what the lead hub's ladder says; the organiser may waive it.
    ///
    /// - Parameters:
    ///   - version: Of the booking as it was shown.
    ///   - waivingCharge: Only from those who keep the register.
    /// - Throws: ``BookingRefusal/started``; ``BookingRefusal/placeNotHeld``; ``BookingRefusal/completed(_:)``;
    ///   `DatabaseError.staleVersion`.
    package func cancelPlaces(
        _ places: Set<ID<BookedPlace>>,
        of id: ID<Booking>,
        version: Int,
        waivingCharge: Bool = false,
        by actor: Actor
    )
        async throws
    {
        let settings = settings
        try await changeBooking(id, for: .cancelPlaces, by: actor) { transaction, change, act, ids in
            let run = change.run.id
            let chosen = try change.heldPlaces(places, of: actor)
            try transaction.refuseCompleted(chosen)
            let before = PlacesLeft(change.run.placesLeft)
            let left = change.booking.heldPlaces.count - chosen.count
            let isWaived = waivingCharge && change.parties.contains(.organiser)
            let isAsked = change.approval == .asked
            let percentage =
                isWaived || isAsked
                ? 0 : try transaction.cancellationPercentage(of: change.offer, change.run, at: act.at)
            try transaction.update(
                """
                UPDATE booking SET version = version + 1, state = \(left == 0 ? BookingState.cancelled : .confirmed)
                WHERE id = \(id) AND version = \(version)
                """
            )
            for place in chosen {
                let charge = CancellationLadder.charge(place.price, percentage: percentage)
                try transaction.execute(
                    """
                    UPDATE place SET state = 'cancelled', changed_at = \(act.at), charge_pence = \(charge)
                    WHERE id = \(place.id) AND state = 'held'
                    """
                )
            }
            try transaction.releaseFunded(chosen, of: change.offer.id)
            try transaction.settleSchoolPrice(in: run, of: change.booking.organisation.id)
            try transaction.execute("UPDATE run SET taken = taken - \(chosen.count) WHERE id = \(run)")
            try transaction.releaseChoices(of: chosen.map(\.id), in: run)
            try transaction.audit(
                act,
                .cancelPlaces,
                of: id,
                in: change.booking.organisation.id,
                [
                    "places": .count(chosen.count), "left": .count(left), "percentage": .count(percentage),
                    "waived": .flag(isWaived),
                ]
            )

            let post = Post(settings, at: act.at)
            // Someone whose place the lead never agreed to has not heard of it.
            for place in chosen where !isAsked {
                try transaction.send(post.placeCancelled(place, change.offer, change.run), act, &ids)
            }
            let after = try transaction.booking(id).orNotFound()
            if let email = try transaction.email(of: after.bookedBy.id) {
                try transaction.send(
                    post.placesCancelled(chosen, of: after, to: email, change.offer),
                    act,
                    &ids
                )
            }
            try transaction.passOnFreePlaces(of: run, act, post, settings, &ids)
            try transaction.touchPlaces(of: change.offer.id, run, before: before)
        }
    }

    /// Changes a booking, for those who may; one at a time for each run.
    func changeBooking(
        _ id: ID<Booking>,
        for deed: BookingDeed,
        by actor: Actor,
        _ body: @escaping @Sendable (any Transaction, BookingChange, Act, inout IDSequence) throws -> Void
    ) async throws {
        try actor.signedInOrSystem()
        let run = try await runToChange(of: id)
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        try await database.write(exclusively: Self.queue(run)) { transaction in
            var ids = ids
            let change = try BookingChange(id, for: deed, by: actor, at: act.at, in: transaction)
            try body(transaction, change, act, &ids)
        }
    }

    /// The run whose queue a change of a booking joins. A booking never moves to another run.
    func runToChange(of id: ID<Booking>) async throws -> ID<Run> {
        try await database.read { transaction in
            try transaction.value("SELECT run_id FROM booking WHERE id = \(id)").orNotFound()
        }
    }
}

extension Transaction {
    /// Cancels whatever is held of a booking, at no cost. Who carries a school's price afterwards is for the caller.
    func cancelHeldPlaces(of booking: Booking, _ offer: Offer, _ act: Act) throws {
        let held = booking.heldPlaces
        try releaseChoices(of: held.map(\.id), in: booking.run)
        try execute(
            """
            UPDATE place SET state = 'cancelled', changed_at = \(act.at)
            WHERE booking_id = \(booking.id) AND state = 'held'
            """
        )
        try update(
            """
            UPDATE booking SET state = 'cancelled', version = version + 1
            WHERE id = \(booking.id) AND version = \(booking.version)
            """
        )
        try execute("UPDATE run SET taken = taken - \(held.count) WHERE id = \(booking.run)")
        try releaseFunded(held, of: offer.id)
    }

    /// What cancelling a place of a run costs now, by the lead hub's ladder.
    func cancellationPercentage(of offer: Offer, _ run: Run, at now: Date) throws -> Int {
        guard let lead = offer.lead else { return 0 }
        return try cancellationLadder(of: lead.organisation.id)
            .percentage(on: LocalDate(now, in: .london), before: run.startsOn)
    }
}
