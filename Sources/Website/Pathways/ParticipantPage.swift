import Access
import HTML
import Pathways
import Programmes
import Services

/// One participant: where they stand, the milestones, the timeline, and what can be changed.
struct ParticipantPage: Page {
    let file: ParticipantFile
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var found: Participant { file.participant }
    private var hasBegun: Bool { found.startsOn <= today }
    var title: String { found.person.name }
    var trail: [Crumb] {
        file.mayKeep
            ? [
                Crumb("Pathways", SiteMap.hubPathways()),
                Crumb(found.pathwayName, SiteMap.pathway(found.pathway)),
            ]
            : [Crumb("Today", SiteMap.today())]
    }

    var body: Markup {
        PageHeader(found.person.name, lead: found.pathwayName, kicker: "Academic year \(found.year)")
        ErrorSummary(state: state)
        p { TrainingText.tag(found, on: today) }
        FactList([
            "School": found.school?.name, "Mentor": found.mentor?.name,
            hasBegun ? "Started" : "Begins": found.startsOn.spelledShort,
            "Ended": found.endedOn?.spelledShort, "Eligibility": found.eligibility.name,
            "Place": found.funding.name,
        ])
        h2 { "Milestones" }
        if found.isOver, file.milestones.contains(where: { $0.reachedOn == nil }) {
            p(.class("hint")) {
                file.mayKeep
                    ? "They are no longer on the pathway. What was reached before can still be declared, with evidence that came late."
                    : "They are no longer on the pathway. The hub can still declare what was reached before."
            }
        }
        ul(.class("cards")) { for record in file.milestones { milestone(record) } }
        h2 { "Timeline" }
        ol(.class("list")) {
            for entry in file.timeline {
                li {
                    strong { entry.day.spelledShort + (entry.until.map { " to \($0.spelledShort)" } ?? "") }
                    ": \(entry.kind.words(entry.text))"
                }
            }
        }
        if file.mayKeep { ParticipantChanges(found: found, state: state, ticket: ticket) }
    }

    @MarkupBuilder private func milestone(_ record: MilestoneRecord) -> Markup {
        li(.class("card")) {
            h3(.class("card__title")) { record.milestone.name }
            p { tag(record) }
            if record.reachedOn == nil, record.deferredDays > 0, !found.isOver {
                p(.class("hint")) { "Later by \(InWords.count(record.deferredDays, "day")) of deferral." }
            }
            if !record.evidence.isEmpty { p { "Evidence: \(record.evidence)" } }
            if record.reachedOn != nil, !record.isConfirmed, file.mayKeep {
                oneButton(
                    SiteMap.reachMilestone(found.id, record.milestone.id),
                    "Confirm",
                    ticket: ticket,
                    fields: [("step", "confirm"), ("version", "\(found.version)")]
                )
            }
            if !record.isConfirmed, file.mayKeep || file.isOwn && !found.isOver { declaration(record) }
        }
    }

    private func tag(_ record: MilestoneRecord) -> StatusTag {
        if let day = record.reachedOn {
            return record.isConfirmed
                ? StatusTag("Reached \(day.spelledShort)", .good)
                : StatusTag("Declared for \(day.spelledShort); not confirmed yet", .waiting)
        }
        // Nothing falls due for somebody who is no longer on the pathway.
        if found.isOver { return StatusTag("Not declared") }
        return StatusTag(
            "Due \(record.dueOn.spelledShort)",
            record.isLate(on: today) ? .late : .neutral
        )
    }

