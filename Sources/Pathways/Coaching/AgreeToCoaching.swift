package import Access
import Database
package import Services

extension Pathways {
    /// One of the pair agrees. When both have, they can begin.
    ///
    /// - Parameter sharesPrevious: After a hand-over, the person coached lets the new coach read what was
    ///   written with the one before. Nobody else's tick counts.
    package func agreeToCoaching(
        _ id: ID<CoachingRelationship>,
        sharesPrevious: Bool = false,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.ownRelationship(id, for: actor)
            guard found.state != .ended else { throw PathwaysRefusal.hasEnded }
            guard !found.hasAgreed(person.id) else { return }
            let isCoach = person.id == found.coach.id
            let column: SQL = isCoach ? "coach_agreed_at" : "coached_agreed_at"
            let isComplete = found.hasAgreed(isCoach ? found.coached.id : found.coach.id)
            let state: CoachingState = isComplete ? .active : .proposed
            let shares = !isCoach && sharesPrevious && found.previous != nil
            try transaction.execute(
                """
                UPDATE coaching_relationship SET \(column) = \(act.at), state = \(state),
                    shares_previous = CASE WHEN \(shares) = 1 THEN 1 ELSE shares_previous END,
                    version = version + 1
                WHERE id = \(id)
                """
            )
            try transaction.audit(
                act,
                "coaching.agree",
                of: id,
                in: found.arranger.id,
                ["shares": .flag(shares)]
            )
        }
    }

    /// One of the pair does not agree, or no longer. No reason is asked for.
    package func declineCoaching(_ id: ID<CoachingRelationship>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.ownRelationship(id, for: actor)
            guard found.state == .proposed else { throw PathwaysRefusal.wrongStep }
            try transaction.endRelationship(found, on: today, .declined)
            try transaction.audit(act, "coaching.decline", of: id, in: found.arranger.id)
        }
    }
}

extension Transaction {
    /// Ends it on a day, or on the day it was to start if that is later: nothing ends before it starts.
    func endRelationship(_ found: CoachingRelationship, on day: LocalDate, _ reason: CoachingEnd) throws {
        try update(
            """
            UPDATE coaching_relationship SET state = 'ended', ends_on = \(max(day, found.startsOn)),
                end_reason = \(reason), version = version + 1
            WHERE id = \(found.id) AND version = \(found.version)
            """
        )
    }
}
