package import Access
package import Database
import Evidence
package import Services

/// A short review as it is typed.
package struct PlanReviewDraft: Sendable, Equatable {
    package var heldOn = ""
    package var fidelity = ""
    package var acceptability = ""
    package var reach = ""
    package var tried = ""
    package var happened = ""
    package var nextStep = ""
    package var nextReviewOn = ""

    package init() {}
}

extension Plans {
    /// Keeps a review: how it goes, what was tried, what happened, what next, and when to look again.
    ///
    /// - Throws: ``PlanRefusal/stopped``; `Faults`; `AccessError`; `DatabaseError.staleVersion`.
    package func reviewPlan(
        _ id: ID<Plan>,
        version: Int,
        _ draft: PlanReviewDraft,
        by actor: Actor,
        key: IdempotencyKey
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let review: ID<PlanReview> = services.newID()
        let today = services.today()
        try await database.write { transaction in
            let plan = try transaction.plan(id, of: actor, .editPlans)
            guard plan.phase != .stopped else { throw PlanRefusal.stopped }
            let checked = try CheckedReview(draft, today: today)
            _ = try transaction.once(key, by: act, .reviewPlan) {
                try transaction.update(
                    """
                    UPDATE plan SET next_review_on = \(checked.nextReviewOn), version = version + 1
                    WHERE id = \(id) AND version = \(version)
                    """
                )
                try transaction.execute(
                    """
                    INSERT INTO plan_review
                        (id, plan_id, held_on, fidelity, acceptability, reach_percentage, tried, happened, next_step,
                         written_by)
                    VALUES (\(review), \(id), \(checked.heldOn), \(checked.fidelity), \(checked.acceptability),
                        \(checked.reach), \(checked.tried), \(checked.happened), \(checked.nextStep), \(person.id))
                    """
                )
                try transaction.audit(act, .reviewPlan, of: id, in: plan.organisation.id)
                return review.description
            }
            if plan.isShared { try transaction.touch([.sharedPlans]) }
        }
    }
}

private struct CheckedReview {
    let heldOn: LocalDate
    let fidelity: Int
    let acceptability: Int
    let reach: Int?
    let tried: String
    let happened: String
    let nextStep: String
    let nextReviewOn: LocalDate?

    init(_ draft: PlanReviewDraft, today: LocalDate) throws {
        var reader = FieldReader()
        let held =
            draft.heldOn.trimmed.isEmpty
            ? today : reader.day(draft.heldOn, "heldOn", named: "the day of the review")
        if let held, held > today { reader.report("heldOn", "A review is kept once it was held") }
        let fidelity = reader.wholeNumber(
            draft.fidelity,
            "fidelity",
            named: "how closely it is done as meant",
            in: 1...5
        )
        if draft.fidelity.trimmed.isEmpty {
            reader.report("fidelity", "Choose how closely it is done as meant")
        }
        let acceptability = reader.wholeNumber(
            draft.acceptability,
            "acceptability",
            named: "how staff find it",
            in: 1...5
        )
        if draft.acceptability.trimmed.isEmpty { reader.report("acceptability", "Choose how staff find it") }
        reach = reader.wholeNumber(
            draft.reach,
            "reach",
            named: "the share of pupils who get it",
            in: 0...100
        )
        tried = reader.optional(draft.tried, "tried", named: "what you tried", most: 2000)
        happened = reader.required(draft.happened, "happened", named: "what happened", most: 2000)
        nextStep = reader.required(draft.nextStep, "nextStep", named: "what you do next", most: 2000)
        nextReviewOn = reader.day(draft.nextReviewOn, "nextReviewOn", named: "the day of the next review")
        if let nextReviewOn, let held, nextReviewOn <= held {
            reader.report("nextReviewOn", "Enter a date after \(held.spelledShort)")
        }
        try reader.finish()
        guard let held, let fidelity, let acceptability else {
            throw Faults([Fault("fidelity", "Answer the two questions")])
        }
        heldOn = held
        self.fidelity = fidelity
        self.acceptability = acceptability
    }
}
