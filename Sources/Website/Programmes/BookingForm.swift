import Access
import Accounts
import Foundation
import HTML
import Programmes
import Services

/// Who is to come.
struct BookingForm: Page {
    let offer: Offer
    let run: Run
    let schools: [Organisation]
    /// What the school booked before.
    var memory = BookingMemory()
    /// What came of a file of colleagues.
    var upload: ColleagueFile?
    /// Whether the reader runs the offer, and so books for a school that asks.
    var isOrganiser = false
    var rowCount: Int
    var state: FormState
    let ticket: FormTicket

    var title: String { state.isValid ? "Who is coming?" : "There is a problem: who is coming?" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    var body: Markup {
        PageHeader("Who is coming?", lead: OfferView.name(of: run), kicker: offer.facts.title)
        p { "\(OfferWords.price(offer.facts)). \(OfferWords.placesLeft(run))." }
        if !state.isValid, namedCount > run.placesLeft, state.value("waiting").isEmpty {
            p { a(.href(SiteMap.waitingList(run.id))) { "Join the waiting list for more places" } }
        }
        if !memory.last.isEmpty {
            p {
                a(.class("button button--secondary"), .href(repeatLink)) {
                    "Same people as last time: \(InWords.count(memory.last.count, "colleague"))"
                }
            }
        }
        if let upload { uploaded(upload) }
        postForm(SiteMap.book(offer.id), ticket: ticket, state: state, takesFiles: true) {
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
            if isOrganiser {
                TextField(
                    "forSchool",
                    "Or a school that asked you to book for it",
                    hint: "Name or URN. You run this, so you can book for any school.",
                    autocomplete: "off",
                    state: state
                )
            }
            if !offered.isEmpty { rememberedField }
            h2 { offered.isEmpty ? "Colleagues" : "Someone else" }
            p(.class("hint")) {
                "Each gets an email with the details and the calendar entries. Leave rows empty that you do not need."
            }
            for position in 0..<rowCount { row(position) }
            submit("Add more rows", isSecondary: true, name: "step", value: "add")
            TextField(
                "purchaseOrder",
                "Purchase order number",
                hint: orderHint,
                isShort: true,
                state: state
            )
            if offer.facts.price > .zero {
                TextField(
                    "discountCode",
                    "Discount code",
                    hint: "If you were given one. You see the price before you confirm.",
                    autocomplete: "off",
                    isShort: true,
                    state: state
                )
            }
            submit("Continue", name: "step", value: "check")
            details(.open(state.error("colleagues") != nil)) {
                HTML.summary { "Take colleagues from a spreadsheet" }
                FileField(
                    "colleagues",
                    "CSV file or Excel workbook with the columns Name and Email",
                    hint:
                        "Good rows are taken, and you see which ones were not and why. Of a workbook the first sheet is read; a title above the columns is passed over.",
                    accepts:
                        ".csv,text/csv,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    state: state
                )
                submit("Read the file", isSecondary: true, name: "step", value: "upload")
            }
            p {
                a(.href(SiteMap.chooseSchool().with("next", here.description))) { "Book for another school" }
            }
        }
    }

    /// How many rows have a name.
    private var namedCount: Int {
        (0..<rowCount).count { !state.value("name-\($0)").isEmpty }
    }

    private var here: Link {
        SiteMap.book(offer.id).with("run", run.id.description).with("waiting", state.value("waiting"))
    }

    private var repeatLink: Link {
        here.with("school", state.value("school")).with("repeat", "yes")
    }

    /// What came of a file: how many rows were taken, and who is missing and why.
    @MarkupBuilder private func uploaded(_ file: ColleagueFile) -> Markup {
        Inset("\(InWords.count(file.accepted.count, "colleague")) taken from the file") {
            if file.refused.isEmpty {
                p { "Every row was taken. Check them below." }
            } else {
                p { "\(InWords.count(file.refused.count, "row")) could not be taken:" }
                ul {
                    for row in file.refused { li { "\(row.who) (line \(row.line)): \(row.reason)." } }
                }
                p {
                    a(
                        .href("data:text/csv;base64," + Data(file.refusedFile).base64EncodedString()),
                        .named("download", "colleagues-to-mend.csv")
                    ) { "Download only these rows, to mend and send again" }
                }
            }
        }
    }

    /// Who stands in a row already is not offered a second time: after an error those who were ticked do.
    private var offered: [NamedColleague] {
        let rows = Set((0..<rowCount).compactMap { EmailAddress(state.value("email-\($0)")) })
        return memory.colleagues.filter { !rows.contains($0.email) }
    }

    private var orderHint: String {
        let isLast = memory.purchaseOrder.map { $0 == state.value("purchaseOrder") } ?? false
        return isLast
            ? "This is the number from your school’s last booking. Change it if this needs another."
            : "If your school uses them. It is shown on the invoice."
    }

    private var rememberedField: Markup {
        ChoiceField(
            "remembered",
            "People you booked before",
            options: offered.map { colleague in
                let isHolder = memory.holders.contains(colleague.email)
                return FormOption(
                    colleague.email.text,
                    colleague.name,
                    hint: colleague.email.text + (isHolder ? " · has a place" : ""),
                    isDisabled: isHolder
                )
            },
            isMultiple: true,
            state: state
        ).markup
    }

    @MarkupBuilder private func row(_ position: Int) -> Markup {
        fieldset(.class("field-row")) {
            legend { "Colleague \(position + 1)" }
            TextField("name-\(position)", "Name", autocomplete: "off", state: state)
            TextField("email-\(position)", "Work email", kind: .email, autocomplete: "off", state: state)
        }
    }
}

/// What a school booked before, to choose from again.
struct BookingMemory: Sendable {
    var colleagues: [NamedColleague] = []
    /// Who went last time, for a click.
    var last: [NamedColleague] = []
    /// Which of the colleagues have a place in the run already.
    var holders: Set<EmailAddress> = []
    /// Of the last booking that had one; none for what is free.
    var purchaseOrder: String?
}

/// Everything once more before it is booked.
struct BookingCheck: Page {
    let offer: Offer
    let run: Run
    let school: Organisation
    /// Its URN where the organiser books for it; empty otherwise.
    let forSchool: String
    let colleagues: [NamedColleague]
    let purchaseOrder: String?
    let discountCode: String
    /// What it costs, as it will be charged.
    let quote: Quote
    /// Who goes to something else then.
    let overlaps: [SessionOverlap]
    let waiting: String
    let ticket: FormTicket

