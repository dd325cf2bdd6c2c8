import Access
import HTML
import Pathways
import Programmes
import Services

/// A school asks for help, and sees what came of it.
struct SchoolSupportPage: Page {
    let schools: ChosenOrganisation
    let cases: [SupportCase]
    let hubs: [FormOption]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Support for your school" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: schools.chosen.name)
        OrganisationTabs(organisations: schools, link: SiteMap.schoolSupport())
        if cases.isEmpty {
            p { "Things are hard sometimes. A hub can look at it with you and find others who help." }
        } else {
            SupportList(cases: cases, isHub: false)
        }
        h2 { "Ask for support" }
        postForm(SiteMap.schoolSupport(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("school"), .value(schools.chosen.id.description))
            SelectField("hub", "Which hub do you ask?", options: hubs, state: state)
            TextArea(
                "need",
                "What is difficult, and what have you tried?",
                hint: "The hub that you ask reads this, and the hubs that it asks to help.",
                rows: 6,
                state: state
            )
            submit("Ask")
        }
    }
}

struct HubSupportPage: Page {
    let hubs: ChosenOrganisation
    let cases: [SupportCase]
    /// Those that wait for the hub.
    let waiting: [SupportCase]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Support for schools" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: hubs.chosen.name)
        OrganisationTabs(organisations: hubs, link: SiteMap.hubSupport())
        if cases.isEmpty {
            EmptyState("No school has asked yet.")
        } else {
            SupportList(cases: cases, isHub: true, waiting: Set(waiting.map(\.id)))
        }
        details(.open(!state.isValid)) {
            HTML.summary { "Open a case for a school that asked you in another way" }
            postForm(SiteMap.hubSupport(), ticket: ticket, state: state) {
                input(.type("hidden"), .name("organisation"), .value(hubs.chosen.id.description))
                TextField("school", "School", hint: "Name or URN", state: state)
                TextArea("need", "What is difficult, and what was tried?", rows: 6, state: state)
                submit("Open it")
            }
        }
    }
}

struct SupportList: Renderable {
    let cases: [SupportCase]
    let isHub: Bool
    /// The cases that wait for this hub.
    var waiting: Set<ID<SupportCase>> = []

    var markup: Markup {
        ul(.class("cards")) {
            for found in cases {
                li(.class("card")) {
                    h2(.class("card__title")) {
                        a(.href(SiteMap.support(found.id))) { isHub ? found.school.name : found.lead.name }
                    }
                    p {
                        StatusTag(found.state.name, found.state.tone)
                        if waiting.contains(found.id), found.state != .asked {
                            " "
                            StatusTag("You are asked", .waiting)
                        }
                    }
                    p(.class("meta")) {
                        "Asked \(LocalDate(found.askedAt, in: .london).spelledShort); led by \(found.lead.name)"
                    }
                }
            }
        }
    }
}

extension SupportState {
    var tone: StatusTag.Tone {
        switch self {
        case .asked, .diagnosed: .waiting
        case .running: .good
        case .closed: .neutral
        }
    }
}

/// One case for the school and every hub in it: need, diagnosis, who helps, days, reviews, and who is already
/// there.
struct SupportPage: Page {
    let file: SupportFile
    let actor: Actor
    let otherHubs: [FormOption]
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var found: SupportCase { file.found }
    private var leads: Bool { actor.may(.keepSupport, on: .of(found.lead.id)) }
    private var isSchool: Bool { actor.may(.askForSupport, on: .of(found.school.id)) }
    /// The hubs in the case for which the reader acts.
    private var own: [SupportHub] { file.hubs.filter { actor.may(.keepSupport, on: .of($0.hub.id)) } }
    private var helping: [SupportHub] { own.filter { $0.answer == .agreed } }
    private var isOpen: Bool { found.state != .closed }

    var title: String { "Support for \(found.school.name)" }
    var trail: [Crumb] {
        own.isEmpty ? [Crumb("Support", SiteMap.schoolSupport())] : [Crumb("Support", SiteMap.hubSupport())]
    }

