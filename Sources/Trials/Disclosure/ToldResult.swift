/// How a result is told where the number of its pupils may be hidden: nothing in it counts them then.
///
/// Degrees of freedom can be the pupils who were analysed less a few. Where pupils were drawn one by one, the error of a
/// difference over the standard deviation is little else than the root of one over the pupils of each arm, and with all its
/// digits it counts them: it is told in hundredths, as pages show it. Where schools or classes were drawn, it says more of
/// how these differ.
struct ToldResult {
    let isCounted: Bool
    let isCoarse: Bool

    /// In standard deviations.
    private static let step = 0.01

    /// - Parameter isCounted: Whether everybody may know how many pupils are in the result.
    init(_ plan: AnalysisPlan, isCounted: Bool) {
        self.isCounted = isCounted
        isCoarse = !isCounted && plan.unit == .pupil && plan.assignment.isRandomised
    }

    func effect(_ effect: StandardisedEffect) -> StandardisedEffect {
        let told = { (value: Double) in coarse(value, Self.step) }
        return StandardisedEffect(
            g: told(effect.g),
            standardError: isCoarse ? max(Self.step, told(effect.standardError)) : effect.standardError,
            lower: told(effect.lower),
            upper: told(effect.upper),
            deviation: effect.deviation,
            deviationDegreesOfFreedom: isCounted ? effect.deviationDegreesOfFreedom : nil
        )
    }

    /// - Parameter deviation: What the difference is divided by elsewhere.
    func difference(_ difference: Estimate, over deviation: Double) -> Estimate {
        let step = Self.step * deviation
        let told = { (value: Double) in coarse(value, step) }
        return Estimate(
            estimate: told(difference.estimate),
            standardError: isCoarse ? max(step, told(difference.standardError)) : difference.standardError,
            degreesOfFreedom: isCounted ? difference.degreesOfFreedom : nil,
            pValue: pValue(difference.pValue),
            lower: told(difference.lower),
            upper: told(difference.upper)
        )
    }

    func pValue(_ value: Double) -> Double { coarse(value, Self.step) }

    private func coarse(_ value: Double, _ step: Double) -> Double {
        isCoarse && step > 0 ? (value / step).rounded() * step : value
    }
}
