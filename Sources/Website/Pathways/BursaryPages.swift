import Access
import HTML
import Pathways
import Programmes
import Services

/// The calls, for anyone.
struct BursariesPage: Page {
    let calls: [BursaryCall]
    let today: LocalDate

    var title: String { "Bursaries" }
    var summary: String? { "Money for study and research in schools: calls, criteria and deadlines." }
    var section: SiteSection? { .offers }

    var body: Markup {
        PageHeader(title, lead: "Money for postgraduate study and research in schools.")
        if calls.isEmpty {
            EmptyState("No call is published now.", action: ("Find training", SiteMap.offers()))
        }
        ul(.class("cards")) {
            for call in calls {
                li(.class("card")) {
                    h2(.class("card__title")) { a(.href(SiteMap.bursary(call.id))) { call.title } }
                    p { BursaryText.tag(call, today) }
                    p { call.summary }
                    p(.class("meta")) { "\(call.hub.name); up to \(call.most) each" }
                }
            }
        }
    }
}

enum BursaryText {
    static func tag(_ call: BursaryCall, _ today: LocalDate) -> StatusTag {
        if call.isOpen(on: today) { return StatusTag("Open until \(call.closesOn.spelledShort)", .good) }
        return today < call.opensOn
            ? StatusTag("Opens \(call.opensOn.spelledShort)", .waiting)
            : StatusTag("Closed \(call.closesOn.spelledShort)")
    }

    static func tag(_ application: BursaryApplication) -> StatusTag {
        switch application.state {
        case .sent: StatusTag("Not decided yet", .waiting)
        case .withdrawn: StatusTag("Withdrawn")
        case .awarded:
            StatusTag(
                application.isPart
                    ? "Awarded in part: \(application.awarded)" : "Awarded: \(application.awarded)",
                .good
            )
        case .refused: StatusTag("Not awarded")
        }
    }
}

struct BursaryPage: Page {
    let call: BursaryCall
    let today: LocalDate

    var title: String { call.title }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { [Crumb("Bursaries", SiteMap.bursaries())] }

    var body: Markup {
        PageHeader(call.title, kicker: call.hub.name)
        p { BursaryText.tag(call, today) }
        OfferWords.paragraphs(call.summary)
        FactList([
            "For one application": "up to \(call.most)", "Budget": "\(call.budget)",
            "Open": "\(call.opensOn.spelledShort) to \(call.closesOn.spelledShort)",
            "Decided by": "a panel; at least \(call.neededScores) of it score each application",
        ])
        h2 { "How applications are judged" }
        OfferWords.paragraphs(call.criteria)
        if call.isOpen(on: today) {
            p { a(.class("button"), .href(SiteMap.applyForBursary(call.id))) { "Apply" } }
        }
    }
}

struct ApplicationForm: Page {
    let call: BursaryCall
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    var title: String { "Apply" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Bursaries", SiteMap.bursaries()), Crumb(call.title, SiteMap.bursary(call.id))]
    }

    var body: Markup {
        PageHeader(title, lead: call.title)
        // What was typed before the call closed is shown again, so that it is not lost.
        if call.isOpen(on: today) || !state.isValid { applying } else { closed }
    }

    @MarkupBuilder private var closed: Markup {
        p { BursaryText.tag(call, today) }
        EmptyState(
            "Applications are not taken now.",
            action: ("See the other calls", SiteMap.bursaries())
        )
    }

    @MarkupBuilder private var applying: Markup {
        details {
            HTML.summary { "How applications are judged" }
            OfferWords.paragraphs(call.criteria)
        }
        postForm(SiteMap.applyForBursary(call.id), ticket: ticket, state: state) {
            TextField("title", "Title of what you will do", state: state)
            TextField(
                "school",
                "Your school",
                hint: "Name or URN; leave empty if you work at none.",
                state: state
            )
            TextArea("plan", "What will you do, and when?", rows: 8, state: state)
            TextArea("benefit", "Who will gain, and how?", rows: 4, state: state)
            TextField(
                "amount",
                "How much do you ask for?",
                kind: .money,
                hint: "Up to \(call.most)",
                state: state
            )
            submit("Send the application")
        }
        p(.class("hint")) {
            "The hub and its panel read it. If it is not awarded it is deleted after a year."
        }
    }
}

struct OwnBursariesPage: Page {
    let applications: [BursaryApplication]
    let toScore: [BursaryApplication]

    var title: String { "Bursaries" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader("Your bursaries")
        if !toScore.isEmpty {
            h2 { "To score" }
            list(toScore, showsPerson: true)
        }
        h2 { "Your applications" }
        if applications.isEmpty {
            EmptyState("You have not applied for a bursary.", action: ("See the calls", SiteMap.bursaries()))
        } else {
            list(applications, showsPerson: false)
        }
    }

    @MarkupBuilder private func list(_ applications: [BursaryApplication], showsPerson: Bool) -> Markup {
        ul(.class("cards")) {
            for application in applications {
                li(.class("card")) {
                    h3(.class("card__title")) {
                        a(.href(SiteMap.bursaryApplication(application.id))) { application.title }
                    }
                    p { BursaryText.tag(application) }
                    p(.class("meta")) {
                        (showsPerson ? "\(application.person.name), " : "")
                            + "\(application.callTitle), \(application.hub.name)"
                    }
                }
            }
        }
    }
}

