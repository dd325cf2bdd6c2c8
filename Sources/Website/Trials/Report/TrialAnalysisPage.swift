import Evidence
import Foundation
import HTML
import Jobs
import Profiles
import Services
import Trials

/// The whole analysis, for those who answer for the trial: before publication and after.
struct TrialAnalysisPage: Page {
    let record: TrialRecord
    let kept: KeptAnalysis?
    let costs: [CostPerPupil.Item]
    let recruited: TrialReport.Recruited?
    let published: PublishedReport?
    let profiles: ProfileLibrary
    let ticket: FormTicket
    let costState: FormState
    let publishState: FormState
    /// The newest analysis in the queue.
    let job: Job?
    /// Whether the reader may have the sums, in which a group may be one pupil.
    let mayReadSums: Bool
    /// What its schools are called; empty for those who may not read the rows.
    let schools: [String]
    /// What gives these digits from the pupils' rows; `nil` where they may not be read, or are gone.
    let rowsCommand: String?
    let analysisState: FormState

    var title: String { "Analysis: \(record.trial.title)" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [Crumb("Trials", SiteMap.trials()), Crumb(record.trial.title, SiteMap.trial(record.trial.slug))]
    }

    var body: Markup {
        PageHeader(
            "Analysis: \(record.trial.title)",
            lead:
                "All of it, with the small counts that a public report hides. Only those who answer for the trial see it, and each look is recorded."
        )
        if let kept {
            standing(kept)
            report(kept)
            if !record.trial.hasReported {
                publishing(kept)
                if !isUnderWay { again }
            }
        } else {
            waiting
        }
    }

    private var isUnderWay: Bool { job?.state == .waiting || job?.state == .running }

    /// Before the first analysis: how far it is, or how it is started.
    @MarkupBuilder private var waiting: Markup {
        switch job?.state {
        case .waiting, .running:
            Inset("The analysis is under way") {
                p { progress }
                p {
                    a(.class("button button--secondary"), .href(SiteMap.trialAnalysis(record.trial.id))) {
                        "Look again"
                    }
                }
            }
        case .failed:
            Inset("The analysis could not be made") { p { job?.message ?? "The log has the reason." } }
            start
        case .done, nil: start
        }
    }

    private var progress: String {
        guard let job, job.state == .running, let step = TrialAnalysis.Step(rawValue: job.progress.done)
        else {
            return "It waits for its turn."
        }
        return "Part \(step.rawValue + 1) of \(TrialAnalysis.Step.allCases.count): \(step.title)."
    }

    @MarkupBuilder private var start: Markup {
        p {
            "The analysis starts when the data are frozen, follows the protocol, and takes a minute. Nobody sees outcomes by arm before."
        }
        postForm(SiteMap.trialAnalysis(record.trial.id), ticket: ticket, state: analysisState) {
            submit("Start the analysis")
        }
    }

    @MarkupBuilder private var again: Markup {
        h2(.id("again")) { "Analyse again" }
        p {
            "Only where data were corrected before publication. The reason is kept, and so is the earlier analysis."
        }
        postForm(SiteMap.trialAnalysis(record.trial.id), ticket: ticket, state: analysisState) {
            TextField("reason", "Why?", state: analysisState)
            submit("Analyse again", isSecondary: true)
        }
    }

    @MarkupBuilder private func standing(_ kept: KeptAnalysis) -> Markup {
        FactList([
            "Analysed": EvidenceText.day(kept.analysedAt),
            "Analysis": kept.number == 1 ? "First" : "Number \(kept.number): \(kept.reason)",
            "Program": kept.codeVersion,
            "Protocol digest": kept.protocolDigest,
        ])
        ul(.class("downloads")) {
            if mayReadSums {
                li {
                    a(.href(SiteMap.trialBundle(record.trial.id))) {
                        "Reproduction bundle (JSON, restricted)"
                    }
                }
            }
            if rowsCommand != nil {
                li {
                    a(.href(SiteMap.trialRows(record.trial.id))) {
                        "All pupils’ rows (CSV, under pseudonyms, restricted)"
                    }
                }
            }
            if published != nil {
                li { a(.href(SiteMap.trialReport(record.trial.slug))) { "The published report" } }
            }
        }
        repeating
    }

    /// How the analyst repeats it from the rows.
    @MarkupBuilder private var repeating: Markup {
        if let rowsCommand {
            p { "This command gives the digits of this page from the rows while they exist:" }
            p { code { rowsCommand } }
        }
    }

