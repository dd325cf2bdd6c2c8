package import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
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
        try await changeEntry(id, by: actor) { transaction, entry, act, _, _ in
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
            return 0
        }
    }

    /// Leaves the waiting list; kept places go to the next. Leaving twice is leaving once. Whoever runs the offer takes off
    /// it whom they do not wait with, who are told.
    ///
    /// - Parameter reason: What whoever runs the offer writes to them, as typed; may be empty.
    /// - Returns: How many people were told.
    /// - Throws: `Faults` (field `reason`); `AccessError`.
    @discardableResult
    package func leaveWaitingList(_ id: ID<WaitingEntry>, reason: String = "", by actor: Actor) async throws
        -> Int
    {
        try actor.signedInPerson()
        let reason = reason.trimmed
        guard reason.count <= WaitingEntry.mostOfReason else {
            throw Faults([Fault("reason", "Use at most \(WaitingEntry.mostOfReason) characters")])
        }
        return try await changeEntry(id, by: actor, orOrganiser: true) { transaction, entry, act, post, ids in
            guard entry.state == .waiting || entry.state == .offered else { return nil }
            let school = entry.organisation.id
            try transaction.endOffer(of: entry, as: .left)
            let isOwn = try transaction.waits(actor, with: entry)
            try transaction.audit(act, isOwn ? .leaveWaiting : .removeWaiting, of: id, in: school)
            let run = try transaction.run(entry.run).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            // Whoever waits for what has begun knows that nothing came of it.
            guard run.isChangeable(at: act.at), offer.isOrganised(by: actor) else { return 0 }
            let remover = try actor.person.flatMap { try transaction.email(of: $0.id) }
            let readers = try transaction.waitingReaders(of: entry).filter { $0.address != remover?.text }
            for reader in readers {
                try transaction.send(
                    post.waitingEnded(entry, .removed(reason: reason), to: reader, offer, run),
                    act,
                    &ids
                )
            }
            return readers.count
        }
    }

    /// Corrects whom at the school to write to, for whoever runs the offer. Who is new there hears of the places that are
    /// kept.
    ///
    /// - Parameter typed: The address; where it is empty, those who book for the school are written to.
    /// - Throws: `Faults` (field `contactEmail`); `AccessError`; `DatabaseError.staleVersion` when it waits no longer.
    package func correctWaitingContact(_ id: ID<WaitingEntry>, to typed: String, by actor: Actor) async throws
    {
        try actor.signedInPerson()
        let address = try WaitingEntry.contact(typed)
        try await changeEntry(id, by: actor, orOrganiser: true) { transaction, entry, act, post, ids in
            let school = entry.organisation.id
            let run = try transaction.run(entry.run).orNotFound()
            let offer = try transaction.offer(run.offer).orNotFound()
            guard offer.isOrganised(by: actor) else { throw AccessError.forbidden }
            guard entry.state == .waiting || entry.state == .offered else { throw DatabaseError.staleVersion }
            guard address != entry.contact else { return nil }
            let before = Set(try transaction.waitingReaders(of: entry).map(\.address))
            try transaction.execute(
                "UPDATE waiting_entry SET contact_email = \(address) WHERE id = \(id)"
            )
            try transaction.audit(act, .correctWaitingContact, of: id, in: school)
            guard entry.kept(at: act.at) != nil else { return 0 }
            let told = try transaction.waitingEntry(id).orNotFound()
            let readers = try transaction.waitingReaders(of: told)
            let new = readers.filter { !before.contains($0.address) }
            for reader in new {
                let others = readers.filter { $0 != reader }
                try transaction.send(post.waitingOffer(told, to: reader, others, offer, run), act, &ids)
            }
            return new.count
        }
    }

    /// Changes an entry, for whoever waits with it; then passes on the places that are free.
    ///
    /// - Parameters:
    ///   - orOrganiser: Whether whoever runs the offer does so, too.
    ///   - change: How many people it told; `nil` where it changed nothing.
    /// - Returns: How many people were told.
    @discardableResult
    private func changeEntry(
        _ id: ID<WaitingEntry>,
        by actor: Actor,
        orOrganiser: Bool = false,
        _ change:
            @escaping @Sendable (any Transaction, WaitingEntry, Act, Post, inout IDSequence) throws -> Int?
    ) async throws -> Int {
        let run: ID<Run> = try await database.read { transaction in
            try transaction.value("SELECT run_id FROM waiting_entry WHERE id = \(id)").orNotFound()
        }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        return try await database.write(exclusively: Self.queue(run)) { transaction in
            var ids = ids
            let entry = try transaction.waitingEntry(id).orNotFound()
            let found = try transaction.run(run).orNotFound()
            let offer = try transaction.offer(found.offer).orNotFound()
            let isOrganiser = orOrganiser && offer.isOrganised(by: actor)
            guard try isOrganiser || transaction.waits(actor, with: entry) else {
                throw AccessError.notFound
            }
            let post = Post(settings, at: act.at)
            guard let told = try change(transaction, entry, act, post, &ids) else { return 0 }
            try transaction.passOnFreePlaces(of: run, act, post, settings, &ids)
            try transaction.touch(.offer(offer.id), .offers)
            return told
        }
    }
}
