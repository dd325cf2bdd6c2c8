/// How an interval for τ² is made.
public enum HeterogeneityIntervalMethod: String, Sendable, CaseIterable {
    /// The τ² that the generalised *Q* does not reject: Viechtbauer (2007), exact under normality.
    case qProfile
    /// The τ² whose profiled (restricted) log-likelihood is within ½ χ²(1) of the maximum: ML and REML only.
    case profileLikelihood
    /// From the approximate distribution of ln *H*: Higgins & Thompson (2002). No moderators.
    case higginsThompson
}

/// Intervals for the between-study variance and what follows from it.
public struct HeterogeneityIntervals: Sendable, Equatable {
    /// For τ², in squared units of the effect.
    public let betweenStudyVariance: ConfidenceInterval
    /// For *I*², in per cent.
    public let iSquared: ConfidenceInterval
    /// For *H*².
    public let hSquared: ConfidenceInterval

    /// For τ, in units of the effect.
    public var betweenStudyDeviation: ConfidenceInterval {
        ConfidenceInterval(
            lower: betweenStudyVariance.lower.squareRoot(),
            upper: betweenStudyVariance.upper.squareRoot(),
            level: betweenStudyVariance.level
        )
    }
}

extension MetaAnalysis {
    /// Intervals for τ², τ, *I*² and *H*² at this fit's level.
    ///
    /// An end at zero means that zero is not rejected. When even zero is rejected from above (effects agree
    /// more than chance allows) a *Q*-profile interval is the single point zero, as in metafor.
    ///
    /// - Throws: ``SynthesisError/undefined(what:)`` for a method that this model does not have.
    /// - Complexity: O(*k*) an iteration.
    public func heterogeneityIntervals(
        _ method: HeterogeneityIntervalMethod = .qProfile
    ) throws(SynthesisError) -> HeterogeneityIntervals {
        guard residualDegreesOfFreedom > 0 else {
            throw .undefined(what: "heterogeneity with no degrees of freedom")
        }
        switch method {
        case .qProfile: return intervals(try qProfile())
        case .profileLikelihood: return intervals(try profileLikelihood())
        case .higginsThompson: return try higginsThompson()
        }
    }

    private func intervals(_ tau: (lower: Double, upper: Double)) -> HeterogeneityIntervals {
        func iSquared(_ tau: Double) -> Double {
            tau.isInfinite ? 100 : 100 * tau / (typicalVariance + tau)
        }
        return HeterogeneityIntervals(
            betweenStudyVariance: ConfidenceInterval(lower: tau.lower, upper: tau.upper, level: level),
            iSquared: ConfidenceInterval(
                lower: iSquared(tau.lower),
                upper: iSquared(tau.upper),
                level: level
            ),
            hSquared: ConfidenceInterval(
                lower: tau.lower / typicalVariance + 1,
                upper: tau.upper / typicalVariance + 1,
                level: level
            )
        )
    }

    private func qProfile() throws(SynthesisError) -> (Double, Double) {
        let df = Double(residualDegreesOfFreedom)
        let level = level
        let ends = try evaluating { () throws(DistributionError) in
            let chi = try ChiSquared(degreesOfFreedom: df)
            return (try chi.upperQuantile((1 - level) / 2), try chi.quantile((1 - level) / 2))
        }
        let q = GeneralisedQ(data: data)
        let lower = try q.root(at: ends.0) ?? 0
        let upper = try q.root(at: ends.1) ?? 0
        return (lower, upper)
    }

    private func profileLikelihood() throws(SynthesisError) -> (Double, Double) {
        let restricted: Bool
        switch estimator {
        case .restrictedMaximumLikelihood: restricted = true
        case .maximumLikelihood: restricted = false
        default: throw .undefined(what: "a profile likelihood of an estimator that is none")
        }
        let level = level
        let drop = try evaluating { () throws(DistributionError) in
            try ChiSquared(degreesOfFreedom: 1).quantile(level) / 2
        }
        let search = LikelihoodSearch(data: data, restricted: restricted)
        let target = try search.logLikelihood(at: betweenStudyVariance) - drop
        return try search.crossings(around: betweenStudyVariance, target: target)
    }

    private func higginsThompson() throws(SynthesisError) -> HeterogeneityIntervals {
        guard data.design.isIntercept else {
            throw .undefined(what: "Higgins–Thompson intervals with moderators")
        }
        let q = residualHeterogeneity.statistic
        let k = Double(count)
        let error: Double
        if q > k {
            error = 0.5 * (ln(q) - ln(k - 1)) / ((2 * q).squareRoot() - (2 * k - 3).squareRoot())
        } else {
            guard count > 2 else { throw .tooFewStudies(found: count, needed: 3) }
            error = (1 / (2 * (k - 2)) * (1 - 1 / (3 * (k - 2) * (k - 2)))).squareRoot()
        }
        let critical = try criticalValue(degreesOfFreedom: nil)
        func end(_ sign: Double) -> Double {
            let h = exponential(ln(hSquared) / 2 + sign * critical * error)
            return max(0, typicalVariance * (h * h - 1))
        }
        return intervals((end(-1), end(1)))
    }
}

extension LikelihoodSearch {
    /// The τ² on both sides of the maximum at which the log-likelihood falls to `target`.
    ///
    /// The lower end is zero when the likelihood at zero has not fallen that far.
    func crossings(
        around maximum: Double,
        target: Double
    ) throws(SynthesisError) -> (Double, Double) {
        let zeroIsInside = try logLikelihood(at: 0) >= target
        let lower = zeroIsInside ? 0 : try bisect(inside: maximum, outside: 0, target: target)
        var step = max(maximum, data.variances.reduce(0, +) / Double(data.count))
        var outside = maximum + step
        while try logLikelihood(at: outside) > target {
            step *= 2
            outside += step
            guard outside.isFinite, step < 1e200 else { throw .notConverged(what: "profile likelihood") }
        }
        return (lower, try bisect(inside: maximum, outside: outside, target: target))
    }

    /// Regula falsi with the Illinois weighting inside a bracket that always halves at least every third
    /// step.
    private func bisect(inside: Double, outside: Double, target: Double) throws(SynthesisError) -> Double {
        var near = inside
        var far = outside
        var atNear = try logLikelihood(at: near) - target
        var atFar = try logLikelihood(at: far) - target
        for iteration in 0..<300 {
            let secant = far - atFar * (far - near) / (atFar - atNear)
            let middle = iteration % 3 == 2 || !secant.isFinite ? (near + far) / 2 : secant
            if abs(far - near) <= 1e-15 * max(abs(far), abs(near)) || middle == near || middle == far {
                return middle
            }
            let here = try logLikelihood(at: middle) - target
            if here == 0 { return middle }
            if here > 0 {
                near = middle
                atNear = here
                atFar /= 2
            } else {
                far = middle
                atFar = here
                atNear /= 2
            }
        }
        return (near + far) / 2
    }
}
