import Evidence
import HTML
import Profiles
import Services
import Trials

/// Trials as rows: title, where they stand, and when results are due.
struct TrialTable: Renderable {
    var caption = "Registered trials"
    let trials: [Trial]
    let today: LocalDate

    var markup: Markup {
        DataTable(
            caption,
            isCaptionHidden: true,
            columns: [.init("Trial"), .init("Status"), .init("Registered"), .init("Results due")],
            rows: trials.map { trial in
                [
                    .group([a(.href(SiteMap.trial(trial.slug))) { trial.title }]),
                    TrialStatusTag.markup(trial.status(on: today)),
                    .text(EvidenceText.day(trial.registeredOn)),
                    .text(EvidenceText.day(trial.resultsDueOn)),
                ]
            }
        )
        .markup
    }
}

enum TrialStatusTag {
    static func markup(_ status: TrialStatus) -> Markup {
        let tone: StatusTag.Tone =
            switch status {
            case .registered: .neutral
            case .recruiting, .running: .waiting
            case .reported: .good
            case .overdue: .late
            }
        return StatusTag(status.title, tone).markup
    }
}

/// The registry: every trial that was ever registered, with where it stands.
struct TrialsPage: Page {
    let trials: [Trial]
    let today: LocalDate

    let title = "Trials"
    let section: SiteSection? = .trials
    var summary: String? { "Registered trials of the network. Results are published whatever they show." }

    var body: Markup {
        PageHeader(
            "Registered trials",
            lead:
                "Many schools on one shared protocol. Every trial registered here is counted, and its result is published whatever it shows."
        )
        if trials.isEmpty {
            EmptyState("No trial is registered yet.")
        } else {
            p { TrialCounts(trials, on: today).words }
            TrialTable(trials: trials, today: today)
        }
    }
}

struct TrialPage: Page {
    let record: TrialRecord
    let organisation: String
    let months: MonthsOfProgress?
    let hasReport: Bool
    /// Whether the reader answers for the trial's analysis.
    let mayAnalyse: Bool
    let today: LocalDate
    /// What a full protocol adds; `nil` where only its summary is registered.
    var protocolPart: TrialProtocolPart?

    var title: String { record.trial.title }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials", SiteMap.trials())] }

    var body: Markup {
        PageHeader(record.trial.title, lead: record.trial.question, kicker: "Registered trial")
        p { TrialStatusTag.markup(record.trial.status(on: today)) }
        FactList([
            "Intervention": record.intervention.edition.isEmpty
                ? record.intervention.name : "\(record.intervention.name), \(record.intervention.edition)",
            "Developer": record.intervention.developer.isEmpty ? nil : record.intervention.developer,
            "Primary outcome": record.trial.outcomeName,
            "Answerable": organisation,
            "Registered": EvidenceText.day(record.trial.registeredOn),
            "Recruiting from": EvidenceText.day(record.trial.recruitsFrom),
            "Running from": EvidenceText.day(record.trial.runsFrom),
            "Results due": EvidenceText.day(record.trial.resultsDueOn),
        ])
        h2 { "Protocol in short" }
        EvidenceText.paragraphs(record.trial.protocolSummary)
        if let protocolPart { protocolPart }
        result
        h2 { "Strands" }
        ul { for strand in record.strands { li { a(.href(SiteMap.strand(strand.slug))) { strand.title } } } }
    }

    @MarkupBuilder private var result: Markup {
        h2 { "Result" }
        if let finding = record.finding {
            let half = 1.959963984540054 * finding.standardError
            let lower = finding.effect - half
            let upper = finding.effect + half
            p {
                "Pupils offered this scored \(EvidenceText.effect(abs(finding.effect))) SD \(finding.effect < 0 ? "lower" : "higher") on average; plausible range: \(EvidenceText.range(lower, upper)). "
                if lower <= 0, upper >= 0 { "No clear difference is not the same as no difference." }
            }
            if let months { p { EvidenceText.sentence(months) } }
            if hasReport {
                p { a(.class("button"), .href(SiteMap.trialReport(record.trial.slug))) { "Read the report" } }
            }
        } else {
            p { "Not reported yet. The result will be published whatever it shows." }
        }
        ul(.class("downloads")) {
            li {
                a(.href(SiteMap.interventionResults(record.intervention.id))) {
                    "What trials of \(record.intervention.name) say together"
                }
            }
            if mayAnalyse {
                li {
                    a(.href(SiteMap.trialAnalysis(record.trial.id))) {
                        "Analysis and report, for those who answer for it"
                    }
                }
            }
        }
    }
}
