package import Access
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
                    """
            )
            guard let first = entries.first else { throw AccessError.notFound }
            return Statement(hub: first.hub, school: first.school, entries: entries.reversed())
        }
    }
}