    var body: Markup {
        PageHeader(found.school.name, lead: "Led by \(found.lead.name)", kicker: "Support")
        div(.id("steps")) { ErrorSummary(state: state) }
        p { StatusTag(found.state.name, found.state.tone) }
        for hub in own where hub.answer == .asked { question(hub) }
        h2 { "What the school says" }
        OfferWords.paragraphs(found.need)
        diagnosis
        helpers
        presence
        days
        reviews
        if leads, isOpen { ending }
    }

    @MarkupBuilder private func question(_ hub: SupportHub) -> Markup {
        Inset("\(found.lead.name) asks \(hub.hub.name) to help") {
            p { hub.task }
            step("agree", fields: [("hub", hub.hub.id.description)]) { submit("We will") }
            step("decline", fields: [("hub", hub.hub.id.description)]) {
                submit("We cannot", isSecondary: true)
            }
        }
    }

    /// A form that takes one step.
    @MarkupBuilder private func step(
        _ name: String,
        fields: [(String, String)] = [],
        @MarkupBuilder content: () -> Markup
    ) -> Markup {
        postForm(SiteMap.supportStep(found.id), ticket: ticket) {
            input(.type("hidden"), .name("step"), .value(name))
            for (name, value) in fields { input(.type("hidden"), .name(name), .value(value)) }
            content()
        }
    }

    @MarkupBuilder private var diagnosis: Markup {
        h2 { "Diagnosis" }
        if found.diagnosis.isEmpty {
            p { "Not written yet." }
        } else {
            OfferWords.paragraphs(found.diagnosis)
            p {
                strong { "Goal: " }
                found.goal
            }
        }
        if leads, isOpen {
            details(.open(found.diagnosis.isEmpty || state.value("step") == "diagnose")) {
                HTML.summary { found.diagnosis.isEmpty ? "Write the diagnosis" : "Change the diagnosis" }
                step("diagnose", fields: [("version", "\(found.version)")]) {
                    TextArea(
                        "diagnosis",
                        "What was found",
                        rows: 6,
                        state: filled("diagnosis", found.diagnosis)
                    )
                    TextArea(
                        "goal",
                        "What must be better, and how will you know?",
                        rows: 2,
                        state: filled("goal", found.goal)
                    )
                    submit("Keep it")
                }
            }
        }
    }

    /// What was typed, or else what is stored.
    private func filled(_ field: String, _ stored: String) -> FormState {
        var state = state
        if state.value(field).isEmpty { state.set(field, stored) }
        return state
    }

    @MarkupBuilder private var helpers: Markup {
        h2 { "Who helps" }
        DataTable(
            "Hubs in this",
            isCaptionHidden: true,
            columns: [.init("Hub"), .init("Part"), .init("Answer")],
            rows: file.hubs.map { hub in
                [
                    .text(hub.hub.name), .text(hub.isLead ? "Leads" : hub.task),
                    StatusTag(hub.answer.name, hub.answer == .agreed ? .good : .waiting).markup,
                ]
            }
        )
        if leads, found.state == .diagnosed || found.state == .running {
            details(.open(state.value("step") == "ask")) {
                HTML.summary { "Ask another hub to help" }
                step("ask") {
                    SelectField("hub", "Hub", options: otherHubs, state: state)
                    TextArea("task", "What do you ask it to do?", rows: 2, state: state)
                    submit("Ask", isSecondary: true)
                }
            }
        }
    }

    @MarkupBuilder private var presence: Markup {
        h2 { "Who is already there" }
        if file.presence.isEmpty {
            p { "Nobody else in the network works with the school now." }
        } else {
            DataTable(
                "Others who work with the school now",
                isCaptionHidden: true,
                columns: [.init("Organisation"), .init("What"), .init("How many", isNumber: true)],
                rows: file.presence.map {
                    [.text($0.organisation), .text($0.what), .text(PlainWords.number($0.count))]
                }
            )
        }
    }

