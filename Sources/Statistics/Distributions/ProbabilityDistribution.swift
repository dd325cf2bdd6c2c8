/// What every distribution of this module can answer.
///
/// Upper tails are computed directly: `survival` keeps its relative digits where `1 - cumulative` has none.
/// The functions that take an array cross into Boost.Math once for all points.
///
/// - Note: Boost.Math 1.74 evaluates the functions. Digits against exact values, per function and region, are
///   in `docs/statistics/distributions.md`.
public protocol ProbabilityDistribution: Sendable, Hashable {
    /// The family and parameters as handed to Boost.Math.
    var kernel: DistributionKernel { get }
}

extension ProbabilityDistribution {
    /// P(*X* ≤ *x*).
    ///
    /// - Throws: ``DistributionError/invalidArgument(_:)`` for a NaN; `notConverged` if the series fails.
    public func cumulative(_ x: Double) throws(DistributionError) -> Double {
        try kernel.evaluate(.cumulative, x)
    }

    /// P(*X* > *x*), computed directly, not as 1 − P(*X* ≤ *x*).
    public func survival(_ x: Double) throws(DistributionError) -> Double {
        try kernel.evaluate(.survival, x)
    }

    /// The smallest *x* with P(*X* ≤ *x*) ≥ `probability`; infinite at the end of an unbounded support.
    ///
    /// - Throws: ``DistributionError/invalidProbability(_:)`` outside 0 to 1.
    public func quantile(_ probability: Double) throws(DistributionError) -> Double {
        try kernel.evaluate(.quantile, probability)
    }

    /// The smallest *x* with P(*X* > *x*) ≤ `probability`: exact for upper-tail probabilities near zero.
    ///
    /// - Throws: ``DistributionError/invalidProbability(_:)`` outside 0 to 1.
    public func upperQuantile(_ probability: Double) throws(DistributionError) -> Double {
        try kernel.evaluate(.upperQuantile, probability)
    }

    /// The natural logarithm of the density (of the mass, for a discrete distribution) at *x*.
    ///
    /// Worked in log space, so it is finite where the density itself underflows; minus infinity off the
    /// support.
    ///
    /// - Throws: ``DistributionError/notRepresentable(at:)`` where the density is unbounded.
    public func logDensity(_ x: Double) throws(DistributionError) -> Double {
        try kernel.evaluate(.logDensity, x)
    }

    /// The natural logarithm of P(*X* ≤ *x*).
    public func logCumulative(_ x: Double) throws(DistributionError) -> Double {
        try kernel.evaluate(.logCumulative, x)
    }

    /// P(*X* ≤ *x*) at every point.
    public func cumulative(_ points: [Double]) throws(DistributionError) -> [Double] {
        try kernel.evaluate(.cumulative, points)
    }

    /// P(*X* > *x*) at every point.
    public func survival(_ points: [Double]) throws(DistributionError) -> [Double] {
        try kernel.evaluate(.survival, points)
    }

    /// The quantile at every probability.
    public func quantile(_ probabilities: [Double]) throws(DistributionError) -> [Double] {
        try kernel.evaluate(.quantile, probabilities)
    }

    /// The upper quantile at every probability.
    public func upperQuantile(_ probabilities: [Double]) throws(DistributionError) -> [Double] {
        try kernel.evaluate(.upperQuantile, probabilities)
    }

    /// The log density at every point.
    public func logDensity(_ points: [Double]) throws(DistributionError) -> [Double] {
        try kernel.evaluate(.logDensity, points)
    }
}

/// A continuous distribution that is symmetric about zero.
public protocol SymmetricDistribution: ProbabilityDistribution {}

extension SymmetricDistribution {
    /// P(|*X*| > |*statistic*|), from the upper tail directly.
    public func twoSidedPValue(_ statistic: Double) throws(DistributionError) -> Double {
        try min(1, 2 * survival(abs(statistic)))
    }

    /// The *c* with P(|*X*| ≤ *c*) = `level`, the multiplier of a two-sided interval.
    ///
    /// - Parameter level: Confidence level as a proportion, above 0 and below 1.
    /// - Throws: ``DistributionError/invalidProbability(_:)``.
    public func twoSidedCriticalValue(level: Double) throws(DistributionError) -> Double {
        guard level > 0, level < 1 else { throw .invalidProbability(level) }
        return try upperQuantile((1 - level) / 2)
    }
}
