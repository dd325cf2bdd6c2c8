package import Statistics

/// A number with its error, test and interval, as it is kept and shown.
package struct Estimate: Sendable, Equatable, Codable {
    package let estimate: Double
    package let standardError: Double
    /// `nil` where the reference is normal.
    package let degreesOfFreedom: Double?
    package let pValue: Double
    package let lower: Double
    package let upper: Double

    package init(_ test: CoefficientTest) {
        estimate = test.estimate
        standardError = test.standardError
        degreesOfFreedom = test.degreesOfFreedom.isFinite ? test.degreesOfFreedom : nil
        pValue = test.pValue
        lower = test.lower
        upper = test.upper
    }

    package init(
        estimate: Double,
        standardError: Double,
        degreesOfFreedom: Double?,
        pValue: Double,
        lower: Double,
        upper: Double
    ) {
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.pValue = pValue
        self.lower = lower
        self.upper = upper
    }

    /// Whether zero lies outside the interval.
    package var isClear: Bool { lower > 0 || upper < 0 }
}

/// Hedges' *g* with what it was divided by.
package struct StandardisedEffect: Sendable, Equatable, Codable {
    package let g: Double
    package let standardError: Double
    package let lower: Double
    package let upper: Double
    package let deviation: Double
    /// `nil` where the protocol stated the standard deviation beforehand, and where pupils could be counted by it.
    package let deviationDegreesOfFreedom: Double?

    package var isClear: Bool { lower > 0 || upper < 0 }
}

extension StandardisedEffect {
    package init(_ size: TrialEffectSize) {
        g = size.hedgesG
        standardError = size.standardError
        lower = size.lower
        upper = size.upper
        deviation = size.standardDeviation
        deviationDegreesOfFreedom = size.degreesOfFreedom
    }
}

/// A secondary analysis: what it found, or why there is nothing.
package enum Secondary<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
    case found(Value)
    /// The protocol does not ask for it.
    case notPlanned
    /// The data do not call for it, or do not allow it; in words.
    case left(String)

    package var value: Value? {
        guard case .found(let value) = self else { return nil }
        return value
    }

    /// Why there is nothing; `nil` where something was found or nothing was asked for.
    package var reason: String? {
        guard case .left(let words) = self else { return nil }
        return words
    }
}
