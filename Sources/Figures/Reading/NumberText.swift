/// Numbers as readers meet them: fixed decimals, a true minus sign (U+2212), no negative zero.
enum NumberText {
    private static let powers: [Double] = [1, 10, 100, 1_000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

    /// `-0.034` with two decimals is `−0.03`; `-0.004` is `0.00`; `20185` with none is `20,185`.
    ///
    /// - Parameter decimals: 0 to 9. Values from 1e15 up are written in powers of ten.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "" }
        let places: Int = min(max(decimals, 0), 9)
        let scaled: Double = (value.magnitude * powers[places]).rounded(.toNearestOrAwayFromZero)
        guard scaled < 9e15 else { return powerOfTen(value) }
        let whole: Int = Int(scaled)
        let unit: Int = Int(powers[places])
        var text: String = value < 0 && whole > 0 ? "\u{2212}" : ""
        text += grouped(whole / unit)
        if places > 0 {
            let rest: String = String(whole % unit)
            text += "." + String(repeating: "0", count: places - rest.count) + rest
        }
        return text
    }

    /// The shortest of up to `atMost` decimals that loses nothing: `2.50` is `2.5`, `3.00` is `3`.
    static func short(_ value: Double, atMost decimals: Int = 2) -> String {
        var places: Int = min(max(decimals, 0), 9)
        while places > 0 {
            let scaled: Double = (value.magnitude * powers[places]).rounded(.toNearestOrAwayFromZero)
            if scaled.truncatingRemainder(dividingBy: 10) != 0 { break }
            places -= 1
        }
        return fixed(value, decimals: places)
    }

    /// `0.12 (−0.03 to 0.27)`: "to" cannot be mistaken for a minus sign.
    static func interval(_ lower: Double, _ upper: Double, decimals: Int) -> String {
        "\(fixed(lower, decimals: decimals)) to \(fixed(upper, decimals: decimals))"
    }

    static func estimate(_ value: Double, _ lower: Double, _ upper: Double, decimals: Int) -> String {
        "\(fixed(value, decimals: decimals)) (\(interval(lower, upper, decimals: decimals)))"
    }

    /// `1 school`, `20,185 schools`.
    static func count(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1 ? "1 \(one)" : "\(grouped(count)) \(many)"
    }

    /// With the regular plural: `1 study`, `3 studies`.
    static func count(_ count: Int, _ noun: String) -> String { self.count(count, noun, plural(noun)) }

    static func plural(_ noun: String) -> String {
        let letters: [Character] = Array(noun)
        guard let last = letters.last else { return noun }
        if last == "y", letters.count > 1, !"aeiou".contains(letters[letters.count - 2]) {
            return noun.dropLast() + "ies"
        }
        return "sxz".contains(last) || noun.hasSuffix("ch") || noun.hasSuffix("sh") ? noun + "es" : noun + "s"
    }

    static func grouped(_ value: Int) -> String {
        guard value.magnitude >= 1_000 else { return String(value) }
        let digits: [Character] = Array(String(value.magnitude))
        var text: String = value < 0 ? "\u{2212}" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    private static func powerOfTen(_ value: Double) -> String {
        var exponent: Int = 0
        var mantissa: Double = value.magnitude
        while mantissa >= 10 {
            mantissa /= 10
            exponent += 1
        }
        return (value < 0 ? "\u{2212}" : "") + fixed(mantissa, decimals: 1) + "e" + String(exponent)
    }
}
