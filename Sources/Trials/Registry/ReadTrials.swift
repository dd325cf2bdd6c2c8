import Access
import Database
package import Evidence
package import Services

/// A trial with what its page shows.
package struct TrialRecord: Sendable, Equatable {
    package let trial: Trial
    package let intervention: Intervention
    package let strands: [StrandLink]
    package let finding: Finding?
}

extension Trials {
    /// Every registered trial, the newest first; those on one strand where it is given.
    package func trials(on strand: ID<Strand>? = nil) async throws -> [Trial] {
        try await database.read { transaction in
            let filter: SQL =
                strand.map { "WHERE t.id IN (SELECT trial_id FROM trial_strand WHERE strand_id = \($0))" }
                ?? ""
            return try transaction.all(
                "\(Trial.selection) \(filter) ORDER BY t.registered_on DESC, t.slug"
            )
        }
    }

    /// - Throws: ``AccessError/notFound``.
    package func trial(slug: String) async throws -> TrialRecord { try await record("t.slug = \(slug)") }

    /// - Throws: ``AccessError/notFound``.
    package func trial(_ id: ID<Trial>) async throws -> TrialRecord { try await record("t.id = \(id)") }

    private func record(_ condition: SQL) async throws -> TrialRecord {
        let (trial, strands) = try await database.read { transaction in
            let found: Trial? = try transaction.first("\(Trial.selection) WHERE \(condition)")
            let trial = try found.orNotFound()
            let strands: [StrandLink] = try transaction.all(
                """
                SELECT strand.id, strand.slug, v.title FROM trial_strand AS link
                JOIN strand ON strand.id = link.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE link.trial_id = \(trial.id) ORDER BY strand.slug
                """
            )
            return (trial, strands)
        }
        let intervention = try await evidence.intervention(trial.intervention)
        var finding: Finding?
        if let id = trial.primaryFinding { finding = try await evidence.finding(id) }
        return TrialRecord(trial: trial, intervention: intervention, strands: strands, finding: finding)
    }
}
