/// Kendall's rank correlation of standardised effects and their variances.
public struct RankCorrelationTest: Sendable, Equatable {
    /// Kendall's τ-b.
    public let correlation: Double
    /// Two-sided *p*-value.
    public let pValue: Double
    /// Whether *p* is exact (no ties, at most 200 studies) or by the normal approximation, ties allowed for.
    public let isExact: Bool
}

extension MetaAnalysis {
    /// The rank correlation test of funnel asymmetry.
    ///
    /// - Note: Begg & Mazumdar (1994). Agrees with metafor `ranktest`; its normal approximation has no
    ///   continuity correction, as in R's `cor.test`.
    public func rankCorrelationTest() throws(SynthesisError) -> RankCorrelationTest {
        guard count > 2 else { throw .tooFewStudies(found: count, needed: 3) }
        let weights = variances.map { 1 / $0 }
        let sum = weights.reduce(0, +)
        let mean = scalarProduct(weights, effects) / sum
        let standardised = zip(effects, variances).map { ($0 - mean) / ($1 - 1 / sum).squareRoot() }
        return try kendall(standardised, variances)
    }
}

private func kendall(_ x: [Double], _ y: [Double]) throws(SynthesisError) -> RankCorrelationTest {
    let n = x.count
    var score = 0
    var comparableX = 0
    var comparableY = 0
    for i in 1..<n {
        for j in 0..<i {
            let first = sign(x[i], x[j])
            let second = sign(y[i], y[j])
            score += first * second
            comparableX += first * first
            comparableY += second * second
        }
    }
    guard comparableX > 0, comparableY > 0 else {
        throw .undefined(what: "a rank correlation of equal values")
    }
    let pairs = n * (n - 1) / 2
    let correlation = Double(score) / (Double(comparableX) * Double(comparableY)).squareRoot()
    if comparableX == pairs, comparableY == pairs, n <= 200 {
        return RankCorrelationTest(
            correlation: correlation,
            pValue: exactKendall(concordant: (score + pairs) / 2, n: n),
            isExact: true
        )
    }
    let variance = kendallVariance(ties(x), ties(y), Double(n))
    let p = try evaluating { () throws(DistributionError) in
        try StandardNormal().twoSidedPValue(Double(score) / variance.squareRoot())
    }
    return RankCorrelationTest(correlation: correlation, pValue: p, isExact: false)
}

private func sign(_ left: Double, _ right: Double) -> Int { left > right ? 1 : left < right ? -1 : 0 }

/// Sizes of groups of equal values.
private func ties(_ values: [Double]) -> [Double] {
    var sizes: [Double: Double] = [:]
    for value in values { sizes[value, default: 0] += 1 }
    return Array(sizes.values)
}

/// The variance of Kendall's score under independence with ties: Kendall (1970), eq. 5.2.
private func kendallVariance(_ x: [Double], _ y: [Double], _ n: Double) -> Double {
    func sums(_ sizes: [Double]) -> (Double, Double, Double) {
        var result = (0.0, 0.0, 0.0)
        for t in sizes {
            result.0 += t * (t - 1) * (2 * t + 5)
            result.1 += t * (t - 1) * (t - 2)
            result.2 += t * (t - 1)
        }
        return result
    }
    let (x0, x1, x2) = sums(x)
    let (y0, y1, y2) = sums(y)
    return (n * (n - 1) * (2 * n + 5) - x0 - y0) / 18 + x1 * y1 / (9 * n * (n - 1) * (n - 2))
        + x2 * y2 / (2 * n * (n - 1))
}

/// P of a number of concordant pairs at least as far from the middle, from the generating function of
/// inversions.
private func exactKendall(concordant: Int, n: Int) -> Double {
    let pairs = n * (n - 1) / 2
    var probability = [Double](repeating: 0, count: pairs + 1)
    probability[0] = 1
    var reach = 0
    for size in 2...n {
        var next = [Double](repeating: 0, count: pairs + 1)
        var window = 0.0
        reach += size - 1
        for value in 0...reach {
            window += probability[value]
            if value >= size { window -= probability[value - size] }
            next[value] = window / Double(size)
        }
        probability = next
    }
    let lower = min(concordant, pairs - concordant)
    return min(1, 2 * probability[0...lower].reduce(0, +))
}
