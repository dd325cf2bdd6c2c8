package import Access
import Database
import Evidence
package import Services

extension Programmes {
    /// Changes whom a draft is billed to, and the purchase order that stands on it. What is issued stays as it is.
    ///
    /// - Throws: `Faults` (fields `billedTo`, `purchaseOrder`); ``InvoiceRefusal/wrongState(_:)``;
    ///   `DatabaseError.staleVersion`.
    package func editDraftInvoice(
        _ id: ID<Invoice>,
        billedTo: String,
        purchaseOrder: String,
        version: Int,
        by actor: Actor
    ) async throws {
        var reader = FieldReader()
        let address = reader.required(billedTo, "billedTo", named: "whom it is billed to", most: 600)
        let order = reader.purchaseOrder(purchaseOrder)
        let faults = reader
        try await changeInvoice(id, by: actor) { transaction, invoice, act, _ in
            try faults.finish()
            guard invoice.state == .draft else { throw InvoiceRefusal.wrongState(invoice.state) }
            try transaction.update(
                """
                UPDATE invoice SET billed_to = \(address), purchase_order = \(order), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .editInvoice,
                of: id,
                in: invoice.hub.id,
                [
                    "billedTo": .flag(address != invoice.billedTo),
                    "purchaseOrder": .flag(order != invoice.purchaseOrder),
                ]
            )
        }
    }

    /// Adds, corrects or takes out the purchase order of a booking, at any time: it is often known only later. Drafts
    /// of invoices that are made from then on carry it; those that are there are changed by the hub.
    ///
    /// - Throws: `Faults` (field `purchaseOrder`); `DatabaseError.staleVersion`.
    package func setPurchaseOrder(_ typed: String, of id: ID<Booking>, version: Int, by actor: Actor)
        async throws
    {
        try actor.signedInOrSystem()
        var reader = FieldReader()
        let order = reader.purchaseOrder(typed)
        try reader.finish()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let change = try BookingChange(
                id,
                for: .setPurchaseOrder,
                by: actor,
                at: act.at,
                in: transaction
            )
            try transaction.update(
                """
                UPDATE booking SET purchase_order = \(order.isEmpty ? nil : order), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(
                act,
                .setPurchaseOrder,
                of: id,
                in: change.booking.organisation.id,
                ["given": .flag(!order.isEmpty)]
            )
        }
    }
}

extension FieldReader {
    /// A purchase order as typed; empty where there is none.
    mutating func purchaseOrder(_ typed: String) -> String {
        optional(typed, "purchaseOrder", named: "the purchase order number", most: 50)
    }
}
