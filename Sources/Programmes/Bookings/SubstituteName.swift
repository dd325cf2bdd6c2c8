package import Access
import Accounts
import Database
import Evidence
package import Services

extension Programmes {
    /// Gives a place to another colleague, free and at any time before the first session.
    ///
    /// - Throws: `Faults` (fields `name-0`, `email-0`); ``BookingRefusal``; `DatabaseError.staleVersion`.
    package func substitute(
        _ colleague: ColleagueDraft,
        for place: ID<BookedPlace>,
        of id: ID<Booking>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.signedInOrSystem()
        var reader = FieldReader()
        let checked = colleague.checked(at: 0, isAlone: true, &reader)
        try reader.finish()
        let named = try checked.orNotFound()
        let settings = settings
        try await changeBooking(id, for: .changeName, by: actor) { transaction, change, act, ids in
            let run = change.run.id
            let old = try change.booking.places.first { $0.id == place }.orNotFound()
            // Sent twice, as by a second press of the button: whoever was named goes already.
            if old.state == .substituted, change.booking.goesInstead(named, of: old) { return }
            if let refusal = old.refusal { throw refusal }
            try transaction.refuseCompleted([old])
            guard try transaction.holders(among: [named.email], in: run).isEmpty else {
                throw BookingRefusal.substituteGoes(named.name)
            }
            try transaction.update(
                "UPDATE booking SET version = version + 1 WHERE id = \(id) AND version = \(version)"
            )
            try transaction.execute(
                "UPDATE place SET state = 'substituted', changed_at = \(act.at) WHERE id = \(place)"
            )
            try transaction.releaseChoices(of: [place], in: run)
            let new = try transaction.insertPlace(
                for: named,
                PlacePrice(price: old.price, basis: old.basis, reason: old.priceReason),
                in: id,
                of: run,
                at: old.position,
                ids: &ids,
                now: act.at
            )
            try transaction.moveInvoicedItems(from: place, to: new)
            try transaction.audit(
                act,
                .substituteName,
                of: id,
                in: change.booking.organisation.id,
                ["from": .id(place), "to": .id(new)]
            )
            let post = Post(settings, at: act.at)
            // While the school's lead has not answered, nobody who goes has heard of it.
            guard change.approval != .asked else { return }
            try transaction.send(post.placeCancelled(old, change.offer, change.run), act, &ids)
            let after = try transaction.booking(id).orNotFound()
            if let held = after.places.first(where: { $0.id == new }) {
                try transaction.tellOfPlace(
                    held,
                    bookedBy: after.bookedBy,
                    change.offer,
                    change.run,
                    post,
                    act,
                    &ids
                )
            }
        }
    }
}

extension Booking {
    /// Whether a colleague holds the place that was another's.
    fileprivate func goesInstead(_ named: NamedColleague, of old: BookedPlace) -> Bool {
        heldPlaces.contains { $0.position == old.position && $0.email == named.email }
    }
}
