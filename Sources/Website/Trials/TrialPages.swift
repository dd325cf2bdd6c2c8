import Directory
import Evidence
import HTML
import Profiles
import Services
import Trials

/// Trials as rows: title, where they stand, and when results are due or were published.
struct TrialTable: Renderable {
    var caption = "Registered trials"
    let trials: [Trial]
    let today: LocalDate

    var markup: Markup {
        DataTable(
            caption,
            isCaptionHidden: true,
            columns: [.init("Trial"), .init("Status"), .init("Registered"), .init("Results")],
            rows: trials.map { trial in
                [
                    .group([a(.href(SiteMap.trial(trial.slug))) { trial.title }]),
                    TrialStatusTag.markup(trial.status(on: today)),
                    .text(trial.registeredWords),
                    .text(results(of: trial)),
                ]
            }
        )
        .markup
    }

    /// A trial that has reported is not waited for any more.
    private func results(of trial: Trial) -> String {
        if let reportedOn = trial.reportedOn { return "Published on \(EvidenceText.day(reportedOn))" }
        if let withheldOn = trial.withheldOn { return "Reported on \(EvidenceText.day(withheldOn))" }
        if let stop = trial.stop { return "None: stopped on \(EvidenceText.day(stop.day))" }
        return trial.countedDueOn < today
            ? "Were due on \(EvidenceText.day(trial.countedDueOn))"
            : "Due by \(EvidenceText.day(trial.resultsDueOn))"
    }
}

extension Trial {
    /// The day on which it was registered, and whether it had begun by then.
    var registeredWords: String {
        let day = EvidenceText.day(registeredOn)
        return isProspective ? day : "\(day), after it began"
    }
}

