import Statistics

extension ComplierAnalysis {
    /// The effect, at the cut-off, on pupils who received it because of their side: the gap in the outcome over the
    /// gap in receiving it, robust and corrected for bias.
    static func atCutOff(
        _ table: AnalysisTable,
        arm: Int,
        rows all: [Int],
        over deviation: Double
    ) -> Secondary<ComplierAnalysis> {
        guard let threshold = table.plan.complianceThreshold, let cutOff = table.plan.assignment.cutOff else {
            return .notPlanned
        }
        let rows = all.filter { !table.compliance[$0].isNaN }
        let frame = ModelFrame(table, arm: arm, rows: rows)
        let received: [Double] = rows.map { table.compliance[$0] }
        if received == frame.treatment, !rows.isEmpty { return .left(allReceived) }
        do throws(TrialError) {
            let test: CoefficientTest
            let gap: CoefficientTest
            if let sums = table.complierDiscontinuity {
                (_, test, gap) = try sums.estimates(level: table.plan.level)
            } else {
                guard table.hasPupils else { return .left(TrialAnalysis.rowsGone) }
                let fit = try FuzzyDiscontinuity(table, rows: rows, cutOff)
                (test, gap) = (fit.robust, fit.received.robust)
            }
            let statistic = gap.estimate / gap.standardError
            return .found(
                ComplierAnalysis(
                    threshold: threshold,
                    difference: Estimate(test),
                    effect: StandardisedEffect(test, over: deviation),
                    treatedShare: frame.share(of: received, code: 1),
                    controlShare: frame.share(of: received, code: 0),
                    firstStageF: statistic * statistic,
                    unknown: all.count - rows.count,
                    gap: Estimate(gap)
                )
            )
        } catch {
            return .left("The complier effect cannot be estimated. \(AnalysisProblem.words(error))")
        }
    }
}

extension FuzzyDiscontinuity {
    fileprivate init(_ table: AnalysisTable, rows: [Int], _ cutOff: (score: Double, offeredBelow: Bool))
        throws(TrialError)
    {
        try self.init(
            outcome: rows.map { table.outcome[$0] },
            received: rows.map { table.compliance[$0] },
            running: rows.map { table.score[$0] },
            cutoff: cutOff.score,
            treatedAbove: !cutOff.offeredBelow,
            clusters: table.schoolsAtCutOff(rows),
            level: table.plan.level
        )
        // What few pupils decide is not said of them.
        guard outcome.effectiveUnits.allSatisfy({ $0 >= Disclosure.fewestPupils }) else {
            throw .tooFewUnits(arm: "at the cut-off", count: outcome.effectiveUnits.min() ?? 0)
        }
    }
}

extension FuzzyDiscontinuitySums {
    /// What is kept of the complier effect when the rows go; `nil` where there is none.
    init?(_ table: AnalysisTable) {
        guard table.plan.complianceThreshold != nil, let cutOff = table.plan.assignment.cutOff else {
            return nil
        }
        let rows = table.analysed(arm: table.plan.primaryArm).filter { !table.compliance[$0].isNaN }
        guard let fit = try? FuzzyDiscontinuity(table, rows: rows, cutOff) else { return nil }
        self = fit.sums
    }
}
