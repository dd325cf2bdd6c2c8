import Access
import HTML
import Programmes
import Services

/// What a hub asks for, and until when.
struct CallPage: Page {
    let conference: Conference
    let call: ConferenceCall
    /// Whether the reader reads and decides what is proposed.
    let mayReview: Bool
    let today: LocalDate

    var title: String { "Call for proposals: \(conference.offer.facts.title)" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] { [Crumb("Conferences", SiteMap.conferences())] }

    var body: Markup {
        PageHeader(
            "Call for proposals",
            lead: conference.offer.facts.summary,
            kicker: conference.offer.facts.title
        )
        p { ProposalText.tag(call, today) }
        OfferWords.paragraphs(call.guidance)
        FactList([
            "The conference":
                "\(ConferenceText.days(conference.run)), \(conference.offer.whereHeld)",
            "Proposals": "\(call.opensOn.spelledShort) to \(call.closesOn.spelledShort)",
            "Decided by": conference.offer.hubNames,
        ])
        p(.class("actions")) {
            if call.isOpen(on: today) {
                a(.class("button"), .href(SiteMap.propose(conference.run.id))) { "Propose a session" }
            }
            a(.href(SiteMap.offer(conference.offer.id))) { "About the conference" }
            if mayReview { a(.href(SiteMap.conferenceProposals(conference.run.id))) { "Read the proposals" } }
        }
    }
}

enum ProposalText {
    static func tag(_ call: ConferenceCall, _ today: LocalDate) -> StatusTag {
        if call.isOpen(on: today) { return StatusTag("Open until \(call.closesOn.spelledShort)", .good) }
        return today < call.opensOn
            ? StatusTag("Opens \(call.opensOn.spelledShort)", .waiting)
            : StatusTag("Closed \(call.closesOn.spelledShort)")
    }

    static func tag(_ proposal: Proposal) -> StatusTag {
        switch proposal.state {
        case .sent: StatusTag(proposal.state.name, .waiting)
        case .accepted: StatusTag(proposal.state.name, .good)
        case .withdrawn, .declined: StatusTag(proposal.state.name)
        }
    }
}

struct ProposalForm: Page {
    let conference: Conference
    let call: ConferenceCall
    let isOpen: Bool
    let strands: [StrandTag]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Propose a session" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [
            Crumb("Conferences", SiteMap.conferences()),
            Crumb("Call for proposals", SiteMap.callForProposals(conference.run.id)),
        ]
    }

    var body: Markup {
        PageHeader(title, kicker: conference.offer.facts.title)
        if isOpen {
            form
        } else {
            EmptyState(
                "The call is not open for proposals now.",
                action: ("See the call", SiteMap.callForProposals(conference.run.id))
            )
        }
    }

    @MarkupBuilder private var form: Markup {
        details {
            HTML.summary { "What the hub looks for" }
            OfferWords.paragraphs(call.guidance)
        }
        postForm(SiteMap.propose(conference.run.id), ticket: ticket, state: state) {
            TextField("title", "Title", state: state)
            TextArea(
                "abstract",
                "What it is about",
                hint:
                    "What you tried, with whom, and what those who come take away. It is public if it is accepted.",
                rows: 8,
                state: state
            )
            ChoiceField(
                "format",
                "Format",
                options: Proposal.formats.map { FormOption($0.rawValue, $0.name) },
                state: state
            )
            SelectField.strand(strands, state: state)
            TextArea(
                "presenters",
                "Who presents",
                hint: "One a line: name, comma, what they do and where. Public if it is accepted.",
                rows: 3,
                state: state
            )
            submit("Send the proposal")
        }
        p(.class("hint")) {
            "The hubs that run the conference read it. If it is not accepted it is deleted a year after the conference."
        }
    }
}

struct OwnProposalsPage: Page {
    let proposals: [Proposal]

    var title: String { "Your proposals" }
    var trail: [Crumb] { [Crumb("Today", SiteMap.today())] }

    var body: Markup {
        PageHeader(title)
        if proposals.isEmpty {
            EmptyState(
                "You have proposed no session.",
                action: ("See the conferences", SiteMap.conferences())
            )
        }
        ul(.class("cards")) {
            for proposal in proposals {
                li(.class("card")) {
                    h2(.class("card__title")) { a(.href(SiteMap.proposal(proposal.id))) { proposal.title } }
                    p { ProposalText.tag(proposal) }
                    p(.class("meta")) { proposal.conferenceTitle }
                }
            }
        }
    }
}

/// One proposal, for whoever sent it and for those who decide.
struct ProposalPage: Page {
    let proposal: Proposal
    let conference: Conference
    let isOwn: Bool
    let mayDecide: Bool
    let mayKeep: Bool
    let state: FormState
    let ticket: FormTicket

