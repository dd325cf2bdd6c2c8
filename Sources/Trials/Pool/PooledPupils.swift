import Statistics

/// The pupils of several trials as columns of one model.
struct PooledPupils {
    /// In each trial's total standard deviations, turned so that above zero is better.
    private(set) var outcome: [Double] = []
    /// 1 in the arm that was offered it, 0 in control.
    private(set) var treatment: [Double] = []
    /// What the model asks of each pupil besides.
    private(set) var covariate: [Double] = []
    /// The place of each pupil's trial among those given.
    private(set) var trial: [Int] = []
    let trials: Clusters
    /// Schools, counted separately in each trial.
    let schools: Clusters

    /// - Parameters:
    ///   - studies: What was kept of each trial, with its result.
    ///   - column: The rows of a trial that the model takes, each with its covariate, from the table, the arm that
    ///     is compared and what the trial's outcomes are divided by.
    init(
        _ studies: [(statistics: SufficientStatistics, analysis: TrialAnalysis)],
        covariate column: (AnalysisTable, _ arm: Int, _ deviation: Double) -> [(row: Int, value: Double)]
    ) {
        var school: [Int] = []
        for (place, study) in studies.enumerated() {
            let table = AnalysisTable(study.statistics)
            let arm = table.plan.primaryArm
            let deviation = study.analysis.primary.effect.deviation * table.plan.outcome.direction
            for (row, value) in column(table, arm, deviation) {
                outcome.append(table.outcome[row] / deviation)
                treatment.append(table.arm[row] == arm ? 1 : 0)
                covariate.append(value)
                trial.append(place)
                school.append(table.school[row])
            }
        }
        trials = Clusters(trial)
        schools = RandomTerm.nested(school, within: trials)
    }
}
