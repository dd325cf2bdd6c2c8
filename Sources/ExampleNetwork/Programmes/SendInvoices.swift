import Access
import Database
import Foundation
import Programmes
import Services

extension ExampleNetwork {
    /// The English hub charges for late cancellations and sends invoices, a school's for a term: those of terms that are
    /// over are paid but for a few of the last one, of which one line was credited and one invoice lies as a draft, as
    /// this term's do. The teaching school hub has a ladder too.
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

        // Of a term that ended within the last two months the invoices still lie as drafts.
        let lastEnd = day(-60)
        var over: [(term: Term, drafts: [Invoice])] = []
        for term in terms {
            guard term.until < lastEnd else {
                _ = try await draft(hub, term, on: day(-1), lead)
                continue
            }
            let drafts = try await draft(hub, term, on: term.until.adding(days: 10), lead)
            if !drafts.isEmpty { over.append((term, drafts)) }
        }
        for (place, (term, drafts)) in over.enumerated() {
            let isLast = place == over.count - 1
            // Of the last term that has any, one is still looked at.
            let issued = drafts.dropLast(isLast && drafts.count > 1 ? 1 : 0)
            for (position, invoice) in issued.enumerated() {
                let issuing = programmes(on: term.until.adding(days: 12), 10, position % 60)
                try await issuing.issueInvoice(invoice.id, version: invoice.version, by: lead)
                guard !isLast || !position.isMultiple(of: 5) else { continue }
                try await programmes(on: term.until.adding(days: 35 + position % 20))
                    .markPaid(invoice.id, on: "", version: invoice.version + 1, by: lead)
            }
            if isLast, let first = issued.first, let line = first.lines.first {
                try await programmes(on: term.until.adding(days: 20)).creditInvoice(
                    first.id,
                    lines: [line.id],
                    reason: "The school’s bus broke down; agreed by telephone",
                    version: first.version + 1,
                    by: lead
                )
            }
        }
    }

    /// The days of a school term, the holidays after it included.
    private struct Term {
        let from: LocalDate
        let until: LocalDate
    }

    /// Those that have begun since the hub sends invoices, oldest first.
    private var terms: [Term] {
        let thisYear = AcademicYear(containing: options.today).startYear
        var terms: [Term] = []
        for year in (thisYear - 2)...thisYear {
            let academic = AcademicYear(startYear: year)
            let days: [(LocalDate?, LocalDate?)] = [
                (academic.firstDay, LocalDate(year: year, month: 12, day: 31)),
                (LocalDate(year: year + 1, month: 1, day: 1), LocalDate(year: year + 1, month: 3, day: 31)),
                (LocalDate(year: year + 1, month: 4, day: 1), academic.lastDay),
            ]
            for case (let from?, let until?) in days where from >= day(-700) && from <= day(0) {
                terms.append(Term(from: from, until: until))
            }
        }
        return terms
    }

    /// - Returns: The drafts, oldest first; none when there is nothing to invoice.
    private func draft(
        _ hub: Organisation,
        _ term: Term,
        on day: LocalDate,
        _ lead: Actor
    ) async throws -> [Invoice] {
        let programmes = programmes(on: day)
        do {
            _ = try await programmes.draftInvoices(of: hub.id, from: term.from, until: term.until, by: lead)
        } catch InvoiceRefusal.nothing {
            return []
        }
        return try await programmes.invoices(of: hub.id, in: .state(.draft), limit: 500, by: lead).invoices
            .reversed().filter { $0.from == term.from }
    }
}
