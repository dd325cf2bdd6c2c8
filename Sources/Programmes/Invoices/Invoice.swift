package import Access
package import Database
package import Services

/// What a school owes a hub for a period, or a credit note that takes some of it back. The amounts are whole
/// pence; VAT is worked out for each line and rounded to the nearest penny, half a penny up.
package struct Invoice: Sendable, Equatable {
    package enum Kind: String, Sendable, SQLStorable {
        case invoice
        case creditNote = "credit-note"
    }

    package enum State: String, CaseIterable, Sendable, SQLStorable {
        case draft, issued, paid
        /// A credit note takes back all of it.
        case credited
        /// A draft that is not wanted; it never had a number.
        case withdrawn

        package var name: String {
            switch self {
            case .draft: "Draft"
            case .issued: "Issued"
            case .paid: "Paid"
            case .credited: "Credited"
            case .withdrawn: "Withdrawn"
            }
        }
    }

    package let id: ID<Invoice>
    package let hub: Organisation
    package let school: Organisation
    package let kind: Kind
    /// `nil` while it is a draft.
    package let number: String?
    package let state: State
    /// The invoice that a credit note belongs to.
    package let credits: CreditedInvoice?
    package let billedTo: String
    package let seller: String
    package let vatNumber: String
    package let payment: String
    package let purchaseOrder: String
    /// Why a credit note was given.
    package let reason: String
    package let from: LocalDate
    package let until: LocalDate
    package let net: Pence
    package let vat: Pence
    package let issuedOn: LocalDate?
    package let dueOn: LocalDate?
    package let paidOn: LocalDate?
    package let version: Int
    package let lines: [InvoiceLine]
    /// What credit notes took off an invoice: zero, or below.
    package let credited: Pence

    package var total: Pence { net + vat }

    /// What is left to pay of an invoice that was issued; `nil` where nobody is asked to pay.
    package var stillToPay: Pence? {
        kind == .invoice && state == .issued ? total + credited : nil
    }

    package var stateName: String { kind == .creditNote && state == .paid ? "Settled" : state.name }

    /// Whether it is a credit note whose money is owed to the school: its invoice was paid in full before, and nobody has
    /// said yet that it was paid back or set against another invoice.
    package var isOwedBack: Bool { state == .issued && credits?.paidOn != nil }

    /// Whether it is due and not paid.
    package func isOverdue(on day: LocalDate) -> Bool {
        guard state == .issued, kind == .invoice, let dueOn else { return false }
        return day > dueOn
    }
}

/// Which of a hub's invoices are listed.
package enum InvoiceFilter: Sendable, Equatable {
    /// Those that stand: all but the drafts that were withdrawn.
    case all
    case state(Invoice.State)
    /// Those that were due before today and are not paid.
    case overdue

    /// The same as ``Invoice/isOverdue(on:)``.
    func condition(on day: LocalDate) -> SQL {
        switch self {
        case .all: "invoice.state <> 'withdrawn'"
        case .state(let state): "invoice.state = \(state)"
        case .overdue: "invoice.state = 'issued' AND invoice.kind = 'invoice' AND invoice.due_on < \(day)"
        }
    }
}

/// The invoice that a credit note belongs to.
package struct CreditedInvoice: Sendable, Equatable {
    package let id: ID<Invoice>
    package let number: String
    package let paidOn: LocalDate?
    /// What is left to pay of it; `nil` where nothing is asked for any more.
    package let stillToPay: Pence?
}

package enum InvoiceItem: String, Sendable, SQLStorable {
    case place, cancellation
}

/// Places, or late cancellations, of one booking at one price.
package struct InvoiceLine: Sendable, Equatable, RowReadable {
    package let id: ID<InvoiceLine>
    package let booking: ID<Booking>
    package let item: InvoiceItem
    package let title: String
    /// Dates, booking reference, purchase order and names.
    package let detail: String
    package let quantity: Int
    package let unit: Pence
    package let rateBasisPoints: Int
    package let net: Pence
    package let vat: Pence
    /// The line that a credit note's line takes back.
    package let credits: ID<InvoiceLine>?

    package init(row: Row) throws {
        id = try row.get("id")
        booking = try row.get("booking_id")
        item = try row.get("item")
        title = try row.get("title")
        detail = try row.get("detail")
        quantity = try row.get("quantity")
        unit = try row.get("unit_pence")
        rateBasisPoints = try row.get("vat_rate")
        net = try row.get("net_pence")
        vat = try row.get("vat_pence")
        credits = try row.get("credits")
    }
}

