import HTML
import Profiles
import Trials

/// The tables of a trial's report.
struct TrialReportTables {
    let report: TrialReport

    var losses: DataTable {
        DataTable(
            "Missing from the result, by level",
            columns: [.init("Level"), .init("Overall", isNumber: true)]
                + report.plan.arms.map { DataTable.Column($0, isNumber: true) },
            rows: report.losses.map { loss in
                [.text(loss.level.title), .text(loss.overall.text)] + loss.arms.map { .text($0.text) }
            }
        )
    }

    var arms: DataTable {
        DataTable(
            "Scores as recorded, before and after",
            columns: [
                .init("Arm"), .init("Schools", isNumber: true), .init("Pupils analysed", isNumber: true),
                .init("Before: mean (SD)", isNumber: true), .init("After: mean (SD)", isNumber: true),
            ],
            rows: report.arms.map { arm in
                [
                    .text(arm.name), .text("\(arm.schoolsAnalysed)"), .text(arm.analysed.text),
                    .text(score(arm.baselineMean, arm.baselineDeviation)),
                    .text(score(arm.outcomeMean, arm.outcomeDeviation)),
                ]
            }
        )
    }

    private func score(_ mean: Double?, _ deviation: Double?) -> String {
        guard let mean, let deviation else { return "not known" }
        return "\(EvidenceText.effect(mean)) (\(EvidenceText.effect(deviation)))"
    }

    @MarkupBuilder var checks: Markup {
        FactList(facts)
        if report.comparisons.count > 1 {
            DataTable(
                "Every arm with control",
                columns: [
                    .init("Arm"), .init("Effect size", isNumber: true), .init("95% interval", isNumber: true),
                    .init("p (Holm)", isNumber: true),
                ],
                rows: report.comparisons.map { comparison in
                    [
                        .text(report.plan.arms[comparison.arm]),
                        .text(EvidenceText.effect(comparison.effect.g)),
                        .text(EvidenceText.range(comparison.effect.lower, comparison.effect.upper)),
                        .text(EffectWords.pValue(comparison.adjustedPValue)),
                    ]
                }
            )
        }
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, String)] = []
        if let primary = report.primary {
            facts.append(
                (
                    "Adjusted difference",
                    "\(EvidenceText.effect(primary.difference.estimate)) points (\(EvidenceText.range(primary.difference.lower, primary.difference.upper)))"
                )
            )
            facts.append(
                (
                    "Total standard deviation",
                    "\(EvidenceText.effect(primary.effect.deviation)) points, on \(EvidenceText.fixed(primary.effect.deviationDegreesOfFreedom, decimals: 0)) degrees of freedom"
                )
            )
            if let icc = primary.outcomeICC { facts.append(("ICC of the outcome", text(icc))) }
            if let icc = primary.baselineICC { facts.append(("ICC of the score before", text(icc))) }
        }
        let precision = report.precision
        facts.append(("Effect it was planned to find", EvidenceText.effect(precision.target)))
        if let detectable = precision.asRandomised {
            facts.append(("Detectable as randomised", EvidenceText.effect(detectable)))
        }
        if let detectable = precision.asAnalysed {
            facts.append(("Detectable as it turned out", EvidenceText.effect(detectable)))
        }
        if let test = report.allocationTest.value {
            let kind = test.statistic == .model ? "model fitted anew" : "means of residuals"
            facts.append(
                (
                    "Permutation p",
                    "\(EffectWords.pValue(test.pValue)) (\(test.permutations) draws, \(kind))"
                )
            )
        }
        for scale in report.scales {
            facts.append(
                ("At the ends: \(scale.name)", "lowest \(scale.floor.text), highest \(scale.ceiling.text)")
            )
        }
        if case .left(let why) = report.missing { facts.append(("Imputation", why)) }
        return facts.map { ($0.0, .text($0.1)) }
    }

    private func text(_ icc: ArmComparison.ICC) -> String {
        "\(EvidenceText.effect(icc.estimate)) (\(EvidenceText.range(icc.lower, icc.upper)))"
    }

    @MarkupBuilder func cost(_ scale: CostScale) -> Markup {
        if let cost = report.cost {
            DataTable(
                "Additional cost, for all schools of the trial together",
                columns: [.init("What"), .init("When"), .init("Cost", isNumber: true)],
                rows: cost.items.map { item in
                    [
                        .text(item.name), .text(item.isYearly ? "Every year" : "Once"),
                        .text(PlainWords.pounds(item.pence)),
                    ]
                }
            )
            p {
                "\(PlainWords.pounds(cost.pence)) a pupil a year over \(CostPerPupil.years) years for \(cost.pupils) pupils. Only what schools spend beyond what they spend anyway is counted (\(scale.citation))."
            }
        } else {
            p { "No costs were entered." }
        }
    }
}
