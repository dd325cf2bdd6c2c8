import Access
import Accounts
import HTML
import Programmes
import Services

/// Writes to those who hold a place in a run, or wait for one: first the form, then a look at it and at who gets it.
struct MessagePage: Page {
    let offer: Offer
    let run: Run
    let sent: [ParticipantMessage]
    /// Set for the look before it is sent.
    let readers: MessageReaders?
    let state: FormState
    let ticket: FormTicket

    var title: String { readers == nil ? "Write to participants" : "Check your message" }
    var trail: [Crumb] {
        [
            Crumb("Offers", SiteMap.hubOffers()),
            Crumb(offer.facts.title, SiteMap.hubOffer(offer.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, lead: OfferView.name(of: run), kicker: offer.facts.title)
        if let readers { check(readers) } else { write }
        if !sent.isEmpty {
            h2 { "Sent" }
            DataTable(
                "Messages sent",
                isCaptionHidden: true,
                columns: [
                    .init("When"), .init("Subject"), .init("To"), .init("People", isNumber: true),
                    .init("Had stopped such messages", isNumber: true),
                ],
                rows: sent.map { message in
                    [
                        .text(LocalDate(message.sentAt, in: .london).spelledShort), .text(message.subject),
                        .text(message.audience.name), .text("\(message.recipients)"),
                        .text("\(message.withheld)"),
                    ]
                }
            )
        }
    }

    private var write: Markup {
        postForm(SiteMap.messageParticipants(run.id), ticket: ticket, state: state) {
            ChoiceField(
                "audience",
                "Who gets it?",
                options: MessageAudience.allCases.map { FormOption($0.rawValue, $0.name, hint: $0.hint) },
                state: state
            )
            ChoiceField(
                "purpose",
                "What is it about?",
                options: MessagePurpose.allCases.map { FormOption($0.rawValue, $0.name, hint: $0.hint) },
                state: state
            )
            TextField("subject", "Subject", state: state)
            TextArea(
                "body",
                "Message",
                hint:
                    "Plain text. These words are filled in: \(Placeholder.allCases.map(\.written).joined(separator: ", ")).",
                rows: 10,
                state: state
            )
            submit("Continue", name: "step", value: "check")
        }
    }

    @MarkupBuilder private func check(_ readers: MessageReaders) -> Markup {
        let count = readers.people.count
        p { strong { "It goes to \(count == 1 ? "1 person" : "\(count) people")." } }
        if readers.withheld > 0 {
            p {
                "\(readers.withheld) more \(readers.withheld == 1 ? "has" : "have") stopped messages that are not about their places."
            }
        }
        details {
            HTML.summary { "Who" }
            ul { for reader in readers.people { li { reader.shown } } }
        }
        article(.class("card")) {
            h2(.class("card__title")) { state.value("subject") }
            p(.class("prose")) { readers.sample }
        }
        postForm(SiteMap.messageParticipants(run.id), ticket: ticket) {
            for field in ["audience", "purpose", "subject", "body"] {
                input(.type("hidden"), .name(field), .value(state.value(field)))
            }
            submit("Send it", name: "step", value: "send")
            submit("Change", isSecondary: true, name: "step", value: "change")
        }
    }
}

/// Where the link at the foot of a message leads.
struct StopMessagesPage: Page {
    let choice: MessageChoice
    let ticket: FormTicket

    var title: String { "Messages from hubs" }

    var body: Markup {
        PageHeader(title, lead: choice.email?.text)
        if choice.stoppedAt == nil {
            p { "Hubs whose training you booked may write to you about other things that could help you." }
            form("Stop these messages", "stop")
            p(.class("hint")) { "Emails about places that you hold still come." }
        } else {
            p { "You get no messages from hubs except those about places that you hold." }
            form("Get these messages again", "resume")
        }
    }

    private func form(_ text: String, _ step: String) -> Markup {
        postForm(SiteMap.stopMessages(choice.id), ticket: ticket) { submit(text, name: "step", value: step) }
    }
}

extension MessageAudience {
    var name: String {
        switch self {
        case .all: "Everyone with a place"
        case .attended: "Those who came"
        case .missed: "Those who did not come"
        case .waiting: "Those who wait for a place"
        }
    }

    var hint: String? {
        switch self {
        case .all: nil
        case .attended: "Present at a session, as the register says."
        case .missed: "Present at no session, although the register was kept."
        case .waiting: "About what they wait for alone. The link to join is not filled in."
        }
    }
}

extension MessagePurpose {
    var name: String {
        switch self {
        case .training: "What they booked"
        case .news: "Something else that may help them"
        }
    }

    var hint: String {
        switch self {
        case .training: "It reaches everyone: changes, materials, what comes next."
        case .news: "A link that stops such messages is added; who used it does not get it."
        }
    }
}
