package import Access
import Database
package import Services

extension Programmes {
    /// Every line that a hub issued within a period, in the columns that finance systems take in: a row a line, in the
    /// order in which the invoices and credit notes were issued. Taking it out is audited.
    package func exportInvoices(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        by actor: Actor
    ) async throws -> FileExport {
        try actor.require(.manageInvoices, on: .of(hub))
        let act = services.act(by: actor)
        let condition: SQL =
            "invoice.hub_id = \(hub) AND invoice.issued_on >= \(from) AND invoice.issued_on <= \(until)"
        try await database.write { transaction in
            let count = try transaction.count("SELECT count(*) FROM invoice WHERE \(condition)")
            try transaction.audit(act, .exportInvoices, in: hub, ["invoices": .count(count)])
        }
        return FileExport(
            database: database,
            sheet: "Invoices",
            headings: Invoice.fileHeadings,
            condition: condition
        ) { transaction, found, limit in
            let invoices = try transaction.invoices(
                where: found,
                order: "invoice.issued_on, invoice.number",
                limit: limit
            )
            guard let last = invoices.last, let day = last.issuedOn, let number = last.number else {
                return nil
            }
            // What is read by the index `invoice_by_issue` stands first.
            let rest: SQL = """
                \(condition) AND invoice.issued_on >= \(day)
                AND (invoice.issued_on > \(day) OR invoice.number > \(number))
                """
            return (rows: invoices.flatMap(\.fileRows), rest: rest)
        }
    }
}

extension Invoice {
    fileprivate static let fileHeadings = [
        "Number", "Kind", "State", "Issued", "Due", "Paid", "School", "Purchase order", "Booking item",
        "Detail",
        "Quantity", "Unit price", "VAT rate %", "Net", "VAT", "Total", "Credits",
    ]

    /// A row a line.
    fileprivate var fileRows: [[FileCell]] {
        lines.map { line in
            [
                .text(number ?? ""), .text(kind == .invoice ? "Invoice" : "Credit note"),
                .text(stateName), .text(issuedOn?.description ?? ""),
                .text(dueOn?.description ?? ""), .text(paidOn?.description ?? ""),
                .text(school.name), .text(purchaseOrder), .text(line.title),
                .text(line.detail),
                .number(line.quantity), .pence(line.unit), .number(line.rateBasisPoints / 100),
                .pence(line.net), .pence(line.vat), .pence(line.net + line.vat),
                .text(credits?.number ?? ""),
            ]
        }
    }
}
