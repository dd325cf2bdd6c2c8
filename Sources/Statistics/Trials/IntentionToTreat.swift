/// The primary analysis of a randomised trial: everyone as allocated, with a model that reflects the design.
///
/// The estimand is the average difference in outcome between units allocated to treatment and to control, at
/// equal covariates. With clusters the model has a random intercept for each; without, it is analysis of
/// covariance. The effect size divides the adjusted difference by √ of the sum of the variance components of
/// the model with treatment alone (covariates and strata left out), so that a better baseline does not make
/// an effect look larger.
public struct IntentionToTreat: Sendable {
    /// The adjusted difference, in units of the outcome.
    public let difference: CoefficientTest
    /// The difference of the model with treatment alone.
    public let unadjusted: CoefficientTest
    /// Hedges' *g* over the unconditional total standard deviation: the primary effect size.
    public let effectSize: TrialEffectSize
    /// The same difference over other standard deviations, named.
    public let alternatives: [TrialEffectSize]
    /// Tests of all coefficients of the adjusted model.
    public let coefficients: [CoefficientTest]
    /// The adjusted model where there are clusters.
    public let multilevel: MultilevelFit?
    /// The adjusted model where there are none.
    public let linear: LinearFit?
    /// The model with treatment alone where there are clusters.
    public let unconditional: MultilevelFit?
    /// The mean of each column of the adjusted model.
    let meanRow: [Double]

    /// What an analysis needs to know about the trial's model.
    public struct Options: Sendable {
        /// REML or ML.
        public var estimator: VarianceEstimator = .restrictedMaximumLikelihood
        /// How tests allow for estimated variances.
        public var method: DegreesOfFreedomMethod = .satterthwaite
        /// Whether the effect of treatment may differ between clusters; needs both arms within clusters.
        public var randomSlope: Bool = false
        /// The coverage of intervals.
        public var level: Double = 0.95

        /// REML, Satterthwaite, one effect for all clusters, 95 %.
        public init() {}
    }

