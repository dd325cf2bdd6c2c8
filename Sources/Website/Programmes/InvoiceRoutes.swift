import Access
import Database
import Foundation
import Programmes
import Services

// Invoices: drafted by a hub for a period, issued, paid, credited; seen by the school.

extension Site {
    func addInvoices(to routes: Routes) {
        routes.get(SiteMap.hubInvoices, .signedIn) { visit in
            .page(try await hubInvoicesPage(visit, FormState(), visit.query))
        }
        routes.post(SiteMap.hubInvoices, .signedIn) { visit, submission in
            let hub = try visit.hub(submission.text("hub"), where: .seeInvoices)
            var state = FormState(submission)
            if submission.text("step") == "issue" {
                return try await issueTogether(hub.id, submission, visit)
            }
            let period = InvoicePeriod(submission, today: visit.services.today(), &state)
            guard state.isValid, let key = submission.idempotencyKey else {
                return .invalid(try await hubInvoicesPage(visit, state, submission))
            }
            let schools = Set(submission.all("school").compactMap(ID<Organisation>.init(_:)))
            if schools.isEmpty { state.refuse("school", "Choose the schools to invoice") }
            if !schools.isEmpty {
                let made = try await state.attempt(refusedAt: "school") {
                    try await programmes.draftInvoices(
                        of: hub.id,
                        from: period.from,
                        until: period.until,
                        schools: schools,
                        by: visit.actor,
                        key: key
                    )
                }
                if let made {
                    return .redirect(
                        to: SiteMap.hubInvoices().with("hub", hub.id.description).with("state", "draft"),
                        notice: "\(InWords.count(made, "draft")) made. Check them, then issue them."
                    )
                }
            }
            return .invalid(try await hubInvoicesPage(visit, state, submission))
        }
        routes.get(SiteMap.invoice, .signedIn) { visit, id in
            .page(try await invoicePage(id, visit, FormState()))
        }
        routes.post(SiteMap.invoiceStep, .signedIn) { visit, id, submission in
            var state = FormState(submission)
            let notice = try await state.attempt(refusedAt: "step") { try await step(id, submission, visit) }
            if let notice { return .redirect(to: SiteMap.invoice(id), notice: notice) }
            return .invalid(try await invoicePage(id, visit, state))
        }
        addBilling(to: routes)
        addInvoiceFiles(to: routes)
    }

    /// Issues the drafts that are ticked, and says of each that was not why.
    private func issueTogether(_ hub: ID<Organisation>, _ submission: Submission, _ visit: Visit) async throws
        -> Answer
    {
        var state = FormState(submission)
        let drafts = submission.chosenDrafts
        if drafts.isEmpty {
            state.refuse("draft", "Tick the drafts to issue")
            return .invalid(try await hubInvoicesPage(visit, state, submission))
        }
        let done = try await programmes.issueInvoices(drafts, of: hub, by: visit.actor)
        let issued = "\(InWords.count(done.issued, "invoice")) issued. Whoever booked has an email."
        if done.refused.isEmpty {
            let list = SiteMap.hubInvoices().with("hub", hub.description).with("state", "issued")
            return .redirect(to: list, notice: issued)
        }
        if done.issued > 0 { state.refuse("draft", "\(issued) The others are still drafts") }
        for draft in done.refused {
            let reason = draft.refusal?.words ?? "Somebody changed it meanwhile. Look at it again."
            state.refuse("draft", "\(draft.school): \(reason)")
        }
        return .invalid(try await hubInvoicesPage(visit, state, submission))
    }

    private func step(_ id: ID<Invoice>, _ submission: Submission, _ visit: Visit) async throws -> String {
        let version = submission.version
        switch submission.text("step") {
        case "issue":
            try await programmes.issueInvoice(id, version: version, by: visit.actor)
            return "Issued. Whoever booked has an email with the address of this page."
        case "edit":
            try await programmes.editDraftInvoice(
                id,
                billedTo: submission.text("billedTo"),
                purchaseOrder: submission.text("purchaseOrder"),
                version: version,
                by: visit.actor
            )
            return "Saved."
        case "withdraw":
            try await programmes.withdrawInvoice(id, version: version, by: visit.actor)
            return "Withdrawn. What stood on it can be invoiced again."
        case "paid":
            try await programmes.markPaid(
                id,
                on: submission.text("paidOn"),
                version: version,
                by: visit.actor
            )
            let settled = try await programmes.invoice(id, by: visit.actor)
            let day = settled.paidOn.map { " on \($0.spelledShort)" } ?? ""
            return "Marked as \(settled.stateName.lowercasedFirst)\(day)."
        case "unpaid":
            try await programmes.takeBackPayment(id, version: version, by: visit.actor)
            return "Taken back: it is open again."
        case "credit":
            let lines = Set(submission.all("line").compactMap(ID<InvoiceLine>.init(_:)))
            try await programmes.creditInvoice(
                id,
                lines: lines,
                reason: submission.text("reason"),
                version: version,
                by: visit.actor
            )
            return "Credited. The credit note has a number of its own and was sent to whoever booked."
        default: throw Refusal.unreadableForm
        }
    }

