/// The difference between two independent groups of units.
public struct TwoGroupComparison: Sendable {
    /// The treated group.
    public let treated: ArmSummary
    /// The comparison group.
    public let control: ArmSummary
    /// √ of the variance within groups, pooled.
    public let pooledStandardDeviation: Double
    /// The difference of means with Student's test: one variance in both groups.
    public let student: CoefficientTest
    /// The difference of means with Welch's test: a variance for each group.
    public let welch: CoefficientTest
    /// Hedges' *g* with a delta-method interval.
    public let effectSize: TrialEffectSize

    /// Compares two groups; missing values are left out and counted.
    /// - Throws: ``TrialError/tooFewUnits(arm:count:)``, ``TrialError/noVariation(column:)``.
    /// - Note: Agrees with R `t.test` to 1e-10 (`e1_trial_lm.json`, `ttest`).
    public init(treated: ArmSummary, control: ArmSummary, level: Double = 0.95) throws(TrialError) {
        self.treated = treated
        self.control = control
        let n1 = Double(treated.count)
        let n0 = Double(control.count)
        let v1: Double = treated.standardDeviation * treated.standardDeviation
        let v0: Double = control.standardDeviation * control.standardDeviation
        let df: Double = n1 + n0 - 2
        let pooled: Double = ((n1 - 1) * v1 + (n0 - 1) * v0) / df
        guard pooled > 0 else { throw .noVariation(column: "outcome") }
        pooledStandardDeviation = pooled.squareRoot()
        let difference: Double = treated.mean - control.mean
        let separate: Double = v1 / n1 + v0 / n0
        let welchDf: Double =
            separate * separate / (v1 * v1 / (n1 * n1 * (n1 - 1)) + v0 * v0 / (n0 * n0 * (n0 - 1)))
        do {
            student = try CoefficientTest(
                name: "difference",
                estimate: difference,
                standardError: (pooled * (1 / n1 + 1 / n0)).squareRoot(),
                degreesOfFreedom: df,
                level: level
            )
            welch = try CoefficientTest(
                name: "difference",
                estimate: difference,
                standardError: separate.squareRoot(),
                degreesOfFreedom: welchDf,
                level: level
            )
        } catch {
            throw .distribution(error)
        }
        effectSize = try TrialEffectSize(
            difference: student,
            standardDeviation: pooled.squareRoot(),
            degreesOfFreedom: df,
            denominator: .pooled,
            level: level
        )
    }

    /// The difference over the pooled standard deviation, without correction (Cohen's *d*).
    public var cohensD: Double { student.estimate / pooledStandardDeviation }

    /// The exact interval of Hedges' *g* under normality, from the noncentral *t* distribution.
    ///
    /// Each end is *J* times the effect size at which the observed *t* would lie just at that tail
    /// probability.
    /// - Throws: ``TrialError/distribution(_:)`` when the noncentrality is out of reach of the distribution.
    /// - Note: Hedges & Olkin (1985), 5.B; agrees with R 4.2.2 `pt(ncp =)` inverted, to 1e-8.
    public func exactInterval(level: Double = 0.95) throws(TrialError) -> (lower: Double, upper: Double) {
        guard level > 0, level < 1 else { throw .invalidArgument("level") }
        let df: Double = student.degreesOfFreedom
        let t: Double = student.statistic
        let scale: Double = (1 / Double(treated.count) + 1 / Double(control.count)).squareRoot()
        let tail: Double = (1 - level) / 2
        do throws(DistributionError) {
            let correction: Double = try SpecialFunctions.hedgesCorrection(degreesOfFreedom: df)
            let atUpperTail = { (ncp: Double) throws(DistributionError) -> Double in
                try NoncentralT(degreesOfFreedom: df, noncentrality: ncp).survival(t) - tail
            }
            let atLowerTail = { (ncp: Double) throws(DistributionError) -> Double in
                try NoncentralT(degreesOfFreedom: df, noncentrality: ncp).cumulative(t) - tail
            }
            guard
                let below = try RootFinding.bracket(from: t, step: -1, of: atUpperTail),
                let lower = try RootFinding.root(from: below, to: t, of: atUpperTail),
                let above = try RootFinding.bracket(from: t, step: 1, of: atLowerTail),
                let upper = try RootFinding.root(from: t, to: above, of: atLowerTail)
            else { throw DistributionError.notConverged(at: t) }
            return (correction * lower * scale, correction * upper * scale)
        } catch {
            throw .distribution(error)
        }
    }
}
