/// A school year, 1 September to 31 August, named by the calendar year it starts in.
package struct AcademicYear: Hashable, Sendable, Comparable {
    package let startYear: Int

    package init(startYear: Int) {
        self.startYear = startYear
    }

    /// The year that a day in London falls in.
    package init(containing day: LocalDate) {
        startYear = day.month >= 9 ? day.year : day.year - 1
    }

    package var firstDay: LocalDate { LocalDate(uncheckedYear: startYear, month: 9, day: 1) }
    package var lastDay: LocalDate { LocalDate(uncheckedYear: startYear + 1, month: 8, day: 31) }

    package static func < (left: AcademicYear, right: AcademicYear) -> Bool {
        left.startYear < right.startYear
    }
}

extension AcademicYear: CustomStringConvertible {
    /// As schools write it: `2025/26`.
    package var description: String {
        let end = (startYear + 1) % 100
        return "\(startYear)/\(end < 10 ? "0" : "")\(end)"
    }
}
