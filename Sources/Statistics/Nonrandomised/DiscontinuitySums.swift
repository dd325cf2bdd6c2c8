/// The weighted sums by which a discontinuity can be estimated again after the units' own values are gone.
///
/// At given bandwidths both estimates and their variances depend on the units through a few sums on each side:
/// powers of the distance and their products with the outcome, and the sum of squares of the weighted residuals.
/// No unit's score or outcome can be read from them where more than a handful of units lie within the bandwidth.
public struct DiscontinuitySums: Sendable, Equatable, Codable {
    /// Of the lines.
    public let bandwidth: Double
    /// Of the quadratics that estimate the bias.
    public let biasBandwidth: Double
    /// Whether the programme went to those above.
    public let treatedAbove: Bool
    /// Below, then above.
    public let sides: [Side]

    /// What is kept of one side.
    public struct Side: Sendable, Equatable, Codable {
        /// Units on the side.
        public let units: Int
        /// Those within the bandwidth of the line.
        public let effectiveUnits: Int
        /// Σ *w* (*d*/*h*)ᵏ for *k* = 0…3 under the kernel of the line.
        public let linePowers: [Double]
        /// Σ *w* (*d*/*h*)ᵏ *y* for *k* = 0, 1.
        public let lineOutcomes: [Double]
        /// Σ *v* (*d*/*b*)ᵏ for *k* = 0…4 under the kernel of the quadratic.
        public let curvePowers: [Double]
        /// Σ *v* (*d*/*b*)ᵏ *y* for *k* = 0…2.
        public let curveOutcomes: [Double]
        /// Σ **zz**ᵀ*e*² with **z** = (*w*, *wd*/*h*, *v*, *vd*/*b*, *v*(*d*/*b*)²), summed within clusters first
        /// where there are any: five rows of five.
        public let squares: [Double]
        /// *m*/(*m* − 1) for the clusters within reach of the line; 1 without clusters.
        public let lineFactor: Double
        /// The same for those within reach of the line and of the quadratic.
        public let factor: Double

        /// The line's value at the cutoff with its variance, and the same less the bias.
        var limits: (line: Double, lineVariance: Double, corrected: Double, variance: Double)? {
            let lineGram: [[Double]] = DiscontinuitySums.gram(linePowers, order: 1)
            let curveGram: [[Double]] = DiscontinuitySums.gram(curvePowers, order: 2)
            guard let first = DiscontinuitySums.row(0, ofInverse: lineGram),
                let third = DiscontinuitySums.row(2, ofInverse: curveGram)
            else { return nil }
            let line: Double = dot(first, lineOutcomes)
            // What a bend of one, in units of the line's bandwidth, adds to the line at the cutoff.
            let bend: Double = dot(first, [linePowers[2], linePowers[3]])
            let curve: Double = dot(third, curveOutcomes)
            let ratio: Double = bandwidthRatio * bandwidthRatio
            let bias: Double = bend * ratio
            let alone: [Double] = first + [0, 0, 0]
            let both: [Double] = first + third.map { -bias * $0 }
            return (
                line, lineFactor * quadratic(alone), line - bias * curve, factor * quadratic(both)
            )
        }

        /// *h*/*b*.
        public let bandwidthRatio: Double

        private func quadratic(_ weights: [Double]) -> Double {
            var sum: Double = 0
            for row in 0..<5 {
                for column in 0..<5 { sum += weights[row] * squares[row * 5 + column] * weights[column] }
            }
            return sum
        }
    }

    /// Whether the sums have the lengths that they are said to have: of a file that was changed they may not.
    public var isWhole: Bool {
        sides.count == 2
            && sides.allSatisfy { side in
                side.linePowers.count == 4 && side.lineOutcomes.count == 2 && side.curvePowers.count == 5
                    && side.curveOutcomes.count == 3 && side.squares.count == 25
            }
    }

