/// A part of the right-hand side of a model.
public indirect enum Term: Sendable, Equatable {
    /// The constant.
    case intercept
    /// A column of numbers as it stands.
    case number(String)
    /// A categorical column in treatment coding: one indicator for each level but the reference, which is the
    /// first level in order (by value where all are numbers, otherwise by code point) unless named.
    case factor(String, reference: String? = nil)
    /// All products of the columns of two terms.
    case interaction(Term, Term)
}

/// The columns of a linear model with their names.
public struct DesignMatrix: Sendable {
    /// The values, one column for each coefficient.
    public let matrix: Matrix
    /// The names of the coefficients.
    public let names: [String]

    /// A design from columns that are already coded.
    public init(names: [String], matrix: Matrix) {
        precondition(names.count == matrix.columns, "Every column has a name.")
        self.names = names
        self.matrix = matrix
    }

    /// Where the first value is that is infinite or not a number.
    var notFinite: (column: String, row: Int)? {
        firstNotFinite(matrix.elements).map { (names[$0 / matrix.rows], $0 % matrix.rows) }
    }

    /// Codes terms of a table.
    /// - Parameters:
    ///   - terms: The terms in the order in which their coefficients are wanted.
    ///   - table: The data.
    ///   - rows: The rows to use, counted from zero; all when `nil`.
    /// - Throws: ``LinearModelError`` naming the column and, for a value, the row of the table.
    public init(terms: [Term], table: DataTable, rows: [Int]? = nil) throws(LinearModelError) {
        let rows: [Int] = rows ?? Array(0..<table.rows)
        var names: [String] = []
        var columns: [[Double]] = []
        for term in terms {
            for (name, values) in try DesignMatrix.code(term, table, rows) {
                names.append(name)
                columns.append(values)
            }
        }
        self.names = names
        matrix =
            columns.isEmpty ? Matrix(rows: rows.count, columns: 0) : Matrix(columns: columns)
    }

    /// The columns of one term.
    private static func code(
        _ term: Term,
        _ table: DataTable,
        _ rows: [Int]
    ) throws(LinearModelError) -> [(String, [Double])] {
        switch term {
        case .intercept:
            return [("(Intercept)", Array(repeating: 1, count: rows.count))]
        case .number(let name):
            let values: [Double] = try table.numbers(name)
            for row in rows where !values[row].isFinite {
                throw .notFinite(column: name, row: row)
            }
            return [(name, rows.map { values[$0] })]
        case .factor(let name, let reference):
            return try codeFactor(name, reference, table, rows)
        case .interaction(let left, let right):
            let first = try code(left, table, rows)
            let second = try code(right, table, rows)
            return second.flatMap { (rightName, rightValues) in
                first.map { (leftName, leftValues) in
                    ("\(leftName):\(rightName)", zip(leftValues, rightValues).map { $0 * $1 })
                }
            }
        }
    }

    private static func codeFactor(
        _ name: String,
        _ reference: String?,
        _ table: DataTable,
        _ rows: [Int]
    ) throws(LinearModelError) -> [(String, [Double])] {
        let labels: [String?] = try table.labels(name)
        var present: [String] = []
        for row in rows {
            guard let label = labels[row] else { throw .notFinite(column: name, row: row) }
            present.append(label)
        }
        var levels: [String] = orderedLevels(Set(present))
        if let reference {
            guard let index = levels.firstIndex(of: reference) else { throw .unusableFactor(name) }
            levels.remove(at: index)
            levels.insert(reference, at: 0)
        }
        guard levels.count >= 2 else { throw .unusableFactor(name) }
        return levels.dropFirst().map { level in
            ("\(name)\(level)", present.map { $0 == level ? 1 : 0 })
        }
    }

    /// Levels in their natural order: numbers by value, anything else by code point.
    static func orderedLevels(_ levels: Set<String>) -> [String] {
        let numbers: [String: Double] = Dictionary(
            uniqueKeysWithValues: levels.compactMap { label in
                Double(label).flatMap { $0.isFinite ? (label, $0) : nil }
            }
        )
        guard numbers.count == levels.count else { return levels.sorted() }
        return levels.sorted { (numbers[$0] ?? 0, $0) < (numbers[$1] ?? 0, $1) }
    }
}
