import Foundation

/// A statement, or a piece of one, whose values are bound and never spliced.
///
/// ```swift
/// let near: SQL = "SELECT id, name FROM offer WHERE phase = \(phase) AND starts_on >= \(today)"
/// ```
/// Interpolation accepts values (bound), other `SQL` (spliced as SQL) and ``list(_:)``. Text can enter only
/// from a literal in the source, so there is no way to write an injection.
package struct SQL: Sendable {
    enum Piece: Sendable {
        case text(String)
        case value(SQLValue)
        case many(ManyValues)
    }

    private(set) var pieces: [Piece]

    private init(pieces: [Piece]) {
        self.pieces = pieces
    }

    /// The statement with the engine's placeholders, and the values in their order.
    package func rendered(for dialect: Dialect) -> (text: String, values: [SQLValue]) {
        var text = ""
        var values: [SQLValue] = []
        for piece in pieces {
            switch piece {
            case .text(let fragment):
                text += fragment
            case .value(let value):
                values.append(value)
                text += dialect.placeholder(values.count)
            case .many(let many):
                values.append(.text(many.json))
                text += dialect.selection(of: many, at: values.count)
            }
        }
        return (text, values)
    }

    /// Bound values, for `IN (…)`: between commas or, where there are more of them than a statement should have placeholders,
    /// as a query of one value that holds them all. SQLite takes 32,766 placeholders, PostgreSQL 65,535; a form can hold
    /// more. An empty list becomes `NULL`, which matches nothing.
    package static func list(_ values: some Sequence<some SQLBindable>) -> SQL {
        let values = values.map(\.sqlValue)
        if values.count > mostPlaceholders, let many = ManyValues(values) {
            return SQL(pieces: [.many(many)])
        }
        let bound = values.map { SQL(pieces: [.value($0)]) }
        return bound.isEmpty ? "NULL" : joined(bound, by: ", ")
    }

    /// In one list.
    package static let mostPlaceholders = 1_000

    /// Pieces joined by a separator from the source, such as `" AND "`.
    package static func joined(_ parts: some Sequence<SQL>, by separator: SQL) -> SQL {
        var result = SQL(pieces: [])
        for (position, part) in parts.enumerated() {
            if position > 0 { result += separator }
            result += part
        }
        return result
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(pieces: left.pieces + right.pieces)
    }

    package static func += (left: inout SQL, right: SQL) {
        left.pieces += right.pieces
    }

    /// Text that is not from a literal: migrations and other SQL that the program itself holds. Never for
    /// input.
    package init(trusted text: String) {
        pieces = [.text(text)]
    }
}

extension SQL: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece]

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces = []
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            guard literal.utf8CodeUnitCount > 0 else { return }
            pieces.append(.text(literal.description))
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            pieces.append(.value(value.sqlValue))
        }

        /// `nil` binds NULL. An overload of its own, or the compiler warns of every optional.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            pieces.append(.value(value?.sqlValue ?? .null))
        }

        package mutating func appendInterpolation(_ sql: SQL) {
            pieces.append(contentsOf: sql.pieces)
        }
    }

    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }

    package init(stringLiteral literal: StaticString) {
        pieces = literal.utf8CodeUnitCount > 0 ? [.text(literal.description)] : []
    }
}

/// Many values of one kind, as the text of a JSON array.
struct ManyValues: Sendable {
    let json: String
    let areTexts: Bool

    /// `nil` for values of several kinds, and for those that JSON has no place for.
    init?(_ values: [SQLValue]) {
        var numbers: [Int64] = []
        var texts: [String] = []
        for value in values {
            switch value {
            case .integer(let number): numbers.append(number)
            // PostgreSQL refuses a zero byte in JSON.
            case .text(let text) where !text.utf8.contains(0): texts.append(text)
            default: return nil
            }
        }
        guard numbers.isEmpty || texts.isEmpty else { return nil }
        areTexts = numbers.isEmpty
        let encoder = JSONEncoder()
        guard let data = try? areTexts ? encoder.encode(texts) : encoder.encode(numbers) else { return nil }
        json = String(decoding: data, as: UTF8.self)
    }
}