    /// The estimates from the sums alone: the line's, and the one corrected for bias.
    /// - Throws: ``TrialError`` where the sums are not those of an estimate.
    public func estimates(
        level: Double = 0.95
    ) throws(TrialError) -> (conventional: CoefficientTest, robust: CoefficientTest) {
        guard isWhole, let below = sides[0].limits, let above = sides[1].limits else {
            throw .invalidArgument("the sums of a discontinuity")
        }
        let sign: Double = treatedAbove ? 1 : -1
        return (
            try RegressionDiscontinuity.test(
                sign * (above.line - below.line),
                above.lineVariance + below.lineVariance,
                level
            ),
            try RegressionDiscontinuity.test(
                sign * (above.corrected - below.corrected),
                above.variance + below.variance,
                level
            )
        )
    }

    /// Σ *w*(1, *u*, …)(1, *u*, …)ᵀ from the powers.
    private static func gram(_ powers: [Double], order: Int) -> [[Double]] {
        (0...order).map { row in (0...order).map { powers[row + $0] } }
    }

    /// A row of the inverse of a small symmetric matrix; `nil` where it has none.
    private static func row(_ place: Int, ofInverse gram: [[Double]]) -> [Double]? {
        let count = gram.count
        let matrix = Matrix(columns: gram)
        guard let factor = try? Cholesky(matrix) else { return nil }
        var unit: [Double] = Array(repeating: 0, count: count)
        unit[place] = 1
        return factor.solve(unit)
    }
}

extension DiscontinuitySums.Side {
    /// - Parameters:
    ///   - lineRows: Rows of the side within the bandwidth of the line; `curveRows` of the quadratic.
    init(
        _ side: DiscontinuitySide,
        residuals: NearestResiduals,
        bandwidth: Double,
        biasBandwidth: Double,
        lineRows: [Int],
        curveRows: [Int]
    ) {
        units = side.outcomes.count
        effectiveUnits = lineRows.count
        bandwidthRatio = bandwidth / biasBandwidth
        (linePowers, lineOutcomes) = Self.powers(side, lineRows, bandwidth, order: 1)
        (curvePowers, curveOutcomes) = Self.powers(side, curveRows, biasBandwidth, order: 2)
        let inLine = Set(lineRows)
        let inCurve = Set(curveRows)
        let rows: [Int] = inLine.union(inCurve).sorted()
        var totals: [Int: [Double]] = [:]
        for row in rows {
            let residual: Double = residuals.residual(of: row)
            var parts: [Double] = [0, 0, 0, 0, 0]
            if inLine.contains(row) {
                let u: Double = side.distances[row] / bandwidth
                let weight: Double = 1 - u.magnitude
                (parts[0], parts[1]) = (weight, weight * u)
            }
            if inCurve.contains(row) {
                let u: Double = side.distances[row] / biasBandwidth
                let weight: Double = 1 - u.magnitude
                (parts[2], parts[3], parts[4]) = (weight, weight * u, weight * u * u)
            }
            // Without clusters every row stands for itself.
            let key: Int = side.clusters.map { $0[row] } ?? row
            var sum: [Double] = totals[key] ?? [0, 0, 0, 0, 0]
            for place in 0..<5 { sum[place] += parts[place] * residual }
            totals[key] = sum
        }
        var squares: [Double] = Array(repeating: 0, count: 25)
        for (_, sum) in totals.sorted(by: { $0.key < $1.key }) {
            for row in 0..<5 {
                for column in 0..<5 { squares[row * 5 + column] += sum[row] * sum[column] }
            }
        }
        self.squares = squares
        lineFactor = Self.factor(side, lineRows)
        factor = Self.factor(side, rows)
    }

    private static func factor(_ side: DiscontinuitySide, _ rows: [Int]) -> Double {
        guard let clusters = side.clusters else { return 1 }
        let count = Double(Set(rows.map { clusters[$0] }).count)
        return count / (count - 1)
    }

    private static func powers(
        _ side: DiscontinuitySide,
        _ rows: [Int],
        _ bandwidth: Double,
        order: Int
    ) -> (powers: [Double], outcomes: [Double]) {
        var powers: [Double] = Array(repeating: 0, count: order + 3)
        var outcomes: [Double] = Array(repeating: 0, count: order + 1)
        for row in rows {
            let u: Double = side.distances[row] / bandwidth
            var term: Double = 1 - u.magnitude
            for place in powers.indices {
                powers[place] += term
                if place <= order { outcomes[place] += term * side.outcomes[row] }
                term *= u
            }
        }
        return (powers, outcomes)
    }
}
