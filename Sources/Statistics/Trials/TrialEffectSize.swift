/// What an effect is divided by to become a standardised effect size.
public enum EffectDenominator: String, Sendable, CaseIterable {
    /// √ of the pooled variance within arms of a trial without clusters.
    case pooled
    /// √ of the sum of the variance components of the model with treatment alone.
    case unconditionalTotal
    /// √ of the variance within clusters of the model with treatment alone.
    case unconditionalWithin
    /// √ of the sum of the variance components of the model with covariates.
    case conditionalTotal
    /// √ of the variance within clusters of the model with covariates.
    case conditionalWithin
}

/// A standardised effect size of a trial with Hedges' correction, *g* = *J*(ν) · *b* / *S*.
public struct TrialEffectSize: Sendable, Equatable {
    /// Hedges' *g*, in standard deviations.
    public let hedgesG: Double
    /// Its standard error by the delta method: *J*²(se(*b*)²/*S*² + *d*²/(2ν)).
    public let standardError: Double
    /// The lower end of the interval, *g* − *t* · se.
    public let lower: Double
    /// The upper end of the interval.
    public let upper: Double
    /// What the difference was divided by.
    public let denominator: EffectDenominator
    /// The standard deviation *S*, in units of the outcome.
    public let standardDeviation: Double
    /// Degrees of freedom ν of *S*², used in *J* and in the standard error.
    public let degreesOfFreedom: Double
    /// Degrees of freedom of the *t* multiplier of the interval: those of the difference.
    public let intervalDegreesOfFreedom: Double

    /// Standardises a difference.
    /// - Parameters:
    ///   - difference: *b* with its standard error and degrees of freedom.
    ///   - standardDeviation: *S*, above zero.
    ///   - degreesOfFreedom: ν, above one.
    ///   - denominator: What *S* is.
    ///   - level: The coverage of the interval.
    /// - Throws: ``TrialError/noVariation(column:)`` when *S* is not above zero,
    ///   ``TrialError/invalidArgument(_:)`` when ν is not above one, where *J* does not exist.
    /// - Note: Hedges (1981), J. Educ. Stat. 6, 107 for *J*; Hedges (2007), J. Educ. Behav. Stat. 32, 341 for
    ///   the standard error of an effect over a standard deviation that is itself estimated.
    public init(
        difference: CoefficientTest,
        standardDeviation: Double,
        degreesOfFreedom: Double,
        denominator: EffectDenominator,
        level: Double = 0.95
    ) throws(TrialError) {
        guard standardDeviation > 0, standardDeviation.isFinite else { throw .noVariation(column: "outcome") }
        guard degreesOfFreedom > 1 else {
            throw .invalidArgument(
                "too few for an effect size: its standard deviation needs more than one degree of freedom"
            )
        }
        do {
            let correction: Double =
                try SpecialFunctions.hedgesCorrection(degreesOfFreedom: degreesOfFreedom)
            let d: Double = difference.estimate / standardDeviation
            let ratio: Double = difference.standardError / standardDeviation
            hedgesG = correction * d
            standardError = correction * (ratio * ratio + d * d / (2 * degreesOfFreedom)).squareRoot()
            let multiplier: Double
            if difference.degreesOfFreedom.isFinite {
                multiplier = try StudentT(degreesOfFreedom: difference.degreesOfFreedom)
                    .twoSidedCriticalValue(level: level)
            } else {
                multiplier = try StandardNormal().twoSidedCriticalValue(level: level)
            }
            lower = hedgesG - multiplier * standardError
            upper = hedgesG + multiplier * standardError
        } catch {
            throw .distribution(error)
        }
        self.denominator = denominator
        self.standardDeviation = standardDeviation
        self.degreesOfFreedom = degreesOfFreedom
        intervalDegreesOfFreedom = difference.degreesOfFreedom
    }
}
