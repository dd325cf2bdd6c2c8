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
            }
        }
        return (text, values)
    }

    /// Bound values between commas, for `IN (…)`. An empty list becomes `NULL`, which matches nothing.
    package static func list(_ values: some Sequence<some SQLBindable>) -> SQL {
        let bound = values.map { SQL(pieces: [.value($0.sqlValue)]) }
        return bound.isEmpty ? "NULL" : joined(bound, by: ", ")
    }

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
