import Access
import HTML
import Pathways
import Programmes
import Services

/// The coaching that an organisation arranged or its staff receive: that it happens, never what was said.
struct CoachingList: Page {
    let organisations: ChosenOrganisation
    let link: Link
    let lines: [CoachingLine]
    let today: LocalDate

    var title: String { "Coaching and mentoring" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: organisations.chosen.name)
        OrganisationTabs(organisations: organisations, link: link)
        p {
            a(
                .class("button"),
                .href(SiteMap.newCoaching().with("organisation", organisations.chosen.id.description))
            ) { "Set up coaching or mentoring" }
        }
        if lines.isEmpty {
            EmptyState("No coaching or mentoring is arranged yet.")
        } else {
            figures
            DataTable(
                "Coaching of \(organisations.chosen.name)",
                isCaptionHidden: true,
                columns: [
                    .init("Coach or mentor"), .init("With"), .init("For"), .init("State"),
                    .init("Sessions", isNumber: true), .init("Time", isNumber: true), .init("Last"),
                ],
                rows: lines.map(row)
            )
            p(.class("hint")) {
                "You see that sessions were held and how long. What was said is for the two."
            }
        }
    }

    @MarkupBuilder private var figures: Markup {
        let active = lines.filter { $0.relationship.state == .active }
        div(.class("key-figures")) {
            KeyFigure("\(active.count)", "active")
            KeyFigure("\(lines.reduce(0) { $0 + $1.sessions })", "sessions held")
            KeyFigure(PathwaysText.hours(lines.reduce(0) { $0 + $1.minutes }), "in all")
            KeyFigure("\(active.count { $0.isOverdue(on: today) })", "overdue")
        }
    }

    private func row(_ line: CoachingLine) -> [Markup] {
        let found = line.relationship
        return [
            a(.href(SiteMap.overseeCoaching(found.id))) { found.coach.name }, .text(found.coached.name),
            .text(found.purpose.name), CoachingText.tag(line, reader: nil, today).markup,
            .text("\(line.sessions)"), .text(PathwaysText.hours(line.minutes)),
            .text(line.lastHeldOn?.spelledShort ?? "none yet"),
        ]
    }
}

/// Two people and a purpose.
struct CoachingForm: Page {
    let organisations: ChosenOrganisation
    let state: FormState
    let ticket: FormTicket

    var title: String { "Set up coaching or mentoring" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: "Both get an email and must agree before they begin.")
        postForm(SiteMap.newCoaching(), ticket: ticket, state: state) {
            SelectField(
                "organisation",
                "Arranged by",
                options: organisations.all.map { FormOption($0.id.description, $0.name) },
                state: state
            )
            ChoiceField(
                "purpose",
                "What is it for?",
                options: CoachingPurpose.allCases.map {
                    FormOption(
                        $0.rawValue,
                        $0.name,
                        hint: "usually every \(InWords.count($0.usualDays, "day"))"
                    )
                },
                state: state
            )
            fieldset(.class("field-row")) {
                legend { "Coach or mentor" }
                TextField("coachName", "Name", autocomplete: "off", state: state)
                TextField("coachEmail", "Work email", kind: .email, autocomplete: "off", state: state)
            }
            fieldset(.class("field-row")) {
                legend { "Person coached" }
                TextField("coachedName", "Name", autocomplete: "off", state: state)
                TextField("coachedEmail", "Work email", kind: .email, autocomplete: "off", state: state)
            }
            TextField("school", "Their school", hint: "Name or URN; may be left empty.", state: state)
            TextField("startsOn", "Starts", kind: .date, state: state)
            TextField(
                "everyDays",
                "Days between sessions",
                kind: .wholeNumber,
                hint: "Leave empty for what is usual.",
                state: state
            )
            submit("Ask both")
        }
    }
}

/// One relationship for those who answer for it.
struct OversightPage: Page {
    let line: CoachingLine
    /// The list of the organisation that the reader answers for.
    let list: Link
    let openings: [CoachingOpening]
    let mayArrange: Bool
    let mayAskToOpen: Bool
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var found: CoachingRelationship { line.relationship }
    var title: String { "\(found.coach.name) and \(found.coached.name)" }
    var trail: [Crumb] { [Crumb("Coaching", list)] }

    var body: Markup {
        PageHeader(title, lead: found.purpose.name, kicker: found.arranger.name)
        ErrorSummary(state: state)
        p { CoachingText.tag(line, reader: nil, today) }
        FactList([
            "Coach or mentor": found.coach.name, "Person coached": found.coached.name,
            "School": found.school?.name, "Since": found.startsOn.spelledShort,
            "Until": found.endsOn?.spelledShort, "Sessions": "\(line.sessions)",
            "Time": PathwaysText.hours(line.minutes),
            "Last session": line.lastHeldOn?.spelledShort ?? "none yet",
            "Agreed": agreement,
        ])
        p(.class("hint")) { "What the two write is not shown here." }
        if mayArrange, found.state != .ended { changes }
        if mayAskToOpen { access }
    }

