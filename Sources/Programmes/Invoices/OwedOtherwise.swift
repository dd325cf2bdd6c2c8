package import Access
package import Database
package import Services

/// A place that stands on an invoice with an amount that is not owed any more: it was cancelled since, or given back.
package struct OwedOtherwise: Sendable, Equatable, RowReadable {
    package let invoice: InvoiceTag
    package let line: ID<InvoiceLine>
    package let school: String
    package let title: String
    /// Who has or had the place.
    package let name: String
    /// What stands on the invoice for it, before VAT.
    package let billed: Pence
    /// What is owed for it now, before VAT.
    package let owed: Pence

    package init(row: Row) throws {
        invoice = try InvoiceTag(row: row)
        line = try row.get("line_id")
        school = try row.get("school")
        title = try row.get("title")
        name = try row.get("name")
        billed = try row.get("unit_pence")
        owed = try row.get("owed_pence")
    }
}

extension Programmes {
    /// What stands otherwise than it is owed on drafts and on issued invoices, for the same runs as
    /// ``unbilled(of:from:until:by:)``: a draft is to be made again, a line of an issued invoice to be credited.
    package func owedOtherwise(
        of hub: ID<Organisation>,
        from: LocalDate,
        until: LocalDate,
        by actor: Actor
    ) async throws -> [OwedOtherwise] {
        try actor.require(.manageInvoices, on: .of(hub))
        let due = BillableItem.isDue(from: from, until: until)
        return try await database.read {
            try $0.owedOtherwise(
                where: """
                    invoice.hub_id = \(hub) AND offer_hub.hub_id = \(hub) AND \(due)
                    """
            )
        }
    }

    /// The same of one invoice, for those who manage the hub's.
    package func owedOtherwise(on invoice: Invoice, by actor: Actor) async throws -> [OwedOtherwise] {
        try actor.require(.manageInvoices, on: .of(invoice.hub.id))
        return try await database.read { try $0.owedOtherwise(where: "invoice.id = \(invoice.id)") }
    }
}

extension Transaction {
    func owedOtherwise(where condition: SQL) throws -> [OwedOtherwise] {
        let owed: SQL = "CASE WHEN place.state = 'held' THEN place.price_pence ELSE place.charge_pence END"
        return try all(
            """
            SELECT invoice.id, invoice.number, invoice_line.id AS line_id, organisation.name AS school,
                offer.title, place.name, invoice_line.unit_pence, \(owed) AS owed_pence
            FROM run
            JOIN offer ON offer.id = run.offer_id
            JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.is_lead = 1
            JOIN booking ON booking.run_id = run.id
            JOIN place ON place.booking_id = booking.id
            JOIN invoiced_item ON invoiced_item.place_id = place.id AND invoiced_item.released_at IS NULL
            JOIN invoice_line ON invoice_line.id = invoiced_item.line_id
            JOIN invoice ON invoice.id = invoice_line.invoice_id
            JOIN organisation ON organisation.id = invoice.organisation_id
            WHERE \(owed) <> invoice_line.unit_pence AND \(condition)
            ORDER BY CASE WHEN invoice.number IS NULL THEN 1 ELSE 0 END, invoice.number, invoice.id,
                invoice_line.position, place.position, place.id
            """
        )
    }
}
