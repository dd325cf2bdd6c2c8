package import Access
import Database
import Evidence
package import Services

/// What stands on a hub's invoices, and how they are numbered.
package struct Billing: Sendable, Equatable {
    /// Name and address of who sends them, over several lines.
    package let seller: String
    package let vatNumber: String
    /// How to pay.
    package let payment: String
    package let dueDays: Int
    package let prefix: String
    /// The number that the next invoice or credit note gets.
    package let nextNumber: Int
    package let version: Int
}

/// The form of ``Billing``, as typed.
package struct BillingDraft: Sendable, Equatable {
    package var seller = ""
    package var vatNumber = ""
    package var payment = ""
    package var dueDays = "30"
    package var prefix = ""

    package init() {}

    package init(_ billing: Billing) {
        seller = billing.seller
        vatNumber = billing.vatNumber
        payment = billing.payment
        dueDays = "\(billing.dueDays)"
        prefix = billing.prefix
    }
}

/// Why an invoice cannot be made or changed so.
package enum InvoiceRefusal: Error, Hashable, Sendable {
    /// Who sends the hub's invoices is not set.
    case noBilling
    /// There is nothing to invoice.
    case nothing
    /// Something on a draft is not owed as it stands there any more.
    case owedOtherwise
    /// A credit note that was given after it was paid is settled.
    case repaid
    /// The step is not open to an invoice in this state.
    case wrongState(Invoice.State)
}

extension Programmes {
    /// A hub's billing; `nil` until it is set.
    package func billing(of hub: ID<Organisation>, by actor: Actor) async throws -> Billing? {
        try actor.require(.seeInvoices, on: .of(hub))
        return try await database.read { try $0.billing(of: hub) }
    }

    /// Sets who sends a hub's invoices. Invoices that are issued keep what stood on them; numbers go on.
    package func setBilling(
        _ draft: BillingDraft,
        of hub: ID<Organisation>,
        version: Int,
        by actor: Actor
    ) async throws {
        try actor.require(.manageInvoices, on: .of(hub))
        var reader = FieldReader()
        let seller = reader.required(draft.seller, "seller", named: "the name and address", most: 600)
        let vatNumber = reader.optional(draft.vatNumber, "vatNumber", named: "the VAT number", most: 20)
        let payment = reader.required(draft.payment, "payment", named: "how to pay", most: 600)
        let dueDays =
            reader.wholeNumber(draft.dueDays, "dueDays", named: "the days to pay", in: 0...120) ?? 30
        let prefix = reader.required(draft.prefix, "prefix", named: "how numbers begin", most: 10)
            .uppercased()
        if !prefix.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) {
            reader.report("prefix", "Use letters, digits and hyphens for how numbers begin, such as NTSH-")
        }
        try reader.finish()
        let act = services.act(by: actor)
        try await database.write { transaction in
            try transaction.requireHub(hub)
            if try transaction.billing(of: hub) == nil {
                try transaction.execute(
                    """
                    INSERT INTO billing (hub_id, seller, vat_number, payment, due_days, prefix, next_number, version)
                    VALUES (\(hub), \(seller), \(vatNumber), \(payment), \(dueDays), \(prefix), 1, 1)
                    """
                )
            } else {
                try transaction.update(
                    """
                    UPDATE billing SET seller = \(seller), vat_number = \(vatNumber), payment = \(payment),
                        due_days = \(dueDays), prefix = \(prefix), version = version + 1
                    WHERE hub_id = \(hub) AND version = \(version)
                    """
                )
            }
            try transaction.audit(act, .setBilling, of: hub, in: hub)
        }
    }
}

extension Transaction {
    func billing(of hub: ID<Organisation>) throws -> Billing? {
        let row = try rows(
            """
            SELECT seller, vat_number, payment, due_days, prefix, next_number, version FROM billing
            WHERE hub_id = \(hub)
            """
        ).first
        return try row.map { row in
            Billing(
                seller: try row.get(0),
                vatNumber: try row.get(1),
                payment: try row.get(2),
                dueDays: try row.get(3),
                prefix: try row.get(4),
                nextNumber: try row.get(5),
                version: try row.get(6)
            )
        }
    }

    /// Takes the next number from the hub's counter, whose row is locked until the transaction ends: no number is
    /// given twice and none is left out, because a transaction that fails takes the count back.
    func nextInvoiceNumber(of hub: ID<Organisation>) throws -> String {
        let counted = try execute("UPDATE billing SET next_number = next_number + 1 WHERE hub_id = \(hub)")
        guard counted == 1, let billing = try billing(of: hub) else { throw InvoiceRefusal.noBilling }
        let digits = String(billing.nextNumber - 1)
        return billing.prefix + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}
