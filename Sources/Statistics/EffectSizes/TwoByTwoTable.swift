/// What is added to empty cells before a ratio is taken.
public enum ZeroCellCorrection: Sendable, Equatable {
    /// Nothing: a ratio with an empty cell is an error.
    case none
    /// This much to all four cells of a table that has an empty one: the usual ½.
    case whereNeeded(Double)
    /// This much to all four cells of every table.
    case always(Double)
}

/// Events and non-events of two groups, the treated first.
public struct TwoByTwoTable: Sendable, Equatable {
    /// Treated with the event.
    public let treatedEvents: Double
    /// Treated without it.
    public let treatedNonEvents: Double
    /// Controls with the event.
    public let controlEvents: Double
    /// Controls without it.
    public let controlNonEvents: Double

    /// - Throws: ``EffectSizeError`` for a negative count or an empty group.
    public init(
        treatedEvents: Int,
        treatedNonEvents: Int,
        controlEvents: Int,
        controlNonEvents: Int
    ) throws(EffectSizeError) {
        let cells = [
            ("treatedEvents", treatedEvents), ("treatedNonEvents", treatedNonEvents),
            ("controlEvents", controlEvents), ("controlNonEvents", controlNonEvents),
        ]
        for (name, count) in cells where count < 0 { throw .outOfRange(name: name, value: Double(count)) }
        guard treatedEvents > 0 || treatedNonEvents > 0 else { throw .outOfRange(name: "treated", value: 0) }
        guard controlEvents > 0 || controlNonEvents > 0 else { throw .outOfRange(name: "control", value: 0) }
        self.treatedEvents = Double(treatedEvents)
        self.treatedNonEvents = Double(treatedNonEvents)
        self.controlEvents = Double(controlEvents)
        self.controlNonEvents = Double(controlNonEvents)
    }

    /// Whether any cell is empty.
    public var hasEmptyCell: Bool {
        treatedEvents == 0 || treatedNonEvents == 0 || controlEvents == 0 || controlNonEvents == 0
    }

    private func cells(_ correction: ZeroCellCorrection) -> (a: Double, b: Double, c: Double, d: Double) {
        let added: Double =
            switch correction {
            case .none: 0
            case .whereNeeded(let amount): hasEmptyCell ? amount : 0
            case .always(let amount): amount
            }
        return (
            treatedEvents + added, treatedNonEvents + added, controlEvents + added, controlNonEvents + added
        )
    }

    /// ln of the risk ratio (`RR`).
    public func logRiskRatio(
        _ correction: ZeroCellCorrection = .whereNeeded(0.5)
    ) throws(EffectSizeError) -> EffectSize {
        let (a, b, c, d) = cells(correction)
        guard a > 0, c > 0 else { throw .undefined(what: "a risk ratio with an empty cell") }
        return try EffectSize(
            estimate: ln(a / (a + b)) - ln(c / (c + d)),
            variance: 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
        )
    }

    /// ln of the odds ratio (`OR`).
    public func logOddsRatio(
        _ correction: ZeroCellCorrection = .whereNeeded(0.5)
    ) throws(EffectSizeError) -> EffectSize {
        let (a, b, c, d) = cells(correction)
        guard a > 0, b > 0, c > 0, d > 0 else { throw .undefined(what: "an odds ratio with an empty cell") }
        return try EffectSize(
            estimate: ln(a / b) - ln(c / d),
            variance: 1 / a + 1 / b + 1 / c + 1 / d
        )
    }

    /// The risk difference (`RD`).
    ///
    /// - Parameters:
    ///   - correction: What is added to empty cells.
    ///   - unbiased: Whether variances divide by *n* − 1 (`UB`) instead of *n* (`LS`).
    public func riskDifference(
        _ correction: ZeroCellCorrection = .whereNeeded(0.5),
        unbiased: Bool = false
    ) throws(EffectSizeError) -> EffectSize {
        let (a, b, c, d) = cells(correction)
        let lost: Double = unbiased ? 1 : 0
        let p = a / (a + b)
        let q = c / (c + d)
        return try EffectSize(
            estimate: p - q,
            variance: p * (1 - p) / (a + b - lost) + q * (1 - q) / (c + d - lost)
        )
    }