    var title: String { proposal.title }
    var trail: [Crumb] {
        isOwn
            ? [Crumb("Your proposals", SiteMap.ownProposals())]
            : [
                Crumb("Proposals", SiteMap.conferenceProposals(conference.run.id))
            ]
    }

    var body: Markup {
        PageHeader(proposal.title, lead: proposal.proposer.name, kicker: proposal.conferenceTitle)
        div(.id("steps"), .tabindex(-1)) { ErrorSummary(state: state) }
        p { ProposalText.tag(proposal) }
        if !proposal.reason.isEmpty { Inset("Reason") { OfferWords.paragraphs(proposal.reason) } }
        FactList([
            "Format": proposal.format.name, "Strand of evidence": proposal.strandTitle,
            "Decided": proposal.decidedOn?.spelledShort,
        ])
        h2 { "What it is about" }
        OfferWords.paragraphs(proposal.abstract)
        h2 { "Who presents" }
        OfferWords.paragraphs(proposal.presenters)
        programme
        if mayDecide, proposal.state == .sent { decision }
        if isOwn, proposal.state == .sent {
            h2 { "Take it back" }
            postForm(SiteMap.proposal(proposal.id), ticket: ticket) {
                input(.type("hidden"), .name("version"), .value("\(proposal.version)"))
                submit("Withdraw the proposal", isSecondary: true, name: "step", value: "withdraw")
            }
        }
    }

    @MarkupBuilder private var programme: Markup {
        if let session = proposal.session.flatMap(conference.session) {
            h2 { "In the programme" }
            p {
                if conference.isPublic || mayKeep {
                    a(.href(SiteMap.conferenceSession(session.id))) { session.title }
                    ", "
                }
                "\(session.heldOn.spelled), \(ConferenceText.time(session)), \(conference.room(session.room)?.name ?? "")"
            }
        } else if proposal.state == .accepted, mayKeep {
            h2 { "In the programme" }
            p {
                a(
                    .class("button"),
                    .href(
                        SiteMap.newConferenceSession(conference.run.id).with(
                            "proposal",
                            proposal.id.description
                        )
                    )
                ) { "Give it a room and a time" }
            }
        }
    }

    @MarkupBuilder private var decision: Markup {
        h2 { "Decide" }
        postForm(SiteMap.proposal(proposal.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(proposal.version)"))
            TextArea("reason", "Reason", hint: "The proposer reads it.", rows: 4, state: state)
            div(.class("button-row")) {
                submit("Accept", name: "step", value: "accept")
                submit("Decline", isSecondary: true, name: "step", value: "decline")
            }
        }
    }
}

struct CallForm: Page {
    let conference: Conference
    let state: FormState
    let ticket: FormTicket

    var title: String { "Call for proposals" }
    var trail: [Crumb] { ConferenceTrail.hub(conference.offer, conference.run) }

    var body: Markup {
        PageHeader(
            title,
            lead: "Public as soon as the offer is; anyone who is signed in can propose.",
            kicker: conference.offer.facts.title
        )
        postForm(SiteMap.conferenceCall(conference.run.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextArea("guidance", "What you look for, and how you decide", state: state)
            TextField("opensOn", "First day for proposals", kind: .date, state: state)
            TextField("closesOn", "Last day for proposals", kind: .date, state: state)
            submit("Save")
        }
    }
}

/// What was proposed for a conference, for its hubs.
struct ProposalsPage: Page {
    let conference: Conference
    let proposals: [Proposal]
    let mayKeep: Bool

    var title: String { "Proposals: \(conference.offer.facts.title)" }
    var isWide: Bool { true }
    var trail: [Crumb] {
        mayKeep ? ConferenceTrail.hub(conference.offer, conference.run) : ConferenceTrail.of(conference)
    }

    var body: Markup {
        PageHeader("Proposals", lead: summaryOfStates, kicker: conference.offer.facts.title)
        if proposals.isEmpty {
            EmptyState("Nothing has been proposed yet.")
        } else {
            DataTable(
                "Proposals",
                isCaptionHidden: true,
                columns: [
                    .init("Proposal"), .init("Format"), .init("From"), .init("State"),
                    .init("In the programme"),
                ],
                rows: proposals.map { proposal in
                    [
                        a(.href(SiteMap.proposal(proposal.id))) { proposal.title },
                        .text(proposal.format.name), .text(proposal.proposer.name),
                        ProposalText.tag(proposal).markup, .text(place(of: proposal)),
                    ]
                }
            )
        }
    }

    private var summaryOfStates: String {
        let counts = ProposalState.allCases.map { state in
            (state, proposals.count { $0.state == state })
        }
        return counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.name.lowercased())" }.joined(separator: ", ")
    }

    private func place(of proposal: Proposal) -> String {
        if let session = proposal.session.flatMap(conference.session) {
            return "\(session.heldOn.spelledShort), \(session.start)"
        }
        return proposal.state == .accepted ? "Not yet" : ""
    }
}
