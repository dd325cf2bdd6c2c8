import Services

/// The day in a cell that may hold a time too: `14/03/2026 09:00`, `14/3/26`, `2026-03-14T09:00:00`, `14-Mar-26`, `Sat 14th
/// March 2026`, `Mar 14, 2026 9:00 AM`. A year of two digits is of this century: it has been.
enum HistoryDay {
    enum Order { case dayFirst, monthFirst }

    /// The order that a day in figures can only have; `nil` where it could have either, or is written otherwise.
    static func order(of text: String) -> Order? {
        guard let day = figures(of: text) else { return nil }
        return switch (day.first > 12, day.second > 12) {
        case (true, false): .dayFirst
        case (false, true): .monthFirst
        default: nil
        }
    }

    static func parse(_ text: String, monthFirst: Bool = false) -> LocalDate? {
        if let day = figures(of: text) {
            return monthFirst
                ? LocalDate(year: day.year, month: day.first, day: day.second)
                : LocalDate(year: day.year, month: day.second, day: day.first)
        }
        let first = text.prefix { !$0.isWhitespace && $0 != "T" }
        if let day = TypedDate.parse(String(first)) { return day }
        let american = /^(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})[ .\-]+(\d{1,2})(?:st|nd|rd|th)?[ ,\-]+(\d{4})/
        if let found = text.firstMatch(of: american) {
            return TypedDate.parse("\(found.2) \(found.1) \(found.3)")
        }
        // What has two digits and a colon after it is no year but an hour.
        let worded =
            /^(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ \-\/.]+(?:of )?([A-Za-z]{3,9})[ \-\/.,]+(\d{4}|\d{2})(?![\d:])/
        if let found = text.firstMatch(of: worded) {
            return TypedDate.parse("\(found.1) \(found.2) \(year(found.3))")
        }
        return nil
    }

    private static func figures(of text: String) -> (first: Int, second: Int, year: Int)? {
        let written = /^(\d{1,2})[\/.\-](\d{1,2})[\/.\-](\d{4}|\d{2})(?!\d)/
        guard let parts = text.firstMatch(of: written), let first = Int(parts.1), let second = Int(parts.2)
        else { return nil }
        return (first, second, year(parts.3))
    }

    private static func year(_ digits: Substring) -> Int {
        let number = Int(digits) ?? 0
        return digits.count == 2 ? 2000 + number : number
    }
}
