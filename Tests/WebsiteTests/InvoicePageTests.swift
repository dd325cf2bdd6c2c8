import Access
import Database
import Foundation
import HTTPTypes
import Programmes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Invoices on pages")
struct InvoicePageTests {
    /// An issued invoice of which nothing was credited yet, with every line twice, and the lead of its hub.
    private static func found(_ served: ServedSite) async throws -> (invoice: Int64, lead: String) {
        try await served.database.write { transaction in
            let row = try #require(
                try transaction.rows(
                    """
                    SELECT invoice.id, person.email FROM invoice
                    JOIN membership ON membership.organisation_id = invoice.hub_id AND membership.role = 'lead'
                    JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                    WHERE invoice.state <> 'withdrawn' AND invoice.kind = 'invoice'
                        AND NOT EXISTS (SELECT 1 FROM invoice AS note WHERE note.credits = invoice.id)
                        AND invoice.net_pence > 0
                    ORDER BY invoice.id, person.id LIMIT 1
                    """
                ).first
            )
            let id = try row.get(0, as: Int64.self)
            try transaction.execute(
                """
                INSERT INTO invoice_line
                    (id, invoice_id, position, booking_id, item, title, detail, quantity, unit_pence, vat_rate,
                     net_pence, vat_pence, credits)
                SELECT 7000 + position, invoice_id, position + 1000, booking_id, item, title, detail, quantity,
                    unit_pence, vat_rate, net_pence, vat_pence, credits
                FROM invoice_line WHERE invoice_id = \(id)
                """
            )
            try transaction.execute(
                """
                UPDATE invoice SET state = 'issued', number = coalesce(number, 'TWICE-1'), paid_on = NULL,
                    issued_on = coalesce(issued_on, '2026-11-02'), due_on = coalesce(due_on, '2026-12-02'),
                    net_pence = 2 * net_pence, vat_pence = 2 * vat_pence
                WHERE id = \(id)
                """
            )
            return (id, try row.get(1, as: String.self))
        }
    }

    @Test(
        "say what is still to pay after a part was credited, as the statement does, and what was marked",
        arguments: TestEngine.available
    )
    func stillToPay(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await Self.found(served)
            let lead = try await served.visitor(found.lead)
            let id = ID<Invoice>(rawValue: found.invoice)
            let path = "/invoices/\(id)"
            func page() async throws -> Reply { try await served.ask(.get, path, as: lead) }
            func form(with field: String, in page: Reply) throws -> PageForm {
                try #require(PageForm.all(in: page.text).first { $0.names.contains(field) })
            }
            func read() async throws -> (invoice: Pence, credited: Pence) {
                try await served.database.read { transaction in
                    (
                        try #require(
                            try transaction.value(
                                "SELECT net_pence + vat_pence FROM invoice WHERE id = \(id)",
                                as: Pence.self
                            )
                        ),
                        try #require(
                            try transaction.value(
                                """
                                SELECT coalesce(CAST(sum(net_pence + vat_pence) AS BIGINT), 0) FROM invoice
                                WHERE credits = \(id)
                                """,
                                as: Pence.self
                            )
                        )
                    )
                }
            }
            let whole = try await read().invoice
            #expect(try await page().words.contains("Still to pay \(whole)"))
            var credit = try form(with: "line", in: try await page())
            let line = try #require(
                try await served.database.read { transaction in
                    try transaction.value(
                        "SELECT id FROM invoice_line WHERE invoice_id = \(id) ORDER BY position DESC LIMIT 1",
                        as: ID<InvoiceLine>.self
                    )
                }
            )
            credit.set("line", ["\(line)"])
            credit.set("reason", ["Agreed by telephone"])
            credit.set("step", ["credit"])
            let credited = try await served.ask(.post, credit.action, as: lead, body: credit.encoded)
            #expect(credited.place == path, "\(credited.words)")
            let now = try await read()
            #expect(now.credited < .zero)
            let left = now.invoice + now.credited
            let words = try await page().words
            #expect(words.contains("Credited \(now.credited) · Still to pay \(left)"))
            let hub = try #require(
                try await served.database.read { transaction in
                    try transaction.value(
                        "SELECT hub_id FROM invoice WHERE id = \(id)",
                        as: ID<Organisation>.self
                    )
                }
            )
            let number = try #require(
                try await served.database.read { transaction in
                    try transaction.value("SELECT number FROM invoice WHERE id = \(id)", as: String.self)
                }
            )
            let list = try await served.ask(.get, "/hub/invoices?hub=\(hub)&state=issued", as: lead)
            let row = list.rows.first { ($0["Number"] ?? "").contains(number) }
            #expect(row?["Still to pay"]?.contains("\(left)") == true, "\(row ?? [:])")
            var pay = try form(with: "paidOn", in: try await page())
            pay.set("step", ["paid"])
            let paid = try await served.ask(.post, pay.action, as: lead, body: pay.encoded)
            #expect(paid.place == path)
            #expect(paid.notice == "Marked as paid on 23 November 2026.")
            #expect(try await !page().words.contains("Still to pay"))
        }
    }

    @Test("drafts are issued together from their list", arguments: TestEngine.available)
    func together(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let row = try await served.database.read { transaction in
                try #require(
                    try transaction.rows(
                        """
                        SELECT invoice.hub_id, person.email FROM invoice
                        JOIN membership ON membership.organisation_id = invoice.hub_id AND membership.role = 'lead'
                        JOIN person ON person.id = membership.person_id AND person.email IS NOT NULL
                        WHERE invoice.state = 'draft' ORDER BY invoice.id, person.id LIMIT 1
                        """
                    ).first
                )
            }
            let hub = try row.get(0, as: ID<Organisation>.self)
            let lead = try await served.visitor(try row.get(1, as: String.self))
            let (path, list) = ("/hub/invoices", "/hub/invoices?hub=\(hub)&state=draft")
            let page = try await served.ask(.get, list, as: lead)
            var form = try #require(
                PageForm.all(in: page.text).first { $0.action == path && $0.names.contains("draft") }
            )
            try await served.database.write { transaction in
                try transaction.execute("UPDATE invoice SET vat_pence = 100 WHERE state = 'draft'")
                try transaction.execute("UPDATE billing SET vat_number = ''")
            }
            let warned = try await served.ask(.get, list, as: lead)
            #expect(warned.words.contains("No VAT number is set"))
            form.set("step", ["issue"])
            #expect(form.names.contains("page"), "whoever is refused comes back to the page that was sent")
            var nothing = form
            nothing.set("draft", [])
            let refused = try await served.ask(.post, path, as: lead, body: nothing.encoded)
            #expect(refused.status == 422 && refused.words.contains("Tick the drafts to issue"))
            let issued = try await served.ask(.post, path, as: lead, body: form.encoded)
            #expect(issued.status == 303, "\(issued.words)")
            #expect(issued.notice?.contains("issued. Whoever booked has an email.") == true)
            let again = try await served.ask(.post, path, as: lead, body: form.encoded)
            #expect(again.status == 422 && again.words.contains("The invoice is: issued."))
            let after = try await served.ask(.get, list, as: lead)
            #expect(after.words.contains("There are none here."))
        }
    }
}
