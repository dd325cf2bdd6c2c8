import Foundation
import Statistics
import Testing

/// `e2_lmm.json`: the exact optimum of lme4 1.1-31's likelihoods ("refined"), pbkrtest 0.5.2, and
/// `i_sim_reference.json`.
@Suite(.enabled(if: Reference.hasRealData)) struct RealMultilevelTests {
    static let intercepts = [
        "crt_null", "crt_ancova", "mst_null", "mst_ri", "star_k_null", "star_k_ri", "star_k_subgroup",
        "exam_ri",
    ]

    static func parts(_ reference: JSON) throws -> (outcome: [Double], design: DesignMatrix, table: DataTable)
    {
        let formula = try #require(reference.formula.string)
        let table = try RealTrials.table(try #require(reference.csv.string))
        let design = try DesignMatrix(terms: RealTrials.terms(formula), table: table)
        return (try table.numbers(RealTrials.outcome(formula)), design, table)
    }

    static func compare(_ fit: MultilevelFit, _ refined: JSON, _ label: String, variances: Double) throws {
        expectClose(fit.coefficients, refined.b.numbers, relative: 1e-8, label + " b")
        let tests = try fit.tests()
        expectClose(tests.map(\.standardError), refined.se.numbers, relative: 1e-8, label + " se")
        expectClose(
            fit.components.map(\.estimate),
            refined.par.numbers,
            relative: variances,
            label + " variances"
        )
        expectClose(
            fit.components.map { $0.standardError ?? .nan },
            refined.se_par_observed_info.numbers,
            relative: 1e-7,
            label + " se of variances"
        )
        expectClose(
            fit.logLikelihood,
            try #require(refined.logLik.number),
            relative: 1e-12,
            label + " logLik"
        )
        if !refined.df_satterthwaite.isMissing {
            expectClose(
                tests.map(\.degreesOfFreedom),
                refined.df_satterthwaite.numbers,
                relative: 1e-6,
                label + " df"
            )
            expectClose(
                tests.map(\.pValue),
                refined.p_satterthwaite.numbers,
                relative: 1e-6,
                floor: 1e-300,
                label + " p"
            )
        }
    }

    @Test(arguments: intercepts) func randomInterceptsReachTheOptimum(name: String) throws {
        let reference = try Reference.real("e2_lmm.json").models[name]
        let (outcome, design, table) = try Self.parts(reference)
        let clusters = Clusters(try table.numbers(try #require(reference.cluster.string)))
        for estimator in VarianceEstimator.allCases {
            let fit = try MultilevelFit.randomIntercept(
                outcome: outcome,
                design: design,
                clusters: clusters,
                estimator: estimator
            )
            let refined = reference[estimator.rawValue].refined
            try Self.compare(fit, refined, "\(name) \(estimator)", variances: 1e-9)
            let icc = try fit.intraclassCorrelation()
            expectClose(icc.estimate, try #require(refined.icc.number), relative: 1e-9, "icc")
            expectClose(
                icc.standardError,
                try #require(refined.icc_se_delta.number),
                relative: 1e-7,
                "icc se"
            )
            if !refined.ranef.isMissing {
                let labels = refined.ranef.cluster.array.map { Double($0.string ?? "") ?? .nan }
                let order = Clusters(try table.numbers(try #require(reference.cluster.string)))
                #expect(order.count == labels.count)
                expectClose(
                    fit.randomEffects.map { $0[0] }.sorted(),
                    refined.ranef.u.numbers.compactMap { $0 }.sorted(),
                    relative: 1e-7,
                    "u"
                )
            }
            let kenward = reference[estimator.rawValue].kenward_roger
            guard !kenward.isMissing else { continue }
            let tests = try fit.tests(.kenwardRoger)
            expectClose(tests.map(\.standardError), kenward.se.numbers, relative: 1e-6, "\(name) KR se")
            expectClose(tests.map(\.degreesOfFreedom), kenward.df.numbers, relative: 1e-5, "\(name) KR df")
        }
    }

    @Test(arguments: ["crt_null", "crt_ancova", "mst_null", "mst_ri"])
    func profileIntervalsAgreeWithLme4(name: String) throws {
        let reference = try Reference.real("e2_lmm.json").models[name]
        let (outcome, design, table) = try Self.parts(reference)
        let clusters = Clusters(try table.numbers(try #require(reference.cluster.string)))
        let fit = try MultilevelFit.randomIntercept(
            outcome: outcome,
            design: design,
            clusters: clusters,
            estimator: .maximumLikelihood
        )
        let profile = try fit.profileIntervals()
        let expected = reference.ML.ci_profile_lme4
        let names = expected.names.array.map { $0.string ?? "" }
        for (index, name) in names.enumerated() {
            let interval: ClosedRange<Double>
            switch name {
            case ".sig01": interval = profile.clusterStandardDeviation
            case ".sigma": interval = profile.residualStandardDeviation
            default: interval = try #require(profile.coefficients.first { $0.name == name }).interval
            }
            // lme4 interpolates its profile by splines: about five digits.
            expectClose(interval.lowerBound, try #require(expected.lb.numbers[index]), relative: 2e-5, name)
            expectClose(interval.upperBound, try #require(expected.ub.numbers[index]), relative: 2e-5, name)
        }
        let refined = reference.ML.ci_profile_refined_fixef
        guard !refined.isMissing else { return }
        expectClose(
            profile.coefficients.map(\.interval.lowerBound),
            refined.lb.numbers,
            relative: 1e-7,
            "refined lower"
        )
        expectClose(
            profile.coefficients.map(\.interval.upperBound),
            refined.ub.numbers,
            relative: 1e-7,
            "refined upper"
        )
    }

    @Test(arguments: ["n1e3", "n5000", "n1e4", "n1e5"]) func simulatedTrialsReachTheOptimum(name: String)
        throws
    {
        let reference = try Reference.real("i_sim_reference.json").lmm[name]
        let table = try RealTrials.table(try #require(reference.csv.string))
        let design = try DesignMatrix(terms: [.intercept, .number("trt"), .number("base")], table: table)
        let fit = try MultilevelFit.randomIntercept(
            outcome: try table.numbers("y"),
            design: design,
            clusters: Clusters(try table.numbers("school"))
        )
        let refined = reference.refined
        expectClose(fit.coefficients, refined.b.numbers, relative: 1e-8, "b")
        expectClose(fit.components[0].estimate, try #require(refined.tau00.number), relative: 1e-9, "tau")
        expectClose(fit.residualVariance, try #require(refined.sigma2.number), relative: 1e-9, "sigma")
        expectClose(
            try fit.tests().map(\.degreesOfFreedom),
            refined.df_satterthwaite.numbers,
            relative: 1e-6,
            "df"
        )
        expectClose(fit.logLikelihood, try #require(refined.ll.number), relative: 1e-12, "ll")
    }
}

/// Random slopes and nested levels of `e2_lmm.json`, and the boundary optimum of `e3_eef.json`.
@Suite(.enabled(if: Reference.hasRealData)) struct RealRandomTermTests {
    static let interior = ["mst_slope_uncorr", "star_k_slope", "exam_slope", "star_k_3level"]
    static let cases = interior + ["mst_slope"]

    static func terms(_ name: String, _ reference: JSON, _ table: DataTable) throws -> [RandomTerm] {
        if name == "star_k_3level" {
            let schools = Clusters(try table.numbers("sch"))
            let teachers = RandomTerm.nested(try table.numbers("tch"), within: schools)
            return [RandomTerm("school", clusters: schools), RandomTerm("teacher", clusters: teachers)]
        }
        let slope = [
            "mst_slope": "Intervention", "mst_slope_uncorr": "Intervention", "star_k_slope": "small",
        ]
        let column = slope[name] ?? "standLRT"
        let schools = Clusters(try table.numbers(try #require(reference.cluster.string)))
        return [
            RandomTerm(
                "school",
                clusters: schools,
                slopes: [(column, try table.numbers(column))],
                correlated: name != "mst_slope_uncorr"
            )
        ]
    }

    static func fit(_ name: String, _ estimator: VarianceEstimator) throws -> (MultilevelFit, JSON) {
        let reference = try Reference.real("e2_lmm.json").models[name]
        let (outcome, design, table) = try RealMultilevelTests.parts(reference)
        return (
            try MultilevelFit.randomTerms(
                outcome: outcome,
                design: design,
                terms: try terms(name, reference, table),
                estimator: estimator
            ),
            reference
        )
    }

    @Test(arguments: interior)
    func slopesAndNestedLevelsReachTheOptimum(name: String) throws {
        for estimator in VarianceEstimator.allCases {
            let (fit, reference) = try Self.fit(name, estimator)
            #expect(fit.boundary.isEmpty)
            try RealMultilevelTests.compare(
                fit,
                reference[estimator.rawValue].refined,
                "\(name) \(estimator)",
                variances: 1e-7
            )
        }
        // pbkrtest works at lme4's default fit, whose slopes are good to about five digits.
        let (fit, reference) = try Self.fit(name, .restrictedMaximumLikelihood)
        let kenward = reference.REML.kenward_roger
        guard !kenward.isMissing else { return }
        let tests = try fit.tests(.kenwardRoger)
        expectClose(tests.map(\.standardError), kenward.se.numbers, relative: 1e-5, "\(name) KR se")
        expectClose(tests.map(\.degreesOfFreedom), kenward.df.numbers, relative: 1e-4, "\(name) KR df")
    }

    @Test func aSingularSlopeIsReportedAtItsOptimum() throws {
        let (fit, reference) = try Self.fit("mst_slope", .restrictedMaximumLikelihood)
        let eef = try Reference.real("e3_eef.json").mst_refined
        #expect(!fit.boundary.isEmpty)
        expectClose(fit.logLikelihood, try #require(eef.ll.number), relative: 1e-11, "ll")
        #expect(fit.logLikelihood >= (reference.REML.default.logLik.number ?? 0) - 1e-9)
        expectClose(fit.coefficients, eef.fixef.numbers, relative: 1e-7, "fixef")
        expectClose(
            fit.components[0].estimate,
            try #require(eef.G.matrix.first?.first),
            relative: 1e-6,
            "G00"
        )
        expectClose(fit.residualVariance, try #require(eef.sigma2.number), relative: 1e-6, "sigma2")
        expectClose(try fit.tests().map(\.standardError), eef.se.numbers, relative: 1e-6, "se")
        #expect(throws: MultilevelError.self) { try fit.intraclassCorrelation() }
    }
}
