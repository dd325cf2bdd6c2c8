package import Access
import CSV
import Database
package import Services
import Workbooks

extension Programmes {
    /// Every line that a hub issued within a period, for its finance system. Taking it out is audited.
    package func exportInvoices(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        by actor: Actor
    ) async throws -> InvoiceExport {
        try actor.require(.manageInvoices, on: .of(hub))
        let act = services.act(by: actor)
        let export = InvoiceExport(database: database, hub: hub, from: from, until: until)
        let condition = export.condition
        try await database.write { transaction in
            let count = try transaction.count("SELECT count(*) FROM invoice WHERE \(condition)")
            try transaction.audit(act, .exportInvoices, in: hub, ["invoices": .count(count)])
        }
        return export
    }
}

/// Issued invoices and credit notes in the columns that finance systems take in: a row a line, in the order in which
/// they were issued. They are read a page at a time, so that memory does not grow with them.
package struct InvoiceExport: Sendable {
    let database: any Database
    let hub: ID<Organisation>
    let from: LocalDate
    let until: LocalDate
    /// How many invoices are read at once.
    package var pageLength = 500

    package static let headings = [
        "Number", "Kind", "State", "Issued", "Due", "Paid", "School", "Purchase order", "Booking item",
        "Detail",
        "Quantity", "Unit price", "VAT rate %", "Net", "VAT", "Total", "Credits",
    ]

    /// Amounts are in pounds with a point.
    ///
    /// - Parameter write: Handed each piece of the file.
    package func csv(write: @concurrent ([UInt8]) async throws -> Void) async throws {
        var writer = CSVWriter()
        writer.write(Self.headings)
        try await forEachPage { rows in
            for row in rows { writer.write(row.map(\.text)) }
            try await write(writer.take())
        }
        try await write(writer.take())
    }

    /// Amounts are in pounds, as numbers that a spreadsheet adds up.
    package func workbook(write: @concurrent ([UInt8]) async throws -> Void) async throws {
        let workbook = try Workbook(sheet: "Invoices")
        workbook.write(heading: Self.headings)
        try await forEachPage { rows in
            for row in rows { workbook.write(row.map(\.inWorkbook)) }
        }
        try await write(try workbook.finish())
    }

    var condition: SQL {
        "invoice.hub_id = \(hub) AND invoice.issued_on >= \(from) AND invoice.issued_on <= \(until)"
    }

    private func forEachPage(_ body: ([[FileCell]]) async throws -> Void) async throws {
        var rest: SQL = condition
        let limit = pageLength
        while true {
            let condition = rest
            let page = try await database.read { transaction in
                try transaction.invoices(
                    where: condition,
                    order: "invoice.issued_on, invoice.number",
                    limit: limit
                )
            }
            guard let last = page.last, let day = last.issuedOn, let number = last.number else { return }
            // What is read by the index `invoice_by_issue` stands first.
            rest = """
                \(self.condition) AND invoice.issued_on >= \(day)
                AND (invoice.issued_on > \(day) OR invoice.number > \(number))
                """
            try await body(page.flatMap(Self.rows))
        }
    }

    /// A row a line.
    private static func rows(_ invoice: Invoice) -> [[FileCell]] {
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
