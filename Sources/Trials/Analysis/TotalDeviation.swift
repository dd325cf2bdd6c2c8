import Statistics

/// √ of the sum of the variance components of the model with treatment alone: what every effect of the trial
/// is divided by.
///
/// Strata and baseline are left out of it, so that a better baseline does not make an effect look larger.
struct TotalDeviation {
    let deviation: Double
    /// 2*S*⁴/Var(*S*²), from the information about the components.
    let degreesOfFreedom: Double
    /// Treatment in the same model.
    let unadjusted: CoefficientTest
    /// The share of variance between schools (or classes) in it; `nil` where nothing is nested.
    let multilevel: MultilevelFit?
    private let denominator: EffectDenominator
    private let level: Double

    init(_ frame: ModelFrame, _ plan: AnalysisPlan) throws(TrialError) {
        level = plan.level
        let ones: [Double] = Array(repeating: 1, count: frame.outcome.count)
        let alone = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, frame.treatment])
        )
        let model = plan.scaleModel
        if model == .individual {
            do throws(LinearModelError) {
                let fit = try LinearFit(outcome: frame.outcome, design: alone)
                deviation = fit.residualStandardDeviation
                degreesOfFreedom = fit.degreesOfFreedom
                unadjusted = try fit.tests(level: plan.level)[1]
            } catch {
                throw .linearModel(error)
            }
            multilevel = nil
            denominator = .pooled
            return
        }
        denominator = .unconditionalTotal
        do throws(MultilevelError) {
            let fit = try PrimaryFit.nested(frame, model, design: alone)
            let weights: [Double] = Array(repeating: 1, count: fit.components.count)
            let variance: Double = fit.components.reduce(0) { $0 + $1.estimate }
            let spread: Double = try fit.componentCovariance().quadraticForm(weights)
            guard spread > 0 else { throw MultilevelError.noResidualVariation }
            deviation = variance.squareRoot()
            degreesOfFreedom = 2 * variance * variance / spread
            unadjusted = try fit.contrast("treatment", weights: [0, 1], level: plan.level)
            multilevel = fit
        } catch {
            throw .multilevel(error)
        }
    }

    /// A difference in standard deviations.
    func effect(of difference: CoefficientTest) throws(TrialError) -> StandardisedEffect {
        StandardisedEffect(
            try TrialEffectSize(
                difference: difference,
                standardDeviation: deviation,
                degreesOfFreedom: degreesOfFreedom,
                denominator: denominator,
                level: level
            )
        )
    }
}
