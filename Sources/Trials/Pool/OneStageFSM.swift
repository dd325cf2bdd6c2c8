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
        var outcome: [Double] = []
        var treatment: [Double] = []
        var eligible: [Double] = []
        var trial: [Int] = []
        var school: [Int] = []
        for (place, study) in studies.enumerated() {
            let table = AnalysisTable(study.statistics)
            let arm = table.plan.primaryArm
            let deviation = study.analysis.primary.effect.deviation * table.plan.outcome.direction
            for row in table.analysed(arm: arm) {
                guard let isFSM = table.isFSM[row] else { continue }
                outcome.append(table.outcome[row] / deviation)
                treatment.append(table.arm[row] == arm ? 1 : 0)
                eligible.append(isFSM ? 1 : 0)
                trial.append(place)
                school.append(table.school[row])
            }
        }
        let clusters = Clusters(trial)
        let within = try OneStageInteraction(
            outcome: outcome,
            treatment: treatment,
            subgroup: eligible,
            trials: clusters,
            schools: RandomTerm.nested(school, within: clusters)
        ).within
        trials = studies.count
        pupils = outcome.count
        estimate = within.estimate
        lower = within.lower
        upper = within.upper
    }
}
