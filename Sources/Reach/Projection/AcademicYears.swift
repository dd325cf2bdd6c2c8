package import Database
package import Services

/// Academic years as one number: of each school the map of several years reads a column instead of all its touches.
package struct AcademicYears: Sendable, Equatable {
    /// Bit *n* stands for the year that begins in 2000 + *n*.
    private var bits: Int64 = 0

    private static let first = 2000

    package init() {}

    /// Nothing that a map shows is as old or as far off as what has no bit.
    private static func bit(_ year: AcademicYear) -> Int64 {
        let position = year.startYear - first
        return (0..<63).contains(position) ? 1 << Int64(position) : 0
    }

    package func contains(_ year: AcademicYear) -> Bool { bits & Self.bit(year) != 0 }

    mutating func insert(_ year: AcademicYear) { bits |= Self.bit(year) }
}

extension AcademicYears: SQLStorable {
    package var sqlValue: SQLValue { bits.sqlValue }

    package init?(sqlValue: SQLValue) {
        guard let bits = Int64(sqlValue: sqlValue) else { return nil }
        self.bits = bits
    }
}
