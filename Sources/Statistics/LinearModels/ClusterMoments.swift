/// Cross-products of the design, and of design and residuals, within each cluster.
struct ClusterMoments {
    /// **X**ⱼᵀ**X**ⱼ.
    var crossProducts: [Matrix]
    /// **X**ⱼᵀ*e*ⱼ.
    var scores: [[Double]]

    /// One pass over the rows.
    init(design: Matrix, residuals: [Double], clusters: Clusters) {
        let p: Int = design.columns
        var sums: [Double] = Array(repeating: 0, count: clusters.count * p * p)
        var scores: [Double] = Array(repeating: 0, count: clusters.count * p)
        for first in 0..<p {
            for row in 0..<design.rows {
                scores[clusters.index[row] * p + first] += design[row, first] * residuals[row]
            }
            for second in 0...first {
                for row in 0..<design.rows {
                    let place: Int = clusters.index[row] * p * p + first * p + second
                    sums[place] += design[row, first] * design[row, second]
                }
            }
        }
        crossProducts = (0..<clusters.count).map { cluster in
            var matrix = Matrix(rows: p, columns: p)
            for first in 0..<p {
                for second in 0...first {
                    let value: Double = sums[cluster * p * p + first * p + second]
                    matrix[first, second] = value
                    matrix[second, first] = value
                }
            }
            return matrix
        }
        self.scores = (0..<clusters.count).map { Array(scores[($0 * p)..<(($0 + 1) * p)]) }
    }

    /// The matrices **K**ⱼ with **A**ⱼ = **I** + **X**ⱼ**K**ⱼ**X**ⱼᵀ, or `nil` where **A**ⱼ is the identity.
    ///
    /// With (**X**ᵀ**X**)⁻¹ = **LL**ᵀ and **L**ᵀ**X**ⱼᵀ**X**ⱼ**L** = **V** diag(*s*) **V**ᵀ, the eigenvalues
    /// of **H**ⱼ are *s*, and **K**ⱼ = **LV** diag(*f*(*s*)) **V**ᵀ**L**ᵀ. A direction that its own cluster
    /// fits completely (*s* = 1) gets the generalised inverse, zero.
    static func corrections(
        _ crossProducts: [Matrix],
        bread: Matrix,
        adjustment: ClusterAdjustment
    ) throws(LinearModelError) -> [Matrix]? {
        guard adjustment == .cr2 || adjustment == .cr3 else { return nil }
        do {
            let root: Matrix = try Cholesky(bread).lower
            let hats: [Matrix] = crossProducts.map {
                root.multiplied(by: $0, transposingSelf: true) * root
            }
            return try SymmetricEigen.decompositions(of: hats).map { hat in
                let middle: Matrix = hat.mapped { share in
                    let rest: Double = 1 - share
                    guard rest > 1e-10 else { return -1 }
                    if adjustment == .cr3 { return 1 / rest }
                    let half: Double = rest.squareRoot()
                    return 1 / (half * (1 + half))
                }
                return root * middle.multiplied(by: root, transposingRight: true)
            }
        } catch {
            throw .linearAlgebra(error)
        }
    }
}
