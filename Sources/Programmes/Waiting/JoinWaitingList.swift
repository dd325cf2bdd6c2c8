package import Access
import Accounts
package import Database
import Evidence
import Foundation
package import Services

extension Programmes {
    /// Joins the waiting list of a run that has fewer places left than are wanted. Where fewer are welcome, those that are
    /// left are kept at once. Whoever may book for the school, or runs the offer, joins for it; a member joins for themself.
    ///
    /// - Parameters:
    ///   - takesFewer: Whether fewer places are welcome when not all become free together.
    ///   - contact: Whom at the school to write to as well, as typed, where whoever runs the offer joins for it; may be empty.
    /// - Throws: `Faults`; ``BookingRefusal/placesLeft(_:)`` when there are enough: book instead;
    ///   ``BookingRefusal/alreadyWaiting``.
    package func joinWaitingList(
        of run: ID<Run>,
        for organisation: ID<Organisation>,
        places: Int,
        takesFewer: Bool,
        contact: String = "",
        by actor: Actor,
        key: IdempotencyKey
    ) async throws -> WaitingEntry {
        let person = try actor.signedInPerson()
        let isMember = !actor.roles(in: organisation).isEmpty
        let isOwn =
            places == 1 && isMember && actor.may(.bookOwnPlace, on: .of(person: person.id, in: organisation))
        let isOrganiser: Bool =
            if isOwn { false } else { try await runs(run, for: organisation, actor) }
        if !isOwn, !isOrganiser { try await requireBooking(for: organisation, by: actor) }
        try WaitingEntry.require(places: places)
        let address = try WaitingEntry.contact(isOrganiser ? contact : "")
        let act = services.act(by: actor)
        let id = services.newID(WaitingEntry.self)
        let ids = IDSequence(services)
        let settings = settings
        return try await database.write(exclusively: Self.queue(run)) { transaction in
            let text = try transaction.once(key, by: act, "waiting.join") {
                let found = try transaction.run(run).orNotFound()
                let offer = try transaction.offer(found.offer).orNotFound()
                guard offer.state.isPublic else { throw AccessError.notFound }
                guard offer.state == .published, found.isBookable(at: act.at) else {
                    throw BookingRefusal.closed
                }
                if found.placesLeft >= places { throw BookingRefusal.placesLeft(found.placesLeft) }
                let isWaiting = try transaction.exists(
                    """
                    SELECT 1 FROM waiting_entry WHERE run_id = \(run) AND organisation_id = \(organisation)
                        AND person_id = \(person.id) AND state IN ('waiting', 'offered')
                    """
                )
                guard !isWaiting else { throw BookingRefusal.alreadyWaiting }
                try transaction.execute(
                    """
                    INSERT INTO waiting_entry
                        (id, run_id, organisation_id, person_id, ticket, places, takes_fewer, state, joined_at,
                         contact_email)
                    SELECT \(id), id, \(organisation), \(person.id), next_ticket, \(places), \(takesFewer), 'waiting',
                        \(act.at), \(address)
                    FROM run WHERE id = \(run)
                    """
                )
                try transaction.execute("UPDATE run SET next_ticket = next_ticket + 1 WHERE id = \(run)")
                try transaction.audit(
                    act,
                    .joinWaiting,
                    of: id,
                    in: organisation,
                    ["run": .id(run), "places": .count(places)]
                )
                if takesFewer, found.placesLeft > 0 {
                    var ids = ids
                    try transaction.passOnFreePlaces(of: run, act, Post(settings, at: act.at), settings, &ids)
                    try transaction.touch(.offer(offer.id), .offers)
                }
                return id.description
            }
            return try ID<WaitingEntry>(text).flatMap(transaction.waitingEntry).orNotFound()
        }
    }

    /// Whether somebody runs the offer of a run, and so acts for a school that asks.
    private func runs(_ run: ID<Run>, for organisation: ID<Organisation>, _ actor: Actor) async throws -> Bool
    {
        try await database.read { transaction in
            guard let found = try transaction.run(run), let offer = try transaction.offer(found.offer) else {
                return false
            }
            return try transaction.mayAct(for: organisation, asOrganiserOf: offer, actor)
        }
    }

    /// The entries with which the signed-in person waits or has places kept, and those of which they are the school's
    /// contact, oldest first.
    ///
    /// - Parameter withSchools: Also those with which colleagues wait for a school that the person books for.
    package func ownWaitingEntries(withSchools: Bool = false, by actor: Actor) async throws -> [(
        entry: WaitingEntry, offer: Offer, run: Run
    )] {
        let person = try actor.signedInPerson().id
        let schools = withSchools ? actor.organisations(where: .bookPlaces).map(\.id) : []
        let found: [WaitingFound] = try await database.read { transaction in
            let entries: [WaitingEntry] = try transaction.all(
                """
                \(WaitingEntry.selection)
                WHERE (waiting_entry.person_id = \(person)
                        OR waiting_entry.contact_email = (SELECT email FROM person WHERE id = \(person))
                        OR waiting_entry.organisation_id IN (\(SQL.list(schools))))
                    AND waiting_entry.state IN ('waiting', 'offered')
                ORDER BY waiting_entry.joined_at, waiting_entry.id LIMIT 50
                """
            )
            guard !entries.isEmpty else { return [] }
            let runs = Set(entries.map(\.run)).sorted()
            let offers = try transaction.offers(
                where: "offer.id IN (SELECT offer_id FROM run WHERE id IN (\(SQL.list(runs))))",
                order: "offer.id",
                limit: runs.count
            )
            return entries.compactMap { entry in
                for offer in offers {
                    if let run = offer.runs.first(where: { $0.id == entry.run }) {
                        return WaitingFound(entry: entry, offer: offer, run: run)
                    }
                }
                return nil
            }
        }
        return found.map { ($0.entry, $0.offer, $0.run) }
    }

    private struct WaitingFound: Sendable {
        let entry: WaitingEntry
        let offer: Offer
        let run: Run
    }
}
