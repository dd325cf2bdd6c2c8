import Evidence
import HTML
import Profiles
import Services
import Trials

/// A published trial report: printable, and the same for everyone.
struct TrialReportPage: Page {
    let record: TrialRecord
    let published: PublishedReport
    let organisation: String
    let profiles: ProfileLibrary
    let mayReview: Bool

    var title: String { "Report: \(record.trial.title)" }
    let section: SiteSection? = .results
    var summary: String? { words.found }
    var trail: [Crumb] {
        [Crumb("Trials", SiteMap.trials()), Crumb(record.trial.title, SiteMap.trial(record.trial.slug))]
    }

    private var words: TrialWords { TrialWords(published, of: record.trial, profiles) }

    var body: Markup {
        PageHeader(record.trial.title, lead: record.trial.question, kicker: "Trial report")
        FactList([
            "Intervention": record.intervention.edition.isEmpty
                ? record.intervention.name : "\(record.intervention.name), \(record.intervention.edition)",
            "Primary outcome": published.report.plan.outcome.name,
            "Who took part": record.finding?.population,
            "Allocated": published.report.plan.assignment.isRandomised
                ? "\(published.report.plan.unit.title) by chance" : "Not by chance",
            "Who answers for it": organisation,
            "Registered": record.trial.registeredWords,
            "Published": EvidenceText.day(published.publishedAt),
        ])
        TrialReportBody(
            report: published.report,
            words: words,
            rating: published.rating,
            limitations: published.limitations,
            profiles: profiles,
            method: TrialMethod(
                plan: published.report.plan,
                codeVersion: published.codeVersion,
                analysedAt: published.analysedAt,
                protocolDigest: published.protocolDigest,
                months: words.months?.scale.source
            )
        )
        p {
            "“Hidden” and “fewer than 10” stand where a number could let someone recognise pupils. The report is frozen as published."
        }
        if mayReview {
            p(.class("actions")) {
                a(.class("button"), .href(SiteMap.reviewTrial(record.trial.slug))) {
                    "Judge the threats to this trial"
                }
            }
        }
    }
}

extension TrialWords {
    /// A published report in the words in which every page tells it.
    init(_ published: PublishedReport, of trial: Trial, _ profiles: ProfileLibrary) {
        self.init(
            published.report,
            title: trial.title,
            rating: published.rating?.padlocks,
            scale: profiles.progressScale(ProfileLibrary.trialScale),
            balance: profiles.balance
        )
    }
}
