import Access
import Foundation
import Programmes
import Services

extension Site {
    /// What waits for those who book for a school: invoices that are overdue, and where they stand on waiting lists.
    func schoolTrainingNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let invoices = try await programmes.overdueInvoices(by: visit.actor).map { invoice in
            TodayNeed(
                text: "Invoice \(invoice.number ?? ""), \(invoice.total), overdue",
                link: SiteMap.invoice(invoice.id),
                tag: StatusTag(invoice.dueOn.map { "Due on \($0.spelledShort)" } ?? "Overdue", .late)
            )
        }
        let now = visit.services.now()
        let waiting = try await programmes.ownWaitingEntries(withSchools: true, by: visit.actor).map {
            entry,
            offer,
            run in
            let isOwn = entry.person.id == visit.actor.person?.id
            let who = isOwn ? "You wait" : "\(entry.person.name) waits"
            let places = InWords.count(entry.places, "place")
            return TodayNeed(
                text: "\(who) for \(places) in “\(offer.facts.title)”",
                link: SiteMap.waitingList(run.id),
                tag: Self.waitingTag(entry, now)
            )
        }
        return invoices + waiting
    }

    private static func waitingTag(_ entry: WaitingEntry, _ now: Date) -> StatusTag {
        if let lapsed = entry.lapsed(at: now) {
            return StatusTag("The time to book was over at \(OfferWords.instant(lapsed.at))", .late)
        }
        guard let kept = entry.kept(at: now) else { return StatusTag("On the waiting list", .neutral) }
        let places = InWords.count(kept.places, "place")
        return StatusTag("\(places) kept until \(OfferWords.instant(kept.until))", .waiting)
    }
}
