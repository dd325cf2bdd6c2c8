import Evidence
import Figures
import HTML
import Profiles
import Trials

/// A trial's report from top to bottom: the same for everyone and for those who analyse it; only the counts
/// differ.
struct TrialReportBody: Renderable {
    let report: TrialReport
    let words: TrialWords
    let rating: TrialRating?
    let limitations: String
    let profiles: ProfileLibrary
    let method: TrialMethod
    /// What the schools are called, for whoever may read the rows.
    var schools: [String] = []

    var markup: Markup {
        found
        keyFigures
        ranks
        h2 { "How sure this is" }
        ul { for line in words.support { li { line } } }
        h2 { "What limits it" }
        ul { for line in words.cautions { li { line } } }
        if !limitations.isEmpty {
            h3 { "In the words of those who ran it" }
            EvidenceText.paragraphs(limitations)
        }
        h2 { "For whom" }
        p { words.fsm }
        if let compliers = words.compliers { p { compliers } }
        TrialReportFigures(report: report).analyses
        if let delivery = report.delivery {
            h2 { "How it was delivered" }
            ul { for line in delivery.lines { li { line } } }
            TrialReportTables(report: report).answers
        }
        if report.discontinuity != nil {
            h2 { "At the cut-off" }
            TrialDesignFigures(report: report).cutOff
        }
        if report.matching != nil {
            h2 { "How alike those compared are" }
            TrialDesignFigures(report: report).matching
        }
        h2 { "Who took part and who was counted" }
        TrialReportFigures(report: report).flow
        TrialReportTables(report: report).losses
        h2 { "The arms" }
        TrialReportTables(report: report).arms
        if let step = report.arms.compactMap(\.meanStep).max() {
            p(.class("hint")) {
                "Means are rounded, to \(EvidenceText.effect(step)) standard deviations at most, so that no single pupil shows."
            }
        }
        TrialReportFigures(report: report).balance
        h2 { "How secure the result is" }
        TrialRatingSection(
            rating: rating,
            missing: report.losses.first { $0.level == .pupil }?.overall,
            scale: profiles.security
        )
        h2 { "Checks" }
        TrialReportTables(report: report).checks
        TrialReportFigures(report: report).residuals
        if !report.isForEveryone { TrialReportFigures(report: report, schools: schools).leaveOneOut }
        h2 { "What it costs" }
        TrialReportTables(report: report).cost(profiles.costs)
        h2 { "Method" }
        method
    }

    private var found: Markup {
        Inset("What was found") {
            p(.class("lead")) { words.found }
            if let months = words.months {
                p { "\(EvidenceText.sentence(months)) \(words.rating)." }
            }
        }
        .markup
    }

    /// The result in the ranks of control pupils, where the outcome is a score that ranks them: attainment, and a
    /// higher score is the better one.
    @MarkupBuilder private var ranks: Markup {
        let outcome = report.plan.outcome
        if outcome.kind == .attainment, outcome.isLowerBetter != true, let effect = report.primary?.effect.g,
            let share = try? Translation.shareOutscored(effect: effect),
            let index = try? Translation.improvementIndex(effect: effect)
        {
            p(.class("hint")) {
                "Said another way: the average pupil offered this would outscore \(EvidenceText.fixed(share * 100, decimals: 0))% of control pupils (improvement index \(EvidenceText.fixed(index, decimals: 0)))."
            }
        }
    }

    @MarkupBuilder private var keyFigures: Markup {
        if let primary = report.primary {
            div(.class("key-figures")) {
                KeyFigure(
                    EvidenceText.effect(primary.effect.g),
                    "standard deviations",
                    detail:
                        "95% interval \(EvidenceText.range(primary.effect.lower, primary.effect.upper)); p \(EffectWords.pValue(primary.difference.pValue))"
                )
                if let months = words.months {
                    KeyFigure(
                        EvidenceText.months(months.months),
                        "of progress, about",
                        detail:
                            "Range \(EvidenceText.months(months.lowerMonths)) to \(EvidenceText.months(months.upperMonths)); \(months.scale.title)"
                    )
                }
                KeyFigure(
                    rating?.padlocks.map { "\($0) of 5" } ?? "Not yet rated",
                    "security of the finding",
                    detail: "Braid rating (EEF 2019 criteria)"
                )
                if let cost = report.cost {
                    KeyFigure(
                        PlainWords.pounds(cost.pence),
                        "a pupil a year",
                        detail: profiles.costs.band(pence: cost.pence).map { "\($0.name) cost" }
                    )
                }
            }
        }
    }
}