struct HubBursariesPage: Page {
    let hubs: ChosenOrganisation
    let calls: [BursaryCall]
    let today: LocalDate

    var title: String { "Bursaries" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title, lead: hubs.chosen.name)
        OrganisationTabs(organisations: hubs, link: SiteMap.hubBursaries())
        p {
            a(.class("button"), .href(SiteMap.newBursary().with("organisation", hubs.chosen.id.description)))
            {
                "New call"
            }
        }
        if calls.isEmpty {
            EmptyState("You have published no call.")
        } else {
            DataTable(
                "Calls",
                isCaptionHidden: true,
                columns: [
                    .init("Call"), .init("State"), .init("Budget", isNumber: true),
                    .init("Awarded", isNumber: true),
                    .init("Left", isNumber: true),
                ],
                rows: calls.map { call in
                    [
                        a(.href(SiteMap.hubBursary(call.id))) { call.title },
                        BursaryText.tag(call, today).markup,
                        .text("\(call.budget)"), .text("\(call.awarded)"), .text("\(call.left)"),
                    ]
                }
            )
        }
    }
}

struct BursaryCallForm: Page {
    let hubs: ChosenOrganisation
    let state: FormState
    let ticket: FormTicket

    var title: String { "New call" }
    var trail: [Crumb] { [Crumb("Bursaries", SiteMap.hubBursaries())] }

    var body: Markup {
        PageHeader(title, lead: "It is public as soon as you publish it.")
        postForm(SiteMap.newBursary(), ticket: ticket, state: state) {
            SelectField(
                "organisation",
                "Hub",
                options: hubs.all.map { FormOption($0.id.description, $0.name) },
                state: state
            )
            BursaryCallFields(state: state)
            submit("Publish")
        }
    }
}

/// What a call says, in the form that publishes it and in the one that changes it.
struct BursaryCallFields: Renderable {
    let state: FormState

    var markup: Markup {
        group {
            TextField("title", "Title", state: state)
            TextArea("summary", "What is it for?", rows: 4, state: state)
            TextArea("criteria", "How are applications judged?", rows: 5, state: state)
            TextField("opensOn", "Opens", kind: .date, state: state)
            TextField("closesOn", "Last day for applications", kind: .date, state: state)
            TextField("budget", "Budget", kind: .money, hint: "The awards can never be more.", state: state)
            TextField("most", "Most for one application", kind: .money, state: state)
            TextArea(
                "panel",
                "Panel",
                hint: "One a line: name, comma, work email. They cannot apply themselves.",
                rows: 4,
                state: state
            )
            TextField(
                "neededScores",
                "How many of them must score each application?",
                kind: .wholeNumber,
                state: state
            )
        }
    }
}

/// More time, more money, another panel.
struct ChangeCallForm: Page {
    let call: BursaryCall
    let state: FormState
    let ticket: FormTicket

    var title: String { "Change the call" }
    var trail: [Crumb] {
        [Crumb("Bursaries", SiteMap.hubBursaries()), Crumb(call.title, SiteMap.hubBursary(call.id))]
    }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Whoever has applied is told of another last day. The criteria stay once somebody has applied.",
            kicker: call.title
        )
        postForm(SiteMap.changeBursary(call.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            BursaryCallFields(state: state)
            submit("Save")
        }
    }
}

struct HubBursaryPage: Page {
    let call: BursaryCall
    let panel: [Person]
    let applications: [ApplicationFile]
    let today: LocalDate

    var title: String { call.title }
    var isWide: Bool { true }
    var trail: [Crumb] {
        [Crumb("Bursaries", SiteMap.hubBursaries().with("organisation", call.hub.id.description))]
    }

    var body: Markup {
        PageHeader(call.title, kicker: call.hub.name)
        p { BursaryText.tag(call, today) }
        div(.class("key-figures")) {
            KeyFigure("\(call.budget)", "budget")
            KeyFigure("\(call.awarded)", "awarded")
            KeyFigure("\(call.left)", "left")
        }
        p {
            a(.href(SiteMap.changeBursary(call.id))) { "Change or extend it" }
            " · "
            a(.href(SiteMap.bursary(call.id))) { "The public page" }
            " · Panel: \(panel.map(\.name).joined(separator: ", "))"
        }
        h2 { "Applications" }
        if applications.isEmpty {
            EmptyState("No application yet.")
        } else {
            DataTable(
                "Applications",
                isCaptionHidden: true,
                columns: [
                    .init("Title"), .init("From"), .init("Asked", isNumber: true),
                    .init("Mean score", isNumber: true),
                    .init("Scored by", isNumber: true), .init("State"),
                ],
                rows: applications.map { file in
                    [
                        a(.href(SiteMap.bursaryApplication(file.application.id))) { file.application.title },
                        .text(file.application.person.name), .text("\(file.application.asked)"),
                        .text(file.meanScore.map { PlainWords.number($0) } ?? ""),
                        .text("\(file.scores.count { !$0.hasConflict }) of \(call.neededScores)"),
                        BursaryText.tag(file.application).markup,
                    ]
                }
            )
        }
    }
}
