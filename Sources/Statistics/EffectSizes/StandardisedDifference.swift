/// An uncorrected standardised difference *d* of two independent groups, however it was obtained.
public struct StandardisedDifference: Sendable, Equatable {
    /// *d*, in pooled standard deviations.
    public let uncorrected: Double
    /// Size of the treated group.
    public let treatedCount: Double
    /// Size of the control group.
    public let controlCount: Double

    init(uncorrected: Double, treatedCount: Double, controlCount: Double) {
        self.uncorrected = uncorrected
        self.treatedCount = treatedCount
        self.controlCount = controlCount
    }

    /// From *d* itself.
    public init(d: Double, treatedCount: Int, controlCount: Int) throws(EffectSizeError) {
        try demand(d, "d")
        try demand(Double(treatedCount), "treatedCount") { $0 >= 2 }
        try demand(Double(controlCount), "controlCount") { $0 >= 2 }
        self.init(uncorrected: d, treatedCount: Double(treatedCount), controlCount: Double(controlCount))
    }

    /// From the *t* of two independent groups: *d* = *t* √(1/*n*₁ + 1/*n*₂).
    public init(t: Double, treatedCount: Int, controlCount: Int) throws(EffectSizeError) {
        try demand(t, "t")
        let sum = 1 / Double(treatedCount) + 1 / Double(controlCount)
        try self.init(d: t * sum.squareRoot(), treatedCount: treatedCount, controlCount: controlCount)
    }

    /// From an *F* with one numerator degree of freedom; its sign is lost and must be given.
    public init(
        f: Double,
        isNegative: Bool,
        treatedCount: Int,
        controlCount: Int
    ) throws(EffectSizeError) {
        try demand(f, "f") { $0 >= 0 }
        let t = f.squareRoot()
        try self.init(t: isNegative ? -t : t, treatedCount: treatedCount, controlCount: controlCount)
    }

    /// From the two-sided *p*-value of a *t* test; its sign is lost and must be given.
    public init(
        twoSidedP: Double,
        isNegative: Bool,
        treatedCount: Int,
        controlCount: Int
    ) throws(EffectSizeError) {
        try demand(twoSidedP, "twoSidedP") { $0 > 0 && $0 <= 1 }
        let df = Double(treatedCount + controlCount - 2)
        let t = try computing { () throws(DistributionError) in
            try StudentT(degreesOfFreedom: df).upperQuantile(twoSidedP / 2)
        }
        try self.init(t: isNegative ? -t : t, treatedCount: treatedCount, controlCount: controlCount)
    }

    /// From the *t* of treatment in an analysis of covariance: *d* = *t* √(1/*n*₁ + 1/*n*₂) √(1 − *r*²).
    ///
    /// - Parameters:
    ///   - ancovaT: The *t* of treatment.
    ///   - covariateCorrelation: Of covariate(s) and outcome within groups, −1 to 1, ends excluded.
    ///   - treatedCount: Units of the treated group.
    ///   - controlCount: Units of the control group.
    /// - Note: Cooper, Hedges & Valentine (2009), table 12.3. The variance of such a *d* is
    ///   ``adjusted(covariateCorrelation:correction:)``.
    public init(
        ancovaT: Double,
        covariateCorrelation: Double,
        treatedCount: Int,
        controlCount: Int
    ) throws(EffectSizeError) {
        try demand(covariateCorrelation, "covariateCorrelation") { abs($0) < 1 }
        try demand(ancovaT, "ancovaT")
        let factor = (1 - covariateCorrelation * covariateCorrelation).squareRoot()
        try self.init(t: ancovaT * factor, treatedCount: treatedCount, controlCount: controlCount)
    }

    /// From covariate-adjusted means over the unadjusted pooled standard deviation.
    public init(
        adjustedTreatedMean: Double,
        adjustedControlMean: Double,
        pooledDeviation: Double,
        treatedCount: Int,
        controlCount: Int
    ) throws(EffectSizeError) {
        try demand(adjustedTreatedMean, "adjustedTreatedMean")
        try demand(adjustedControlMean, "adjustedControlMean")
        try demand(pooledDeviation, "pooledDeviation") { $0 > 0 }
        try self.init(
            d: (adjustedTreatedMean - adjustedControlMean) / pooledDeviation,
            treatedCount: treatedCount,
            controlCount: controlCount
        )
    }

    /// *N* − 2.
    public var degreesOfFreedom: Double { treatedCount + controlCount - 2 }

    private var total: Double { treatedCount + controlCount }

    private var meanVariance: Double { 1 / treatedCount + 1 / controlCount }

