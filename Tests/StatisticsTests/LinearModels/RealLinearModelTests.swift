import Foundation
import Statistics
import Testing

/// `e1_trial_lm.json`: R 4.2.2 `lm`, sandwich 3.0-2, clubSandwich 0.5.8, AER 1.2-10.
@Suite(.enabled(if: Reference.hasRealData)) struct RealLinearModelTests {
    static let cases = ["mst_unadj", "mst_ancova", "crt_unadj", "crt_ancova", "star_k", "star_k_subgroup"]

    static func fit(_ reference: JSON) throws -> (LinearFit, DataTable) {
        let formula = try #require(reference.formula.string)
        let table = try RealTrials.table(try #require(reference.csv.string))
        let design = try DesignMatrix(terms: RealTrials.terms(formula), table: table)
        let outcome = try table.numbers(RealTrials.outcome(formula))
        return (try LinearFit(outcome: outcome, design: design), table)
    }

    @Test(arguments: cases) func leastSquaresAgreesWithR(name: String) throws {
        let reference = try Reference.real("e1_trial_lm.json").lm[name]
        let (fit, _) = try Self.fit(reference)
        let tests = try fit.tests()
        #expect(fit.names == reference.names.array.map { $0.string ?? "" })
        expectClose(tests.map(\.estimate), reference.b.numbers, relative: 1e-9, "b")
        expectClose(tests.map(\.standardError), reference.se.numbers, relative: 1e-9, "se")
        expectClose(tests.map(\.statistic), reference.t.numbers, relative: 1e-9, "t")
        let spread = try fit.covariance(.classical)
        for (row, expected) in reference.vcov.matrix.enumerated() {
            expectClose(spread.row(row), expected, relative: 1e-8, "vcov")
        }
        expectClose(tests.map(\.pValue), reference.p.numbers, relative: 1e-8, floor: 1e-300, "p")
        expectClose(tests.map(\.lower), reference.ci_lb.numbers, relative: 1e-8, "lower")
        expectClose(tests.map(\.upper), reference.ci_ub.numbers, relative: 1e-8, "upper")
        expectClose(
            fit.residualStandardDeviation,
            try #require(reference.sigma.number),
            relative: 1e-11,
            "sigma"
        )
        expectClose(fit.rSquared, try #require(reference.r2.number), relative: 1e-9, "r2")
        expectClose(fit.adjustedRSquared, try #require(reference.adj_r2.number), relative: 1e-9, "adj r2")
        expectClose(fit.logLikelihood, try #require(reference.logLik.number), relative: 1e-12, "logLik")
        let overall = try fit.overallTest()
        expectClose(overall.statistic, try #require(reference.F.number), relative: 1e-9, "F")
        expectClose(overall.pValue, try #require(reference.F_p.number), relative: 1e-7, floor: 1e-300, "F p")
        for (name, estimator) in [
            ("HC0", CovarianceEstimator.hc0), ("HC1", .hc1), ("HC2", .hc2), ("HC3", .hc3),
        ] {
            let robust = try fit.tests(estimator).map(\.standardError)
            expectClose(robust, reference.HC[name].se.numbers, relative: 1e-9, name)
        }
        let sequential = try fit.sequentialAnalysis().dropFirst().map(\.sumOfSquares)
        expectClose(
            Array(sequential),
            Array(reference.anova_seq.ss.numbers.dropLast()),
            relative: 1e-8,
            "anova"
        )
        if name != "star_k_subgroup" {
            let marginal = try fit.marginalAnalysis().dropFirst()
            expectClose(
                marginal.map(\.sumOfSquares),
                Array(reference.drop1.ss.numbers.dropFirst()),
                relative: 1e-8,
                "drop1"
            )
            expectClose(
                marginal.map(\.test.pValue),
                Array(reference.drop1.p.numbers.dropFirst()),
                relative: 1e-7,
                floor: 1e-300,
                "drop1 p"
            )
        }
        let rows = Array(try fit.diagnostics().prefix(5))
        let expected = reference.diag_first5
        expectClose(rows.map(\.leverage), expected.hat.numbers, relative: 1e-9, "hat")
        expectClose(rows.map(\.standardizedResidual), expected.rstandard.numbers, relative: 1e-9, "rstandard")
        expectClose(rows.map(\.studentizedResidual), expected.rstudent.numbers, relative: 1e-9, "rstudent")
        expectClose(rows.map(\.cooksDistance), expected.cook.numbers, relative: 1e-9, "cook")
        expectClose(rows.map(\.dffits), expected.dffits.numbers, relative: 1e-9, "dffits")
    }

    @Test(arguments: cases) func clusterRobustInferenceAgreesWithClubSandwich(name: String) throws {
        let reference = try Reference.real("e1_trial_lm.json").lm[name]
        let (fit, table) = try Self.fit(reference)
        let labels = try table.numbers(try #require(reference.cluster.var.string))
        let clusters = Clusters(labels)
        #expect(clusters.count == reference.cluster.n_clusters.integer)
        for adjustment in ClusterAdjustment.allCases {
            let expected = reference.cluster[adjustment.rawValue]
            let robust = try fit.clusterRobust(clusters, adjustment: adjustment)
            let tests = try robust.tests()
            let label = "\(name) \(adjustment)"
            expectClose(tests.map(\.standardError), expected.se.numbers, relative: 1e-9, label)
            let satterthwaite = expected["Satterthwaite"]
            expectClose(
                tests.map(\.degreesOfFreedom),
                satterthwaite.df_Satt.numbers,
                relative: 1e-8,
                label + " df"
            )
            expectClose(
                tests.map(\.pValue),
                satterthwaite.p_Satt.numbers,
                relative: 1e-7,
                floor: 1e-15,
                label + " p"
            )
            expectClose(tests.map(\.lower), expected.conf_int.CI_L.numbers, relative: 1e-8, label + " lower")
            let joint = expected.Wald_HTZ_all_slopes
            guard !joint.isMissing else { continue }
            var hypotheses = Matrix(rows: fit.names.count - 1, columns: fit.names.count)
            for row in 0..<hypotheses.rows { hypotheses[row, row + 1] = 1 }
            let result = try robust.jointTest(hypotheses)
            expectClose(result.statistic, try #require(joint.Fstat.number), relative: 1e-8, label + " HTZ")
            expectClose(
                result.denominatorDegreesOfFreedom,
                try #require(joint.df_denom.number),
                relative: 1e-8,
                label + " HTZ df"
            )
            expectClose(result.pValue, try #require(joint.p_val.number), relative: 1e-7, label + " HTZ p")
        }
    }

    @Test func schoolFixedEffectsWithCR2AgreeWithClubSandwich() throws {
        let reference = try Reference.real("e1_trial_lm.json").fixed_effects_mst
        let table = try RealTrials.table(try #require(reference.csv.string))
        let design = try DesignMatrix(
            terms: [.intercept, .number("Intervention"), .number("Prettest"), .factor("School")],
            table: table
        )
        let fit = try LinearFit(outcome: try table.numbers("Posttest"), design: design)
        let test = try fit.tests()[1]
        expectClose(test.estimate, try #require(reference.b.number), relative: 1e-9, "b")
        expectClose(test.standardError, try #require(reference.se.number), relative: 1e-9, "se")
        let robust = try fit.clusterRobust(Clusters(try table.numbers("School"))).tests()[1]
        expectClose(robust.standardError, try #require(reference.CR2.SE.number), relative: 1e-8, "CR2")
        expectClose(robust.degreesOfFreedom, try #require(reference.CR2.df_Satt.number), relative: 1e-7, "df")
    }

    @Test(arguments: [
        ("mst_cov", "Percentage_Attendance_cov"), ("mst_cov", "comp50_cov"),
        ("mst_nocov", "Percentage_Attendance"), ("mst_nocov", "comp50"),
    ]) func complierEffectsAgreeWithAER(group: String, name: String) throws {
        let cace = try Reference.real("e1_trial_lm.json").cace[group]
        let reference = cace[name]
        let table = try RealTrials.table(try #require(cace.csv.string))
        let attendance = try table.numbers("Percentage_Attendance")
        let received = name.hasPrefix("comp50") ? attendance.map { $0 > 50 ? 1 : 0 } : attendance
        let column = name.hasPrefix("comp50") ? "comp50" : "Percentage_Attendance"
        let exogenous: [Term] = group == "mst_cov" ? [.intercept, .number("Prettest")] : [.intercept]
        let fit = try TwoStageFit(
            outcome: try table.numbers("Posttest"),
            endogenous: DesignMatrix(names: [column], matrix: Matrix(columns: [received])),
            exogenous: DesignMatrix(terms: exogenous, table: table),
            instruments: DesignMatrix(terms: [.number("Intervention")], table: table)
        )
        let order: [Int] = reference.names.array.compactMap { fit.names.firstIndex(of: $0.string ?? "") }
        func ordered(_ values: [Double]) -> [Double] { order.map { values[$0] } }
        let tests = try fit.tests()
        expectClose(ordered(tests.map(\.estimate)), reference.b.numbers, relative: 1e-9, "b")
        expectClose(ordered(tests.map(\.standardError)), reference.se.numbers, relative: 1e-9, "se")
        expectClose(ordered(tests.map(\.pValue)), reference.p.numbers, relative: 1e-7, floor: 1e-15, "p")
        expectClose(
            fit.firstStage[0].test.statistic,
            try #require(reference.weak_F.number),
            relative: 1e-8,
            "F"
        )
        expectClose(
            fit.endogeneityTest.statistic,
            try #require(reference.wu_hausman.number),
            relative: 1e-7,
            "Hausman"
        )
        for (key, estimator) in [("HC0", CovarianceEstimator.hc0), ("HC1", .hc1)] {
            expectClose(
                ordered(try fit.tests(estimator).map(\.standardError)),
                reference[key].se.numbers,
                relative: 1e-9,
                key
            )
        }
        let clusters = Clusters(try table.numbers("School"))
        for adjustment in [ClusterAdjustment.cr0, .cr1, .cr2] {
            let robust = try fit.clusterRobust(clusters, adjustment: adjustment).tests()
            let expected = reference[adjustment.rawValue]
            expectClose(
                ordered(robust.map(\.standardError)),
                expected.SE.numbers,
                relative: 1e-9,
                adjustment.rawValue
            )
            expectClose(
                ordered(robust.map(\.degreesOfFreedom)),
                expected.df_Satt.numbers,
                relative: 1e-8,
                "df"
            )
        }
    }
}
