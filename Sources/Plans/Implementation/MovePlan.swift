package import Access
import Database
import Evidence
package import Services

extension Plans {
    /// Takes a plan to another phase from today. Stopping says what was learned.
    ///
    /// - Throws: ``PlanRefusal/notAStep(from:to:)``; `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func movePlan(
        _ id: ID<Plan>,
        version: Int,
        to phase: PlanPhase,
        lessons: String = "",
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let plan = try transaction.plan(id, of: actor, .editPlans)
            guard plan.phase.nextPhases.contains(phase) else {
                throw PlanRefusal.notAStep(from: plan.phase, to: phase)
            }
            var reader = FieldReader()
            let learned =
                phase == .stopped
                ? reader.required(lessons, "lessons", named: "what was learned", most: 3000) : plan.lessons
            try reader.finish()
            try transaction.update(
                """
                UPDATE plan SET phase = \(phase), lessons = \(learned), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.enter(phase, id, on: today)
            try transaction.audit(act, .movePlan, of: id, in: plan.organisation.id, ["to": .word(phase)])
            if plan.isShared { try transaction.touch([.sharedPlans]) }
        }
    }
}
