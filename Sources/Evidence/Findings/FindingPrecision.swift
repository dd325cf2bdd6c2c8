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
