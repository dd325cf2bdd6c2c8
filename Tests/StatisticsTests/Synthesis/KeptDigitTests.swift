import Testing

@testable import Statistics

/// Digits that effects far from zero and weights far apart must not cost.
@Suite("Digits that a synthesis keeps")
struct KeptDigitTests {
    @Test("effects far from zero cost no digits", arguments: BetweenStudyEstimator.allCases)
    func farFromZero(method: BetweenStudyEstimator) throws {
        // A power of two, so that the moved effects are exact.
        let shift = 1_048_576.0
        let effects = InteractionTests.effects.map { ($0 * 1024).rounded() / 1024 }
        let models: [[Moderator]] = [[], [InteractionTests.slope, InteractionTests.group]]
        for moderators in models {
            func fitted(_ effects: [Double]) throws -> MetaAnalysis {
                moderators.isEmpty
                    ? try MetaAnalysis.randomEffects(
                        effects: effects,
                        variances: InteractionTests.variances,
                        method: method
                    )
                    : try MetaAnalysis.regression(
                        effects: effects,
                        variances: InteractionTests.variances,
                        moderators: moderators,
                        method: method
                    )
            }
            let near = try fitted(effects)
            let far = try fitted(effects.map { $0 + shift })
            expectClose(far.pooled.estimate, near.pooled.estimate + shift, relative: 1e-14)
            expectClose(far.betweenStudyVariance, near.betweenStudyVariance, relative: 1e-7)
            guard method != .equalEffects else { continue }
            let interval = try far.heterogeneityIntervals().betweenStudyVariance
            let expected = try near.heterogeneityIntervals().betweenStudyVariance
            expectClose(interval.upper, expected.upper, relative: 1e-7)
        }
    }

    /// With one weight far above the others, what it leaves to estimate is in the others: tr **P** of three studies is
    /// 2(*w*₁*w*₂ + *w*₁*w*₃ + *w*₂*w*₃)/Σ*w*.
    @Test("one study with nearly all of the weight leaves the digits of the others")
    func oneHeavyStudy() throws {
        for precise in [1e-6, 1e-12, 1e-20] {
            let data = SynthesisData(
                effects: [0.5, 0.1, 0.9],
                variances: [precise, 0.25, 0.5],
                design: DesignBasis(intercept: 3)
            )
            let (a, b, c) = (1 / precise, 4.0, 2.0)
            let total = a + b + c
            let profile = try WeightedProfile(data, at: 0)
            expectClose(profile.trace, 2 * (a * b + a * c + b * c) / total, relative: 1e-14)
            // Σ w(y − m)² = Σ over pairs of w w′(y − y′)²/Σw.
            let pairs = a * b * 0.16 + a * c * 0.16 + b * c * 0.64
            expectClose(profile.residual, pairs / total, relative: 1e-12)
            let fit = try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances)
            #expect((fit.betweenStudyVarianceStandardError ?? .infinity) < 10)
        }
    }
}