    @MarkupBuilder private func declaration(_ record: MilestoneRecord) -> Markup {
        let id = record.milestone.id.description
        details {
            HTML.summary { "Declare \(record.milestone.name)" }
            postForm(SiteMap.reachMilestone(found.id, record.milestone.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(found.version)"))
                div(.class("field")) {
                    label(.for("reachedOn-\(id)")) { "Reached on" }
                    input(
                        .type("date"),
                        .id("reachedOn-\(id)"),
                        .name("reachedOn"),
                        .value(""),
                        .class("input")
                    )
                }
                div(.class("field")) {
                    label(.for("evidence-\(id)")) { "What shows it?" }
                    p(.class("hint")) { "A link, a title, or where it is kept." }
                    textarea(.id("evidence-\(id)"), .name("evidence"), .rows(2), .class("input")) { "\n" }
                }
                submit("Declare", about: record.milestone.name, isSecondary: true)
            }
        }
    }
}

extension TimelineEntry.Kind {
    func words(_ text: String) -> String {
        switch self {
        case .trains: "at \(text)"
        case .mentored: "mentored by \(text)"
        case .status: text
        case .milestone: "milestone \(text)"
        case .induction: "induction registered with \(text)"
        case .assessment: text
        }
    }
}

/// The forms that change a participant; each asks from when.
struct ParticipantChanges: Renderable {
    let found: Participant
    let state: FormState
    let ticket: FormTicket

    var markup: Markup {
        h2 { "Change" }
        if found.status == .active {
            change("transfer", "Transfer to another school") {
                field("school", "New school", "Name or URN")
                day("from", "First day there")
            }
            change("mentor", "Change the mentor") {
                field("mentorName", "Name", nil)
                field("mentorEmail", "Work email", nil)
                day("from", "From")
            }
            change("defer", "Defer") {
                field("reason", "Reason", nil)
                day("from", "From")
            }
            change("complete", "Complete") {
                choice(
                    "outcome",
                    "Outcome",
                    TrainingOutcome.allCases.map { FormOption($0.rawValue, $0.name) },
                    ""
                )
                day("from", "Last day")
            }
        }
        if found.status == .deferred { change("resume", "Resume") { day("from", "First day back") } }
        if !found.isOver {
            change("withdraw", "Withdraw") {
                field("reason", "Reason", nil)
                day("from", "From")
            }
        }
        if found.isOver {
            let what = found.status == .completed ? "completion" : "withdrawal"
            change("take-back", "Take the \(what) back") {
                p { "For a \(what) that was recorded by mistake: they are on the pathway as before." }
            }
        }
        change("first-day", "Correct the first day") {
            p {
                "The academic year, what is due when, the first period of training and the mentor they began with move with it."
            }
            day("from", "First day of training")
        }
        change("fund", "Eligibility and place") {
            choice(
                "eligibility",
                "Eligibility",
                Eligibility.allCases.map { FormOption($0.rawValue, $0.name) },
                found.eligibility.rawValue
            )
            choice(
                "funding",
                "Place",
                PlaceFunding.allCases.map { FormOption($0.rawValue, $0.name) },
                found.funding.rawValue
            )
        }
    }

    /// Ids carry the form's name: several forms of one page have a field of the same name.
    @MarkupBuilder private func change(_ name: String, _ title: String, @MarkupBuilder content: () -> Markup)
        -> Markup
    {
        details(.open(state.value("change") == name)) {
            HTML.summary { title }
            postForm(SiteMap.changeParticipant(found.id), ticket: ticket) {
                input(.type("hidden"), .name("change"), .value(name))
                input(.type("hidden"), .name("version"), .value("\(found.version)"))
                content()
                submit(title, isSecondary: true)
            }
        }
    }

    @MarkupBuilder private func field(_ name: String, _ title: String, _ hint: String?) -> Markup {
        div(.class("field")) {
            label {
                title
                if let hint { span(.class("hint")) { " (\(hint))" } }
                input(.type("text"), .name(name), .value(state.value(name)), .class("input"))
            }
        }
    }

    @MarkupBuilder private func day(_ name: String, _ title: String) -> Markup {
        div(.class("field")) {
            label {
                title
                input(.type("date"), .name(name), .value(state.value(name)), .class("input input--short"))
            }
        }
    }

    @MarkupBuilder private func choice(
        _ name: String,
        _ title: String,
        _ options: [FormOption],
        _ chosen: String
    )
        -> Markup
    {
        div(.class("field")) {
            label {
                title
                select(.name(name), .class("input")) {
                    for each in options {
                        option(.value(each.value), .selected(each.value == chosen)) { each.text }
                    }
                }
            }
        }
    }
}