    /// Analyses a trial.
    /// - Parameters:
    ///   - outcome: One finite value for each unit analysed.
    ///   - treatment: 1 for units allocated to treatment, 0 for control.
    ///   - covariates: Baselines and strata without the constant; none when `nil`.
    ///   - clusters: The unit of randomisation or, in a multisite trial, the site; none when `nil`.
    ///   - options: How the model is fitted and tested.
    /// - Throws: ``TrialError``; never a partial result.
    /// - Complexity: As ``MultilevelFit/randomIntercept(outcome:design:clusters:level:estimator:)``, twice.
    /// - Note: EEF (2022), *Statistical analysis guidance*; Hedges (2007), J. Educ. Behav. Stat. 32, 341.
    public init(
        outcome: [Double],
        treatment: [Double],
        covariates: DesignMatrix? = nil,
        clusters: Clusters? = nil,
        options: Options = Options()
    ) throws(TrialError) {
        try IntentionToTreat.validate(outcome, treatment)
        let ones: [Double] = Array(repeating: 1, count: outcome.count)
        let alone = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, treatment])
        )
        let design: DesignMatrix = covariates.map { alone.joined(with: $0) } ?? alone
        meanRow = design.matrix.columnMeans
        guard let clusters else {
            (linear, coefficients, unadjusted, effectSize, alternatives) = try IntentionToTreat.individual(
                outcome,
                design,
                alone,
                options.level
            )
            difference = coefficients[1]
            multilevel = nil
            unconditional = nil
            return
        }
        linear = nil
        do throws(MultilevelError) {
            let fit: MultilevelFit
            if options.randomSlope {
                guard IntentionToTreat.varies(treatment, within: clusters) else {
                    throw MultilevelError.invalidArgument(
                        "treatment does not vary within any cluster, so its effect cannot differ between them"
                    )
                }
                let term = RandomTerm("cluster", clusters: clusters, slopes: [("treatment", treatment)])
                fit = try MultilevelFit.randomTerms(
                    outcome: outcome,
                    design: design,
                    terms: [term],
                    estimator: options.estimator
                )
            } else {
                fit = try MultilevelFit.randomIntercept(
                    outcome: outcome,
                    design: design,
                    clusters: clusters,
                    estimator: options.estimator
                )
            }
            let plain = try MultilevelFit.randomIntercept(
                outcome: outcome,
                design: alone,
                clusters: clusters,
                estimator: options.estimator
            )
            coefficients = try fit.tests(options.method, level: options.level)
            unadjusted = try plain.tests(options.method, level: options.level)[1]
            multilevel = fit
            unconditional = plain
        } catch {
            throw .multilevel(error)
        }
        difference = coefficients[1]
        guard let multilevel, let unconditional else { throw .invalidArgument("clusters") }
        effectSize = try unconditional.effectSize(difference, .unconditionalTotal, level: options.level)
        var others: [TrialEffectSize] = []
        others.append(try unconditional.effectSize(difference, .unconditionalWithin, level: options.level))
        let treated = Double(treatment.count { $0 == 1 }) / Double(treatment.count)
        others.append(
            try multilevel.effectSize(difference, .conditionalTotal, treated: treated, level: options.level)
        )
        others.append(try multilevel.effectSize(difference, .conditionalWithin, level: options.level))
        alternatives = others
    }

    /// Without clusters: least squares, with the pooled standard deviation of the outcome within arms.
    private static func individual(
        _ outcome: [Double],
        _ design: DesignMatrix,
        _ alone: DesignMatrix,
        _ level: Double
    ) throws(TrialError) -> (
        LinearFit, [CoefficientTest], CoefficientTest, TrialEffectSize, [TrialEffectSize]
    ) {
        let fit: LinearFit
        let plain: LinearFit
        let tests: [CoefficientTest]
        let raw: CoefficientTest
        do {
            fit = try LinearFit(outcome: outcome, design: design)
            plain = try LinearFit(outcome: outcome, design: alone)
            tests = try fit.tests(level: level)
            raw = try plain.tests(level: level)[1]
        } catch {
            throw .linearModel(error)
        }
        let size = try TrialEffectSize(
            difference: tests[1],
            standardDeviation: plain.residualStandardDeviation,
            degreesOfFreedom: plain.degreesOfFreedom,
            denominator: .pooled,
            level: level
        )
        let conditional = try TrialEffectSize(
            difference: tests[1],
            standardDeviation: fit.residualStandardDeviation,
            degreesOfFreedom: fit.degreesOfFreedom,
            denominator: .conditionalTotal,
            level: level
        )
        return (fit, tests, raw, size, [conditional])
    }

    /// Whether both arms occur in at least one cluster.
    private static func varies(_ treatment: [Double], within clusters: Clusters) -> Bool {
        var first: [Double] = Array(repeating: -1, count: clusters.count)
        for (row, cluster) in clusters.index.enumerated() {
            if first[cluster] < 0 { first[cluster] = treatment[row] }
            if first[cluster] != treatment[row] { return true }
        }
        return false
    }

    /// Finds what makes a comparison of arms impossible.
    static func validate(_ outcome: [Double], _ treatment: [Double]) throws(TrialError) {
        precondition(outcome.count == treatment.count, "Every unit has an outcome and an arm.")
        if let row = outcome.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "outcome", row: row)
        }
        if let row = treatment.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .notFinite(column: "treatment", row: row)
        }
        let treated: Int = treatment.count { $0 == 1 }
        guard treated > 0, treated < treatment.count else {
            throw .wrongArms(found: treated > 0 ? ["treatment"] : ["control"])
        }
    }
}

extension MultilevelFit {
    /// A difference over √ of the variances of this model: all of them, or the residual alone.
    ///
    /// The degrees of freedom of the variance are 2*S*⁴/Var(*S*²), from the information about the components.
    /// Where the effect differs between clusters the variance between them differs between arms: σ₀₀ in the
    /// control arm, σ₀₀ + 2σ₀₁ + σ₁₁ in the treated one. The total takes the mean over units, so that it does
    /// not depend on which arm is called the treatment.
    /// - Parameter treated: The share of units in the treated arm; only models with a slope use it.
    func effectSize(
        _ difference: CoefficientTest,
        _ denominator: EffectDenominator,
        treated: Double = 0,
        level: Double
    ) throws(TrialError) -> TrialEffectSize {
        let within: Bool = denominator == .unconditionalWithin || denominator == .conditionalWithin
        let last: Int = components.count - 1
        let weights: [Double] = components.enumerated().map { index, component in
            if within { return index == last ? 1 : 0 }
            if component.name.hasPrefix("covariance of") { return 2 * treated }
            return component.name.hasSuffix(": treatment") ? treated : 1
        }
        let variance: Double = dot(weights, components.map(\.estimate))
        let spread: Double
        do {
            spread = try componentCovariance().quadraticForm(weights)
        } catch {
            throw .multilevel(error)
        }
        guard spread > 0 else { throw .noVariation(column: "outcome") }
        return try TrialEffectSize(
            difference: difference,
            standardDeviation: variance.squareRoot(),
            degreesOfFreedom: 2 * variance * variance / spread,
            denominator: denominator,
            level: level
        )
    }
}
