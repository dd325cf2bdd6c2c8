import Foundation
import Statistics
import Testing

/// Effects and variances of a shared data set, rows with either missing dropped.
struct EffectTable {
    let effects: [Double]
    let variances: [Double]
    let columns: [String: [String?]]

    init(
        _ csv: String,
        _ source: ReferenceSource,
        effect: String = "yi",
        variance: String = "vi",
        requiring: [String] = []
    ) throws {
        let table = try source.table(csv)
        let raw = try #require(table[effect])
        let rawVariances = try #require(table[variance])
        let kept = raw.indices.filter { row in
            raw[row] != nil && rawVariances[row] != nil && requiring.allSatisfy { table[$0]?[row] != nil }
        }
        effects = try kept.map { try #require(raw[$0].flatMap(Double.init)) }
        variances = try kept.map { try #require(rawVariances[$0].flatMap(Double.init)) }
        columns = table.mapValues { values in kept.map { values[$0] } }
    }

    func number(_ column: String) throws -> [Double] {
        try (#require(columns[column])).map { try #require($0.flatMap(Double.init), "\(column)") }
    }

    func text(_ column: String) throws -> [String] {
        try (#require(columns[column])).map { try #require($0) }
    }
}

/// One fit of `rma` against ours.
private struct Comparison {
    let name: String
    let figures: JSON
    let fit: MetaAnalysis

    /// Iterated estimates in the file stop at double precision; closed forms are exact.
    func close(
        _ actual: Double?,
        _ expected: JSON,
        _ what: String,
        relative: Double = 1e-9,
        floor: Double = 1e-13
    ) {
        guard let expected = expected.number else { return }
        guard let actual else {
            Issue.record("\(name) \(what): nothing against \(expected)")
            return
        }
        expectClose(actual, expected, relative: relative, floor: floor, "\(name) \(what)")
    }

    func heterogeneity() throws {
        close(fit.betweenStudyVariance, figures.tau2, "tau2", floor: 1e-12)
        close(fit.betweenStudyVarianceStandardError, figures.se_tau2, "se tau2")
        close(fit.iSquared, figures.I2, "I2", floor: 3e-9)
        close(fit.hSquared, figures.H2, "H2")
        close(fit.typicalVariance, figures.vt, "vt")
        close(fit.residualHeterogeneity.statistic, figures.QE, "QE")
        close(fit.residualHeterogeneity.pValue, figures.QE_p, "QE p", floor: 1e-300)
        for (restricted, key) in [(false, "fit_ML"), (true, "fit_REML")] where !figures[key].isMissing {
            let statistics = try fit.fitStatistics(restricted: restricted)
            close(statistics.logLikelihood, figures[key].ll, "\(key) ll", floor: 1e-10)
            close(statistics.aic, figures[key].AIC, "\(key) AIC", floor: 1e-10)
            close(statistics.bic, figures[key].BIC, "\(key) BIC", floor: 1e-10)
            close(statistics.correctedAIC, figures[key].AICc, "\(key) AICc", floor: 1e-10)
        }
    }

    func coefficient(_ expected: JSON) throws {
        let pooled = fit.pooled
        close(pooled.estimate, expected.b, "b")
        close(pooled.standardError, expected.se, "se")
        close(pooled.statistic, expected.stat, "stat", relative: 2e-9)
        close(pooled.pValue, expected.p, "p", relative: 1e-7, floor: 1e-300)
        close(pooled.lower, expected.ci_lb, "lower", floor: 1e-10)
        close(pooled.upper, expected.ci_ub, "upper", floor: 1e-10)
        close(fit.residualScale, expected.s2w, "s2w")
        let definitions: [(String, PredictionDefinition)] = [
            ("pi", .sameAsTest), ("pi_t", .studentT), ("pi_riley", .higginsThompsonSpiegelhalter),
            ("pi_simple", .trueEffectsOnly),
        ]
        for (key, definition) in definitions where expected[key].pi_lb.number != nil {
            if fit.count == 2, definition == .higginsThompsonSpiegelhalter {
                // metafor answers with t on max(1, k - 2) degrees of freedom; there are none.
                #expect(throws: SynthesisError.self) { try fit.predictionInterval(definition) }
                continue
            }
            let interval = try fit.predictionInterval(definition)
            // metafor's iterated SJ creeps towards a limit of zero and stops at about 1e-12, whose root this
            // is.
            let floor = fit.estimator == .sidikJonkmanIterated ? 2e-6 : 1e-10
            close(interval.lower, expected[key].pi_lb, key + " lower", floor: floor)
            close(interval.upper, expected[key].pi_ub, key + " upper", floor: floor)
        }
    }
}

@Suite("rma of metafor, every data set and method")
struct MetaforUnivariateTests {
    @Test(
        "coefficients, heterogeneity, tests and intervals agree",
        arguments: ["b_meta_uni.json", "b_meta_uni.metafor5.json"],
        ReferenceSource.available
    )
    func agreement(file: String, source: ReferenceSource) throws {
        let datasets = try source.file(file).datasets
        #expect(
            datasets.keys.count == (source == .shared ? 17 : datasets.keys.count) && !datasets.keys.isEmpty
        )
        for name in datasets.keys {
            let table = try EffectTable(try #require(datasets[name].csv.string), source)
            #expect(table.effects.count == datasets[name].k.integer)
            for method in BetweenStudyEstimator.allCases {
                let figures = datasets[name].methods[method.rawValue]
                try #require(!figures.isMissing)
                let weights = table.variances.map { 1 / $0 }
                let weighting: SynthesisWeighting =
                    method == .generalisedQ ? .fixed(weights) : .inverseVariance
                for test in SynthesisTest.allCases {
                    let expected = figures[test.rawValue]
                    guard expected.b.number != nil else { continue }
                    let label = "\(name) \(method.rawValue) \(test.rawValue)"
                    if expected.se.number == 0 { continue }
                    let fit = try MetaAnalysis.randomEffects(
                        effects: table.effects,
                        variances: table.variances,
                        method: method,
                        test: test,
                        weighting: weighting
                    )
                    let comparison = Comparison(name: label, figures: figures, fit: fit)
                    if test == .normal { try comparison.heterogeneity() }
                    try comparison.coefficient(expected)
                }
                let unweighted = figures.unweighted_z
                if unweighted.b.number != nil {
                    let fit = try MetaAnalysis.randomEffects(
                        effects: table.effects,
                        variances: table.variances,
                        method: method,
                        weighting: .equal
                    )
                    try Comparison(name: "\(name) \(method.rawValue) unweighted", figures: figures, fit: fit)
                        .coefficient(unweighted)
                }
            }
        }
    }

    @Test(
        "intervals for heterogeneity, weights, shrunken effects and residuals agree",
        arguments: ["b_meta_uni.json", "b_meta_uni.metafor5.json"],
        ReferenceSource.available
    )
    func details(file: String, source: ReferenceSource) throws {
        let datasets = try source.file(file).datasets
        for name in datasets.keys {
            let table = try EffectTable(try #require(datasets[name].csv.string), source)
            for method in BetweenStudyEstimator.allCases where method != .generalisedQ {
                let figures = datasets[name].methods[method.rawValue]
                let fit = try MetaAnalysis.randomEffects(
                    effects: table.effects,
                    variances: table.variances,
                    method: method
                )
                let comparison = Comparison(name: "\(name) \(method.rawValue)", figures: figures, fit: fit)
                let intervals: [(String, HeterogeneityIntervalMethod)] = [
                    ("ci_default_type", .qProfile), ("ci_PL", .profileLikelihood),
                    ("ci_HT", .higginsThompson),
                ]
                for (key, kind) in intervals where figures[key].tau2_lb.number != nil {
                    let found = try fit.heterogeneityIntervals(kind)
                    let pairs: [(String, ConfidenceInterval)] = [
                        ("tau2", found.betweenStudyVariance), ("tau", found.betweenStudyDeviation),
                        ("I2", found.iSquared), ("H2", found.hSquared),
                    ]
                    for (quantity, interval) in pairs {
                        comparison.close(
                            interval.lower,
                            figures[key][quantity + "_lb"],
                            "\(key) \(quantity) lower",
                            relative: 1e-8,
                            floor: 1e-10
                        )
                        comparison.close(
                            interval.upper,
                            figures[key][quantity + "_ub"],
                            "\(key) \(quantity) upper",
                            relative: 1e-8,
                            floor: 1e-10
                        )
                    }
                }
                if figures.weights_pct.isMissing { continue }
                for (index, weight) in figures.weights_pct.array.enumerated() {
                    comparison.close(fit.weightPercentages[index], weight, "weight \(index)")
                }
                let shrunken = try fit.shrunkenEffects()
                let residuals = try fit.standardisedResiduals()
                for index in table.effects.indices {
                    comparison.close(
                        shrunken[index].estimate,
                        figures.blup.pred[index],
                        "blup \(index)",
                        floor: 1e-11
                    )
                    comparison.close(
                        shrunken[index].standardError,
                        figures.blup.se[index],
                        "blup se \(index)"
                    )
                    comparison.close(
                        shrunken[index].interval.lower,
                        figures.blup.pi_lb[index],
                        "blup lower",
                        floor: 1e-10
                    )
                    comparison.close(
                        shrunken[index].interval.upper,
                        figures.blup.pi_ub[index],
                        "blup upper",
                        floor: 1e-10
                    )
                    comparison.close(
                        residuals[index].residual,
                        figures.rstandard.resid[index],
                        "residual",
                        floor: 1e-11
                    )
                    comparison.close(
                        residuals[index].standardised,
                        figures.rstandard.z[index],
                        "residual z",
                        floor: 1e-10
                    )
                }
            }
        }
    }
}
