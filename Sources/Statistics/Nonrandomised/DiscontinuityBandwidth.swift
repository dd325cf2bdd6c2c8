/// The units on one side of a cutoff.
struct DiscontinuitySide {
    let name: String
    /// Distance from the cutoff, negative below it.
    let distances: [Double]
    let outcomes: [Double]
    let clusters: [Int]?
    let neighbours: Int

    /// The distance of the farthest unit.
    var reach: Double { distances.map(\.magnitude).max() ?? 0 }

    func polynomial(order: Int, bandwidth: Double) throws(TrialError) -> LocalPolynomial {
        try LocalPolynomial(distances: distances, order: order, bandwidth: bandwidth, side: name)
    }

    func residuals(within window: [Int]) -> NearestResiduals {
        NearestResiduals(
            distances: distances,
            outcomes: outcomes,
            window: window,
            neighbours: neighbours
        )
    }
}

/// Bandwidths that minimise the mean squared error of a local polynomial at a cutoff.
///
/// - Note: Calonico, Cattaneo & Titiunik (2014), Econometrica 82, 2295; Calonico, Cattaneo, Farrell & Titiunik
///   (2019), Rev. Econ. Stat. 101, 442, supplement: three steps, each the plug-in solution of
///   *h* = (*V*/(*B*² + *R*))^(1/(2*o* + 3)) with *R* for the error of the estimated bias (one bandwidth for
///   both sides, rdrobust's `mserd`).
struct DiscontinuityBandwidth {
    /// For the estimate.
    let main: Double
    /// For its bias.
    let bias: Double

    init(below: DiscontinuitySide, above: DiscontinuitySide) throws(TrialError) {
        let all: [Double] = below.distances + above.distances
        let farthest: Double = max(below.reach, above.reach)
        let pilot: Double = min(try DiscontinuityBandwidth.pilot(all), farthest)
        let edge: Double = 1 + 0x1p-26
        let third = try DiscontinuityBandwidth.solve(
            [(below, below.reach * edge), (above, above.reach * edge)],
            order: 3,
            derivative: 3,
            pilot: pilot,
            regularised: false
        )
        let curvature: Double = min(third, farthest)
        let second = try DiscontinuityBandwidth.solve(
            [(below, curvature), (above, curvature)],
            order: 2,
            derivative: 2,
            pilot: pilot,
            regularised: true
        )
        bias = min(second, farthest)
        let first = try DiscontinuityBandwidth.solve(
            [(below, bias), (above, bias)],
            order: 1,
            derivative: 0,
            pilot: pilot,
            regularised: true
        )
        main = min(first, farthest)
    }

    /// 2.576 · min(sd, IQR/1.349) · *n*^(−1/5): the rule of thumb for a triangular kernel.
    private static func pilot(_ values: [Double]) throws(TrialError) -> Double {
        let sorted: [Double] = values.sorted()
        let n = Double(sorted.count)
        let mean: Double = sorted.reduce(0, +) / n
        let deviation: Double = (sumOfSquares(sorted.map { $0 - mean }) / (n - 1)).squareRoot()
        // Quartiles that average at a step of the empirical distribution.
        let quartile = { (share: Double) -> Double in
            let place: Double = share * n
            let index = Int(place.rounded(.down))
            return place == place.rounded(.down)
                ? (sorted[index - 1] + sorted[index]) / 2 : sorted[min(index, sorted.count - 1)]
        }
        let range: Double = (quartile(0.75) - quartile(0.25)) / 1.349
        let spread: Double = range > 0 ? min(deviation, range) : deviation
        guard spread > 0 else { throw .noVariation(column: "running variable") }
        return 2.576 * spread * power(n, -0.2)
    }

    /// The bandwidth for a derivative at the cutoff by a polynomial of an order.
    private static func solve(
        _ sides: [(side: DiscontinuitySide, bandwidth: Double)],
        order: Int,
        derivative: Int,
        pilot: Double,
        regularised: Bool
    ) throws(TrialError) -> Double {
        var variance: Double = 0
        // What rounding of the sums of outcomes makes of no variance.
        var floor: Double = 0
        var bias: Double = 0
        var penalty: Double = 0
        let gap = Double(order + 1 - derivative)
        for (index, (side, bandwidth)) in sides.enumerated() {
            let fit = try side.polynomial(order: order, bandwidth: pilot)
            let weights: [Double] = fit.weights(of: derivative)
            let spread: Double = side.residuals(within: fit.rows).variance(
                weights,
                rows: fit.rows,
                clusters: side.clusters
            )
            let scale: Double = power(pilot, Double(derivative))
            // What the next power of the distance adds to the estimate, for a bandwidth of one.
            let constant: Double = zip(weights, fit.rows).reduce(0) {
                $0 + $1.0 * scale * power(side.distances[$1.1] / pilot, Double(order + 1))
            }
            let next = try side.polynomial(order: order + 1, bandwidth: bandwidth)
            let slope: Double = next.coefficient(order + 1, of: side.outcomes)
            let sign: Double = index == 0 ? -1 : 1
            bias += sign * (2 * gap).squareRoot() * constant * slope
            let share: Double = Double(2 * derivative + 1) * pilot * scale * scale
            variance += share * spread
            let reach: Double = side.outcomes.reduce(0) { max($0, $1.magnitude) }
            let rounding: Double = 4 * Double.ulpOfOne * Double(side.outcomes.count) * reach
            floor += share * rounding * rounding * sumOfSquares(weights)
            if regularised {
                let error: Double = side.residuals(within: next.rows).variance(
                    next.weights(of: order + 1),
                    rows: next.rows,
                    clusters: side.clusters
                )
                penalty += 2 * gap * 3 * constant * constant * error
            }
        }
        guard variance > floor else {
            throw .invalidArgument(
                "near the cut-off the outcome is the same at like scores, so that nothing tells how far outcomes spread, for a bandwidth"
            )
        }
        guard variance.isFinite else {
            throw .invalidArgument("near the cut-off a side is all of one cluster: too few for a bandwidth")
        }
        let bandwidth: Double = power(variance / (bias * bias + penalty), 1 / Double(2 * order + 3))
        guard bandwidth > 0, bandwidth.isFinite else {
            throw .invalidArgument("the outcome has no bend near the cut-off that would tell a bandwidth")
        }
        return bandwidth
    }
}
