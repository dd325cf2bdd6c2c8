import Foundation
import Statistics

/// How precise an effect is, as a draft gives it: the variance, or the standard error, or a 95 % interval, in
/// this order.
struct FindingPrecision {
    let variance: String
    let standardError: String
    let lower: String
    let upper: String

    init(draft: FindingDraft) {
        variance = draft.variance
        standardError = draft.standardError
        lower = draft.lower
        upper = draft.upper
    }

    func variance(effect: Double?, _ reader: inout FieldReader) -> Double? {
        let variance = reader.number(variance, "variance", named: "the variance")
        let error = reader.number(standardError, "standardError", named: "the standard error")
        let lower = reader.number(lower, "lower", named: "the lower end of the interval")
        let upper = reader.number(upper, "upper", named: "the upper end of the interval")
        if let variance {
            guard Self.range.contains(variance) else {
                reader.report("variance", "The variance must be above 0; leave it empty if it is not known")
                return nil
            }
            return variance
        }
        if let error {
            guard error > 0, Self.range.contains(error * error) else {
                reader.report("standardError", "The standard error must be above 0")
                return nil
            }
            return error * error
        }
        if let lower, let upper, let effect {
            guard lower < effect, effect < upper else {
                reader.report("lower", "The effect must lie inside its interval")
                return nil
            }
            let half = (upper - lower) / (2 * StandardNormal.criticalValue95)
            guard Self.range.contains(half * half) else {
                reader.report(
                    "lower",
                    "Check the ends of the interval: they are too close together or too far apart"
                )
                return nil
            }
            return half * half
        }
        if reader.faults.isEmpty {
            reader.report(
                "standardError",
                "Enter the variance, the standard error or both ends of the 95% interval"
            )
        }
        return nil
    }

    /// Below, a weight would swamp every other; above, the finding says nothing.
    static let range: ClosedRange<Double> = 1e-12...1e6
}

extension FindingPrecision {
    /// What is wrong where somebody typed it in several ways that do not agree. One of them is taken, and a correction of
    /// another would change nothing without a word. Files are read as they are: many round each way apart.
    var disagreement: Fault? {
        let ways = standardErrors
        guard let first = ways.first else { return nil }
        for way in ways.dropFirst() where !way.agrees(with: first) {
            return Fault(
                way.field,
                "The \(way.name) does not agree with the \(first.name). Correct one of them, or leave one empty"
            )
        }
        return nil
    }

    /// Each way that was typed and can be read, as the standard error that it comes to.
    private var standardErrors: [Way] {
        var ways: [Way] = []
        if let typed = TypedNumber(variance), typed.value > 0 {
            let error = typed.value.squareRoot()
            // The variance that is filed is shown with every digit that it has, be they few.
            let open = min(typed.open, 0.01 * typed.value)
            let least = (typed.value - open).squareRoot()
            let most = (typed.value + open).squareRoot()
            ways.append(Way(field: "variance", name: "variance", error: error, range: least...most))
        }
        if let typed = TypedNumber(standardError), typed.value > 0 {
            let range = max(0, typed.value - typed.open)...(typed.value + typed.open)
            ways.append(
                Way(field: "standardError", name: "standard error", error: typed.value, range: range)
            )
        }
        if let low = TypedNumber(lower), let high = TypedNumber(upper), low.value < high.value {
            let width = 2 * StandardNormal.criticalValue95
            let error = (high.value - low.value) / width
            let open = (high.open + low.open) / width
            let range = max(0, error - open)...(error + open)
            ways.append(Way(field: "lower", name: "interval", error: error, range: range))
        }
        return ways
    }

    private struct Way {
        let field: String
        let name: String
        let error: Double
        /// What the digits that were typed leave open.
        let range: ClosedRange<Double>

        /// Whether rounding explains what lies between them: 0.1 may be 0.104, and is not 0.12.
        func agrees(with other: Way) -> Bool {
            let isNear = abs(error - other.error) <= 0.05 * max(error, other.error)
            return isNear && range.overlaps(other.range)
        }
    }

    /// A number as it was typed, and how far its last digit leaves it open.
    private struct TypedNumber {
        let value: Double
        let open: Double

        init?(_ text: String) {
            let text = text.trimmed.lowercased()
            guard let value = Double(text), value.isFinite else { return nil }
            let parts = text.split(separator: "e")
            let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
            let decimals = digits.count > 1 ? digits[1].count : 0
            self.value = value
            open = 0.5 * pow(10, Double(exponent - decimals))
        }
    }
}
