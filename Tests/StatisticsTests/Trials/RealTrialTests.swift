import Foundation
import Statistics
import Testing

/// `e3_eef.json`: the intermediates of the packages' formulas at the exact optimum, put together our way.
@Suite(.enabled(if: Reference.hasRealData)) struct RealTrialTests {
    static func parts(_ csv: String) throws -> (DataTable, [Double], [Double], DesignMatrix, Clusters) {
        let table = try RealTrials.table(csv)
        return (
            table, try table.numbers("Posttest"), try table.numbers("Intervention"),
            try DesignMatrix(terms: [.number("Prettest")], table: table),
            Clusters(try table.numbers("School"))
        )
    }

    @Test func theClusterTrialsDifferenceAndConditionalSizesAgree() throws {
        let reference = try Reference.real("e3_eef.json").crt_refined
        let (_, outcome, treatment, covariates, clusters) = try Self.parts("data/trial_crtData.csv")
        let trial = try IntentionToTreat(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates,
            clusters: clusters
        )
        let conditional = reference.conditional
        expectClose(trial.difference.estimate, try #require(conditional.beta.number), relative: 1e-9, "b")
        let within = try #require(trial.alternatives.first { $0.denominator == .conditionalWithin })
        let ratio = trial.difference.estimate / within.standardDeviation
        expectClose(ratio, try #require(conditional.within.d.number), relative: 1e-9, "within d")
        // Our total has no factor for unequal clusters: it divides by √(σ²w + σ²b) itself.
        let total = try #require(trial.alternatives.first { $0.denominator == .conditionalTotal })
        let unfactored =
            try #require(conditional.total.d.number) / (try #require(conditional.total_factor.number))
        expectClose(
            trial.difference.estimate / total.standardDeviation,
            unfactored,
            relative: 1e-9,
            "total d"
        )
        #expect(trial.effectSize.denominator == .unconditionalTotal)
        #expect(trial.effectSize.lower < trial.effectSize.hedgesG)
        // The treatment-only model differs from the package's empty one, so the sizes differ, but not by
        // much.
        let empty = try #require(reference.unconditional.total.d.number)
        #expect(abs(trial.effectSize.hedgesG / empty - 1) < 0.1)
    }

    @Test func anIndividualTrialAgreesWithTheRegressionEffect() throws {
        let reference = try Reference.real("e1_trial_lm.json").lm.mst_ancova
        let (_, outcome, treatment, covariates, _) = try Self.parts("data/trial_mstData.csv")
        let trial = try IntentionToTreat(outcome: outcome, treatment: treatment, covariates: covariates)
        expectClose(trial.difference.pValue, try #require(reference.p.numbers[1]), relative: 1e-8, "p")
        expectClose(
            trial.effectSize.hedgesG,
            try #require(reference.effect.g_by_pooled_sd.number),
            relative: 1e-9,
            "g"
        )
        let eef = try Reference.real("e3_eef.json").srt_mst.full_precision
        let conditional = trial.alternatives[0]
        // eefAnalytics corrects by the approximation 1 − 3/(4(n − 2) − 1) whatever the model's degrees of
        // freedom.
        let published = try #require(eef.ES.matrix.first?.first)
        let correction = 1 - 3 / (4 * 208.0 - 1)
        expectClose(
            trial.difference.estimate / conditional.standardDeviation * correction,
            published,
            relative: 1e-9,
            "d"
        )
    }

    @Test func theComplierEffectAgreesWithAER() throws {
        let reference = try Reference.real("e1_trial_lm.json").cace.mst_cov["comp50_cov"]
        let (table, outcome, treatment, covariates, clusters) = try Self.parts("data/trial_mstData.csv")
        let received = try table.numbers("Percentage_Attendance").map { $0 > 50 ? 1.0 : 0 }
        let effect = try ComplierEffect(
            outcome: outcome,
            treatment: treatment,
            compliance: received,
            covariates: covariates,
            clusters: clusters,
            standardDeviation: 13,
            degreesOfFreedom: 208,
            denominator: .pooled
        )
        let place = try #require(reference.names.array.firstIndex { $0.string == "comp50" })
        expectClose(effect.effect.estimate, try #require(reference.b.numbers[place]), relative: 1e-9, "b")
        expectClose(
            effect.effect.standardError,
            try #require(reference.CR2.SE.numbers[place]),
            relative: 1e-9,
            "se"
        )
    }

    @Test(arguments: [0, 1, 2, 3]) func intraclassCorrelationsByAnovaAgree(index: Int) throws {
        let reference = try Reference.real("e1_trial_lm.json").icc_anova[index]
        let table = try RealTrials.table(try #require(reference.csv.string))
        let cluster = table.names.contains("School") ? "School" : "school"
        let icc = try AnovaIntraclassCorrelation(
            outcome: try table.numbers(try #require(reference.y.string)),
            clusters: Clusters(try table.numbers(cluster))
        )
        expectClose(icc.estimate, try #require(reference.icc_anova.number), relative: 1e-10, "icc")
        expectClose(icc.meanSquareBetween, try #require(reference.msb.number), relative: 1e-11, "msb")
        expectClose(icc.designEffect, try #require(reference.deff.number), relative: 1e-10, "deff")
    }

    @Test func disadvantagedPupilsInTheStarTrialAreTestedByInteraction() throws {
        let reference = try Reference.real("e2_lmm.json").models.star_k_subgroup.REML.refined
        let table = try RealTrials.table("data/trial_star_k.csv")
        let result = try SubgroupEffect(
            outcome: try table.numbers("math"),
            treatment: try table.numbers("small"),
            subgroup: try table.numbers("freelunch"),
            covariates: DesignMatrix(terms: [.number("aide")], table: table),
            clusters: Clusters(try table.numbers("school"))
        )
        expectClose(
            result.interaction.estimate,
            try #require(refined(reference, "b", 4)),
            relative: 1e-8,
            "b"
        )
        expectClose(
            result.interaction.standardError,
            try #require(refined(reference, "se", 4)),
            relative: 1e-8,
            "se"
        )
        expectClose(
            result.interaction.pValue,
            try #require(refined(reference, "p_satterthwaite", 4)),
            relative: 1e-6,
            "p"
        )
    }

    private func refined(_ reference: JSON, _ key: String, _ index: Int) -> Double? {
        reference[key].numbers[index]
    }
}
