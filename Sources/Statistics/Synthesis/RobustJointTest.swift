extension RobustEstimates {
    /// A joint test that several coefficients are zero, by an approximate Hotelling *T*² (HTZ).
    ///
    /// The degrees of freedom η match the total variance of the entries of the covariance estimate under the
    /// working model; *F* = (η − *q* + 1)/(η*q*) · **b**ᵀ**V**⁻¹**b** on *q* and η − *q* + 1.
    ///
    /// - Parameter columns: The positions of the coefficients.
    /// - Throws: ``SynthesisError/undefined(what:)`` for repeated positions, for sums of coefficients that the model
    ///   reproduces exactly, or when clusters are too few for so many hypotheses (η − *q* + 1 not above zero).
    /// - Complexity: O(*m*² *pq*) in clusters.
    /// - Note: Tipton & Pustejovsky (2015), J. Educ. Behav. Stat. 40, 604. Agrees with clubSandwich 0.5.8
    ///   `Wald_test(test = "HTZ")` to 1e-6.
    public func jointTest(columns: [Int]) throws(SynthesisError) -> StatisticTest {
        guard !columns.isEmpty, columns.allSatisfy(coefficients.indices.contains) else { throw .emptyDesign }
        let q = columns.count
        let transform = scores.data.design.transform
        // One column for each hypothesis: what multiplies the scores of a cluster.
        let pulled = scores.inverse.multiplied(
            by: transform.selectingRows(columns),
            transposingRight: true
        )
        let parts = scores.adjusted.map { $0 * pulled }
        let designs = scores.data.clusters.map { Matrix(columns: $0.columns) }
        let projected = zip(designs, parts).map { $0.multiplied(by: $1, transposingSelf: true) }
        let solved = projected.map { scores.inverse * $0 }
        var working = Matrix(rows: q, columns: q)
        var own: [Matrix] = []
        for (index, part) in parts.enumerated() {
            let block = part.multiplied(by: scores.marginal[index] * part, transposingSelf: true)
            own.append(block)
            working = working + block - projected[index].multiplied(by: solved[index], transposingSelf: true)
        }
        let root: Matrix
        let quadratic: Double
        do throws(LinearAlgebraError) {
            let eigen = try SymmetricEigen(working)
            guard let least = eigen.values.first, let most = eigen.values.last, least > 1e-12 * most else {
                throw LinearAlgebraError.notPositiveDefinite(index: 0)
            }
            root = eigen.mapped { 1 / $0.squareRoot() }
            let block = covariance.selectingRows(columns).selectingColumns(columns)
            // What the model reproduces exactly leaves rounding, which has an inverse all the same.
            let spread = try SymmetricEigen(root * block * root).values
            guard let narrow = spread.first, let wide = spread.last, narrow > 1e-13 * wide else {
                throw LinearAlgebraError.notPositiveDefinite(index: 0)
            }
            let estimates = columns.map { coefficients[$0].estimate }
            quadratic = scalarProduct(estimates, try Cholesky(block).solve(estimates))
        } catch {
            throw .undefined(
                what: "a joint test of hypotheses that repeat each other or are reproduced exactly"
            )
        }
        let left = projected.map { $0 * root }
        let right = solved.map { $0 * root }
        var total = 0.0
        for i in parts.indices {
            for j in parts.indices {
                var block = -1 * left[i].multiplied(by: right[j], transposingSelf: true)
                if i == j { block = block + root * own[i] * root }
                let trace = block.trace
                total += trace * trace + (block * block).trace
            }
        }
        let size = Double(q)
        let eta = size * (size + 1) / total
        let denominator = eta - size + 1
        guard denominator > 0 else {
            throw .undefined(what: "a joint test of \(q) coefficients with so few clusters")
        }
        return try .fisher(denominator / (eta * size) * quadratic, size, denominator)
    }
}
