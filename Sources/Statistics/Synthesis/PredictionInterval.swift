/// Which prediction interval for the true effect of a new study; the literature has several.
public enum PredictionDefinition: String, Sendable, CaseIterable {
    /// ± *c* √(SE² + τ²) with *c* of the distribution of the tests: metafor's default.
    case sameAsTest
    /// ± *z* √(SE² + τ²).
    case normal
    /// ± *t*(*k* − *p*) √(SE² + τ²).
    case studentT
    /// ± *t*(*k* − *p* − 1) √(SE² + τ²): Higgins, Thompson & Spiegelhalter (2009), eq. 12; Riley et al.
    /// (2011).
    case higginsThompsonSpiegelhalter
    /// ± *z* τ, ignoring that the mean is estimated: spread of true effects only.
    case trueEffectsOnly
}

/// An expected effect with its confidence and prediction intervals.
public struct Prediction: Sendable, Equatable {
    /// The expected effect.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// Interval for the expected effect.
    public let confidence: ConfidenceInterval
    /// Interval for the true effect of a new study with these characteristics.
    public let prediction: ConfidenceInterval
}

extension MetaAnalysis {
    /// Where the true effect of a new study is expected, around the first coefficient.
    ///
    /// - Parameter definition: Named, because definitions differ by more than rounding for few studies.
    /// - Throws: ``SynthesisError/undefined(what:)`` where the definition has no degrees of freedom, or with
    ///   moderators (use ``predict(_:definition:)``).
    public func predictionInterval(
        _ definition: PredictionDefinition = .sameAsTest
    ) throws(SynthesisError) -> ConfidenceInterval {
        guard coefficients.count == 1, hasIntercept else {
            throw .undefined(what: "one prediction interval with moderators")
        }
        return try interval(around: pooled.estimate, error: pooled.standardError, definition)
    }

    /// The expected effect for characteristics given as one value for each column of the design, intercept
    /// included.
    public func predict(
        _ row: [Double],
        definition: PredictionDefinition = .sameAsTest
    ) throws(SynthesisError) -> Prediction {
        try checkLength(row.count, coefficients.count, "prediction")
        if let bad = row.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(study: bad, what: "prediction")
        }
        let estimate = scalarProduct(row, coefficients.map(\.estimate))
        let error = max(0, covariance.quadraticForm(row)).squareRoot()
        let critical = try criticalValue(
            degreesOfFreedom: test == .normal ? nil : Double(residualDegreesOfFreedom)
        )
        return Prediction(
            estimate: estimate,
            standardError: error,
            confidence: ConfidenceInterval(
                lower: estimate - critical * error,
                upper: estimate + critical * error,
                level: level
            ),
            prediction: try interval(around: estimate, error: error, definition)
        )
    }

    private func interval(
        around centre: Double,
        error: Double,
        _ definition: PredictionDefinition
    ) throws(SynthesisError) -> ConfidenceInterval {
        let df = Double(residualDegreesOfFreedom)
        var spread = (error * error + betweenStudyVariance).squareRoot()
        let critical: Double
        switch definition {
        case .sameAsTest: critical = try criticalValue(degreesOfFreedom: test == .normal ? nil : df)
        case .normal: critical = try criticalValue(degreesOfFreedom: nil)
        case .studentT: critical = try criticalValue(degreesOfFreedom: df)
        case .higginsThompsonSpiegelhalter: critical = try criticalValue(degreesOfFreedom: df - 1)
        case .trueEffectsOnly:
            critical = try criticalValue(degreesOfFreedom: nil)
            spread = betweenStudyVariance.squareRoot()
        }
        return ConfidenceInterval(
            lower: centre - critical * spread,
            upper: centre + critical * spread,
            level: level
        )
    }

    /// The two-sided multiplier at this fit's level.
    func criticalValue(degreesOfFreedom: Double?) throws(SynthesisError) -> Double {
        try twoSidedMultiplier(degreesOfFreedom: degreesOfFreedom, level: level)
    }
}

/// What an error is multiplied by on both sides: of the normal distribution where there are no degrees of freedom.
func twoSidedMultiplier(degreesOfFreedom: Double?, level: Double) throws(SynthesisError) -> Double {
    if let degreesOfFreedom {
        guard degreesOfFreedom > 0 else {
            throw .undefined(what: "an interval with \(Int(degreesOfFreedom)) degrees of freedom")
        }
        return try evaluating { () throws(DistributionError) in
            try StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedCriticalValue(level: level)
        }
    }
    return try evaluating { () throws(DistributionError) in
        try StandardNormal().twoSidedCriticalValue(level: level)
    }
}
