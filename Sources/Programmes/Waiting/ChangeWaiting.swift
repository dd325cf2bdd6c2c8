package import Access
import Database
import Evidence
import Foundation
package import Services

extension Programmes {
    /// Changes how many places an entry of a waiting list asks for. It keeps its turn; whether there are enough for it now
    /// is asked at once.
    ///
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion` when it waits no longer, or places are kept for it.
    package func changeWaiting(
        _ id: ID<WaitingEntry>,
        places: Int,
        takesFewer: Bool,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson().id
        guard (1...BookingDraft.mostColleagues).contains(places) else {
            throw Faults([
                Fault("places", "Enter a number of places between 1 and \(BookingDraft.mostColleagues)")
            ])
        }
        let run: ID<Run> = try await database.read { transaction in
            try transaction.value("SELECT run_id FROM waiting_entry WHERE id = \(id)").orNotFound()
        }
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        try await database.write(exclusively: Self.queue(run)) { transaction in
            var ids = ids
            let entry = try transaction.waitingEntry(id).orNotFound()
            let school = entry.organisation.id
            let isOwn = entry.person.id == person
            var booksForSchool = actor.may(.bookPlaces, on: .of(school))
            if isOwn, !booksForSchool { booksForSchool = try transaction.booksFor(school, person) }
            guard isOwn || booksForSchool else { throw AccessError.notFound }
            // A member waits for themself alone.
            guard booksForSchool || places == 1 else { throw AccessError.forbidden }
            guard entry.state == .waiting else { throw DatabaseError.staleVersion }
            try transaction.execute(
                """
                UPDATE waiting_entry SET places = \(places), takes_fewer = \(takesFewer) WHERE id = \(id)
                """
            )
            try transaction.audit(act, .changeWaiting, of: id, in: school, ["places": .count(places)])
            try transaction.passOnFreePlaces(of: run, act, Post(settings, at: act.at), settings, &ids)
            let found = try transaction.run(run).orNotFound()
            try transaction.touch(.offer(found.offer), .offers)
        }
    }
}
