import HTML
import Profiles
import Services
import Trials

/// The tables of a trial's report.
struct TrialReportTables {
    let report: TrialReport

    var losses: DataTable {
        DataTable(
            "Missing from the result, by level",
            columns: [.init("Level"), .init("Overall", isNumber: true)]
                + report.plan.arms.map { DataTable.Column($0, isNumber: true) }
                + [.init("Difference from control, in points", isNumber: true)],
            rows: report.losses.map { loss in
                [.text(loss.level.title), .text(loss.overall.text)] + loss.arms.map { .text($0.text) }
                    + [
                        .text(
                            loss.differential(arm: report.plan.primaryArm).map {
                                EvidenceText.fixed($0 * 100, decimals: 1)
                            } ?? "hidden"
                        )
                    ]
            }
        )
    }

    var arms: DataTable {
        DataTable(
            "Scores as recorded, of every pupil who has the score, analysed or not",
            columns: [
                .init("Arm"), .init("Schools", isNumber: true), .init("Pupils analysed", isNumber: true),
                .init("All with a score before: mean (SD)", isNumber: true),
                .init("All with a score after: mean (SD)", isNumber: true),
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

    /// What schools answered about their delivery, where so many did that none can be told apart.
    @MarkupBuilder var answers: Markup {
        if let delivery = report.delivery, !delivery.means.isEmpty {
            DataTable(
                "What schools that were offered it answered, from 1 (hardly) to 5 (fully)",
                columns: [.init("Question"), .init("Mean", isNumber: true)],
                rows: zip(Fidelity.questions, delivery.means).map { question, mean in
                    [.text(question.question), .text(EvidenceText.fixed(mean, decimals: 1))]
                }
            )
        }
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
            p(.class("hint")) {
                "Each p counts that \(report.comparisons.count) arms were compared (Holm’s method); the intervals are each for their own arm. The one primary result is that of “\(report.treated.name)”."
            }
        }
    }

    private var facts: [(String, Markup)] {
        var facts: [(String, String)] = []
        if let primary = report.primary {
            facts.append(
                (
                    report.discontinuity == nil
                        ? "Adjusted difference" : "Gap at the cut-off, bias-corrected",
                    "\(EvidenceText.effect(primary.difference.estimate)) points (\(EvidenceText.range(primary.difference.lower, primary.difference.upper)))"
                )
            )
            facts.append(
                (
                    "Total standard deviation",
                    deviation(primary.effect)
                )
            )
            if let icc = primary.outcomeICC { facts.append(("ICC of the outcome", text(icc))) }
            if let icc = primary.baselineICC { facts.append(("ICC of the score before", text(icc))) }
        }
        facts += designFacts
        let precision = report.precision
        facts.append(("Effect it was planned to find", EvidenceText.effect(precision.target)))
        if let detectable = precision.asRandomised {
            let isDrawn = report.plan.assignment.isRandomised
            facts.append(
                (
                    isDrawn ? "Detectable as randomised" : "Detectable with those in the study",
                    EvidenceText.effect(detectable)
                )
            )
        }
        if let detectable = precision.asAnalysed {
            facts.append(("Detectable as it turned out", EvidenceText.effect(detectable)))
        }
        if let test = report.allocationTest.value {
            let kind = test.statistic == .model ? "model fitted anew" : "means of residuals"
            facts.append(
                (
                    "Permutation p",
                    "\(EffectWords.pValue(test.pValue)) (\(InWords.count(test.permutations, "draw")), \(kind))"
                )
            )
        }
        if case .left(let why) = report.allocationTest { facts.append(("Permutation", why)) }
        for scale in report.scales {
            facts.append(
                ("At the ends: \(scale.name)", "lowest \(scale.floor.text), highest \(scale.ceiling.text)")
            )
        }
        if case .left(let why) = report.missing { facts.append(("Imputation", why)) }
        return facts.map { ($0.0, .text($0.1)) }
    }

    /// What the method of a design without a draw gives besides.
    private var designFacts: [(String, String)] {
        var facts: [(String, String)] = []
        if let cut = report.discontinuity {
            let plain = cut.conventional
            facts.append(
                (
                    "The same, not corrected",
                    "\(EvidenceText.effect(plain.estimate)) points (\(EvidenceText.range(plain.lower, plain.upper)))"
                )
            )
            facts.append(
                (
                    "Bandwidths",
                    "\(EvidenceText.effect(cut.bandwidth)) points for the lines, \(EvidenceText.effect(cut.biasBandwidth)) for their bias"
                )
            )
            facts.append(
                (
                    "Pupils within the bandwidth",
                    "\(cut.sides[0].withinBandwidth.text) not offered it, \(cut.sides[1].withinBandwidth.text) offered it"
                )
            )
            facts.append(
                (
                    "Errors",
                    cut.clusters.map { "Summed within \($0) schools" } ?? "Each pupil on their own"
                )
            )
            if let density = cut.density.value {
                facts.append(
                    (
                        "Crowding at the cut-off",
                        "p \(EffectWords.pValue(density.pValue)), within \(EvidenceText.effect(density.width)) points"
                    )
                )
            }
        }
        if let matching = report.matching {
            facts.append(("Matched", "\(matching.matched.text) \(matching.unit.title.lowercased())"))
            facts.append(("Without a match", matching.unmatched.text))
            facts.append(("Others that serve", matching.othersUsed.text))
            facts.append(("Likeness", matching.distance.shortTitle))
            facts.append(
                ("Largest distance allowed", matching.caliper.map(EvidenceText.effect) ?? "None was set")
            )
        }
        return facts
    }

    /// What effects are divided by. Where the number of pupils is hidden, so are the degrees of freedom, which can tell it.
    private func deviation(_ effect: StandardisedEffect) -> String {
        let points = "\(EvidenceText.effect(effect.deviation)) points"
        if case .cutOff = report.plan.assignment { return "\(points), as the protocol states it" }
        let counts = [report.control.analysed, report.treated.analysed]
        guard counts.allSatisfy({ $0.exact != nil }) else { return points }
        return effect.deviationDegreesOfFreedom.map {
            "\(points), on \(EvidenceText.fixed($0, decimals: 0)) degrees of freedom"
        } ?? points
    }

    private func text(_ icc: ArmComparison.ICC) -> String {
        "\(EvidenceText.effect(icc.estimate)) (\(EvidenceText.range(icc.lower, icc.upper)))"
    }

    func cost(_ scale: CostScale) -> Markup { Self.cost(report.cost, scale) }

    @MarkupBuilder static func cost(_ cost: CostPerPupil?, _ scale: CostScale) -> Markup {
        if let cost {
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
                "\(PlainWords.pounds(cost.pence)) a pupil a year over \(CostPerPupil.years) years for \(InWords.count(cost.pupils, "pupil")). Only what schools spend beyond what they spend anyway is counted (\(scale.source))."
            }
        } else {
            p { "No costs were entered." }
        }
    }
}
