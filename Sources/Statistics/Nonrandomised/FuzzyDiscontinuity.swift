/// What a programme did for those who received it because of their side of a cutoff, where the side decides only
/// in part: the gap in the outcome over the gap in receiving it.
///
/// The estimand is the average effect, at the cutoff, on units that receive the programme on one side of it and
/// would not on the other, on the assumptions of ``RegressionDiscontinuity``, and that the side acts only through
/// what is received and makes nobody do the opposite. Both gaps come from lines with the same bandwidths, so the
/// ratio of the conventional gaps is two-stage least squares with the weights of the kernel.
///
/// - Note: Calonico, Cattaneo & Titiunik (2014), Econometrica 82, 2295, on fuzzy designs: the ratio is expanded
///   about the conventional gaps, and the interval is that of the corrected discontinuity in (*Y* − τ̂*T*)/τ̂ₜ.
///   Agrees with rdrobust (Python 2.1.1, `sharpbw`, `vce = "nn"`, `masspoints = "off"`) to 1e-8
///   (`Fixtures/fuzzy-discontinuity.json`): bandwidths are those of the outcome alone.
public struct FuzzyDiscontinuity: Sendable {
    /// The ratio of the gaps between the lines; too sure where the curves bend.
    public let conventional: CoefficientTest
    /// The ratio corrected for bias with the robust standard error: the result to report.
    public let robust: CoefficientTest
    /// The discontinuity in the outcome: the effect of the side itself.
    public let outcome: RegressionDiscontinuity
    /// The discontinuity in what is received.
    public let received: RegressionDiscontinuity
    /// The squared ratio of the gap in what is received to its robust standard error; below about 10 the interval
    /// cannot be relied on.
    public let firstStageStatistic: Double
    /// What is enough to estimate the same again at these bandwidths.
    public let sums: FuzzyDiscontinuitySums

    /// Compares both sides of a cutoff.
    /// - Parameters:
    ///   - values: The outcome of each unit.
    ///   - received: Received or not (1, 0), or a dose, for each unit.
    ///   - running: The score that decided about the offer.
    ///   - cutoff: Where it decided.
    ///   - treatedAbove: Whether units at the cutoff or above were offered it; those below when false.
    ///   - bandwidth: Of the lines; the one that minimises the mean squared error of the gap in the outcome when
    ///     `nil`. The others are those of ``RegressionDiscontinuity``.
    ///   - biasBandwidth: Of the curves that measure the bias.
    ///   - clusters: What units belong to; errors are summed within them.
    ///   - neighbours: Nearest units whose mean stands for the curve in residuals.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError``: what that throws; ``TrialError/noVariation(column:)`` where receiving is the same
    ///   throughout a side and its other, or there is no gap in it.
    /// - Complexity: O(*n* log *n*).
    public init(
        outcome values: [Double],
        received: [Double],
        running: [Double],
        cutoff: Double,
        treatedAbove: Bool = true,
        bandwidth: Double? = nil,
        biasBandwidth: Double? = nil,
        clusters: Clusters? = nil,
        neighbours: Int = 3,
        level: Double = 0.95
    ) throws(TrialError) {
        precondition(received.count == values.count, "Every unit received it or did not.")
        if let row = received.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "received", row: row)
        }
        outcome = try RegressionDiscontinuity(
            outcome: values,
            running: running,
            cutoff: cutoff,
            treatedAbove: treatedAbove,
            bandwidth: bandwidth,
            biasBandwidth: biasBandwidth,
            clusters: clusters,
            neighbours: neighbours,
            level: level
        )
        let (main, bias) = (outcome.bandwidth, outcome.biasBandwidth)
        let gap = { (column: [Double]) throws(TrialError) -> RegressionDiscontinuity in
            try RegressionDiscontinuity(
                outcome: column,
                running: running,
                cutoff: cutoff,
                treatedAbove: treatedAbove,
                bandwidth: main,
                biasBandwidth: bias,
                clusters: clusters,
                neighbours: neighbours,
                level: level
            )
        }
        do throws(TrialError) {
            self.received = try gap(received)
        } catch .noVariation {
            throw .noVariation(column: "received")
        }
        let step: Double = self.received.conventional.estimate
        guard step != 0 else { throw .noVariation(column: "received") }
        let ratio: Double = outcome.conventional.estimate / step
        let expanded = try gap(zip(values, received).map { ($0 - ratio * $1) / step })
        sums = FuzzyDiscontinuitySums(
            outcome: outcome.sums,
            received: self.received.sums,
            expanded: expanded.sums
        )
        let robustStep: CoefficientTest = self.received.robust
        let statistic: Double = robustStep.estimate / robustStep.standardError
        firstStageStatistic = statistic * statistic
        (conventional, robust) = try FuzzyDiscontinuity.tests(
            ratio,
            expanded.conventional,
            expanded.robust,
            level
        )
    }

    /// - Parameter expanded: Gaps in (*Y* − τ̂*T*)/τ̂ₜ: the conventional one is zero, the other the correction.
    fileprivate static func tests(
        _ ratio: Double,
        _ expanded: CoefficientTest,
        _ corrected: CoefficientTest,
        _ level: Double
    ) throws(TrialError) -> (conventional: CoefficientTest, robust: CoefficientTest) {
        (
            try RegressionDiscontinuity.test(
                ratio,
                expanded.standardError * expanded.standardError,
                level
            ),
            try RegressionDiscontinuity.test(
                ratio + corrected.estimate,
                corrected.standardError * corrected.standardError,
                level
            )
        )
    }
}

/// The weighted sums by which a fuzzy discontinuity can be estimated again after the units' own values are gone:
/// of the outcome, of what is received, and of the two as the ratio is expanded in them.
public struct FuzzyDiscontinuitySums: Sendable, Equatable, Codable {
    /// Of the outcome.
    public let outcome: DiscontinuitySums
    /// Of what is received.
    public let received: DiscontinuitySums
    /// Of the two as their ratio is expanded in them.
    public let expanded: DiscontinuitySums

    /// Whether all of its sums are.
    public var isWhole: Bool { outcome.isWhole && received.isWhole && expanded.isWhole }

    /// The ratio of the gaps, the same corrected for bias, and the corrected gap in what is received.
    /// - Throws: ``TrialError`` where the sums are not those of an estimate.
    public func estimates(
        level: Double = 0.95
    ) throws(TrialError) -> (
        conventional: CoefficientTest, robust: CoefficientTest, received: CoefficientTest
    ) {
        let first = try outcome.estimates(level: level).conventional.estimate
        let step = try received.estimates(level: level)
        guard step.conventional.estimate != 0 else { throw .invalidArgument("the sums of a discontinuity") }
        let rest = try expanded.estimates(level: level)
        let found = try FuzzyDiscontinuity.tests(
            first / step.conventional.estimate,
            rest.conventional,
            rest.robust,
            level
        )
        return (found.conventional, found.robust, step.robust)
    }
}
