package import Access
import Database
import Directory
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
    ///
    /// - Throws: `AccessError`, for a key that no suggestion could have, too.
    package func dismiss(_ key: String, for organisation: ID<Organisation>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        try actor.require(.dismissSuggestions, on: .of(organisation))
        let act = services.act(by: actor)
        try await database.write { transaction in
            // No more can be put away than there is.
            guard try transaction.isSuggestible(key) else { throw AccessError.notFound }
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
    /// Whether there is the offer, the strand or the school that a suggestion of this key would be of.
    fileprivate func isSuggestible(_ key: String) throws -> Bool {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return false }
        switch parts[0] {
        case "offer":
            guard let offer = ID<Offer>(parts[1]) else { return false }
            return try exists("SELECT 1 FROM offer WHERE id = \(offer)")
        case "strand", "trial":
            guard let strand = ID<Strand>(parts[1]) else { return false }
            return try exists("SELECT 1 FROM strand WHERE id = \(strand)")
        case "school":
            guard let urn = URN(parts[1]) else { return false }
            return try exists("SELECT 1 FROM establishment WHERE urn = \(urn)")
        default: return false
        }
    }

    /// What a school put away before it became an academy stays put away.
    func dismissedSuggestions(of organisation: ID<Organisation>) throws -> Set<String> {
        Set(
            try column(
                """
                SELECT suggestion FROM dismissed_suggestion WHERE organisation_id = \(organisation)
                    OR organisation_id IN (\(Directory.wholeLineage(of: organisation)))
                """
            )
        )
    }

    /// The lineages of schools that were put away: one does not come back under a new reference number.
    func dismissedSchools(of hub: ID<Organisation>) throws -> Set<Int> {
        let urns = try dismissedSuggestions(of: hub).compactMap { key -> URN? in
            key.hasPrefix("school/") ? URN(String(key.dropFirst("school/".count))) : nil
        }
        return Set(
            try column("SELECT lineage_id FROM lineage_member WHERE urn IN (\(SQL.list(urns)))")
        )
    }
}
