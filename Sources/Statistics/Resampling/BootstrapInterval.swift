/// Intervals from the replicates of a bootstrap.
///
/// - Note: Davison & Hinkley (1997), chapter 5; order statistics are interpolated on the normal scale as in
///   R's `boot` 1.3-28, with which these agree to 1e-10.
public struct BootstrapInterval: Sendable {
    private let sorted: [Double]
    private let estimate: Double

    /// Intervals about an estimate.
    /// - Throws: ``ResamplingError/tooFewUnits(_:)`` below 20 replicates;
    ///   ``ResamplingError/invalidArgument(_:)``.
    public init(estimate: Double, replicates: [Double]) throws(ResamplingError) {
        guard replicates.count >= 20 else { throw .tooFewUnits(replicates.count) }
        guard estimate.isFinite, replicates.allSatisfy(\.isFinite) else {
            throw .invalidArgument("replicates")
        }
        sorted = replicates.sorted()
        self.estimate = estimate
    }

    /// The mean of the replicates less the estimate.
    public var bias: Double { sorted.reduce(0, +) / Double(sorted.count) - estimate }

    /// The standard deviation of the replicates.
    public var standardError: Double {
        let mean: Double = sorted.reduce(0, +) / Double(sorted.count)
        return (sumOfSquares(sorted.map { $0 - mean }) / Double(sorted.count - 1)).squareRoot()
    }

    /// The estimate less its bias, with a normal reference.
    public func normal(level: Double = 0.95) throws(ResamplingError) -> ClosedRange<Double> {
        let z: Double = try quantile(1 - (1 - level) / 2)
        let centre: Double = estimate - bias
        return (centre - z * standardError)...(centre + z * standardError)
    }

    /// The replicates' own quantiles.
    public func percentile(level: Double = 0.95) throws(ResamplingError) -> ClosedRange<Double> {
        let tail: Double = (1 - level) / 2
        let lower: Double = try interpolated(tail)
        return lower...(try interpolated(1 - tail))
    }

    /// Twice the estimate less the replicates' quantiles.
    public func basic(level: Double = 0.95) throws(ResamplingError) -> ClosedRange<Double> {
        let own: ClosedRange<Double> = try percentile(level: level)
        return (2 * estimate - own.upperBound)...(2 * estimate - own.lowerBound)
    }

    /// Bias-corrected and accelerated.
    /// - Parameters:
    ///   - influence: The empirical influence of each unit, such as (*n* − 1)(mean of jackknife −
    ///     each).
    ///   - level: The coverage of intervals, in 0…1.
    public func accelerated(influence: [Double], level: Double = 0.95) throws(ResamplingError) -> ClosedRange<
        Double
    > {
        let below: Int = sorted.count { $0 < estimate }
        guard below > 0, below < sorted.count else {
            throw .invalidArgument("estimate outside the replicates")
        }
        let squares: Double = sumOfSquares(influence)
        guard squares > 0, squares.isFinite else { throw .invalidArgument("influence") }
        let cubes: Double = influence.reduce(0) { $0 + $1 * $1 * $1 }
        let a: Double = cubes / (6 * squares * squares.squareRoot())
        let z0: Double = try quantile(Double(below) / Double(sorted.count))
        var ends: [Double] = []
        for probability in [(1 - level) / 2, (1 + level) / 2] {
            let z: Double = try z0 + quantile(probability)
            let shifted: Double = z0 + z / (1 - a * z)
            do {
                ends.append(try interpolated(StandardNormal().cumulative(shifted)))
            } catch let error as DistributionError {
                throw .distribution(error)
            } catch {
                throw .invalidArgument("level")
            }
        }
        return ends[0]...max(ends[0], ends[1])
    }

    private func quantile(_ probability: Double) throws(ResamplingError) -> Double {
        do {
            return try StandardNormal().quantile(probability)
        } catch {
            throw .distribution(error)
        }
    }

    /// An order statistic at rank (*R* + 1)·α, between ranks on the normal scale.
    private func interpolated(_ probability: Double) throws(ResamplingError) -> Double {
        let count = Double(sorted.count)
        let rank: Double = (count + 1) * probability
        let whole = Int(rank.rounded(.down))
        guard whole >= 1 else { return sorted[0] }
        guard whole < sorted.count else { return sorted[sorted.count - 1] }
        if rank == Double(whole) { return sorted[whole - 1] }
        let left: Double = try quantile(Double(whole) / (count + 1))
        let right: Double = try quantile(Double(whole + 1) / (count + 1))
        let here: Double = try quantile(probability)
        return sorted[whole - 1] + (here - left) / (right - left) * (sorted[whole] - sorted[whole - 1])
    }
}
