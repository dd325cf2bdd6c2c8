/// Means and standard deviations of two independent groups, the treated first.
public struct TwoGroupMeans: Sendable, Equatable {
    /// Mean of the treated group.
    public let treatedMean: Double
    /// Standard deviation of the treated group, divisor *n* − 1.
    public let treatedDeviation: Double
    /// Size of the treated group.
    public let treatedCount: Double
    /// Mean of the control group.
    public let controlMean: Double
    /// Standard deviation of the control group, divisor *n* − 1.
    public let controlDeviation: Double
    /// Size of the control group.
    public let controlCount: Double

    /// - Throws: ``EffectSizeError`` naming the input: deviations above zero, at least two in each group.
    public init(
        treatedMean: Double,
        treatedDeviation: Double,
        treatedCount: Int,
        controlMean: Double,
        controlDeviation: Double,
        controlCount: Int
    ) throws(EffectSizeError) {
        try demand(treatedMean, "treatedMean")
        try demand(controlMean, "controlMean")
        try demand(treatedDeviation, "treatedDeviation") { $0 > 0 }
        try demand(controlDeviation, "controlDeviation") { $0 > 0 }
        try demand(Double(treatedCount), "treatedCount") { $0 >= 2 }
        try demand(Double(controlCount), "controlCount") { $0 >= 2 }
        self.treatedMean = treatedMean
        self.treatedDeviation = treatedDeviation
        self.treatedCount = Double(treatedCount)
        self.controlMean = controlMean
        self.controlDeviation = controlDeviation
        self.controlCount = Double(controlCount)
    }

    /// *N* − 2.
    public var degreesOfFreedom: Double { treatedCount + controlCount - 2 }

    /// The pooled within-group standard deviation.
    public var pooledDeviation: Double {
        let sum =
            (treatedCount - 1) * treatedDeviation * treatedDeviation
            + (controlCount - 1) * controlDeviation * controlDeviation
        return (sum / degreesOfFreedom).squareRoot()
    }

    /// Treated minus control, in units of the outcome (`MD`).
    ///
    /// - Parameter equalDeviations: Whether the variance pools the groups' deviations (`HO`) or not (`LS`).
    public func rawDifference(equalDeviations: Bool = false) throws(EffectSizeError) -> EffectSize {
        let pooled = pooledDeviation * pooledDeviation
        let treated = equalDeviations ? pooled : treatedDeviation * treatedDeviation
        let control = equalDeviations ? pooled : controlDeviation * controlDeviation
        return try EffectSize(
            estimate: treatedMean - controlMean,
            variance: treated / treatedCount + control / controlCount
        )
    }

    /// The standardised mean difference over the pooled deviation (`SMD`).
    ///
    /// - Note: Hedges (1981, 1982). Agrees with metafor `escalc(measure = "SMD")` to 14 digits.
    public func standardisedDifference(
        correction: SmallSampleCorrection = .exact,
        variance form: MeanDifferenceVariance = .largeSample
    ) throws(EffectSizeError) -> EffectSize {
        try StandardisedDifference(
            uncorrected: (treatedMean - controlMean) / pooledDeviation,
            treatedCount: treatedCount,
            controlCount: controlCount
        ).effect(correction: correction, variance: form)
    }

    /// The difference over √((SD₁² + SD₂²)/2), allowing unequal deviations (`SMDH`).
    ///
    /// - Note: Bonett (2009), eq. 5. The variance is metafor 5's; 3.8 multiplies by *J*².
    public func heteroscedasticDifference(
        correction: SmallSampleCorrection = .exact
    ) throws(EffectSizeError) -> EffectSize {
        let first = treatedDeviation * treatedDeviation
        let second = controlDeviation * controlDeviation
        let mean = (first + second) / 2
        let factor = try correction.factor(degreesOfFreedom: degreesOfFreedom)
        let effect = factor * (treatedMean - controlMean) / mean.squareRoot()
        let fourth = first * first / (treatedCount - 1) + second * second / (controlCount - 1)
        let spread = (first / (treatedCount - 1) + second / (controlCount - 1)) / mean
        return try EffectSize(
            estimate: effect,
            variance: effect * effect * fourth / (8 * mean * mean) + spread
        )
    }

