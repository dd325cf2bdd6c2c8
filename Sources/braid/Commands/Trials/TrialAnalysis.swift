import Statistics

/// Puts together what `braid analyse` reports.
struct TrialAnalysis {
    let command: Analyse
    let file: TrialFile

    let rows: [Int]
    let outcome: [Double]
    let treatment: [Double]

    init(command: Analyse, file: TrialFile) {
        self.command = command
        self.file = file
        rows = file.complete
        let isWhole = file.complete.count == file.outcome.count
        outcome = isWhole ? file.outcome : file.complete.map { file.outcome[$0] }
        treatment = isWhole ? file.treatment : file.complete.map { file.treatment[$0] }
    }

    var options: IntentionToTreat.Options {
        var options = IntentionToTreat.Options()
        options.estimator = command.estimator
        options.randomSlope = command.randomSlope
        options.level = command.level
        return options
    }

    func report() throws -> AnalysisReport {
        let covariates = file.covariates(rows)
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
                clusters: Clusters(numbered: labels.codes.map(Int.init)),
                treatment: file.treatment,
                analysed: file.outcome.map { !$0.isNaN }
            )
        }
        let ends = try ScaleEnds(scores: outcome)
        let means = try trial.adjustedMeans(level: command.level)
        var report = AnalysisReport(
            n: rows.count,
            clusters: clusters?.count,
            arms: try arms(),
            adjustedMeans: [
                .init(means.treated, name: file.arms.treated), .init(means.control, name: file.arms.control),
            ],
            baselineDifference: try balance(),
            model: try model(trial),
            effectSize: .init(trial.effectSize),
            alternatives: trial.alternatives.map(AnalysisReport.Size.init),
            monthsOfProgress: try .init(of: trial.effectSize, profile: command.monthsProfile),
            attrition: .init(
                randomised: attrition.randomised,
                analysed: attrition.analysed,
                overall: attrition.overall,
                differential: attrition.differential,
                clustersRandomised: lost?.randomised,
                clustersAnalysed: lost?.analysed
            ),
            scale: .init(floor: ends.floor, ceiling: ends.ceiling, skewness: ends.skewness),
            warnings: allocationWarnings(clusters) + (try warnings(trial, attrition, ends))
        )
        if let subgroup = file.subgroup { report.subgroup = try part(subgroup, &report.warnings) }
        if let compliance = file.compliance {
            try addComplier(compliance, trial.effectSize, to: &report)
        }
        if let count = command.imputations {
            if isIncomplete {
                report.imputation = try impute(count, trial.effectSize)
            } else {
                report.warnings.append("No outcome or baseline is missing, so nothing was imputed.")
            }
        }
        if let count = command.permutations {
            report.permutation = try permute(count, covariates, clusters)
            if command.randomSlope {
                report.warnings.append(
                    "The permutation test uses the model in which the effect is the same in all clusters: where the treatment changes no score, as it supposes, effects do not differ."
                )
            }
        }
        if let count = command.bootstrap, let clusters {
            report.bootstrap = try resample(count, covariates, clusters)
            if command.randomSlope {
                report.warnings.append(
                    "The bootstrap interval is of the model in which the effect is the same in all clusters: how effects differ enters by which clusters are drawn."
                )
            }
        }
        if command.imputations != nil || command.permutations != nil || command.bootstrap != nil {
            report.seed = command.seed
        }
        return report
    }

    /// The effect of receiving it, among the rows of which it is known; where all of an arm received one thing, there
    /// is no other effect than that of the offer, and a warning says so.
    private func addComplier(
        _ compliance: [Double],
        _ size: TrialEffectSize,
        to report: inout AnalysisReport
    ) throws {
        let name = command.compliance ?? ""
        let known = rows.filter { !compliance[$0].isNaN }
        guard !known.isEmpty else {
            throw CommandFailure.data("Column “\(name)” is empty in every row of the analysis.")
        }
        var alike: [Double] = []
        for (arm, code) in [(file.arms.treated, 1.0), (file.arms.control, 0)] {
            guard let first = known.first(where: { file.treatment[$0] == code }) else {
                throw CommandFailure.data(
                    "Column “\(name)” is empty in every row of the arm “\(arm)” that is analysed; "
                        + "write 0 where nothing was received."
                )
            }
            let dose = compliance[first]
            if known.allSatisfy({ file.treatment[$0] != code || compliance[$0] == dose }) {
                alike.append(dose)
            }
        }
        if alike.count == 2, alike[0] != alike[1] {
            let difference = alike[0] - alike[1]
            report.warnings.append(
                difference == 1
                    ? "Everyone received what their arm was offered: the effect of receiving it is the effect of the offer."
                    : "Everyone in an arm received the same: the effect of each unit received is the effect of the offer over \(AnalysisReport.text(difference))."
            )
            return
        }
        let cace = try complier(compliance, known, size)
        report.cace = cace
        let unknown = rows.count - known.count
        if unknown > 0 {
            report.warnings.append(
                "Of \(unknown) of the rows analysed nobody knows what was received: the effect of receiving it leaves them out."
            )
        }
        if cace.firstStageF < 10 {
            report.warnings.append(
                "What was received differs little between arms for its spread (first-stage F \(AnalysisReport.text(cace.firstStageF)), below 10): the range of the effect of receiving it cannot be relied on."
            )
        }
    }

    /// The effect of receiving it over the primary effect's deviation.
    private func complier(
        _ compliance: [Double],
        _ known: [Int],
        _ size: TrialEffectSize
    ) throws -> AnalysisReport.Complier {
        let name = command.compliance ?? ""
        let effect: ComplierEffect
        do throws(TrialError) {
            effect = try ComplierEffect(
                outcome: known.map { file.outcome[$0] },
                treatment: known.map { file.treatment[$0] },
                compliance: known.map { compliance[$0] },
                covariates: file.covariates(known),
                clusters: file.clusters(known),
                standardDeviation: size.standardDeviation,
                degreesOfFreedom: size.degreesOfFreedom,
                denominator: size.denominator,
                level: command.level
            )
        } catch {
            throw failure(error, of: name, known)
        }
        return .init(
            effect: .init(effect.effect, name: name),
            effectSize: .init(effect.effectSize),
            firstStageF: effect.firstStage.statistic,
            complianceDifference: effect.complianceDifference
        )
    }

    /// Why there is no effect of receiving it, in the file's words.
    private func failure(_ error: TrialError, of name: String, _ known: [Int]) -> any Error {
        switch error {
        case .noVariation(column: "compliance"):
            CommandFailure.data(
                "Column “\(name)” has no variation between arms: as much was received, on average, where it was not offered."
            )
        case .linearModel(.fullLeverage(row: let row)):
            CommandFailure.data(
                "Line \(file.columns.lines[known[row]]): no other row is like it, such as the only one of its stratum, "
                    + "so no error of the effect of “\(name)” can be given."
            )
        case .linearModel(.untestable):
            CommandFailure.data("There are too few clusters to judge how far the offer moved “\(name)”.")
        default: error
        }
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
            coefficients: trial.coefficients.map { test in
                .init(test, name: test.name == "treatment" ? command.treatment : nil)
            },
            varianceComponents: components.map {
                .init(
                    level: $0.name.replacing("cluster", with: command.cluster ?? "cluster"),
                    variance: $0.estimate,
                    standardError: $0.standardError
                )
            },
            icc: try command.randomSlope ? nil : trial.multilevel?.intraclassCorrelation().estimate,
            unconditionalIcc: try trial.unconditional?.intraclassCorrelation().estimate,
            logLikelihood: trial.multilevel?.logLikelihood ?? trial.linear?.logLikelihood ?? 0,
            estimator: trial.multilevel == nil ? "OLS" : command.estimator.rawValue
        )
    }

    private func warnings(
        _ trial: IntentionToTreat,
        _ attrition: Attrition,
        _ ends: ScaleEnds
    ) throws -> [String] {
        var warnings: [String] = []
        let dropped = file.outcome.count { !$0.isNaN } - rows.count
        if dropped > 0 {
            warnings.append(
                dropped == 1
                    ? "1 row with an outcome lacks a baseline and is left out."
                    : "\(dropped) rows with an outcome lack a baseline and are left out."
            )
        }
        for name in trial.multilevel?.boundary ?? [] {
            warnings.append(
                "The variance of \(name) is estimated at its boundary: the model is simpler than asked for."
            )
        }
        if attrition.overall > 0.05, command.imputations == nil {
            warnings.append("More than 5% of outcomes are missing: consider --imputations.")
        }
        if let clusters = trial.multilevel?.clusters.first, clusters < 20 {
            warnings.append(
                "With \(clusters) clusters, intervals rest on an approximation to few degrees of freedom."
            )
        }
        for (name, code) in [(file.arms.treated, 1.0), (file.arms.control, 0.0)] {
            let scores = Set(outcome.indices.filter { treatment[$0] == code }.map { outcome[$0] })
            if scores.count == 1 {
                warnings.append(
                    "Every score in “\(name)” is the same, where the analysis takes both arms to vary alike: check the file."
                )
            }
        }
        // Of a score that is only 0 or 1, say, every value is at an end.
        guard Set(outcome).count > 2 else { return warnings }
        if ends.ceiling > 0.1 { warnings.append("More than one in ten scores is the highest: a ceiling.") }
        if ends.floor > 0.1 { warnings.append("More than one in ten scores is the lowest: a floor.") }
        return warnings
    }

    private func part(
        _ subgroup: (name: String, inside: String, values: [Double]),
        _ warnings: inout [String]
    ) throws -> AnalysisReport.Subgroup {
        let known = rows.filter { !subgroup.values[$0].isNaN }
        let values = known.map { subgroup.values[$0] }
        let effect: SubgroupEffect
        do throws(TrialError) {
            effect = try SubgroupEffect(
                outcome: known.map { file.outcome[$0] },
                treatment: known.map { file.treatment[$0] },
                subgroup: values,
                covariates: file.covariates(known),
                clusters: file.clusters(known),
                options: options
            )
        } catch {
            let lines = known.map { file.columns.lines[$0] }
            throw CommandFailure.data(
                StatisticsFailure.describe(
                    error,
                    line: { lines.indices.contains($0) ? lines[$0] : nil },
                    column: command.columnName
                )
            )
        }
        warnings += AnalysisReport.leftOut(ofSubgroup: subgroup.name, rows.count - known.count)
        let inside = values.count { $0 == 1 }
        return .init(
            name: subgroup.name,
            inside: subgroup.inside,
            interaction: .init(
                effect.interaction,
                name: "\(command.treatment):\(subgroup.name)=\(subgroup.inside)"
            ),
            interactionEffectSize: .init(effect.interactionEffectSize),
            subgroup: .init(
                n: inside,
                difference: .init(effect.inside.difference, name: command.treatment),
                effectSize: .init(effect.inside.effectSize)
            ),
            others: .init(
                n: values.count - inside,
                difference: .init(effect.outside.difference, name: command.treatment),
                effectSize: .init(effect.outside.effectSize)
            )
        )
    }
}
