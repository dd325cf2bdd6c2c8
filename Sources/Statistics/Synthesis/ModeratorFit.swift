extension MetaAnalysis {
    /// The pooled model with the same estimator and test, against which moderators are judged.
    public func withoutModerators() throws(SynthesisError) -> MetaAnalysis {
        try MetaAnalysis(
            SynthesisData(effects: effects, variances: variances, design: DesignBasis(intercept: count)),
            estimator,
            test,
            level,
            weighting,
            terms: [],
            hasIntercept: true
        )
    }

    /// How much of τ² the moderators explain, in per cent, not below zero.
    ///
    /// 100 (τ²₀ − τ²)/τ²₀ with τ²₀ of the pooled model; zero when τ²₀ is zero. For the equal-effects model
    /// the adjusted *R*² of weighted least squares. Models without an intercept are judged the same way (as
    /// metafor 5; metafor 3.8 gives none).
    ///
    /// - Note: Raudenbush (2009); López-López et al. (2014) on its large error with few studies.
    public func rSquared() throws(SynthesisError) -> Double {
        guard !data.design.isIntercept else { throw .undefined(what: "R² without moderators") }
        let null = try withoutModerators()
        if estimator == .equalEffects {
            let within = residualHeterogeneity.statistic / Double(residualDegreesOfFreedom)
            let total = null.residualHeterogeneity.statistic / Double(null.residualDegreesOfFreedom)
            guard residualDegreesOfFreedom > 0, total > 0 else { return 0 }
            return 100 * max(0, 1 - within / total)
        }
        guard null.betweenStudyVariance > 0 else { return 0 }
        return 100 * max(0, (null.betweenStudyVariance - betweenStudyVariance) / null.betweenStudyVariance)
    }

    /// Variance inflation of each coefficient but the intercept, by how far the columns overlap.
    public func varianceInflation() throws(SynthesisError) -> [Double] {
        let columns = Array((hasIntercept ? 1 : 0)..<coefficients.count)
        guard !columns.isEmpty else { throw .undefined(what: "variance inflation without moderators") }
        let block = covariance.selectingRows(columns).selectingColumns(columns)
        let factor: Cholesky
        do throws(LinearAlgebraError) {
            factor = try Cholesky(block)
        } catch {
            throw .collinear(columns: columns.map { coefficients[$0].name })
        }
        let inverse = factor.inverse
        return columns.indices.map { block[$0, $0] * inverse[$0, $0] }
    }

    /// The likelihood-ratio test of this model against a smaller one of the same effects.
    ///
    /// - Throws: ``SynthesisError/undefined(what:)`` unless both are maximum-likelihood fits, or both REML
    ///   with the same columns: restricted likelihoods of different designs cannot be compared.
    public func likelihoodRatioTest(against reduced: MetaAnalysis) throws(SynthesisError) -> StatisticTest {
        let sameData = effects == reduced.effects && variances == reduced.variances
        let likelihoods: Set<BetweenStudyEstimator> = [
            .maximumLikelihood, .restrictedMaximumLikelihood, .equalEffects,
        ]
        guard sameData, likelihoods.contains(estimator), likelihoods.contains(reduced.estimator) else {
            throw .undefined(what: "a likelihood-ratio test of these fits")
        }
        let restricted =
            estimator == .restrictedMaximumLikelihood || reduced.estimator == .restrictedMaximumLikelihood
        if restricted, data.design.names != reduced.data.design.names {
            throw .undefined(what: "a comparison of restricted likelihoods of different designs")
        }
        func parameters(_ fit: MetaAnalysis) -> Int {
            fit.coefficients.count + (fit.estimator == .equalEffects ? 0 : 1)
        }
        let df = parameters(self) - parameters(reduced)
        guard df > 0 else { throw .undefined(what: "a likelihood-ratio test of a model that is not larger") }
        let statistic =
            try 2
            * (fitStatistics(restricted: restricted).logLikelihood
                - reduced.fitStatistics(restricted: restricted).logLikelihood)
        return try .chiSquared(max(0, statistic), Double(df))
    }
}
