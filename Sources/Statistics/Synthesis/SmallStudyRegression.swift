/// What a regression test for small-study effects regresses on.
public enum SmallStudyPredictor: String, Sendable, CaseIterable {
    /// √*v*: Egger et al. (1997).
    case standardError = "sei"
    /// *v*.
    case variance = "vi"
    /// Sample size *n*: Macaskill et al. (2001).
    case sampleSize = "ni"
    /// 1/*n*: Peters et al. (2006).
    case inverseSampleSize = "ninv"
    /// √*n*.
    case rootSampleSize = "sqrtni"
    /// 1/√*n*.
    case inverseRootSampleSize = "sqrtninv"

    /// Whether zero of the predictor means an infinitely large study, so that the intercept is a limit.
    var hasLimit: Bool { self != .sampleSize && self != .rootSampleSize }
}

/// How a regression test for small-study effects treats heterogeneity.
public enum SmallStudyModel: Sendable, Equatable {
    /// Weighted regression with a multiplicative dispersion, *t* with *k* − 2 df: Egger's own test.
    case weightedRegression
    /// Meta-regression with a τ² by this estimator, and this reference distribution.
    case mixedEffects(BetweenStudyEstimator, SynthesisTest)
}

/// A test whether small studies show other effects than large ones.
public struct SmallStudyTest: Sendable {
    /// The slope on the predictor, with its test.
    public let slope: CoefficientEstimate
    /// The intercept: the effect expected in an infinitely large study; nil where the predictor has no such
    /// limit.
    public let limit: CoefficientEstimate?
    /// The whole regression.
    public let fit: MetaAnalysis
}

extension MetaAnalysis {
    /// The regression test of funnel asymmetry.
    ///
    /// Asymmetry has many causes: bias, true differences between small and large studies, chance. With fewer
    /// than ten studies the test has little power.
    ///
    /// - Parameters:
    ///   - predictor: What stands for the size of a study.
    ///   - model: Egger's weighted regression, or meta-regression.
    ///   - sampleSizes: One for each study, for the predictors made from them.
    /// - Note: Egger et al. (1997); Sterne & Egger (2005). Agrees with metafor `regtest`.
    public func smallStudyTest(
        _ predictor: SmallStudyPredictor = .standardError,
        model: SmallStudyModel = .mixedEffects(.restrictedMaximumLikelihood, .normal),
        sampleSizes: [Double]? = nil
    ) throws(SynthesisError) -> SmallStudyTest {
        guard count > 2 else { throw .tooFewStudies(found: count, needed: 3) }
        let values: [Double]
        switch predictor {
        case .standardError: values = variances.map { $0.squareRoot() }
        case .variance: values = variances
        case .sampleSize, .inverseSampleSize, .rootSampleSize, .inverseRootSampleSize:
            guard let sampleSizes else { throw .undefined(what: "this predictor without sample sizes") }
            try checkLength(sampleSizes.count, count, "sampleSizes")
            for (study, size) in sampleSizes.enumerated() where !(size > 0 && size.isFinite) {
                throw .notFinite(study: study, what: "sampleSizes")
            }
            values = sampleSizes.map { size in
                switch predictor {
                case .sampleSize: size
                case .inverseSampleSize: 1 / size
                case .rootSampleSize: size.squareRoot()
                default: 1 / size.squareRoot()
                }
            }
        }
        let estimator: BetweenStudyEstimator
        let reference: SynthesisTest
        switch model {
        case .weightedRegression: (estimator, reference) = (.equalEffects, .knappHartung)
        case .mixedEffects(let method, let test): (estimator, reference) = (method, test)
        }
        let fit = try MetaAnalysis.regression(
            effects: effects,
            variances: variances,
            moderators: [.continuous(name: predictor.rawValue, values: values)],
            method: estimator,
            test: reference,
            level: level
        )
        return SmallStudyTest(
            slope: fit.coefficients[1],
            limit: predictor.hasLimit ? fit.coefficients[0] : nil,
            fit: fit
        )
    }

    /// The precision-effect test and the precision-effect estimate with standard error (PET-PEESE).
    ///
    /// Weighted regressions on √*v* and *v*. The answer is PEESE's intercept when PET's one-sided test finds
    /// an effect at `alpha`, otherwise PET's.
    ///
    /// - Parameters:
    ///   - alpha: The level of the one-sided test.
    ///   - isPositive: The direction of the effect for the one-sided test.
    /// - Note: Stanley & Doucouliagos (2014). Its error is large when heterogeneity is.
    public func petPeese(
        alpha: Double = 0.05,
        isPositive: Bool = true
    ) throws(SynthesisError) -> PetPeese {
        guard alpha > 0, alpha < 1 else { throw .invalidOption(name: "alpha", value: alpha) }
        let pet = try smallStudyTest(.standardError, model: .weightedRegression)
        let peese = try smallStudyTest(.variance, model: .weightedRegression)
        let intercept = pet.fit.coefficients[0]
        let towards = isPositive ? intercept.statistic > 0 : intercept.statistic < 0
        let oneSided = towards ? intercept.pValue / 2 : 1 - intercept.pValue / 2
        return PetPeese(
            pet: intercept,
            peese: peese.fit.coefficients[0],
            usesPeese: oneSided < alpha
        )
    }
}

/// The two conditional estimates of PET-PEESE.
public struct PetPeese: Sendable, Equatable {
    /// The intercept of the regression on the standard error.
    public let pet: CoefficientEstimate
    /// The intercept of the regression on the variance.
    public let peese: CoefficientEstimate
    /// Whether the rule chooses PEESE.
    public let usesPeese: Bool
    /// The estimate that the rule chooses.
    public var chosen: CoefficientEstimate { usesPeese ? peese : pet }
}
