import Access
import Directory
import HTML
import Programmes
import Services

/// Which places of an offer somebody else pays for, and for whom.
struct FundingForm: Page {
    let offer: Offer
    let areas: [AreaName]
    let state: FormState
    let ticket: FormTicket

    var title: String { "Funded places" }
    var trail: [Crumb] {
        [Crumb("Offers", SiteMap.hubOffers()), Crumb(offer.facts.title, SiteMap.hubOffer(offer.id))]
    }

    var body: Markup {
        PageHeader(
            title,
            lead: "Places that cost an eligible school nothing, first come, first served.",
            kicker: offer.facts.title
        )
        if let funding = offer.funding {
            p { "\(funding.taken) of \(InWords.count(funding.places, "funded place")) taken." }
        }
        if offer.facts.price == .zero {
            Inset { p { "This offer is free for everyone, so nothing here makes a difference yet." } }
        }
        postForm(SiteMap.offerFunding(offer.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextField(
                "places",
                "How many places are funded",
                kind: .wholeNumber,
                hint: "In all its dates together. Leave empty for none.",
                isShort: true,
                state: state
            )
            TextField(
                "paidBy",
                "Who pays for them",
                hint: "Shown on the offer’s page. May be left empty.",
                state: state
            )
            h2 { "Which schools are eligible" }
            p { "A school is eligible when any of these is true of it. Its latest published figure counts." }
            TextField(
                "premium",
                "At least this percentage of its pupils attract pupil premium",
                kind: .wholeNumber,
                isShort: true,
                state: state
            )
            TextField(
                "freeMeals",
                "At least this percentage of its pupils are eligible for free school meals",
                kind: .wholeNumber,
                isShort: true,
                state: state
            )
            if !areas.isEmpty {
                ChoiceField(
                    "areas",
                    "It is in one of these areas",
                    options: areas.map { FormOption($0.id.description, $0.name, hint: $0.kind.name) },
                    isMultiple: true,
                    state: state
                )
            }
            submit("Save")
        }
    }
}

/// A hub's discount codes, and a form for a new one.
struct DiscountCodesPage: Page {
    let hub: Organisation
    let codes: [DiscountCode]
    /// The offers that a code can be for.
    let offers: [Offer]
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    var title: String { "Discount codes" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(
            title,
            lead: "Whoever books types the code and sees the price before confirming.",
            kicker: hub.name
        )
        if codes.isEmpty {
            EmptyState("There are no codes yet.")
        } else {
            DataTable(
                "Discount codes of \(hub.name)",
                isCaptionHidden: true,
                columns: [
                    .init("Code"), .init("Takes off"), .init("For"), .init("Last day"), .init("Used"),
                    .init("State"),
                ],
                rows: codes.map(row)
            )
        }
        h2 { "New code" }
        postForm(SiteMap.discountCodes(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            TextField(
                "code",
                "Code",
                hint: "Letters, digits and hyphens, such as SPRING-27.",
                isShort: true,
                state: state
            )
            TextField(
                "percentage",
                "Percentage off each place",
                kind: .wholeNumber,
                hint: "Either this or an amount.",
                isShort: true,
                state: state
            )
            TextField(
                "amount",
                "Or an amount off the booking, before VAT",
                kind: .money,
                hint: "A booking that costs less is free.",
                isShort: true,
                state: state
            )
            SelectField(
                "offer",
                "What it is for",
                options: [FormOption("", "Every offer that the hub leads")]
                    + offers.map { FormOption($0.id.description, $0.facts.title) },
                state: state
            )
            TextField("lastDay", "Last day", kind: .date, hint: "May be left empty.", state: state)
            TextField(
                "mostUses",
                "How many bookings may use it",
                kind: .wholeNumber,
                hint: "Leave empty for any number.",
                isShort: true,
                state: state
            )
            submit("Make the code")
        }
    }

    private func row(_ code: DiscountCode) -> [Markup] {
        [
            .group([strong { code.code }]), .text(code.discount.name),
            .text(code.offerTitle ?? "Every offer"),
            .text(code.lastDay?.spelledShort ?? "None"),
            .text(code.mostUses.map { "\(code.uses) of \($0)" } ?? "\(code.uses)"), standing(code),
        ]
    }

    @MarkupBuilder private func standing(_ code: DiscountCode) -> Markup {
        if code.withdrawnAt != nil {
            StatusTag("Withdrawn")
        } else if code.isSpent {
            StatusTag("Used up")
        } else if let last = code.lastDay, today > last {
            StatusTag("Expired")
        } else {
            StatusTag("Can be used", .good)
            postForm(SiteMap.withdrawDiscountCode(code.id), ticket: ticket) {
                input(.type("hidden"), .name("hub"), .value(hub.id.description))
                button(.class("button button--secondary"), .type("submit")) {
                    "Withdraw"
                    span(.class("visually-hidden")) { " \(code.code)" }
                }
            }
        }
    }
}
