import Foundation
import Statistics
import Testing

/// `e4_perm_boot_mi.json`: base R 4.2.2 and boot 1.3-28.1. Monte Carlo figures are compared within their
/// errors.
@Suite(.enabled(if: Reference.hasRealData)) struct RealResamplingTests {
    static func parts(_ csv: String) throws -> (DataTable, [Double], [Double], DesignMatrix, Clusters) {
        try RealTrialTests.parts(csv)
    }

    @Test func enumeratedTestsAgreeExactly() throws {
        let reference = try Reference.real("e4_perm_boot_mi.json")
        let small = reference.exact_two_group
        let values = small.y.numbers.compactMap { $0 }
        let test = try PermutationTest.differenceInMeans(values, treated: values.indices.map { $0 < 5 })
        #expect(test.isExact && test.permutations == small.n_perm.integer)
        expectClose(test.pValue, try #require(small.p_two_sided.number), relative: 1e-14, "small")
        let (_, outcome, treatment, covariates, clusters) = try Self.parts("data/trial_crtData.csv")
        let arms = clusters.members.map { treatment[$0[0]] == 1 }
        func means(_ values: [Double]) -> [Double] {
            clusters.members.map { rows in rows.reduce(0) { $0 + values[$1] } / Double(rows.count) }
        }
        let raw = reference.exact_cluster_means_crt
        let plain = try PermutationTest.differenceInMeans(means(outcome), treated: arms)
        #expect(plain.permutations == raw.n_perm.integer)
        expectClose(plain.observed, try #require(raw.obs.number), relative: 1e-10, "observed")
        expectClose(plain.pValue, try #require(raw.p_two_sided.number), relative: 1e-14, "means")
        let ones = DesignMatrix(names: ["1"], matrix: Matrix(rows: outcome.count, columns: 1, repeating: 1))
        let residuals = try LinearFit(outcome: outcome, design: ones.joined(with: covariates)).residuals
        let adjusted = try PermutationTest.differenceInMeans(means(residuals), treated: arms)
        expectClose(
            adjusted.pValue,
            try #require(reference.exact_cluster_resid_crt.p_two_sided.number),
            relative: 1e-14,
            "resid"
        )
    }

    @Test func drawnTestsAgreeWithinTheirErrors() throws {
        let reference = try Reference.real("e4_perm_boot_mi.json")
        let (table, outcome, treatment, covariates, clusters) = try Self.parts("data/trial_mstData.csv")
        let free = try PermutationTest.linear(
            outcome: outcome,
            design: PermutationDesign(treatment: treatment),
            covariates: covariates,
            permutations: 4000,
            seed: 1
        )
        let expected = reference.mc_perm_ancova_mst
        expectClose(free.observed, try #require(expected.obs_t.number), relative: 1e-9, "t")
        let p = try #require(expected.permute_treatment_abs_t.p.number)
        #expect(abs(free.pValue - p) < 5 * (free.monteCarloError + 0.001))
        let blocked = reference.mc_perm_blocked_mst
        let schools = try DesignMatrix(terms: [.factor("School")], table: table)
        let within = try PermutationTest.linear(
            outcome: outcome,
            design: PermutationDesign(treatment: treatment, strata: clusters.index),
            covariates: covariates.joined(with: schools),
            permutations: 2000,
            seed: 2
        )
        expectClose(within.observed, try #require(blocked.obs_t.number), relative: 1e-8, "blocked t")
        #expect(
            abs(within.pValue - (try #require(blocked.abs_t.p.number))) < 5
                * (within.monteCarloError + 0.0005)
        )
    }

    @Test func clusterBootstrapsAgreeWithinTheirErrors() throws {
        let reference = try Reference.real("e4_perm_boot_mi.json")
        let (_, outcome, treatment, covariates, clusters) = try Self.parts("data/trial_crtData.csv")
        for (key, byArm) in [
            ("cluster_bootstrap_crt_stratified_by_arm", true), ("cluster_bootstrap_crt_unstratified", false),
        ] {
            let expected = reference[key]
            let bootstrap = try ClusterBootstrap(
                outcome: outcome,
                treatment: treatment,
                covariates: covariates,
                clusters: clusters,
                model: .linear,
                byArm: byArm,
                replicates: 4000,
                seed: 3
            )
            let interval = try BootstrapInterval(
                estimate: bootstrap.difference,
                replicates: bootstrap.differences
            )
            let sd = try #require(expected.sd.number)
            #expect(abs(interval.standardError - sd) < 5 * sd / (2 * 4000.0).squareRoot())
            let ends = try interval.percentile()
            #expect(abs(ends.lowerBound - (try #require(expected.q025.number))) < 0.25)
            #expect(abs(ends.upperBound - (try #require(expected.q975.number))) < 0.25)
        }
    }

    @Test func intervalsOfFixedReplicatesAgreeWithBoot() throws {
        let reference = try Reference.real("e4_perm_boot_mi.json").boot_ci_arithmetic
        let replicates = try RealTrials.table("data/boot_replicates.csv").numbers("t")
        let data = try RealTrials.table("data/boot_data.csv")
        let y = try data.numbers("y")
        func statistic(_ values: [Double]) -> Double {
            let mean = values.reduce(0, +) / Double(values.count)
            let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
            return mean / square.squareRoot()
        }
        let jackknife = y.indices.map { left in
            statistic(y.enumerated().filter { $0.offset != left }.map(\.element))
        }
        // boot takes differences from the estimate, not from the jackknife's mean.
        let whole = statistic(y)
        let influence = jackknife.map { Double(y.count - 1) * (whole - $0) }
        let interval = try BootstrapInterval(
            estimate: try #require(reference.t0.number),
            replicates: replicates
        )
        expectClose(interval.bias, try #require(reference.bias.number), relative: 1e-9, "bias")
        expectClose(interval.standardError, try #require(reference.se.number), relative: 1e-10, "se")
        let pairs: [(String, ClosedRange<Double>)] = [
            ("norm", try interval.normal()), ("basic", try interval.basic()),
            ("perc", try interval.percentile()),
        ]
        for (key, range) in pairs {
            expectClose([range.lowerBound, range.upperBound], reference[key].numbers, relative: 1e-10, key)
        }
        let bca = try interval.accelerated(influence: influence)
        expectClose([bca.lowerBound, bca.upperBound], reference.bca.numbers, relative: 1e-6, "bca")
    }
}
