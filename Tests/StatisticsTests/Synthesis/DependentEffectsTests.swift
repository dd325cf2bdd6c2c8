import Foundation
import Statistics
import Testing

@Suite("Dependent effects: correlated errors, robust tests, Henmi and Copas")
struct DependentEffectsTests {
    @Test(
        "correlated and hierarchical effects agree with metafor and clubSandwich",
        .enabled(if: Reference.hasRealData)
    )
    func correlatedHierarchical() throws {
        let figures = try Reference.real("c_metareg_mv.json").che
        let table = try EffectTable("data/meta_assink2016.csv", .shared)
        let model = try ThreeLevelMetaAnalysis.fit(
            effects: table.effects,
            variances: table.variances,
            clusters: try table.text("study"),
            correlation: figures.rho.number
        )
        for index in 0..<2 {
            let expected = try #require(figures.refined.theta[index].number)
            expectClose(model.components[index].variance, expected, relative: 1e-9)
            let error = try #require(figures.refined.se_theta_observed[index].number)
            expectClose(try #require(model.components[index].standardError), error, relative: 1e-7)
        }
        expectClose(model.pooled.estimate, try #require(figures.refined.b[0].number), relative: 1e-10)
        expectClose(model.pooled.standardError, try #require(figures.refined.se[0].number), relative: 1e-9)
        expectClose(model.logLikelihood, try #require(figures.refined.ll.number), relative: 1e-11)
        let robust = try model.robust()
        expectClose(
            robust.coefficients[0].standardError,
            try #require(figures.CR2.SE[0].number),
            relative: 1e-8
        )
        expectClose(
            try #require(robust.coefficients[0].degreesOfFreedom),
            try #require(figures.CR2.df_Satt[0].number),
            relative: 1e-7
        )
    }

    @Test("robust tests of independent effects agree with metafor", .enabled(if: Reference.hasRealData))
    func robustUnivariate() throws {
        let file = try Reference.real("c_metareg_mv.json").robust_rma_uni
        for (name, csv, cluster) in [
            ("assink2016", "data/meta_assink2016.csv", "study"),
            ("konstantopoulos2011", "data/meta_konstantopoulos2011.csv", "district"),
        ] {
            let table = try EffectTable(csv, .shared)
            let fit = try MetaAnalysis.randomEffects(effects: table.effects, variances: table.variances)
            try compare(fit, try table.text(cluster), file[name], name)
        }
        let bcg = try EffectTable("data/meta_bcg.csv", .shared)
        let regression = try MetaAnalysis.regression(
            effects: bcg.effects,
            variances: bcg.variances,
            moderators: [.continuous(name: "ablat", values: try bcg.number("ablat"))]
        )
        try compare(regression, try bcg.text("trial"), file.bcg_ablat_by_trial, "bcg")
    }

    private func compare(_ fit: MetaAnalysis, _ clusters: [String], _ figures: JSON, _ name: String) throws {
        let second = try fit.robust(.cr2, clusters: clusters)
        let first = try fit.robust(.cr1p, clusters: clusters)
        for index in second.coefficients.indices {
            expectClose(
                second.coefficients[index].standardError,
                try #require(figures.CR2.se[index].number),
                relative: 1e-8,
                "\(name) CR2"
            )
            expectClose(
                second.coefficients[index].pValue,
                try #require(figures.CR2.p[index].number),
                relative: 1e-6,
                floor: 1e-12,
                "\(name) CR2 p"
            )
            expectClose(
                first.coefficients[index].standardError,
                try #require(figures.CR1.se[index].number),
                relative: 1e-8,
                "\(name) CR1"
            )
        }
    }

    @Test("Henmi and Copas's interval agrees", arguments: ReferenceSource.available)
    func henmiCopas(source: ReferenceSource) throws {
        let datasets = try source.file("b_meta_uni.json").datasets
        var compared = 0
        for name in datasets.keys {
            guard let lower = datasets[name].henmi_copas.ci_lb.number else { continue }
            let table = try EffectTable(try #require(datasets[name].csv.string), source)
            let fit = try MetaAnalysis.randomEffects(effects: table.effects, variances: table.variances)
            let found = try fit.henmiCopas()
            let figures = datasets[name].henmi_copas
            expectClose(found.estimate, try #require(figures.b.number), relative: 1e-11, floor: 1e-13, name)
            expectClose(found.standardError, try #require(figures.se.number), relative: 1e-11, name)
            // R's root search and quadrature both stop at 1.2e-4; adaptive quadrature at 1e-12 (scipy) gives
            // ours to nine digits where the two differ most (edge_bighet: -13.559267670).
            let half = found.interval.upper - found.estimate
            #expect(
                abs(found.interval.lower - lower) < 4e-4 * half,
                "\(name) \(found.interval.lower) \(lower)"
            )
            compared += 1
        }
        #expect(compared >= (source == .shared ? 15 : 2))
    }

    @Test(
        "Henmi and Copas's interval keeps its digits however many the studies",
        arguments: [
            (50, 0.0, 0.0423224299553422), (200, 0.3, 0.0341097177603249),
            (1000, 2.0, 0.0977954470074253),
            (5000, 0.0, 0.00432797838630015), (5000, 0.3, 0.00657480510000352),
            (5000, 2.0, 0.0436849204180125),
        ]
    )
    func henmiCopasOfMany(count: Int, spread: Double, half: Double) throws {
        // The formulae of the paper in R 4.2.2, with integrate() at 1e-12 on short pieces and uniroot() at 1e-13.
        let effects = (1...count).map { spread * sin(Double($0)) + 0.1 * cos(3 * Double($0)) }
        let variances = (1...count).map { 0.01 + 0.04 * Double(($0 * 37) % 101) / 101 }
        let found = try MetaAnalysis.randomEffects(effects: effects, variances: variances).henmiCopas()
        expectClose(found.interval.upper - found.estimate, half, relative: 1e-11)
    }

    @Test(
        "one effect per cluster is refused: between and within cannot be told apart",
        arguments: [true, false]
    )
    func oneEffectPerCluster(restricted: Bool) throws {
        let effects = [0.3, 0.1, 0.7, -0.2, 0.5, 0.9]
        let variances = [0.02, 0.04, 0.03, 0.05, 0.02, 0.06]
        let labels = ["a", "b", "c", "d", "e", "f"]
        let correlations: [Double?] = [nil, 0.6]
        for correlation in correlations {
            #expect(throws: SynthesisError.noReplication(clusters: 6)) {
                try ThreeLevelMetaAnalysis.fit(
                    effects: effects,
                    variances: variances,
                    clusters: labels,
                    moderators: [.continuous(name: "dose", values: [1, 2, 2, 3, 1, 4])],
                    correlation: correlation,
                    restricted: restricted
                )
            }
        }
        // One pair is enough to tell them apart.
        let fit = try ThreeLevelMetaAnalysis.fit(
            effects: effects,
            variances: variances,
            clusters: ["a", "a", "b", "c", "d", "e"],
            restricted: restricted
        )
        #expect(fit.clusterCount == 5 && fit.components.allSatisfy { $0.variance >= 0 })
    }

    @Test("dense and closed-form clusters give the same fit")
    func twoAlgorithms() throws {
        var generator = SeededForTests(seed: 5)
        var effects: [Double] = []
        var variances: [Double] = []
        var clusters: [String] = []
        for cluster in 0..<12 {
            let shift = Double.random(in: -0.6...0.6, using: &generator)
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                variances.append(Double.random(in: 0.01...0.1, using: &generator))
                effects.append(0.2 + shift + Double.random(in: -0.5...0.5, using: &generator))
                clusters.append("c\(cluster)")
            }
        }
        let closed = try ThreeLevelMetaAnalysis.fit(
            effects: effects,
            variances: variances,
            clusters: clusters
        )
        // A correlation of 1e-300 takes the dense path and changes nothing.
        let dense = try ThreeLevelMetaAnalysis.fit(
            effects: effects,
            variances: variances,
            clusters: clusters,
            correlation: 1e-300
        )
        expectClose(closed.logLikelihood, dense.logLikelihood, relative: 1e-12)
        for index in 0..<2 {
            expectClose(closed.components[index].variance, dense.components[index].variance, relative: 1e-8)
        }
        let scaled = try ThreeLevelMetaAnalysis.fit(
            effects: effects.map { 10 * $0 + 3 },
            variances: variances.map { 100 * $0 },
            clusters: clusters
        )
        expectClose(scaled.pooled.estimate, 10 * closed.pooled.estimate + 3, relative: 1e-8)
        expectClose(scaled.components[0].variance, 100 * closed.components[0].variance, relative: 1e-7)
    }

    @Test("bad clusters are refused")
    func refusals() throws {
        #expect(throws: SynthesisError.tooFewClusters(found: 1, needed: 2)) {
            try ThreeLevelMetaAnalysis.fit(
                effects: [1, 2, 3],
                variances: [1, 1, 1],
                clusters: ["a", "a", "a"]
            )
        }
        #expect(throws: SynthesisError.unequalLengths(expected: 3, found: 2, what: "clusters")) {
            try ThreeLevelMetaAnalysis.fit(effects: [1, 2, 3], variances: [1, 1, 1], clusters: ["a", "b"])
        }
        #expect(throws: SynthesisError.invalidOption(name: "correlation", value: 1)) {
            try ThreeLevelMetaAnalysis.fit(
                effects: [1, 2, 3],
                variances: [1, 1, 1],
                clusters: ["a", "b", "b"],
                correlation: 1
            )
        }
    }
}
