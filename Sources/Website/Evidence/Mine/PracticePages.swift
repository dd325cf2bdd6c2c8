import Access
import Evidence
import HTML
import Services

/// What schools and hubs tell of their practice.
struct PracticePage: Page {
    let accounts: [PracticeAccount]
    /// Organisations that the visitor may tell for.
    let own: [Organisation]
    let mayReview: Bool

    let title = "What schools and hubs tell"
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence())] }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Accounts of practice: what was done, with whom, what was learnt. A hub read each before it was published. They are not rated and not part of any average."
        )
        if mayReview {
            p {
                a(.class("button button--secondary"), .href(SiteMap.practiceReview())) {
                    "Accounts to review"
                }
            }
        }
        for organisation in own {
            p { a(.href(SiteMap.ownPractice(organisation.id))) { "Accounts of \(organisation.name)" } }
        }
        if accounts.isEmpty { EmptyState("No account is published yet.") }
        ul(.class("list")) {
            for account in accounts {
                li {
                    h2(.class("list__title")) {
                        a(.href(SiteMap.practiceAccount(account.id))) { account.content.title }
                    }
                    p(.class("meta")) { "\(account.organisationName) · \(account.strand.title)" }
                }
            }
        }
    }
}

/// One account; its organisation sees its state and what to do next.
struct PracticeAccountPage: Page {
    let account: PracticeAccount
    /// For those who may change it.
    let ownTicket: FormTicket?
    /// For a hub that may decide on it.
    let reviewTicket: FormTicket?
    let reviewState: FormState
    /// What it said each time it was published, for those who may see it.
    let versions: [PracticeVersion]
    let mine: MyItem?

    var title: String { account.content.title }
    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Practice", SiteMap.practice())] }

    var body: Markup {
        PageHeader(account.content.title, kicker: "An account of practice")
        FactList(
            [
                ("From", .text(account.organisationName)),
                ("About", .group([a(.href(SiteMap.strand(account.strand.slug))) { account.strand.title }])),
            ] + state + reviewed
        )
        if !account.reviewNote.isEmpty, ownTicket != nil || reviewTicket != nil {
            Inset("The hub’s note") { EvidenceText.paragraphs(account.reviewNote) }
        }
        if let mine { SaveBox(item: mine) }
        for (name, text) in Self.parts(account.content) { part(name, text) }
        p(.class("hint")) { "An account of one place. It is not rated and not part of any average." }
        if let ownTicket { steps(ownTicket) }
        if let reviewTicket { review(reviewTicket) }
        history
    }

    private static func parts(_ content: PracticeContent) -> [(String, String)] {
        [
            ("What we did", content.whatWasDone), ("With whom", content.withWhom),
            ("What we learnt", content.whatWasLearnt), ("What we would change", content.whatWeWouldChange),
        ].filter { !$0.1.isEmpty }
    }

    @MarkupBuilder private var history: Markup {
        if !versions.isEmpty {
            h2(.id("history")) { "What was published" }
            p(.class("hint")) {
                "Only those who write this account see this, and a hub while it reads the next version."
            }
            for version in versions {
                details(.class("behind")) {
                    HTML.summary {
                        "From \(EvidenceText.day(version.publishedAt)) \(version.endedAt.map { "to \(EvidenceText.day($0))" } ?? "until now"), read by \(version.reviewedBy)"
                    }
                    p { "\(version.content.title), about \(version.strand.title)" }
                    for (name, text) in Self.parts(version.content) {
                        h3 { name }
                        EvidenceText.paragraphs(text)
                    }
                }
            }
        }
    }

    private var tone: StatusTag.Tone {
        switch account.state {
        case .published: .good
        case .submitted: .waiting
        case .returned: .late
        case .draft, .withdrawn: .neutral
        }
    }

    /// To readers it is what it says; its day stands beside it.
    private var state: [(String, Markup)] {
        if account.state == .published, ownTicket == nil, reviewTicket == nil { return [] }
        return [("State", .group([StatusTag(account.state.title, tone).markup]))]
    }

    private var reviewed: [(String, Markup)] {
        guard let hub = account.reviewedBy, let published = account.publishedAt else { return [] }
        return [("Published", .text("\(EvidenceText.day(published)), read by \(hub)"))]
    }

    @MarkupBuilder private func part(_ title: String, _ text: String) -> Markup {
        h2 { title }
        EvidenceText.paragraphs(text)
    }

