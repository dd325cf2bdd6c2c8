package import Access
import Accounts
import Database
import Evidence
package import Services

extension Plans {
    /// A school's plans: those under way by the day of their next review, then those that were stopped.
    package func plans(of school: ID<Organisation>, by actor: Actor) async throws -> [Plan] {
        try actor.signedInPerson()
        try actor.require(.seePlans, on: .of(school))
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Plan.source) WHERE plan.organisation_id = \(school)
                ORDER BY CASE WHEN plan.phase = 'stopped' THEN 1 ELSE 0 END,
                    coalesce(plan.next_review_on, '9999-12-31'), plan.created_at DESC, plan.id
                """
            )
        }
    }

    /// A plan with everything on its page: the school's own people see it always, others once it is shared.
    ///
    /// Others read which school reviewed it, not who there.
    ///
    /// - Throws: `AccessError.notFound` for another school's private plan.
    package func plan(_ id: ID<Plan>, by actor: Actor) async throws -> PlanRecord {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let plan = try transaction.plan(id, seenBy: actor)
            let isOwn = actor.may(.seePlans, on: .of(plan.organisation.id))
            let reviewer: SQL = isOwn ? "person.name" : "CAST(\(plan.organisation.name) AS TEXT)"
            return PlanRecord(
                plan: plan,
                activities: try transaction.activities(of: id),
                steps: try transaction.all(
                    "SELECT phase, entered_on FROM plan_step WHERE plan_id = \(id) ORDER BY position"
                ),
                reviews: try transaction.all(
                    """
                    SELECT plan_review.*, \(reviewer) AS written_by_name FROM plan_review
                    JOIN person ON person.id = plan_review.written_by
                    WHERE plan_id = \(id) ORDER BY held_on DESC, plan_review.id
                    """
                )
            )
        }
    }

    /// The person's schools' plans whose review is overdue or whose activities are late: for today's page.
    package func plansNeedingAttention(by actor: Actor) async throws -> [Plan] {
        let schools = actor.organisations(where: .editPlans).map(\.id)
        guard !schools.isEmpty else { return [] }
        let today = services.today()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Plan.source) WHERE plan.organisation_id IN (\(SQL.list(schools))) AND plan.phase <> 'stopped'
                    AND (plan.next_review_on < \(today) OR EXISTS (
                        SELECT 1 FROM plan_activity AS late WHERE late.plan_id = plan.id
                            AND late.done_on IS NULL AND late.due_on < \(today)))
                ORDER BY coalesce(plan.next_review_on, '9999-12-31'), plan.id
                """
            )
        }
    }
}

extension Transaction {
    /// Loads a school's own plan and permits: another school's is not found.
    func plan(_ id: ID<Plan>, of actor: Actor, _ permission: Permission) throws -> Plan {
        let found: Plan? = try first("\(Plan.source) WHERE plan.id = \(id)")
        let plan = try found.orNotFound()
        try actor.require(permission, on: .of(plan.organisation.id))
        return plan
    }

    /// The plan, for the school's own people, or for everyone who is signed in once it is shared.
    func plan(_ id: ID<Plan>, seenBy actor: Actor) throws -> Plan {
        let found: Plan? = try first("\(Plan.source) WHERE plan.id = \(id)")
        let plan = try found.orNotFound()
        if plan.isShared, actor.isSignedIn { return plan }
        try actor.require(.seePlans, on: .of(plan.organisation.id))
        return plan
    }

    func activities(of plan: ID<Plan>) throws -> [PlanActivity] {
        try all("SELECT * FROM plan_activity WHERE plan_id = \(plan) ORDER BY position")
    }
}
