/// Numbers and times as pages and mails say them, written from the constants that the rules use.
package enum InWords {
    private static let numbers = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ]

    /// `five`; `13`.
    package static func number(_ number: Int) -> String {
        numbers.indices.contains(number) ? numbers[number] : String(number)
    }

    /// `four weeks`, `five days`, `30 days`.
    package static func days(_ days: Int) -> String {
        let weeks = days / 7
        let isWeeks = days > 0 && days % 7 == 0 && numbers.indices.contains(weeks)
        let count = isWeeks ? weeks : days
        return "\(number(count)) \(isWeeks ? "week" : "day")\(count == 1 ? "" : "s")"
    }
}
