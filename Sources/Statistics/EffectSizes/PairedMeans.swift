/// Means before and after in one group, or of matched pairs; the first is the later or treated one.
public struct PairedMeans: Sendable, Equatable {
    /// Mean of the first measure.
    public let firstMean: Double
    /// Its standard deviation.
    public let firstDeviation: Double
    /// Mean of the second measure.
    public let secondMean: Double
    /// Its standard deviation.
    public let secondDeviation: Double
    /// The number of pairs.
    public let count: Double
    /// The correlation of the two measures.
    public let correlation: Double

    /// - Throws: ``EffectSizeError`` naming the input: deviations above zero, three pairs or more, |*r*| < 1.
    public init(
        firstMean: Double,
        firstDeviation: Double,
        secondMean: Double,
        secondDeviation: Double,
        count: Int,
        correlation: Double
    ) throws(EffectSizeError) {
        try demand(firstMean, "firstMean")
        try demand(secondMean, "secondMean")
        try demand(firstDeviation, "firstDeviation") { $0 > 0 }
        try demand(secondDeviation, "secondDeviation") { $0 > 0 }
        try demand(Double(count), "count") { $0 >= 3 }
        try demand(correlation, "correlation") { abs($0) < 1 }
        self.firstMean = firstMean
        self.firstDeviation = firstDeviation
        self.secondMean = secondMean
        self.secondDeviation = secondDeviation
        self.count = Double(count)
        self.correlation = correlation
    }

    private var change: Double { firstMean - secondMean }

    private var changeVariance: Double {
        firstDeviation * firstDeviation + secondDeviation * secondDeviation
            - 2 * correlation * firstDeviation * secondDeviation
    }

    /// The mean change in units of the outcome (`MC`).
    public func rawChange() throws(EffectSizeError) -> EffectSize {
        try EffectSize(estimate: change, variance: changeVariance / count)
    }

    /// The change over the deviation of changes (`SMCC`).
    ///
    /// - Note: Gibbons et al. (1993), eq. 4.
    public func standardisedByChange(
        correction: SmallSampleCorrection = .exact,
        variance form: MeanDifferenceVariance = .largeSample
    ) throws(EffectSizeError) -> EffectSize {
        let d = change / changeVariance.squareRoot()
        return try oneSample(d, meanVariance: 1 / count, correction, form)
    }

    /// The change over the deviation of the first measure (`SMCR`); its variance assumes equal deviations.
    ///
    /// - Note: Becker (1988), eq. 13.
    public func standardisedByFirst(
        correction: SmallSampleCorrection = .exact,
        variance form: MeanDifferenceVariance = .largeSample
    ) throws(EffectSizeError) -> EffectSize {
        try oneSample(change / firstDeviation, meanVariance: 2 * (1 - correlation) / count, correction, form)
    }

    private func oneSample(
        _ d: Double,
        meanVariance: Double,
        _ correction: SmallSampleCorrection,
        _ form: MeanDifferenceVariance
    ) throws(EffectSizeError) -> EffectSize {
        let j = try correction.factor(degreesOfFreedom: count - 1)
        switch form {
        case .largeSample:
            return try EffectSize(estimate: j * d, variance: meanVariance + j * d * j * d / (2 * count))
        case .largeSampleCorrected:
            return try EffectSize(estimate: j * d, variance: j * j * (meanVariance + d * d / (2 * count)))
        case .unbiased, .exact:
            throw .undefined(what: "this form of the variance of a standardised change")
        }
    }

    /// The change over the first deviation, deviations allowed to differ (`SMCRH`).
    ///
    /// - Note: Bonett (2008); metafor 5's variance, 3.8 multiplies by *J*².
    public func heteroscedasticByFirst(
        correction: SmallSampleCorrection = .exact
    ) throws(EffectSizeError) -> EffectSize {
        let g = try correction.factor(degreesOfFreedom: count - 1) * change / firstDeviation
        let spread = changeVariance / (firstDeviation * firstDeviation * (count - 1))
        return try EffectSize(estimate: g, variance: spread + g * g / (2 * (count - 1)))
    }

