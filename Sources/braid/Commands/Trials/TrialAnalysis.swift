import Statistics

/// Puts together what `braid analyse` reports.
struct TrialAnalysis {
    let command: Analyse
    let file: TrialFile

    private var rows: [Int] { file.complete }
    private var outcome: [Double] { rows.map { file.outcome[$0] } }
    private var treatment: [Double] { rows.map { file.treatment[$0] } }

    private var options: IntentionToTreat.Options {
        var options = IntentionToTreat.Options()
        options.estimator = command.estimator
        options.randomSlope = command.randomSlope
        options.level = command.level
        return options
    }

    func report() throws -> AnalysisReport {
        guard !rows.isEmpty else { throw CommandFailure.data("No row has an outcome and every baseline.") }
        let covariates = try file.covariates(rows)
        let clusters = file.clusters(rows)
        let trial = try IntentionToTreat(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates,
            clusters: clusters,
            options: options
        )
        let attrition = Attrition(treatment: file.treatment, analysed: file.outcome.map { !$0.isNaN })
        let lost = file.clusters.map { labels in
            Attrition(
                clusters: Clusters(labels),
                treatment: file.treatment,
                analysed: file.outcome.map { !$0.isNaN }
            )
        }
        var report = AnalysisReport(
            n: rows.count,
            clusters: clusters?.count,
            arms: try arms(),
            baselineDifference: try balance(),
            model: try model(trial),
            effectSize: .init(trial.effectSize),
            alternatives: trial.alternatives.map(AnalysisReport.Size.init),
            monthsOfProgress: try AnalysisReport.Months(of: trial.effectSize),
            attrition: .init(
                randomised: attrition.randomised,
                analysed: attrition.analysed,
                overall: attrition.overall,
                differential: attrition.differential,
                clustersRandomised: lost?.randomised,
                clustersAnalysed: lost?.analysed
            ),
            warnings: try warnings(trial, attrition)
        )
        if let subgroup = file.subgroup { report.subgroup = try part(subgroup, covariates, clusters) }
        if let compliance = file.compliance {
            let effect = try ComplierEffect(
                outcome: outcome,
                treatment: treatment,
                compliance: rows.map { compliance[$0] },
                covariates: covariates,
                clusters: clusters,
                standardDeviation: trial.effectSize.standardDeviation,
                degreesOfFreedom: trial.effectSize.degreesOfFreedom,
                denominator: trial.effectSize.denominator,
                level: command.level
            )
            report.cace = .init(
                effect: .init(effect.effect),
                effectSize: .init(effect.effectSize),
                firstStageF: effect.firstStage.statistic,
                complianceDifference: effect.complianceDifference
            )
        }
        if let count = command.imputations { report.imputation = try impute(count) }
        if let count = command.permutations { report.permutation = try permute(count, covariates, clusters) }
        if let count = command.bootstrap, let clusters {
            report.bootstrap = try resample(count, covariates, clusters)
        }
        if command.imputations != nil || command.permutations != nil || command.bootstrap != nil {
            report.seed = command.seed
        }
        return report
    }

    private func arms() throws -> [AnalysisReport.ArmLine] {
        try [(file.arms.treated, 1.0), (file.arms.control, 0.0)].map { name, code in
            let values = file.outcome.indices.filter { file.treatment[$0] == code }.map { file.outcome[$0] }
            let arm = try ArmSummary(name: name, values: values)
            return .init(
                name: name,
                n: arm.count,
                mean: arm.mean,
                standardDeviation: arm.standardDeviation,
                missing: arm.missing
            )
        }
    }

    private func balance() throws -> [AnalysisReport.Difference] {
        try file.baselines.map { baseline in
            let difference = try StandardizedDifference(
                name: baseline.name,
                values: rows.map { baseline.values[$0] },
                treatment: treatment
            )
            return .init(
                name: baseline.name,
                treatedMean: difference.treatedMean,
                controlMean: difference.controlMean,
                difference: difference.difference
            )
        }
    }

    private func model(_ trial: IntentionToTreat) throws -> AnalysisReport.Model {
        var formula = "\(command.outcome) ~ \(command.treatment)"
        for baseline in file.baselines { formula += " + \(baseline.name)" }
        if let stratum = command.stratum { formula += " + factor(\(stratum))" }
        if let cluster = command.cluster {
            formula +=
                command.randomSlope ? " + (1 + \(command.treatment) | \(cluster))" : " + (1 | \(cluster))"
        }
        let components = trial.multilevel?.components ?? []
        return .init(
            formula: formula,
            coefficients: trial.coefficients.map(AnalysisReport.Line.init),
            varianceComponents: components.map {
                .init(name: $0.name, estimate: $0.estimate, standardError: $0.standardError)
            },
            icc: try trial.unconditional?.intraclassCorrelation().estimate,
            logLikelihood: trial.multilevel?.logLikelihood ?? trial.linear?.logLikelihood ?? 0,
            estimator: trial.multilevel == nil ? "OLS" : command.estimator.rawValue
        )
    }

