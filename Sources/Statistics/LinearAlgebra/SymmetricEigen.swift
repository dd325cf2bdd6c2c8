import CNumerics

/// The spectral decomposition **A** = **VΛV**ᵀ of a symmetric matrix.
public struct SymmetricEigen: Sendable {
    /// The eigenvalues in ascending order.
    public let values: [Double]
    /// The orthonormal eigenvectors, one column for each eigenvalue.
    public let vectors: Matrix

    /// Decomposes a symmetric matrix; only its lower triangle is read.
    /// - Throws: ``LinearAlgebraError/notFinite`` or ``LinearAlgebraError/noConvergence(index:)``.
    /// - Complexity: O(size³).
    public init(_ matrix: Matrix) throws(LinearAlgebraError) {
        self = try SymmetricEigen.decompositions(of: [matrix])[0]
    }

    private init(values: [Double], vectors: Matrix) {
        self.values = values
        self.vectors = vectors
    }

    /// The decompositions of many symmetric matrices of one size, in one call.
    public static func decompositions(of matrices: [Matrix]) throws(LinearAlgebraError) -> [SymmetricEigen] {
        guard let size = matrices.first?.rows else { return [] }
        precondition(matrices.allSatisfy { $0.rows == size && $0.columns == size }, "A batch has one size.")
        let packed: [Double] = Array(matrices.map(\.elements).joined())
        var values: [Double] = Array(repeating: 0, count: size * matrices.count)
        var vectors: [Double] = Array(repeating: 0, count: packed.count)
        var failed: Int64 = 0
        let status: Int32 = unsafe braid_symmetric_eigen(
            packed,
            Int64(size),
            Int64(matrices.count),
            &values,
            &vectors,
            &failed
        )
        try check(status, failed: failed)
        let area: Int = size * size
        return matrices.indices.map { index in
            SymmetricEigen(
                values: Array(values[(index * size)..<((index + 1) * size)]),
                vectors: Matrix(
                    rows: size,
                    columns: size,
                    elements: Array(vectors[(index * area)..<((index + 1) * area)])
                )
            )
        }
    }

    /// The matrix with a function applied to each eigenvalue, **V** *f*(**Λ**) **V**ᵀ.
    public func mapped(_ function: (Double) -> Double) -> Matrix {
        var scaled: Matrix = vectors
        for (column, value) in values.enumerated() {
            let factor: Double = function(value)
            for row in 0..<scaled.rows {
                scaled[row, column] *= factor
            }
        }
        return scaled.multiplied(by: vectors, transposingRight: true)
    }
}
