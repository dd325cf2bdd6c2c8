/// Log-likelihood and information criteria of a synthesis.
public struct FitStatistics: Sendable, Equatable {
    /// The log-likelihood; restricted ones include ½ ln |**X**ᵀ**X**| (metafor's definition, not lme4's).
    public let logLikelihood: Double
    /// Akaike's criterion.
    public let aic: Double
    /// Schwarz's criterion; a restricted likelihood counts *k* − *p* observations.
    public let bic: Double
    /// Akaike's criterion with the small-sample correction.
    public let correctedAIC: Double

    init(logLikelihood: Double, parameters: Int, observations: Int) {
        self.logLikelihood = logLikelihood
        let m = Double(parameters)
        let n = Double(observations)
        aic = -2 * logLikelihood + 2 * m
        bic = -2 * logLikelihood + m * ln(n)
        let corrected = max(n, m + 2)
        correctedAIC = -2 * logLikelihood + 2 * m * corrected / (corrected - m - 1)
    }
}

extension MetaAnalysis {
    /// The log-likelihood by which the estimator works: restricted for REML, otherwise full.
    public func logLikelihood() throws(SynthesisError) -> Double {
        try fitStatistics(restricted: estimator == .restrictedMaximumLikelihood).logLikelihood
    }

    /// Fit statistics at the estimated τ².
    public func fitStatistics(restricted: Bool) throws(SynthesisError) -> FitStatistics {
        guard !restricted || residualDegreesOfFreedom > 0 else {
            throw .undefined(what: "a restricted likelihood with no degrees of freedom")
        }
        let search = LikelihoodSearch(data: data, restricted: restricted)
        return FitStatistics(
            logLikelihood: try search.logLikelihood(at: betweenStudyVariance),
            parameters: coefficients.count + (estimator == .equalEffects ? 0 : 1),
            observations: restricted ? residualDegreesOfFreedom : count
        )
    }
}