extension Programmes {
    /// One invoice, for the hub that made it and, once it is issued, for those who see invoices at the school and
    /// whoever booked something that is on it.
    package func invoice(_ id: ID<Invoice>, by actor: Actor) async throws -> Invoice {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let invoice = try transaction.invoice(id).orNotFound()
            guard try invoice.isSeen(by: actor) || transaction.hasBooked(actor, on: invoice) else {
                throw AccessError.notFound
            }
            return invoice
        }
    }

    /// A hub's invoices that a filter leaves, newest first.
    package func invoices(
        of hub: ID<Organisation>,
        in filter: InvoiceFilter = .all,
        limit: Int = 50,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (invoices: [Invoice], total: Int) {
        try actor.require(.seeInvoices, on: .of(hub))
        let condition: SQL = "invoice.hub_id = \(hub) AND \(filter.condition(on: services.today()))"
        return try await database.read { transaction in
            (
                try transaction.invoices(where: condition, limit: limit, offset: offset),
                try transaction.count("SELECT count(*) FROM invoice WHERE \(condition)")
            )
        }
    }

    /// What a school was sent, newest first.
    package func invoices(
        to school: ID<Organisation>,
        limit: Int = 50,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (invoices: [Invoice], total: Int) {
        try actor.require(.seeInvoices, on: .of(school))
        let condition: SQL = "invoice.organisation_id = \(school) AND invoice.number IS NOT NULL"
        return try await database.read { transaction in
            (
                try transaction.invoices(where: condition, limit: limit, offset: offset),
                try transaction.count("SELECT count(*) FROM invoice WHERE \(condition)")
            )
        }
    }
}

extension Invoice {
    func isSeen(by actor: Actor) -> Bool {
        if actor.may(.seeInvoices, on: .of(hub.id)) { return true }
        return number != nil && actor.may(.seeInvoices, on: .of(school.id))
    }
}

extension Transaction {
    /// Whether someone booked a line of an invoice that was issued: whoever booked without a role gets it by email.
    fileprivate func hasBooked(_ actor: Actor, on invoice: Invoice) throws -> Bool {
        guard invoice.number != nil, let person = actor.person?.id else { return false }
        let bookings = Set(invoice.lines.map(\.booking)).sorted()
        return try exists(
            "SELECT 1 FROM booking WHERE booked_by = \(person) AND id IN (\(SQL.list(bookings)))"
        )
    }

    func invoice(_ id: ID<Invoice>) throws -> Invoice? {
        try invoices(where: "invoice.id = \(id)", limit: 1).first
    }

    /// Invoices with their lines: two statements however many they are; the newest first unless told otherwise.
    func invoices(
        where condition: SQL,
        order: SQL? = nil,
        limit: Int = .max,
        offset: Int = 0
    ) throws -> [Invoice] {
        // Drafts are made together, one for each school.
        let bySchool = dialect.byteOrder("lower(school.name)")
        let order: SQL = order ?? "invoice.created_at DESC, \(bySchool), invoice.id"
        let rows = try rows(
            """
            SELECT invoice.*, hub_organisation.kind AS hub_kind, hub_organisation.name AS hub_name,
                school.kind AS school_kind, school.name AS school_name, credited.number AS credited_number,
                credited.paid_on AS credited_paid_on, credited.state AS credited_state,
                credited.net_pence + credited.vat_pence AS credited_total,
                coalesce((SELECT CAST(sum(note.net_pence + note.vat_pence) AS BIGINT) FROM invoice AS note
                    WHERE note.credits = coalesce(invoice.credits, invoice.id)), 0) AS taken_off
            FROM invoice
            JOIN organisation AS hub_organisation ON hub_organisation.id = invoice.hub_id
            JOIN organisation AS school ON school.id = invoice.organisation_id
            LEFT JOIN invoice AS credited ON credited.id = invoice.credits
            WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        )
        let ids: [ID<Invoice>] = try rows.map { try $0.get("id") }
        var lines: [ID<Invoice>: [InvoiceLine]] = [:]
        let lineRows = try self.rows(
            "SELECT * FROM invoice_line WHERE invoice_id IN (\(SQL.list(ids))) ORDER BY invoice_id, position"
        )
        for row in lineRows {
            lines[try row.get("invoice_id"), default: []].append(try InvoiceLine(row: row))
        }
        return try zip(rows, ids).map { row, id in
            let credited: ID<Invoice>? = try row.get("credits")
            let creditedState: Invoice.State? = try row.get("credited_state")
            let creditedTotal: Pence? = try row.get("credited_total")
            // By all credit notes of the invoice, or of the invoice that a credit note belongs to.
            let takenOff: Pence = try row.get("taken_off")
            let left: Pence? = creditedState == .issued ? creditedTotal.map { $0 + takenOff } : nil
            return Invoice(
                id: id,
                hub: Organisation(
                    id: try row.get("hub_id"),
                    kind: try row.get("hub_kind"),
                    name: try row.get("hub_name")
                ),
                school: Organisation(
                    id: try row.get("organisation_id"),
                    kind: try row.get("school_kind"),
                    name: try row.get("school_name")
                ),
                kind: try row.get("kind"),
                number: try row.get("number"),
                state: try row.get("state"),
                credits: try credited.map {
                    CreditedInvoice(
                        id: $0,
                        number: try row.get("credited_number"),
                        paidOn: try row.get("credited_paid_on"),
                        stillToPay: left
                    )
                },
                billedTo: try row.get("billed_to"),
                seller: try row.get("seller"),
                vatNumber: try row.get("vat_number"),
                payment: try row.get("payment"),
                purchaseOrder: try row.get("purchase_order"),
                reason: try row.get("reason"),
                from: try row.get("period_from"),
                until: try row.get("period_until"),
                net: try row.get("net_pence"),
                vat: try row.get("vat_pence"),
                issuedOn: try row.get("issued_on"),
                dueOn: try row.get("due_on"),
                paidOn: try row.get("paid_on"),
                version: try row.get("version"),
                lines: lines[id] ?? [],
                credited: credited == nil ? takenOff : .zero
            )
        }
    }
}
