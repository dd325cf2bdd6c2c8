import Statistics

/// One arm compared with control, everyone as allocated.
package struct ArmComparison: Sendable, Equatable, Codable {
    /// A place in ``AnalysisPlan/arms``.
    package let arm: Int
    package let treated: Int
    package let control: Int
    /// The adjusted difference, in points of the outcome.
    package let difference: Estimate
    /// The difference of the model with treatment alone; `nil` at a cut-off, where it means nothing.
    package let unadjusted: Estimate?
    /// The adjusted difference in standard deviations: the effect of this arm.
    package let effect: StandardisedEffect
    /// The same without the baseline, over the same standard deviation; of randomised trials.
    package let withoutBaseline: StandardisedEffect?
    /// Between schools (or classes): the share of variance in the outcome, treatment accounted for.
    package let outcomeICC: ICC?
    package let baselineICC: ICC?
    /// Variances that the data put at zero.
    package let boundary: [String]
    /// The p value among all arms compared, by Holm; that of the difference where there is one.
    package var adjustedPValue: Double

    package struct ICC: Sendable, Equatable, Codable {
        package let estimate: Double
        package let lower: Double
        package let upper: Double

        init?(_ fit: MultilevelFit?, level: Double) {
            guard let fit, let icc = try? fit.intraclassCorrelation(level: level) else { return nil }
            estimate = icc.estimate
            lower = icc.lower
            upper = icc.upper
        }
    }

    init(_ table: AnalysisTable, arm: Int, frame: ModelFrame, scale: TotalDeviation, fit: PrimaryFit)
        throws(TrialError)
    {
        let plan = table.plan
        self.arm = arm
        treated = frame.treatment.count { $0 == 1 }
        control = frame.treatment.count - treated
        difference = Estimate(fit.difference)
        unadjusted = Estimate(scale.unadjusted)
        effect = try scale.effect(of: fit.difference)
        if plan.adjustsForBaseline {
            withoutBaseline = try scale.effect(of: PrimaryFit(frame, plan, adjusts: false).difference)
        } else {
            withoutBaseline = effect
        }
        outcomeICC = ICC(scale.multilevel, level: plan.level)
        let before = frame.with(outcome: frame.baseline)
        let hasBaseline = frame.baseline.allSatisfy { !$0.isNaN }
        let baselineFit =
            hasBaseline && scale.multilevel != nil ? try? TotalDeviation(before, plan).multilevel : nil
        baselineICC = ICC(baselineFit, level: plan.level)
        boundary = fit.boundary
        adjustedPValue = difference.pValue
    }

    /// The result of a method other than a model of all pupils.
    init(
        arm: Int,
        treated: Int,
        control: Int,
        difference: CoefficientTest,
        effect: StandardisedEffect,
        unadjusted: CoefficientTest? = nil,
        outcomeICC: ICC? = nil
    ) {
        self.arm = arm
        self.treated = treated
        self.control = control
        self.difference = Estimate(difference)
        self.effect = effect
        self.unadjusted = unadjusted.map(Estimate.init)
        self.outcomeICC = outcomeICC
        withoutBaseline = nil
        baselineICC = nil
        boundary = []
        adjustedPValue = difference.pValue
    }

    /// Holm's step-down adjustment over the arms compared.
    static func holm(_ comparisons: [ArmComparison]) -> [ArmComparison] {
        let order = comparisons.indices.sorted {
            comparisons[$0].difference.pValue < comparisons[$1].difference.pValue
        }
        var result = comparisons
        var largest = 0.0
        for (rank, place) in order.enumerated() {
            let times = Double(comparisons.count - rank)
            largest = max(largest, min(1, comparisons[place].difference.pValue * times))
            result[place].adjustedPValue = largest
        }
        return result
    }
}
