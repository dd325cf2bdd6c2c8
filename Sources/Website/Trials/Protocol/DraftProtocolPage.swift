import Evidence
import HTML
import Services
import Trials

/// A draft as a task list, with what it could detect, and the way to publish it.
struct DraftProtocolPage: Page {
    let record: TrialProtocol

    var title: String { record.text[.title] }
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials of your hub", SiteMap.hubTrials())] }

    var body: Markup {
        let finished = record.finishedSections
        let all = ProtocolSection.allCases
        PageHeader(title, lead: record.text.design.title, kicker: "Draft protocol")
        p {
            finished.count == all.count
                ? "Everything is said. Read it through, then publish it."
                : "\(finished.count) of \(all.count) parts are finished. Only your hub sees this draft."
        }
        ol(.class("task-list")) {
            for section in all {
                li {
                    a(.href(SiteMap.protocolSection(record.trial, section.rawValue))) { section.title }
                    " "
                    status(of: section, isFinished: finished.contains(section))
                }
            }
        }
        if !record.text.warnings.isEmpty {
            Inset("Think about") {
                ul { for warning in record.text.warnings { li { warning.message } } }
            }
        }
        p {
            if finished.count == all.count {
                a(.class("button"), .href(SiteMap.publishProtocol(record.trial))) { "Check and publish" }
            } else {
                a(.class("button button--secondary"), .href(SiteMap.publishProtocol(record.trial))) {
                    "See what is missing"
                }
            }
        }
        h2 { "What it could detect" }
        if let panel = PowerPanel(record.text, now: nil) {
            panel
        } else {
            p { "Fill in “\(ProtocolSection.size.title)” to see it." }
        }
    }

    private func status(of section: ProtocolSection, isFinished: Bool) -> Markup {
        if isFinished { return StatusTag("Finished", .good).markup }
        let isTouched = section.items.contains { !record.text[$0].isEmpty }
        return StatusTag(isTouched ? "Started" : "To do", isTouched ? .waiting : .neutral).markup
    }
}

/// One section of a draft, or of a public protocol that is being amended.
struct ProtocolSectionPage: Page {
    let record: TrialProtocol
    let part: ProtocolSection
    let choices: ProtocolChoiceLists
    let ticket: FormTicket
    let state: FormState
    /// What is written with this form in mind: items that an answer would ask for are shown once it is given.
    let text: ProtocolText

    var title: String { part.title }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials of your hub", SiteMap.hubTrials()),
            Crumb(record.text[.title], SiteMap.hubTrial(record.trial)),
        ]
    }

    var body: Markup {
        PageHeader(
            part.title,
            lead: record.isDraft
                ? nil
                : "The protocol is public. What you change here becomes a dated amendment that everyone can see beside what it replaced.",
            kicker: record.text[.title]
        )
        postForm(
            SiteMap.protocolSection(record.trial, part.rawValue),
            ticket: ticket,
            state: state
        ) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            ProtocolFields(
                items: part.items.filter { $0.isAsked(in: text) },
                design: text.design,
                choices: choices,
                state: state
            )
            if record.isDraft {
                div(.class("button-row")) {
                    submit("Save and go on", name: "do", value: "next")
                    submit("Save", isSecondary: true, name: "do", value: "stay")
                }
            } else {
                TextArea(
                    "reason",
                    "Reason for the amendment",
                    hint: "Public, with today’s date",
                    rows: 3,
                    state: state
                )
                submit("Publish the amendment")
            }
        }
        if part == .size, let panel = PowerPanel(text, now: nil) {
            h2 { "What it could detect" }
            panel
        }
    }
}

/// The whole protocol once more before it is locked, or what keeps it from being published.
struct PublishProtocolPage: Page {
    let record: TrialProtocol
    let choices: ProtocolChoiceLists
    let ticket: FormTicket
    let state: FormState

    var title: String { "Publish: \(record.text[.title])" }
    let section: SiteSection? = .trials
    var trail: [Crumb] {
        [
            Crumb("Trials of your hub", SiteMap.hubTrials()),
            Crumb(record.text[.title], SiteMap.hubTrial(record.trial)),
        ]
    }

    var body: Markup {
        let faults = record.text.faults
        PageHeader(
            faults.isEmpty ? "Check and publish" : "Not ready to publish",
            lead: record.text[.title]
        )
        if faults.isEmpty {
            Inset("What publishing does") {
                ul {
                    li {
                        "The protocol is locked. Its hash and the time are public; changes become dated amendments."
                    }
                    li {
                        "The trial stands in the registry: its result is due, and published whatever it shows."
                    }
                    li {
                        "A secret for the allocation is drawn and committed by its hash, before any roster exists."
                    }
                }
            }
            if !record.text.warnings.isEmpty {
                Inset("Weaknesses that readers will see") {
                    ul { for warning in record.text.warnings { li { warning.message } } }
                }
            }
            postForm(SiteMap.publishProtocol(record.trial), ticket: ticket, state: state) {
                input(.type("hidden"), .name("version"), .value("\(record.version)"))
                submit("Publish the protocol")
            }
            ProtocolView(text: record.text, choices: choices)
        } else {
            p { "These are missing or cannot be. Each leads to its part of the protocol." }
            ul(.class("list")) {
                for fault in faults { li { missing(fault) } }
            }
        }
    }

    @MarkupBuilder private func missing(_ fault: Fault) -> Markup {
        if let item = ProtocolItem(rawValue: fault.field) {
            a(.href(SiteMap.protocolSection(record.trial, item.section.rawValue).at(item.rawValue))) {
                fault.message
            }
        } else {
            fault.message
        }
    }
}
