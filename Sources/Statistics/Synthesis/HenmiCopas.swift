/// A pooled effect that publication bias moves less: equal-effects weights, an interval that allows for τ².
public struct HenmiCopasEstimate: Sendable, Equatable {
    /// The equal-effects estimate.
    public let estimate: Double
    /// Its standard error under τ² by the method of moments.
    public let standardError: Double
    /// The interval, by the distribution of the statistic itself.
    public let interval: ConfidenceInterval
    /// τ² by DerSimonian & Laird.
    public let betweenStudyVariance: Double
}

extension MetaAnalysis {
    /// Henmi and Copas's interval.
    ///
    /// - Complexity: Some fifty quadratures of 400 to 565 points each, whatever the number of studies.
    /// - Note: Henmi & Copas (2010), Stat Med 29, 2969–2983: the distribution of *Q* given the estimate is
    ///   approximated by a gamma with its first two moments.
    public func henmiCopas() throws(SynthesisError) -> HenmiCopasEstimate {
        guard data.design.isIntercept else {
            throw .undefined(what: "a Henmi–Copas interval with moderators")
        }
        guard count > 2 else { throw .tooFewStudies(found: count, needed: 3) }
        let moments = QuadraticMoments(data)
        let tail = (1 - level) / 2
        var low = 0.05
        var high = 2.0
        while try moments.crossing(high) > tail { high *= 2 }
        while try moments.crossing(low) < tail {
            low /= 2
            guard low > 1e-6 else { throw .notConverged(what: "the Henmi–Copas interval") }
        }
        for _ in 0..<60 where high - low > 1e-12 * high {
            let middle = (low + high) / 2
            if try moments.crossing(middle) > tail { low = middle } else { high = middle }
        }
        let half = (low + high) / 2 * moments.deviation * moments.error
        return HenmiCopasEstimate(
            estimate: moments.estimate,
            standardError: moments.error,
            interval: ConfidenceInterval(
                lower: moments.estimate - half,
                upper: moments.estimate + half,
                level: level
            ),
            betweenStudyVariance: moments.tauSquared
        )
    }
}

/// Moments of *Q* given the standardised estimate, in the notation of Henmi & Copas (2010), section 3.
private struct QuadraticMoments {
    let k: Double
    let w1: Double
    let w2: Double
    let w3: Double
    let w4: Double
    let estimate: Double
    let tauSquared: Double

    init(_ data: SynthesisData) {
        k = Double(data.count)
        let weights = data.variances.map { 1 / $0 }
        let sum = weights.reduce(0, +)
        w1 = sum
        w2 = weights.reduce(0) { $0 + $1 * $1 } / sum
        w3 = weights.reduce(0) { $0 + $1 * $1 * $1 } / sum
        w4 = weights.reduce(0) { $0 + $1 * $1 * $1 * $1 } / sum
        let mean = scalarProduct(weights, data.effects) / sum
        var q = 0.0
        for (weight, effect) in zip(weights, data.effects) { q += weight * (effect - mean) * (effect - mean) }
        estimate = mean
        tauSquared = max(0, (q - (k - 1)) / (w1 - w2))
    }

    private var spread: Double { 1 + tauSquared * w2 }
    var deviation: Double { spread.squareRoot() }
    var error: Double { (spread / w1).squareRoot() }

    /// P(*U* > *x*) in units of the standardised estimate.
    func crossing(_ x: Double) throws(SynthesisError) -> Double {
        // Panels of a five-point Gauss rule, which reach ten deviations beyond x.
        let nodes = [0, 0.5384693101056831, -0.5384693101056831, 0.9061798459386640, -0.9061798459386640]
        let weights = [
            0.5688888888888889, 0.4786286704993665, 0.4786286704993665, 0.2369268850561891,
            0.2369268850561891,
        ]
        var total = 0.0
        let edges = edges(from: x)
        for (start, end) in zip(edges, edges.dropFirst()) {
            let half = (end - start) / 2
            for (node, weight) in zip(nodes, weights) {
                total += weight * half * (try integrand(start + half * (1 + node), x))
            }
        }
        return total
    }

    /// Panels of an eighth and, about where the probability of *Q* rises from 0 to 1, of half a deviation of this rise: it
    /// narrows with √*k*.
    private func edges(from x: Double) -> [Double] {
        let even = (0...80).map { x + Double($0) / 8 }
        let middle = x * deviation
        let spread = max(moments(deviation * middle).variance, 0).squareRoot()
        let width = spread * x * x / (2 * (w1 / w2 - 1) * middle)
        guard width.isFinite, width < 0.25 else { return even }
        let near = (-16...16).map { middle + Double($0) / 2 * width }
        return (even + near.filter { $0 > x && $0 < x + 10 }).sorted()
    }

    private func integrand(_ r: Double, _ x: Double) throws(SynthesisError) -> Double {
        let ratio = r / x
        let bound = (w1 / w2 - 1) * (ratio * ratio - 1) + (k - 1)
        let (mean, variance) = moments(deviation * r)
        let density = exponential(-r * r / 2) * 0.3989422804014326779
        guard mean > 0, variance > 0 else { throw .undefined(what: "the moments of Q") }
        let probability = try evaluating { () throws(DistributionError) in
            try GammaDistribution(shape: mean * mean / variance, scale: variance / mean).cumulative(bound)
        }
        return probability * density
    }

    private func moments(_ r: Double) -> (mean: Double, variance: Double) {
        let t = tauSquared
        let inverse = 1 / spread
        let excess: Double = r * r * inverse * inverse - inverse
        let third: Double = w3 - w2 * w2
        let mean: Double = (k - 1) + t * (w1 - w2) + t * t * excess * third
        let first: Double = 2 * (k - 1) + 4 * t * (w1 - w2)
        let second: Double = 2 * t * t * (w1 * w2 - 2 * w3 + w2 * w2) + 4 * t * t * excess * third
        let cubic: Double = 4 * t * t * t * excess * (w4 - 2 * w2 * w3 + w2 * w2 * w2)
        let square: Double = inverse * inverse - 2 * inverse * inverse * inverse * r * r
        let quartic: Double = 2 * t * t * t * t * square * third * third
        return (mean, first + second + cubic + quartic)
    }
}
