/// How many unpublished null results would overturn a synthesis; a historical measure with little evidential
/// value.
public struct FailSafeNumber: Sendable, Equatable {
    /// The number of studies.
    public let studies: Int
    /// The *p*-value before any are added; nil for Orwin's.
    public let pValue: Double?
    /// The mean effect that the method works from; nil for Rosenthal's.
    public let meanEffect: Double?
}

extension MetaAnalysis {
    /// Rosenthal's (1979): null results that bring Stouffer's one-sided *z* to `alpha`.
    public func rosenthalFailSafe(alpha: Double = 0.05) throws(SynthesisError) -> FailSafeNumber {
        let critical = try critical(alpha)
        var sum = 0.0
        for (effect, variance) in zip(effects, variances) { sum += effect / variance.squareRoot() }
        let ratio = sum / critical
        let z = abs(sum) / Double(count).squareRoot()
        let p = try evaluating { () throws(DistributionError) in try StandardNormal().survival(z) }
        return FailSafeNumber(
            studies: try counted(ratio * ratio - Double(count)),
            pValue: p,
            meanEffect: nil
        )
    }

    /// Orwin's (1983): null results that bring the unweighted mean to `target` (default: half of it).
    public func orwinFailSafe(target: Double? = nil) throws(SynthesisError) -> FailSafeNumber {
        let mean = effects.reduce(0, +) / Double(count)
        let target = target ?? mean / 2
        guard target.isFinite, target != 0 else { throw .invalidOption(name: "target", value: target) }
        let signed = target.sign == mean.sign ? target : -target
        let number = Double(count) * (mean - signed) / signed
        return FailSafeNumber(studies: try counted(number), pValue: nil, meanEffect: mean)
    }

    /// Rosenberg's (2005): null results of average weight that bring the equal-effects *p* to `alpha`.
    public func rosenbergFailSafe(alpha: Double = 0.05) throws(SynthesisError) -> FailSafeNumber {
        let critical = try critical(alpha / 2)
        let weights = variances.map { 1 / $0 }
        let sum = weights.reduce(0, +)
        let total = scalarProduct(weights, effects)
        let needed = total * total / (critical * critical) - sum
        let z = abs(total) / sum.squareRoot()
        let p = try evaluating { () throws(DistributionError) in try StandardNormal().twoSidedPValue(z) }
        return FailSafeNumber(
            studies: try counted(Double(count) * needed / sum),
            pValue: p,
            meanEffect: total / sum
        )
    }

    /// The least whole number of studies that is enough.
    ///
    /// - Throws: ``SynthesisError/undefined(what:)`` beyond the numbers whose digits are all known.
    private func counted(_ studies: Double) throws(SynthesisError) -> Int {
        guard studies < 9e15 else { throw .undefined(what: "a number of studies that can be counted") }
        return Int(max(0, studies).rounded(.up))
    }

    private func critical(_ tail: Double) throws(SynthesisError) -> Double {
        guard tail > 0, tail < 0.5 else { throw .invalidOption(name: "alpha", value: tail) }
        return try evaluating { () throws(DistributionError) in try StandardNormal().upperQuantile(tail) }
    }
}
