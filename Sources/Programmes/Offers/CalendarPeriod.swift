package import Services

/// A month or a day of the catalogue's calendar: `2027-03`, `2027-03-14`.
package struct CalendarPeriod: Hashable, Sendable, CustomStringConvertible {
    package let first: LocalDate
    package let isDay: Bool

    /// The month that a day is in.
    package init(monthOf day: LocalDate) {
        first = day.adding(days: 1 - day.day)
        isDay = false
    }

    package init(day: LocalDate) {
        first = day
        isDay = true
    }

    package init?(_ text: String) {
        if let day = LocalDate(text) {
            self.init(day: day)
        } else if let day = LocalDate(text + "-01") {
            self.init(monthOf: day)
        } else {
            return nil
        }
    }

    package var last: LocalDate { isDay ? first : next.first.adding(days: -1) }

    /// The month or day that follows.
    package var next: CalendarPeriod {
        isDay ? CalendarPeriod(day: first.adding(days: 1)) : CalendarPeriod(monthOf: first.adding(days: 31))
    }

    package var previous: CalendarPeriod {
        let before = first.adding(days: -1)
        return isDay ? CalendarPeriod(day: before) : CalendarPeriod(monthOf: before)
    }

    package var month: CalendarPeriod { CalendarPeriod(monthOf: first) }

    package var description: String { isDay ? first.description : String(first.description.prefix(7)) }
}