    /// Glass's Δ: the difference over the control group's deviation.
    ///
    /// - Parameters:
    ///   - equalDeviations: `SMD1` when true; `SMD1H`, which allows a treated group of another
    ///     spread, when false (metafor 5's variance).
    ///   - correction: For small samples.
    public func glassDelta(
        equalDeviations: Bool = true,
        correction: SmallSampleCorrection = .exact
    ) throws(EffectSizeError) -> EffectSize {
        let factor = try correction.factor(degreesOfFreedom: controlCount - 1)
        let effect = factor * (treatedMean - controlMean) / controlDeviation
        if equalDeviations {
            return try EffectSize(
                estimate: effect,
                variance: 1 / treatedCount + 1 / controlCount + effect * effect / (2 * controlCount)
            )
        }
        let ratio = treatedDeviation / controlDeviation
        return try EffectSize(
            estimate: effect,
            variance: ratio * ratio / (treatedCount - 1) + 1 / (controlCount - 1)
                + effect * effect / (2 * (controlCount - 1))
        )
    }

    /// ln(treated mean / control mean) (`ROM`), the log response ratio.
    ///
    /// - Parameters:
    ///   - biasCorrected: Whether to add Lajeunesse's (2015) correction, as metafor 5 does and 3.8 does not.
    ///   - equalDeviations: Whether the variance pools the groups' deviations (`HO`).
    public func logResponseRatio(
        biasCorrected: Bool = true,
        equalDeviations: Bool = false
    ) throws(EffectSizeError) -> EffectSize {
        guard treatedMean * controlMean > 0 else {
            throw .undefined(what: "a response ratio of means that are zero or differ in sign")
        }
        func coefficient(_ deviation: Double, _ mean: Double, _ count: Double) -> Double {
            deviation * deviation / (count * mean * mean)
        }
        let treated = coefficient(treatedDeviation, treatedMean, treatedCount)
        let control = coefficient(controlDeviation, controlMean, controlCount)
        let variance =
            equalDeviations
            ? coefficient(pooledDeviation, treatedMean, treatedCount)
                + coefficient(pooledDeviation, controlMean, controlCount)
            : treated + control
        let correction = biasCorrected ? (treated - control) / 2 : 0
        return try EffectSize(estimate: ln(treatedMean / controlMean) + correction, variance: variance)
    }

    /// ln of the ratio of standard deviations (`VR`), bias-corrected.
    ///
    /// - Note: Nakagawa et al. (2015), eq. 7.
    public func logDeviationRatio() throws(EffectSizeError) -> EffectSize {
        let treated = 1 / (2 * (treatedCount - 1))
        let control = 1 / (2 * (controlCount - 1))
        return try EffectSize(
            estimate: ln(treatedDeviation / controlDeviation) + treated - control,
            variance: treated + control
        )
    }

    /// ln of the ratio of coefficients of variation (`CVR`).
    ///
    /// - Parameter biasCorrected: Whether the means are corrected too, as in metafor 5 and not in 3.8.
    /// - Note: Nakagawa et al. (2015), eq. 11, without the correlation of mean and deviation.
    public func logVariationRatio(biasCorrected: Bool = true) throws(EffectSizeError) -> EffectSize {
        let deviations = try logDeviationRatio()
        let means = try logResponseRatio(biasCorrected: biasCorrected)
        return try EffectSize(
            estimate: deviations.estimate - means.estimate,
            variance: deviations.variance + means.variance
        )
    }

    /// The point-biserial correlation of group and outcome (`RPB`).
    ///
    /// - Note: Delta method from *d*, Jacobs & Viechtbauer (2017), eq. 5, group sizes fixed.
    public func pointBiserialCorrelation() throws(EffectSizeError) -> EffectSize {
        let d = (treatedMean - controlMean) / pooledDeviation
        let total = treatedCount + controlCount
        let h = degreesOfFreedom / treatedCount + degreesOfFreedom / controlCount
        let varianceOfD = 1 / treatedCount + 1 / controlCount + d * d / (2 * total)
        let sum = h + d * d
        return try EffectSize(
            estimate: d / sum.squareRoot(),
            variance: varianceOfD * h * h / (sum * sum * sum)
        )
    }

    /// The biserial correlation (`RBIS`): group membership as a cut of a latent normal.
    ///
    /// - Note: Soper (1914); Jacobs & Viechtbauer (2017), eq. 8 and 13.
    public func biserialCorrelation() throws(EffectSizeError) -> EffectSize {
        let total = treatedCount + controlCount
        let p = treatedCount / total
        let q = controlCount / total
        let (cut, density) = try computing { () throws(DistributionError) in
            let normal = StandardNormal()
            let cut = try normal.quantile(p)
            return (cut, exponential(try normal.logDensity(cut)))
        }
        let r = (p * q).squareRoot() / density * (try pointBiserialCorrelation().estimate)
        let curvature = 1.5 + (1 + p * cut / density) * (1 - q * cut / density)
        let square = r * r
        let variance = (p * q / (density * density) - curvature * square + square * square) / (total - 1)
        return try EffectSize(estimate: r, variance: variance)
    }
}
