import Evidence
import Figures
import Foundation
import HTML
import Profiles
import Services
import Trials

/// A quick evaluation's figures and sentences: the same in the school's own report and in a shared account.
struct ReportBody: Renderable {
    let report: EvaluationReport
    let answers: EvaluationAnswers
    let scale: ProgressScale?
    let balance: BalanceRule
    let codeVersion: String?
    let analysedAt: Date?
    /// Scores after, by group: only in the school's own report, for those who may read pupil rows.
    let scores: [(group: String, values: [Double])]
    /// What repeats it from the school's file; only in the school's own report.
    let command: String?

    var markup: Markup {
        let words = ReportWords(report, answers, scale: scale)
        Inset("What was found") {
            p(.class("lead")) { words.found }
            if let months = words.months {
                p {
                    "\(EvidenceText.sentence(months)) \(EvidenceText.rating(months.rating).capitalisedFirst)."
                }
            }
        }
        h2 { "How far this can be trusted" }
        ul { for caution in words.cautions { li { caution } } }
        effectFigure
        scoresFigure
        h2 { "The groups" }
        groupsTable
        if let comparison = report.comparison { comparisonSection(comparison) }
        h2 { "Pupils eligible for free school meals" }
        p { words.fsm }
        method
    }

    private var arms: [EvaluationReport.Arm] { [report.treated] + (report.control.map { [$0] } ?? []) }

    private var groupsTable: DataTable {
        DataTable(
            "Pupils and scores by group",
            isCaptionHidden: true,
            columns: [
                .init("Group"), .init("Pupils", isNumber: true), .init("With both scores", isNumber: true),
                .init("Lack a score before", isNumber: true), .init("Lack a score after", isNumber: true),
                .init("Before: mean (SD)", isNumber: true), .init("After: mean (SD)", isNumber: true),
            ],
            rows: arms.map { arm in
                [
                    .text(arm.name), .text(InWords.grouped(arm.pupils)), .text(InWords.grouped(arm.analysed)),
                    .text(arm.missingPre.map(InWords.grouped) ?? "hidden"),
                    .text(arm.missingPost.map(InWords.grouped) ?? "hidden"),
                    .text(score(arm.meanPre, arm.deviationPre)),
                    .text(score(arm.meanPost, arm.deviationPost)),
                ]
            }
        )
    }

    private func score(_ mean: Double, _ deviation: Double) -> String {
        "\(EvidenceText.effect(mean)) (\(EvidenceText.effect(deviation)))"
    }

    @MarkupBuilder private var effectFigure: Markup {
        if let comparison = report.comparison, let range = report.range(answers.formation),
            let figure = try? ForestPlot(
                title: "The difference, adjusted and not",
                effectName: "Effect size (SD)",
                groups: [
                    ForestPlot.Group(rows: [
                        ForestPlot.Row(
                            label: "At equal scores before",
                            estimate: comparison.effect,
                            interval: Interval(lower: range.lower, upper: range.upper)
                        )
                    ])
                ]
            ).responsive(id: "report-effect")
        {
            FigureBlock(
                svg: figure.svg(),
                caption:
                    "Effect size with its 95% interval; right of zero favours the group that was offered it.",
                table: DataTable(figure.table)
            )
        }
    }

    @MarkupBuilder private var scoresFigure: Markup {
        if !scores.isEmpty,
            let figure = try? StripPlot(
                title: "Scores after, pupil by pupil",
                valueName: answers.outcomeName,
                groups: scores.map { StripPlot.Group(name: $0.group, values: $0.values) }
            ).responsive(id: "report-scores")
        {
            FigureBlock(
                svg: figure.svg(),
                caption:
                    "One dot for each pupil. Only people of your school who may read pupil rows see this.",
                table: DataTable(figure.table)
            )
        }
    }

