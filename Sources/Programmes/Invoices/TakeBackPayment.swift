package import Access
import Database
package import Services

extension Invoice {
    /// Whether it can be said that it was marked as paid, or as settled, by mistake. What was settled with its invoice goes
    /// with that.
    package var hasOwnPayment: Bool {
        guard paidOn != nil else { return false }
        guard kind == .creditNote else { return true }
        guard let issuedOn, let paid = credits?.paidOn else { return false }
        return paid < issuedOn
    }
}

extension Programmes {
    /// Says that an invoice was marked as paid by mistake, or a credit note as settled: it is open again, with the credit
    /// notes that were settled with it.
    ///
    /// - Throws: ``InvoiceRefusal/repaid`` while a credit note that was given later is settled; it is taken back first;
    ///   ``InvoiceRefusal/wrongState(_:)``; `DatabaseError.staleVersion`.
    package func takeBackPayment(_ id: ID<Invoice>, version: Int, by actor: Actor) async throws {
        try await changeInvoice(id, by: actor) { transaction, invoice, act, _ in
            guard invoice.hasOwnPayment else { throw InvoiceRefusal.wrongState(invoice.state) }
            let notes = try transaction.invoices(where: "invoice.credits = \(id)")
            guard !notes.contains(where: \.hasOwnPayment) else { throw InvoiceRefusal.repaid }
            // A fully credited invoice stays so.
            try transaction.update(
                """
                UPDATE invoice SET state = CASE WHEN state = 'paid' THEN 'issued' ELSE state END, paid_on = NULL,
                    version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.execute(
                """
                UPDATE invoice SET state = 'issued', paid_on = NULL, version = version + 1
                WHERE credits = \(id) AND state = 'paid'
                """
            )
            try transaction.audit(act, .takeBackPayment, of: id, in: invoice.hub.id)
        }
    }
}
