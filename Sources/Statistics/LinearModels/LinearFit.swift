/// A linear model fitted by ordinary or weighted least squares.
///
/// The model is *y* = **X**β + ε with Var(ε) = σ²/*w*. Analysis of covariance is this model with the
/// treatment and the baseline among its columns.
public struct LinearFit: Sendable {
    /// The names of the coefficients.
    public let names: [String]
    /// The estimates β̂.
    public let coefficients: [Double]
    /// (**X**ᵀ**WX**)⁻¹.
    public let unscaledCovariance: Matrix
    /// *y* − **X**β̂, in units of the outcome.
    public let residuals: [Double]
    /// **X**β̂.
    public let fitted: [Double]
    /// The diagonal of the hat matrix, in 0…1.
    public let leverage: [Double]
    /// The weighted residual sum of squares.
    public let residualSumOfSquares: Double
    /// The weighted sum of squares about the mean (about zero in a model without a constant).
    public let totalSumOfSquares: Double
    /// Σ ln *w*, part of the likelihood.
    let sumOfLogWeights: Double
    /// The design with each row times √*w*.
    let workingDesign: Matrix
    /// What was taken off columns and outcome that lie far from zero.
    let origin: ModelOrigin
    /// The design without it, with each row times √*w*; its coefficients, and the inverse of its cross-products.
    let nearDesign: Matrix
    let nearCoefficients: [Double]
    let nearCovariance: Matrix
    /// The residuals times √*w*.
    let workingResiduals: [Double]
    /// Whether the constant lies in the span of the columns.
    public let hasIntercept: Bool

    /// Fits a linear model.
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - design: The columns of the model; more rows than columns, of full rank.
    ///   - weights: Inverse variances up to a factor; all one when `nil`.
    /// - Throws: ``LinearModelError``; never a partial result.
    /// - Complexity: O(rows · columns²).
    /// - Note: Agrees with R 4.2.2 `lm` to 1e-10 (`e1_trial_lm.json`, `lm`).
    public init(
        outcome: [Double],
        design: DesignMatrix,
        weights: [Double]? = nil
    ) throws(LinearModelError) {
        let rows: Int = design.matrix.rows
        let columns: Int = design.matrix.columns
        precondition(outcome.count == rows, "The outcome has a value for each row of the design.")
        if let row = firstNotFinite(outcome) { throw .notFinite(column: "outcome", row: row) }
        if let place = design.notFinite { throw .notFinite(column: place.column, row: place.row) }
        guard rows > columns else { throw .tooFewRows(rows: rows, coefficients: columns) }
        guard let first = outcome.first, outcome.contains(where: { $0 != first }) else {
            throw .constantOutcome
        }
        let roots: [Double] = try LinearFit.roots(of: weights, rows: rows)
        let origin = ModelOrigin(farIn: design.matrix, outcome: outcome)
        self.origin = origin
        let near: [Double] = origin.subtracted(from: outcome)
        let response: [Double] = weights == nil ? near : zip(near, roots).map { $0 * $1 }
        let centred: Matrix = design.matrix.subtracting(origin.columns)
        let nearDesign: Matrix = weights == nil ? centred : centred.scalingRows(by: roots)
        self.nearDesign = nearDesign
        let solution: LeastSquares
        do {
            solution = try LeastSquares(
                design: nearDesign,
                responses: Matrix(columns: [response]),
                leverage: true
            )
        } catch {
            throw LinearModelError(error, names: design.names)
        }
        names = design.names
        let inner: [Double] = solution.coefficients.elements
        nearCoefficients = inner
        nearCovariance = solution.unscaledCovariance
        coefficients = origin.uncentred(inner)
        unscaledCovariance = origin.uncentred(nearCovariance)
        leverage = solution.leverage
        let explained: [Double] = centred * inner
        fitted = explained.map { $0 + origin.outcome }
        let residuals: [Double] = zip(near, explained).map { $0 - $1 }
        self.residuals = residuals
        workingDesign = weights == nil ? design.matrix : design.matrix.scalingRows(by: roots)
        workingResiduals = weights == nil ? residuals : zip(residuals, roots).map { $0 * $1 }
        residualSumOfSquares = sumOfSquares(workingResiduals)
        hasIntercept = design.matrix.spansConstant
        let centre: Double =
            hasIntercept ? zip(response, roots).reduce(0) { $0 + $1.0 * $1.1 } / sumOfSquares(roots) : 0
        totalSumOfSquares = zip(near, roots).reduce(0) { total, pair in
            let deviation: Double = (pair.0 - centre) * pair.1
            return total + deviation * deviation
        }
        sumOfLogWeights = weights.map { $0.reduce(0) { $0 + ln($1) } } ?? 0
        guard residualSumOfSquares > 1e-22 * totalSumOfSquares else { throw .noResidualVariation }
    }

