/// τ² with its standard error, before and after truncation at zero.
struct BetweenStudyVariance {
    /// τ², zero or more.
    var estimate: Double
    /// The large-sample standard error of the estimator's formula; nil for the equal-effects model.
    var standardError: Double?
}

extension BetweenStudyEstimator {
    /// The estimate of τ² for validated data.
    ///
    /// - Note: Viechtbauer (2005), J Educ Behav Stat 30, 261–293, for the moment and likelihood estimators
    ///   and their variances; Viechtbauer et al. (2015), Psychol Methods 20, for Paule–Mandel.
    func estimate(_ data: SynthesisData, weights: [Double]?) throws(SynthesisError) -> BetweenStudyVariance {
        let df = Double(data.residualDegreesOfFreedom)
        if self == .equalEffects { return BetweenStudyVariance(estimate: 0, standardError: nil) }
        guard df > 0 else {
            throw .tooFewStudies(found: data.count, needed: data.columns + 1)
        }
        let variances = data.variances
        let one = [Double](repeating: 1, count: data.count)
        switch self {
        case .equalEffects:
            return BetweenStudyVariance(estimate: 0, standardError: nil)
        case .derSimonianLaird:
            let profile = try WeightedProfile(data, at: 0)
            let tau = (profile.residual - df) / profile.trace
            let floored = max(tau, 0)
            let variance =
                (2 * df + 4 * floored * profile.trace + 2 * floored * floored * profile.traceSquared)
                / (profile.trace * profile.trace)
            return BetweenStudyVariance(estimate: floored, standardError: variance.squareRoot())
        case .hedges:
            let traces = try ProjectionTraces(data, weights: one)
            let residuals = try WeightedSolution(data, weights: one).residuals
            let tau = (scalarProduct(residuals, residuals) - traces.trace(variances)) / df
            let floored = max(tau, 0)
            let variance =
                (2 * traces.trace(variances, variances) + 4 * floored * traces.trace(variances)
                    + 2 * floored * floored * df) / (df * df)
            return BetweenStudyVariance(estimate: floored, standardError: variance.squareRoot())
        case .hunterSchmidt, .hunterSchmidtCorrected:
            return try hunterSchmidt(data, corrected: self == .hunterSchmidtCorrected)
        case .sidikJonkman:
            return try sidikJonkman(data)
        case .generalisedQ:
            return try generalisedQ(data, weights: weights ?? variances.map { 1 / $0 })
        case .maximumLikelihood:
            let tau = try LikelihoodSearch(data: data, restricted: false).maximum()
            let sum = try WeightedProfile(data, at: tau).weightSquareSum
            return BetweenStudyVariance(estimate: tau, standardError: (2 / sum).squareRoot())
        case .restrictedMaximumLikelihood:
            let tau = try LikelihoodSearch(data: data, restricted: true).maximum()
            let trace = try WeightedProfile(data, at: tau).traceSquared
            return BetweenStudyVariance(estimate: tau, standardError: (2 / trace).squareRoot())
        case .pauleMandel, .empiricalBayes, .sidikJonkmanIterated:
            return try pauleMandel(data, target: df)
        case .pauleMandelMedianUnbiased:
            let median = try evaluating { () throws(DistributionError) in
                try ChiSquared(degreesOfFreedom: df).quantile(0.5)
            }
            return try pauleMandel(data, target: median)
        }
    }

    private func hunterSchmidt(
        _ data: SynthesisData,
        corrected: Bool
    ) throws(SynthesisError) -> BetweenStudyVariance {
        let profile = try WeightedProfile(data, at: 0)
        let k = Double(data.count)
        let df = Double(data.residualDegreesOfFreedom)
        let factor = corrected ? k / df : 1
        let floored = max(0, (factor * profile.residual - k) / profile.weightSum)
        let variance =
            (2 * df + 4 * floored * profile.trace + 2 * floored * floored * profile.traceSquared)
            / (profile.weightSum * profile.weightSum)
        return BetweenStudyVariance(estimate: floored, standardError: factor * variance.squareRoot())
    }

    private func sidikJonkman(_ data: SynthesisData) throws(SynthesisError) -> BetweenStudyVariance {
        let k = Double(data.count)
        let df = Double(data.residualDegreesOfFreedom)
        let mean = data.effects.reduce(0, +) / k
        let crude = data.effects.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / k
        guard crude > 0 else { return BetweenStudyVariance(estimate: 0, standardError: 0) }
        let weights = data.variances.map { 1 / ($0 + crude) }
        let profile = try WeightedProfile(data, at: crude)
        let traces = try ProjectionTraces(data, weights: weights)
        let tau = crude * profile.residual / df
        let variance =
            crude * crude / (df * df)
            * (2 * traces.trace(data.variances, data.variances)
                + 4 * tau * traces.trace(data.variances, [Double](repeating: 1, count: data.count))
                + 2 * tau * tau * profile.traceSquared)
        return BetweenStudyVariance(estimate: tau, standardError: variance.squareRoot())
    }

    private func generalisedQ(
        _ data: SynthesisData,
        weights: [Double]
    ) throws(SynthesisError) -> BetweenStudyVariance {
        let one = [Double](repeating: 1, count: data.count)
        let traces = try ProjectionTraces(data, weights: weights)
        let solution = try WeightedSolution(data, weights: weights)
        var q = 0.0
        for index in weights.indices {
            q += weights[index] * solution.residuals[index] * solution.residuals[index]
        }
        let trace = traces.trace(one)
        let floored = max(0, (q - traces.trace(data.variances)) / trace)
        let variance =
            (2 * traces.trace(data.variances, data.variances) + 4 * floored
                * traces.trace(data.variances, one)
                + 2 * floored * floored * traces.trace(one, one)) / (trace * trace)
        return BetweenStudyVariance(estimate: floored, standardError: variance.squareRoot())
    }

    private func pauleMandel(
        _ data: SynthesisData,
        target: Double
    ) throws(SynthesisError) -> BetweenStudyVariance {
        let k = Double(data.count)
        let df = Double(data.residualDegreesOfFreedom)
        let tau = try GeneralisedQ(data: data).root(at: target) ?? 0
        let sum = try WeightedProfile(data, at: tau).weightSum
        let variance = 2 * k * k / df / (sum * sum)
        return BetweenStudyVariance(estimate: tau, standardError: variance.squareRoot())
    }
}
