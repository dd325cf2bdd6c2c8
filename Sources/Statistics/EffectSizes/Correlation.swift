/// A product-moment correlation of a sample.
public struct CorrelationEffect: Sendable, Equatable {
    /// *r*.
    public let correlation: Double
    /// The number of observations.
    public let count: Double

    /// - Throws: ``EffectSizeError``: |*r*| < 1 and at least four observations.
    public init(correlation: Double, count: Int) throws(EffectSizeError) {
        try demand(correlation, "correlation") { abs($0) < 1 }
        try demand(Double(count), "count") { $0 >= 4 }
        self.correlation = correlation
        self.count = Double(count)
    }

    /// From a *t* with its degrees of freedom: *r* = *t*/√(*t*² + df).
    public init(t: Double, degreesOfFreedom: Int) throws(EffectSizeError) {
        try demand(t, "t")
        try demand(Double(degreesOfFreedom), "degreesOfFreedom") { $0 >= 2 }
        try self.init(
            correlation: t / (t * t + Double(degreesOfFreedom)).squareRoot(),
            count: degreesOfFreedom + 2
        )
    }

    /// *r* as it stands (`COR`), variance (1 − *r*²)²/(*n* − 1).
    public func raw() throws(EffectSizeError) -> EffectSize {
        let rest = 1 - correlation * correlation
        return try EffectSize(estimate: correlation, variance: rest * rest / (count - 1))
    }

    /// Fisher's *z* (`ZCOR`), variance 1/(*n* − 3).
    public func fisherZ() throws(EffectSizeError) -> EffectSize {
        try EffectSize(estimate: inverseHyperbolicTangent(correlation), variance: 1 / (count - 3))
    }

    /// The unbiased correlation (`UCOR`): *r* ₂F₁(½, ½; (*n* − 2)/2; 1 − *r*²).
    ///
    /// - Note: Olkin & Pratt (1958), eq. 2.3. Needs five observations or more.
    public func unbiased() throws(EffectSizeError) -> EffectSize {
        guard count > 4 else { throw .undefined(what: "the unbiased correlation of four observations") }
        let r = correlation * hypergeometric(1 - correlation * correlation, (count - 2) / 2)
        let rest = 1 - r * r
        return try EffectSize(estimate: r, variance: rest * rest / (count - 1))
    }

    /// A standardised difference with the same correlation: 2*r*/√(1 − *r*²), groups of equal size.
    public func standardisedDifference() throws(EffectSizeError) -> EffectSize {
        let rest = 1 - correlation * correlation
        let raw = try raw()
        return try EffectSize(
            estimate: 2 * correlation / rest.squareRoot(),
            variance: 4 * raw.variance / (rest * rest * rest)
        )
    }

    /// ₂F₁(½, ½; *c*; *x*) for 0 ≤ *x* < 1: a series of positive terms.
    private func hypergeometric(_ x: Double, _ c: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for n in 0..<100_000 {
            let i = Double(n)
            term *= (0.5 + i) * (0.5 + i) / ((c + i) * (i + 1)) * x
            sum += term
            if term < 1e-17 * sum { break }
        }
        return sum
    }
}

/// The partial correlation of outcome and one predictor, from its *t* in a regression.
public struct PartialCorrelation: Sendable, Equatable {
    /// The partial correlation.
    public let correlation: Double
    /// *n* − *m*: observations less predictors.
    private let free: Double

    /// - Parameters:
    ///   - t: Of the predictor.
    ///   - predictors: How many predictors the regression has, this one included.
    ///   - count: Observations.
    public init(t: Double, predictors: Int, count: Int) throws(EffectSizeError) {
        try demand(t, "t")
        try demand(Double(predictors), "predictors") { $0 >= 1 }
        try demand(Double(count), "count") { $0 > Double(predictors) + 2 }
        free = Double(count - predictors)
        correlation = t / (t * t + free - 1).squareRoot()
    }

    /// As it stands (`PCOR`), variance (1 − *r*²)²/(*n* − *m*): metafor 5; 3.8 divides by one less.
    public func raw() throws(EffectSizeError) -> EffectSize {
        let rest = 1 - correlation * correlation
        return try EffectSize(estimate: correlation, variance: rest * rest / free)
    }

    /// Fisher's *z* (`ZPCOR`), variance 1/(*n* − *m* − 2): metafor 5.
    public func fisherZ() throws(EffectSizeError) -> EffectSize {
        try EffectSize(estimate: inverseHyperbolicTangent(correlation), variance: 1 / (free - 2))
    }
}

extension StandardisedDifference {
    /// The correlation that corresponds to *d*: *d*/√(*d*² + *N*²/(*n*₁*n*₂)).
    public var correlation: Double {
        let total = treatedCount + controlCount
        let ratio = total * total / (treatedCount * controlCount)
        return uncorrected / (uncorrected * uncorrected + ratio).squareRoot()
    }
}
