import Foundation
import Statistics
import Testing

/// `e2_lmm.json`: the exact optimum of lme4 1.1-31's likelihoods ("refined"), pbkrtest 0.5.2, and `i_sim_reference.json`.
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
