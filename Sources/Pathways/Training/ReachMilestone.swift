package import Access
import Database
import Evidence
package import Services

extension Pathways {
    /// Declares a milestone with its evidence: the participant, their mentor, or the hub. The hub's own
    /// declaration counts as confirmed.
    ///
    /// - Parameter version: Of the participant as it was shown; `nil` to declare it whatever was declared meanwhile.
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func declareMilestone(
        _ milestone: ID<PathwayMilestone>,
        of id: ID<Participant>,
        on typed: String,
        evidence: String,
        version: Int? = nil,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.participant(id).orNotFound()
            try actor.require(.seeParticipant, on: found.subject(for: actor))
            let keeps = actor.may(.keepPathways, on: .of(found.owner))
            let isOwn = person.id == found.person.id || person.id == found.mentor?.id
            guard keeps || isOwn else { throw AccessError.forbidden }
            guard try transaction.milestones(of: found.pathway).contains(where: { $0.id == milestone }) else {
                throw AccessError.notFound
            }
            var reader = FieldReader()
            let day = reader.date(typed, "reachedOn", named: "when it was reached")
            if let day, day > today || day < found.startsOn {
                reader.report("reachedOn", "Enter a day between the start and today")
            }
            let text = reader.optional(evidence, "evidence", named: "the evidence", most: 2000)
            if text.isEmpty, !keeps {
                reader.report("evidence", "Say what shows it: a link, a title, where it is kept")
            }
            try reader.finish()
            let isConfirmed = try transaction.exists(
                """
                SELECT 1 FROM milestone_record WHERE participant_id = \(id) AND milestone_id = \(milestone)
                    AND confirmed_at IS NOT NULL
                """
            )
            // What the hub has confirmed is the hub's to change.
            guard keeps || !isConfirmed else { throw PathwaysRefusal.wrongStep }
            guard version ?? found.version == found.version else { throw DatabaseError.staleVersion }
            try transaction.execute(
                """
                INSERT INTO milestone_record
                    (participant_id, milestone_id, reached_on, evidence, declared_by, confirmed_by, confirmed_at)
                VALUES (\(id), \(milestone), \(day), \(text), \(person.id), \(keeps ? person.id : nil),
                    \(keeps ? act.at : nil))
                ON CONFLICT (participant_id, milestone_id) DO UPDATE SET reached_on = excluded.reached_on,
                    evidence = excluded.evidence, declared_by = excluded.declared_by,
                    confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at
                """
            )
            try transaction.execute("UPDATE participant SET version = version + 1 WHERE id = \(id)")
            try transaction.audit(
                act,
                "participant.declare-milestone",
                of: id,
                in: found.owner,
                ["milestone": .id(milestone), "confirmed": .flag(keeps)]
            )
        }
    }

    /// The hub confirms what a participant declared. Pressed twice it is confirmed once.
    ///
    /// - Parameter version: Of the participant as it was shown: nobody confirms evidence that they have not read.
    /// - Throws: `AccessError`; `DatabaseError.staleVersion`.
    package func confirmMilestone(
        _ milestone: ID<PathwayMilestone>,
        of id: ID<Participant>,
        version: Int? = nil,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.participant(id).orNotFound()
            try actor.require(.seeParticipant, on: found.subject(for: actor))
            guard actor.may(.keepPathways, on: .of(found.owner)) else { throw AccessError.forbidden }
            let changed = try transaction.execute(
                """
                UPDATE milestone_record SET confirmed_by = \(person.id), confirmed_at = \(act.at)
                WHERE participant_id = \(id) AND milestone_id = \(milestone) AND confirmed_at IS NULL
                """
            )
            guard changed == 1 else { return }
            guard version ?? found.version == found.version else { throw DatabaseError.staleVersion }
            try transaction.execute("UPDATE participant SET version = version + 1 WHERE id = \(id)")
            try transaction.audit(
                act,
                "participant.confirm-milestone",
                of: id,
                in: found.owner,
                ["milestone": .id(milestone)]
            )
        }
    }
}
