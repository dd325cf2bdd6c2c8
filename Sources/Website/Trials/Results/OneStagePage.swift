import HTML
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
                "\(one.pupils) pupils of \(one.schools) schools in \(one.trials) trials that were analysed here, from the sums that are kept."
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
        h2 { "Trials" }
        ul { for title in comparison.titles { li { title } } }
        h2 { "Method" }
        p {
            "Outcomes in each trial’s total standard deviations; a level and a slope of the baseline for each trial, random intercepts of schools and, from three trials, a random effect of treatment between trials (REML, Satterthwaite degrees of freedom). In two stages: the trials’ primary results by REML with Knapp–Hartung’s interval."
        }
    }

    private var rows: [[Markup]] {
        let one = comparison.oneStage
        var rows: [[Markup]] = [
            [
                .text("One stage"), .text(EvidenceText.effect(one.estimate)),
                .text(EvidenceText.range(one.lower, one.upper)),
                .text(EvidenceText.effect(one.betweenTrials.squareRoot())),
            ]
        ]
        if let two = comparison.twoStage {
            rows.append([
                .text("Two stages"), .text(EvidenceText.effect(two.estimate)),
                .text(EvidenceText.range(two.lower, two.upper)),
                .text(EvidenceText.effect(two.tauSquared.squareRoot())),
            ])
        }
        return rows
    }
}
