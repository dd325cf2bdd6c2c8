package import Access
import Database
import Evidence
import Foundation
package import Services

extension Programmes {
    /// Gives a credit note for an issued invoice: for all that stands on it, or for some of its lines. What is
    /// credited can be invoiced again if it is still owed. When nothing is left the invoice is credited.
    ///
    /// The VAT of each credited line is the VAT that was charged on it: both sum to nothing.
    /// - Parameter lines: `nil` for all that are not credited yet.
    /// - Throws: `Faults` (fields `reason`, `line`); ``InvoiceRefusal``.
    package func creditInvoice(
        _ id: ID<Invoice>,
        lines: Set<ID<InvoiceLine>>? = nil,
        reason typed: String,
        version: Int,
        by actor: Actor
    ) async throws {
        var reader = FieldReader()
        let reason = reader.required(typed, "reason", named: "why it is credited", most: 300)
        if let lines, lines.isEmpty { reader.report("line", "Choose what is credited") }
        try reader.finish()
        let today = services.today()
        let settings = settings
        try await changeInvoice(id, by: actor) { transaction, invoice, act, ids in
            guard invoice.kind == .invoice, invoice.state == .issued || invoice.state == .paid else {
                throw InvoiceRefusal.wrongState(invoice.state)
            }
            let credited: [ID<InvoiceLine>] = try transaction.column(
                """
                SELECT credits FROM invoice_line WHERE credits IN (\(SQL.list(invoice.lines.map(\.id))))
                """
            )
            let open = invoice.lines.filter { !credited.contains($0.id) }
            let chosen = open.filter { lines?.contains($0.id) ?? true }
            guard !chosen.isEmpty else { throw InvoiceRefusal.nothing }
            let note = ids.next(Invoice.self)
            let number = try transaction.nextInvoiceNumber(of: invoice.hub.id)
            let net = chosen.reduce(0) { $0 - $1.net.rawValue }
            let vat = chosen.reduce(0) { $0 - $1.vat.rawValue }
            try transaction.execute(
                """
                INSERT INTO invoice
                    (id, hub_id, organisation_id, kind, number, state, credits, billed_to, seller, vat_number,
                     payment, purchase_order, reason, period_from, period_until, net_pence, vat_pence, created_at,
                     issued_on, version)
                SELECT \(note), hub_id, organisation_id, 'credit-note', \(number), 'issued', id, billed_to, seller,
                    vat_number, payment, purchase_order, \(reason), period_from, period_until,
                    CAST(\(net) AS BIGINT), CAST(\(vat) AS BIGINT), CAST(\(act.at) AS BIGINT), \(today), 1
                FROM invoice WHERE id = \(id)
                """
            )
            for (position, line) in chosen.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO invoice_line
                        (id, invoice_id, position, booking_id, item, title, detail, quantity, unit_pence, vat_rate,
                         net_pence, vat_pence, credits)
                    SELECT \(ids.next(InvoiceLine.self)), \(note), CAST(\(position) AS INTEGER), booking_id, item,
                        title, detail, quantity, -unit_pence, vat_rate, -net_pence, -vat_pence, id
                    FROM invoice_line WHERE id = \(line.id)
                    """
                )
                try transaction.execute(
                    """
                    UPDATE invoiced_item SET released_at = \(act.at)
                    WHERE line_id = \(line.id) AND released_at IS NULL
                    """
                )
            }
            try transaction.update(
                """
                UPDATE invoice SET state = \(chosen.count == open.count ? Invoice.State.credited : invoice.state),
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .creditInvoice,
                of: id,
                in: invoice.hub.id,
                ["note": .id(note), "lines": .count(chosen.count)]
            )
            let issued = try transaction.invoice(note).orNotFound()
            try transaction.tellOfInvoice(issued, Post(settings, at: act.at), act, &ids)
        }
    }

    /// The credit notes given for an invoice.
    package func creditNotes(for id: ID<Invoice>, by actor: Actor) async throws -> [Invoice] {
        let invoice = try await invoice(id, by: actor)
        return try await database.read {
            try $0.invoices(where: "invoice.credits = \(invoice.id)", limit: 100)
        }
    }
}