enum TrialStatusTag {
    static func markup(_ status: TrialStatus) -> Markup {
        let tone: StatusTag.Tone =
            switch status {
            case .registered, .stopped: .neutral
            case .recruiting, .locked, .running, .frozen, .analysed: .waiting
            case .reported, .withheld: .good
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
    let report: PublishedReport?
    let profiles: ProfileLibrary
    /// Whether the reader answers for the trial's analysis.
    let mayAnalyse: Bool
    /// Whether the reader may enter its result, where one is waited for.
    var mayEnterResult = false
    /// Whether the reader may report that it stopped without one; of a trial that runs here, on its hub's page.
    var mayStop = false
    /// Whether the reader may correct what is registered of it.
    var mayCorrect = false
    var corrections: [TrialCorrection] = []
    /// By which corrections name interventions and strands; `nil` where there are none.
    var places: ProtocolChoiceLists?
    let today: LocalDate
    /// What a full protocol adds; `nil` where only its summary is registered.
    var protocolPart: TrialProtocolPart?
    /// The hub that answers for it, where it is one of the network.
    var hub: Hub?

    var title: String { record.trial.title }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials", SiteMap.trials())] }

    var body: Markup {
        PageHeader(record.trial.title, lead: record.trial.question, kicker: "Registered trial")
        p { TrialStatusTag.markup(record.trial.status(on: today)) }
        if !record.trial.isProspective {
            p {
                "Registered after it began: what was seen of it by then may have decided whether it was registered."
            }
        }
        FactList([
            "Intervention": record.intervention.edition.isEmpty
                ? record.intervention.name : "\(record.intervention.name), \(record.intervention.edition)",
            "Developer": record.intervention.developer.isEmpty ? nil : record.intervention.developer,
            "Primary outcome": record.trial.outcomeName,
            "Who answers for it": organisation,
            "Registered": record.trial.registeredWords,
            "Recruiting from": EvidenceText.day(record.trial.recruitsFrom),
            "Running from": begins,
            "Results due": due,
            "Stopped": (record.trial.stop?.day).map(EvidenceText.day),
            "Reported": (record.trial.reportedOn ?? record.trial.withheldOn).map(EvidenceText.day),
        ])
        h2 { "Protocol in short" }
        EvidenceText.paragraphs(record.trial.protocolSummary)
        fullProtocol
        if let protocolPart { protocolPart } else { invitation }
        result
        h2 { "Strands" }
        ul { for strand in record.strands { li { a(.href(SiteMap.strand(strand.slug))) { strand.title } } } }
        TrialCorrections(corrections: corrections, places: places)
    }

    /// Where the protocol of a trial that runs elsewhere stands, and how a mistake in what is registered is mended.
    @MarkupBuilder private var fullProtocol: Markup {
        if !record.trial.protocolAddress.isEmpty {
            p {
                a(.href(record.trial.protocolAddress), .rel("noopener")) {
                    "The full protocol, which is kept elsewhere"
                }
            }
        }
        if !corrections.isEmpty {
            p {
                a(.href("#corrections")) {
                    corrections.count == 1
                        ? "One correction was made to what was registered"
                        : "\(corrections.count) corrections were made to what was registered"
                }
            }
        }
        if mayCorrect {
            p { a(.href(SiteMap.correctTrial(record.trial.id))) { "Correct what is registered" } }
        }
    }

    private var begins: String {
        let day = EvidenceText.day(record.trial.runsFrom)
        guard let first = record.trial.firstRunsFrom, first != record.trial.runsFrom else { return day }
        return "\(day). First published as \(EvidenceText.day(first))"
    }

    /// How a school comes into a trial that recruits elsewhere.
    @MarkupBuilder private var invitation: Markup {
        if record.trial.status(on: today) == .recruiting {
            h2 { "Taking part" }
            p {
                "Schools take part by invitation, and cannot join on this site. If your school would like to, ask "
                if let hub { a(.href(SiteMap.hub(hub.slug))) { hub.name } } else { organisation }
                "."
            }
        }
    }

    private var due: String {
        let day = EvidenceText.day(record.trial.resultsDueOn)
        guard let first = record.trial.firstDueOn, first != record.trial.resultsDueOn else { return day }
        return
            "\(day). First published as \(EvidenceText.day(first)); overdue is counted from \(EvidenceText.day(record.trial.countedDueOn))"
    }

    @MarkupBuilder private func stopped(_ stop: TrialStop) -> Markup {
        p {
            "The trial stopped on \(EvidenceText.day(stop.day)) without a result. It has reported nothing, and is in no pool. Its hub said so on \(EvidenceText.day(stop.toldOn)), and why:"
        }
        EvidenceText.paragraphs(stop.reason)
        if let begun = stop.begun { p { begun } }
    }

    /// What those who answer for it can say of its result.
    @MarkupBuilder private var forms: Markup {
        if mayEnterResult {
            if record.trial.stop != nil {
                p { "If there is a result after all, it is published, and the trial has reported." }
            }
            p { a(.class("button"), .href(SiteMap.trialResult(record.trial.id))) { "Enter the result" } }
        }
        if mayStop { p { a(.href(SiteMap.stopTrial(record.trial.id))) { "It stopped without a result" } } }
    }

    @MarkupBuilder private var result: Markup {
        h2 { "Result" }
        if let report {
            let words = TrialWords(report, of: record.trial, profiles)
            p { words.found }
            if let months = words.months { p { "\(EvidenceText.sentence(months)) \(words.rating)." } }
            p { a(.class("button"), .href(SiteMap.trialReport(record.trial.slug))) { "Read the report" } }
        } else if let finding = record.finding {
            p {
                TrialResultPage.found(
                    record.trial,
                    finding.effect,
                    finding.standardError,
                    record.trial.outcomeDomain ?? .attainment
                )
            }
            if finding.design != .randomised { p { TrialResultPage.notDrawn } }
            p {
                "The trial was analysed elsewhere, and its hub entered the result: it has no report and no rating here."
            }
        } else if let reason = record.trial.withheldReason, let day = record.trial.withheldOn {
            p {
                "The trial reported on \(EvidenceText.day(day)). \(Disclosure.hidden): \(reason.lowercasedFirst)"
            }
        } else {
            if let stop = record.trial.stop {
                stopped(stop)
            } else {
                p { "Not reported yet. The result will be published whatever it shows." }
            }
            forms
        }
        ul(.class("downloads")) {
            li {
                a(.href(SiteMap.interventionResults(record.intervention.id))) {
                    "What trials of \(record.intervention.name) say together"
                }
            }
            // Where only a summary is registered there are no rows to analyse.
            if mayAnalyse, record.trial.stage != nil || record.trial.analysedAt != nil {
                li {
                    a(.href(SiteMap.trialAnalysis(record.trial.id))) {
                        "Analysis and report, for those who answer for it"
                    }
                }
            }
        }
    }
}