    /// The change over √((SD₁² + SD₂²)/2) (`SMCRP`, and `SMCRPH` where deviations may differ).
    ///
    /// - Note: Cousineau (2020) for the degrees of freedom 2(*n* − 1)/(1 + *r*²); Bonett (2008), eq. 10.
    public func standardisedByAverage(
        equalDeviations: Bool = true,
        correction: SmallSampleCorrection = .exact
    ) throws(EffectSizeError) -> EffectSize {
        let first = firstDeviation * firstDeviation
        let second = secondDeviation * secondDeviation
        let average = (first + second) / 2
        let square = correlation * correlation
        let factor = try correction.factor(degreesOfFreedom: 2 * (count - 1) / (1 + square))
        let g = factor * change / average.squareRoot()
        if equalDeviations {
            return try EffectSize(
                estimate: g,
                variance: 2 * (1 - correlation) / count + g * g * (1 + square) / (4 * count)
            )
        }
        let fourth = first * first + second * second + 2 * square * first * second
        return try EffectSize(
            estimate: g,
            variance: changeVariance / (average * (count - 1))
                + g * g * fourth / (8 * average * average * (count - 1))
        )
    }

    /// ln of the ratio of means (`ROMC`).
    ///
    /// - Parameter biasCorrected: As metafor 5; not in 3.8.
    /// - Note: Lajeunesse (2011), eq. 6.
    public func logResponseRatio(biasCorrected: Bool = true) throws(EffectSizeError) -> EffectSize {
        guard firstMean * secondMean > 0 else {
            throw .undefined(what: "a response ratio of means that are zero or differ in sign")
        }
        let first = firstDeviation / firstMean
        let second = secondDeviation / secondMean
        let correction = biasCorrected ? (first * first - second * second) / (2 * count) : 0
        return try EffectSize(
            estimate: ln(firstMean / secondMean) + correction,
            variance: (first * first + second * second - 2 * correlation * first * second) / count
        )
    }

    /// ln of the ratio of deviations (`VRC`).
    public func logDeviationRatio() throws(EffectSizeError) -> EffectSize {
        try EffectSize(
            estimate: ln(firstDeviation / secondDeviation),
            variance: (1 - correlation * correlation) / (count - 1)
        )
    }

    /// ln of the ratio of coefficients of variation (`CVRC`).
    public func logVariationRatio(biasCorrected: Bool = true) throws(EffectSizeError) -> EffectSize {
        let deviations = try logDeviationRatio()
        let means = try logResponseRatio(biasCorrected: biasCorrected)
        return try EffectSize(
            estimate: deviations.estimate - means.estimate,
            variance: deviations.variance + means.variance
        )
    }
}

/// Two groups measured before and after.
public struct PrePostControl: Sendable, Equatable {
    /// One group's means and its deviation before.
    public struct Group: Sendable, Equatable {
        let pre: Double
        let post: Double
        let preDeviation: Double
        let count: Double

        /// One group's means and its deviation before.
        /// - Throws: ``EffectSizeError`` for a value that is not finite, a deviation that is not above zero, or fewer
        ///   than three.
        public init(
            preMean: Double,
            postMean: Double,
            preDeviation: Double,
            count: Int
        ) throws(EffectSizeError) {
            try demand(preMean, "preMean")
            try demand(postMean, "postMean")
            try demand(preDeviation, "preDeviation") { $0 > 0 }
            try demand(Double(count), "count") { $0 >= 3 }
            pre = preMean
            post = postMean
            self.preDeviation = preDeviation
            self.count = Double(count)
        }
    }

    /// The treated group.
    public let treated: Group
    /// The control group.
    public let control: Group
    /// The correlation of before and after within groups.
    public let correlation: Double

    /// Two groups with one correlation.
    /// - Throws: ``EffectSizeError`` unless the correlation lies between −1 and 1.
    public init(treated: Group, control: Group, correlation: Double) throws(EffectSizeError) {
        try demand(correlation, "correlation") { abs($0) < 1 }
        self.treated = treated
        self.control = control
        self.correlation = correlation
    }

    /// The difference of changes over the pooled deviation before, corrected for small samples.
    ///
    /// - Note: Morris (2008), d_ppc2, eq. 8; variance eq. 25 with δ replaced by the estimate.
    public func effect() throws(EffectSizeError) -> EffectSize {
        let n = treated.count
        let m = control.count
        let df = n + m - 2
        let pooled =
            ((n - 1) * treated.preDeviation * treated.preDeviation
                + (m - 1) * control.preDeviation * control.preDeviation) / df
        let j = try SmallSampleCorrection.exact.factor(degreesOfFreedom: df)
        let change = (treated.post - treated.pre) - (control.post - control.pre)
        let effect = j * change / pooled.squareRoot()
        let means = 2 * (1 - correlation) * (n + m) / (n * m)
        let variance = j * j * (df / (df - 2)) * (means + effect * effect) - effect * effect
        return try EffectSize(estimate: effect, variance: variance)
    }
}
