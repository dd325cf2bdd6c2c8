package import Access
import Database
package import Services

extension Plans {
    /// Shares a plan: hubs, trusts and other schools may read and copy it. The school's lead decides.
    ///
    /// - Throws: `AccessError`; `DatabaseError.staleVersion`.
    package func sharePlan(_ id: ID<Plan>, version: Int, isShared: Bool, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let time = isShared ? act.at : nil
        try await database.write { transaction in
            let plan = try transaction.plan(id, of: actor, .sharePlans)
            try transaction.update(
                """
                UPDATE plan SET shared_at = \(time), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, isShared ? .sharePlan : .unsharePlan, of: id, in: plan.organisation.id)
            try transaction.touch([.sharedPlans, .planSharing])
        }
    }
}
