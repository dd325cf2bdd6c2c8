package import Access
import Database
package import Services

extension Pathways {
    /// Takes back a session that was logged by mistake: it no longer counts anywhere, and neither of the two sees it. Its
    /// sealed content stays until the relationship's is destroyed, so that nobody makes away with what was asked for.
    ///
    /// Whoever logged it may, for as long as sessions can be logged; once the person coached has written a reflection on
    /// it, only they.
    ///
    /// - Throws: ``PathwaysRefusal/hasReflection``, ``PathwaysRefusal/hasEnded``; `AccessError`;
    ///   `DatabaseError.staleVersion`.
    package func takeBackSession(_ id: ID<CoachingSession>, version: Int, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let stored: SealedSession? = try transaction.first(
                "SELECT * FROM coaching_session WHERE id = \(id)"
            )
            let session = try stored.orNotFound()
            let found = try transaction.ownRelationship(session.relationship, for: actor)
            guard session.takenBackAt == nil else { return }
            let mayTakeBack = found.mayTakeBack(
                person.id,
                loggedBy: session.loggedBy,
                hasReflection: session.reflection != nil
            )
            guard mayTakeBack || session.reflection == nil else { throw PathwaysRefusal.hasReflection }
            guard mayTakeBack else { throw AccessError.forbidden }
            guard found.takesSessions(on: today) else { throw PathwaysRefusal.hasEnded }
            try transaction.update(
                """
                UPDATE coaching_session SET taken_back_at = \(act.at), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                "coaching.take-back",
                of: id,
                in: found.arranger.id,
                ["relationship": .id(found.id), "minutes": .count(session.minutes)]
            )
        }
    }
}

extension CoachingRelationship {
    /// Whether this one of the two may say that a session was logged by mistake.
    func mayTakeBack(_ person: ID<Person>, loggedBy: ID<Person>, hasReflection: Bool) -> Bool {
        person == (hasReflection ? coached.id : loggedBy)
    }
}

extension CoachingFile {
    /// Whether this one of the two may take a session back on a day.
    package func mayTakeBack(_ session: CoachingSession, by person: ID<Person>, on day: LocalDate) -> Bool {
        let found = line.relationship
        return found.takesSessions(on: day)
            && found.mayTakeBack(
                person,
                loggedBy: session.loggedBy,
                hasReflection: session.reflection != nil
            )
    }
}
