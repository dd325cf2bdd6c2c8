package import Access
import Database
import Evidence
import Foundation
package import Services

extension AuditVerb {
    static let chooseSessions: AuditVerb = "conference.choose-sessions"
}

extension Programmes {
    /// Makes the sessions given what the actor goes to at a conference: those left out are given back. All or none;
    /// sessions that have begun stay as they were. Sent twice it changes nothing more.
    ///
    /// - Throws: `Faults` at the field `sessions` where two overlap or one is full; `AccessError.forbidden` for
    ///   someone without a place.
    package func chooseSessions(_ wanted: Set<ID<ConferenceSession>>, at id: ID<Run>, by actor: Actor)
        async throws
    {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write(exclusively: Self.queue(id)) { transaction in
            let conference = try transaction.conference(id).orNotFound()
            guard conference.isPublic else { throw AccessError.notFound }
            try actor.require(.chooseSessions, on: .of(person: person.id))
            guard let place = try transaction.heldPlace(of: person.id, in: id) else {
                throw AccessError.forbidden
            }
            let before = try transaction.choices(of: place)
            let begun = Set(conference.sessions.filter { $0.startsAt <= act.at }.map(\.id))
            let after = wanted.subtracting(begun).union(before.intersection(begun))
            try conference.refuseUnlessPossible(after)
            let given = before.subtracting(after)
            let added = after.subtracting(before)
            guard !given.isEmpty || !added.isEmpty else { return }
            try transaction.giveBack(given, place)
            try transaction.take(added, place, at: act.at, in: conference)
            try transaction.audit(
                act,
                .chooseSessions,
                of: place,
                in: conference.offer.lead?.organisation.id,
                ["run": .id(id), "added": .count(added.count), "given": .count(given.count)]
            )
            try transaction.touch(.conference(id))
        }
    }
}

extension Conference {
    /// - Throws: `Faults` where a session is not one to choose, or two are at the same time.
    fileprivate func refuseUnlessPossible(_ wanted: Set<ID<ConferenceSession>>) throws(Faults) {
        let chosen = sessions.filter { wanted.contains($0.id) && $0.isChosen }
        guard chosen.count == wanted.count else {
            throw Faults([Fault("sessions", "The programme has changed: choose again")])
        }
        for (position, session) in chosen.enumerated() {
            guard let other = chosen[(position + 1)...].first(where: session.overlaps) else { continue }
            throw Faults([
                Fault("sessions", "“\(session.title)” and “\(other.title)” are at the same time: choose one")
            ])
        }
    }
}

extension Transaction {
    func giveBack(_ sessions: Set<ID<ConferenceSession>>, _ place: ID<BookedPlace>) throws {
        for session in sessions.sorted() {
            try execute("DELETE FROM session_choice WHERE session_id = \(session) AND place_id = \(place)")
            try execute("UPDATE conference_session SET taken = taken - 1 WHERE id = \(session)")
        }
    }

    /// Guarded: the statement changes nothing unless there is a place.
    fileprivate func take(
        _ sessions: Set<ID<ConferenceSession>>,
        _ place: ID<BookedPlace>,
        at now: Date,
        in conference: Conference
    ) throws {
        for session in sessions.sorted() {
            let taken = try execute(
                "UPDATE conference_session SET taken = taken + 1 WHERE id = \(session) AND taken < capacity"
            )
            guard taken == 1 else {
                let title = conference.session(session)?.title ?? ""
                throw Faults([Fault("sessions", "“\(title)” is full: choose another")])
            }
            try execute(
                """
                INSERT INTO session_choice (session_id, place_id, chosen_at)
                VALUES (\(session), \(place), \(now))
                """
            )
        }
    }
}
