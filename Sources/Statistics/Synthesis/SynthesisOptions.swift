/// How the variance of true effects between studies, τ², is estimated.
///
/// Raw values are the names that metafor gives the methods.
public enum BetweenStudyEstimator: String, Sendable, CaseIterable {
    /// No such variance: the equal-effects (common-effect) model.
    case equalEffects = "EE"
    /// Method of moments with inverse-variance weights: DerSimonian & Laird (1986).
    case derSimonianLaird = "DL"
    /// Method of moments with equal weights: Hedges & Olkin (1985), ch. 9.
    case hedges = "HE"
    /// Hunter & Schmidt (1990).
    case hunterSchmidt = "HS"
    /// Hunter & Schmidt with the small-sample correction *k*/(*k* − *p*).
    case hunterSchmidtCorrected = "HSk"
    /// Sidik & Jonkman (2005), from the crude variance of the effects.
    case sidikJonkman = "SJ"
    /// Sidik & Jonkman's update repeated until it stands still.
    case sidikJonkmanIterated = "SJIT"
    /// Maximum likelihood.
    case maximumLikelihood = "ML"
    /// Restricted maximum likelihood.
    case restrictedMaximumLikelihood = "REML"
    /// Empirical Bayes (Morris 1983): the same estimate as Paule–Mandel.
    case empiricalBayes = "EB"
    /// Paule & Mandel (1982): the τ² at which *Q* equals its expectation.
    case pauleMandel = "PM"
    /// The median-unbiased form of Paule–Mandel: the τ² at which *Q* equals its median.
    case pauleMandelMedianUnbiased = "PMM"
    /// Generalised *Q* with fixed weights (DerSimonian & Kacker 2007; Jackson 2013).
    case generalisedQ = "GENQ"
}

/// The reference distribution of tests and intervals for coefficients.
///
/// Raw values are the names that metafor gives them.
public enum SynthesisTest: String, Sendable, CaseIterable {
    /// Standard normal.
    case normal = "z"
    /// *t* with *k* − *p* degrees of freedom, standard errors unchanged.
    case studentT = "t"
    /// Knapp & Hartung (2003): *t* with *k* − *p* df and standard errors scaled by the weighted residual
    /// variance.
    ///
    /// The scale may be below one; it is not floored (see ``adHocKnappHartung``).
    case knappHartung = "knha"
    /// Knapp & Hartung with the scale never below one.
    case adHocKnappHartung = "adhoc"
}

/// Which weights estimate the coefficients.
public enum SynthesisWeighting: Sendable, Equatable {
    /// 1/(*v* + τ²).
    case inverseVariance
    /// Equal weights: the ordinary least-squares estimate with a model-based standard error.
    case equal
    /// These weights, one for each study; with ``BetweenStudyEstimator/generalisedQ`` also those of *Q*.
    case fixed([Double])

    /// The weights of these studies, in this order.
    func picking(_ studies: [Int]) -> SynthesisWeighting {
        guard case .fixed(let weights) = self else { return self }
        return .fixed(studies.map { weights[$0] })
    }
}

/// An interval at a stated level.
public struct ConfidenceInterval: Sendable, Equatable {
    /// The lower end.
    public let lower: Double
    /// The upper end; infinite where the data do not bound the quantity.
    public let upper: Double
    /// The level as a proportion.
    public let level: Double

    /// An interval between two ends, of a level as a proportion.
    public init(lower: Double, upper: Double, level: Double) {
        self.lower = lower
        self.upper = upper
        self.level = level
    }

    /// Whether a value lies inside, ends included.
    public func contains(_ value: Double) -> Bool { value >= lower && value <= upper }
}

/// One coefficient of a synthesis with its test and interval.
public struct CoefficientEstimate: Sendable, Equatable {
    /// The name of the column; `intercept` for the pooled effect.
    public let name: String
    /// The estimate in the units of the effect (per unit of the column).
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// Estimate over standard error: *z* or *t*.
    public let statistic: Double
    /// Degrees of freedom of *t*; nil for *z*.
    public let degreesOfFreedom: Double?
    /// Two-sided *p*-value.
    public let pValue: Double
    /// Lower end of the interval.
    public let lower: Double
    /// Upper end of the interval.
    public let upper: Double
}

/// A χ² or *F* statistic with its degrees of freedom and *p*-value.
public struct StatisticTest: Sendable, Equatable {
    /// The statistic.
    public let statistic: Double
    /// Degrees of freedom of χ², or of the numerator of *F*.
    public let degreesOfFreedom: Double
    /// Degrees of freedom of the denominator of *F*; nil for χ².
    public let denominatorDegreesOfFreedom: Double?
    /// The upper-tail probability.
    public let pValue: Double

    static func chiSquared(_ statistic: Double, _ df: Double) throws(SynthesisError) -> StatisticTest {
        guard df > 0 else {
            return StatisticTest(
                statistic: statistic,
                degreesOfFreedom: 0,
                denominatorDegreesOfFreedom: nil,
                pValue: 1
            )
        }
        let p = try evaluating { () throws(DistributionError) in
            try ChiSquared(degreesOfFreedom: df).survival(statistic)
        }
        return StatisticTest(
            statistic: statistic,
            degreesOfFreedom: df,
            denominatorDegreesOfFreedom: nil,
            pValue: p
        )
    }

    static func fisher(
        _ statistic: Double,
        _ numerator: Double,
        _ denominator: Double
    ) throws(SynthesisError) -> StatisticTest {
        let p = try evaluating { () throws(DistributionError) in
            try FisherF(numerator: numerator, denominator: denominator).survival(statistic)
        }
        return StatisticTest(
            statistic: statistic,
            degreesOfFreedom: numerator,
            denominatorDegreesOfFreedom: denominator,
            pValue: p
        )
    }
}
