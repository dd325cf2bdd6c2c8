import Access
import Accounts
import Foundation
import HTML
import Mail
import Programmes
import Services

/// A hub's offers.
struct HubOffersPage: Page {
    let hub: Organisation
    let hubs: [Organisation]
    let offers: [Offer]
    let total: Int
    let state: OfferState?
    let page: Int
    let mayCreate: Bool
    let today: LocalDate

    var title: String { "Offers of \(hub.name)" }
    var isWide: Bool { true }

    var body: Markup {
        PageHeader("Offers", lead: hub.name)
        if mayCreate {
            div(.class("actions")) {
                a(.class("button"), .href(SiteMap.newOffer().with("hub", hub.id.description))) { "New offer" }
                a(.href(SiteMap.hubBookings().with("hub", hub.id.description))) { "Bookings" }
                a(.href(SiteMap.hubBookingRules().with("hub", hub.id.description))) { "Late cancellations" }
                a(.href(SiteMap.hubInvoices().with("hub", hub.id.description))) { "Invoices" }
                a(.href(SiteMap.discountCodes().with("hub", hub.id.description))) { "Discount codes" }
                a(.href(SiteMap.mailTexts().with("hub", hub.id.description))) { "Texts in your emails" }
                a(.href(SiteMap.hubEmbed().with("hub", hub.id.description))) { "On your own website" }
                a(.href(SiteMap.hubHistory().with("hub", hub.id.description))) { "Past attendees" }
            }
        } else {
            p { a(.href(SiteMap.hubBookings().with("hub", hub.id.description))) { "Bookings" } }
        }
        OrganisationTabs(
            organisations: ChosenOrganisation(chosen: hub, all: hubs),
            link: SiteMap.hubOffers(),
            parameter: "hub",
            label: "Hubs"
        )
        nav(.class("tabs"), .aria("label", "State")) {
            ul {
                li { tab("Current", nil) }
                for state in OfferState.allCases { li { tab(state.name, state) } }
            }
        }
        if offers.isEmpty {
            EmptyState("There are no offers here.")
        } else {
            DataTable(
                "Offers of \(hub.name)",
                isCaptionHidden: true,
                columns: [
                    .init("Offer"), .init("State"), .init("Run by"), .init("Next date"),
                    .init("Booked", isNumber: true),
                ],
                rows: offers.map(row)
            )
        }
        Pagination(page: page, of: max(1, (total + 24) / 25)) { number in
            link(state).with("page", String(number))
        }
    }

    private func link(_ state: OfferState?) -> Link {
        SiteMap.hubOffers().with("hub", hub.id.description).with("state", state?.rawValue)
    }

    private func tab(_ text: String, _ tab: OfferState?) -> Markup {
        a(.href(link(tab)), .named("aria-current", ifPresent: tab == state ? "page" : nil)) { text }
    }

    private func row(_ offer: Offer) -> [Markup] {
        let coming = offer.runs.filter { !$0.isCancelled && $0.endsOn >= today }
        // Self-study that is open has no date to come.
        let without = offer.runs.isEmpty ? "No dates" : coming.isEmpty ? "None to come" : "Open now"
        let taken = coming.reduce(0) { $0 + $1.taken }
        let capacity = coming.reduce(0) { $0 + $1.capacity }
        return [
            a(.href(SiteMap.hubOffer(offer.id))) { offer.facts.title },
            StatusTag(offer.stateName, offer.state.tone).markup,
            .text(offer.hubNames),
            .text(offer.nextDate(from: today)?.spelledShort ?? without),
            .text(
                coming.isEmpty
                    ? "" : coming.allSatisfy(\.isLimited) ? "\(taken) of \(capacity)" : "\(taken)"
            ),
        ]
    }
}

extension OfferState {
    var tone: StatusTag.Tone {
        switch self {
        case .published: .good
        case .agreeing: .waiting
        default: .neutral
        }
    }
}

/// One offer for those who run it: where it stands, its dates, and what can be done next.
struct HubOfferPage: Page {
    let offer: Offer
    /// Empty where none are agreed.
    let shares: [HubShare]
    /// Runs that have a programme of sessions to choose from.
    let programmes: Set<ID<Run>>
    let actor: Actor
    let now: Date
    let state: FormState
    let ticket: FormTicket