    @MarkupBuilder private func steps(_ ticket: FormTicket) -> Markup {
        h2 { "What next" }
        p { a(.href(SiteMap.editPractice(account.id))) { "Change the text" } }
        postForm(SiteMap.stepPractice(account.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(account.version)"))
            switch account.state {
            case .draft, .returned: submit("Send to the hubs for review", name: "step", value: "submit")
            case .submitted: submit("Take it back", isSecondary: true, name: "step", value: "withdraw")
            case .published:
                submit("Take it off the public pages", isSecondary: true, name: "step", value: "withdraw")
            case .withdrawn: p { "Change the text to make it a draft again." }
            }
        }
    }

    @MarkupBuilder private func review(_ ticket: FormTicket) -> Markup {
        h2 { "Your decision" }
        p {
            "Check that nobody can be recognised, that it says what was done and not only that it went well, and that it claims no more than one place can know."
        }
        postForm(SiteMap.reviewPractice(account.id), ticket: ticket, state: reviewState) {
            input(.type("hidden"), .name("version"), .value("\(account.version)"))
            TextArea(
                "note",
                "Note to the writers",
                hint: "Needed when you give it back",
                rows: 3,
                state: reviewState
            )
            submit("Publish it", name: "decision", value: PracticeDecision.publish.rawValue)
            " "
            submit(
                "Give it back",
                isSecondary: true,
                name: "decision",
                value: PracticeDecision.giveBack.rawValue
            )
        }
    }
}

/// The accounts of one organisation, or those that wait for a hub.
struct PracticeListPage: Page {
    let title: String
    let lead: String
    let accounts: [PracticeAccount]
    let start: Link?

    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Practice", SiteMap.practice())] }

    var body: Markup {
        PageHeader(title, lead: lead)
        if let start { p { a(.class("button"), .href(start)) { "Tell what you did" } } }
        if accounts.isEmpty {
            EmptyState("There is nothing here yet.")
        } else {
            DataTable(
                title,
                isCaptionHidden: true,
                columns: [
                    .init("Account"), .init("From"), .init("Strand"), .init("State"), .init("Changed"),
                ],
                rows: accounts.map { account in
                    [
                        .group([a(.href(SiteMap.practiceAccount(account.id))) { account.content.title }]),
                        .text(account.organisationName), .text(account.strand.title),
                        .text(account.state.title),
                        .text(EvidenceText.day(account.changedAt)),
                    ]
                }
            )
        }
    }
}

struct PracticeForm: Page {
    let title: String
    let action: Link
    let ticket: FormTicket
    let state: FormState
    let strands: [StrandLine]
    let interventions: [Intervention]

    let section: SiteSection? = .evidence
    var trail: [Crumb] { [Crumb("Evidence", SiteMap.evidence()), Crumb("Practice", SiteMap.practice())] }

    var body: Markup {
        PageHeader(
            title,
            lead: "For colleagues elsewhere who think of doing the same. Name no pupil and no colleague."
        )
        postForm(action, ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField("title", "Title", state: state)
            SelectField(
                "strand",
                "Which strand is it about?",
                options: [FormOption("", "Choose")] + FindingFormPage.options(strands),
                state: state
            )
            SelectField(
                "intervention",
                "A named intervention (optional)",
                options: [FormOption("", "None")]
                    + interventions.map { FormOption($0.id.description, $0.fullName) },
                state: state
            )
            TextArea("whatWasDone", "What did you do?", hint: "How often, how long, who led it", state: state)
            TextArea(
                "withWhom",
                "With whom?",
                hint: "Year groups and numbers, not names",
                rows: 3,
                state: state
            )
            TextArea(
                "whatWasLearnt",
                "What did you learn?",
                hint: "What went well, and what did not",
                state: state
            )
            TextArea("whatWeWouldChange", "What would you change? (optional)", rows: 4, state: state)
            submit("Save the draft")
        }
    }
}

extension PracticeDraft {
    init(_ submission: Submission) {
        self.init()
        strand = ID<Strand>(submission.text("strand"))
        intervention = ID<Intervention>(submission.text("intervention"))
        content.title = submission.text("title")
        content.whatWasDone = submission.text("whatWasDone")
        content.withWhom = submission.text("withWhom")
        content.whatWasLearnt = submission.text("whatWasLearnt")
        content.whatWeWouldChange = submission.text("whatWeWouldChange")
    }
}
