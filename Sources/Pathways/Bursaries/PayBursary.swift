package import Access
package import Database
package import Evidence
import Programmes
package import Services

extension Pathways {
    /// Plans a payment of an award: guarded, so that the payments never add up to more than was awarded.
    package func planBursaryPayment(
        _ amount: String,
        due typed: String,
        of id: ID<BursaryApplication>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let payment: ID<PlannedPayment> = services.newID()
        try await database.write { transaction in
            _ = try transaction.once(key, by: act, "bursary.plan-payment") {
                let found = try transaction.application(id).orNotFound()
                try actor.require(.keepBursaries, on: .of(found.hub.id))
                guard found.state == .awarded else { throw PathwaysRefusal.wrongStep }
                var reader = FieldReader()
                let pence = reader.amount(amount, "payment", named: "the payment")
                let due = reader.date(typed, "dueOn", named: "when it is due")
                try reader.finish()
                guard let pence, let due else { return "" }
                let changed = try transaction.execute(
                    """
                    UPDATE bursary_application SET planned_pence = planned_pence + \(pence)
                    WHERE id = \(id) AND planned_pence + \(pence) <= awarded_pence
                    """
                )
                guard changed == 1 else {
                    throw PathwaysRefusal.aboveAmount(
                        leftPence: found.awarded.rawValue - found.planned.rawValue
                    )
                }
                try transaction.execute(
                    """
                    INSERT INTO bursary_payment (id, application_id, due_on, pence)
                    VALUES (\(payment), \(id), \(due), \(pence))
                    """
                )
                try transaction.audit(
                    act,
                    "bursary.plan-payment",
                    of: payment,
                    in: found.hub.id,
                    ["pence": .count(pence.rawValue)]
                )
                return payment.description
            }
        }
    }

    /// Says that a payment was made today. Pressed twice it was made once.
    ///
    /// - Parameter shown: The ``PlannedPayment/stamp`` of what was shown: nobody pays another amount than they read.
    /// - Throws: `AccessError`; `DatabaseError.staleVersion`.
    package func payBursary(
        _ payment: ID<PlannedPayment>,
        of id: ID<BursaryApplication>,
        shown: String? = nil,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.application(id).orNotFound()
            try actor.require(.keepBursaries, on: .of(found.hub.id))
            guard try transaction.pay(payment, on: today, shown, in: .of(id)) else { return }
            try transaction.audit(act, "bursary.pay", of: payment, in: found.hub.id)
        }
    }

    /// The final output of an award becomes a record of the evidence library.
    package func publishBursaryOutput(_ draft: OutputDraft, of id: ID<BursaryApplication>, by actor: Actor)
        async throws
        -> ID<Study>
    {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let study: ID<Study> = services.newID()
        let provenance: ID<Provenance> = services.newID()
        return try await database.write(exclusively: Evidence.studiesQueue) { transaction in
            let found = try transaction.application(id).orNotFound()
            guard person.id == found.person.id || actor.may(.keepBursaries, on: .of(found.hub.id)) else {
                throw AccessError.notFound
            }
            // Once: another output does not take the place of the one that is in the library.
            guard found.state == .awarded, found.study == nil else { throw PathwaysRefusal.wrongStep }
            let work = try draft.checked(source: "\(found.hub.name), bursaries")
            let recorded = try transaction.recordStudy(work, id: study, provenance: provenance, at: act.at)
            try transaction.execute(
                """
                UPDATE bursary_application SET study_id = \(recorded), version = version + 1 WHERE id = \(id)
                """
            )
            try transaction.audit(
                act,
                "bursary.publish-output",
                of: id,
                in: found.hub.id,
                ["study": .id(recorded)]
            )
            return recorded
        }
    }
}
