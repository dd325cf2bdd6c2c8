import CNumerics

/// The Cholesky factorisation **A** = **LL**ᵀ of a symmetric positive definite matrix.
public struct Cholesky: Sendable {
    /// The lower triangular factor **L**.
    public let lower: Matrix

    /// Factorises a symmetric matrix; only its lower triangle is read.
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(index:)`` or ``LinearAlgebraError/notFinite``.
    /// - Complexity: O(size³).
    public init(_ matrix: Matrix) throws(LinearAlgebraError) {
        lower = try Cholesky.factors(of: [matrix])[0]
    }

    /// The lower factors of many symmetric matrices of one size, in one call.
    public static func factors(of matrices: [Matrix]) throws(LinearAlgebraError) -> [Matrix] {
        guard let size = matrices.first?.rows else { return [] }
        precondition(matrices.allSatisfy { $0.rows == size && $0.columns == size }, "A batch has one size.")
        let packed: [Double] = Array(matrices.map(\.elements).joined())
        var lower: [Double] = Array(repeating: 0, count: packed.count)
        var failed: Int64 = 0
        let status: Int32 = unsafe braid_cholesky(packed, Int64(size), Int64(matrices.count), &lower, &failed)
        try check(status, failed: failed)
        let area: Int = size * size
        return matrices.indices.map { index in
            Matrix(rows: size, columns: size, elements: Array(lower[(index * area)..<((index + 1) * area)]))
        }
    }

    /// The solution of **AX** = **B**.
    public func solve(_ right: Matrix) -> Matrix {
        precondition(right.rows == lower.rows, "The right-hand side has as many rows as the matrix.")
        var solution: [Double] = Array(repeating: 0, count: right.elements.count)
        let status: Int32 = unsafe braid_cholesky_solve(
            lower.elements,
            Int64(lower.rows),
            right.elements,
            Int64(right.columns),
            &solution
        )
        precondition(status == 0, "Out of memory in a triangular solution.")
        return Matrix(rows: right.rows, columns: right.columns, elements: solution)
    }

    /// The solution of **A***x* = *b*.
    public func solve(_ right: [Double]) -> [Double] {
        solve(Matrix(rows: right.count, columns: 1, elements: right)).elements
    }

    /// **A**⁻¹, made exactly symmetric.
    public var inverse: Matrix {
        var result: Matrix = solve(.identity(lower.rows))
        for column in 0..<result.columns {
            for row in 0..<column {
                let mean: Double = (result[row, column] + result[column, row]) / 2
                result[row, column] = mean
                result[column, row] = mean
            }
        }
        return result
    }

    /// ln |**A**|.
    public var logDeterminant: Double {
        2 * lower.diagonal.reduce(0) { $0 + ln($1) }
    }
}

/// Turns a status of the C functions into the error it stands for.
func check(_ status: Int32, failed: Int64) throws(LinearAlgebraError) {
    switch Int(status) {
    case BRAID_LINEAR_OK: return
    case BRAID_LINEAR_NOT_FINITE: throw .notFinite
    case BRAID_LINEAR_NOT_POSITIVE_DEFINITE: throw .notPositiveDefinite(index: Int(failed))
    case BRAID_LINEAR_NO_MEMORY: throw .outOfMemory
    default: throw .noConvergence(index: Int(failed))
    }
}
