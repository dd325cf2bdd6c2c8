package import Access
import Database
import Evidence
package import Services

extension Reach {
    /// Takes back a return that was submitted in error. It stays readable with its figures, its rows and the reason; no later
    /// return is compared with it, and another can be begun for its days.
    ///
    /// - Throws: `Faults` without a reason; `AccessError.forbidden` for whoever neither submitted it nor leads the hub;
    ///   `DatabaseError.staleVersion` where it is a draft, or was withdrawn meanwhile.
    package func withdrawReturn(
        _ id: ID<KPIReturn>,
        version: Int,
        reason: String,
        by actor: Actor
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let found = try transaction.kpiReturn(id, for: actor)
            guard found.mayBeWithdrawn(by: actor) else { throw AccessError.forbidden }
            var reader = FieldReader()
            let words = reader.required(reason, "reason", named: "why it is withdrawn", most: 1000)
            try reader.finish()
            try transaction.update(
                """
                UPDATE kpi_return SET withdrawn_at = \(act.at), withdrawn_by = \(person.id),
                    withdrawal_reason = \(words), version = version + 1
                WHERE id = \(id) AND version = \(version) AND submitted_at IS NOT NULL AND withdrawn_at IS NULL
                """
            )
            try transaction.audit(act, "return.withdraw", of: id, in: found.hub)
        }
    }
}

extension KPIReturn {
    /// Whether somebody may take it back once it is submitted: who submitted it while they report for the hub, and its leads.
    package func mayBeWithdrawn(by actor: Actor) -> Bool {
        if actor.may(.submitKPIs, on: .of(hub)) { return true }
        guard let submittedBy, actor.may(.reportKPIs, on: .of(hub)) else { return false }
        return submittedBy == actor.person?.id
    }
}
