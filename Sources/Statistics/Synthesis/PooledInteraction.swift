/// One trial's effects in a subgroup and in the others, estimated within the trial.
public struct WithinTrialContrast: Sendable, Equatable {
    /// Effect in the subgroup minus effect in the others.
    public let difference: Double
    /// Its sampling variance.
    public let variance: Double

    /// From an interaction estimated in the trial's own model.
    public init(interaction: Double, variance: Double) {
        difference = interaction
        self.variance = variance
    }

    /// From separate effects.
    ///
    /// - Parameters:
    ///   - subgroup: The effect in the subgroup.
    ///   - others: The effect among the others.
    ///   - covariance: Of the two estimates: zero where pupils were randomised one by one; above zero
    ///     where schools were, because both share their schools.
    public init(
        subgroup: EffectSize,
        others: EffectSize,
        covariance: Double = 0
    ) throws(SynthesisError) {
        let variance = subgroup.variance + others.variance - 2 * covariance
        guard variance > 0, variance.isFinite else {
            throw .invalidOption(name: "covariance", value: covariance)
        }
        difference = subgroup.estimate - others.estimate
        self.variance = variance
    }
}

/// Whether an intervention does more for a subgroup, from comparisons within trials only.
public struct PooledInteraction: Sendable {
    /// The synthesis of the within-trial differences.
    public let fit: MetaAnalysis

    /// The pooled difference of effects.
    public var difference: CoefficientEstimate { fit.pooled }

    /// Pools within-trial differences.
    ///
    /// Comparing trials with many such pupils to trials with few mixes in everything else that differs
    /// between trials; differences within trials do not.
    ///
    /// - Note: Fisher et al. (2017), BMJ 356:j573 ("deft", not "daft").
    public init(
        _ trials: [WithinTrialContrast],
        method: BetweenStudyEstimator = .restrictedMaximumLikelihood,
        test: SynthesisTest = .knappHartung,
        level: Double = 0.95
    ) throws(SynthesisError) {
        fit = try MetaAnalysis.randomEffects(
            effects: trials.map(\.difference),
            variances: trials.map(\.variance),
            method: method,
            test: test,
            level: level
        )
    }
}

extension MetaAnalysis {
    /// What the pool makes of one further result: drawn towards the pooled effect by how noisy it is.
    ///
    /// - Parameters:
    ///   - effect: The surprising result.
    ///   - variance: Its sampling variance.
    /// - Note: The empirical Bayes estimate with the pool, which must not hold this result, as prior;
    ///   uncertainty of the pool's mean is in the standard error.
    public func shrunken(effect: Double, variance: Double) throws(SynthesisError) -> ShrunkenEffect {
        guard data.design.isIntercept else {
            throw .undefined(what: "shrinkage of one result with moderators")
        }
        guard effect.isFinite else { throw .notFinite(study: 0, what: "effect") }
        guard variance > 0, variance.isFinite else { throw .varianceNotPositive(study: 0, value: variance) }
        let prior = betweenStudyVariance + pooled.standardError * pooled.standardError
        let reliability = prior / (prior + variance)
        let estimate = reliability * effect + (1 - reliability) * pooled.estimate
        let error = (reliability * variance).squareRoot()
        let critical = try criticalValue(
            degreesOfFreedom: test == .normal ? nil : Double(residualDegreesOfFreedom)
        )
        return ShrunkenEffect(
            estimate: estimate,
            standardError: error,
            interval: ConfidenceInterval(
                lower: estimate - critical * error,
                upper: estimate + critical * error,
                level: level
            ),
            reliability: reliability
        )
    }
}
