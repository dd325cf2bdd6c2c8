import Access
import Accounts
import HTML
import Programmes
import Services

/// Who is to come.
struct BookingForm: Page {
    let offer: Offer
    let run: Run
    let schools: [Organisation]
    var remembered: [NamedColleague]
    var rowCount: Int
    var state: FormState
    let ticket: FormTicket
    /// After an error those who were ticked stand in rows of their own.
    var takesRemembered = true

    var title: String { state.isValid ? "Who is coming?" : "There is a problem: who is coming?" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    var body: Markup {
        PageHeader("Who is coming?", lead: OfferView.name(of: run), kicker: offer.facts.title)
        p { "\(OfferWords.price(offer.facts)). \(OfferWords.placesLeft(run))." }
        postForm(SiteMap.book(offer.id), ticket: ticket, state: state) {
            input(.type("hidden"), .name("run"), .value(run.id.description))
            input(.type("hidden"), .name("waiting"), .value(state.value("waiting")))
            if schools.count == 1 {
                input(.type("hidden"), .name("school"), .value(schools[0].id.description))
                p {
                    "For "
                    strong { schools[0].name }
                }
            } else {
                SelectField(
                    "school",
                    "School",
                    options: schools.map { FormOption($0.id.description, $0.name) },
                    state: state
                )
            }
            if takesRemembered, !remembered.isEmpty { rememberedField }
            h2 { remembered.isEmpty || !takesRemembered ? "Colleagues" : "Someone else" }
            p(.class("hint")) {
                "Each gets a mail with the details and the calendar entries. Leave rows empty that you do not need."
            }
            for position in 0..<rowCount { row(position) }
            submit("Add more rows", isSecondary: true, name: "step", value: "add")
            TextField(
                "purchaseOrder",
                "Purchase order number",
                hint: "If your school uses them. It will stand on the invoice.",
                isShort: true,
                state: state
            )
            submit("Continue", name: "step", value: "check")
        }
    }

    private var rememberedField: Markup {
        ChoiceField(
            "remembered",
            "People you booked before",
            options: remembered.map { FormOption($0.email.text, $0.name, hint: $0.email.text) },
            isMultiple: true,
            state: state
        ).markup
    }

    @MarkupBuilder private func row(_ position: Int) -> Markup {
        fieldset(.class("field-row")) {
            legend { "Colleague \(position + 1)" }
            TextField("name-\(position)", "Name", autocomplete: "off", state: state)
            TextField("email-\(position)", "Work e-mail", kind: .email, autocomplete: "off", state: state)
        }
    }
}

/// Everything once more before it is booked.
struct BookingCheck: Page {
    let offer: Offer
    let run: Run
    let school: Organisation
    let colleagues: [NamedColleague]
    let purchaseOrder: String?
    let waiting: String
    let ticket: FormTicket

    var title: String { "Check your booking" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    private var cost: Cost {
        Cost(
            places: colleagues.count,
            at: offer.facts.price,
            rateBasisPoints: offer.facts.vat.rateBasisPoints
        )
    }

    var body: Markup {
        PageHeader("Check your booking", kicker: offer.facts.title)
        SessionList(sessions: run.sessions)
        FactList([
            "School": school.name,
            "Where": offer.location.isEmpty ? "Online" : offer.location,
            "Places": OfferWords.count(colleagues.count, "place"),
            "Cost": OfferWords.cost(cost),
            "Purchase order": purchaseOrder,
        ])
        h2 { "Colleagues" }
        ul { for colleague in colleagues { li { "\(colleague.name), \(colleague.email.text)" } } }
        p {
            "Nothing is booked yet. When you confirm, everyone gets a mail, and the hub sends the school an invoice if there is something to pay."
        }
        postForm(SiteMap.book(offer.id), ticket: ticket) {
            input(.type("hidden"), .name("run"), .value(run.id.description))
            input(.type("hidden"), .name("waiting"), .value(waiting))
            input(.type("hidden"), .name("school"), .value(school.id.description))
            input(.type("hidden"), .name("purchaseOrder"), .value(purchaseOrder ?? ""))
            for (position, colleague) in colleagues.enumerated() {
                input(.type("hidden"), .name("name-\(position)"), .value(colleague.name))
                input(.type("hidden"), .name("email-\(position)"), .value(colleague.email.text))
            }
            submit("Confirm booking", name: "step", value: "confirm")
            submit("Change", isSecondary: true, name: "step", value: "change")
        }
    }
}

/// For someone who belongs to no school here.
struct NoSchoolPage: Page {
    let offer: Offer

    var title: String { "You are not linked to a school yet" }
    var section: SiteSection? { .offers }

    var body: Markup {
        PageHeader(
            title,
            lead:
                "Places are booked for a school, so that it is clear who pays and who may change the booking."
        )
        p {
            "Ask someone who leads your school in Braid to invite you, or ask the organiser to book a place for you:"
        }
        p {
            "\(offer.facts.contactName), "
            a(.href("mailto:\(offer.facts.contactEmail)")) { offer.facts.contactEmail }
        }
    }
}
