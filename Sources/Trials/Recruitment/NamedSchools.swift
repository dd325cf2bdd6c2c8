package import Access
import Database
package import Evidence
package import Services

/// A school of a trial that agreed to be named.
package struct NamedSchool: Sendable, Equatable {
    package let organisation: ID<Organisation>
    package let school: String
    package let trialTitle: String
    package let trialSlug: String
}

extension Trials {
    /// The schools in the trials on a strand that agreed to be named, by name; without those that withdrew before the
    /// draw.
    package func namedSchools(on strand: ID<Strand>) async throws -> [NamedSchool] {
        try await database.read { transaction in
            try transaction.rows(
                """
                SELECT o.id, o.name, trial.title, trial.slug FROM trial_strand AS link
                JOIN trial ON trial.id = link.trial_id
                JOIN trial_school s ON s.trial_id = trial.id
                JOIN trial_course AS course ON course.trial_id = trial.id
                JOIN organisation o ON o.id = s.organisation_id
                WHERE link.strand_id = \(strand) AND \(TrialSchool.counted) AND s.may_be_named = 1
                ORDER BY \(transaction.dialect.byteOrder("lower(o.name)")), o.id, trial.slug
                """
            ).map { row in
                NamedSchool(
                    organisation: try row.get(0),
                    school: try row.get(1),
                    trialTitle: try row.get(2),
                    trialSlug: try row.get(3)
                )
            }
        }
    }
}
