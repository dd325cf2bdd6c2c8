/// Why an effect size could not be computed.
public enum EffectSizeError: Error, Equatable, Sendable {
    /// A number is infinite or not a number.
    case notFinite(name: String)
    /// A number lies outside its range.
    case outOfRange(name: String, value: Double)
    /// The effect or its variance does not exist for these data, for example a ratio with a zero mean.
    case undefined(what: String)
    /// A distribution function failed.
    case distribution(DistributionError)
}

/// An effect with its sampling variance.
public struct EffectSize: Sendable, Equatable {
    /// The effect, in the units its maker states.
    public let estimate: Double
    /// Its sampling variance, in squared units.
    public let variance: Double

    /// - Throws: ``EffectSizeError/undefined(what:)`` when either is not finite or the variance not above
    ///   zero.
    public init(estimate: Double, variance: Double) throws(EffectSizeError) {
        guard estimate.isFinite else { throw .undefined(what: "the effect") }
        guard variance.isFinite, variance > 0 else { throw .undefined(what: "the sampling variance") }
        self.estimate = estimate
        self.variance = variance
    }

    /// The square root of the variance.
    public var standardError: Double { variance.squareRoot() }

    /// estimate ± *z* × standard error.
    ///
    /// - Parameter level: A proportion.
    public func interval(level: Double = 0.95) throws(EffectSizeError) -> ConfidenceInterval {
        let critical = try computing { () throws(DistributionError) in
            try StandardNormal().twoSidedCriticalValue(level: level)
        }
        return ConfidenceInterval(
            lower: estimate - critical * standardError,
            upper: estimate + critical * standardError,
            level: level
        )
    }

    /// The effect with its sign turned, for outcomes where less is better.
    public var reversed: EffectSize { EffectSize(unchecked: -estimate, variance) }

    /// The effect in other units: estimate × factor, variance × factor².
    public func scaled(by factor: Double) throws(EffectSizeError) -> EffectSize {
        try EffectSize(estimate: estimate * factor, variance: variance * factor * factor)
    }

    private init(unchecked estimate: Double, _ variance: Double) {
        self.estimate = estimate
        self.variance = variance
    }
}

/// Runs a distribution function and turns its error into one of effect sizes.
func computing<Value>(_ body: () throws(DistributionError) -> Value) throws(EffectSizeError) -> Value {
    do throws(DistributionError) {
        return try body()
    } catch {
        throw .distribution(error)
    }
}

/// Rejects an input that is not finite or fails a condition, by name.
func demand(
    _ value: Double,
    _ name: String,
    where holds: (Double) -> Bool = { _ in true }
) throws(EffectSizeError) {
    guard value.isFinite else { throw .notFinite(name: name) }
    guard holds(value) else { throw .outOfRange(name: name, value: value) }
}