    /// The arcsine difference (`AS`), which needs no correction of empty cells.
    public func arcsineDifference() throws(EffectSizeError) -> EffectSize {
        let n = treatedEvents + treatedNonEvents
        let m = controlEvents + controlNonEvents
        return try EffectSize(
            estimate: arcsine((treatedEvents / n).squareRoot()) - arcsine((controlEvents / m).squareRoot()),
            variance: 1 / (4 * n) + 1 / (4 * m)
        )
    }

    /// Peto's ln odds ratio (`PETO`), for rare events and groups of like size; one empty cell needs no
    /// correction.
    ///
    /// - Parameter correction: metafor's default adds ½ where a cell is empty; Peto's method does not.
    /// - Note: Yusuf et al. (1985).
    public func petoLogOddsRatio(
        _ correction: ZeroCellCorrection = .none
    ) throws(EffectSizeError) -> EffectSize {
        let (a, b, c, d) = cells(correction)
        let n = a + b
        let m = c + d
        let events = a + c
        let total = n + m
        let variance = n * m * events * (total - events) / (total * total * (total - 1))
        guard variance > 0 else { throw .undefined(what: "Peto's odds ratio without events or non-events") }
        return try EffectSize(estimate: (a - events * n / total) / variance, variance: 1 / variance)
    }

    /// Yule's *Q* (`YUQ`): (OR − 1)/(OR + 1).
    public func yulesQ(_ correction: ZeroCellCorrection = .whereNeeded(0.5)) throws(EffectSizeError)
        -> EffectSize
    {
        let odds = try logOddsRatio(correction)
        let q = hyperbolicTangent(odds.estimate / 2)
        return try EffectSize(estimate: q, variance: power(1 - q * q, 2) * odds.variance / 4)
    }

    /// Yule's *Y* (`YUY`): (√OR − 1)/(√OR + 1).
    public func yulesY(_ correction: ZeroCellCorrection = .whereNeeded(0.5)) throws(EffectSizeError)
        -> EffectSize
    {
        let odds = try logOddsRatio(correction)
        let y = hyperbolicTangent(odds.estimate / 4)
        return try EffectSize(estimate: y, variance: power(1 - y * y, 2) * odds.variance / 16)
    }

    /// The difference of probits (`PBIT`): a standardised difference of the latent normal outcome.
    public func probitDifference(
        _ correction: ZeroCellCorrection = .whereNeeded(0.5)
    ) throws(EffectSizeError) -> EffectSize {
        let (a, b, c, d) = cells(correction)
        guard a > 0, b > 0, c > 0, d > 0 else { throw .undefined(what: "a probit of 0 or 1") }
        let probits = try computing { () throws(DistributionError) in
            try StandardNormal().quantile([a / (a + b), c / (c + d)])
        }
        func part(_ z: Double, _ events: Double, _ others: Double) -> Double {
            let n = events + others
            let p = events / n
            return 2 * Double.pi * p * (1 - p) * exponential(z * z) / n
        }
        return try EffectSize(
            estimate: probits[0] - probits[1],
            variance: part(probits[0], a, b) + part(probits[1], c, d)
        )
    }

    /// ln OR as a standardised difference (`OR2DL`, `OR2DN`): divided by π/√3 or by 1.65.
    public func standardisedDifference(
        _ link: LatentDistribution = .logistic,
        _ correction: ZeroCellCorrection = .whereNeeded(0.5)
    ) throws(EffectSizeError) -> EffectSize {
        try logOddsRatio(correction).scaled(by: 1 / link.factor)
    }
}
