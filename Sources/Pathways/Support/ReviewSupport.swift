package import Access
package import Database
import Evidence
import Programmes
package import Services

extension Pathways {
    /// A hub in the case writes a review with the school.
    package func reviewSupport(
        _ id: ID<SupportCase>,
        on typed: String,
        progress: String,
        findings: String,
        nextSteps: String,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        let review: ID<SupportReview> = services.newID()
        let today = services.today()
        try await database.write { transaction in
            _ = try transaction.once(key, by: act, "support.review") {
                let found = try transaction.supportCase(id, keptBy: actor, leads: false)
                guard found.state == .running || found.state == .diagnosed else {
                    throw PathwaysRefusal.wrongStep
                }
                var reader = FieldReader()
                let day = reader.date(typed, "heldOn", named: "the day of the review")
                if let day, day > today { reader.report("heldOn", "Write the review after it was held") }
                let how: SupportProgress? = reader.choice(progress, "progress", named: "how it stands")
                let text = reader.required(findings, "findings", named: "what was seen", most: 4000)
                let next = reader.optional(nextSteps, "nextSteps", named: "the next steps", most: 2000)
                try reader.finish()
                guard let day, let how else { return "" }
                try transaction.execute(
                    """
                    INSERT INTO support_review (id, case_id, held_on, progress, findings, next_steps, written_by)
                    VALUES (\(review), \(id), \(day), \(how), \(text), \(next), \(person.id))
                    """
                )
                try transaction.audit(act, "support.review", of: review, in: found.lead.id, ["case": .id(id)])
                return review.description
            }
        }
    }

    /// The school rates the support at a review; it may change its mind.
    package func rateSupport(_ review: ID<SupportReview>, _ rating: Int, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let id: ID<SupportCase> = try transaction.value(
                "SELECT case_id FROM support_review WHERE id = \(review)"
            ).orNotFound()
            let found = try transaction.supportCase(id).orNotFound()
            try actor.require(.askForSupport, on: .of(found.school.id))
            guard let rating = SupportRating(rawValue: rating) else {
                throw Faults([Fault("rating", "Choose how you rate the support")])
            }
            try transaction.execute(
                "UPDATE support_review SET rating = \(rating), rated_by = \(person.id) WHERE id = \(review)"
            )
            try transaction.audit(
                act,
                "support.rate",
                of: review,
                in: found.school.id,
                ["rating": .count(rating.rawValue)]
            )
        }
    }

    /// The lead closes a case: the goal was reached, or the support ends without.
    package func closeSupport(_ id: ID<SupportCase>, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let today = services.today()
        try await database.write { transaction in
            let found = try transaction.supportCase(id, keptBy: actor, leads: true)
            guard found.state != .closed else { throw PathwaysRefusal.hasEnded }
            try transaction.execute(
                "UPDATE deployment_day SET state = 'cancelled' WHERE case_id = \(id) AND state = 'planned'"
            )
            try transaction.update(
                """
                UPDATE support_case SET state = 'closed', closed_on = \(today), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "support.close", of: id, in: found.lead.id)
        }
    }
}