    private var agreement: String {
        switch (found.coachAgreedAt != nil, found.coachedAgreedAt != nil) {
        case (true, true): "by both"
        case (true, false): "by \(found.coach.name); \(found.coached.name) has not answered"
        case (false, true): "by \(found.coached.name); \(found.coach.name) has not answered"
        case (false, false): "by neither yet"
        }
    }

    @MarkupBuilder private var changes: Markup {
        h2 { "Hand over" }
        p { "When the coach or mentor leaves: this one ends and a new one is proposed." }
        details(.open(!state.value("coachName").isEmpty)) {
            HTML.summary { "Hand over to somebody else" }
            postForm(SiteMap.handOverCoaching(found.id), ticket: ticket) {
                TextField("coachName", "Name of the new coach or mentor", autocomplete: "off", state: state)
                TextField("coachEmail", "Work email", kind: .email, autocomplete: "off", state: state)
                TextField("startsOn", "From", kind: .date, state: state)
                submit("Hand over")
            }
        }
        h2 { "End" }
        details(.open(!state.value("endsOn").isEmpty)) {
            HTML.summary { "End this" }
            postForm(SiteMap.endCoaching(found.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(found.version)"))
                TextField("endsOn", "Last day", kind: .date, state: state)
                SelectField(
                    "reason",
                    "Why it ends",
                    options: formOptions(CoachingEnd.self) { $0.name },
                    state: state
                )
                submit("End it")
            }
        }
    }

    @MarkupBuilder private var access: Markup {
        h2 { "Two-person access" }
        p {
            "Where somebody’s safety is in question, or one of the two asks for their data, what they wrote can be opened. You ask, somebody else decides, and each reading is recorded."
        }
        if !openings.isEmpty {
            ul {
                for opening in openings {
                    li {
                        a(.href(SiteMap.coachingOpening(opening.id))) { opening.ground.name }
                        ", asked by \(opening.asker.name): \(opening.state.words)"
                        opening.decider.map { " by \($0.name)" } ?? ""
                    }
                }
            }
        }
        details(.open(!state.value("explanation").isEmpty)) {
            HTML.summary { "Ask to open what they wrote" }
            postForm(SiteMap.askToOpenCoaching(found.id), ticket: ticket) {
                ChoiceField(
                    "ground",
                    "Why?",
                    options: formOptions(OpeningGround.self) { $0.name },
                    state: state
                )
                TextArea(
                    "explanation",
                    "What do you need to find out?",
                    hint: "Whoever decides reads this. Name no pupil.",
                    rows: 3,
                    state: state
                )
                submit("Ask", isSecondary: true)
            }
        }
    }
}

/// The question for the second person.
struct OpeningDecision: Page {
    let opening: CoachingOpening
    let relationship: CoachingRelationship
    let state: FormState
    let ticket: FormTicket

    var title: String { "May this be opened?" }
    var trail: [Crumb] { [Crumb("Coaching", SiteMap.ownCoaching())] }

    var body: Markup {
        PageHeader(title, lead: "\(relationship.coach.name) and \(relationship.coached.name)")
        FactList([
            "Asked by": opening.asker.name, "Because": opening.ground.name,
            "To find out": opening.explanation,
            "Arranged by": relationship.arranger.name,
        ])
        p {
            "If you allow it, \(opening.asker.name) can read what the two wrote for seven days. Each reading is recorded."
        }
        postForm(SiteMap.coachingOpening(opening.id), ticket: ticket, state: state) {
            submit("Allow", name: "decision", value: "allow")
            submit("Refuse", isSecondary: true, name: "decision", value: "refuse")
        }
    }
}

struct OpeningWaits: Page {
    var title: String { "Not open" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title)
        p { "This has not been allowed yet, was refused, or the seven days are over." }
    }
}

/// What the two wrote, for somebody who was allowed to read it.
struct OpenedContentPage: Page {
    let opening: CoachingOpening
    let file: CoachingFile

    var title: String { "Opened content" }
    var trail: [Crumb] { [Crumb("Coaching", SiteMap.overseeCoaching(opening.relationship))] }

    var body: Markup {
        PageHeader(
            title,
            lead: "\(file.line.relationship.coach.name) and \(file.line.relationship.coached.name)"
        )
        Inset {
            p {
                "\(opening.ground.name). Allowed by \(opening.decider?.name ?? "somebody"). That you read this now is recorded."
            }
        }
        if file.sessions.isEmpty { EmptyState("Nothing was written.") }
        for session in file.sessions {
            article(.class("card")) {
                h2(.class("card__title")) {
                    "\(session.heldOn.spelledShort): \(session.kind.name.lowercasedFirst)"
                }
                if session.isTakenBack { p(.class("meta")) { "Taken back as logged by mistake" } }
                if let notes = session.notes { SessionNotes(notes: notes) }
                if let reflection = session.reflection {
                    h3 { "Reflection" }
                    OfferWords.paragraphs(reflection)
                }
            }
        }
    }
}