    var title: String { "Check your booking" }
    var section: SiteSection? { .offers }
    var trail: [Crumb] {
        [Crumb("Training", SiteMap.offers()), Crumb(offer.facts.title, SiteMap.offer(offer.id))]
    }

    var body: Markup {
        PageHeader("Check your booking", kicker: offer.facts.title)
        RunTimes(run: run)
        FactList(
            [
                ("School", .text(school.name)),
                ("Where", .text(offer.whereHeld)),
                ("Places", .text(InWords.count(colleagues.count, "place"))),
                ("Cost", OfferWords.cost(quote.cost, quote.lines)),
            ] + (purchaseOrder.map { [("Purchase order", .text($0))] } ?? [])
        )
        if !discountCode.isEmpty, !quote.usesCode {
            Inset { p { "The discount code takes nothing off and is not used up." } }
        }
        if !overlaps.isEmpty {
            Inset("Booked elsewhere at the same time") {
                ul {
                    for overlap in overlaps {
                        li {
                            "\(overlap.name) is at \(overlap.title) then (\(overlap.start) to \(overlap.end), \(overlap.heldOn.spelled))."
                        }
                    }
                }
                p { "You can book all the same." }
            }
        }
        h2 { "Colleagues" }
        ul { for colleague in colleagues { li { "\(colleague.name), \(colleague.email.text)" } } }
        p {
            "Nothing is booked yet. When you confirm, everyone gets an email, and the hub sends the school an invoice if there is something to pay."
        }
        postForm(SiteMap.book(offer.id), ticket: ticket) {
            input(.type("hidden"), .name("run"), .value(run.id.description))
            input(.type("hidden"), .name("waiting"), .value(waiting))
            input(.type("hidden"), .name("school"), .value(school.id.description))
            input(.type("hidden"), .name("forSchool"), .value(forSchool))
            input(.type("hidden"), .name("purchaseOrder"), .value(purchaseOrder ?? ""))
            input(.type("hidden"), .name("discountCode"), .value(discountCode))
            input(.type("hidden"), .name("agreed"), .value("\(quote.cost.total.rawValue)"))
            for (position, colleague) in colleagues.enumerated() {
                input(.type("hidden"), .name("name-\(position)"), .value(colleague.name))
                input(.type("hidden"), .name("email-\(position)"), .value(colleague.email.text))
            }
            submit("Confirm booking", name: "step", value: "confirm")
            submit("Change", isSecondary: true, name: "step", value: "change")
        }
    }
}
