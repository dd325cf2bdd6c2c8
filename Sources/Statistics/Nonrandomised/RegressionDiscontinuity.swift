/// The effect of a programme given to everyone on one side of a score, at that score.
///
/// The estimand is the average effect for units at the cutoff, on the assumptions that nobody could choose a
/// place just on one side of it and that, without the programme, outcomes would pass smoothly through it. A
/// line is fitted on each side with weights that fall with the distance (triangular kernel); the gap between
/// the lines at the cutoff is the effect.
///
/// The straight line is biased where the curve bends. The interval to report is that of ``robust``: it corrects
/// the bias by a quadratic and counts what the correction adds to the error.
///
/// - Note: Calonico, Cattaneo & Titiunik (2014), Econometrica 82, 2295. Agrees with rdrobust (Python 2.1.1,
///   `vce = "nn"`, `masspoints = "off"`) to 1e-8 (`Fixtures/discontinuity.json`).
public struct RegressionDiscontinuity: Sendable {
    /// The gap between the lines with its conventional standard error; too sure where the curve bends.
    public let conventional: CoefficientTest
    /// The gap corrected for bias with the robust standard error: the result to report.
    public let robust: CoefficientTest
    /// The bandwidth of the lines, in units of the running variable.
    public let bandwidth: Double
    /// The bandwidth of the quadratics that estimate the bias.
    public let biasBandwidth: Double
    /// Units on each side: below, above.
    public let units: [Int]
    /// Units within the bandwidth on each side.
    public let effectiveUnits: [Int]
    /// The value of each line at the cutoff: below, above.
    public let limits: [Double]
    /// The slope of each line, in units of the outcome for one of the running variable.
    public let slopes: [Double]
    /// What is enough to estimate the same again at these bandwidths.
    public let sums: DiscontinuitySums

    /// Compares both sides of a cutoff.
    /// - Parameters:
    ///   - outcome: One finite value for each unit.
    ///   - running: The score that decides, for each unit.
    ///   - cutoff: Units at or above it belong above.
    ///   - treatedAbove: Whether the programme went to those above; otherwise the sign is turned.
    ///   - bandwidth: Of the lines; the one that minimises mean squared error when `nil`.
    ///   - biasBandwidth: Of the quadratics; found with the first, or equal to a given one, when `nil`.
    ///   - clusters: Units whose outcomes belong together, such as schools; errors are then summed within them.
    ///   - neighbours: How many nearest units give a residual.
    ///   - level: The coverage of intervals.
    /// - Throws: ``TrialError``: a side without units, too few distinct scores in reach, values not finite.
    /// - Complexity: O(*n* log *n*).
    public init(
        outcome: [Double],
        running: [Double],
        cutoff: Double,
        treatedAbove: Bool = true,
        bandwidth: Double? = nil,
        biasBandwidth: Double? = nil,
        clusters: Clusters? = nil,
        neighbours: Int = 3,
        level: Double = 0.95
    ) throws(TrialError) {
        precondition(outcome.count == running.count, "Every unit has a score and an outcome.")
        guard cutoff.isFinite else { throw .invalidArgument("cutoff") }
        guard level > 0, level < 1 else { throw .invalidArgument("level") }
        guard neighbours >= 1 else { throw .invalidArgument("neighbours") }
        for given in [bandwidth, biasBandwidth] {
            if let given, !(given > 0 && given.isFinite) { throw .invalidArgument("bandwidth") }
        }
        if let row = outcome.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "outcome", row: row)
        }
        if let row = running.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "running variable", row: row)
        }
        guard let first = outcome.first, outcome.contains(where: { $0 != first }) else {
            throw .noVariation(column: "outcome")
        }
        let sides = try [false, true].map { (isAbove) throws(TrialError) -> DiscontinuitySide in
            let rows: [Int] = running.indices.filter { (running[$0] >= cutoff) == isAbove }
            let name: String = isAbove ? "above the cutoff" : "below the cutoff"
            guard rows.count >= 5 else { throw .tooFewUnits(arm: name, count: rows.count) }
            return DiscontinuitySide(
                name: name,
                distances: rows.map { running[$0] - cutoff },
                outcomes: rows.map { outcome[$0] },
                clusters: clusters.map { all in rows.map { all.index[$0] } },
                neighbours: neighbours
            )
        }
        let width: Double
        let biasWidth: Double
        if let bandwidth {
            width = bandwidth
            biasWidth = biasBandwidth ?? bandwidth
        } else {
            let found = try DiscontinuityBandwidth(below: sides[0], above: sides[1])
            width = found.main
            biasWidth = biasBandwidth ?? found.bias
        }
        let parts = try sides.map { (side) throws(TrialError) -> SideEstimate in
            try SideEstimate(side, bandwidth: width, biasBandwidth: biasWidth)
        }
        self.bandwidth = width
        self.biasBandwidth = biasWidth
        let sign: Double = treatedAbove ? 1 : -1
        conventional = try RegressionDiscontinuity.test(
            sign * (parts[1].limit - parts[0].limit),
            parts[0].variance + parts[1].variance,
            level
        )
        robust = try RegressionDiscontinuity.test(
            sign * (parts[1].corrected - parts[0].corrected),
            parts[0].correctedVariance + parts[1].correctedVariance,
            level
        )
        units = sides.map(\.outcomes.count)
        effectiveUnits = parts.map(\.units)
        limits = parts.map(\.limit)
        slopes = parts.map(\.slope)
        sums = DiscontinuitySums(
            bandwidth: width,
            biasBandwidth: biasWidth,
            treatedAbove: treatedAbove,
            sides: parts.map(\.sums)
        )
    }

    /// The bias-corrected effect in standard deviations of an outcome known from elsewhere, such as a norm group.
    ///
    /// - Parameters:
    ///   - standardDeviation: *S*, of the whole population rather than of one side of the cutoff.
    ///   - degreesOfFreedom: Of *S*.
    ///   - level: The coverage of intervals, in 0…1.
    public func effectSize(
        standardDeviation: Double,
        degreesOfFreedom: Double,
        level: Double = 0.95
    ) throws(TrialError) -> TrialEffectSize {
        try TrialEffectSize(
            difference: robust,
            standardDeviation: standardDeviation,
            degreesOfFreedom: degreesOfFreedom,
            denominator: .pooled,
            level: level
        )
    }

    static func test(
        _ estimate: Double,
        _ variance: Double,
        _ level: Double
    ) throws(TrialError) -> CoefficientTest {
        guard variance > 0, variance.isFinite else { throw .noVariation(column: "outcome") }
        do {
            return try CoefficientTest(
                name: "discontinuity",
                estimate: estimate,
                standardError: variance.squareRoot(),
                degreesOfFreedom: .infinity,
                level: level
            )
        } catch {
            throw .distribution(error)
        }
    }
}

