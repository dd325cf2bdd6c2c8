package import Access
import Database
package import Services

extension Plans {
    /// Changes the plan on a page.
    ///
    /// - Parameter version: The version that the editor saw.
    /// - Throws: `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func editPlan(_ id: ID<Plan>, version: Int, _ draft: PlanDraft, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let plan = try transaction.plan(id, of: actor, .editPlans)
            let checked = try draft.checked()
            let content = checked.content
            try transaction.requireStrand(checked.strand, intervention: checked.intervention)
            try transaction.update(
                """
                UPDATE plan SET strand_id = \(checked.strand), intervention_id = \(checked.intervention),
                    title = \(content.title), starts_on = \(content.startsOn), problem = \(content.problem),
                    active_ingredients = \(content.activeIngredients),
                    implementation_outcomes = \(content.implementationOutcomes),
                    final_outcomes = \(content.finalOutcomes), barriers = \(content.barriers),
                    owner_name = \(content.owner), pupils = \(content.pupils),
                    next_review_on = \(checked.nextReviewOn), help_wanted = \(checked.helpWanted),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, .editPlan, of: id, in: plan.organisation.id)
            if plan.isShared { try transaction.touch([.sharedPlans]) }
        }
    }
}