    private func report(_ kept: KeptAnalysis) -> TrialReportBody {
        let cost = CostPerPupil(
            items: costs,
            pupils: kept.result.pupilsReached
        )
        let report = TrialReport(kept.result, cost: cost, recruited: recruited, isForEveryone: false)
        let words = TrialWords(
            report,
            title: record.trial.title,
            rating: published?.rating?.padlocks,
            scale: profiles.progressScale(ProfileLibrary.trialScale),
            balance: profiles.balance
        )
        let rating =
            published?.rating
            ?? InterimRating(kept.result, scale: profiles.security).map {
                TrialRating(interim: $0, reviews: [])
            }
        return TrialReportBody(
            report: report,
            words: words,
            rating: rating,
            limitations: published?.limitations ?? "",
            profiles: profiles,
            method: TrialMethod(
                plan: report.plan,
                codeVersion: kept.codeVersion,
                analysedAt: kept.analysedAt,
                protocolDigest: kept.protocolDigest,
                months: words.months?.scale.source
            ),
            schools: schools
        )
    }

    @MarkupBuilder private func publishing(_ kept: KeptAnalysis) -> Markup {
        h2(.id("costs")) { "Costs" }
        p {
            "What schools spent beyond what they spend anyway, for all schools of the trial together: materials, training, cover. Leave lines empty that you do not need."
        }
        postForm(SiteMap.trialCosts(record.trial.id), ticket: ticket, state: costState) {
            input(.type("hidden"), .name("seen"), .value(costs.stamp))
            for place in 0..<CostDraft.mostLines { costLine(place) }
            submit("Save the costs", isSecondary: true)
        }
        h2(.id("publish")) { "Publish the report" }
        if let refusal = Disclosure.refusal(kept.result) {
            Inset(Disclosure.hidden) {
                p { "The figures cannot be public. \(refusal)" }
                p {
                    "The trial can report all the same: everyone then reads that it has, and why no figures stand there. It is no longer overdue."
                }
                postForm(SiteMap.publishTrialReport(record.trial.id), ticket: ticket, state: FormState()) {
                    input(.type("hidden"), .name("version"), .value("\(record.trial.version)"))
                    input(.type("hidden"), .name("analysis"), .value("\(kept.number)"))
                    submit("Report without figures", name: "do", value: "withhold")
                }
            }
        } else {
            p {
                "The report is published whatever it shows, and frozen. Small numbers of pupils are hidden by rule. Two independent reviewers can then judge the threats."
            }
            postForm(SiteMap.publishTrialReport(record.trial.id), ticket: ticket, state: publishState) {
                input(.type("hidden"), .name("version"), .value("\(record.trial.version)"))
                input(.type("hidden"), .name("analysis"), .value("\(kept.number)"))
                TextField(
                    "population",
                    "Who took part?",
                    hint: "Such as: pupils in year 5 of 40 primary schools in the north",
                    state: publishState
                )
                TextArea(
                    "limitations",
                    "What limits the result, in your words? (optional)",
                    hint: "The report already says what follows from its numbers",
                    state: publishState
                )
                submit("Publish the report")
            }
        }
    }

    @MarkupBuilder private func costLine(_ place: Int) -> Markup {
        fieldset(.class("field cost-line")) {
            legend(.class("visually-hidden")) { "Cost \(place + 1)" }
            TextField("name-\(place)", "What (\(place + 1))", state: costState)
            TextField("pounds-\(place)", "Pounds", kind: .money, state: costState)
            SelectField(
                "when-\(place)",
                "When",
                options: [FormOption("once", "Once, at the start"), FormOption("yearly", "Every year")],
                state: costState
            )
        }
    }
}

extension CostDraft {
    init(_ submission: Submission) {
        self.init()
        lines = (0..<Self.mostLines).map { place in
            Line(
                name: submission.text("name-\(place)"),
                pounds: submission.text("pounds-\(place)"),
                isYearly: submission.text("when-\(place)") == "yearly"
            )
        }
    }

    static func state(_ items: [CostPerPupil.Item]) -> FormState {
        var state = FormState()
        for (place, item) in items.enumerated() {
            state.set("name-\(place)", item.name)
            let rest = item.pence % 100
            state.set(
                "pounds-\(place)",
                "\(item.pence / 100)" + (rest == 0 ? "" : ".\(rest < 10 ? "0" : "")\(rest)")
            )
            state.set("when-\(place)", item.isYearly ? "yearly" : "once")
        }
        return state
    }
}
