/// A proportion of one group.
public struct ProportionEffect: Sendable, Equatable {
    /// Events.
    public let events: Double
    /// Group size.
    public let count: Double

    /// - Throws: ``EffectSizeError`` unless 0 ≤ events ≤ count and count ≥ 1.
    public init(events: Int, count: Int) throws(EffectSizeError) {
        try demand(Double(count), "count") { $0 >= 1 }
        try demand(Double(events), "events") { $0 >= 0 && $0 <= Double(count) }
        self.events = Double(events)
        self.count = Double(count)
    }

    /// Events and group size with ½ added to both cells where one is empty.
    private var corrected: (events: Double, count: Double) {
        events == 0 || events == count ? (events + 0.5, count + 1) : (events, count)
    }

    /// The proportion (`PR`).
    public func raw() throws(EffectSizeError) -> EffectSize {
        let (x, n) = corrected
        return try EffectSize(estimate: x / n, variance: x / n * (1 - x / n) / n)
    }

    /// Its logarithm (`PLN`).
    public func logarithm() throws(EffectSizeError) -> EffectSize {
        let (x, n) = corrected
        return try EffectSize(estimate: ln(x / n), variance: 1 / x - 1 / n)
    }

    /// Its log odds (`PLO`).
    public func logOdds() throws(EffectSizeError) -> EffectSize {
        let (x, n) = corrected
        return try EffectSize(estimate: ln(x / (n - x)), variance: 1 / x + 1 / (n - x))
    }

    /// Its arcsine (`PAS`).
    public func arcsineTransformed() throws(EffectSizeError) -> EffectSize {
        try EffectSize(estimate: arcsine((events / count).squareRoot()), variance: 1 / (4 * count))
    }

    /// Freeman and Tukey's double arcsine (`PFT`).
    public func doubleArcsine() throws(EffectSizeError) -> EffectSize {
        let lower = arcsine((events / (count + 1)).squareRoot())
        let upper = arcsine(((events + 1) / (count + 1)).squareRoot())
        return try EffectSize(estimate: (lower + upper) / 2, variance: 1 / (4 * count + 2))
    }
}

/// The mean of one group.
public struct SingleMean: Sendable, Equatable {
    /// Mean.
    public let mean: Double
    /// Standard deviation, divisor *n* − 1.
    public let deviation: Double
    /// Group size.
    public let count: Double

    /// - Throws: ``EffectSizeError`` unless the deviation is above zero and there are two or more.
    public init(mean: Double, deviation: Double, count: Int) throws(EffectSizeError) {
        try demand(mean, "mean")
        try demand(deviation, "deviation") { $0 > 0 }
        try demand(Double(count), "count") { $0 >= 2 }
        self.mean = mean
        self.deviation = deviation
        self.count = Double(count)
    }

    /// The mean (`MN`).
    public func raw() throws(EffectSizeError) -> EffectSize {
        try EffectSize(estimate: mean, variance: deviation * deviation / count)
    }

    /// Its logarithm (`MNLN`).
    public func logarithm() throws(EffectSizeError) -> EffectSize {
        guard mean > 0 else { throw .undefined(what: "the logarithm of a mean that is not above zero") }
        return try EffectSize(estimate: ln(mean), variance: deviation * deviation / (count * mean * mean))
    }

    /// The bias-corrected logarithm of the deviation (`SDLN`).
    public func logDeviation() throws(EffectSizeError) -> EffectSize {
        let half = 1 / (2 * (count - 1))
        return try EffectSize(estimate: ln(deviation) + half, variance: half)
    }

    /// The logarithm of the coefficient of variation (`CVLN`).
    public func logVariation() throws(EffectSizeError) -> EffectSize {
        let deviation = try logDeviation()
        let mean = try logarithm()
        return try EffectSize(
            estimate: deviation.estimate - mean.estimate,
            variance: deviation.variance + mean.variance
        )
    }

    /// The mean in standard deviations (`SMN`), corrected for small samples.
    public func standardised() throws(EffectSizeError) -> EffectSize {
        let g = try SmallSampleCorrection.exact.factor(degreesOfFreedom: count - 1) * mean / deviation
        return try EffectSize(estimate: g, variance: 1 / count + g * g / (2 * count))
    }
}
