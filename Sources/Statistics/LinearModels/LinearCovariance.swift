/// An estimator of the covariance of least-squares coefficients.
public enum CovarianceEstimator: Sendable, CaseIterable {
    /// σ̂²(**X**ᵀ**X**)⁻¹: right when all errors have one variance.
    case classical
    /// White (1980): squared residuals as they are.
    case hc0
    /// HC0 times *n*/(*n* − *p*).
    case hc1
    /// Squared residuals over 1 − *h*: unbiased when all errors have one variance.
    case hc2
    /// Squared residuals over (1 − *h*)²: close to the jackknife.
    case hc3
}

extension LinearFit {
    /// The covariance of the coefficients.
    /// - Throws: ``LinearModelError/fullLeverage(row:)`` where HC2 or HC3 would divide by zero.
    /// - Complexity: O(rows · columns²).
    /// - Note: MacKinnon & White (1985), J. Econometrics 29, 305. Agrees with R `sandwich::vcovHC` 3.0-2 to
    ///   1e-10.
    public func covariance(_ estimator: CovarianceEstimator) throws(LinearModelError) -> Matrix {
        try origin.uncentred(covarianceNearZero(estimator))
    }

    /// The covariance of the coefficients of the columns near zero: of a mean at their centre it keeps the digits that
    /// those of far columns and of the constant take from each other.
    private func covarianceNearZero(_ estimator: CovarianceEstimator) throws(LinearModelError) -> Matrix {
        let scale: Double = residualSumOfSquares / degreesOfFreedom
        if estimator == .classical { return scale * nearCovariance }
        var factors: [Double] = workingResiduals
        switch estimator {
        case .classical, .hc0: break
        case .hc1:
            let inflation: Double = (Double(count) / degreesOfFreedom).squareRoot()
            factors = factors.map { $0 * inflation }
        case .hc2, .hc3:
            for row in factors.indices {
                let rest: Double = 1 - leverage[row]
                guard rest > 1e-12 else { throw .fullLeverage(row: row) }
                factors[row] /= estimator == .hc2 ? rest.squareRoot() : rest
            }
        }
        // Not B (Xᵀdiag(e²)X) B: of columns far from zero only X B keeps its digits.
        return (nearDesign * nearCovariance).scalingRows(by: factors).crossProduct
    }

    /// Tests and intervals of every coefficient with *n* − *p* degrees of freedom.
    public func tests(
        _ estimator: CovarianceEstimator = .classical,
        level: Double = 0.95
    ) throws(LinearModelError) -> [CoefficientTest] {
        let covariance: Matrix = try covariance(estimator)
        var result: [CoefficientTest] = []
        for (index, name) in names.enumerated() {
            result.append(
                try test(
                    name,
                    estimate: coefficients[index],
                    variance: covariance[index, index],
                    degreesOfFreedom: degreesOfFreedom,
                    level: level
                )
            )
        }
        return result
    }

    /// The estimate and interval of a weighted sum of coefficients, such as an adjusted mean.
    public func contrast(
        _ name: String,
        weights: [Double],
        _ estimator: CovarianceEstimator = .classical,
        level: Double = 0.95
    ) throws(LinearModelError) -> CoefficientTest {
        precondition(weights.count == coefficients.count, "A contrast has a weight for each coefficient.")
        let inner: [Double] = origin.centred(weights)
        let base: Double = origin.constant.map { weights[$0] * origin.outcome } ?? 0
        let estimate: Double = zip(inner, nearCoefficients).reduce(0) { $0 + $1.0 * $1.1 } + base
        let variance: Double = try covarianceNearZero(estimator).quadraticForm(inner)
        return try test(
            name,
            estimate: estimate,
            variance: variance,
            degreesOfFreedom: degreesOfFreedom,
            level: level
        )
    }
}

/// A test from a variance, with the errors of this area.
func test(
    _ name: String,
    estimate: Double,
    variance: Double,
    degreesOfFreedom: Double,
    level: Double
) throws(LinearModelError) -> CoefficientTest {
    guard variance > 0, variance.isFinite else { throw .noResidualVariation }
    do {
        return try CoefficientTest(
            name: name,
            estimate: estimate,
            standardError: variance.squareRoot(),
            degreesOfFreedom: degreesOfFreedom,
            level: level
        )
    } catch {
        throw .distribution(error)
    }
}