    private func warnings(_ trial: IntentionToTreat, _ attrition: Attrition) throws -> [String] {
        var warnings: [String] = []
        let dropped = file.outcome.count { !$0.isNaN } - rows.count
        if dropped > 0 {
            warnings.append("\(dropped) rows with an outcome lack a baseline or compliance and are left out.")
        }
        for name in trial.multilevel?.boundary ?? [] {
            warnings.append(
                "The variance of \(name) is estimated at its boundary: the model is simpler than asked for."
            )
        }
        if attrition.overall > 0.05, command.imputations == nil {
            warnings.append("More than 5 % of outcomes are missing: consider --imputations.")
        }
        if let clusters = trial.multilevel?.clusters.first, clusters < 20 {
            warnings.append(
                "With \(clusters) clusters, intervals rest on an approximation to few degrees of freedom."
            )
        }
        let ends = try ScaleEnds(scores: outcome)
        if ends.ceiling > 0.1 { warnings.append("More than one in ten scores is the highest: a ceiling.") }
        if ends.floor > 0.1 { warnings.append("More than one in ten scores is the lowest: a floor.") }
        return warnings
    }

    private func part(
        _ subgroup: (name: String, inside: String, values: [Double]),
        _ covariates: DesignMatrix?,
        _ clusters: Clusters?
    ) throws -> AnalysisReport.Subgroup {
        let values = rows.map { subgroup.values[$0] }
        let effect = try SubgroupEffect(
            outcome: outcome,
            treatment: treatment,
            subgroup: values,
            covariates: covariates,
            clusters: clusters,
            options: options
        )
        let inside = values.count { $0 == 1 }
        return .init(
            name: subgroup.name,
            inside: subgroup.inside,
            interaction: .init(effect.interaction),
            interactionEffectSize: .init(effect.interactionEffectSize),
            subgroup: .init(
                n: inside,
                difference: .init(effect.inside.difference),
                effectSize: .init(effect.inside.effectSize)
            ),
            others: .init(
                n: values.count - inside,
                difference: .init(effect.outside.difference),
                effectSize: .init(effect.outside.effectSize)
            )
        )
    }

    private func impute(_ count: Int) throws -> AnalysisReport.Imputation {
        let all = Array(file.outcome.indices)
        var variables = [
            MultipleImputation.Variable(
                command.outcome,
                values: file.outcome,
                method: file.clusters == nil ? .normal : .clusterNormal
            ),
            MultipleImputation.Variable(command.treatment, values: file.treatment),
        ]
        variables += file.baselines.map { MultipleImputation.Variable($0.name, values: $0.values) }
        let imputed = try MultipleImputation(
            variables: variables,
            clusters: file.clusters(all),
            imputations: count,
            seed: command.seed
        )
        var estimates: [CoefficientTest] = []
        for table in imputed.completed {
            let trial = try IntentionToTreat(
                outcome: table[0],
                treatment: file.treatment,
                covariates: try file.covariates(all, baselines: Array(table.dropFirst(2))),
                clusters: file.clusters(all),
                options: options
            )
            estimates.append(trial.difference)
        }
        let complete = estimates.map(\.degreesOfFreedom).min() ?? .infinity
        let pooled = try PooledEstimate(
            name: "treatment (imputed)",
            estimates: estimates.map(\.estimate),
            standardErrors: estimates.map(\.standardError),
            completeDegreesOfFreedom: complete,
            level: command.level
        )
        return .init(
            imputations: count,
            difference: .init(pooled.test),
            missingInformation: pooled.missingInformation
        )
    }

    private func permute(
        _ count: Int,
        _ covariates: DesignMatrix?,
        _ clusters: Clusters?
    ) throws -> AnalysisReport.Permutation {
        let strata = file.strata.map { all in Clusters(rows.map { all[$0] }).index }
        let test: PermutationTest
        if let clusters {
            // Clusters in one arm were randomised whole; otherwise treatment is exchanged within them.
            var arm: [Int: Double] = [:]
            let whole = zip(clusters.index, treatment).allSatisfy { cluster, code in
                defer { arm[cluster] = code }
                return arm[cluster] == nil || arm[cluster] == code
            }
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

    private func resample(
        _ count: Int,
        _ covariates: DesignMatrix?,
        _ clusters: Clusters
    ) throws -> AnalysisReport.Bootstrap {
        var arm: [Int: Double] = [:]
        let whole = zip(clusters.index, treatment).allSatisfy { cluster, code in
            defer { arm[cluster] = code }
            return arm[cluster] == nil || arm[cluster] == code
        }
        let bootstrap = try ClusterBootstrap(
            outcome: outcome,
            treatment: treatment,
            covariates: covariates,
            clusters: clusters,
            model: .multilevel(command.estimator),
            byArm: whole,
            replicates: count,
            seed: command.seed
        )
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
