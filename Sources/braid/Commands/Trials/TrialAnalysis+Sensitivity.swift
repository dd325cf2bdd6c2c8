import Statistics

/// What `braid analyse` does beside the primary analysis.
extension TrialAnalysis {
    /// Whether an outcome or a baseline is missing in some row.
    var isIncomplete: Bool {
        file.outcome.contains(where: \.isNaN)
            || file.baselines.contains { $0.values.contains(where: \.isNaN) }
    }

    /// The recipe of a trial's page, its shifts in the standard deviations that the effect size divides by.
    func impute(_ count: Int, _ size: TrialEffectSize) throws -> AnalysisReport.Imputation {
        let all = Array(file.outcome.indices)
        let clusters = file.clusters(all)
        let imputed = try TrialImputation(
            outcome: file.outcome,
            treatment: file.treatment,
            baselines: file.baselines,
            indicators: file.subgroup.map { [(name: $0.name, values: $0.values)] } ?? [],
            strata: file.stratumColumns(all),
            clusters: clusters,
            imputations: count,
            seed: command.seed
        )
        let pooled = { (points: Double) throws -> PooledEstimate in
            try imputed.pooled(shift: points, level: command.level) { table in
                try IntentionToTreat(
                    outcome: table.outcome,
                    treatment: file.treatment,
                    covariates: file.covariates(all, baselines: table.baselines),
                    clusters: clusters,
                    options: options
                ).difference
            }
        }
        let plain = try pooled(0)
        let name = "\(command.treatment) (imputed)"
        var shifts: [AnalysisReport.Shift] = []
        for delta in command.delta {
            let moved = try pooled(delta * size.standardDeviation)
            shifts.append(.init(delta: delta, difference: .init(moved.test, name: name)))
        }
        return .init(
            imputations: count,
            difference: .init(plain.test, name: name),
            missingInformation: plain.missingInformation,
            deltas: shifts
        )
    }

    func permute(
        _ count: Int,
        _ covariates: DesignMatrix?,
        _ clusters: Clusters?
    ) throws -> AnalysisReport.Permutation {
        let test: PermutationTest
        if let clusters {
            let design = try permutationDesign(clusters)
            test = try PermutationTest.multilevel(
                outcome: outcome,
                design: design,
                clusters: clusters,
                covariates: covariates,
                estimator: command.estimator,
                permutations: count,
                seed: command.seed
            )
        } else {
            test = try PermutationTest.linear(
                outcome: outcome,
                design: PermutationDesign(treatment: treatment, strata: file.stratumIndex(rows)),
                covariates: covariates,
                permutations: count,
                seed: command.seed
            )
        }
        return .init(
            observed: test.observed,
            pValue: test.pValue,
            permutations: test.permutations,
            monteCarloError: test.monteCarloError
        )
    }

    func resample(
        _ count: Int,
        _ covariates: DesignMatrix?,
        _ clusters: Clusters
    ) throws -> AnalysisReport.Bootstrap {
        let bootstrap: ClusterBootstrap
        do {
            bootstrap = try ClusterBootstrap(
                outcome: outcome,
                treatment: treatment,
                covariates: covariates,
                clusters: clusters,
                model: .multilevel(command.estimator),
                byArm: areWhole(clusters),
                replicates: count,
                seed: command.seed
            )
        } catch ResamplingError.tooManyFailures(let failed, let total) {
            throw CommandFailure.data(
                "\(failed) of \(total) bootstrap draws could not be fitted: there are too few clusters for so many "
                    + "strata. Leave out --bootstrap or --stratum."
            )
        }
        let interval = try BootstrapInterval(
            estimate: bootstrap.effectSize,
            replicates: bootstrap.effectSizes
        )
        let ends = try interval.percentile(level: command.level)
        return .init(
            replicates: bootstrap.effectSizes.count,
            failed: bootstrap.failed,
            standardError: interval.standardError,
            lower: ends.lowerBound,
            upper: ends.upperBound
        )
    }
}
