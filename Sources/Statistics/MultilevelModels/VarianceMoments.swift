/// The sums that inference about a multilevel model needs, for **V** = Σ θₖ**V**ₖ + σ²**I**.
///
/// The caller gives them for the components θₖ; those of the residual variance follow from σ²**I** = **V** −
/// Σ θₖ**V**ₖ and are appended as the last component.
struct VarianceMoments: Sendable {
    /// **X**ᵀ**V**⁻¹**X** inverted: the covariance of the coefficients.
    let covariance: Matrix
    /// **X**ᵀ**V**⁻¹**V**ₖ**V**⁻¹**X**.
    private(set) var linear: [Matrix]
    /// **X**ᵀ**V**⁻¹**V**ₖ**V**⁻¹**V**ₗ**V**⁻¹**X**.
    private(set) var quadratic: [[Matrix]]
    /// tr(**V**⁻¹**V**ₖ**V**⁻¹**V**ₗ).
    private(set) var traces: [[Double]]
    /// **X**ᵀ**V**⁻¹**V**ₖ**V**⁻¹*r*.
    private(set) var mixed: [[Double]]
    /// *r*ᵀ**V**⁻¹**V**ₖ**V**⁻¹**V**ₗ**V**⁻¹*r*.
    private(set) var residual: [[Double]]

    /// Sums for the components other than the residual variance.
    struct Given {
        var variances: [Double]
        var residualVariance: Double
        var rows: Double
        var linear: [Matrix]
        var quadratic: [[Matrix]]
        var trace: [Double]
        var traces: [[Double]]
        var mixed: [[Double]]
        var weightedResidual: Double
        var residualLinear: [Double]
        var residual: [[Double]]
        var information: Matrix
    }

    init(_ given: Given, covariance: Matrix) {
        let count: Int = given.variances.count
        let scale: Double = 1 / given.residualVariance
        let theta: [Double] = given.variances
        self.covariance = covariance
        linear = given.linear
        quadratic = given.quadratic
        traces = given.traces
        mixed = given.mixed
        residual = given.residual
        var rest: Matrix = given.information
        var restMixed: [Double] = Array(repeating: 0, count: covariance.rows)
        var restResidual: Double = given.weightedResidual
        var restTrace: Double = given.rows
        for k in 0..<count {
            rest = rest - theta[k] * given.linear[k]
            for index in restMixed.indices {
                restMixed[index] -= theta[k] * given.mixed[k][index]
            }
            restResidual -= theta[k] * given.residualLinear[k]
            restTrace -= theta[k] * given.trace[k]
        }
        let lastLinear: Matrix = scale * rest
        var crossQuadratic: [Matrix] = []
        var crossTraces: [Double] = []
        var crossResidual: [Double] = []
        for k in 0..<count {
            var matrix: Matrix = given.linear[k]
            var trace: Double = given.trace[k]
            var square: Double = given.residualLinear[k]
            for l in 0..<count {
                matrix = matrix - theta[l] * given.quadratic[k][l]
                trace -= theta[l] * given.traces[k][l]
                square -= theta[l] * given.residual[k][l]
            }
            crossQuadratic.append(scale * matrix)
            crossTraces.append(scale * trace)
            crossResidual.append(scale * square)
        }
        var cornerQuadratic: Matrix = lastLinear
        var cornerTrace: Double = scale * restTrace
        var cornerResidual: Double = scale * restResidual
        for k in 0..<count {
            cornerQuadratic = cornerQuadratic - theta[k] * crossQuadratic[k]
            cornerTrace -= theta[k] * crossTraces[k]
            cornerResidual -= theta[k] * crossResidual[k]
            quadratic[k].append(crossQuadratic[k].transposed)
            traces[k].append(crossTraces[k])
            residual[k].append(crossResidual[k])
        }
        linear.append(lastLinear)
        quadratic.append(crossQuadratic + [scale * cornerQuadratic])
        traces.append(crossTraces + [scale * cornerTrace])
        residual.append(crossResidual + [scale * cornerResidual])
        mixed.append(restMixed.map { scale * $0 })
    }

    /// The number of components with the residual variance.
    var count: Int { linear.count }

    /// Minus the second derivatives of the (restricted) log-likelihood in the variances.
    func observedInformation(_ estimator: VarianceEstimator) -> Matrix {
        var result = Matrix(rows: count, columns: count)
        for k in 0..<count {
            let solved: [Double] = covariance * mixed[k]
            for l in 0..<count {
                let forms: Double = residual[k][l] - dot(solved, mixed[l])
                result[k, l] = forms - projectedTrace(k, l, estimator) / 2
            }
        }
        return result
    }

    /// The expected second derivatives, ½ tr(**PV**ₖ**PV**ₗ).
    func expectedInformation() -> Matrix {
        var result = Matrix(rows: count, columns: count)
        for k in 0..<count {
            for l in 0..<count {
                result[k, l] = projectedTrace(k, l, .restrictedMaximumLikelihood) / 2
            }
        }
        return result
    }

    private func projectedTrace(_ k: Int, _ l: Int, _ estimator: VarianceEstimator) -> Double {
        guard estimator == .restrictedMaximumLikelihood else { return traces[k][l] }
        let left: Matrix = covariance * linear[k]
        let right: Matrix = covariance * linear[l]
        return traces[k][l] - 2 * (covariance * quadratic[k][l]).trace + (left * right).trace
    }

    /// The derivatives of *c*ᵀ**Φ***c* in the variances.
    func gradient(_ contrast: [Double]) -> [Double] {
        let direction: [Double] = covariance * contrast
        return linear.map { $0.quadraticForm(direction) }
    }

    /// The covariance of the coefficients adjusted for the variances being estimated (Kenward & Roger 1997,
    /// Biometrics 53, 983, for variances that enter **V** linearly).
    func kenwardRogerCovariance(_ spread: Matrix) -> Matrix {
        var sum = Matrix(rows: covariance.rows, columns: covariance.rows)
        for k in 0..<count {
            for l in 0..<count {
                let inner: Matrix = quadratic[k][l] - linear[k] * (covariance * linear[l])
                sum = sum + spread[k, l] * inner
            }
        }
        return covariance + 2 * (covariance * sum * covariance)
    }
}
