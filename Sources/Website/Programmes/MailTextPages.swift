import Access
import HTML
import Programmes
import Services

/// The mails in which a hub says something of its own.
struct MailTextsPage: Page {
    let hub: Organisation
    let texts: [MailText]

    var title: String { "Texts in your emails" }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Each email says what, when, where and whom to ask. Here you add your own words for the offers that you lead.",
            kicker: hub.name
        )
        ul(.class("tasks")) {
            for kind in MailTextKind.allCases {
                li {
                    a(.href(SiteMap.mailText(kind).with("hub", hub.id.description))) { kind.name }
                    state(of: kind)
                    p(.class("tasks__hint")) { kind.meaning }
                }
            }
        }
    }

    private func state(of kind: MailTextKind) -> StatusTag {
        guard let text = texts.first(where: { $0.kind == kind }), !text.body.isEmpty else {
            return StatusTag(kind.isLetter ? "Not sent" : "Nothing added")
        }
        guard let days = text.daysBefore else { return StatusTag("Added", .good) }
        return StatusTag("\(InWords.count(days, "day")) before", .good)
    }
}

/// One text, with what it may hold and what it looks like.
struct MailTextPage: Page {
    let hub: Organisation
    let kind: MailTextKind
    var state: FormState
    let ticket: FormTicket
    var preview: MailPreview?
    /// The mail of the preview was sent to who looks.
    var isSent = false

    var title: String { kind.name }
    var trail: [Crumb] {
        [
            Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description)),
            Crumb("Texts in your emails", SiteMap.mailTexts().with("hub", hub.id.description)),
        ]
    }

    var body: Markup {
        PageHeader(title, lead: kind.meaning, kicker: hub.name)
        postForm(SiteMap.mailText(kind), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            if kind.isLetter {
                TextField(
                    "days",
                    "Days before the first session",
                    kind: .wholeNumber,
                    hint: "It goes out in the morning. Whoever books later gets it the next morning.",
                    state: state
                )
            }
            TextArea(
                "body",
                "Your text",
                hint: kind.isLetter
                    ? "Plain text. Dates, place and contact follow it. Leave it empty to send nothing."
                    : "Plain text. Leave it empty to add nothing.",
                rows: 10,
                state: state
            )
            submit("Save", name: "step", value: "save")
            submit("Show the email", isSecondary: true, name: "step", value: "preview")
            submit("Send it to me as a test", isSecondary: true, name: "step", value: "test")
        }
        if let preview { shown(preview) }
        h2 { "Words that are filled in" }
        FactList(Placeholder.allCases.map { ($0.written, Markup.text($0.meaning)) })
    }

    @MarkupBuilder private func shown(_ preview: MailPreview) -> Markup {
        HTML.section(.class("card"), .id("preview"), .aria("label", "The email")) {
            p(.class("hint"), .role("status")) {
                isSent
                    ? "Sent to you as a test, for \(preview.offer). Nothing is saved yet."
                    : "As someone with a place on \(preview.offer) gets it. Nothing is saved yet."
            }
            h2(.class("card__title")) { preview.subject }
            p(.class("prose")) { preview.text }
        }
    }
}

extension MailTextKind {
    var name: String {
        switch self {
        case .confirmation: "Confirmation of a place"
        case .joining: "Joining instructions"
        case .reminder: "Reminder"
        case .thanks: "Thank you"
        }
    }

    var meaning: String {
        switch self {
        case .confirmation: "Added to the email that confirms a place."
        case .joining:
            "An email some days before the first session: how to get there, what to bring, how to join."
        case .reminder: "A short email just before the first session."
        case .thanks: "Added to the email with the certificate."
        }
    }
}
