/// A dense matrix of doubles in column-major order.
///
/// A value: copying is cheap until one of the copies is changed. Shapes that a programmer fixes are
/// preconditions; what a data set can cause (rank deficiency, a matrix that is not positive definite)
/// is thrown as ``LinearAlgebraError``.
public struct Matrix: Sendable, Equatable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The elements, column after column: element (*i*, *j*) stands at `i + j * rows`.
    public private(set) var elements: [Double]

    /// A matrix filled with one value.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        precondition(rows >= 0 && columns >= 0, "A matrix has no negative side.")
        self.rows = rows
        self.columns = columns
        elements = Array(repeating: value, count: rows * columns)
    }

    /// A matrix from its elements in column-major order.
    public init(rows: Int, columns: Int, elements: [Double]) {
        precondition(elements.count == rows * columns, "A matrix has rows × columns elements.")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix from its columns, all of one length.
    public init(columns: [[Double]]) {
        let rows: Int = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == rows }, "Columns of a matrix have one length.")
        // Column after column, which copies memory; a joined sequence would be walked element by element.
        var elements: [Double] = []
        elements.reserveCapacity(rows * columns.count)
        for column in columns { elements.append(contentsOf: column) }
        self.init(rows: rows, columns: columns.count, elements: elements)
    }

    /// A matrix written row by row, as on paper.
    public init(_ rows: [[Double]]) {
        let width: Int = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == width }, "Rows of a matrix have one length.")
        self.init(rows: rows.count, columns: width)
        for (row, values) in rows.enumerated() {
            for (column, value) in values.enumerated() {
                self[row, column] = value
            }
        }
    }

    /// The identity matrix.
    public static func identity(_ size: Int) -> Matrix {
        diagonal(Array(repeating: 1, count: size))
    }

    /// A square matrix with these values on its diagonal and zeros elsewhere.
    public static func diagonal(_ values: [Double]) -> Matrix {
        var result = Matrix(rows: values.count, columns: values.count)
        for (index, value) in values.enumerated() {
            result[index, index] = value
        }
        return result
    }

    /// The element in a row and a column, both counted from zero.
    public subscript(row: Int, column: Int) -> Double {
        get { elements[row + column * rows] }
        set { elements[row + column * rows] = newValue }
    }

    /// One column as an array.
    public func column(_ index: Int) -> [Double] {
        Array(elements[(index * rows)..<((index + 1) * rows)])
    }

    /// One row as an array.
    public func row(_ index: Int) -> [Double] {
        (0..<columns).map { self[index, $0] }
    }

    /// The elements on the diagonal.
    public var diagonal: [Double] {
        (0..<min(rows, columns)).map { self[$0, $0] }
    }

    /// The sum of the diagonal of a square matrix.
    public var trace: Double {
        precondition(rows == columns, "Only a square matrix has a trace.")
        return diagonal.reduce(0, +)
    }

    /// The matrix with rows and columns exchanged.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for column in 0..<columns {
            for row in 0..<rows {
                result[column, row] = self[row, column]
            }
        }
        return result
    }

    /// The rows with these indices, in this order.
    public func selectingRows(_ indices: [Int]) -> Matrix {
        var result = Matrix(rows: indices.count, columns: columns)
        for column in 0..<columns {
            for (position, index) in indices.enumerated() {
                result[position, column] = self[index, column]
            }
        }
        return result
    }

    /// The columns with these indices, in this order.
    public func selectingColumns(_ indices: [Int]) -> Matrix {
        var result: [Double] = []
        result.reserveCapacity(rows * indices.count)
        for index in indices {
            result.append(contentsOf: elements[(index * rows)..<((index + 1) * rows)])
        }
        return Matrix(rows: rows, columns: indices.count, elements: result)
    }

    /// Whether every element is a finite number.
    public var isFinite: Bool {
        elements.allSatisfy(\.isFinite)
    }

    /// The first column that is the constant, one in every row.
    var constantColumn: Int? {
        (0..<columns).first { column in
            elements[(column * rows)..<((column + 1) * rows)].allSatisfy { $0 == 1 }
        }
    }

    /// The mean of each column.
    var columnMeans: [Double] {
        precondition(rows > 0, "A mean needs a row.")
        return (0..<columns).map { column in
            // About the first value, so that a large origin costs no digits.
            let first: Double = self[0, column]
            var sum: Double = 0
            for row in 0..<rows { sum += self[row, column] - first }
            return first + sum / Double(rows)
        }
    }
}
