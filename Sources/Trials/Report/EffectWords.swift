/// Effects in sentences, the same everywhere: what was found and how sure, never "works" or "no effect".
package enum EffectWords {
    /// `Pupils offered this scored 0.08 SD higher on average; plausible range: 0.04 lower to 0.20 higher.`
    package static func found(
        _ effect: Double,
        _ lower: Double,
        _ upper: Double,
        who: String = "Pupils offered this"
    ) -> String {
        let range = "plausible range: \(end(lower)) to \(end(upper))"
        let first =
            (effect * 100).rounded() == 0
            ? "\(who) scored about the same on average as those who were not; \(range)."
            : "\(who) scored \(text(effect.magnitude)) SD \(effect < 0 ? "lower" : "higher") on average; \(range)."
        if lower <= 0, upper >= 0 { return first + " " + notClear }
        return first
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
