extension ClusterRobustFit {
    /// A joint test of linear hypotheses **C**β = 0 by an approximate Hotelling *T*².
    ///
    /// The degrees of freedom η match the total variance of the entries of the covariance estimate under the
    /// working model; *F* = (η − *q* + 1)/(η *q*) · *Q* on *q* and η − *q* + 1.
    ///
    /// - Parameter hypotheses: One row for each hypothesis.
    /// - Throws: ``LinearModelError/untestable`` for repeated hypotheses, for one that the model reproduces exactly (as
    ///   ``contrast(_:weights:level:)``), or η − *q* + 1 not above zero.
    /// - Complexity: O(clusters · (*pq*)²).
    /// - Note: Tipton & Pustejovsky (2015), J. Educ. Behav. Stat. 40, 604 ("HTZ"). Agrees with
    ///   `clubSandwich::Wald_test` 0.5.8 to 1e-8.
    public func jointTest(_ hypotheses: Matrix) throws(LinearModelError) -> JointTest {
        precondition(hypotheses.columns == coefficients.count, "A hypothesis weighs each coefficient.")
        let q: Int = hypotheses.rows
        let size = Double(q)
        do {
            guard try isAboveRounding(hypotheses) else { throw LinearModelError.untestable }
            let pulled: Matrix =
                centredBread * centring.multiplied(by: hypotheses, transposingRight: true)
            let working: Matrix = workingVariance(pulled)
            let standardizer: Matrix = try SymmetricEigen(working).mapped {
                $0 > 0 ? 1 / $0.squareRoot() : .nan
            }
            guard standardizer.isFinite else { throw LinearModelError.untestable }
            let total: Double = try totalVariance(pulled * standardizer)
            let eta: Double = size * (size + 1) / total
            guard eta - size + 1 > 0 else { throw LinearModelError.untestable }
            let estimates: [Double] = hypotheses * coefficients
            let variance: Matrix = (hypotheses * covariance).multiplied(
                by: hypotheses,
                transposingRight: true
            )
            let solved: [Double] = try Cholesky(variance).solve(estimates)
            let quadratic: Double = zip(estimates, solved).reduce(0) { $0 + $1.0 * $1.1 }
            return try JointTest(
                statistic: (eta - size + 1) / (eta * size) * quadratic,
                numerator: size,
                denominator: eta - size + 1
            )
        } catch let error as DistributionError {
            throw .distribution(error)
        } catch let error as LinearAlgebraError {
            if case .notPositiveDefinite = error { throw .untestable }
            throw .linearAlgebra(error)
        } catch {
            throw .untestable
        }
    }

    /// Whether no hypothesis has a variance that is rounding, nor any sum of them, over what the working model gives it at
    /// variance one.
    private func isAboveRounding(_ hypotheses: Matrix) throws(LinearAlgebraError) -> Bool {
        guard (0..<hypotheses.rows).allSatisfy({ self.variance(of: hypotheses.row($0)) != nil }) else {
            return false
        }
        let unscaled: Matrix = (hypotheses * bread).multiplied(by: hypotheses, transposingRight: true)
        let root: Matrix = try SymmetricEigen(unscaled).mapped { $0 > 0 ? 1 / $0.squareRoot() : .nan }
        guard root.isFinite else { return false }
        let robust: Matrix = (hypotheses * covariance).multiplied(by: hypotheses, transposingRight: true)
        let values: [Double] = try SymmetricEigen(root * robust * root).values
        guard let least = values.first, let most = values.last else { return false }
        return least > 1e-13 * most
    }

    /// The variance of the contrasts that the covariance estimator expects under the working model.
    private func workingVariance(_ pulled: Matrix) -> Matrix {
        var sum = Matrix(rows: pulled.columns, columns: pulled.columns)
        for (half, square) in zip(adjusted, adjustedSquares) {
            let f: Matrix = half * pulled
            let own: Matrix = pulled.multiplied(by: square * pulled, transposingSelf: true)
            sum = sum + own - f.multiplied(by: centredBread * f, transposingSelf: true)
        }
        return sum
    }

    /// The sum of the variances of the entries of the standardised covariance estimate.
    private func totalVariance(_ pulled: Matrix) throws(LinearAlgebraError) -> Double {
        let p: Int = pulled.rows
        let q: Int = pulled.columns
        let root: Matrix = try Cholesky(centredBread).lower
        var shared = Matrix(rows: p * q, columns: p * q)
        var own: Double = 0
        for (half, square) in zip(adjusted, adjustedSquares) {
            let e: Matrix = root.multiplied(by: half * pulled, transposingSelf: true)
            let across: Matrix = e.crossProduct
            let within: Matrix =
                pulled.multiplied(by: square * pulled, transposingSelf: true) - across
            own += within.trace * within.trace + (within * within).trace
            own -= across.trace * across.trace + (across * across).trace
            for column in 0..<(p * q) {
                for row in 0..<(p * q) {
                    shared[row, column] += e.elements[row] * e.elements[column]
                }
            }
        }
        // Σᵢⱼ tr(Pᵢⱼ)² + tr(Pᵢⱼ²) over all pairs of clusters, from Σ vec(E) vec(E)ᵀ alone.
        var total: Double = own
        for a in 0..<p {
            for b in 0..<p {
                for s in 0..<q {
                    for t in 0..<q {
                        let straight: Double = shared[a + s * p, b + t * p]
                        let crossed: Double = shared[b + s * p, a + t * p]
                        total += straight * straight + straight * crossed
                    }
                }
            }
        }
        return total
    }
}