    private func hubInvoicesPage(_ visit: Visit, _ state: FormState, _ asked: Submission) async throws
        -> HubInvoicesPage
    {
        let hub = try visit.hub(asked.text("hub"), where: .seeInvoices)
        let mayManage = visit.actor.may(.manageInvoices, on: .of(hub.id))
        let filter = InvoiceFilter(asked.text("state"))
        let page = asked.page
        let found = try await programmes.invoices(
            of: hub.id,
            in: filter,
            offset: (page - 1) * 50,
            by: visit.actor
        )
        var state = state
        var ignored = FormState()
        let period = InvoicePeriod(asked, today: visit.services.today(), &ignored)
        if state.value("from").isEmpty { state.set("from", period.from.description) }
        if state.value("until").isEmpty { state.set("until", period.until.description) }
        var unbilled: [Unbilled] = []
        var owedOtherwise: [OwedOtherwise] = []
        if mayManage {
            owedOtherwise = try await programmes.owedOtherwise(
                of: hub.id,
                from: period.from,
                until: period.until,
                by: visit.actor
            )
            unbilled = try await programmes.unbilled(
                of: hub.id,
                from: period.from,
                until: period.until,
                by: visit.actor
            )
        }
        return HubInvoicesPage(
            hub: hub,
            hubs: visit.actor.own(.hub, where: .seeInvoices),
            billing: try await programmes.billing(of: hub.id, by: visit.actor),
            owed: try await programmes.owedBySchools(to: hub.id, by: visit.actor),
            invoices: found.invoices,
            total: found.total,
            filter: filter,
            page: page,
            period: period,
            unbilled: unbilled,
            owedOtherwise: owedOtherwise,
            mayManage: mayManage,
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func invoicePage(_ id: ID<Invoice>, _ visit: Visit, _ state: FormState) async throws
        -> InvoicePage
    {
        let invoice = try await programmes.invoice(id, by: visit.actor)
        let mayManage = visit.actor.may(.manageInvoices, on: .of(invoice.hub.id))
        var state = state
        if state.isValid {
            state.set("billedTo", invoice.billedTo)
            state.set("purchaseOrder", invoice.purchaseOrder)
        }
        return InvoicePage(
            invoice: invoice,
            seesAccount: visit.actor.may(.seeInvoices, on: .of([invoice.hub.id, invoice.school.id])),
            notes: try await programmes.creditNotes(for: id, by: visit.actor),
            owedOtherwise: mayManage ? try await programmes.owedOtherwise(on: invoice, by: visit.actor) : [],
            billing: mayManage ? try await programmes.billing(of: invoice.hub.id, by: visit.actor) : nil,
            mayManage: mayManage,
            today: visit.services.today(),
            state: state,
            ticket: visit.formTicket()
        )
    }

    private func addBilling(to routes: Routes) {
        routes.get(SiteMap.hubBilling, .signedIn) { visit in
            let hub = try visit.hub(visit.query.text("hub"), where: .seeInvoices)
            guard visit.actor.may(.manageInvoices, on: .of(hub.id)) else { throw AccessError.forbidden }
            let billing = try await programmes.billing(of: hub.id, by: visit.actor)
            let draft = billing.map(BillingDraft.init) ?? BillingDraft()
            var state = FormState([
                "seller": draft.seller, "vatNumber": draft.vatNumber, "payment": draft.payment,
                "dueDays": draft.dueDays, "prefix": draft.prefix,
            ])
            state.set("version", "\(billing?.version ?? 0)")
            return .page(BillingForm(hub: hub, billing: billing, state: state, ticket: visit.formTicket()))
        }
        routes.post(SiteMap.hubBilling, .signedIn) { visit, submission in
            let hub = try visit.hub(submission.text("hub"), where: .seeInvoices)
            var draft = BillingDraft()
            draft.seller = submission.text("seller")
            draft.vatNumber = submission.text("vatNumber")
            draft.payment = submission.text("payment")
            draft.dueDays = submission.text("dueDays")
            draft.prefix = submission.text("prefix")
            let typed = draft
            var state = FormState(submission)
            let done: Void? = try await state.attempt(refusedAt: "seller") {
                try await programmes.setBilling(
                    typed,
                    of: hub.id,
                    version: submission.version,
                    by: visit.actor
                )
            }
            if done != nil {
                return .redirect(to: SiteMap.hubInvoices().with("hub", hub.id.description), notice: "Saved.")
            }
            let billing = try await programmes.billing(of: hub.id, by: visit.actor)
            return .invalid(BillingForm(hub: hub, billing: billing, state: state, ticket: visit.formTicket()))
        }
    }

    private func addInvoiceFiles(to routes: Routes) {
        routes.get(SiteMap.hubInvoicesFile, .signedIn) { visit in
            let (export, name) = try await invoiceExport(visit)
            return .file(contentType: "text/csv; charset=utf-8", name: "\(name).csv") { write in
                try await export.csv(write: write)
            }
        }
        routes.get(SiteMap.hubInvoicesWorkbook, .signedIn) { visit in
            let (export, name) = try await invoiceExport(visit)
            return .file(contentType: Answer.workbookType, name: "\(name).xlsx") { write in
                try await export.workbook(write: write)
            }
        }
        routes.get(SiteMap.statement, .signedIn) { visit in
            guard let hub = ID<Organisation>(visit.query.text("hub")),
                let school = ID<Organisation>(visit.query.text("school"))
            else {
                throw AccessError.notFound
            }
            return .page(
                StatementPage(
                    statement: try await programmes.statement(of: hub, with: school, by: visit.actor),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.schoolInvoices, .signedIn) { visit in
            let schools = visit.actor.organisations(where: .seeInvoices).filter { $0.kind != .hub }
            guard let school = try schools.chosen(visit.query.text("school")) else {
                throw NoOrganisation(kind: .establishment)
            }
            let page = visit.query.page
            let found = try await programmes.invoices(to: school.id, offset: (page - 1) * 50, by: visit.actor)
            return .page(
                SchoolInvoicesPage(
                    school: school,
                    schools: schools,
                    invoices: found.invoices,
                    total: found.total,
                    page: page,
                    today: visit.services.today()
                )
            )
        }
    }

    /// What the address asks for, and the name of the file without its ending.
    private func invoiceExport(_ visit: Visit) async throws -> (FileExport, name: String) {
        let hub = try visit.hub(visit.query.text("hub"), where: .seeInvoices)
        var ignored = FormState()
        let period = InvoicePeriod(visit.query, today: visit.services.today(), &ignored)
        let export = try await programmes.exportInvoices(
            of: hub.id,
            from: period.from,
            until: period.until,
            by: visit.actor
        )
        return (export, "invoices-\(period.from)-\(period.until)")
    }
}

extension InvoiceFilter {
    /// As addresses have it: the raw value of a state, or `overdue`.
    init(_ text: String) {
        if text == "overdue" {
            self = .overdue
        } else if let state = Invoice.State(rawValue: text) {
            self = .state(state)
        } else {
            self = .all
        }
    }

    var text: String? {
        switch self {
        case .all: nil
        case .state(let state): state.rawValue
        case .overdue: "overdue"
        }
    }
}

/// The days within which runs start, or invoices were issued: the academic year so far when nothing is asked.
struct InvoicePeriod: Sendable {
    let from: LocalDate
    let until: LocalDate

    init(_ submission: Submission, today: LocalDate, _ state: inout FormState) {
        let start = AcademicYear(containing: today).firstDay
        func day(_ field: String, _ usual: LocalDate) -> LocalDate {
            let text = submission.text(field)
            if text.isEmpty { return usual }
            if let day = TypedDate.parse(text) { return day }
            state.refuse(field, "Enter a day such as 14/03/2027")
            return usual
        }
        from = day("from", start)
        until = day("until", today)
        if until < from { state.refuse("until", "The last day must not be before the first") }
    }
}

extension Submission {
    /// The drafts that are ticked, each with its version.
    fileprivate var chosenDrafts: [ID<Invoice>: Int] {
        var chosen: [ID<Invoice>: Int] = [:]
        for text in all("draft") {
            let parts = text.split(separator: ".").map(String.init)
            guard parts.count == 2, let id = ID<Invoice>(parts[0]) else { continue }
            chosen[id] = Int(parts[1])
        }
        return chosen
    }
}