/// The line and its bias on one side.
private struct SideEstimate {
    let limit: Double
    let slope: Double
    let variance: Double
    let corrected: Double
    let correctedVariance: Double
    let units: Int
    let sums: DiscontinuitySums.Side

    init(_ side: DiscontinuitySide, bandwidth: Double, biasBandwidth: Double) throws(TrialError) {
        let line = try side.polynomial(order: 1, bandwidth: bandwidth)
        let curve = try side.polynomial(order: 2, bandwidth: biasBandwidth)
        let wide: LocalPolynomial = bandwidth >= biasBandwidth ? line : curve
        let residuals: NearestResiduals = side.residuals(within: wide.rows)
        let weights: [Double] = line.weights(of: 0)
        limit = line.coefficient(0, of: side.outcomes)
        slope = line.coefficient(1, of: side.outcomes)
        variance = residuals.variance(weights, rows: line.rows, clusters: side.clusters)
        // A bend of one adds this to the line's value at the cutoff.
        let bend: Double = zip(weights, line.rows).reduce(0) {
            $0 + $1.0 * side.distances[$1.1] * side.distances[$1.1]
        }
        var combined: [Int: Double] = Dictionary(
            uniqueKeysWithValues: zip(line.rows, weights)
        )
        for (row, weight) in zip(curve.rows, curve.weights(of: 2)) {
            combined[row, default: 0] -= bend * weight
        }
        let rows: [Int] = combined.keys.sorted()
        let all: [Double] = rows.map { combined[$0] ?? 0 }
        corrected = zip(all, rows).reduce(0) { $0 + $1.0 * side.outcomes[$1.1] }
        correctedVariance = residuals.variance(all, rows: rows, clusters: side.clusters)
        units = line.rows.count
        sums = DiscontinuitySums.Side(
            side,
            residuals: residuals,
            bandwidth: bandwidth,
            biasBandwidth: biasBandwidth,
            lineRows: line.rows,
            curveRows: curve.rows
        )
    }
}
