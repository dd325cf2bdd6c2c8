import HTML
import Services
import Trials

/// One-stage and two-stage results of the same trials, for those who may hold the sums of all of them.
struct OneStagePage: Page {
    /// The strand or the intervention.
    let name: String
    /// Where its pool is shown.
    let pool: Link
    let comparison: StageComparison

    var title: String { "One model: \(name)" }
    let section: SiteSection? = .results
    var trail: [Crumb] {
        [Crumb("Results", SiteMap.results()), Crumb(name, pool)]
    }

    var body: Markup {
        let one = comparison.oneStage
        PageHeader(
            "All trials in one model: \(name)",
            lead:
                "\(InWords.count(one.pupils, "pupil")) of \(InWords.count(one.schools, "school")) in \(InWords.count(one.trials, "trial")) that were analysed here, from the sums that are kept."
        )
        DataTable(
            "The same trials in one stage and in two",
            columns: [
                .init("Analysis"), .init("Effect size", isNumber: true),
                .init("95% interval", isNumber: true),
                .init("τ between trials", isNumber: true),
            ],
            rows: rows
        )
        p { comparison.explanation }
        meals
        h2 { "Trials" }
        ul { for title in comparison.titles { li { title } } }
        h2 { "Method" }
        p {
            "Outcomes in each trial’s total standard deviations; a level and a slope of the baseline for each trial, random intercepts of schools and, from three trials, a random effect of treatment between trials (REML, Satterthwaite degrees of freedom). In two stages: the trials’ primary results by REML with Knapp–Hartung’s interval. Eligible pupils in one stage: a level and a difference between eligible pupils and others for each trial, without the baseline; the effect, and how it differs between these pupils within each trial, vary between trials (Riley and others 2020)."
        }
    }

    /// Who benefited: eligible pupils against others of the same trial.
    @MarkupBuilder private var meals: Markup {
        switch comparison.fsm {
        case .notPlanned: Markup.group([])
        case .left(let why):
            h2 { "Pupils eligible for free school meals" }
            p { why }
        case .found(let fsm):
            h2 { "Pupils eligible for free school meals" }
            DataTable(
                "How much more eligible pupils gained than others of the same trial",
                columns: [
                    .init("Analysis"), .init("Difference (SD)", isNumber: true),
                    .init("95% interval", isNumber: true),
                ],
                rows: [row("One stage", fsm.estimate, fsm.lower, fsm.upper)]
                    + (comparison.twoStageFSM.map {
                        [row("Two stages", $0.estimate, $0.lower, $0.upper)]
                    } ?? [])
            )
            p {
                "\(InWords.count(fsm.pupils, "pupil")) in \(InWords.count(fsm.trials, "trial")) whose protocols named this subgroup. "
                fsm.lower > 0 || fsm.upper < 0
                    ? "They gained \(fsm.estimate > 0 ? "more" : "less") than others."
                    : "We cannot tell whether FSM pupils gained more or less than others."
            }
        }
    }

    private func row(_ name: String, _ estimate: Double, _ lower: Double, _ upper: Double) -> [Markup] {
        [
            .text(name), .text(EvidenceText.effect(estimate)), .text(EvidenceText.range(lower, upper)),
        ]
    }

    private func deviation(_ variance: Double) -> Markup {
        .text(EvidenceText.effect(variance.squareRoot()))
    }

    private var rows: [[Markup]] {
        let one = comparison.oneStage
        var rows: [[Markup]] = [
            row("One stage", one.estimate, one.lower, one.upper)
                + [one.trials < NetworkPool.fewest ? .text("not estimated") : deviation(one.betweenTrials)]
        ]
        if let two = comparison.twoStage {
            rows.append(row("Two stages", two.estimate, two.lower, two.upper) + [deviation(two.tauSquared)])
        }
        return rows
    }
}
