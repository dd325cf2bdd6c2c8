package import Access
import Accounts
import Database
import Foundation
package import Services

extension Programmes {
    /// Gives a cancelled place back to the person who had it, while there is one free; the charge for
    /// cancelling late falls away. A booking that the school's lead declined stays as it is; while the lead has not
    /// answered, the place waits with the others.
    ///
    /// It is a new place with calendar entries of its own: calendars pass over a request that follows a
    /// cancellation of the same entry.
    /// - Throws: ``BookingRefusal/notEnoughPlaces(left:)``, ``BookingRefusal/placeNotHeld`` when it is not
    ///   cancelled, ``BookingRefusal/noFundedPlace``, ``BookingRefusal/moved``, ``BookingRefusal/alreadyBooked(_:)``,
    ///   ``BookingRefusal/started``, ``BookingRefusal/declined``.
    package func reinstatePlace(
        _ place: ID<BookedPlace>,
        of id: ID<Booking>,
        version: Int,
        by actor: Actor
    ) async throws {
        let settings = settings
        try await changeBooking(id, for: .givePlaceBack, by: actor) { transaction, change, act, ids in
            let run = change.run.id
            let old = try change.booking.places.first { $0.id == place }.orNotFound()
            guard old.state == .cancelled else { throw BookingRefusal.placeNotHeld }
            guard old.movedTo == nil else { throw BookingRefusal.moved }
            let isHeld = try transaction.exists(
                "SELECT 1 FROM place WHERE run_id = \(run) AND person_id = \(old.person) AND state = 'held'"
            )
            guard !isHeld else { throw BookingRefusal.alreadyBooked([old.name]) }
            let before = PlacesLeft(change.run.placesLeft)
            let taken = try transaction.execute(
                "UPDATE run SET taken = taken + 1 WHERE id = \(run) AND taken + reserved + 1 <= capacity"
            )
            guard taken == 1 else { throw BookingRefusal.notEnoughPlaces(left: change.run.placesLeft) }
            let school = change.booking.organisation.id
            let isPaidMeanwhile = try old.basis == .school && transaction.hasPaidForSchool(school, in: run)
            let new = ids.next(BookedPlace.self)
            try transaction.execute(
                """
                INSERT INTO place
                    (id, booking_id, run_id, position, person_id, name, email, state, changed_at, price_pence,
                     price_basis, price_reason)
                SELECT \(new), booking_id, run_id, position, person_id, name, email, 'held', \(act.at), price_pence,
                    price_basis, price_reason
                FROM place WHERE id = \(place)
                """
            )
            try transaction.execute("UPDATE place SET charge_pence = 0 WHERE id = \(place)")
            try transaction.moveInvoicedItems(from: place, to: new)
            if old.basis == .funded { try transaction.takeFunded(1, of: change.offer.id) }
            if isPaidMeanwhile { try transaction.includeInSchoolPrice(new) }
            try transaction.settleSchoolPrice(in: run, of: school)
            try transaction.update(
                """
                UPDATE booking SET state = 'confirmed', version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .reinstatePlace,
                of: id,
                in: change.booking.organisation.id,
                ["from": .id(place), "to": .id(new)]
            )
            let post = Post(settings, at: act.at)
            let booking = try transaction.booking(id).orNotFound()
            // While the school's lead has not answered, nobody who goes has heard of it.
            if change.approval != .asked, let held = booking.places.first(where: { $0.id == new }) {
                try transaction.tellOfPlace(
                    held,
                    bookedBy: booking.bookedBy,
                    change.offer,
                    change.run,
                    post,
                    act,
                    &ids
                )
            }
            try transaction.touchPlaces(of: change.offer.id, run, before: before)
        }
    }
}
