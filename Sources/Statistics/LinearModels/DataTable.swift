/// Named columns of equal length: what a model reads.
public struct DataTable: Sendable {
    /// The values of one column.
    public enum Column: Sendable {
        /// Numbers; a value that is not a number stands for a missing one.
        case numbers([Double])
        /// Labels; `nil` stands for a missing one.
        case labels([String?])

        /// The number of values.
        public var count: Int {
            switch self {
            case .numbers(let values): values.count
            case .labels(let values): values.count
            }
        }

        /// Whether the value in a row is missing.
        public func isMissing(_ row: Int) -> Bool {
            switch self {
            case .numbers(let values): values[row].isNaN
            case .labels(let values): values[row] == nil
            }
        }
    }

    /// The number of rows.
    public let rows: Int
    /// The names of the columns, in the order given.
    public let names: [String]
    private var columns: [String: Column]

    /// A table from its columns.
    /// - Throws: ``LinearModelError/unequalLengths(column:)`` for the first column whose length differs.
    public init(_ columns: KeyValuePairs<String, Column>) throws(LinearModelError) {
        try self.init(columns.map { ($0.key, $0.value) })
    }

    /// A table from pairs of a name and a column.
    /// - Throws: ``LinearModelError/unequalLengths(column:)`` for the first column whose length differs.
    public init(_ columns: [(String, Column)]) throws(LinearModelError) {
        rows = columns.first?.1.count ?? 0
        names = columns.map(\.0)
        self.columns = [:]
        for (name, column) in columns {
            guard column.count == rows else { throw .unequalLengths(column: name) }
            self.columns[name] = column
        }
    }

    /// The column with this name.
    public func column(_ name: String) throws(LinearModelError) -> Column {
        guard let column = columns[name] else { throw .missingColumn(name) }
        return column
    }

    /// The numbers of a column.
    public func numbers(_ name: String) throws(LinearModelError) -> [Double] {
        guard case .numbers(let values) = try column(name) else { throw .notNumeric(column: name) }
        return values
    }

    /// The values of a column as labels: numbers are written as the shortest text that reads back the same,
    /// whole numbers without a fraction.
    public func labels(_ name: String) throws(LinearModelError) -> [String?] {
        switch try column(name) {
        case .labels(let labels): return labels
        case .numbers(let values):
            return values.map { value in
                guard !value.isNaN else { return nil }
                if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
                return "\(value)"
            }
        }
    }

    /// The rows, counted from zero, in which none of these columns is missing.
    public func completeRows(of names: [String]) throws(LinearModelError) -> [Int] {
        var used: [Column] = []
        for name in names {
            used.append(try column(name))
        }
        return (0..<rows).filter { row in
            used.allSatisfy { !$0.isMissing(row) }
        }
    }
}
