package import Access
import Accounts
package import Database
import Directory
import Evidence
import Foundation
package import Services

/// Someone who came without a place, as typed at the door.
package struct WalkInDraft: Sendable, Equatable {
    package var name = ""
    package var email = ""
    /// A school of the register of this run, or empty when `urn` is typed.
    package var school: ID<Organisation>?
    package var urn = ""

    package init() {}
}

extension Programmes {
    /// Adds someone who came without a place and marks them present. The room holds them, so the run's capacity
    /// grows by one where it was full; nobody on the waiting list loses a kept place.
    ///
    /// - Throws: `Faults`; ``BookingRefusal/notYet``; ``BookingRefusal/onRegister(_:)``.
    package func addWalkIn(
        _ draft: WalkInDraft,
        to id: ID<RunSession>,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws {
        let organiser = try actor.signedInPerson()
        var reader = FieldReader()
        let colleague = ColleagueDraft(name: draft.name, email: draft.email)
            .checked(at: 0, isAlone: true, &reader)
        let urn = draft.urn.trimmed.isEmpty ? nil : Int(draft.urn.trimmed).flatMap(URN.init(rawValue:))
        if draft.school == nil, urn == nil {
            reader.report("urn", "Choose the school, or enter its six-digit URN")
        }
        try reader.finish()
        guard let colleague else { throw AccessError.notFound }
        let school = draft.school ?? urn.map { RegisterKey.establishment($0).organisation }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let references = (0..<4).map { _ in BookingReference.drawn(services) }
        let today = services.today()
        let run: ID<Run> = try await database.read {
            try $0.value("SELECT run_id FROM run_session WHERE id = \(id)").orNotFound()
        }
        try await database.write(exclusively: Self.queue(run)) { transaction in
            _ = try transaction.once(key, by: act, "session.walk-in") {
                var ids = ids
                let held = try HeldSession(id, in: transaction)
                try held.requireKeeping(by: actor)
                guard !held.run.isCancelled else { throw BookingRefusal.runCancelled }
                guard today >= held.session.heldOn else { throw BookingRefusal.notYet }
                guard let school, try transaction.takesPlaces(school) else {
                    throw Faults([Fault("urn", "There is no school with this URN in the register")])
                }
                guard try transaction.holders(among: [colleague.email], in: run).isEmpty else {
                    throw BookingRefusal.onRegister(colleague.name)
                }
                let isFull = held.run.placesLeft <= 0
                try transaction.execute(
                    """
                    UPDATE run SET taken = taken + 1, capacity = capacity + \(isFull ? 1 : 0) WHERE id = \(run)
                    """
                )
                let booking = ids.next(Booking.self)
                let reference = try transaction.freeReference(among: references)
                try transaction.execute(
                    """
                    INSERT INTO booking
                        (id, reference, run_id, organisation_id, booked_by, purchase_order, price_pence, vat_rate,
                         state, booked_at, version)
                    VALUES (\(booking), \(reference), \(run), \(school), \(organiser.id), NULL,
                        \(held.offer.facts.price), \(held.offer.facts.vat.rateBasisPoints), 'confirmed', \(act.at), 1)
                    """
                )
                let quote = try transaction.quote(1, of: held.offer, run, to: school, on: today)
                try transaction.takeFunded(quote.fundedCount, of: held.offer.id)
                let place = try transaction.insertPlace(
                    for: colleague,
                    quote.places.first.orNotFound(),
                    in: booking,
                    of: run,
                    at: 0,
                    ids: &ids,
                    now: act.at
                )
                _ = try transaction.mark(place, as: .present, at: held, act)
                try transaction.audit(
                    act,
                    .addWalkIn,
                    of: id,
                    in: held.offer.lead?.organisation.id,
                    ["place": .id(place), "capacityRaised": .flag(isFull)]
                )
                try transaction.planFinishing(held.run, act, &ids)
                try transaction.touch(.offer(held.offer.id), .offers)
                return place.description
            }
        }
    }
}
