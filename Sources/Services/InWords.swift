/// Numbers and times as prose has them on pages and in mails: small ones as words, others as digits.
package enum InWords {
    private static let numbers = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ]

    /// Before its noun: `no`, `five`, `13`.
    package static func number(_ number: Int) -> String {
        numbers.indices.contains(number) ? numbers[number] : String(number)
    }

    /// Without its noun: `none` of five, `three` of five, `13` of 20.
    package static func pronoun(_ number: Int) -> String {
        number == 0 ? "none" : self.number(number)
    }

    /// In figures, thousands apart: `20,185`.
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "\u{2212}" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// With a noun that takes an s: `1 school`, `20,185 schools`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `four weeks`, `five days`, `30 days`.
    package static func days(_ days: Int) -> String {
        let weeks = days / 7
        let isWeeks = days > 0 && days % 7 == 0 && numbers.indices.contains(weeks)
        let count = isWeeks ? weeks : days
        return "\(number(count)) \(isWeeks ? "week" : "day")\(count == 1 ? "" : "s")"
    }

    /// `a`, `a and b`, `a, b and c`; with `or` for `and` where it is given.
    package static func list(_ items: [String], joinedBy word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) \(word) \(last)"
    }
}
