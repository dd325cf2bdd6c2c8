package import Access
import Database
import Services

extension Trials {
    /// What the schools of an analysis are called, in its order: code and name. For whoever may read the rows, where each
    /// school stands under its code.
    ///
    /// - Throws: ``AccessError``; ``TrialsError/rowsGone`` where this site's key does not open what was kept.
    package func schoolNames(in analysis: KeptAnalysis, by actor: Actor) async throws -> [String] {
        try actor.signedInUnlessSystem()
        let trial = try await permitted(.readTrialRows, on: analysis.trial, by: actor)
        let (sums, schools) = try await database.read { transaction in
            let row = try transaction.rows(
                "SELECT sealed_key, sealed_statistics FROM trial_analysis WHERE id = \(analysis.id)"
            ).first.orNotFound()
            return (try SealedRows(sumsOf: row), try transaction.joinedSchools(of: trial.id))
        }
        var names: [String: String] = [:]
        for school in schools { names[school.code ?? ""] = school.school.name }
        return try statistics(sums, of: analysis.id).schools.map { school in
            names[school.code].map { "\(school.code) · \($0)" } ?? school.code
        }
    }
}
