/// How far treated and comparison units differ on one characteristic, before and after matching.
public struct MatchingBalance: Sendable, Equatable {
    /// The characteristic.
    public let name: String
    /// Treated less others over √((*s*₁² + *s*₀²)/2) of all units.
    public let before: Double
    /// The same difference between matched units over the same standard deviation.
    public let after: Double
    /// The variance of treated over that of the others, all units.
    public let varianceRatioBefore: Double
    /// The ratio of the variances of matched units; `nil` where one of them is zero.
    public let varianceRatioAfter: Double?

    /// Compares weighted groups.
    /// - Parameter weights: The weight of each unit after matching, zero for those left out.
    /// - Throws: ``TrialError/noVariation(column:)`` when neither group varies.
    /// - Note: Rosenbaum & Rubin (1985); the denominator stays the same, so that only means can improve it.
    init(
        name: String,
        values: [Double],
        treatment: [Double],
        weights: [Double]
    ) throws(TrialError) {
        let ones: [Double] = values.map { _ in 1 }
        let treated = Moments(values, ones, treatment, code: 1)
        let others = Moments(values, ones, treatment, code: 0)
        let scale: Double = ((treated.variance + others.variance) / 2).squareRoot()
        guard scale > 0 else { throw .noVariation(column: name) }
        let matchedTreated = Moments(values, weights, treatment, code: 1)
        let matchedOthers = Moments(values, weights, treatment, code: 0)
        self.name = name
        before = (treated.mean - others.mean) / scale
        after = (matchedTreated.mean - matchedOthers.mean) / scale
        varianceRatioBefore = others.variance > 0 ? treated.variance / others.variance : .infinity
        varianceRatioAfter =
            matchedOthers.variance > 0 && matchedTreated.variance > 0
            ? matchedTreated.variance / matchedOthers.variance : nil
    }
}

/// The weighted mean and variance of one group.
private struct Moments {
    let mean: Double
    let variance: Double

    init(_ values: [Double], _ weights: [Double], _ treatment: [Double], code: Double) {
        var total: Double = 0
        var sum: Double = 0
        var squaredWeights: Double = 0
        let rows: [Int] = values.indices.filter { treatment[$0] == code && weights[$0] > 0 }
        for row in rows {
            total += weights[row]
            squaredWeights += weights[row] * weights[row]
            sum += weights[row] * values[row]
        }
        let mean: Double = sum / total
        self.mean = mean
        let squares: Double = rows.reduce(0) { $0 + weights[$1] * power(values[$1] - mean, 2) }
        let divisor: Double = total - squaredWeights / total
        variance = divisor > 0 ? squares / divisor : 0
    }
}
