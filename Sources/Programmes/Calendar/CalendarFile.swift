import Foundation
import Services

/// A session as it goes into someone's calendar.
struct CalendarEntry: Sendable {
    /// The same for ever for one session and one place: a later version takes the place of the earlier one.
    let uid: String
    let sequence: Int
    let stamp: Date
    let session: RunSession
    let title: String
    let text: String
    let location: String
    let address: String
    let organiser: Mailbox
    /// Only the person it is sent to: nobody learns from it who else comes.
    let attendee: Mailbox?
    /// Whether somebody still has to agree that the person goes.
    var isTentative = false
    /// Whether it is not held, in a calendar that is subscribed to.
    var isCancelled = false

    struct Mailbox: Sendable {
        let name: String
        let email: String
    }
}

/// What a calendar says of itself to a program that subscribes to it (RFC 7986), also in the words of programs
/// that know only the older `X-` names.
struct CalendarHead: Sendable {
    let name: String
    let text: String
    /// The page for people.
    let page: String

    /// How often a program is asked to look again.
    static let refreshHours = 4

    var contentLines: [String] {
        let name = CalendarText.escaped(name)
        let hours = "PT\(Self.refreshHours)H"
        return [
            "NAME:\(name)", "X-WR-CALNAME:\(name)", "DESCRIPTION:\(CalendarText.escaped(text))",
            "X-WR-TIMEZONE:Europe/London", "URL:\(page)", "REFRESH-INTERVAL;VALUE=DURATION:\(hours)",
            "X-PUBLISHED-TTL:\(hours)",
        ]
    }
}

/// An iCalendar file (RFC 5545) for one of the methods of RFC 5546.
struct CalendarFile: Sendable {
    enum Method: String, Sendable {
        /// For a booker's own overview; nobody is asked to answer.
        case publish = "PUBLISH"
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    let method: Method
    let entries: [CalendarEntry]
    /// Of a calendar that is subscribed to; `nil` for a file that goes with an email.
    var head: CalendarHead?

    var contentType: String { "text/calendar; method=\(method.rawValue); charset=UTF-8" }

    /// Content lines that end in CRLF.
    var text: String {
        let lines =
            [
                "BEGIN:VCALENDAR", "PRODID:-//Braid//Programmes//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
                "METHOD:\(method.rawValue)",
            ] + (head?.contentLines ?? []) + Self.london + entries.flatMap { contentLines(of: $0) } + [
                "END:VCALENDAR"
            ]
        return lines.map { CalendarText.folded($0) + "\r\n" }.joined()
    }

    private func contentLines(of entry: CalendarEntry) -> [String] {
        let session = entry.session
        var lines = [
            "BEGIN:VEVENT",
            "UID:\(entry.uid)",
            "DTSTAMP:\(Self.instant(entry.stamp))",
            "SEQUENCE:\(entry.sequence)",
            "STATUS:\(method == .cancel || entry.isCancelled ? "CANCELLED" : entry.isTentative ? "TENTATIVE" : "CONFIRMED")",
            "DTSTART;TZID=Europe/London:\(Self.local(session.heldOn, session.start))",
            "DTEND;TZID=Europe/London:\(Self.local(session.heldOn, session.end))",
            "SUMMARY:\(CalendarText.escaped(entry.title))",
        ]
        if !entry.organiser.email.isEmpty {
            let organiser = entry.organiser
            lines.append("ORGANIZER;CN=\(CalendarText.quoted(organiser.name)):mailto:\(organiser.email)")
        }
        if !entry.text.isEmpty { lines.append("DESCRIPTION:\(CalendarText.escaped(entry.text))") }
        if !entry.location.isEmpty { lines.append("LOCATION:\(CalendarText.escaped(entry.location))") }
        if !entry.address.isEmpty { lines.append("URL:\(entry.address)") }
        if let attendee = entry.attendee {
            // The booking is the answer: nobody has to accept what they were booked on.
            let parameters =
                "CN=\(CalendarText.quoted(attendee.name));ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
            lines.append("ATTENDEE;\(parameters):mailto:\(attendee.email)")
        }
        return lines + ["TRANSP:OPAQUE", "END:VEVENT"]
    }

    private static func instant(_ date: Date) -> String {
        let day = LocalDate(date, in: .gmt)
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) - day.daysSinceEpoch * 86_400
        return digits(day) + "T" + two(seconds / 3600) + two(seconds / 60 % 60) + two(seconds % 60) + "Z"
    }

    private static func local(_ day: LocalDate, _ time: LocalTime) -> String {
        digits(day) + "T" + two(time.hour) + two(time.minute) + "00"
    }

    private static func digits(_ day: LocalDate) -> String { day.description.filter { $0 != "-" } }
    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The rule of Europe/London since 1996.
    private static let london: [String] = [
        "BEGIN:VTIMEZONE", "TZID:Europe/London",
        "BEGIN:DAYLIGHT", "DTSTART:19960331T010000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZNAME:BST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
        "BEGIN:STANDARD", "DTSTART:19961027T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000", "TZNAME:GMT",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD",
        "END:VTIMEZONE",
    ]
}
