package import Access
import Accounts
import Database
import Foundation
package import Services

extension Programmes {
    /// Moves places to another run of the same offer, at no cost: a new booking at the old price, one email for
    /// each person that takes the old sessions out of the calendar and puts the new ones in. Whether the school's lead
    /// agreed goes along; while the lead has not answered, the new booking waits as the old one did.
    ///
    /// - Returns: The booking in the other run.
    /// - Throws: ``BookingRefusal/notEnoughPlaces(left:)``, ``BookingRefusal/cannotMoveThere``, what
    ///   ``cancelPlaces(_:of:version:waivingCharge:by:)`` throws.
    package func movePlaces(
        _ places: Set<ID<BookedPlace>>,
        of id: ID<Booking>,
        to target: ID<Run>,
        version: Int,
        by actor: Actor
    ) async throws -> ID<Booking> {
        try actor.signedInOrSystem()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let references = (0..<4).map { _ in BookingReference.drawn(services) }
        let settings = settings
        // The queue of the run that places are taken from the most: a clash on the other one is tried again.
        return try await database.write(exclusively: Self.queue(target)) { transaction in
            var ids = ids
            let change = try BookingChange(id, for: .movePlaces, by: actor, at: act.at, in: transaction)
            let booking = change.booking
            let chosen = try change.heldPlaces(places, of: actor)
            try transaction.refuseCompleted(chosen)
            guard let other = change.offer.runs.first(where: { $0.id == target }), other.id != change.run.id,
                change.offer.state == .published, other.isBookable(at: act.at)
            else {
                throw BookingRefusal.cannotMoveThere
            }
            // Left behind, the others would be included in a price that is no longer paid.
            let school = booking.organisation.id
            let isSchoolPrice = chosen.contains { $0.basis == .school || $0.basis == .included }
            if isSchoolPrice, try transaction.schoolPlaces(in: change.run.id, of: school) != chosen.count {
                throw BookingRefusal.schoolMovesTogether
            }
            let clash: [ID<Person>] = try transaction.column(
                """
                SELECT person_id FROM place WHERE run_id = \(target) AND state = 'held'
                    AND person_id IN (\(SQL.list(chosen.map(\.person))))
                """
            )
            guard clash.isEmpty else {
                throw BookingRefusal.alreadyBooked(chosen.filter { clash.contains($0.person) }.map(\.name))
            }
            let taken = try transaction.execute(
                """
                UPDATE run SET taken = taken + \(chosen.count)
                WHERE id = \(target) AND taken + reserved + \(chosen.count) <= capacity
                """
            )
            guard taken == 1 else { throw BookingRefusal.notEnoughPlaces(left: other.placesLeft) }

            let new = ids.next(Booking.self)
            let reference = try transaction.freeReference(among: references)
            try transaction.execute(
                """
                INSERT INTO booking
                    (id, reference, run_id, organisation_id, booked_by, purchase_order, price_pence, vat_rate,
                     discount_code_id, state, booked_at, version)
                SELECT \(new), \(reference), \(target), organisation_id, booked_by, purchase_order, price_pence,
                    vat_rate, discount_code_id, 'confirmed', \(act.at), 1
                FROM booking WHERE id = \(id)
                """
            )
            try transaction.carryApproval(from: id, to: new)
            let isAsked = change.approval == .asked
            let post = Post(settings, at: act.at)
            for (position, old) in chosen.enumerated() {
                let place = ids.next(BookedPlace.self)
                try transaction.execute(
                    """
                    INSERT INTO place
                        (id, booking_id, run_id, position, person_id, name, email, state, changed_at, price_pence,
                         price_basis, price_reason)
                    SELECT \(place), \(new), \(target), \(position), person_id, name, email, 'held', \(act.at),
                        price_pence, price_basis, price_reason
                    FROM place WHERE id = \(old.id)
                    """
                )
                try transaction.execute(
                    """
                    UPDATE place SET state = 'cancelled', changed_at = \(act.at), moved_to = \(place)
                    WHERE id = \(old.id)
                    """
                )
                try transaction.moveNeeds(from: old.id, to: place, in: target)
                try transaction.moveInvoicedItems(from: old.id, to: place)
            }
            try transaction.releaseChoices(of: chosen.map(\.id), in: change.run.id)
            let left = booking.heldPlaces.count - chosen.count
            try transaction.update(
                """
                UPDATE booking SET version = version + 1, state = \(left == 0 ? BookingState.cancelled : .confirmed)
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.execute(
                "UPDATE run SET taken = taken - \(chosen.count) WHERE id = \(change.run.id)"
            )
            try transaction.audit(
                act,
                .movePlaces,
                of: id,
                in: booking.organisation.id,
                ["places": .count(chosen.count), "to": .id(target), "booking": .id(new)]
            )
            let moved = try transaction.booking(new).orNotFound()
            for (old, place) in zip(chosen, moved.heldPlaces) where !isAsked {
                try transaction.send(
                    post.placeMoved(from: old, change.run, to: place, other, change.offer),
                    act,
                    &ids
                )
            }
            if let email = try transaction.email(of: moved.bookedBy.id) {
                try transaction.send(
                    post.booked(moved, to: email, change.offer, other, waits: isAsked),
                    act,
                    &ids
                )
            }
            try transaction.passOnFreePlaces(of: change.run.id, act, post, settings, &ids)
            try transaction.touch(.offer(change.offer.id), .offers)
            return new
        }
    }
}

extension Transaction {
    /// How many places a school holds in a run that its one price is for.
    fileprivate func schoolPlaces(in run: ID<Run>, of school: ID<Organisation>) throws -> Int {
        try count(
            """
            SELECT count(*) FROM place JOIN booking ON booking.id = place.booking_id
            WHERE place.run_id = \(run) AND place.state = 'held' AND booking.organisation_id = \(school)
                AND place.price_basis IN ('school', 'included')
            """
        )
    }
}
