import Foundation
import Statistics
import Testing

/// `e1_trial_lm.json`, `ttest` and `effect`: R 4.2.2.
@Suite(.enabled(if: Reference.hasRealData)) struct RealTwoGroupTests {
    @Test(arguments: [
        ("mst_Posttest", "Intervention", "Posttest"), ("crt_Posttest", "Intervention", "Posttest"),
        ("star_k_math", "small", "math"), ("star_k_read", "small", "read"),
    ]) func comparisonsAgreeWithR(name: String, treatment: String, outcome: String) throws {
        let reference = try Reference.real("e1_trial_lm.json").ttest[name]
        let table = try RealTrials.table(try #require(reference.csv.string))
        let arms = try table.numbers(treatment)
        let values = try table.numbers(outcome)
        func arm(_ code: Double) throws -> ArmSummary {
            try ArmSummary(name: "\(code)", values: zip(arms, values).filter { $0.0 == code }.map(\.1))
        }
        let comparison = try TwoGroupComparison(treated: arm(1), control: arm(0))
        let pairs: [(String, CoefficientTest)] = [
            ("student", comparison.student), ("welch", comparison.welch),
        ]
        for (key, test) in pairs {
            let expected = reference[key]
            expectClose(test.statistic, try #require(expected.t.number), relative: 1e-10, "t")
            expectClose(test.degreesOfFreedom, try #require(expected.df.number), relative: 1e-10, "df")
            expectClose(test.pValue, try #require(expected.p.number), relative: 1e-8, floor: 1e-300, "p")
            expectClose(test.lower, try #require(expected.ci_lb.number), relative: 1e-9, "lower")
            expectClose(test.upper, try #require(expected.ci_ub.number), relative: 1e-9, "upper")
        }
        expectClose(comparison.cohensD, try #require(reference.cohen_d.number), relative: 1e-10, "d")
        expectClose(comparison.effectSize.hedgesG, try #require(reference.g.number), relative: 1e-10, "g")
        let exact = try comparison.exactInterval()
        expectClose(exact.lower, try #require(reference.g_ci_nct_lb.number), relative: 1e-7, "nct lower")
        expectClose(exact.upper, try #require(reference.g_ci_nct_ub.number), relative: 1e-7, "nct upper")
    }

    @Test(arguments: ["mst_ancova", "crt_ancova"]) func adjustedEffectSizesAgreeWithR(name: String) throws {
        let reference = try Reference.real("e1_trial_lm.json").lm[name]
        let table = try RealTrials.table(try #require(reference.csv.string))
        let arms = try table.numbers("Intervention")
        let before = try table.numbers("Prettest")
        let after = try table.numbers("Posttest")
        let units: [TrialUnit] = arms.indices.map { row in
            TrialUnit(
                identifier: "\(row)",
                group: arms[row] == 1 ? "treated" : "control",
                baseline: before[row],
                outcome: after[row]
            )
        }
        let trial = try TwoGroupTrial(units: units, treated: "treated")
        let effect = reference.effect
        expectClose(trial.adjusted.estimate, try #require(effect.beta.number), relative: 1e-10, "b")
        expectClose(trial.adjusted.standardError, try #require(effect.se.number), relative: 1e-10, "se")
        expectClose(
            trial.effectSize.standardDeviation,
            try #require(effect.sd_pooled.number),
            relative: 1e-11,
            "sd"
        )
        expectClose(trial.effectSize.hedgesG, try #require(effect.g_by_pooled_sd.number), relative: 1e-9, "g")
    }
}