    private static func roots(of weights: [Double]?, rows: Int) throws(LinearModelError) -> [Double] {
        guard let weights else { return Array(repeating: 1, count: rows) }
        precondition(weights.count == rows, "There is a weight for each row.")
        if let row = weights.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
            throw .invalidWeight(row: row)
        }
        return weights.map { $0.squareRoot() }
    }

    /// The number of rows.
    public var count: Int { residuals.count }
    /// Rows less coefficients.
    public var degreesOfFreedom: Double { Double(count - coefficients.count) }
    /// The residual standard deviation σ̂.
    public var residualStandardDeviation: Double { (residualSumOfSquares / degreesOfFreedom).squareRoot() }
    /// The share of the outcome's variation that the model takes up.
    public var rSquared: Double { 1 - residualSumOfSquares / totalSumOfSquares }
    /// *R*² penalised for the number of coefficients.
    public var adjustedRSquared: Double {
        1 - (1 - rSquared) * (Double(count) - (hasIntercept ? 1 : 0)) / degreesOfFreedom
    }
    /// The log-likelihood at the maximum-likelihood variance.
    public var logLikelihood: Double {
        let n = Double(count)
        return -(n * (ln(2 * Double.pi) + 1 + ln(residualSumOfSquares / n)) - sumOfLogWeights) / 2
    }
    /// The test that every coefficient but the constant is zero.
    public func overallTest() throws(LinearModelError) -> JointTest {
        let hypotheses: Double = Double(coefficients.count) - (hasIntercept ? 1 : 0)
        guard hypotheses > 0 else { throw .untestable }
        let explained: Double = (totalSumOfSquares - residualSumOfSquares) / hypotheses
        do {
            return try JointTest(
                statistic: explained / (residualSumOfSquares / degreesOfFreedom),
                numerator: hypotheses,
                denominator: degreesOfFreedom
            )
        } catch {
            throw .distribution(error)
        }
    }
}

extension LinearModelError {
    /// The error of a decomposition with columns named.
    init(_ error: LinearAlgebraError, names: [String]) {
        switch error {
        case .rankDeficient(let columns): self = .collinear(terms: columns.map { names[$0] })
        default: self = .linearAlgebra(error)
        }
    }
}

extension Matrix {
    /// Every row times its factor.
    func scalingRows(by factors: [Double]) -> Matrix {
        var result: [Double] = elements
        for column in 0..<columns {
            for row in 0..<rows {
                result[row + column * rows] *= factors[row]
            }
        }
        return Matrix(rows: rows, columns: columns, elements: result)
    }

    /// Whether a combination of the columns is one in every row: the constant itself, or complete sets of
    /// indicators.
    var spansConstant: Bool {
        let ones: [Double] = Array(repeating: 1, count: rows)
        for index in 0..<columns where column(index) == ones { return true }
        guard columns > 0, let fit = try? LeastSquares(design: self, responses: Matrix(columns: [ones]))
        else {
            return false
        }
        return (self * fit.coefficients.elements).allSatisfy { abs($0 - 1) < 1e-9 }
    }
}

/// The sum of the squares of numbers.
func sumOfSquares(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }
}
