import Access
import HTML
import Programmes
import Services

/// A hub's invoices, and what is not invoiced yet.
struct HubInvoicesPage: Page {
    let hub: Organisation
    let hubs: [Organisation]
    let billing: Billing?
    let owed: [OwedBySchool]
    let invoices: [Invoice]
    let total: Int
    let filter: InvoiceFilter
    let page: Int
    let period: InvoicePeriod
    let unbilled: [Unbilled]
    /// What stands on invoices with an amount that is not owed any more.
    let owedOtherwise: [OwedOtherwise]
    let mayManage: Bool
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    var title: String { "Invoices of \(hub.name)" }
    var isWide: Bool { true }
    var trail: [Crumb] { [Crumb("Offers", SiteMap.hubOffers().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader("Invoices", lead: hub.name)
        OrganisationTabs(
            organisations: ChosenOrganisation(chosen: hub, all: hubs),
            link: SiteMap.hubInvoices(),
            parameter: "hub",
            label: "Hubs"
        )
        if mayManage { toInvoice }
        if !owed.isEmpty { owedBySchool }
        h2 { "Invoices and credit notes" }
        nav(.class("tabs"), .aria("label", "State")) {
            ul {
                li { tab("All", .all) }
                li { tab("Overdue", .overdue) }
                for state in Invoice.State.allCases { li { tab(state.name, .state(state)) } }
            }
        }
        if invoices.isEmpty {
            // Whoever sends the drafts twice finds none that could carry what is said of them.
            if wasIssuing { div(.id("draft")) { ErrorSummary(state: state) } }
            EmptyState("There are none here.")
        } else {
            InvoiceTable(invoices: invoices, showsSchool: true, today: today)
            if mayManage, filter == .state(.draft) {
                VATNumberMissing(drafts: invoices, billing: billing)
                issuing
            }
        }
        Pagination(page: page, of: max(1, (total + 49) / 50)) { link(filter).with("page", String($0)) }
    }

    /// Whether the drafts on the page were sent to be issued, rather than schools to be invoiced.
    private var wasIssuing: Bool { state.value("step") == "issue" }

    /// The drafts on the page, to issue together.
    private var issuing: Markup {
        let choices = invoices.map {
            FormOption("\($0.id).\($0.version)", "\($0.school.name): \($0.total)")
        }
        var ticked = Submission([:])
        for choice in choices { ticked.add("draft", choice.value) }
        let state = wasIssuing ? self.state : FormState(ticked)
        return postForm(SiteMap.hubInvoices(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            input(.type("hidden"), .name("state"), .value(Invoice.State.draft.rawValue))
            input(.type("hidden"), .name("page"), .value(String(page)))
            input(.type("hidden"), .name("from"), .value(period.from.description))
            input(.type("hidden"), .name("until"), .value(period.until.description))
            ChoiceField(
                "draft",
                "Issue these drafts together",
                hint:
                    "Each gets the next number, school by school, and whoever booked an email. An invoice that was issued is only taken back by a credit note: take the tick from those that you still check.",
                options: choices,
                isMultiple: true,
                state: state
            )
            submit("Issue the ticked drafts", name: "step", value: "issue")
        }
    }

    private func link(_ filter: InvoiceFilter) -> Link {
        SiteMap.hubInvoices().with("hub", hub.id.description).with("state", filter.text)
            .with("from", period.from.description).with("until", period.until.description)
    }

    /// What each school owes, folded away behind the sums.
    @MarkupBuilder private var owedBySchool: Markup {
        let open = owed.reduce(Pence.zero) { $0 + $1.open }
        let overdue = owed.reduce(Pence.zero) { $0 + $1.overdue }
        details(.open(filter == .overdue)) {
            HTML.summary {
                "Owed by school: \(open) from \(InWords.count(owed.count, "school")), \(overdue) of it overdue"
            }
            DataTable(
                "Owed by school",
                isCaptionHidden: true,
                columns: [
                    .init("School"), .init("Still to pay", isNumber: true), .init("Overdue", isNumber: true),
                ],
                rows: owed.map { line in
                    [
                        a(
                            .href(
                                SiteMap.statement().with("hub", hub.id.description)
                                    .with("school", line.school.id.description)
                            )
                        ) { line.school.name },
                        .text(
                            line.open < .zero
                                ? "\(Pence(-line.open.rawValue)) owed back" : "\(line.open)"
                        ),
                        .text("\(line.overdue)"),
                    ]
                }
            )
        }
    }

    private func tab(_ text: String, _ tab: InvoiceFilter) -> Markup {
        a(.href(link(tab)), .named("aria-current", ifPresent: tab == filter ? "page" : nil)) { text }
    }

    @MarkupBuilder private var toInvoice: Markup {
        p {
            a(.class("button button--secondary"), .href(SiteMap.hubBilling().with("hub", hub.id.description)))
            {
                billing == nil ? "Set who sends the invoices" : "Name, VAT number, payment and numbering"
            }
            " "
            a(.href(file(SiteMap.hubInvoicesFile()))) { "Lines of issued invoices as CSV" }
            " "
            a(.href(file(SiteMap.hubInvoicesWorkbook()))) { "or Excel" }
        }
        h2 { "Not invoiced yet" }
        getForm(SiteMap.hubInvoices()) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            TextField("from", "Runs that start from", kind: .date, state: state)
            TextField("until", "until", kind: .date, state: state)
            submit("Show")
        }
        if !owedOtherwise.isEmpty {
            Inset("Not owed any more as invoiced") {
                p {
                    "Places were cancelled or given back after they were invoiced. Withdraw a draft, credit the lines of an invoice that was issued, and make drafts again: they ask for what is owed."
                }
                ul {
                    for item in owedOtherwise {
                        li {
                            a(.href(SiteMap.invoice(item.invoice.id))) {
                                item.invoice.number ?? "Draft for \(item.school)"
                            }
                            ": \(item.words)"
                        }
                    }
                }
            }
        }
        if unbilled.isEmpty {
            EmptyState("Nothing that starts in these days waits to be invoiced.")
        } else if billing == nil {
            EmptyState(
                "\(InWords.count(unbilled.count, "school")) can be invoiced. First set who sends the invoices.",
                action: ("Set it", SiteMap.hubBilling().with("hub", hub.id.description))
            )
        } else {
            postForm(SiteMap.hubInvoices(), ticket: ticket, state: wasIssuing ? FormState() : state) {
                input(.type("hidden"), .name("hub"), .value(hub.id.description))
                input(.type("hidden"), .name("from"), .value(period.from.description))
                input(.type("hidden"), .name("until"), .value(period.until.description))
                fieldset(.class("field")) {
                    legend { "One invoice for each of these schools" }
                    for (position, school) in unbilled.enumerated() {
                        let id = position == 0 ? "school" : "school-\(position)"
                        div(.class("choice")) {
                            input(
                                .type("checkbox"),
                                .id(id),
                                .name("school"),
                                .value(school.school.id.description),
                                .checked()
                            )
                            HTML.label(.for(id)) { "\(school.school.name): \(school.net) before VAT" }
                            p(.class("hint")) { Self.words(school) }
                        }
                    }
                }
                submit("Make drafts")
            }
        }
    }

    private func file(_ link: Link) -> Link {
        link.with("hub", hub.id.description).with("from", period.from.description)
            .with("until", period.until.description)
    }

    private static func words(_ unbilled: Unbilled) -> String {
        var parts: [String] = []
        if unbilled.places > 0 { parts.append(InWords.count(unbilled.places, "place")) }
        if unbilled.cancellations > 0 {
            parts.append(InWords.count(unbilled.cancellations, "late cancellation"))
        }
        return parts.joined(separator: ", ")
    }
}

extension OwedOtherwise {
    /// `Ann Lee, Better feedback: £60.00 before VAT stands there, £30.00 is owed`.
    var words: String {
        let now = owed == .zero ? "nothing is owed" : "\(owed) is owed"
        return "\(name), \(title): \(billed) before VAT stands there, \(now)"
    }
}

/// That drafts charge VAT while no VAT number is set, which an invoice with VAT has to show.
struct VATNumberMissing: Renderable {
    let drafts: [Invoice]
    let billing: Billing?

    var markup: Markup {
        if let billing, billing.vatNumber.isEmpty, let draft = drafts.first(where: { $0.vat > .zero }) {
            Inset("No VAT number is set") {
                p {
                    "An invoice that charges VAT has to show the VAT number of who sends it. Set it before you issue, under "
                    a(.href(SiteMap.hubBilling().with("hub", draft.hub.id.description))) {
                        "Name, VAT number, payment and numbering"
                    }
                    ". If the hub charges no VAT, change the offer’s price, withdraw the draft and make it again."
                }
            }
        }
    }
}

/// Invoices in rows.
struct InvoiceTable: Renderable {
    let invoices: [Invoice]
    let showsSchool: Bool
    let today: LocalDate

    var markup: Markup {
        DataTable(
            "Invoices and credit notes",
            isCaptionHidden: true,
            columns: [
                .init("Number"), .init(showsSchool ? "School" : "From"), .init("Issued"), .init("Due"),
                .init("Total", isNumber: true), .init("Still to pay", isNumber: true), .init("State"),
            ],
            rows: invoices.map { invoice in
                [
                    a(.href(SiteMap.invoice(invoice.id))) {
                        invoice.number ?? "Draft"
                        if invoice.number == nil {
                            span(.class("visually-hidden")) { " for \(invoice.school.name)" }
                        }
                        if invoice.kind == .creditNote { " (credit note)" }
                    },
                    .text(showsSchool ? invoice.school.name : invoice.hub.name),
                    .text(invoice.issuedOn?.spelledShort ?? ""), .text(invoice.dueOn?.spelledShort ?? ""),
                    .text("\(invoice.total)"),
                    .text(invoice.stillToPay.map { "\($0)" } ?? ""),
                    invoice.isOverdue(on: today)
                        ? StatusTag("Overdue", .late).markup
                        : StatusTag(invoice.stateName, invoice.state.tone).markup,
                ]
            }
        )
    }
}

extension Invoice.State {
    var tone: StatusTag.Tone {
        switch self {
        case .draft: .waiting
        case .paid: .good
        default: .neutral
        }
    }
}

/// An invoice or a credit note, on screen and on paper.
struct InvoicePage: Page {
    let invoice: Invoice
    /// Whether the reader sees the other invoices of the hub or the school too; whoever only booked does not.
    let seesAccount: Bool
    let notes: [Invoice]
    /// What stands on it with an amount that is not owed any more; for those who manage it.
    let owedOtherwise: [OwedOtherwise]
    /// Of its hub, for those who manage it.
    let billing: Billing?
    let mayManage: Bool
    let today: LocalDate
    let state: FormState
    let ticket: FormTicket

    private var what: String { invoice.kind == .invoice ? "Invoice" : "Credit note" }

    var title: String { invoice.number.map { "\(what) \($0)" } ?? "Draft invoice" }
    var trail: [Crumb] {
        if !seesAccount { return [Crumb("Bookings", SiteMap.schoolBookings())] }
        return mayManage
            ? [Crumb("Invoices", SiteMap.hubInvoices().with("hub", invoice.hub.id.description))]
            : [Crumb("Invoices", SiteMap.schoolInvoices().with("school", invoice.school.id.description))]
    }

    var body: Markup {
        PageHeader(title, kicker: invoice.hub.name)
        ErrorSummary(state: state)
        p {
            if invoice.isOverdue(on: today) {
                StatusTag("Overdue", .late)
            } else {
                StatusTag(invoice.stateName, invoice.state.tone)
            }
        }
        if !owedOtherwise.isEmpty {
            Inset("Not owed any more as it stands here") {
                ul { for item in owedOtherwise { li { item.words } } }
                p {
                    invoice.state == .draft
                        ? "Withdraw this draft and make it again: it then asks for what is owed."
                        : "Credit these lines below, then make a draft again: it asks for what is still owed."
                }
            }
        }
        div(.class("invoice__parties")) {
            address { lines(invoice.seller) }
            address { lines(invoice.billedTo) }
        }
        FactList([
            "Issued": invoice.issuedOn?.spelledShort,
            "Please pay by": invoice.kind == .invoice ? invoice.dueOn?.spelledShort : nil,
            invoice.kind == .invoice ? "Paid" : "Settled": invoice.paidOn?.spelledShort,
            "Purchase order": invoice.purchaseOrder.isEmpty ? nil : invoice.purchaseOrder,
            "VAT number": invoice.vatNumber.isEmpty ? nil : invoice.vatNumber,
            "For": "\(invoice.from.spelledShort) to \(invoice.until.spelledShort)",
            "Reason": invoice.reason.isEmpty ? nil : invoice.reason,
        ])
        lineTable
        p(.class("invoice__total")) {
            "Net \(invoice.net) · VAT \(invoice.vat) · "
            strong { "Total \(invoice.total)" }
        }
        if let left = invoice.stillToPay {
            p(.class("invoice__total")) {
                if invoice.credited != .zero { "Credited \(invoice.credited) · " }
                strong { "Still to pay \(left)" }
            }
        }
        if invoice.kind == .invoice, !invoice.payment.isEmpty {
            h2 { "How to pay" }
            p { lines(invoice.payment) }
        }
        if let credits = invoice.credits {
            p {
                a(.href(SiteMap.invoice(credits.id))) { "Invoice \(credits.number), which this belongs to" }
                if let left = credits.stillToPay { ": \(left) of it is still to pay" }
            }
        }
        if !notes.isEmpty {
            h2 { "Credit notes" }
            ul {
                for note in notes {
                    li {
                        a(.href(SiteMap.invoice(note.id))) { note.number ?? "" }
                        ": \(note.total)"
                    }
                }
            }
        }
        p {
            PrintButton("Print or save as PDF")
            // A statement holds what was issued: with a first draft there is none yet.
            if invoice.number != nil, seesAccount {
                " "
                a(
                    .href(
                        SiteMap.statement().with("hub", invoice.hub.id.description)
                            .with("school", invoice.school.id.description)
                    )
                ) { "Statement of account" }
            }
        }
        if mayManage { steps }
    }

    @MarkupBuilder private func lines(_ text: String) -> Markup {
        for (position, line) in text.split(separator: "\n").enumerated() {
            if position > 0 { br() }
            String(line)
        }
    }

    private var lineTable: Markup {
        DataTable(
            "What it is for",
            isCaptionHidden: true,
            columns: [
                .init("What"), .init("Number", isNumber: true), .init("Each", isNumber: true),
                .init("Net", isNumber: true), .init("VAT", isNumber: true), .init("Total", isNumber: true),
            ],
            rows: invoice.lines.map { line in
                [
                    .group([
                        strong { line.title }, br(), span(.class("meta")) { line.detail },
                    ]),
                    .text("\(line.quantity)"), .text("\(line.unit)"), .text("\(line.net)"),
                    .text("\(line.vat) (\(line.rateBasisPoints / 100)%)"), .text("\(line.net + line.vat)"),
                ]
            }
        ).markup
    }

    @MarkupBuilder private var steps: Markup {
        if invoice.state == .draft {
            h2(.id("step")) { "Next" }
            p { "Issuing gives it a number for ever and emails it to whoever booked." }
            VATNumberMissing(drafts: [invoice], billing: billing)
            form { submit("Issue", name: "step", value: "issue") }
            details(.open(state.error("billedTo") != nil || state.error("purchaseOrder") != nil)) {
                HTML.summary { "Change whom it is billed to, or the purchase order" }
                form {
                    TextArea("billedTo", "Billed to", hint: "Name and address.", rows: 5, state: state)
                    TextField("purchaseOrder", "Purchase order", isShort: true, state: state)
                    submit("Save", isSecondary: true, name: "step", value: "edit")
                }
            }
            form { submit("Withdraw the draft", isSecondary: true, name: "step", value: "withdraw") }
        }
        if invoice.kind == .invoice, invoice.state == .issued {
            h2(.id("step")) { "Paid?" }
            form {
                TextField(
                    "paidOn",
                    "Day it was paid",
                    kind: .date,
                    hint: "Leave empty for today.",
                    state: state
                )
                submit("Mark as paid", name: "step", value: "paid")
            }
        }
        if invoice.isOwedBack {
            h2(.id("step")) { "Settled?" }
            p {
                "Invoice \(invoice.credits?.number ?? "") was paid before this was given. Say when you paid the money back, or took it off another invoice."
            }
            form {
                TextField(
                    "paidOn",
                    "Day it was settled",
                    kind: .date,
                    hint: "Leave empty for today.",
                    state: state
                )
                submit("Mark as settled", name: "step", value: "paid")
            }
        }
        if invoice.hasOwnPayment {
            details(.id("step")) {
                HTML.summary {
                    invoice.kind == .invoice ? "Marked as paid by mistake?" : "Marked as settled by mistake?"
                }
                p {
                    invoice.kind == .invoice
                        ? "It is owed again then, less the credit notes that were given for it."
                        : "It is owed back to the school again then."
                }
                form {
                    submit(
                        invoice.kind == .invoice ? "It is not paid" : "It is not settled",
                        isSecondary: true,
                        name: "step",
                        value: "unpaid"
                    )
                }
            }
        }
        if invoice.kind == .invoice, invoice.state == .issued || invoice.state == .paid {
            details(.open(state.error("reason") != nil || state.error("line") != nil)) {
                HTML.summary { "Give a credit note" }
                form {
                    ChoiceField(
                        "line",
                        "What is credited",
                        options: creditable.map {
                            FormOption($0.id.description, "\($0.title): \($0.net + $0.vat)", hint: $0.detail)
                        },
                        isMultiple: true,
                        state: state
                    )
                    TextField("reason", "Why", hint: "It is shown on the credit note.", state: state)
                    submit("Give the credit note", isSecondary: true, name: "step", value: "credit")
                }
            }
        }
    }

    /// What no credit note has taken back yet.
    private var creditable: [InvoiceLine] {
        let credited = Set(notes.flatMap(\.lines).compactMap(\.credits))
        return invoice.lines.filter { !credited.contains($0.id) }
    }

    private func form(@MarkupBuilder _ content: () -> Markup) -> Markup {
        postForm(SiteMap.invoiceStep(invoice.id), ticket: ticket) {
            input(.type("hidden"), .name("version"), .value("\(invoice.version)"))
            content()
        }
    }
}

/// Who sends a hub's invoices.
struct BillingForm: Page {
    let hub: Organisation
    let billing: Billing?
    let state: FormState
    let ticket: FormTicket

    var title: String { "What is shown on invoices" }
    var trail: [Crumb] { [Crumb("Invoices", SiteMap.hubInvoices().with("hub", hub.id.description))] }

    var body: Markup {
        PageHeader(title, kicker: hub.name)
        if let billing {
            p {
                "The next number is \(billing.prefix)\(billing.nextNumber). Numbers are given once and never left out."
            }
        }
        postForm(SiteMap.hubBilling(), ticket: ticket, state: state) {
            input(.type("hidden"), .name("hub"), .value(hub.id.description))
            input(.type("hidden"), .name("version"), .value(state.value("version")))
            TextArea("seller", "Name and address of who sends them", rows: 5, state: state)
            TextField(
                "vatNumber",
                "VAT number",
                hint: "Leave empty if there is none.",
                isShort: true,
                state: state
            )
            TextArea(
                "payment",
                "How to pay",
                hint: "Such as bank, sort code and account number.",
                rows: 4,
                state: state
            )
            TextField("dueDays", "Days to pay", kind: .wholeNumber, state: state)
            TextField(
                "prefix",
                "Beginning of each number",
                hint: "Such as NTSH-",
                isShort: true,
                state: state
            )
            submit("Save")
        }
    }
}

/// What a school was sent.
struct SchoolInvoicesPage: Page {
    let school: Organisation
    let schools: [Organisation]
    let invoices: [Invoice]
    let total: Int
    let page: Int
    let today: LocalDate

    var title: String { "Invoices" }
    var trail: [Crumb] { [Crumb("Bookings", SiteMap.schoolBookings().with("school", school.id.description))] }

    var body: Markup {
        PageHeader(title, lead: school.name)
        OrganisationTabs(
            organisations: ChosenOrganisation(chosen: school, all: schools),
            link: SiteMap.schoolInvoices(),
            parameter: "school",
            label: "Schools"
        )
        if invoices.isEmpty {
            EmptyState("No invoice was sent to \(school.name) yet.")
        } else {
            InvoiceTable(invoices: invoices, showsSchool: false, today: today)
        }
        Pagination(page: page, of: max(1, (total + 49) / 50)) {
            SiteMap.schoolInvoices().with("school", school.id.description).with("page", String($0))
        }
    }
}

/// Everything between a hub and a school.
struct StatementPage: Page {
    let statement: Statement
    let today: LocalDate

    var title: String { "Statement of account" }

    var body: Markup {
        PageHeader(title, lead: statement.school.name, kicker: statement.hub.name)
        div(.class("key-figures")) {
            if statement.open < .zero {
                KeyFigure(
                    "\(Pence(-statement.open.rawValue))",
                    "owed back to the school",
                    detail: "on \(today.spelledShort)"
                )
            } else {
                KeyFigure("\(statement.open)", "still to pay", detail: "on \(today.spelledShort)")
            }
            KeyFigure("\(statement.invoiced)", "invoiced")
            KeyFigure("\(statement.credited)", "credited")
            KeyFigure("\(statement.paid)", "paid")
        }
        InvoiceTable(invoices: statement.entries, showsSchool: false, today: today)
        p { PrintButton("Print or save as PDF") }
    }
}
