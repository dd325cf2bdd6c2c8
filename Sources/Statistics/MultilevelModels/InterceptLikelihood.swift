/// The criterion that a multilevel model maximises.
public enum VarianceEstimator: String, Sendable, CaseIterable {
    /// Restricted maximum likelihood: variances free of the loss of degrees of freedom to the coefficients.
    case restrictedMaximumLikelihood = "REML"
    /// Maximum likelihood: needed to compare models with different coefficients.
    case maximumLikelihood = "ML"
}

/// The profiled likelihood of a random-intercept model as a function of θ = τ²/σ² alone.
///
/// With *a*ⱼ = *n*ⱼ/(1 + *n*ⱼθ) the generalised cross-products are **W** + Σ *a*ⱼ*m*ⱼ*m*ⱼᵀ, and both
/// derivatives need only the same sums with *a*ⱼ² and *a*ⱼ³. Clusters of one size are taken together, so one
/// evaluation costs O(sizes · q²) whatever the number of rows and clusters.
struct InterceptLikelihood {
    let q: Int
    let rows: Double
    let restricted: Bool
    /// Σ *a*ᵏ*m**m*ᵀ for *k* = 1 (with **W** added), 2, 3: lower triangles, *q* × *q*.
    var first: [Double]
    var second: [Double]
    var third: [Double]
    /// Σ ln(1 + *n*θ), Σ *a*, Σ *a*².
    var logTerm: Double = 0
    var traceOne: Double = 0
    var traceTwo: Double = 0
    /// The Cholesky factor of `first`, by rows.
    var factor: [Double]
    /// β̂ at θ.
    var coefficients: [Double]
    /// The generalised residual sum of squares at σ² = 1.
    var residual: Double = 0
    /// −2 × the profiled log-likelihood without constants, with its derivatives in θ.
    var value: Double = 0
    var slope: Double = 0
    var curvature: Double = 0

    init(sums: ClusterSums, estimator: VarianceEstimator) {
        self.init(q: sums.q, rows: sums.rows, estimator: estimator)
    }

    init(q: Int, rows: Int, estimator: VarianceEstimator) {
        self.q = q
        self.rows = Double(rows)
        restricted = estimator == .restrictedMaximumLikelihood
        first = Array(repeating: 0, count: q * q)
        second = first
        third = first
        factor = first
        coefficients = Array(repeating: 0, count: q - 1)
    }

    /// Rows less, under REML, coefficients.
    var degrees: Double { restricted ? rows - Double(q - 1) : rows }
    /// σ̂² at θ.
    var residualVariance: Double { residual / degrees }
    /// The full log-likelihood at θ.
    var logLikelihood: Double {
        -(value + degrees * (1 + ln(2 * Double.pi) - ln(degrees))) / 2
    }

    /// Evaluates at θ; false where the cross-products are not positive definite.
    mutating func evaluate(theta: Double, groups: SizeGroups, within: [Double]) -> Bool {
        accumulate(theta: theta, groups: groups, within: within)
        guard factorize() else { return false }
        differentiate()
        return value.isFinite && slope.isFinite
    }

    private mutating func accumulate(theta: Double, groups: SizeGroups, within: [Double]) {
        let q: Int = self.q
        logTerm = 0
        traceOne = 0
        traceTwo = 0
        for place in 0..<(q * q) {
            first[place] = within[place]
            second[place] = 0
            third[place] = 0
        }
        var product: Int = 0
        for (group, size) in groups.sizes.enumerated() {
            let count: Double = groups.counts[group]
            let grown: Double = 1 + size * theta
            let a: Double = size / grown
            traceOne += count * a
            traceTwo += count * a * a
            logTerm += count * ln(grown)
            for row in 0..<q {
                for place in (row * q)...(row * q + row) {
                    let term: Double = a * groups.products[product]
                    first[place] += term
                    second[place] += a * term
                    third[place] += a * a * term
                    product += 1
                }
            }
        }
    }

    /// The Cholesky factor of the cross-products with the outcome last, β̂ and the residual.
    private mutating func factorize() -> Bool {
        let q: Int = self.q
        for row in 0..<q {
            for column in 0...row {
                var sum: Double = first[row * q + column]
                for k in 0..<column {
                    sum -= factor[row * q + k] * factor[column * q + k]
                }
                if row == column {
                    guard sum > 0 else { return false }
                    factor[row * q + row] = sum.squareRoot()
                } else {
                    factor[row * q + column] = sum / factor[column * q + column]
                }
            }
        }
        let p: Int = q - 1
        residual = factor[p * q + p] * factor[p * q + p]
        for row in stride(from: p - 1, through: 0, by: -1) {
            var sum: Double = factor[p * q + row]
            for k in (row + 1)..<max(p, row + 1) {
                sum -= factor[k * q + row] * coefficients[k]
            }
            coefficients[row] = sum / factor[row * q + row]
        }
        return true
    }

    private mutating func differentiate() {
        let q: Int = self.q
        let p: Int = q - 1
        var determinant: Double = 0
        for index in 0..<p {
            determinant += 2 * ln(factor[index * q + index])
        }
        // v = (−β, 1): products of the sums with v give those of the residual means.
        var v: [Double] = coefficients.map { -$0 }
        v.append(1)
        var g: [Double] = Array(repeating: 0, count: q)
        var cubes: Double = 0
        for row in 0..<q {
            for column in 0..<q {
                let place: Int = row >= column ? row * q + column : column * q + row
                g[row] += second[place] * v[column]
                cubes += v[row] * third[place] * v[column]
            }
        }
        var squares: Double = 0
        for row in 0..<q {
            squares += v[row] * g[row]
        }
        let lowered: [Double] = solveLower(g)
        let down: Double = -squares
        let bend: Double = 2 * cubes - 2 * sumOfSquares(lowered)
        let degrees: Double = self.degrees
        value = degrees * ln(residual) + logTerm
        slope = degrees * down / residual + traceOne
        curvature = degrees * (bend / residual - down * down / (residual * residual)) - traceTwo
        guard restricted else { return }
        let a: [Double] = whiten(second)
        let b: [Double] = whiten(third)
        var traceA: Double = 0
        var traceB: Double = 0
        for index in 0..<p {
            traceA += a[index * p + index]
            traceB += b[index * p + index]
        }
        value += determinant
        slope -= traceA
        curvature += 2 * traceB - sumOfSquares(a)
    }

    /// **L**⁻¹*x* for the factor of the design's part.
    func solveLower(_ x: [Double]) -> [Double] {
        var result: [Double] = Array(x.prefix(q - 1))
        for row in result.indices {
            for k in 0..<row {
                result[row] -= factor[row * q + k] * result[k]
            }
            result[row] /= factor[row * q + row]
        }
        return result
    }

    /// **L**⁻¹**S****L**⁻ᵀ for the design's part of a symmetric sum, by rows.
    func whiten(_ sum: [Double]) -> [Double] {
        let p: Int = q - 1
        var result: [Double] = Array(repeating: 0, count: p * p)
        for row in 0..<p {
            for column in 0..<p {
                let place: Int = row >= column ? row * q + column : column * q + row
                result[row * p + column] = sum[place]
            }
        }
        for pass in 0..<2 {
            for column in 0..<p {
                for row in 0..<p {
                    let place: Int = pass == 0 ? row * p + column : column * p + row
                    var value: Double = result[place]
                    for k in 0..<row {
                        value -= factor[row * q + k] * result[pass == 0 ? k * p + column : column * p + k]
                    }
                    result[place] = value / factor[row * q + row]
                }
            }
        }
        return result
    }
}
