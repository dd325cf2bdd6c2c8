import CNumerics

extension Matrix {
    /// The sum of two matrices of one shape.
    public static func + (left: Matrix, right: Matrix) -> Matrix {
        precondition(left.rows == right.rows && left.columns == right.columns, "Shapes differ.")
        return Matrix(
            rows: left.rows,
            columns: left.columns,
            elements: zip(left.elements, right.elements).map { $0 + $1 }
        )
    }

    /// The difference of two matrices of one shape.
    public static func - (left: Matrix, right: Matrix) -> Matrix {
        precondition(left.rows == right.rows && left.columns == right.columns, "Shapes differ.")
        return Matrix(
            rows: left.rows,
            columns: left.columns,
            elements: zip(left.elements, right.elements).map { $0 - $1 }
        )
    }

    /// Every element times a number.
    public static func * (factor: Double, matrix: Matrix) -> Matrix {
        Matrix(rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { factor * $0 })
    }

    /// The matrix product.
    /// - Complexity: O(rows · columns · inner).
    public static func * (left: Matrix, right: Matrix) -> Matrix {
        left.multiplied(by: right)
    }

    /// A matrix times a column vector.
    public static func * (left: Matrix, right: [Double]) -> [Double] {
        left.multiplied(by: Matrix(rows: right.count, columns: 1, elements: right)).elements
    }

    /// The product with either factor transposed first, without forming the transpose.
    public func multiplied(
        by right: Matrix,
        transposingSelf: Bool = false,
        transposingRight: Bool = false
    ) -> Matrix {
        let inner: Int = transposingSelf ? rows : columns
        precondition(inner == (transposingRight ? right.columns : right.rows), "Inner sides differ.")
        let outRows: Int = transposingSelf ? columns : rows
        let outColumns: Int = transposingRight ? right.rows : right.columns
        var result: [Double] = Array(repeating: 0, count: outRows * outColumns)
        let status: Int32 = unsafe braid_multiply(
            elements,
            Int64(rows),
            Int64(columns),
            transposingSelf ? 1 : 0,
            right.elements,
            Int64(right.rows),
            Int64(right.columns),
            transposingRight ? 1 : 0,
            &result
        )
        precondition(status == 0, "Out of memory in a matrix product.")
        return Matrix(rows: outRows, columns: outColumns, elements: result)
    }

    /// The cross-product **A**ᵀ**A**.
    public var crossProduct: Matrix {
        multiplied(by: self, transposingSelf: true)
    }

    /// The quadratic form *v*ᵀ**A***v*.
    public func quadraticForm(_ vector: [Double]) -> Double {
        precondition(rows == columns && vector.count == rows, "A quadratic form needs matching sides.")
        var total: Double = 0
        for column in 0..<columns {
            for row in 0..<rows {
                total += vector[row] * self[row, column] * vector[column]
            }
        }
        return total
    }
}
