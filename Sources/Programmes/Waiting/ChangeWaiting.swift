package import Access
import Accounts
import Database
import Evidence
import Foundation
package import Services

extension Programmes {
    /// Changes how many places an entry of a waiting list asks for. It keeps its turn; whether there are enough for it now
    /// is asked at once.
    ///
    /// - Parameter contact: Whom at the school to write to, as typed by whoever runs the offer; `nil` where that stays as it is.
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion` when it waits no longer, or places are kept for it.
    package func changeWaiting(
        _ id: ID<WaitingEntry>,
        places: Int,
        takesFewer: Bool,
        contact: String? = nil,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson().id
        try WaitingEntry.require(places: places)
        let address = try WaitingEntry.contact(contact ?? "")
        try await changeEntry(id, by: actor) { transaction, entry, act in
            let school = entry.organisation.id
            let run = try transaction.run(entry.run).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            // A member waits for themself alone.
            let waitsForSchool =
                try places == 1 || actor.may(.bookPlaces, on: .of(school))
                || transaction.booksFor(school, person) || transaction.isContact(person, of: entry)
                || transaction.mayAct(for: school, asOrganiserOf: offer, actor)
            guard waitsForSchool else { throw AccessError.forbidden }
            guard entry.state == .waiting else { throw DatabaseError.staleVersion }
            try transaction.execute(
                """
                UPDATE waiting_entry SET places = \(places), takes_fewer = \(takesFewer) WHERE id = \(id)
                """
            )
            if contact != nil, try transaction.mayAct(for: school, asOrganiserOf: offer, actor) {
                try transaction.execute(
                    "UPDATE waiting_entry SET contact_email = \(address) WHERE id = \(id)"
                )
            }
            try transaction.audit(act, .changeWaiting, of: id, in: school, ["places": .count(places)])
            return true
        }
    }

    /// Leaves the waiting list; kept places go to the next. Leaving twice is leaving once.
    package func leaveWaitingList(_ id: ID<WaitingEntry>, by actor: Actor) async throws {
        try actor.signedInPerson()
        try await changeEntry(id, by: actor) { transaction, entry, act in
            guard entry.state == .waiting || entry.state == .offered else { return false }
            try transaction.endOffer(of: entry, as: .left)
            try transaction.audit(act, .leaveWaiting, of: id, in: entry.organisation.id)
            return true
        }
    }

    /// Changes an entry, for whoever waits with it; then passes on the places that are free.
    ///
    /// - Parameter change: Whether it changed anything.
    private func changeEntry(
        _ id: ID<WaitingEntry>,
        by actor: Actor,
        _ change: @escaping @Sendable (any Transaction, WaitingEntry, Act) throws -> Bool
    ) async throws {
        let run: ID<Run> = try await database.read { transaction in
            try transaction.value("SELECT run_id FROM waiting_entry WHERE id = \(id)").orNotFound()
        }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        try await database.write(exclusively: Self.queue(run)) { transaction in
            var ids = ids
            let entry = try transaction.waitingEntry(id).orNotFound()
            guard try transaction.waits(actor, with: entry) else { throw AccessError.notFound }
            guard try change(transaction, entry, act) else { return }
            try transaction.passOnFreePlaces(of: run, act, Post(settings, at: act.at), settings, &ids)
            let found = try transaction.run(run).orNotFound()
            try transaction.touch(.offer(found.offer), .offers)
        }
    }
}
