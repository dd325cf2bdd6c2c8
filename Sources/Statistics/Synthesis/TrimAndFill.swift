/// Which side of the funnel lacks studies.
public enum FunnelSide: String, Sendable, CaseIterable {
    /// Small effects are missing.
    case left
    /// Large effects are missing.
    case right
}

/// How the number of missing studies is estimated.
public enum TrimAndFillEstimator: String, Sendable, CaseIterable {
    /// From the sum of the positive ranks.
    case l0 = "L0"
    /// From the length of the run of extreme ranks.
    case r0 = "R0"
    /// The quadratic form of L0.
    case q0 = "Q0"
}

/// A synthesis with mirror images of the studies that an asymmetric funnel lacks.
public struct TrimAndFill: Sendable {
    /// How many studies are estimated to be missing.
    public let missing: Int
    /// The standard error of that number; nil where its formula gives a negative variance.
    public let missingStandardError: Double?
    /// P of at least as long a run if none were missing; for R0 only.
    public let pValue: Double?
    /// The side on which they are missing.
    public let side: FunnelSide
    /// Effects of the added studies.
    public let filledEffects: [Double]
    /// Their variances.
    public let filledVariances: [Double]
    /// The synthesis with them.
    public let fit: MetaAnalysis
}

extension MetaAnalysis {
    /// Trim and fill: a sensitivity analysis, not an adjusted answer.
    ///
    /// Where weights were given, a mirror image has the weight of its study.
    ///
    /// - Parameters:
    ///   - side: Nil chooses by the slope of effects on standard errors: missing on the right when it is
    ///     negative.
    ///   - estimator: R0 is the more robust to one extreme study, L0 the usual one.
    /// - Note: Duval & Tweedie (2000), Biometrics 56. Numbers are rounded half to even, as in metafor; the
    ///   refits converge fully, as in metafor 5 and not in 3.8.
    public func trimAndFill(
        side: FunnelSide? = nil,
        estimator: TrimAndFillEstimator = .l0
    ) throws(SynthesisError) -> TrimAndFill {
        guard data.design.isIntercept else { throw .undefined(what: "trim and fill with moderators") }
        guard count > 2 else { throw .tooFewStudies(found: count, needed: 3) }
        let chosen: FunnelSide
        if let side {
            chosen = side
        } else {
            let regression = try MetaAnalysis.regression(
                effects: effects,
                variances: variances,
                moderators: [.continuous(name: "sei", values: variances.map { $0.squareRoot() })],
                method: self.estimator,
                weighting: weighting
            )
            chosen = regression.coefficients[1].estimate < 0 ? .right : .left
        }
        let turn: Double = chosen == .right ? -1 : 1
        let order = effects.indices.sorted { turn * effects[$0] < turn * effects[$1] }
        let sorted = order.map { turn * effects[$0] }
        let sortedVariances = order.map { variances[$0] }
        var missing = 0
        var previous = -1
        var rounds = 0
        var centre = 0.0
        var estimate = MissingStudies(sorted: [], estimator: estimator)
        while missing != previous {
            rounds += 1
            guard rounds <= 100 else { throw .notConverged(what: "trim and fill") }
            previous = missing
            let kept = count - missing
            guard kept > 1 else { throw .notConverged(what: "trim and fill: every study trimmed") }
            centre = try refit(
                effects: Array(sorted.prefix(kept)),
                variances: Array(sortedVariances.prefix(kept)),
                design: DesignBasis(intercept: kept),
                weighting: weighting.picking(Array(order.prefix(kept)))
            ).pooled.estimate
            estimate = MissingStudies(sorted: sorted.map { $0 - centre }, estimator: estimator)
            missing = estimate.rounded
        }
        var added: [Double] = []
        var addedVariances: [Double] = []
        for index in (count - missing)..<count {
            added.append(turn * (2 * centre - sorted[index]))
            addedVariances.append(sortedVariances[index])
        }
        let fit = try refit(
            effects: effects + added,
            variances: variances + addedVariances,
            design: DesignBasis(intercept: count + missing),
            weighting: weighting.picking(Array(0..<count) + order.suffix(missing))
        )
        return TrimAndFill(
            missing: missing,
            missingStandardError: estimate.standardError,
            pValue: estimator == .r0 ? power(0.5, Double(missing + 1)) : nil,
            side: chosen,
            filledEffects: added,
            filledVariances: addedVariances,
            fit: fit
        )
    }
}

/// Duval and Tweedie's estimators for effects already centred, in ascending order.
private struct MissingStudies {
    let raw: Double
    let estimator: TrimAndFillEstimator
    let k: Double

    init(sorted centred: [Double], estimator: TrimAndFillEstimator) {
        self.estimator = estimator
        k = Double(centred.count)
        let order = centred.indices.sorted {
            (abs(centred[$0]), $0) < (abs(centred[$1]), $1)
        }
        var positive = 0.0
        var longestNegative = 0.0
        for (rank, index) in order.enumerated() {
            if centred[index] > 0 { positive += Double(rank + 1) }
            if centred[index] < 0 { longestNegative = Double(rank + 1) }
        }
        switch estimator {
        case .r0: raw = k - longestNegative - 1
        case .l0: raw = (4 * positive - k * (k + 1)) / (2 * k - 1)
        case .q0: raw = k - 0.5 - max(0, 2 * k * k - 4 * positive + 0.25).squareRoot()
        }
    }

    var rounded: Int { max(0, Int(raw.rounded(.toNearestOrEven))) }

    var standardError: Double? {
        if estimator == .r0 { return (2 * Double(rounded) + 2).squareRoot() }
        let k0 = raw
        let sum: Double = k * (k + 1) * (2 * k + 1) + 10 * k0 * k0 * k0 + 27 * k0 * k0 + 17 * k0
        let rest: Double = 18 * k * k0 * k0 + 18 * k * k0 - 6 * k * k * k0
        let variance: Double = (sum - rest) / 24
        guard variance >= 0 else { return nil }
        if estimator == .l0 { return 4 * variance.squareRoot() / (2 * k - 1) }
        let denominator: Double = (k - 0.5) * (k - 0.5) - k0 * (2 * k - k0 - 1)
        guard denominator > 0 else { return nil }
        return 2 * (variance / denominator).squareRoot()
    }
}
