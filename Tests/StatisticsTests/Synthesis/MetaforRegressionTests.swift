import Foundation
import Statistics
import Testing

/// The moderators of each model in the shared file, as R's formula there writes them.
private func moderators(_ specification: String, _ table: EffectTable) throws -> (
    [Moderator], intercept: Bool
) {
    func number(_ column: String) throws -> Moderator {
        .continuous(name: column, values: try table.number(column))
    }
    func derived(_ name: String, _ values: [Double]) -> Moderator { .continuous(name: name, values: values) }
    switch specification {
    case "~weeks", "~length", "~ablat", "~year":
        return ([try number(String(specification.dropFirst()))], true)
    case "~control": return ([.factor(name: "control", values: try table.text("control"))], true)
    case "~weeks + tester":
        return ([try number("weeks"), .factor(name: "tester", values: try table.text("tester"))], true)
    case "~I(pmin(weeks, 3))":
        return ([derived("I(pmin(weeks, 3))", try table.number("weeks").map { min($0, 3) })], true)
    case "~length + wic + feedback + info + pers + imag + meta":
        return (try ["length", "wic", "feedback", "info", "pers", "imag", "meta"].map(number), true)
    case "~factor(grade)":
        return ([.factor(name: "factor(grade)", values: try table.text("grade"))], true)
    case "~ablat + year": return (try ["ablat", "year"].map(number), true)
    case "~alloc": return ([.factor(name: "alloc", values: try table.text("alloc"))], true)
    case "~alloc - 1": return ([.factor(name: "alloc", values: try table.text("alloc"))], false)
    case "~alloc + ablat":
        return ([.factor(name: "alloc", values: try table.text("alloc")), try number("ablat")], true)
    case "~I(year - 1990)":
        return ([derived("I(year - 1990)", try table.number("year").map { $0 - 1990 })], true)
    case "~log(n1i)": return ([derived("log(n1i)", try table.number("n1i").map { log($0) })], true)
    default: throw UnknownModel(specification: specification)
    }
}

private struct UnknownModel: Error { let specification: String }

/// The table without rows that lack a moderator (metafor drops them).
private func complete(_ csv: String, _ source: ReferenceSource, _ specification: String) throws -> EffectTable
{
    let multi = ["length", "wic", "feedback", "info", "pers", "imag", "meta", "control"]
    return try EffectTable(csv, source, requiring: multi.filter(specification.contains))
}

