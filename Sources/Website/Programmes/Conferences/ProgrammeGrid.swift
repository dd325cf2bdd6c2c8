import HTML
import Programmes
import Services

/// A conference's programme, day by day: rooms across and times down where the screen is wide, a list by time where it
/// is narrow.
struct ProgrammeGrid: Renderable {
    let conference: Conference
    /// Marked as the reader's own.
    var chosen: Set<ID<ConferenceSession>> = []
    /// Whether it says where few places are left or none: not when all is over.
    var showsPlaces = true
    let link: (ConferenceSession) -> Link

    private struct Day {
        let heldOn: LocalDate
        let sessions: [ConferenceSession]
    }

    private var days: [Day] {
        Set(conference.sessions.map(\.heldOn)).sorted().map { day in
            Day(heldOn: day, sessions: conference.sessions.filter { $0.heldOn == day })
        }
    }

    var markup: Markup {
        for day in days {
            h2 { day.heldOn.spelled }
            grid(day)
            list(day)
        }
    }

    /// Each row begins where a session begins or ends, so a session covers whole rows.
    private func grid(_ day: Day) -> Markup {
        let times = Set(day.sessions.flatMap { [$0.start, $0.end] }).sorted()
        return div(
            .class("programme-grid table-frame"),
            .role("region"),
            .aria("label", "Programme of \(day.heldOn.spelled)"),
            .tabindex(0)
        ) {
            table(.class("programme")) {
                caption(.class("visually-hidden")) { "Programme of \(day.heldOn.spelled), by time and room" }
                thead {
                    tr {
                        th(.scope("col")) { "Time" }
                        for room in conference.rooms { th(.scope("col")) { room.name } }
                    }
                }
                tbody {
                    for (row, start) in times.dropLast().enumerated() {
                        tr {
                            th(.scope("row")) { label(start, in: day) }
                            for room in conference.rooms {
                                cell(row, times, day.sessions.filter { $0.room == room.id })
                            }
                        }
                    }
                }
            }
        }
    }

    /// Where something only ends, the time is told to those who hear the table.
    @MarkupBuilder private func label(_ time: LocalTime, in day: Day) -> Markup {
        if day.sessions.contains(where: { $0.start == time }) {
            "\(time)"
        } else {
            span(.class("visually-hidden")) { "\(time)" }
        }
    }

    @MarkupBuilder private func cell(_ row: Int, _ times: [LocalTime], _ sessions: [ConferenceSession])
        -> Markup
    {
        if let session = sessions.first(where: { $0.start == times[row] }) {
            let rows = times.count { session.start <= $0 && $0 < session.end }
            td(.rowspan(rows), .class("programme__\(session.format.rawValue)")) { entry(session) }
        } else if !sessions.contains(where: { $0.start < times[row] && times[row] < $0.end }) {
            td(.class("programme__free")) {}
        }
    }

    @MarkupBuilder private func entry(_ session: ConferenceSession) -> Markup {
        if session.isChosen {
            a(.href(link(session))) { session.title }
        } else {
            span { session.title }
        }
        let names = ConferenceText.names(conference.speakers(of: session))
        if !names.isEmpty { span(.class("programme__who")) { names } }
        if session.isChosen {
            span(.class("programme__who")) { "\(session.format.name), \(ConferenceText.time(session))" }
        } else {
            span(.class("programme__who")) { ConferenceText.time(session) }
        }
        tags(session)
    }

    @MarkupBuilder private func tags(_ session: ConferenceSession) -> Markup {
        if !session.slides.isEmpty { StatusTag("Slides") }
        if !session.recording.isEmpty { StatusTag("Recording") }
        if chosen.contains(session.id) {
            StatusTag("Yours", .good)
        } else if showsPlaces, let places = ConferenceText.places(session) {
            places
        }
    }

    private func list(_ day: Day) -> Markup {
        ol(.class("programme-list")) {
            for session in day.sessions {
                li {
                    span(.class("programme-list__time")) { ConferenceText.time(session) }
                    span(.class("programme-list__what")) {
                        if session.isChosen {
                            a(.href(link(session))) { session.title }
                        } else {
                            span { session.title }
                        }
                        span(.class("programme__who")) {
                            [
                                conference.room(session.room)?.name,
                                session.isChosen ? session.format.name : nil,
                                ConferenceText.names(conference.speakers(of: session)),
                            ].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
                        }
                        tags(session)
                    }
                }
            }
        }
    }
}
