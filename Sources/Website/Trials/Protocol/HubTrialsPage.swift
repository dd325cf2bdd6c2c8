import Access
import HTML
import Services
import Trials

/// The trials of the hubs that someone writes protocols for.
struct HubTrialsPage: Page {
    let hubs: [(hub: Organisation, protocols: [TrialProtocol])]
    /// Every registered trial.
    let registered: [Trial]
    let today: LocalDate

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
                summaries(of: hub)
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
                    stage(of: record),
                ]
            }
        ).markup
    }

    private func stage(of record: TrialProtocol) -> Markup {
        guard !record.isDraft, let trial = registered.first(where: { $0.id == record.trial }) else {
            return StatusTag("Draft", .waiting).markup
        }
        return TrialStatusTag.markup(trial.status(on: today))
    }

    private static let summaries = "Trials registered by a summary alone"

    /// Trials that the hub answers for and that were registered without a full protocol.
    @MarkupBuilder private func summaries(of hub: Organisation) -> Markup {
        let own = registered.filter { $0.organisation == hub.id && $0.stage == nil }
        if hubs.count > 1 { h3 { Self.summaries } } else { h2 { Self.summaries } }
        p {
            "They run outside Braid. Once one has results, or has stopped without any, its page has a form for that."
        }
        p {
            a(
                .class("button button--secondary"),
                .href(SiteMap.registerTrial().with("hub", hub.id.description))
            ) { "Register a trial that runs elsewhere" }
        }
        if !own.isEmpty { TrialTable(caption: Self.summaries, trials: own, today: today) }
    }
}

/// A design to start from, and a title.
struct NewProtocolPage: Page {
    let hub: Organisation
    /// The school's account that it takes up.
    var account: SchoolAccount?
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
        if let account {
            p {
                "It takes up a school’s own account: "
                a(.href(SiteMap.schoolAccount(account.id))) { account.answers.question }
                ". Question, outcome, year group and strand are filled in from there."
            }
        }
        postForm(
            SiteMap.newProtocol().with("hub", hub.id.description).with("from", account?.id.description),
            ticket: ticket,
            state: state
        ) {
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