    var title: String { offer.facts.title }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers())] }

    private var mayEdit: Bool {
        offer.lead.map { actor.may(.editOffer, on: .of($0.organisation.id)) } ?? false
    }
    private var mayKeepConference: Bool {
        actor.may(.keepConference, on: .of(offer.hubs.map(\.organisation.id)))
    }

    var body: Markup {
        PageHeader(offer.facts.title, lead: offer.facts.summary, kicker: offer.hubNames)
        ErrorSummary(state: state)
        p { StatusTag(offer.stateName, offer.state.tone) }
        FactList([
            "Kind": offer.facts.kind.name,
            "For": "\(offer.facts.phases.name): \(offer.facts.audience)",
            "Roles": offer.facts.roles.isEmpty ? nil : offer.facts.roles.name,
            "Where": offer.whereHeld,
            "Price": OfferWords.price(offer.facts),
            "Funded places": offer.funding.map {
                "\($0.taken) of \($0.places) taken, for schools \($0.rules.map(\.words).joined(separator: ", or "))"
            },
            "Builds on": offer.strands.map(\.title).joined(separator: ", "),
        ])
        p {
            a(.href(SiteMap.offer(offer.id))) {
                offer.state.isPublic ? "See the public page" : "See how the page will look"
            }
            if mayEdit, offer.state != .archived {
                " · "
                a(.href(SiteMap.editOffer(offer.id))) { "Change the offer" }
                " · "
                a(.href(SiteMap.offerFunding(offer.id))) { "Funded places" }
                " · "
                a(.href(SiteMap.feedbackQuestions(offer.id))) { "Feedback questions" }
            }
        }
        if mayEdit || !offer.facts.mechanisms.isEmpty {
            h2 { "How it is designed" }
            OfferDesign(facts: offer.facts, isForEditor: mayEdit && offer.state != .archived)
        }
        if offer.hubs.count > 1 { coHosts }
        h2 { "Dates" }
        if offer.runs.isEmpty { EmptyState("No dates yet.") }
        for run in offer.runs { runSection(run) }
        if mayEdit, offer.state != .archived {
            p { a(.class("button button--secondary"), .href(SiteMap.newRun(offer.id))) { "Add dates" } }
        }
        if mayEdit {
            steps
            h2 { "Use it again" }
            p {
                "A copy is a draft with the same words, price, hubs and funded places, without dates and bookings."
            }
            postForm(SiteMap.copyOffer(offer.id), ticket: ticket) {
                submit("Copy as a new draft", isSecondary: true)
            }
        }
    }

    @MarkupBuilder private var coHosts: Markup {
        h2 { "Hubs" }
        ul {
            for hub in offer.hubs {
                li {
                    "\(hub.organisation.name) "
                    if hub.isLead {
                        StatusTag("Lead")
                    } else if hub.agreedAt != nil {
                        StatusTag("Agreed", .good)
                    } else {
                        StatusTag("Has not agreed", .waiting)
                    }
                    if let share = shares.first(where: { $0.hub == hub.organisation }) {
                        " \(share.percentage)% of income and costs; of what was invoiced so far \(share.income)"
                    }
                    if canAnswer(hub) { answer(hub) }
                }
            }
        }
        if mayEdit, offer.state == .draft || offer.state == .agreeing {
            p { a(.href(SiteMap.offerShares(offer.id))) { "Share income and costs" } }
        }
    }

    private func canAnswer(_ hub: OfferHub) -> Bool {
        offer.state == .agreeing && !hub.isLead && hub.agreedAt == nil
            && actor.may(.publishOffer, on: .of(hub.organisation.id))
    }

    private func answer(_ hub: OfferHub) -> Markup {
        postForm(SiteMap.offerStep(offer.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(offer.version)"))
            input(.type("hidden"), .name("hub"), .value(hub.organisation.id.description))
            submit("Agree", name: "step", value: "agree")
            submit("Decline", isSecondary: true, name: "step", value: "decline")
        }
    }

    @MarkupBuilder private func runSection(_ run: Run) -> Markup {
        HTML.section(.class("card")) {
            h3(.class("card__title")) { OfferView.name(of: run) }
            RunTimes(
                run: run,
                showsLinks: true,
                mayChange: mayEdit && offer.state != .archived && !run.isCancelled && run.sessions.count > 1,
                isUnderName: true
            )
            if let cancellation = run.cancellation {
                p { StatusTag("Cancelled", .late) }
                p { "Everyone was told: \(cancellation.reason)" }
                if mayEdit {
                    p {
                        a(.href(SiteMap.cancelRun(offer.id, run.id))) {
                            "What was invoiced for it"
                            span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                        }
                    }
                }
            }
            p {
                run.booked
                    + (run.reserved > 0 ? ", \(run.reserved) kept for the waiting list." : ".")
            }
            p {
                a(.href(SiteMap.register(run.id))) {
                    "Who is coming"
                    span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                }
                if mayEdit, offer.isBookable(run, areKept: false, at: now) {
                    " · "
                    let isFull = run.placesLeft <= 0
                    a(
                        .href(
                            isFull
                                ? SiteMap.waitingList(run.id)
                                : SiteMap.book(offer.id).with("run", run.id.description)
                        )
                    ) {
                        isFull ? "Put a school on the waiting list" : "Book for a school"
                        span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                    }
                }
                " · "
                a(.href(SiteMap.runFeedback(run.id))) {
                    "Certificates and feedback"
                    span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                }
                if offer.facts.kind == .conference || programmes.contains(run.id), mayKeepConference {
                    " · "
                    a(.href(SiteMap.hubConference(run.id))) {
                        "Conference programme"
                        span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                    }
                }
                if mayEdit, offer.state != .archived, !run.isCancelled {
                    " · "
                    a(.href(SiteMap.editRun(offer.id, run.id))) {
                        "Change dates and places"
                        span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                    }
                    if offer.state.isPublic, run.isChangeable(at: now) {
                        " · "
                        a(.href(SiteMap.cancelRun(offer.id, run.id))) {
                            "Cancel these dates"
                            span(.class("visually-hidden")) { " from \(run.startsOn.spelled)" }
                        }
                    }
                }
            }
            if mayEdit, run.taken == 0, run.reserved == 0, !run.isCancelled, offer.state != .archived {
                postForm(SiteMap.removeRun(offer.id, run.id), ticket: ticket) {
                    input(.type("hidden"), .name("version"), .value("\(run.version)"))
                    submit("Remove these dates", isSecondary: true)
                }
            }
        }
    }

    @MarkupBuilder private var steps: Markup {
        h2(.id("steps")) { "Next" }
        postForm(SiteMap.offerStep(offer.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(offer.version)"))
            switch offer.state {
            case .draft:
                if offer.awaited.isEmpty {
                    p { "Publishing makes it public and opens booking." }
                    submit("Publish", name: "step", value: "publish")
                } else {
                    p {
                        "\(InWords.list(offer.awaited.map(\.organisation.name))) must agree before it can be published."
                    }
                    submit("Ask the co-hosts", name: "step", value: "ask")
                }
                archive
            case .agreeing:
                if offer.awaited.isEmpty {
                    p { "All have agreed." }
                    submit("Publish", name: "step", value: "publish")
                } else {
                    p { "Waiting for \(InWords.list(offer.awaited.map(\.organisation.name)))." }
                }
                archive
            case .published: submit("Close to booking", isSecondary: true, name: "step", value: "close")
            case .closed:
                submit("Open for booking again", name: "step", value: "reopen")
                archive
            case .archived: p { "It is archived. Bookings and registers are kept." }
            }
        }
    }

    @MarkupBuilder private var archive: Markup {
        p(.class("hint")) {
            "Archiving takes it off the public pages for good. Bookings and registers are kept, and it can be used again as a copy."
        }
        submit("Archive", isSecondary: true, name: "step", value: "archive")
    }
}

/// Who is coming to a run.
struct RegisterPage: Page {
    let register: Register
    /// Whether the reader books for a school that asks.
    let mayBook: Bool
    let now: Date
    let state: FormState
    /// What was sent for somebody who waits.
    let waitingState: FormState
    let ticket: FormTicket

    var title: String { "Who is coming: \(register.offer.facts.title)" }
    var isWide: Bool { true }
    var trail: [Crumb] {
        [
            Crumb("Offers", SiteMap.hubOffers()),
            Crumb(register.offer.facts.title, SiteMap.hubOffer(register.offer.id)),
        ]
    }

    var body: Markup {
        PageHeader(
            "Who is coming",
            lead: OfferView.name(of: register.run),
            kicker: register.offer.facts.title
        )
        RunTimes(run: register.run, showsLinks: true)
        h2 { register.run.study == nil ? "Registers" : "More" }
        ul {
            for session in register.run.sessions {
                li {
                    a(.href(SiteMap.attendance(session.id))) {
                        "Register of \(session.heldOn.spelledShort)"
                        if session.heldOn == LocalDate(now, in: .london) { " (today)" }
                    }
                }
            }
            li { a(.href(SiteMap.runFeedback(register.run.id))) { "Certificates and feedback" } }
            li { a(.href(SiteMap.messageParticipants(register.run.id))) { "Write to participants" } }
        }
        h2 { "Places" }
        p {
            "\(register.run.booked), by \(InWords.count(schoolCount, "school"))."
        }
        if register.lines.isEmpty {
            EmptyState("Nobody has booked yet.")
        } else {
            p {
                a(.class("button button--secondary"), .href(SiteMap.registerFile(register.run.id))) {
                    "Download as CSV"
                }
            }
            DataTable(
                "Who is coming",
                isCaptionHidden: true,
                columns: [
                    .init("School"), .init("Name"), .init("Email"), .init("Booking"),
                    .init("Purchase order"), .init(register.run.study == nil ? "Needs" : "Completed on"),
                ],
                rows: register.lines.map { line in
                    [
                        school(of: line), .text(line.place.name), .text(line.place.email?.text ?? ""),
                        a(.href(SiteMap.booking(line.booking))) { line.reference },
                        .text(line.purchaseOrder ?? ""),
                        register.run.study != nil
                            ? .text(line.completedOn?.spelledShort ?? "")
                            : .text(
                                [line.needs.dietary, line.needs.access].filter { !$0.isEmpty }.joined(
                                    separator: "; "
                                )
                            ),
                    ]
                }
            )
        }
        if register.run.study != nil, !register.lines.isEmpty { completions }
        if !register.undelivered.isEmpty {
            h2 { "Emails that did not arrive" }
            p {
                "Ask the school for the right address, then change it in the booking or on the waiting list below."
            }
            ul {
                for mail in register.undelivered {
                    li {
                        "\(mail.address), \(LocalDate(mail.writtenAt, in: .london).spelledShort)"
                        if !mail.reason.isEmpty { ": “\(mail.reason)”" }
                    }
                }
            }
        }
        HubWaitingList(register: register, mayAct: mayBook, now: now, state: waitingState, ticket: ticket)
    }

    /// Who has worked through it, as far as they did not say so themselves.
    @MarkupBuilder private var completions: Markup {
        h2(.id("completions")) { "Who has completed it" }
        p {
            "People say so themselves. Tick those who you know have completed it; each gets a certificate and is asked for feedback at once."
        }
        postForm(SiteMap.completions(register.run.id), ticket: ticket, state: state) {
            ChoiceField(
                "done",
                "Completed",
                options: register.lines.map {
                    FormOption($0.place.id.description, $0.place.name, hint: $0.organisation.name)
                },
                isMultiple: true,
                state: state
            )
            for line in register.lines where line.completedOn != nil {
                input(.type("hidden"), .name("was"), .value(line.place.id.description))
            }
            submit("Save")
        }
    }

    @MarkupBuilder private func school(of line: RegisterLine) -> Markup {
        line.organisation.name
        if line.isUnconfirmed {
            " "
            StatusTag("Not confirmed by the address", .waiting)
        }
        if line.awaitsApproval {
            " "
            StatusTag("Waits for the school’s lead", .waiting)
        }
    }

    private var schoolCount: Int { Set(register.lines.map(\.organisation.id)).count }
}

extension Run {
    /// `12 of 30 places booked`.
    var booked: String {
        isLimited ? "\(taken) of \(capacity) places booked" : "\(InWords.count(taken, "place")) booked"
    }
}

extension Register {
    /// Who has completed self-study, as the form shows it.
    var completionState: FormState {
        var submission = Submission([:])
        for line in lines where line.completedOn != nil { submission.add("done", line.place.id.description) }
        return FormState(submission)
    }
}