    /// The corrected effect with its variance in the form asked for.
    public func effect(
        correction: SmallSampleCorrection = .exact,
        variance form: MeanDifferenceVariance = .largeSample
    ) throws(EffectSizeError) -> EffectSize {
        let m = degreesOfFreedom
        let j = try correction.factor(degreesOfFreedom: m)
        let g = j * uncorrected
        let variance: Double
        switch form {
        case .largeSample: variance = meanVariance + g * g / (2 * total)
        case .largeSampleCorrected:
            variance = j * j * (meanVariance + uncorrected * uncorrected / (2 * total))
        case .unbiased: variance = meanVariance + (1 - (m - 2) / (m * j * j)) * g * g
        case .exact:
            guard m > 2 else {
                throw .undefined(what: "the exact variance with two degrees of freedom or fewer")
            }
            variance = m / (m - 2) * j * j * (meanVariance + g * g) - g * g
        }
        return try EffectSize(estimate: g, variance: variance)
    }

    /// *d* with the variance of a covariate-adjusted difference, (1/*n*₁ + 1/*n*₂)(1 − *r*²) + *d*²/(2*N*).
    public func adjusted(
        covariateCorrelation: Double,
        correction: SmallSampleCorrection = .none
    ) throws(EffectSizeError) -> EffectSize {
        try demand(covariateCorrelation, "covariateCorrelation") { abs($0) < 1 }
        let j = try correction.factor(degreesOfFreedom: degreesOfFreedom)
        let unexplained = 1 - covariateCorrelation * covariateCorrelation
        let variance = meanVariance * unexplained + uncorrected * uncorrected / (2 * total)
        return try EffectSize(estimate: j * uncorrected, variance: j * j * variance)
    }

    /// The exact interval for the population difference, by inverting the noncentral *t*.
    ///
    /// - Note: Steiger & Fouladi (1997); Hedges & Olkin (1985), ch. 5 D.
    public func exactInterval(level: Double = 0.95) throws(EffectSizeError) -> ConfidenceInterval {
        try demand(level, "level") { $0 > 0 && $0 < 1 }
        let scale = meanVariance.squareRoot()
        let t = uncorrected / scale
        let tail = (1 - level) / 2
        let ends = try computing { () throws(DistributionError) in
            (
                try noncentrality(t: t, degreesOfFreedom: degreesOfFreedom, upperTail: tail),
                try noncentrality(t: t, degreesOfFreedom: degreesOfFreedom, upperTail: 1 - tail)
            )
        }
        return ConfidenceInterval(lower: ends.0 * scale, upper: ends.1 * scale, level: level)
    }

    /// ln OR of the same latent difference: *d* π/√3 (logistic) or 1.65 *d* (Cox).
    ///
    /// - Note: Hasselblad & Hedges (1995); Sánchez-Meca et al. (2003). metafor's `D2ORL` and `D2ORN`: no *J*.
    public func logOddsRatio(_ link: LatentDistribution = .logistic) throws(EffectSizeError) -> EffectSize {
        try effect(correction: .none).scaled(by: link.factor)
    }
}

/// The latent distribution by which *d* and ln OR are turned into each other.
public enum LatentDistribution: Sendable, CaseIterable {
    /// Logistic: factor π/√3.
    case logistic
    /// Normal, by Cox's approximation: factor 1.65.
    case normal

    /// ln OR per unit of *d*.
    public var factor: Double {
        switch self {
        case .logistic: Double.pi / 3.0.squareRoot()
        case .normal: 1.65
        }
    }
}

/// The noncentrality at which P(*T* > *t*) is `upperTail`; it rises with the noncentrality.
private func noncentrality(
    t: Double,
    degreesOfFreedom: Double,
    upperTail: Double
) throws(DistributionError) -> Double {
    func excess(_ centre: Double) throws(DistributionError) -> Double {
        let distribution = try NoncentralT(degreesOfFreedom: degreesOfFreedom, noncentrality: centre)
        return try distribution.survival(t) - upperTail
    }
    var low = t - 2
    var high = t + 2
    var step = 2.0
    while try excess(low) > 0 {
        low -= step
        step *= 2
    }
    step = 2
    while try excess(high) < 0 {
        high += step
        step *= 2
    }
    var atLow = try excess(low)
    var atHigh = try excess(high)
    for iteration in 0..<200 {
        let secant = high - atHigh * (high - low) / (atHigh - atLow)
        let middle = iteration % 3 == 2 || !(secant > low && secant < high) ? (low + high) / 2 : secant
        if high - low <= 4e-16 * max(abs(low), abs(high)) || middle == low || middle == high { return middle }
        let here = try excess(middle)
        if here == 0 { return middle }
        if here < 0 {
            low = middle
            atLow = here
            atHigh /= 2
        } else {
            high = middle
            atHigh = here
            atLow /= 2
        }
    }
    return (low + high) / 2
}
