import Foundation
import Statistics
import Testing

@Suite("Several outcomes at once")
struct MultivariateTests {
    /// Berkey et al. (1998), Stat Med 17: five periodontal trials, improvement in probing depth and
    /// attachment level; typed from the published table with the covariances of their errors.
    static let trials: [(pd: Double, al: Double, vpd: Double, cov: Double, val: Double)] = [
        (0.47, -0.32, 0.0075, 0.0030, 0.0077), (0.20, -0.60, 0.0057, 0.0009, 0.0008),
        (0.40, -0.12, 0.0021, 0.0007, 0.0014), (0.26, -0.31, 0.0029, 0.0009, 0.0015),
        (0.56, -0.39, 0.0148, 0.0072, 0.0304),
    ]

    private func fit(_ structure: EffectStructure, restricted: Bool, scale: Double = 1) throws
        -> MultivariateMetaAnalysis
    {
        var effects: [Double] = []
        var studies: [String] = []
        var outcomes: [String] = []
        var covariances: [String: Matrix] = [:]
        for (index, trial) in Self.trials.enumerated() {
            effects += [scale * trial.pd, scale * trial.al]
            studies += ["\(index)", "\(index)"]
            outcomes += ["PD", "AL"]
            let square = scale * scale
            covariances["\(index)"] = square * Matrix([[trial.vpd, trial.cov], [trial.cov, trial.val]])
        }
        return try MultivariateMetaAnalysis.fit(
            effects: effects,
            covariances: covariances,
            studies: studies,
            outcomes: outcomes,
            structure: structure,
            restricted: restricted
        )
    }

    @Test("the periodontal trials agree with metafor 5.1-12, rma.mv(struct = \"UN\", method = \"REML\")")
    func berkey() throws {
        let model = try fit(.unstructured, restricted: true)
        let g = model.betweenStudyCovariance
        #expect(model.outcomes == ["AL", "PD"])
        expectClose(model.logLikelihood, 3.6917676943703306, relative: 1e-11)
        expectClose(g[0, 0], 0.03265133249789547, relative: 2e-7)
        expectClose(g[1, 1], 0.01173302542165263, relative: 2e-7)
        expectClose(g[0, 1] / (g[0, 0] * g[1, 1]).squareRoot(), 0.6087986871535171, relative: 2e-7)
        expectClose(model.coefficients[0].estimate, -0.33921517829431735, relative: 1e-8)
        expectClose(model.coefficients[1].estimate, 0.3534281696205523, relative: 1e-8)
        expectClose(model.coefficients[0].standardError, 0.08790513630993098, relative: 1e-7)
        expectClose(model.coefficients[1].standardError, 0.05884863168368624, relative: 1e-7)
        expectClose(model.jointTest.statistic, 108.86158438372772, relative: 1e-7)
    }

    @Test(
        "both versions of metafor agree with it",
        .enabled(if: Reference.hasRealData),
        arguments: ["c_metareg_mv.json", "c_metareg_mv.metafor5.json"]
    )
    func versions(file: String) throws {
        let figures = try Reference.real(file).multivariate.tight
        let model = try fit(.unstructured, restricted: true)
        let g = model.betweenStudyCovariance
        // metafor 3.8 and 5.1 differ by 2e-8 in the variances themselves.
        expectClose(g[0, 0], try #require(figures.tau2[0].number), relative: 5e-7)
        expectClose(g[1, 1], try #require(figures.tau2[1].number), relative: 5e-7)
        expectClose(
            g[0, 1] / (g[0, 0] * g[1, 1]).squareRoot(),
            try #require(figures.rho.number),
            relative: 5e-7
        )
        expectClose(model.logLikelihood, try #require(figures.ll.number), relative: 1e-10)
        expectClose(model.coefficients.map(\.estimate), figures.b.numbers, relative: 1e-7, "b")
        expectClose(model.coefficients.map(\.standardError), figures.se.numbers, relative: 1e-7, "se")
    }

    @Test("a diagonal covariance with uncorrelated errors is one synthesis for each outcome")
    func separate() throws {
        var effects: [Double] = []
        var studies: [String] = []
        var outcomes: [String] = []
        var covariances: [String: Matrix] = [:]
        for (index, trial) in Self.trials.enumerated() {
            effects += [trial.pd, trial.al]
            studies += ["\(index)", "\(index)"]
            outcomes += ["PD", "AL"]
            covariances["\(index)"] = Matrix([[trial.vpd, 0], [0, trial.val]])
        }
        let model = try MultivariateMetaAnalysis.fit(
            effects: effects,
            covariances: covariances,
            studies: studies,
            outcomes: outcomes,
            structure: .diagonal
        )
        let depth = try MetaAnalysis.randomEffects(
            effects: Self.trials.map(\.pd),
            variances: Self.trials.map(\.vpd)
        )
        let level = try MetaAnalysis.randomEffects(
            effects: Self.trials.map(\.al),
            variances: Self.trials.map(\.val)
        )
        expectClose(model.coefficients[0].estimate, level.pooled.estimate, relative: 1e-9)
        expectClose(model.coefficients[1].estimate, depth.pooled.estimate, relative: 1e-9)
        expectClose(model.betweenStudyCovariance[0, 0], level.betweenStudyVariance, relative: 1e-8)
        expectClose(model.betweenStudyCovariance[1, 1], depth.betweenStudyVariance, relative: 1e-8)
        expectClose(model.logLikelihood, try depth.logLikelihood() + level.logLikelihood(), relative: 1e-10)
    }

    @Test("units pass through", arguments: EffectStructure.allCases)
    func scale(structure: EffectStructure) throws {
        let base = try fit(structure, restricted: true)
        let scaled = try fit(structure, restricted: true, scale: 10)
        expectClose(scaled.coefficients[0].estimate, 10 * base.coefficients[0].estimate, relative: 1e-8)
        expectClose(
            scaled.betweenStudyCovariance[0, 1],
            100 * base.betweenStudyCovariance[0, 1],
            relative: 1e-6,
            floor: 1e-10
        )
    }

    @Test("an outcome that stands twice in a study is refused")
    func twice() {
        #expect(throws: SynthesisError.self) {
            try MultivariateMetaAnalysis.fit(
                effects: [1, 2, 3],
                covariances: ["a": Matrix.identity(2), "b": Matrix.identity(1)],
                studies: ["a", "a", "b"],
                outcomes: ["x", "x", "y"]
            )
        }
    }
}
