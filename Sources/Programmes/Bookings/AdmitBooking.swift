package import Access
import Accounts
import Database
package import Foundation
import Services

/// A booking that nothing stands against.
struct AdmittedBooking {
    let run: Run
    let offer: Offer
    /// The booker’s address.
    let email: EmailAddress
    /// The entry of the waiting list whose kept places it takes up, and how many are kept.
    let kept: (entry: ID<WaitingEntry>, places: Int)?
}

extension Offer {
    /// Whether somebody runs it, and so keeps its registers, and books and waits for a school that asks.
    package func isOrganised(by actor: Actor) -> Bool {
        actor.may(.keepRegister, on: .of(hubs.map(\.organisation.id)))
    }

    /// Whether it is the time to book places in one of its runs.
    ///
    /// - Parameter areKept: Places kept for someone who waits can be taken up after the last day for booking: they became
    ///   free then.
    package func isBookable(_ run: Run, areKept: Bool, at now: Date) -> Bool {
        state == .published && (areKept ? run.isChangeable(at: now) : run.isBookable(at: now))
    }
}

extension Transaction {
    /// What a booking and its preview are refused for: one rule, so that nobody is shown a price and refused afterwards. Only
    /// what somebody else takes in between is left to the booking itself.
    ///
    /// - Throws: ``BookingRefusal``; `AccessError`.
    func admit(_ draft: BookingDraft, _ colleagues: [NamedColleague], by actor: Actor, at now: Date) throws
        -> AdmittedBooking
    {
        let booker = try actor.signedInPerson()
        let run = try run(draft.run).orNotFound()
        let offer = try offer(run.offer).orNotFound()
        guard offer.state.isPublic else { throw AccessError.notFound }
        let email = try email(of: booker.id).orNotFound()
        if try !mayAct(for: draft.organisation, asOrganiserOf: offer, actor) {
            try permitBooking(colleagues, for: draft.organisation, at: email, by: actor)
        }
        guard offer.isBookable(run, areKept: draft.waitingEntry != nil, at: now) else {
            throw BookingRefusal.closed
        }
        try refuseSecondPlaces(for: colleagues, in: run.id)
        let kept = try kept(for: draft, of: offer, at: now, by: actor)
        if let kept {
            guard colleagues.count <= kept.places else { throw BookingRefusal.moreThanKept(kept.places) }
        } else if colleagues.count > run.placesLeft {
            throw BookingRefusal.notEnoughPlaces(left: run.placesLeft)
        }
        return AdmittedBooking(run: run, offer: offer, email: email, kept: kept)
    }

    /// Whether somebody runs an offer, and so books and waits for a school that asks, as they add on the day who comes
    /// unannounced.
    func mayAct(for organisation: ID<Organisation>, asOrganiserOf offer: Offer, _ actor: Actor) throws -> Bool
    {
        guard offer.isOrganised(by: actor) else { return false }
        return try takesPlaces(organisation)
    }

    /// The places that a draft says are kept for its school; `nil` where it says nothing of the kind.
    private func kept(for draft: BookingDraft, of offer: Offer, at now: Date, by actor: Actor) throws
        -> (entry: ID<WaitingEntry>, places: Int)?
    {
        guard let id = draft.waitingEntry else { return nil }
        let entry = try waitingEntry(id).orNotFound()
        guard entry.run == draft.run, entry.organisation.id == draft.organisation,
            try mayTakeUp(entry, of: offer, actor)
        else {
            throw AccessError.notFound
        }
        guard let kept = entry.kept(at: now)?.places else { throw BookingRefusal.waitingOfferOver }
        return (id, kept)
    }
}
