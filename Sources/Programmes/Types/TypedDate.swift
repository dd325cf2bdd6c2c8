import Evidence
import Foundation
package import Services

/// Days as people type them: `2027-03-14` (what a date field sends), `14/3/2027`, `14.3.2027` or `14 March
/// 2027`.
package enum TypedDate {
    package static func parse(_ typed: String) -> LocalDate? {
        let text = typed.trimmed
        if let day = LocalDate(text) { return day }
        let parts = text.split { " /.-".contains($0) }
        guard parts.count == 3, let day = Int(parts[0]), let year = Int(parts[2]), parts[2].count == 4 else {
            return nil
        }
        return month(parts[1]).flatMap { LocalDate(year: year, month: $0, day: day) }
    }

    private static func month(_ text: Substring) -> Int? {
        if let number = Int(text) { return number }
        let word = text.lowercased()
        guard word.count >= 3 else { return nil }
        return LocalDate.monthNames.firstIndex { $0.lowercased().hasPrefix(word) }.map { $0 + 1 }
    }
}

/// Times as people type them: `09:30`, `9.30`, `9:30`.
package enum TypedTime {
    package static func parse(_ typed: String) -> LocalTime? {
        let parts = typed.trimmed.split(separator: /[:.]/, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2 else { return nil }
        guard parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
        guard let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
        return LocalTime(hour: hour, minute: minute)
    }
}

extension FieldReader {
    /// Reports a time that no clock in London shows on a day, because the clocks go forward then.
    mutating func requireOnClock(_ time: LocalTime, on day: LocalDate, _ field: String) {
        guard time.isSkipped(on: day, in: .london) else { return }
        report(field, "The clocks go forward on \(day.spelled), and \(time) is skipped: enter another time")
    }
}
