import CNumerics

/// The solution of a least-squares problem by column-pivoted Householder QR.
public struct LeastSquares: Sendable {
    /// One column of coefficients for each right-hand side.
    public let coefficients: Matrix
    /// (**X**ᵀ**X**)⁻¹.
    public let unscaledCovariance: Matrix
    /// The diagonal of the hat matrix **X**(**X**ᵀ**X**)⁻¹**X**ᵀ, empty unless asked for.
    public let leverage: [Double]

    /// Minimises ‖**Y** − **XB**‖² column by column of **Y**.
    ///
    /// Columns are scaled to length one before the decomposition, so the verdict on rank does not depend on
    /// units.
    ///
    /// - Parameters:
    ///   - design: **X**, at least as many rows as columns.
    ///   - responses: **Y**, with as many rows as **X**.
    ///   - tolerance: A column whose part outside the span of the others is shorter than this is dependent.
    ///   - wantsLeverage: Whether to compute the leverages, one more pass over the rows.
    /// - Throws: ``LinearAlgebraError/rankDeficient(dependentColumns:)`` naming, in the order of the columns,
    ///   each column that those before it already span; ``LinearAlgebraError/notFinite``.
    /// - Complexity: O(rows · columns²).
    /// - Note: Golub & Van Loan, *Matrix Computations*, 5.4.2; Eigen's `ColPivHouseholderQR`.
    public init(
        design: Matrix,
        responses: Matrix,
        tolerance: Double = 1e-10,
        leverage wantsLeverage: Bool = false
    ) throws(LinearAlgebraError) {
        precondition(design.rows == responses.rows, "Design and responses have one number of rows.")
        let columns: Int = design.columns
        var coefficients: [Double] = Array(repeating: 0, count: columns * responses.columns)
        var covariance: [Double] = Array(repeating: 0, count: columns * columns)
        var leverage: [Double] = Array(repeating: 0, count: wantsLeverage ? design.rows : 0)
        var dependent: [UInt8] = Array(repeating: 0, count: columns)
        let status: Int32
        if wantsLeverage {
            status = unsafe braid_least_squares(
                design.elements,
                Int64(design.rows),
                Int64(columns),
                responses.elements,
                Int64(responses.columns),
                tolerance,
                &coefficients,
                &covariance,
                &leverage,
                &dependent
            )
        } else {
            status = unsafe braid_least_squares(
                design.elements,
                Int64(design.rows),
                Int64(columns),
                responses.elements,
                Int64(responses.columns),
                tolerance,
                &coefficients,
                &covariance,
                nil,
                &dependent
            )
        }
        switch Int(status) {
        case BRAID_LINEAR_OK: break
        case BRAID_LINEAR_NOT_FINITE: throw .notFinite
        case BRAID_LINEAR_RANK_DEFICIENT:
            throw .rankDeficient(dependentColumns: dependent.indices.filter { dependent[$0] == 1 })
        default: throw .outOfMemory
        }
        self.coefficients = Matrix(rows: columns, columns: responses.columns, elements: coefficients)
        unscaledCovariance = Matrix(rows: columns, columns: columns, elements: covariance)
        self.leverage = leverage
    }
}
