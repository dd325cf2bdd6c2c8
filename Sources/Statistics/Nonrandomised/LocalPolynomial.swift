/// A weighted polynomial in the distance from a cutoff, on one side of it.
///
/// Every estimate is a weighted sum of outcomes, Σ *aᵢyᵢ*; the weights *aᵢ* are what the discontinuity, its bias
/// and all their variances are made of.
struct LocalPolynomial {
    /// The units with weight: their rows in the side.
    let rows: [Int]
    /// Weights of outcomes, one column for each coefficient, in powers of (*x* − cutoff).
    private let functionals: Matrix

    /// Fits a polynomial of an order with a triangular kernel of a bandwidth.
    /// - Parameters:
    ///   - distances: *x* − cutoff of the units of one side.
    ///   - side: Its name for errors.
    /// - Throws: ``TrialError/tooFewUnits(arm:count:)`` when the values in reach do not identify the polynomial.
    init(distances: [Double], order: Int, bandwidth: Double, side: String) throws(TrialError) {
        var rows: [Int] = []
        var roots: [Double] = []
        for (row, distance) in distances.enumerated() {
            let weight: Double = 1 - (distance / bandwidth).magnitude
            guard weight > 0 else { continue }
            rows.append(row)
            roots.append(weight.squareRoot())
        }
        guard rows.count > order + 1 else { throw .tooFewUnits(arm: side, count: rows.count) }
        // Powers of distance over bandwidth keep the columns of one size.
        var columns: [[Double]] = [roots]
        for _ in 0..<order {
            let last: [Double] = columns[columns.count - 1]
            columns.append(zip(last, rows).map { $0 * distances[$1] / bandwidth })
        }
        let design = Matrix(columns: columns)
        let inverse: Matrix
        do {
            let empty = Matrix(rows: rows.count, columns: 1)
            inverse = try LeastSquares(design: design, responses: empty, tolerance: 1e-9).unscaledCovariance
        } catch {
            throw .tooFewUnits(arm: side, count: rows.count)
        }
        let scaled: Matrix = (design * inverse).scalingRows(by: roots)
        var functionals: Matrix = scaled
        for column in 1..<max(columns.count, 1) {
            let unit: Double = power(bandwidth, Double(column))
            for row in rows.indices { functionals[row, column] = scaled[row, column] / unit }
        }
        self.rows = rows
        self.functionals = functionals
    }

    /// The weights of the units' outcomes in one coefficient.
    func weights(of coefficient: Int) -> [Double] { functionals.column(coefficient) }

    /// A coefficient for these outcomes of the side.
    func coefficient(_ index: Int, of outcomes: [Double]) -> Double {
        zip(weights(of: index), rows).reduce(0) { $0 + $1.0 * outcomes[$1.1] }
    }
}

/// Variances of weighted sums of outcomes from residuals about the nearest neighbours.
struct NearestResiduals {
    /// The residual of each row of the window.
    private let residuals: [Int: Double]

    /// Compares each unit of a window with its nearest neighbours in it; ties in distance all count.
    ///
    /// - Note: Abadie & Imbens (2006), 4.2; Calonico, Cattaneo & Titiunik (2014), 5: no smoothing parameter.
    init(distances: [Double], outcomes: [Double], window: [Int], neighbours: Int) {
        let order: [Int] = window.sorted { (distances[$0], $0) < (distances[$1], $1) }
        let x: [Double] = order.map { distances[$0] }
        var sums: [Double] = [0]
        for row in order { sums.append(sums[sums.count - 1] + outcomes[row]) }
        let count: Int = order.count
        let wanted: Int = min(neighbours, count - 1)
        var residuals: [Int: Double] = [:]
        for place in 0..<count {
            var low: Int = place
            var high: Int = place + 1
            while low > 0, x[low - 1] == x[place] { low -= 1 }
            while high < count, x[high] == x[place] { high += 1 }
            while high - low - 1 < wanted {
                let below: Double = low > 0 ? x[place] - x[low - 1] : .infinity
                let above: Double = high < count ? x[high] - x[place] : .infinity
                let tie: Double = 1.5e-8 * max(below.isFinite ? below : 0, above.isFinite ? above : 0)
                if below <= above + tie {
                    let value: Double = x[low - 1]
                    while low > 0, x[low - 1] == value { low -= 1 }
                }
                if above <= below + tie {
                    let value: Double = x[high]
                    while high < count, x[high] == value { high += 1 }
                }
            }
            let others = Double(high - low - 1)
            guard others > 0 else { continue }
            let own: Double = outcomes[order[place]]
            let mean: Double = (sums[high] - sums[low] - own) / others
            residuals[order[place]] = (others / (others + 1)).squareRoot() * (own - mean)
        }
        self.residuals = residuals
    }

    /// The residual of a row; zero outside the window.
    func residual(of row: Int) -> Double { residuals[row] ?? 0 }

    /// The variance of Σ *aᵢyᵢ*: the sum of squares of *aᵢeᵢ*, summed within clusters first where there are any.
    func variance(_ weights: [Double], rows: [Int], clusters: [Int]?) -> Double {
        let terms: [Double] = zip(weights, rows).map { $0 * (residuals[$1] ?? 0) }
        guard let clusters else { return sumOfSquares(terms) }
        var totals: [Int: Double] = [:]
        for (term, row) in zip(terms, rows) { totals[clusters[row], default: 0] += term }
        let count = Double(totals.count)
        let ordered: [Double] = totals.sorted { $0.key < $1.key }.map(\.value)
        return count > 1 ? sumOfSquares(ordered) * count / (count - 1) : .infinity
    }
}
