package import Access
import Database
import Services

extension Programmes {
    /// The invoices that are due and not paid, of the schools whose invoices someone sees by a role there: the longest due
    /// first.
    package func overdueInvoices(limit: Int = 10, by actor: Actor) async throws -> [Invoice] {
        try actor.signedInPerson()
        let schools = actor.organisations(where: .seeInvoices).filter { $0.kind != .hub }.map(\.id)
        guard !schools.isEmpty else { return [] }
        let isOverdue = InvoiceFilter.overdue.condition(on: services.today())
        return try await database.read { transaction in
            try transaction.invoices(
                where: "invoice.organisation_id IN (\(SQL.list(schools))) AND \(isOverdue)",
                order: "invoice.due_on, invoice.id",
                limit: limit
            )
        }
    }
}
