import Access
import Database
import Foundation
import Programmes
import Services

extension ExampleNetwork {
    /// The English hub charges for late cancellations and sends invoices: last year's are paid but for a few, one
    /// line was credited, and this year's lie as drafts. The teaching school hub has a ladder too.
    func sendInvoices(_ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        guard let hub = hubs[.english], let teaching = hubs[.teaching] else { return }
        let lead = try cast.lead(of: .english)
        let rules = programmes(on: day(-700))
        try await rules.setCancellationLadder(.common, of: hub.id, by: lead)
        try await rules.setCancellationLadder(
            CancellationLadder([.init(withinDays: 7, percentage: 50)]),
            of: teaching.id,
            by: try cast.lead(of: .teaching)
        )
        var billing = BillingDraft()
        billing.seller = "Withermere Learning Trust\nWithermere Meadow Primary School\nWithermere"
        billing.payment =
            "By transfer to Withermere Learning Trust, sort code 00-00-00, account 00000000, with the number of the invoice"
        billing.prefix = "WEH-"
        try await rules.setBilling(billing, of: hub.id, version: 0, by: lead)

        let past = try await draft(hub, from: day(-700), until: day(-90), on: day(-80), lead)
        for (position, invoice) in past.enumerated() {
            let issuing = programmes(on: day(-78), 10, position % 60)
            try await issuing.issueInvoice(invoice.id, version: invoice.version, by: lead)
            guard !position.isMultiple(of: 5) else { continue }
            try await programmes(on: day(-50 + position % 20))
                .markPaid(invoice.id, on: "", version: invoice.version + 1, by: lead)
        }
        if let first = past.first, let line = first.lines.first {
            try await programmes(on: day(-70)).creditInvoice(
                first.id,
                lines: [line.id],
                reason: "The school’s bus broke down; agreed by telephone",
                version: first.version + 1,
                by: lead
            )
        }
        _ = try await draft(hub, from: day(-89), until: day(60), on: day(-1), lead)
    }

    /// - Returns: The drafts, oldest first; none when there is nothing to invoice.
    private func draft(
        _ hub: Organisation,
        from: LocalDate,
        until: LocalDate,
        on day: LocalDate,
        _ lead: Actor
    ) async throws -> [Invoice] {
        let programmes = programmes(on: day)
        do {
            _ = try await programmes.draftInvoices(of: hub.id, from: from, until: until, by: lead)
        } catch InvoiceRefusal.nothing {
            return []
        }
        return try await programmes.invoices(of: hub.id, in: .state(.draft), limit: 500, by: lead).invoices
            .reversed()
    }
}
