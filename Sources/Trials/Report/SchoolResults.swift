package import Access
import Database
package import Services

/// What a school sees of a trial it took part in as soon as it is analysed: the trial's result, and the averages of its
/// own pupils. A school has no effect of its own where schools were allocated, and none that means much elsewhere.
package struct SchoolResults: Sendable, Equatable {
    package let arms: [Arm]
    /// As everyone will read it; `nil` where its figures may not be public.
    package let report: TrialReport?
    /// Whether everyone can read the report already.
    package let isPublished: Bool
    package let baselineName: String
    package let outcomeName: String

    /// The school's own pupils of one arm.
    package struct Arm: Sendable, Equatable {
        package let name: String
        package let pupils: Int
        /// `nil` with fewer than ten scores.
        package let before: Double?
        package let after: Double?
    }
}

extension Trials {
    /// The results of a trial for one of its schools: for the school's lead and evaluator, from the first analysis on.
    /// Each reading is recorded.
    ///
    /// - Returns: `nil` before the analysis.
    /// - Throws: ``AccessError``; ``TrialsError/rowsGone`` where this site's key does not open what was kept.
    package func schoolResults(of id: ID<TrialSchool>, by actor: Actor) async throws -> SchoolResults? {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        let found = try await database.write { transaction in
            let school = try transaction.trialSchool(id, for: actor, .keepRoster)
            try actor.require(.keepRoster, on: .of(school.school.id))
            guard school.state == .joined else { throw AccessError.notFound }
            let row = try transaction.rows(
                "SELECT * FROM trial_analysis WHERE trial_id = \(school.trial) ORDER BY number DESC LIMIT 1"
            ).first
            guard let row else { return nil as Kept? }
            try transaction.audit(act, "trial.read-school-results", of: id, in: school.school.id)
            return Kept(
                school: school,
                analysis: try KeptAnalysis(row: row),
                sums: try SealedRows(sumsOf: row),
                isPublished: try transaction.trial(school.trial).hasReported
            )
        }
        guard let found else { return nil }
        let statistics = try self.statistics(found.sums, of: found.analysis.id)
        let result = found.analysis.result
        let isShown = Disclosure.refusal(result) == nil
        return SchoolResults(
            arms: statistics.arms(ofSchool: found.school.code ?? ""),
            report: isShown ? TrialReport(result, cost: nil, isForEveryone: true) : nil,
            isPublished: found.isPublished,
            baselineName: result.plan.baselineName,
            outcomeName: result.plan.outcome.name
        )
    }

    private struct Kept: Sendable {
        let school: TrialSchool
        let analysis: KeptAnalysis
        let sums: SealedRows
        let isPublished: Bool
    }
}

extension SufficientStatistics {
    /// The arms in which a school has pupils.
    func arms(ofSchool code: String) -> [SchoolResults.Arm] {
        guard let place = schools.firstIndex(where: { $0.code == code }) else { return [] }
        let own = groups.filter { $0.school == place }
        return plan.arms.indices.compactMap { arm in
            let part = own.filter { $0.arm == arm }
            guard !part.isEmpty else { return nil }
            return SchoolResults.Arm(
                name: plan.arms[arm],
                pupils: part.reduce(0) { $0 + $1.count },
                before: Self.mean(part, 0),
                after: Self.mean(part, 1)
            )
        }
    }

    /// The mean of a column; `nil` where fewer than ten pupils have it.
    private static func mean(_ groups: [Group], _ column: Int) -> Double? {
        var count = 0
        var sum = 0.0
        for group in groups {
            guard let mean = group.means[column] else { continue }
            count += group.count
            sum += mean * Double(group.count)
        }
        return count >= Disclosure.fewestPupils ? sum / Double(count) : nil
    }
}
