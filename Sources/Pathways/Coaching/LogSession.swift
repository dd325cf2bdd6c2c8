package import Access
package import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// Logs a session: what was praised, the one step, the next date. Either of the pair may, also for some weeks after
    /// the last day of their work together; the content is sealed before it reaches the database.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/notAgreed``, ``PathwaysRefusal/hasEnded``; `AccessError`.
    @discardableResult
    package func logSession(
        _ draft: CoachingSessionDraft,
        in id: ID<CoachingRelationship>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> ID<CoachingSession> {
        let person = try actor.signedInPerson()
        let today = services.today()
        let sealedKey = try await database.read { transaction in
            let found = try transaction.ownRelationship(id, for: actor)
            guard found.state != .ended || found.takesSessions(on: today) else {
                throw PathwaysRefusal.hasEnded
            }
            return try transaction.sealedKey(of: id)
        }
        let checked = try draft.checked(today: today)
        guard let sealedKey else { throw PathwaysRefusal.contentGone }
        let session: ID<CoachingSession> = services.newID()
        let box = try seal(checked.notes, of: session, try openContentKey(sealedKey, of: id))
        let act = services.act(by: actor)
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "coaching.log") {
                let found = try transaction.ownRelationship(id, for: actor)
                guard found.state != .proposed else { throw PathwaysRefusal.notAgreed }
                guard found.takesSessions(on: today) else { throw PathwaysRefusal.hasEnded }
                if let last = found.endsOn, checked.heldOn > last {
                    throw Faults([Fault("heldOn", "Your work together ended on \(last.spelledShort)")])
                }
                guard checked.heldOn >= found.startsOn else {
                    throw Faults([
                        Fault("heldOn", "Your work together starts on \(found.startsOn.spelledShort)")
                    ])
                }
                try transaction.execute(
                    """
                    INSERT INTO coaching_session
                        (id, relationship_id, held_on, minutes, kind, next_on, logged_by, logged_at, sealed_notes,
                         version)
                    VALUES (\(session), \(id), \(checked.heldOn), \(checked.minutes), \(checked.kind),
                        \(checked.nextOn), \(person.id), \(act.at), \(box), 1)
                    """
                )
                try transaction.execute("UPDATE coaching_relationship SET nudged_on = NULL WHERE id = \(id)")
                try transaction.audit(
                    act,
                    "coaching.log",
                    of: session,
                    in: found.arranger.id,
                    ["relationship": .id(id), "minutes": .count(checked.minutes)]
                )
                return session.description
            }
        }
        return ID<CoachingSession>(text) ?? session
    }

    /// The person coached writes what they tried and what happened.
    ///
    /// - Throws: `Faults`; ``PathwaysRefusal/contentGone``; `AccessError`; `DatabaseError.staleVersion`.
    package func reflect(
        on session: ID<CoachingSession>,
        _ typed: String,
        version: Int,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        var reader = FieldReader()
        let text = reader.required(typed, "reflection", named: "what you tried and what happened", most: 4000)
        let (id, sealedKey) = try await database.read { transaction in
            let found = try transaction.session(session, for: actor)
            return (found.relationship, try transaction.sealedKey(of: found.relationship))
        }
        try reader.finish()
        guard let sealedKey else { throw PathwaysRefusal.contentGone }
        let box = seal(reflection: text, of: session, try openContentKey(sealedKey, of: id))
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.ownRelationship(id, for: actor)
            guard found.coached.id == person.id else { throw AccessError.forbidden }
            try transaction.update(
                """
                UPDATE coaching_session SET sealed_reflection = \(box), version = version + 1
                WHERE id = \(session) AND version = \(version)
                """
            )
            try transaction.audit(act, "coaching.reflect", of: session, in: found.arranger.id)
        }
    }
}

extension Transaction {
    func session(_ id: ID<CoachingSession>, for actor: Actor) throws -> SealedSession {
        let found: SealedSession? = try first(
            "SELECT * FROM coaching_session WHERE id = \(id) AND taken_back_at IS NULL"
        )
        let session = try found.orNotFound()
        _ = try ownRelationship(session.relationship, for: actor)
        return session
    }
}
