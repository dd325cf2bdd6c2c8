/// One row of an answer. Columns are read by name and type.
package struct Row: Sendable {
    package let columns: Columns
    package let values: [SQLValue]

    package init(columns: Columns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The names of an answer's columns, shared by its rows.
    package final class Columns: Sendable {
        package let names: [String]

        package init(_ names: [String]) {
            self.names = names
        }
    }

    /// The value of a column.
    ///
    /// - Throws: ``DatabaseError/unreadable(column:reason:)`` when there is no such column or its value is
    ///   not a `Value`: the schema and the code disagree.
    package func get<Value: SQLReadable>(_ column: String, as type: Value.Type = Value.self)
        throws(DatabaseError) -> Value
    {
        guard let position = columns.names.firstIndex(of: column) else {
            throw .unreadable(column: column, reason: "there is no such column; there are \(columns.names)")
        }
        return try get(position)
    }

    /// The value of the column at a position, counted from 0. Faster than by name where a page reads
    /// thousands of rows.
    package func get<Value: SQLReadable>(_ position: Int, as type: Value.Type = Value.self)
        throws(DatabaseError) -> Value
    {
        guard position < values.count else {
            throw .unreadable(column: "\(position)", reason: "there are \(values.count) columns")
        }
        guard let value = Value(sqlValue: values[position]) else {
            let name = columns.names[position]
            throw .unreadable(column: name, reason: "it holds \(values[position].kind), wanted \(Value.self)")
        }
        return value
    }
}

extension SQLValue {
    /// What kind of value it is, without the value: errors go to logs, and rows hold personal data.
    fileprivate var kind: String {
        switch self {
        case .null: "no value"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "text"
        case .blob: "bytes"
        }
    }
}

/// A value that one row of a query describes.
package protocol RowReadable {
    init(row: Row) throws
}
