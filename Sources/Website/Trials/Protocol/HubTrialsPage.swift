import Access
import HTML
import Services
import Trials

/// The trials of the hubs that someone writes protocols for.
struct HubTrialsPage: Page {
    let hubs: [(hub: Organisation, protocols: [TrialProtocol])]

    let title = "Trials of your hub"
    let section: SiteSection? = .trials

    var body: Markup {
        PageHeader(
            "Trials of your hub",
            lead:
                "From a question to a published result: protocol, schools, roster, allocation, outcomes, analysis. Many schools on one shared protocol."
        )
        for (hub, protocols) in hubs {
            HTML.section(.class("page-section")) {
                if hubs.count > 1 { h2 { hub.name } }
                p {
                    a(.class("button"), .href(SiteMap.newProtocol().with("hub", hub.id.description))) {
                        "Write a protocol"
                    }
                }
                if protocols.isEmpty {
                    EmptyState("\(hub.name) has no protocol yet. A template is a quick start.")
                } else {
                    list(protocols)
                }
            }
        }
    }

    private func list(_ protocols: [TrialProtocol]) -> Markup {
        DataTable(
            "Protocols",
            isCaptionHidden: true,
            columns: [.init("Trial"), .init("Design"), .init("Stage")],
            rows: protocols.map { record in
                [
                    .group([a(.href(SiteMap.hubTrial(record.trial))) { record.text[.title] }]),
                    .text(record.text.design.title),
                    record.isDraft
                        ? StatusTag("Draft", .waiting).markup : StatusTag("Protocol public", .good).markup,
                ]
            }
        ).markup
    }
}

/// A design to start from, and a title.
struct NewProtocolPage: Page {
    let hub: Organisation
    let ticket: FormTicket
    let state: FormState

    let title = "Write a protocol"
    let section: SiteSection? = .trials
    var trail: [Crumb] { [Crumb("Trials of your hub", SiteMap.hubTrials())] }

    var body: Markup {
        PageHeader(
            "Write a protocol",
            lead:
                "Choose how it will be settled who is offered the intervention. The template fills in what follows; everything can be changed until you publish."
        )
        postForm(SiteMap.newProtocol().with("hub", hub.id.description), ticket: ticket, state: state) {
            TextField(
                "title",
                "Title",
                hint: "For example: Paired reading in year 5, 2027/28",
                state: state
            )
            ChoiceField(
                "design",
                "Design",
                options: ProtocolDesign.allCases.map { FormOption($0.rawValue, $0.title, hint: $0.hint) },
                state: state
            )
            submit("Start")
        }
    }
}
