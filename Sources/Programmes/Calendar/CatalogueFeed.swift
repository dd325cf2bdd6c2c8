import Database
import Foundation
import Services

/// A calendar that programs subscribe to: an iCalendar file at an address of its own.
package struct CalendarFeed: Sendable {
    package let text: String

    package static let contentType = "text/calendar; charset=utf-8"
}

extension Programmes {
    /// The sessions of what a query finds, as a calendar. Anyone may read it, so links to join are not in it.
    ///
    /// - Parameters:
    ///   - name: What the calendar is called where it is subscribed to.
    ///   - page: The address of the page for people.
    package func calendarFeed(_ query: OfferQuery, named name: String, page: String) async throws
        -> CalendarFeed
    {
        let listed = try await sessions(query, withCancelled: true)
        let post = Post(settings, at: services.now())
        let entries = listed.map { line in
            let series = line.run.sessions.count
            var entry = post.entry(
                line.session,
                uid: "\(line.session.id)@\(settings.host)",
                sequence: line.session.sequence,
                line.offer,
                attendee: nil,
                titled: series == 1
                    ? line.offer.facts.title : "\(line.offer.facts.title) (\(line.number) of \(series))"
            )
            entry.isCancelled = line.run.isCancelled
            return entry
        }
        let head = CalendarHead(
            name: name,
            text: "Training that can be booked. Sessions that move, move here too.",
            page: page
        )
        return CalendarFeed(text: CalendarFile(method: .publish, entries: entries, head: head).text)
    }
}
