/// *p*-values by permutation, valid whatever the distribution of true effects.
public struct SynthesisPermutationTest: Sendable, Equatable {
    /// Two-sided *p*-value of each coefficient.
    public let pValues: [Double]
    /// *p*-value of the omnibus test of moderators; nil for the pooled effect.
    public let moderatorPValue: Double?
    /// How many arrangements were fitted, the observed one included.
    public let arrangements: Int
    /// Whether every arrangement was visited, so that the *p*-values carry no simulation error.
    public let isExact: Bool
}

extension MetaAnalysis {
    /// Refits the model under rearrangements of the data that the null hypothesis holds equally likely.
    ///
    /// The pooled effect is tested by flipping signs of effects; moderators by permuting their rows among
    /// studies.
    ///
    /// - Parameters:
    ///   - limit: All arrangements are visited when there are at most this many; otherwise this many are
    ///     drawn, the observed one counted among them, so that *p* is never zero.
    ///   - generator: Draws the arrangements; the same seed gives the same *p*-values.
    /// - Throws: ``SynthesisError`` as the fit itself; an arrangement whose τ² does not converge is an error
    ///   too.
    /// - Complexity: One fit for each arrangement.
    /// - Note: Follmann & Proschan (1999); Higgins & Thompson (2004).
    public func permutationTest(
        limit: Int = 10_000,
        using generator: inout some RandomNumberGenerator
    ) throws(SynthesisError) -> SynthesisPermutationTest {
        guard limit > 1 else { throw .invalidOption(name: "limit", value: Double(limit)) }
        var tally = PermutationTally(observed: self)
        let isPooled = data.design.isIntercept
        let total = isPooled ? powerOfTwo(count) : factorial(count)
        let exact = total.map { $0 <= limit } ?? false
        if exact, let total {
            if isPooled {
                for pattern in 0..<total { try tally.add(flipped { pattern >> $0 & 1 == 1 }) }
            } else {
                var order = Array(0..<count)
                var counters = [Int](repeating: 0, count: count)
                try tally.add(permuted(order))
                var position = 0
                while position < count {
                    guard counters[position] < position else {
                        counters[position] = 0
                        position += 1
                        continue
                    }
                    order.swapAt(position % 2 == 0 ? 0 : counters[position], position)
                    try tally.add(permuted(order))
                    counters[position] += 1
                    position = 0
                }
            }
        } else {
            tally.add(self)
            for _ in 1..<limit {
                if isPooled {
                    var signs: [Bool] = []
                    for _ in 0..<count { signs.append(Bool.random(using: &generator)) }
                    try tally.add(flipped { signs[$0] })
                } else {
                    try tally.add(permuted(Array(0..<count).shuffled(using: &generator)))
                }
            }
        }
        return tally.result(isExact: exact)
    }

    private func flipped(_ isNegative: (Int) -> Bool) throws(SynthesisError) -> MetaAnalysis {
        var turned = effects
        for index in turned.indices where isNegative(index) { turned[index] = -turned[index] }
        return try refit(effects: turned, variances: variances, design: data.design)
    }

    private func permuted(_ order: [Int]) throws(SynthesisError) -> MetaAnalysis {
        // Moving effects and variances together against fixed rows is the same arrangement as moving the
        // rows; a weight belongs to its study.
        try refit(
            effects: order.map { effects[$0] },
            variances: order.map { variances[$0] },
            design: data.design,
            weighting: weighting.picking(order)
        )
    }

    /// The same model for other effects; `weighting` nil keeps the weights.
    func refit(
        effects: [Double],
        variances: [Double],
        design: DesignBasis,
        weighting: SynthesisWeighting? = nil
    ) throws(SynthesisError) -> MetaAnalysis {
        try MetaAnalysis(
            SynthesisData(effects: effects, variances: variances, design: design),
            estimator,
            test,
            level,
            weighting ?? self.weighting,
            terms: terms,
            hasIntercept: hasIntercept
        )
    }
}

private func powerOfTwo(_ exponent: Int) -> Int? { exponent < 40 ? 1 << exponent : nil }

private func factorial(_ n: Int) -> Int? { n <= 15 ? (1...n).reduce(1, *) : nil }

/// Counts arrangements at least as extreme as the observed one, ties within rounding included.
private struct PermutationTally {
    private let observed: [Double]
    private let observedOmnibus: Double?
    private var extreme: [Int]
    private var extremeOmnibus = 0
    private var total = 0

    init(observed fit: MetaAnalysis) {
        observed = fit.coefficients.map { abs($0.statistic) }
        observedOmnibus = fit.moderatorTest?.statistic
        extreme = observed.map { _ in 0 }
    }

    mutating func add(_ fit: MetaAnalysis) {
        total += 1
        for index in observed.indices {
            let statistic = abs(fit.coefficients[index].statistic)
            if statistic >= observed[index] * (1 - 1e-8) { extreme[index] += 1 }
        }
        if let observedOmnibus, let statistic = fit.moderatorTest?.statistic,
            statistic >= observedOmnibus * (1 - 1e-8)
        {
            extremeOmnibus += 1
        }
    }

    func result(isExact: Bool) -> SynthesisPermutationTest {
        SynthesisPermutationTest(
            pValues: extreme.map { Double($0) / Double(total) },
            moderatorPValue: observedOmnibus.map { _ in Double(extremeOmnibus) / Double(total) },
            arrangements: total,
            isExact: isExact
        )
    }
}