    @MarkupBuilder private func comparisonSection(_ comparison: EvaluationReport.Comparison) -> Markup {
        let range = report.range(answers.formation)
        h2 { "The comparison" }
        FactList([
            "Difference before (Hedges’ g)":
                "\(EvidenceText.effect(comparison.baselineDifference)): \(verdict(comparison.balance))",
            "Difference after at equal scores before":
                "\(EvidenceText.effect(comparison.adjustedDifference)) points\(range.map { " (\(EvidenceText.range($0.adjustedLower, $0.adjustedUpper)))" } ?? "")",
            "Effect size (Hedges’ g)":
                EvidenceText.effect(comparison.effect)
                + (range.map { " (\(EvidenceText.range($0.lower, $0.upper)))" } ?? ""),
            "Without adjustment": EvidenceText.effect(comparison.unadjustedEffect),
            "Smallest effect found four times in five": range.map { EvidenceText.effect($0.detectable) }
                ?? "Cannot be told",
        ])
        p(.class("hint")) {
            "Limits for the difference before: up to \(EvidenceText.effect(balance.satisfiesUpTo)) satisfies, up to \(EvidenceText.effect(balance.adjustableUpTo)) needs adjustment, above it fails (\(balance.source))."
        }
    }

    private func verdict(_ verdict: BalanceRule.Verdict) -> String {
        switch verdict {
        case .satisfies: "alike enough"
        case .needsAdjustment: "needs adjustment, which was made"
        case .fails: "too different for a fair comparison"
        }
    }

    @MarkupBuilder private var method: Markup {
        h2 { "Method" }
        p {
            report.comparison?.unit == .classGroup ? classMethod : pupilMethod
            " Computed by Braid \(codeVersion ?? "")"
            if let analysedAt { " on \(EvidenceText.day(analysedAt))" }
            "."
        }
        if let command {
            details {
                HTML.summary { "How someone else can check the numbers" }
                p { "With the program Braid, this command gives the same numbers from the same file:" }
                p { code { command } }
            }
        }
        if report.rejectedRows > 0 { p { "Rows of the file that were not taken: \(report.rejectedRows)." } }
    }

    private var pupilMethod: String {
        "Analysis of covariance: the score after on group and score before, for pupils with both scores. The effect size divides the adjusted difference by the pooled standard deviation of the scores after, with Hedges’ correction; its interval uses the t distribution."
    }

    private var classMethod: String {
        guard report.range(answers.formation) != nil else {
            return
                "Analysis of covariance: the score after on group and score before, for pupils with both scores. The effect size divides the adjusted difference by the pooled standard deviation of the scores after, with Hedges’ correction. Pupils of one class are not independent, so that model’s interval is not shown."
        }
        return
            "A random intercept for each class (REML): the score after on group and score before, for pupils with both scores. The effect size divides the adjusted difference by the root of the sum of the variances between and within classes in the model with the group alone, with Hedges’ correction; its interval uses the t distribution with at most as many degrees of freedom as there are classes, less two."
    }
}

/// A shared evaluation, for everybody.
struct SchoolAccountPage: Page {
    let account: SchoolAccount
    let school: String
    let profiles: ProfileLibrary
    /// Whether the reader writes protocols.
    var mayTakeUp = false

    var title: String { account.answers.question }
    let section: SiteSection? = .results
    var trail: [Crumb] { [Crumb("Results", SiteMap.results())] }

    var body: Markup {
        PageHeader(
            account.answers.question,
            lead: "A school’s own account, by \(school).",
            kicker: "Not rated, not pooled"
        )
        EvidenceText.paragraphs(account.text)
        FactList([
            "Outcome": account.answers.outcomeName, "Year group": account.answers.yearGroup,
            "Groups": account.answers.formation.title,
            "Dates":
                "\(EvidenceText.day(account.answers.startedOn)) to \(EvidenceText.day(account.answers.endedOn))",
        ])
        if let report = account.report {
            ReportBody(
                report: report,
                answers: account.answers,
                scale: profiles.progressScale(ProfileLibrary.trialScale),
                balance: profiles.balance,
                codeVersion: account.codeVersion,
                analysedAt: account.analysedAt,
                scores: [],
                command: nil
            )
        } else {
            Inset(Disclosure.hidden) { p { "Figures appear only where each group has 10 pupils or more." } }
        }
        if mayTakeUp {
            h2 { "Take it further" }
            p {
                a(.href(SiteMap.newProtocol().with("from", account.id.description))) {
                    "Write a protocol for a trial of this"
                }
                ": many schools on one shared protocol can settle what one school’s account cannot."
            }
        }
    }
}
