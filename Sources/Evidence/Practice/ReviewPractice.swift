package import Access
import Database
package import Services

/// What a hub decides on an account.
package enum PracticeDecision: String, Sendable, CaseIterable {
    case publish
    case giveBack = "return"
}

extension Evidence {
    /// A hub publishes an account, or gives it back with a note. Nobody reviews an account of their own
    /// organisation.
    ///
    /// - Throws: ``Faults`` when it is given back without a note; `DatabaseError.staleVersion`; ``AccessError``.
    package func reviewPractice(
        _ id: ID<PracticeAccount>,
        version: Int,
        _ decision: PracticeDecision,
        note: String,
        by actor: Actor
    ) async throws {
        try actor.require(.reviewPractice)
        let reviewer = try actor.signedInPerson()
        let account = try await database.read { try $0.practiceAccount(id).orNotFound() }
        guard account.state == .submitted else { throw AccessError.notFound }
        let hub = actor.memberships.first {
            $0.organisation.kind == .hub && [.lead, .editor].contains($0.role)
                && $0.organisation.id != account.organisation
        }
        guard let hub, !actor.memberships.contains(where: { $0.organisation.id == account.organisation })
        else {
            throw AccessError.forbidden
        }
        var reader = FieldReader()
        let text = reader.optional(note, "note", named: "the note", most: 2000)
        if decision == .giveBack, text.isEmpty {
            reader.report("note", "Say what the writers should change: they see it with their account")
        }
        try reader.finish()
        let act = services.act(by: actor)
        let state: PracticeAccount.State = decision == .publish ? .published : .returned
        let publishedAt = decision == .publish ? act.at : nil
        try await database.write { transaction in
            try transaction.update(
                """
                UPDATE practice_account SET state = \(state), reviewer_id = \(reviewer.id),
                    reviewing_organisation_id = \(hub.organisation.id), review_note = \(text),
                    changed_at = \(act.at), published_at = \(publishedAt), version = version + 1
                WHERE id = \(id) AND version = \(version) AND state = 'submitted'
                """
            )
            if decision == .publish { try transaction.keepPublished(id) }
            try transaction.audit(
                act,
                .reviewPractice,
                of: id,
                in: account.organisation,
                ["decision": .word(decision)]
            )
            try transaction.announce(.practice, id)
            try transaction.touch([.practice, .strand(account.strand.id)])
        }
    }
}
