package import Access
import CSV
import Database
package import Services

/// What was invoiced to a school by a hub, credited and paid, and what is open.
package struct Statement: Sendable {
    package let hub: Organisation
    package let school: Organisation
    /// Oldest first; no drafts.
    package let entries: [Invoice]

    package var invoiced: Pence { entries.filter { $0.kind == .invoice }.reduce(.zero) { $0 + $1.total } }
    /// Below zero.
    package var credited: Pence { entries.filter { $0.kind == .creditNote }.reduce(.zero) { $0 + $1.total } }
    /// What came in: invoices that are paid, less the credit notes that were taken off them or paid back.
    package var paid: Pence { entries.filter { $0.paidOn != nil }.reduce(.zero) { $0 + $1.total } }
    /// Below zero while the hub owes it to the school.
    package var open: Pence { Pence(invoiced.rawValue + credited.rawValue - paid.rawValue) }
}

extension Programmes {
    /// The statement between a hub and a school, for either.
    package func statement(
        of hub: ID<Organisation>,
        with school: ID<Organisation>,
        by actor: Actor
    ) async throws -> Statement {
        try actor.require(.seeInvoices, on: .of([hub, school]))
        return try await database.read { transaction in
            let entries = try transaction.invoices(
                where: """
                    invoice.hub_id = \(hub) AND invoice.organisation_id = \(school) AND invoice.number IS NOT NULL
                    """,
                limit: 2000
            )
            guard let first = entries.first else { throw AccessError.notFound }
            return Statement(hub: first.hub, school: first.school, entries: entries.reversed())
        }
    }

    /// Every line that a hub issued within a period, for its finance system. Taking it out is audited.
    package func invoiceLines(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        by actor: Actor
    ) async throws -> [Invoice] {
        try actor.require(.manageInvoices, on: .of(hub))
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let invoices = try transaction.invoices(
                where: """
                    invoice.hub_id = \(hub) AND invoice.issued_on >= \(from) AND invoice.issued_on <= \(until)
                    """,
                limit: 20_000
            )
            try transaction.audit(act, .exportInvoices, in: hub, ["invoices": .count(invoices.count)])
            return invoices.reversed()
        }
    }

    /// The same as CSV: one row a line, amounts in pounds with a point.
    package func invoiceLinesCSV(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        by actor: Actor
    ) async throws -> [UInt8] {
        var writer = CSVWriter()
        writer.write(InvoiceExport.headings)
        for row in InvoiceExport.rows(try await invoiceLines(of: hub, from: from, until: until, by: actor)) {
            writer.write(row.map(\.text))
        }
        return writer.take()
    }
}

/// The columns that finance systems take in.
package enum InvoiceExport {
    /// A cell: text, or an amount that a spreadsheet adds up.
    package enum Cell: Sendable, Equatable {
        case text(String)
        case pence(Pence)
        case number(Int)

        package var text: String {
            switch self {
            case .text(let text): text
            case .pence(let pence):
                (pence.rawValue < 0 ? "-" : "") + Pence(Int(pence.rawValue.magnitude)).plain
            case .number(let number): "\(number)"
            }
        }
    }

    package static let headings = [
        "Number", "Kind", "State", "Issued", "Due", "Paid", "School", "Purchase order", "Booking item",
        "Detail",
        "Quantity", "Unit price", "VAT rate %", "Net", "VAT", "Total", "Credits",
    ]

    package static func rows(_ invoices: [Invoice]) -> [[Cell]] {
        invoices.flatMap { invoice in
            invoice.lines.map { line in
                [
                    .text(invoice.number ?? ""), .text(invoice.kind == .invoice ? "Invoice" : "Credit note"),
                    .text(invoice.stateName), .text(invoice.issuedOn?.description ?? ""),
                    .text(invoice.dueOn?.description ?? ""), .text(invoice.paidOn?.description ?? ""),
                    .text(invoice.school.name), .text(invoice.purchaseOrder), .text(line.title),
                    .text(line.detail),
                    .number(line.quantity), .pence(line.unit), .number(line.rateBasisPoints / 100),
                    .pence(line.net), .pence(line.vat), .pence(line.net + line.vat),
                    .text(invoice.credits?.number ?? ""),
                ]
            }
        }
    }
}
