import Foundation
import Statistics
import Testing

@Suite("rma.mv of metafor and clubSandwich")
struct MetaforThreeLevelTests {
    static let cases: [String] = [
        "konst_3level_REML", "konst_3level_ML", "konst_3level_year", "assink_3level_REML", "assink_deltype",
        "assink_year_pub",
    ]

    private func moderators(_ formula: String?, _ table: EffectTable) throws -> [Moderator] {
        switch formula {
        case nil: return []
        case "~I(year-1990)":
            return [.continuous(name: "I(year - 1990)", values: try table.number("year").map { $0 - 1990 })]
        case "~deltype": return [.factor(name: "deltype", values: try table.text("deltype"))]
        default:
            return try ["year", "pubstatus"].map { .continuous(name: $0, values: try table.number($0)) }
        }
    }

    /// The first row of a design of numbers, which metafor's predictions begin with.
    private func row(_ figures: JSON, _ source: ReferenceSource) throws -> [Double]? {
        let table = try EffectTable(try #require(figures.csv.string), source)
        var row = [1.0]
        for moderator in try moderators(figures.mods.string, table) {
            guard case .continuous(_, let values) = moderator else { return nil }
            row.append(values[0])
        }
        return row
    }

    private func fit(
        _ figures: JSON,
        _ source: ReferenceSource,
        _ test: SynthesisTest = .normal,
        _ correlation: Double? = nil
    ) throws
        -> ThreeLevelMetaAnalysis
    {
        let table = try EffectTable(try #require(figures.csv.string), source)
        let random = figures.random.string ?? "~1|study/id"
        let cluster = random.contains("district") ? "district" : "study"
        return try ThreeLevelMetaAnalysis.fit(
            effects: table.effects,
            variances: table.variances,
            clusters: try table.text(cluster),
            moderators: try moderators(figures.mods.string, table),
            correlation: correlation,
            restricted: figures.method.string != "ML",
            test: test
        )
    }

    private func close(
        _ actual: Double,
        _ expected: JSON,
        _ what: String,
        relative: Double = 1e-8,
        floor: Double = 1e-12
    ) {
        guard let figure = expected.number else { return }
        expectClose(actual, figure, relative: relative, floor: floor, what)
    }

    @Test(
        "components, coefficients and likelihood agree with the refined optimum",
        arguments: cases,
        ReferenceSource.available
    )
    func agreement(name: String, source: ReferenceSource) throws {
        for file in ["c_metareg_mv.json", "c_metareg_mv.metafor5.json"] {
            let figures = try source.file(file).rma_mv[name]
            if figures.isMissing, source == .project { continue }
            let model = try fit(figures, source)
            #expect(model.count == figures.k.integer)
            for index in 0..<2 {
                close(
                    model.components[index].variance,
                    figures.refined.theta[index],
                    "\(name) theta \(index)"
                )
                if let error = model.components[index].standardError {
                    close(error, figures.refined.se_theta_observed[index], "\(name) se theta", relative: 1e-6)
                }
                close(
                    model.components[index].iSquared,
                    figures.I2_multilevel.per_component[index],
                    "\(name) I2",
                    relative: 2e-5
                )
            }
            close(model.logLikelihood, figures.refined.ll, "\(name) ll", relative: 1e-11)
            close(model.residualHeterogeneity.statistic, figures["default"].QE, "\(name) QE")
            for (index, coefficient) in model.coefficients.enumerated() {
                close(coefficient.estimate, figures.refined.b[index], "\(name) b\(index)")
                close(coefficient.standardError, figures.refined.se[index], "\(name) se\(index)")
                close(
                    coefficient.pValue,
                    figures.metafor_at_refined.p[index],
                    "\(name) p\(index)",
                    relative: 1e-6
                )
                close(
                    coefficient.lower,
                    figures.metafor_at_refined.ci_lb[index],
                    "\(name) lower\(index)",
                    relative: 1e-7
                )
            }
            if let omnibus = model.moderatorTest {
                close(omnibus.statistic, figures.metafor_at_refined.QM, "\(name) QM", relative: 1e-7)
            }
            if figures.mods.isMissing {
                let interval = try model.predictionInterval()
                close(interval.lower, figures.predict_at_refined.pi_lb, "\(name) pi", relative: 1e-8)
            }
            if let row = try row(figures, source) {
                let prediction = try model.predict(row)
                let expected = figures.predict_at_refined
                close(prediction.estimate, expected.pred[0], "\(name) pred")
                close(prediction.standardError, expected.se[0], "\(name) pred se")
                close(prediction.confidence.lower, expected.ci_lb[0], "\(name) pred lower", relative: 1e-7)
                close(prediction.prediction.upper, expected.pi_ub[0], "\(name) pred pi", relative: 1e-7)
            }
            let student = try fit(figures, source, .studentT)
            close(student.pooled.pValue, figures.t_test.p[0], "\(name) t p", relative: 1e-5)
            for index in 0..<2 where figures.sigma2_profile_ci_refined[index].ub.number != nil {
                let interval = try model.componentInterval(index)
                close(
                    interval.lower,
                    figures.sigma2_profile_ci_refined[index].lb,
                    "\(name) profile lower \(index)",
                    relative: 1e-5,
                    floor: 1e-9
                )
                close(
                    interval.upper,
                    figures.sigma2_profile_ci_refined[index].ub,
                    "\(name) profile upper \(index)",
                    relative: 1e-5
                )
            }
        }
    }

    @Test(
        "weights are the row sums of the inverse covariance and make the pooled effect",
        arguments: [0, 0.6]
    )
    func weights(correlation: Double) throws {
        let effects = [0.3, 0.1, 0.5, -0.2, 0.9, 0.4, 0.2]
        let variances = [0.02, 0.05, 0.04, 0.03, 0.06, 0.02, 0.05]
        let clusters = ["a", "b", "a", "b", "c", "a", "d"]
        let model = try ThreeLevelMetaAnalysis.fit(
            effects: effects,
            variances: variances,
            clusters: clusters,
            correlation: correlation
        )
        var covariance = Matrix(rows: 7, columns: 7)
        for i in 0..<7 {
            for j in 0..<7 where clusters[i] == clusters[j] {
                let both = (variances[i] * variances[j]).squareRoot()
                covariance[i, j] = model.components[0].variance + (i == j ? variances[i] : correlation * both)
                if i == j { covariance[i, j] += model.components[1].variance }
            }
        }
        let sums = try Cholesky(covariance).solve([Double](repeating: 1, count: 7))
        let total = sums.reduce(0, +)
        let weights = try model.weightPercentages()
        for (weight, sum) in zip(weights, sums) { expectClose(weight, 100 * sum / total, relative: 1e-10) }
        expectClose(weights.reduce(0, +), 100, relative: 1e-12)
        let pooled = zip(weights, effects).reduce(0) { $0 + $1.0 * $1.1 / 100 }
        expectClose(pooled, model.pooled.estimate, relative: 1e-10)
        expectClose(
            try model.predict([1]).prediction.lower,
            try model.predictionInterval().lower,
            relative: 1e-12
        )
        #expect(throws: SynthesisError.self) { try model.predict([1, 2]) }
        let regression = try ThreeLevelMetaAnalysis.fit(
            effects: effects,
            variances: variances,
            clusters: clusters,
            moderators: [.continuous(name: "dose", values: [1, 2, 3, 1, 5, 2, 4])]
        )
        #expect(throws: SynthesisError.undefined(what: "one weight for each row with moderators")) {
            try regression.weightPercentages()
        }
    }

    @Test(
        "robust standard errors and degrees of freedom agree with clubSandwich",
        arguments: cases,
        ReferenceSource.available
    )
    func robust(name: String, source: ReferenceSource) throws {
        let figures = try source.file("c_metareg_mv.json").rma_mv[name]
        if figures.isMissing, source == .project { return }
        let model = try fit(figures, source)
        for (key, form) in [
            ("robust_CR0_metafor", RobustForm.cr0), ("robust_CR1_metafor", .cr1p),
            ("robust_CR2_metafor", .cr2),
        ] {
            for (index, coefficient) in try model.robust(form).coefficients.enumerated() {
                close(coefficient.standardError, figures[key].se[index], "\(name) \(key)", relative: 1e-7)
            }
        }
        for form in RobustForm.allCases {
            let expected = figures["clubSandwich_" + form.rawValue]
            if expected.isMissing { continue }
            let found = try model.robust(form)
            for (index, coefficient) in found.coefficients.enumerated() {
                let label = "\(name) \(form.rawValue) \(index)"
                close(
                    coefficient.standardError,
                    expected.Satterthwaite.SE[index],
                    label + " se",
                    relative: 1e-7
                )
                close(
                    coefficient.degreesOfFreedom ?? -1,
                    expected.Satterthwaite.df_Satt[index],
                    label + " df",
                    relative: 1e-6
                )
                close(coefficient.pValue, expected.Satterthwaite.p_Satt[index], label + " p", relative: 1e-6)
                close(coefficient.lower, expected.conf_int.CI_L[index], label + " lower", relative: 1e-6)
            }
        }
    }

    @Test(
        "the simulated three-level file of 2,000 effects agrees",
        .enabled(if: Reference.hasRealData),
        arguments: [ReferenceSource.shared]
    )
    func simulated(source: ReferenceSource) throws {
        let figures = try source.file("i_sim_reference.json").meta_3level
        let table = try EffectTable("data/sim_ma3_2000.csv", source)
        let model = try ThreeLevelMetaAnalysis.fit(
            effects: table.effects,
            variances: table.variances,
            clusters: try table.text("study")
        )
        for index in 0..<2 {
            close(model.components[index].variance, figures.refined.sigma2[index], "sigma2", relative: 1e-9)
            close(
                model.components[index].standardError ?? -1,
                figures.refined.se_sigma2_observed[index],
                "se sigma2",
                relative: 1e-7
            )
        }
        close(model.pooled.estimate, figures.refined.b, "b", relative: 1e-10)
        close(model.pooled.standardError, figures.refined.se, "se", relative: 1e-9)
        close(model.logLikelihood, figures.refined.ll, "ll", relative: 1e-12)
        close(model.residualHeterogeneity.statistic, figures["default"].QE, "QE", relative: 1e-9)
    }
}
