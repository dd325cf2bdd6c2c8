import Statistics

/// What `braid analyse` does beside the primary analysis.
extension TrialAnalysis {
    /// Whether an outcome or a baseline is missing in some row.
    var isIncomplete: Bool {
        file.outcome.contains(where: \.isNaN)
            || file.baselines.contains { $0.values.contains(where: \.isNaN) }
    }

    func impute(_ count: Int) throws -> AnalysisReport.Imputation {
        let plain = try pooled(count, delta: nil)
        let deviation = try ArmSummary(name: command.outcome, values: outcome).standardDeviation
        var shifts: [AnalysisReport.Shift] = []
        for delta in command.delta {
            let moved = try pooled(count, delta: delta * deviation)
            shifts.append(
                .init(delta: delta, difference: .init(moved.test, name: "\(command.treatment) (imputed)"))
            )
        }
        return .init(
            imputations: count,
            difference: .init(plain.test, name: "\(command.treatment) (imputed)"),
            missingInformation: plain.missingInformation,
            deltas: shifts
        )
    }

    /// The difference pooled over imputed tables; `delta` is added to imputed outcomes of the treated arm.
    private func pooled(_ count: Int, delta: Double?) throws -> PooledEstimate {
        let all = Array(file.outcome.indices)
        let method: MultipleImputation.Method = file.clusters == nil ? .normal : .clusterNormal
        var variables = [
            MultipleImputation.Variable(command.outcome, values: file.outcome, method: method),
            MultipleImputation.Variable(command.treatment, values: file.treatment),
        ]
        variables += file.baselines.map {
            MultipleImputation.Variable($0.name, values: $0.values, method: method)
        }
        let clusters = file.clusters(all)
        let imputed = try MultipleImputation(
            variables: variables,
            clusters: clusters,
            imputations: count,
            seed: command.seed,
            shift: delta.map {
                (variable: command.outcome, amount: $0, rows: file.treatment.map { $0 == 1 })
            }
        )
        var estimates: [CoefficientTest] = []
        for table in imputed.completed {
            let trial = try IntentionToTreat(
                outcome: table[0],
                treatment: file.treatment,
                covariates: file.covariates(all, baselines: Array(table.dropFirst(2))),
                clusters: clusters,
                options: options
            )
            estimates.append(trial.difference)
        }
        return try PooledEstimate(
            name: command.treatment,
            estimates: estimates.map(\.estimate),
            standardErrors: estimates.map(\.standardError),
            completeDegreesOfFreedom: estimates.map(\.degreesOfFreedom).min() ?? .infinity,
            level: command.level
        )
    }

    func permute(
        _ count: Int,
        _ covariates: DesignMatrix?,
        _ clusters: Clusters?
    ) throws -> AnalysisReport.Permutation {
        let strata = file.stratumIndex(rows)
        let test: PermutationTest
        if let clusters {
            let whole = areWhole(clusters)
            let design = try PermutationDesign(
                treatment: treatment,
                clusters: whole ? clusters : nil,
                strata: whole ? strata : clusters.index
            )
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
                design: PermutationDesign(treatment: treatment, strata: strata),
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

    /// Whether every cluster lies in one arm, so that clusters were randomised whole.
    private func areWhole(_ clusters: Clusters) -> Bool {
        var arm: [Double] = Array(repeating: -1, count: clusters.count)
        for (row, cluster) in clusters.index.enumerated() {
            if arm[cluster] < 0 { arm[cluster] = treatment[row] }
            if arm[cluster] != treatment[row] { return false }
        }
        return true
    }
}