    @MarkupBuilder private var days: Markup {
        h2 { "Days at the school" }
        p { "\(Self.days(file.daysHeld)) held." }
        if !file.days.isEmpty {
            DataTable(
                "Days at the school",
                isCaptionHidden: true,
                columns: [
                    .init("Day"), .init("Who"), .init("For"), .init("Length"), .init("State"),
                    .init("Change"),
                ],
                rows: file.days.map(row)
            )
        }
        if found.state == .diagnosed || found.state == .running, !helping.isEmpty {
            details(.open(state.value("step") == "plan")) {
                HTML.summary { "Plan a day" }
                step("plan") {
                    SelectField(
                        "hub",
                        "For",
                        options: helping.map { FormOption($0.hub.id.description, $0.hub.name) },
                        state: state
                    )
                    TextField("personName", "Who goes", autocomplete: "off", state: state)
                    TextField("personEmail", "Work email", kind: .email, autocomplete: "off", state: state)
                    TextField("heldOn", "Day", kind: .date, state: state)
                    SelectField(
                        "halfDays",
                        "Length",
                        options: [FormOption("2", "A day"), FormOption("1", "Half a day")],
                        state: state
                    )
                    TextField("focus", "What for", state: state)
                    submit("Plan it", isSecondary: true)
                }
            }
        }
    }

    private static func days(_ days: Double) -> String {
        let whole = Int(days)
        if days == Double(whole) { return InWords.count(whole, "day") }
        return whole == 0 ? "Half a day" : "\(whole)½ days"
    }

    private func row(_ day: DeploymentDay) -> [Markup] {
        let mayChange = helping.contains { $0.hub.id == day.hub.id }
        let about = "\(day.person.name) on \(day.heldOn.spelledShort)"
        let fields = [("day", day.id.description)]
        return [
            .text(day.heldOn.spelledShort), .text("\(day.person.name), \(day.hub.name)"), .text(day.focus),
            .text(day.halfDays == 2 ? "a day" : "half a day"),
            day.isOpen(on: today)
                ? StatusTag("Was it held?", .waiting).markup
                : StatusTag(day.state.name, day.state == .done ? .good : .neutral).markup,
            group {
                if mayChange, day.state == .planned {
                    if day.heldOn <= today {
                        step("held", fields: fields) { submit("Held", about: about, isSecondary: true) }
                    }
                    step("cancelled", fields: fields) { submit("Cancel", about: about, isSecondary: true) }
                }
                if mayChange, day.state == .done {
                    step("not-held", fields: fields) { submit("Not held", about: about, isSecondary: true) }
                }
            },
        ]
    }

    @MarkupBuilder private var reviews: Markup {
        h2 { "Reviews" }
        if file.reviews.isEmpty { p { "No review yet." } }
        for review in file.reviews {
            article(.class("card")) {
                h3(.class("card__title")) { review.heldOn.spelledShort }
                p { StatusTag(review.progress.name, review.progress == .better ? .good : .waiting) }
                OfferWords.paragraphs(review.findings)
                if !review.nextSteps.isEmpty { p { "Next: \(review.nextSteps)" } }
                if let rating = review.rating {
                    p { "The school rates the support: \(rating.name.lowercasedFirst)" }
                }
                if isSchool { rating(review) }
            }
        }
        if !helping.isEmpty, found.state == .running || found.state == .diagnosed {
            details(.open(state.value("step") == "review")) {
                HTML.summary { "Write a review" }
                step("review") {
                    TextField("reviewedOn", "Held on", kind: .date, state: state)
                    SelectField(
                        "progress",
                        "How it stands",
                        options: formOptions(SupportProgress.self) { $0.name },
                        state: state
                    )
                    TextArea("findings", "What was seen", rows: 4, state: state)
                    TextArea("nextSteps", "Next steps", rows: 2, state: state)
                    submit("Keep it", isSecondary: true)
                }
            }
        }
    }

    @MarkupBuilder private func rating(_ review: SupportReview) -> Markup {
        step("rate", fields: [("review", review.id.description)]) {
            div(.class("field")) {
                label {
                    "How do you rate the support?"
                    select(.name("rating"), .class("input")) {
                        for each in SupportRating.allCases.reversed() {
                            option(.value("\(each.rawValue)"), .selected(each == review.rating)) { each.name }
                        }
                    }
                }
            }
            submit("Rate", isSecondary: true)
        }
    }

    @MarkupBuilder private var ending: Markup {
        h2 { "Close" }
        p { "When the goal is reached, or the support ends before it is. Planned days are cancelled." }
        step("close", fields: [("version", "\(found.version)")]) { submit("Close this", isSecondary: true) }
    }
}
