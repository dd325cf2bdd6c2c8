import Statistics
import Testing

/// Six made-up studies with weights that no variance gives, against metafor 3.8-1 on R 4.2.2.
@Suite("Weights that were given follow their studies (metafor 3.8-1)")
struct GivenWeightsTests {
    static let effects = [0.41, 0.12, 0.55, -0.08, 0.30, 0.22]
    static let variances = [0.02, 0.03, 0.05, 0.02, 0.04, 0.01]
    static let weights = [1.0, 5, 2, 8, 3, 4]

    @Test("permuting a moderator: permutest(rma(yi, vi, mods = ~x, weights = w, method = \"DL\"))")
    func permutation() throws {
        let fit = try MetaAnalysis.regression(
            effects: Self.effects,
            variances: Self.variances,
            moderators: [.continuous(name: "x", values: [1, 2, 4, 7, 3, 6])],
            method: .derSimonianLaird,
            weighting: .fixed(Self.weights)
        )
        expectClose(fit.coefficients[0].estimate, 0.38934504792332242, relative: 1e-12)
        expectClose(fit.coefficients[1].estimate, -0.052823482428114965, relative: 1e-12)
        expectClose(fit.coefficients[1].statistic, -1.28779431197530, relative: 1e-10)
        var generator = SeededForTests(seed: 1)
        let test = try fit.permutationTest(using: &generator)
        #expect(test.isExact && test.arrangements == 720)
        // 155 and 183 if the weights stayed where the studies were.
        #expect(test.pValues == [117.0 / 720, 219.0 / 720])
        #expect(test.moderatorPValue == 219.0 / 720)
    }

    /// Weights and figures of `rma(yi, vi, weights = w, method = "GENQ")`: τ², its error, the pooled effect and its error.
    static let generalised: [([Double], [Double])] = [
        (
            weights,
            [0.024183414634146361, 0.035423457567071978, 0.141304347826086918, 0.103326764708974811]
        ),
        (
            variances.map { 1 / $0 },
            [0.018342955801104975, 0.026760505226137602, 0.219161676646706605, 0.087465681347011506]
        ),
        (
            effects.map { _ in 1 },
            [0.020613333333333345, 0.031876139177900602, 0.253333333333333466, 0.090320417280799745]
        ),
    ]

    @Test(
        "generalised Q: weights that were given make Q and pool",
        arguments: generalised
    )
    func generalisedQ(given: [Double], figures: [Double]) throws {
        let fit = try MetaAnalysis.randomEffects(
            effects: Self.effects,
            variances: Self.variances,
            method: .generalisedQ,
            weighting: .fixed(given)
        )
        let found: [Double?] = [
            fit.betweenStudyVariance, fit.betweenStudyVarianceStandardError, fit.pooled.estimate,
            fit.pooled.standardError,
        ]
        expectClose(found.map { $0 ?? .nan }, figures, relative: 1e-11, "GENQ")
    }

    @Test("generalised Q without weights takes 1/v for Q, 1/(v + τ²) to pool: DerSimonian and Laird's")
    func generalisedQWithoutWeights() throws {
        let fits = try [BetweenStudyEstimator.generalisedQ, .derSimonianLaird].map { method in
            try MetaAnalysis.randomEffects(
                effects: Self.effects,
                variances: Self.variances,
                method: method
            )
        }
        expectClose(fits[0].betweenStudyVariance, fits[1].betweenStudyVariance, relative: 1e-12)
        expectClose(fits[0].pooled.estimate, 0.229023491584044642, relative: 1e-12)
        expectClose(fits[0].pooled.standardError, 0.084545442167791571, relative: 1e-12)
    }

    struct Filled: Sendable {
        let estimator: TrimAndFillEstimator
        let side: FunnelSide?
        let effects: [Double]
        let estimate: Double
        let standardError: Double
        let tauSquared: Double
    }

    static let filled = [
        Filled(
            estimator: .l0,
            side: nil,
            effects: [-0.201176470588235, -0.311176470588235, -0.451176470588235],
            estimate: 0.049411764705882349,
            standardError: 0.121411617241730926,
            tauSquared: 0.068022531231980612
        ),
        Filled(
            estimator: .r0,
            side: .left,
            effects: [-0.236, -0.376],
            estimate: 0.08699999999999998,
            standardError: 0.120400502708388923,
            tauSquared: 0.054915209608423811
        ),
        Filled(
            estimator: .l0,
            side: .right,
            effects: [],
            estimate: 0.141304347826086918,
            standardError: 0.096760493394319136,
            tauSquared: 0.018342955801104975
        ),
    ]

    @Test(
        "trim and fill: trimfill(rma(yi, vi, weights = w, method = \"DL\"), estimator, side)",
        arguments: filled
    )
    func trimAndFill(expected: Filled) throws {
        let fit = try MetaAnalysis.randomEffects(
            effects: Self.effects,
            variances: Self.variances,
            method: .derSimonianLaird,
            weighting: .fixed(Self.weights)
        )
        let found = try fit.trimAndFill(side: expected.side, estimator: expected.estimator)
        #expect(found.missing == expected.effects.count)
        #expect(found.side == expected.side ?? .left)
        for (effect, figure) in zip(found.filledEffects, expected.effects) {
            expectClose(effect, figure, relative: 1e-12)
        }
        expectClose(found.fit.pooled.estimate, expected.estimate, relative: 1e-12)
        expectClose(found.fit.pooled.standardError, expected.standardError, relative: 1e-11)
        expectClose(found.fit.betweenStudyVariance, expected.tauSquared, relative: 1e-11)
    }
}
