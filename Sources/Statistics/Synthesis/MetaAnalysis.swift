/// A synthesis of independent effects: the pooled effect, or a regression of effects on study
/// characteristics.
///
/// The model is *yᵢ* = **x**ᵢβ + *uᵢ* + *eᵢ* with *uᵢ* ~ N(0, τ²) the difference of true effects that **x**
/// does not explain and *eᵢ* ~ N(0, *vᵢ*) the sampling error, whose variance is taken as known.
///
/// ```swift
/// let pool = try MetaAnalysis.randomEffects(effects: g, variances: v, test: .knappHartung)
/// pool.pooled.estimate
/// try pool.predictionInterval()
/// ```
public struct MetaAnalysis: Sendable {
    /// The number of effects, *k*.
    public let count: Int
    /// How τ² was estimated.
    public let estimator: BetweenStudyEstimator
    /// The reference distribution of tests and intervals.
    public let test: SynthesisTest
    /// Level of intervals, a proportion.
    public let level: Double
    /// Which weights estimated the coefficients.
    public let weighting: SynthesisWeighting
    /// The coefficients in the order of the design; the pooled effect is the only one without moderators.
    public let coefficients: [CoefficientEstimate]
    /// Covariance matrix of the coefficients, scaled as `test` asks.
    public let covariance: Matrix
    /// τ², the variance of true effects around the model, in squared units of the effect.
    public let betweenStudyVariance: Double
    /// The standard error of τ² by the estimator's large-sample formula; nil for the equal-effects model.
    public let betweenStudyVarianceStandardError: Double?
    /// The typical sampling variance (*k* − *p*)/tr **P** of Higgins & Thompson (2002), generalised to
    /// moderators.
    public let typicalVariance: Double
    /// *I*² in per cent: how much of the variance around the model lies between true effects.
    ///
    /// From τ² and the typical variance, so it equals (*Q* − df)/*Q* only for DL (and by definition for EE).
    public let iSquared: Double
    /// *H*²: total over sampling variance.
    public let hSquared: Double
    /// Cochran's *Q* of residual heterogeneity, weights 1/*v*, χ² with *k* − *p* df.
    public let residualHeterogeneity: StatisticTest
    /// The test that all coefficients but the intercept are zero; nil for the pooled effect.
    public let moderatorTest: StatisticTest?
    /// The weighted residual variance by which Knapp–Hartung scales the covariance; 1 for other tests.
    public let residualScale: Double

    let data: SynthesisData
    let terms: [(name: String, columns: [Int])]
    /// Whether the design has an intercept column.
    public let hasIntercept: Bool

    /// The pooled effect: the first coefficient.
    public var pooled: CoefficientEstimate { coefficients[0] }
    /// The number of coefficients, *p*.
    public var coefficientCount: Int { coefficients.count }
    /// *k* − *p*.
    public var residualDegreesOfFreedom: Int { data.residualDegreesOfFreedom }
    /// The effects as given.
    public var effects: [Double] { data.effects }
    /// The row of the design of one study (counted from zero), intercept included.
    public func designRow(_ study: Int) -> [Double] { data.design.columns.map { $0[study] } }
    /// The sampling variances as given.
    public var variances: [Double] { data.variances }

    /// Pools effects.
    ///
    /// - Parameters:
    ///   - effects: One for each study, all in the same units.
    ///   - variances: Sampling variances in squared units of the effect, above zero.
    ///   - method: How τ² is estimated; `.equalEffects` pools without it.
    ///   - test: The reference distribution; Knapp–Hartung is advised for few studies.
    ///   - level: Of every interval, a proportion.
    ///   - weighting: Which weights form the pooled effect.
    /// - Throws: ``SynthesisError``; never a partial result. One study is enough for `.equalEffects` with
    ///   `.normal`.
    /// - Complexity: O(*k*) an iteration; no matrix of the size of the studies.
    /// - Note: Viechtbauer (2010), J Stat Softw 36(3). Agrees with metafor `rma` at its converged optimum to
    ///   9 digits or more (`docs/statistics/meta-analysis.md`).
    public static func randomEffects(
        effects: [Double],
        variances: [Double],
        method: BetweenStudyEstimator = .restrictedMaximumLikelihood,
        test: SynthesisTest = .normal,
        level: Double = 0.95,
        weighting: SynthesisWeighting = .inverseVariance
    ) throws(SynthesisError) -> MetaAnalysis {
        try validate(effects, variances, level, weighting)
        let data = SynthesisData(
            effects: effects,
            variances: variances,
            design: DesignBasis(intercept: effects.count)
        )
        return try MetaAnalysis(data, method, test, level, weighting, terms: [], hasIntercept: true)
    }

    /// Regresses effects on study characteristics.
    ///
    /// - Parameters:
    ///   - effects: One for each study.
    ///   - variances: Sampling variances, above zero.
    ///   - moderators: At least one term.
    ///   - intercept: Whether the model has one; without it the first factor keeps all its levels.
    ///   - method: How τ² is estimated.
    ///   - test: The reference distribution; the omnibus test is χ² for `.normal`, otherwise *F*.
    ///   - level: Of every interval, a proportion.
    ///   - weighting: Which weights form the coefficients.
    /// - Throws: ``SynthesisError/collinear(columns:)`` naming the columns, and the other cases.
    /// - Complexity: O(*k p*²) an iteration.
    public static func regression(
        effects: [Double],
        variances: [Double],
        moderators: [Moderator],
        intercept: Bool = true,
        method: BetweenStudyEstimator = .restrictedMaximumLikelihood,
        test: SynthesisTest = .normal,
        level: Double = 0.95,
        weighting: SynthesisWeighting = .inverseVariance
    ) throws(SynthesisError) -> MetaAnalysis {
        try validate(effects, variances, level, weighting)
        let design = try ModeratorDesign(moderators, studies: effects.count, intercept: intercept)
        let basis = try DesignBasis(names: design.names, columns: design.columns)
        let data = SynthesisData(effects: effects, variances: variances, design: basis)
        return try MetaAnalysis(
            data,
            method,
            test,
            level,
            weighting,
            terms: design.terms,
            hasIntercept: intercept
        )
    }

    static func validate(
        _ effects: [Double],
        _ variances: [Double],
        _ level: Double,
        _ weighting: SynthesisWeighting
    ) throws(SynthesisError) {
        guard !effects.isEmpty else { throw .tooFewStudies(found: 0, needed: 1) }
        try checkLength(variances.count, effects.count, "variances")
        guard level > 0, level < 1 else { throw .levelOutOfRange(level) }
        for index in effects.indices {
            guard effects[index].isFinite else { throw .notFinite(study: index, what: "effect") }
            guard variances[index] > 0, variances[index].isFinite else {
                throw .varianceNotPositive(study: index, value: variances[index])
            }
        }
        guard case .fixed(let weights) = weighting else { return }
        try checkLength(weights.count, effects.count, "weights")
        let usable = weights.allSatisfy { $0.isFinite && $0 >= 0 } && weights.contains { $0 > 0 }
        guard usable else { throw .invalidWeights }
    }
}
