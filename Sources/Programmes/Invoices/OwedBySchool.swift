package import Access
package import Database
package import Services

/// What a school owes a hub by the invoices that were issued, less what was credited: the same as ``Statement/open``.
package struct OwedBySchool: Sendable, Equatable, RowReadable {
    package let school: Organisation
    /// Below zero while the hub owes it to the school.
    package let open: Pence
    /// How much of it was due before today.
    package let overdue: Pence

    package init(row: Row) throws {
        school = Organisation(
            id: try row.get("school_id"),
            kind: try row.get("school_kind"),
            name: try row.get("school_name")
        )
        open = try row.get("open_pence")
        overdue = try row.get("overdue_pence")
    }
}

extension Programmes {
    /// The schools with which something is open: most overdue first, then who owes most.
    package func owedBySchools(to hub: ID<Organisation>, by actor: Actor) async throws -> [OwedBySchool] {
        try actor.require(.seeInvoices, on: .of(hub))
        let today = services.today()
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT school.id AS school_id, school.kind AS school_kind, school.name AS school_name,
                    CAST(sum(invoice.net_pence + invoice.vat_pence) AS BIGINT) AS open_pence,
                    CAST(sum(CASE WHEN base.state = 'issued' AND base.due_on < \(today)
                        THEN invoice.net_pence + invoice.vat_pence ELSE 0 END) AS BIGINT) AS overdue_pence
                FROM invoice JOIN organisation AS school ON school.id = invoice.organisation_id
                JOIN invoice AS base ON base.id = coalesce(invoice.credits, invoice.id)
                WHERE invoice.hub_id = \(hub) AND invoice.number IS NOT NULL AND invoice.paid_on IS NULL
                GROUP BY school.id, school.kind, school.name
                HAVING sum(invoice.net_pence + invoice.vat_pence) <> 0
                ORDER BY overdue_pence DESC, open_pence DESC, school.name, school.id
                """
            )
        }
    }
}