@Suite("Meta-regression of metafor, every model and method")
struct MetaforRegressionTests {
    @Test(
        "coefficients, tests, heterogeneity, R² and predictions agree",
        arguments: ["c_metareg_mv.json", "c_metareg_mv.metafor5.json"],
        ReferenceSource.available
    )
    func agreement(file: String, source: ReferenceSource) throws {
        let models = try source.file(file).metareg
        #expect(models.keys.count == (source == .shared ? 15 : models.keys.count) && !models.keys.isEmpty)
        for name in models.keys {
            let model = models[name]
            let specification = try #require(model.mods.string)
            let table = try complete(try #require(model.csv.string), source, specification)
            let (terms, intercept) = try moderators(specification, table)
            for method in BetweenStudyEstimator.allCases where !model[method.rawValue].isMissing {
                let figures = model[method.rawValue]
                #expect(table.effects.count == figures.k.integer, "\(name)")
                for test in SynthesisTest.allCases where !figures[test.rawValue].isMissing {
                    let fit = try MetaAnalysis.regression(
                        effects: table.effects,
                        variances: table.variances,
                        moderators: terms,
                        intercept: intercept,
                        method: method,
                        test: test
                    )
                    try compare(
                        fit,
                        figures,
                        figures[test.rawValue],
                        "\(name) \(method.rawValue) \(test.rawValue)"
                    )
                    try predictions(fit, figures, test, name)
                }
            }
        }
    }

    private func compare(_ fit: MetaAnalysis, _ figures: JSON, _ tested: JSON, _ label: String) throws {
        // Where tau squared is nearly zero the file's figure stops at about 1e-13 absolute.
        func close(
            _ actual: Double,
            _ expected: JSON,
            _ what: String,
            relative: Double = 1e-8,
            floor: Double = 1e-12
        ) {
            guard let expected = expected.number else { return }
            expectClose(actual, expected, relative: relative, floor: floor, "\(label) \(what)")
        }
        close(fit.betweenStudyVariance, figures.tau2, "tau2")
        close(fit.iSquared, figures.I2, "I2", floor: 1e-7)
        close(fit.hSquared, figures.H2, "H2")
        if let error = fit.betweenStudyVarianceStandardError { close(error, figures.se_tau2, "se tau2") }
        close(fit.residualHeterogeneity.statistic, figures.QE, "QE")
        close(fit.residualHeterogeneity.pValue, figures.QE_p, "QE p", floor: 1e-300)
        close(try fit.rSquared(), figures.R2, "R2", floor: 1e-7)
        for restricted in [false, true] {
            let statistics = try fit.fitStatistics(restricted: restricted)
            let suffix = restricted ? "REML" : "ML"
            close(statistics.logLikelihood, figures["ll_" + suffix], "ll", floor: 1e-9)
            close(statistics.aic, figures["AIC_" + suffix], "AIC", floor: 1e-9)
            close(statistics.bic, figures["BIC_" + suffix], "BIC", floor: 1e-9)
            close(statistics.correctedAIC, figures["AICc_" + suffix], "AICc", floor: 1e-9)
        }
        let names = tested.names.array.compactMap(\.string).map { $0 == "intrcpt" ? "intercept" : $0 }
        #expect(fit.coefficients.map(\.name) == names)
        for (index, coefficient) in fit.coefficients.enumerated() {
            close(coefficient.estimate, tested.b[index], "b\(index)", relative: 1e-7)
            close(coefficient.standardError, tested.se[index], "se\(index)")
            close(coefficient.statistic, tested.stat[index], "stat\(index)", relative: 1e-7)
            close(coefficient.pValue, tested.p[index], "p\(index)", relative: 1e-6, floor: 1e-300)
            close(coefficient.lower, tested.ci_lb[index], "lower\(index)", relative: 1e-7)
            close(coefficient.upper, tested.ci_ub[index], "upper\(index)", relative: 1e-7)
            for (other, expected) in tested.vcov.matrix[index].enumerated() {
                expectClose(
                    fit.covariance[index, other],
                    expected,
                    relative: 1e-7,
                    floor: 1e-12,
                    "\(label) vcov"
                )
            }
        }
        let omnibus = try #require(fit.moderatorTest)
        close(omnibus.statistic, tested.QM, "QM")
        close(omnibus.pValue, tested.QM_p, "QM p", relative: 1e-6, floor: 1e-300)
        for (expected, value) in zip(figures.vif.numbers, fit.hasIntercept ? try fit.varianceInflation() : [])
        {
            if let expected { expectClose(value, expected, relative: 1e-7, "\(label) vif") }
        }
        if let lower = figures.tau2_ci_QP.lb.number, let upper = figures.tau2_ci_QP.ub.number {
            let interval = try fit.heterogeneityIntervals()
            expectClose(
                interval.betweenStudyVariance.lower,
                lower,
                relative: 1e-8,
                floor: 1e-10,
                "\(label) QP lower"
            )
            expectClose(
                interval.betweenStudyVariance.upper,
                upper,
                relative: 1e-8,
                floor: 1e-10,
                "\(label) QP upper"
            )
        }
    }

    private func predictions(_ fit: MetaAnalysis, _ figures: JSON, _ test: SynthesisTest, _ name: String)
        throws
    {
        let key = test == .normal ? "predict_first3" : "predict_first3_knha"
        guard test == .normal || test == .knappHartung, !figures[key].isMissing else { return }
        for index in 0..<3 {
            let prediction = try fit.predict(fit.designRow(index))
            let pairs: [(Double, String)] = [
                (prediction.estimate, "pred"), (prediction.standardError, "se"),
                (prediction.confidence.lower, "ci_lb"), (prediction.confidence.upper, "ci_ub"),
                (prediction.prediction.lower, "pi_lb"), (prediction.prediction.upper, "pi_ub"),
            ]
            for (actual, field) in pairs {
                let expected = try #require(figures[key][field][index].number)
                expectClose(actual, expected, relative: 1e-7, floor: 1e-9, "\(name) \(key) \(field)")
            }
        }
    }

    @Test(
        "subgroups with separate variances, the likelihood ratio and exact permutations agree",
        arguments: ReferenceSource.available
    )
    func comparisons(source: ReferenceSource) throws {
        let file = try source.file("c_metareg_mv.json")
        let bcg = try EffectTable("data/meta_bcg.csv", source)
        let groups = try SubgroupAnalysis(
            effects: bcg.effects,
            variances: bcg.variances,
            groups: try bcg.text("alloc")
        )
        expectClose(groups.between.statistic, try #require(file.subgroup.Q_between.number), relative: 1e-9)
        expectClose(groups.between.pValue, try #require(file.subgroup.p.number), relative: 1e-9)
        for group in groups.groups {
            let figures = file.subgroup.groups[group.name]
            expectClose(group.fit.pooled.estimate, try #require(figures.b.number), relative: 1e-9)
            expectClose(group.fit.pooled.standardError, try #require(figures.se.number), relative: 1e-9)
            expectClose(group.fit.betweenStudyVariance, try #require(figures.tau2.number), relative: 1e-9)
        }
        let ablat = Moderator.continuous(name: "ablat", values: try bcg.number("ablat"))
        let full = try MetaAnalysis.regression(
            effects: bcg.effects,
            variances: bcg.variances,
            moderators: [ablat],
            method: .maximumLikelihood
        )
        let ratio = try full.likelihoodRatioTest(against: full.withoutModerators())
        expectClose(ratio.statistic, try #require(file.lrt.LRT.number), relative: 1e-9)
        expectClose(ratio.pValue, try #require(file.lrt.p.number), relative: 1e-9)

        var generator = SeededForTests(seed: 1)
        for (method, key) in [
            (BetweenStudyEstimator.derSimonianLaird, "bcg_DL_intercept_exact"),
            (.restrictedMaximumLikelihood, "bcg_REML_intercept_exact"),
        ] {
            let pool = try MetaAnalysis.randomEffects(
                effects: bcg.effects,
                variances: bcg.variances,
                method: method
            )
            let permutation = try pool.permutationTest(using: &generator)
            #expect(permutation.isExact && permutation.arrangements == 8192)
            #expect(permutation.pValues == file.permutation[key].p.numbers.compactMap { $0 })
        }
        for (test, key) in [
            (SynthesisTest.normal, "bcg_first7_ablat_DL_exact"),
            (.knappHartung, "bcg_first7_ablat_DL_knha_exact"),
        ] {
            let first = try MetaAnalysis.regression(
                effects: Array(bcg.effects.prefix(7)),
                variances: Array(bcg.variances.prefix(7)),
                moderators: [.continuous(name: "ablat", values: Array(try bcg.number("ablat").prefix(7)))],
                method: .derSimonianLaird,
                test: test
            )
            let permutation = try first.permutationTest(using: &generator)
            #expect(permutation.isExact && permutation.arrangements == 5040)
            for (p, expected) in zip(permutation.pValues, file.permutation[key].p.numbers) {
                expectClose(p, try #require(expected), relative: 1e-14)
            }
            let omnibus = try #require(permutation.moderatorPValue)
            expectClose(omnibus, try #require(file.permutation[key].QMp.number), relative: 1e-14)
        }
    }

    @Test(
        "permutations drawn at random agree within their simulation error",
        arguments: ReferenceSource.available
    )
    func drawnPermutations(source: ReferenceSource) throws {
        let figures = try source.file("c_metareg_mv.json").permutation.bcg_ablat_year_DL_MC20000
        let bcg = try EffectTable("data/meta_bcg.csv", source)
        let fit = try MetaAnalysis.regression(
            effects: bcg.effects,
            variances: bcg.variances,
            moderators: try ["ablat", "year"].map { .continuous(name: $0, values: try bcg.number($0)) },
            method: .derSimonianLaird
        )
        var generator = SeededForTests(seed: 11)
        let drawn = try fit.permutationTest(limit: 4000, using: &generator)
        for (index, p) in figures.p.numbers.enumerated() {
            let expected = try #require(p)
            let error = (expected * (1 - expected) * (1 / 4000.0 + 1 / 20000.0)).squareRoot()
            #expect(abs(drawn.pValues[index] - expected) < 4.5 * error)
        }
    }
}

/// SplitMix64: enough for arrangements in tests.
struct SeededForTests: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
