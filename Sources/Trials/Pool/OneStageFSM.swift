import Statistics

/// Whether pupils eligible for free school meals gained more or less than others, from the pupils of several trials in
/// one model.
///
/// The comparison is made within trials, so that trials with many such pupils are never compared with trials with few.
package struct OneStageFSM: Sendable, Equatable, Codable {
    /// Those whose protocol named the subgroup and whose own report tells of it.
    package let trials: Int
    package let pupils: Int
    /// The effect among eligible pupils less that among the others, in each trial's total standard deviations, turned
    /// so that above zero is better.
    package let estimate: Double
    package let lower: Double
    package let upper: Double

    /// - Parameter studies: What was kept of each trial, with its result.
    static func found(_ studies: [(statistics: SufficientStatistics, analysis: TrialAnalysis)])
        -> Secondary<OneStageFSM>
    {
        guard studies.contains(where: { $0.statistics.plan.hasFSMSubgroup }) else { return .notPlanned }
        let told = studies.filter { $0.analysis.fsm.value != nil }
        guard told.count >= NetworkPool.fewest else {
            return .left("Fewer than three of these trials report how much eligible pupils gained.")
        }
        do throws(TrialError) {
            return .found(try OneStageFSM(told))
        } catch {
            return .left(AnalysisProblem.words(error))
        }
    }

    private init(_ studies: [(statistics: SufficientStatistics, analysis: TrialAnalysis)])
        throws(TrialError)
    {
        let pooled = PooledPupils(studies) { table, arm, _ in
            let known = table.analysed(arm: arm).filter { table.isFSM[$0] != nil }
            return known.map { ($0, table.isFSM[$0] == true ? 1 : 0) }
        }
        let within = try OneStageInteraction(
            outcome: pooled.outcome,
            treatment: pooled.treatment,
            subgroup: pooled.covariate,
            trials: pooled.trials,
            schools: pooled.schools
        ).within
        trials = studies.count
        pupils = pooled.outcome.count
        estimate = within.estimate
        lower = within.lower
        upper = within.upper
    }
}
