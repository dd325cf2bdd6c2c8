import Statistics

/// Several trials in one model, where one analyst may hold the sums of all of them.
///
/// Every trial's outcome is in its own total standard deviations, turned so that above zero is better; each has its own
/// level and its own slope of the baseline, schools differ at random, and the effect differs at random between trials.
package struct OneStage: Sendable, Equatable {
    package let trials: Int
    package let schools: Int
    package let pupils: Int
    package let estimate: Double
    package let standardError: Double
    package let lower: Double
    package let upper: Double
    /// The variance of the effect between trials.
    package let betweenTrials: Double

    /// - Parameter studies: What was kept of each trial, with its result.
    /// - Throws: ``TrialError`` where the model cannot be fitted.
    init(_ studies: [(statistics: SufficientStatistics, analysis: TrialAnalysis)], level: Double = 0.95)
        throws(TrialError)
    {
        let pooled = PooledPupils(studies) { table, arm, deviation in
            let rows = table.analysed(arm: arm, baseline: true)
            let centre: Double = rows.reduce(0) { $0 + table.baseline[$1] } / Double(max(rows.count, 1))
            return rows.map { ($0, (table.baseline[$0] - centre) / deviation) }
        }
        var names = ["treatment"]
        var columns: [[Double]] = [pooled.treatment]
        for place in studies.indices {
            names += ["trial \(place)", "baseline of trial \(place)"]
            columns.append(pooled.trial.map { $0 == place ? 1 : 0 })
            columns.append(zip(pooled.trial, pooled.covariate).map { $0 == place ? $1 : 0 })
        }
        var terms = [RandomTerm("school", clusters: pooled.schools)]
        if studies.count >= NetworkPool.fewest {
            terms.insert(
                RandomTerm(
                    "trial",
                    clusters: pooled.trials,
                    intercept: false,
                    slopes: [("treatment", pooled.treatment)]
                ),
                at: 0
            )
        }
        do throws(MultilevelError) {
            let fit = try MultilevelFit.randomTerms(
                outcome: pooled.outcome,
                design: DesignMatrix(names: names, matrix: Matrix(columns: columns)),
                terms: terms
            )
            var weights: [Double] = Array(repeating: 0, count: names.count)
            weights[0] = 1
            let test = try fit.contrast("treatment", weights: weights, level: level)
            estimate = test.estimate
            standardError = test.standardError
            lower = test.lower
            upper = test.upper
            betweenTrials = terms.count > 1 ? fit.components[0].estimate : 0
        } catch {
            throw .multilevel(error)
        }
        trials = studies.count
        schools = pooled.schools.count
        pupils = pooled.outcome.count
    }
}

/// One-stage and two-stage results of the same trials.
package struct StageComparison: Sendable, Equatable {
    package let oneStage: OneStage
    /// `nil` below three trials.
    package let twoStage: NetworkPool.Mean?
    /// Eligible pupils against others, in one model.
    package let fsm: Secondary<OneStageFSM>
    /// The same from each trial's own result; `nil` below three trials.
    package let twoStageFSM: NetworkPool.Mean?
    package let titles: [String]

    /// Why the two differ, by fixed rules.
    package var explanation: String {
        guard let twoStage else { return "With fewer than three trials there is no two-stage result." }
        let gap = (oneStage.estimate - twoStage.estimate).magnitude
        let first =
            gap < 0.02
            ? "The two differ by less than 0.02 SD, which is of no account."
            : "The two differ by \(EffectWords.text(gap)) SD."
        let widths = (oneStage.upper - oneStage.lower, twoStage.upper - twoStage.lower)
        let second =
            widths.0 < widths.1
            ? "The range in one stage is narrower, because it judges differences between trials from pupils and schools rather than from \(oneStage.trials) results"
            : "The range in one stage is wider, because it allows for what is not known about each trial’s variances"
        return
            "\(first) \(second); in two stages each trial’s variance is taken as known. One stage adjusts for the baseline alike in all trials, two stages as each protocol has it, strata included."
    }
}
