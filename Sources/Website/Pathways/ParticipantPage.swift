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
    /// The form that was sent: a milestone's, or that of a change.
    private var sent: String {
        let milestone = state.value("milestone")
        return milestone.isEmpty ? state.value("change") : milestone
    }
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
        ErrorSummary(state: FieldsOfForm.wrong(in: state, of: sent))
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
        if file.mayKeep { ParticipantChanges(found: found, sent: sent, state: state, ticket: ticket) }
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
        let name = record.milestone.id.description
        let fields = FieldsOfForm(name, sent: sent, state)
        details(.open(sent == name)) {
            HTML.summary { "Declare \(record.milestone.name)" }
            postForm(SiteMap.reachMilestone(found.id, record.milestone.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(found.version)"))
                fields.day("reachedOn", "Reached on")
                fields.lines("evidence", "What shows it?", hint: "A link, a title, or where it is kept.")
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
    let sent: String
    let state: FormState
    let ticket: FormTicket

    var markup: Markup {
        h2 { "Change" }
        if found.status == .active {
            change("transfer", "Transfer to another school") { fields in
                fields.text("school", "New school", hint: "Name or URN")
                fields.day("from", "First day there")
            }
            change("mentor", "Change the mentor") { fields in
                fields.text("mentorName", "Name")
                fields.text("mentorEmail", "Work email", type: "email")
                fields.day("from", "From")
            }
            change("defer", "Defer") { fields in
                fields.text("reason", "Reason")
                fields.day("from", "From")
            }
            change("complete", "Complete") { fields in
                fields.choice(
                    "outcome",
                    "Outcome",
                    TrainingOutcome.allCases.map { FormOption($0.rawValue, $0.name) }
                )
                fields.day("from", "Last day")
            }
        }
        if found.status == .deferred {
            change("resume", "Resume") { fields in fields.day("from", "First day back") }
        }
        if !found.isOver {
            change("withdraw", "Withdraw") { fields in
                fields.text("reason", "Reason")
                fields.day("from", "From")
            }
        }
        if found.isOver {
            let what = found.status == .completed ? "completion" : "withdrawal"
            change("take-back", "Take the \(what) back", asksFrom: false) { _ in
                p { "For a \(what) that was recorded by mistake: they are on the pathway as before." }
            }
        }
        change("first-day", "Correct the first day") { fields in
            p {
                "The academic year, what is due when, the first period of training and the mentor they began with move with it."
            }
            fields.day("from", "First day of training")
        }
        change("fund", "Eligibility and place", asksFrom: false) { fields in
            fields.choice(
                "eligibility",
                "Eligibility",
                Eligibility.allCases.map { FormOption($0.rawValue, $0.name) },
                stored: found.eligibility.rawValue
            )
            fields.choice(
                "funding",
                "Place",
                PlaceFunding.allCases.map { FormOption($0.rawValue, $0.name) },
                stored: found.funding.rawValue
            )
        }
    }

    /// - Parameter asksFrom: Whether it asks from when. Where it does not, a refusal that is about no field leads to it as a
    ///   whole.
    @MarkupBuilder private func change(
        _ name: String,
        _ title: String,
        asksFrom: Bool = true,
        @MarkupBuilder content: (FieldsOfForm) -> Markup
    ) -> Markup {
        details(
            .named("id", ifPresent: asksFrom ? nil : FieldsOfForm.id("from", in: name)),
            .open(sent == name)
        ) {
            HTML.summary { title }
            postForm(SiteMap.changeParticipant(found.id), ticket: ticket) {
                input(.type("hidden"), .name("change"), .value(name))
                input(.type("hidden"), .name("version"), .value("\(found.version)"))
                content(FieldsOfForm(name, sent: sent, state))
                submit(title, isSecondary: true)
            }
        }
    }
}
