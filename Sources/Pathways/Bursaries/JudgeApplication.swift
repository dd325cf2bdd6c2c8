package import Access
import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// One of the panel scores an application from 0 to 10, or declares a conflict of interest and takes no
    /// part. Either can be changed until it is decided. Nothing is scored while applications can still come.
    package func score(
        _ id: ID<BursaryApplication>,
        _ typed: String,
        comment: String,
        hasConflict: Bool,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.application(id).orNotFound()
            guard try transaction.isOnPanel(person.id, of: found.call) else { throw AccessError.notFound }
            guard person.id != found.person.id else { throw PathwaysRefusal.ownApplication }
            guard found.state == .sent else { throw PathwaysRefusal.wrongStep }
            try transaction.call(found.call).orNotFound().requireClosed(on: today)
            var reader = FieldReader()
            let points = hasConflict ? nil : reader.wholeNumber(typed, "score", named: "a score", in: 0...10)
            if !hasConflict, points == nil, reader.faults.isEmpty {
                reader.report("score", "Enter a score from 0 to 10")
            }
            let text = reader.optional(comment, "comment", named: "the comment", most: 2000)
            if hasConflict, text.isEmpty { reader.report("comment", "Say what the conflict is") }
            try reader.finish()
            try transaction.execute(
                """
                INSERT INTO bursary_score (application_id, person_id, has_conflict, score, comment, scored_at)
                VALUES (\(id), \(person.id), \(hasConflict), \(points), \(text), \(act.at))
                ON CONFLICT (application_id, person_id) DO UPDATE SET has_conflict = excluded.has_conflict,
                    score = excluded.score, comment = excluded.comment, scored_at = excluded.scored_at
                """
            )
            try transaction.audit(
                act,
                "bursary.score",
                of: id,
                in: found.hub.id,
                ["conflict": .flag(hasConflict)]
            )
        }
    }

    /// Decides an application, with the reason that the applicant reads. The awards of a call never add up to
    /// more than its budget: the statement that takes the money changes nothing unless enough is left.
    ///
    /// - Parameter award: In pounds; empty refuses. Less than was asked is a part award.
    /// - Throws: `Faults`; ``PathwaysRefusal/callOpen(until:)``, ``PathwaysRefusal/needsScores(missing:)``,
    ///   ``PathwaysRefusal/conflictDeclared`` for a decider with a conflict,
    ///   ``PathwaysRefusal/aboveBudget(leftPence:)``; `AccessError`; `DatabaseError.staleVersion`.
    package func decide(
        _ id: ID<BursaryApplication>,
        award: String,
        reason typed: String,
        version: Int,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let today = services.today()
        let settings = settings
        let call = try await database.read { try $0.application(id).orNotFound().call }
        try await database.write(exclusively: "bursary/\(call)") { transaction in
            var ids = ids
            let found = try transaction.application(id).orNotFound()
            try actor.require(.decideBursaries, on: .of(found.hub.id))
            guard found.person.id != person.id else { throw PathwaysRefusal.ownApplication }
            guard found.state == .sent else { throw PathwaysRefusal.wrongStep }
            guard found.version == version else { throw DatabaseError.staleVersion }
            let budget = try transaction.call(found.call).orNotFound()
            try budget.requireClosed(on: today)
            let scores = try transaction.scores(of: id)
            guard !scores.contains(where: { $0.person.id == person.id && $0.hasConflict }) else {
                throw PathwaysRefusal.conflictDeclared
            }
            var reader = FieldReader()
            let reason = reader.required(typed, "reason", named: "the reason, for the applicant", most: 2000)
            let pence = award.trimmed.isEmpty ? Pence.zero : reader.amount(award, "award", named: "the award")
            if let pence, pence > found.asked {
                reader.report("award", "They asked for \(found.asked): award no more")
            }
            try reader.finish()
            guard let pence else { return }
            let missing = budget.neededScores - scores.count { !$0.hasConflict }
            guard missing <= 0 else { throw PathwaysRefusal.needsScores(missing: missing) }
            if pence > .zero {
                let changed = try transaction.execute(
                    """
                    UPDATE bursary_call SET awarded_pence = awarded_pence + \(pence)
                    WHERE id = \(found.call) AND awarded_pence + \(pence) <= budget_pence
                    """
                )
                guard changed == 1 else { throw PathwaysRefusal.aboveBudget(leftPence: budget.left.rawValue) }
            }
            let state: ApplicationState = pence > .zero ? .awarded : .refused
            try transaction.update(
                """
                UPDATE bursary_application SET state = \(state), awarded_pence = \(pence), reason = \(reason),
                    decided_by = \(person.id), decided_on = \(today), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                "bursary.decide",
                of: id,
                in: found.hub.id,
                ["pence": .count(pence.rawValue)]
            )
            let letter = Letter(
                subject: "Decided: \(found.title)",
                lines: [
                    "\(found.hub.name) has decided on your application to “\(found.callTitle)”. Read it here:"
                ],
                path: "/home/bursaries/\(id)"
            )
            try transaction.send(letter, to: found.person, act, settings, &ids)
            try transaction.touch(.bursaries)
        }
    }
}
