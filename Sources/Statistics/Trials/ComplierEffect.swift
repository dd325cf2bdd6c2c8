/// The complier average causal effect: what the intervention did for those who received it because it was
/// offered.
///
/// Two-stage least squares with allocation as the instrument of compliance. Assumes random allocation, an
/// offer that acts only through what is received, and nobody who does the opposite of what is offered.
public struct ComplierEffect: Sendable {
    /// The effect of one unit of compliance, in units of the outcome, with CR2 errors where there are
    /// clusters and HC2 errors otherwise.
    public let effect: CoefficientTest
    /// The effect over the standard deviation given.
    public let effectSize: TrialEffectSize
    /// The *F* test of allocation in the first stage, with CR2 errors where there are clusters; below about
    /// 10 the instrument is weak.
    public let firstStage: JointTest
    /// Compliance in the treated arm less that in the control arm.
    public let complianceDifference: Double
    /// The fitted model; outcomes and covariates that lie far from zero are about their means in it.
    public let fit: TwoStageFit

    /// Estimates the effect of compliance.
    /// - Parameters:
    ///   - outcome: One finite value for each unit.
    ///   - treatment: 1 for units allocated to treatment, 0 for control.
    ///   - compliance: Received or not (1, 0), or a dose, for each unit.
    ///   - covariates: Baselines and strata without the constant; none when `nil`.
    ///   - clusters: What was randomised whole or, in a multisite trial, the site; none when `nil`.
    ///   - standardDeviation: The denominator of the primary effect size, so that both are in one unit.
    ///   - degreesOfFreedom: Those of the denominator.
    ///   - denominator: Which standard deviation it is.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError/noVariation(column:)`` when compliance or the outcome is the same in every unit, or
    ///   compliance on average in both arms.
    public init(
        outcome: [Double],
        treatment: [Double],
        compliance: [Double],
        covariates: DesignMatrix? = nil,
        clusters: Clusters? = nil,
        standardDeviation: Double,
        degreesOfFreedom: Double,
        denominator: EffectDenominator,
        level: Double = 0.95
    ) throws(TrialError) {
        try IntentionToTreat.validate(outcome, treatment)
        if let row = compliance.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "compliance", row: row)
        }
        // Means of one value may differ by rounding.
        guard compliance.contains(where: { $0 != compliance[0] }) else {
            throw .noVariation(column: "compliance")
        }
        let ones: [Double] = Array(repeating: 1, count: outcome.count)
        let constant = DesignMatrix(names: ["(Intercept)"], matrix: Matrix(columns: [ones]))
        let mean = { (code: Double) -> Double in
            let rows: [Int] = treatment.indices.filter { treatment[$0] == code }
            return rows.reduce(0) { $0 + compliance[$1] } / Double(rows.count)
        }
        complianceDifference = mean(1) - mean(0)
        guard complianceDifference != 0 else { throw .noVariation(column: "compliance") }
        // Neither the effect nor its error depends on where scales have their zero; their digits would.
        let given: DesignMatrix = covariates.map { constant.joined(with: $0) } ?? constant
        let origin = ModelOrigin(farIn: given.matrix, outcome: outcome)
        do {
            let fit = try TwoStageFit(
                outcome: origin.subtracted(from: outcome),
                endogenous: DesignMatrix(names: ["compliance"], matrix: Matrix(columns: [compliance])),
                exogenous: DesignMatrix(
                    names: given.names,
                    matrix: given.matrix.subtracting(origin.columns)
                ),
                instruments: DesignMatrix(names: ["treatment"], matrix: Matrix(columns: [treatment]))
            )
            self.fit = fit
            if let clusters {
                firstStage = try fit.firstStage(clusters: clusters)[0].test
                effect = try fit.clusterRobust(clusters).coefficientTest(at: 0, level: level)
            } else {
                firstStage = fit.firstStage[0].test
                effect = try fit.tests(.hc2, level: level)[0]
            }
        } catch LinearModelError.constantOutcome {
            throw .noVariation(column: "outcome")
        } catch {
            throw .linearModel(error)
        }
        effectSize = try TrialEffectSize(
            difference: effect,
            standardDeviation: standardDeviation,
            degreesOfFreedom: degreesOfFreedom,
            denominator: denominator,
            level: level
        )
    }
}
