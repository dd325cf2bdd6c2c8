package import Access
import Database
package import Evidence
package import Programmes
package import Services

/// Something worth looking at, and why. It is never more than that: people decide, and can put it away.
package struct Suggestion: Sendable, Equatable {
    /// Stable, so that it stays put away: `offer/…`, `strand/…`, `school/…`, `trial/…`.
    package let key: String
    package let what: What
    /// Whole sentences, the strongest reason first.
    package let reasons: [String]

    package enum What: Sendable, Equatable {
        /// For a school: training.
        case offer(ID<Offer>, title: String)
        /// For a school: a strand that schools like it work on.
        case strand(ID<Strand>, slug: String, title: String)
        /// For a hub: a school to invite.
        case school(SchoolNeed)
        /// For the network: a trial that would settle what the pool cannot.
        case trial(ID<Strand>, slug: String, title: String)
    }
}

extension Reach {
    /// Puts a suggestion away for an organisation.
    package func dismiss(_ key: String, for organisation: ID<Organisation>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        try actor.require(.dismissSuggestions, on: .of(organisation))
        guard key.utf8.count <= 60, !key.isEmpty else { throw AccessError.notFound }
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO dismissed_suggestion (organisation_id, suggestion, dismissed_by, dismissed_at)
                VALUES (\(organisation), \(key), \(person.id), \(act.at)) ON CONFLICT DO NOTHING
                """
            )
            try transaction.audit(act, "suggestion.dismiss", in: organisation)
        }
    }
}

extension Transaction {
    func dismissedSuggestions(of organisation: ID<Organisation>) throws -> Set<String> {
        Set(try column("SELECT suggestion FROM dismissed_suggestion WHERE organisation_id = \(organisation)"))
    }
}
