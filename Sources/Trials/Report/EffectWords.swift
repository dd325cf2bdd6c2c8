import Services

/// Effects in sentences, the same everywhere: what was found and how sure, never "works" or "no effect".
package enum EffectWords {
    /// `Pupils offered this scored 0.08 SD higher on average; plausible range: 0.04 lower to 0.20 higher.`
    ///
    /// - Parameter others: With whom they are compared, where that is not whoever was not offered it.
    package static func found(
        _ effect: Double,
        _ lower: Double,
        _ upper: Double,
        who: String = "Pupils offered this",
        than others: String = "those who were not"
    ) -> String {
        let range = "plausible range: \(end(lower)) to \(end(upper))"
        let first =
            (effect * 100).rounded() == 0
            ? "\(who) scored about the same on average as \(others); \(range)."
            : "\(who) scored \(text(effect.magnitude)) SD \(effect < 0 ? "lower" : "higher") on average; \(range)."
        if lower <= 0, upper >= 0 { return first + " " + notClear }
        return first
    }

    /// How an effect on something that is no score is read.
    package enum Reading: Sendable, Equatable {
        /// `On attendance, pupils offered this did 0.08 SD better on average`: above zero is better.
        case benefit(on: String)
        /// `On half-days absent, pupils offered this were 0.08 SD lower on average, which is better`.
        case value(of: String, isLowerBetter: Bool)
    }

    package static func found(
        _ effect: Double,
        _ lower: Double,
        _ upper: Double,
        who: String = "Pupils offered this",
        than others: String = "those who were not",
        _ reading: Reading
    ) -> String {
        let isNone = (effect * 100).rounded() == 0
        let size = text(effect.magnitude)
        let first: String
        let range: String
        switch reading {
        case .benefit(let what):
            let side = { (value: Double) in "\(text(value.magnitude)) \(value < 0 ? "worse" : "better")" }
            range = "\(side(lower)) to \(side(upper))"
            first =
                isNone
                ? "On \(what), \(who.lowercasedFirst) did about as well on average as \(others)"
                : "On \(what), \(who.lowercasedFirst) did \(size) SD \(effect < 0 ? "worse" : "better") on average"
        case .value(let what, let isLowerBetter):
            range = "\(end(lower)) to \(end(upper))"
            first =
                isNone
                ? "On “\(what)”, \(who.lowercasedFirst) were about the same on average as \(others)"
                : "On “\(what)”, \(who.lowercasedFirst) were \(size) SD \(effect < 0 ? "lower" : "higher") on average, which is \((effect < 0) == isLowerBetter ? "better" : "worse")"
        }
        let whole = "\(first); plausible range: \(range)."
        return lower <= 0 && upper >= 0 ? "\(whole) \(notClear)" : whole
    }

    /// Where no range can be given: the difference as it was, and that it says little.
    package static func foundWithoutRange(_ effect: Double) -> String {
        let first =
            (effect * 100).rounded() == 0
            ? "Pupils offered this scored about the same on average as those who were not."
            : "Pupils offered this scored \(text(effect.magnitude)) SD \(effect < 0 ? "lower" : "higher") on average."
        return first + " How much of that came about by chance cannot be told."
    }

    package static let notClear = "No clear difference is not the same as no difference."

    /// `0.04 lower` or `0.20 higher`.
    package static func end(_ value: Double) -> String {
        text(value.magnitude) + (value < 0 ? " lower" : " higher")
    }

    package static func signed(_ value: Double) -> String {
        (value < 0 && (value * 100).rounded() != 0 ? "\u{2212}" : "") + text(value.magnitude)
    }

    /// Two decimals.
    package static func text(_ value: Double) -> String {
        let hundredths = Int((min(value.magnitude, 1e9) * 100).rounded(.toNearestOrAwayFromZero))
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `0.032`, or `below 0.001`.
    package static func pValue(_ value: Double) -> String {
        if value < 0.001 { return "below 0.001" }
        let thousandths = Int((value * 1000).rounded())
        let digits = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
