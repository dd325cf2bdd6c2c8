import Evidence
import HTML
import Services
import Trials

/// What came of trials and evaluations, for everyone: pools of registered trials, their reports, and schools'
/// own accounts.
struct ResultsPage: Page {
    let trials: [Trial]
    let pools: [(strand: StrandLink, record: PoolRecord)]
    let accounts: [(account: SchoolAccount, school: String)]
    /// Reports that the reader may judge.
    let toReview: [Trial]
    let today: LocalDate

    let title = "Results"
    let section: SiteSection? = .results
    var summary: String? { "What registered trials of the network found, whatever it was." }

    private var reported: [Trial] { trials.filter { [.reported, .withheld].contains($0.status(on: today)) } }
    private var stopped: [Trial] { trials.filter { $0.status(on: today) == .stopped } }
    private var overdue: [Trial] { trials.filter { $0.status(on: today) == .overdue } }

    var body: Markup {
        PageHeader(
            "Results",
            lead: "What trials of the network found, and what schools tell of their own evaluations."
        )
        p { TrialCounts(trials, on: today).words }
        if !toReview.isEmpty {
            Inset("Reports that wait for an independent reviewer") {
                ul {
                    for trial in toReview {
                        li { a(.href(SiteMap.trialReport(trial.slug))) { trial.title } }
                    }
                }
            }
        }
        h2 { "What trials say together" }
        if pools.isEmpty {
            EmptyState("No trial is registered under a strand yet.", action: ("Trials", SiteMap.trials()))
        }
        for (strand, record) in pools where record.counts.reported > 0 {
            HTML.section(.class("pool")) {
                h3 { a(.href(SiteMap.strandResults(strand.slug))) { strand.title } }
                PoolSection(record: record, key: strand.slug, isWhole: false)
            }
        }
        h2 { "Trials that have reported" }
        if reported.isEmpty {
            EmptyState("No trial has reported yet.", action: ("Registered trials", SiteMap.trials()))
        } else {
            TrialTable(caption: "Trials that have reported", trials: reported, today: today)
        }
        if !stopped.isEmpty {
            h2 { "Trials that stopped without a result" }
            p {
                "They were registered, and stay counted: who reads only of trials that ended well is told too much good. The page of each says why it stopped."
            }
            TrialTable(caption: "Trials that stopped without a result", trials: stopped, today: today)
        }
        if !overdue.isEmpty {
            h2 { "Trials whose results are overdue" }
            p {
                "They were registered, and their results count as due. What is not published cannot be weighed."
            }
            TrialTable(caption: "Trials that are overdue", trials: overdue, today: today)
        }
        h2 { "Schools’ own accounts" }
        p { "Each is one school’s own evaluation: not rated, and not pooled with trials." }
        if accounts.isEmpty {
            EmptyState("No school has shared an account yet.")
        } else {
            ul {
                for (account, school) in accounts {
                    li {
                        a(.href(SiteMap.schoolAccount(account.id))) { account.answers.question }
                        " \(school), \(account.answers.yearGroup)"
                    }
                }
            }
        }
    }
}

/// The pool of one strand or intervention, whole.
struct PoolPage: Page {
    let name: String
    let kicker: String
    let source: (text: String, link: Link)?
    let record: PoolRecord
    let gaps: PoolGaps
    /// For those who may hold every trial's sums.
    let oneStage: Link?
    let today: LocalDate

    var title: String { "Trials of \(name)" }
    let section: SiteSection? = .results
    var trail: [Crumb] { [Crumb("Results", SiteMap.results())] }

    var body: Markup {
        PageHeader("What trials say: \(name)", kicker: kicker)
        PoolSection(record: record, key: "whole", isWhole: true)
        PoolGapsSection(gaps: gaps)
        if let oneStage { p { a(.href(oneStage)) { "All trials in one model, beside this" } } }
        h2 { "All registered trials" }
        if record.registered.isEmpty {
            EmptyState("No trial of this is registered.", action: ("Registered trials", SiteMap.trials()))
        } else {
            TrialTable(trials: record.registered, today: today)
        }
        if let source { p { a(.href(source.link)) { source.text } } }
    }
}
