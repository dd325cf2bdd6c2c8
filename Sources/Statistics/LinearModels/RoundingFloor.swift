/// What tells a robust variance from the rounding of scores that would be zero in exact arithmetic.
///
/// Robust variances are sums of squares of scores, one for each cluster, made of residuals. Where the model reproduces
/// exactly what a coefficient rests on, such as the constant where one cluster alone is the reference level, every score is
/// zero but for rounding, and a *t* value is noise.
///
/// A residual is the outcome less Σ *xₖ*β̂ₖ, and a score the sum of a cluster's residuals times what the coefficient takes of
/// their rows. Neither is known better than to rounding of the sums of the magnitudes of their terms. A variance is taken
/// to be rounding up to 10⁻²⁶ of the sum of squares of these sums: that is, an error up to 10⁻¹³, some 450 units
/// of rounding. In simulated fits exact scores lie below 10⁻¹⁴, and others above 10⁻¹¹ where outcomes stand a million
/// standard deviations from zero beside years as covariates, and above 10⁻⁵ in usual data.
struct RoundingFloor: Sendable {
    /// Of the magnitudes that a score is the sum of.
    static let share: Double = 1e-13
    /// For each column of the design and each cluster, the sum of the magnitudes of what scores are made of.
    private let sizes: Matrix

    /// - Parameter sizes: A row for each coefficient, a column for each cluster.
    init(sizes: Matrix) {
        self.sizes = sizes
    }

    /// - Parameters:
    ///   - design: The rows of the model.
    ///   - coefficients: One for each column.
    ///   - residuals: One for each row.
    ///   - clusters: The cluster of each row.
    ///   - variance: Of a row under the working model, at the least.
    init(
        design: Matrix,
        coefficients: [Double],
        residuals: [Double],
        clusters: Clusters,
        variance: Double = 1
    ) {
        var terms: [Double] = residuals.map(\.magnitude)
        for column in 0..<design.columns {
            for row in 0..<design.rows {
                terms[row] += (design[row, column] * coefficients[column]).magnitude
            }
        }
        var sizes = Matrix(rows: design.columns, columns: clusters.count)
        for column in 0..<design.columns {
            for row in 0..<design.rows {
                sizes[column, clusters.index[row]] += design[row, column].magnitude * terms[row] / variance
            }
        }
        self.sizes = sizes
    }

    /// What the sum of squares of a contrast's scores must be above.
    /// - Parameter reach: The magnitude of what the contrast takes of the score of each column.
    func squares(reach: [Double]) -> Double {
        let sums: [Double] = sizes.multiplied(by: Matrix(columns: [reach]), transposingSelf: true).elements
        return sumOfSquares(sums.map { Self.share * $0 })
    }
}

extension Matrix {
    /// Every element without its sign.
    var magnitudes: Matrix { Matrix(rows: rows, columns: columns, elements: elements.map(\.magnitude)) }
}
