import Access
import HTML
import Pathways
import Programmes
import Services

/// Something that is coming up for the reader: training, coaching, or what is due on a pathway.
struct TodayComing: Renderable, Sendable {
    /// `nil` for what is done in one’s own time.
    let day: LocalDate?
    let title: String
    let link: Link
    let words: String

    /// How far ahead one looks for what is due, in days.
    static let horizonDays = 60

    var markup: Markup {
        li {
            h3 { a(.href(link)) { title } }
            p(.class("meta")) { words }
        }
    }
}

extension Site {
    /// What is coming up for the reader, soonest first, and then what has no day.
    func comingUp(_ own: OwnPathways, _ visit: Visit) async throws -> [TodayComing] {
        let today = visit.services.today()
        let person = try visit.actor.signedInPerson().id
        let bookings = try await programmes.ownBookings(by: visit.actor)
        var coming = bookings.compactMap { TodayComing($0, for: person, on: today) }
        for line in own.coaching where line.relationship.state == .active {
            let found = line.relationship
            guard let day = line.nextOn, day >= today else { continue }
            let other = found.coach.id == person ? found.coached : found.coach
            coming.append(
                TodayComing(
                    day: day,
                    title: "\(found.purpose.name) with \(other.name)",
                    link: SiteMap.coaching(found.id),
                    words: "\(day.spelled), as you agreed."
                )
            )
        }
        for (participant, record) in own.milestones where participant.status == .active {
            let day = record.dueOn
            guard day >= today, day <= today.adding(days: TodayComing.horizonDays) else { continue }
            coming.append(
                TodayComing(
                    day: day,
                    title: record.milestone.request(on: participant.pathwayName),
                    link: SiteMap.participant(participant.id),
                    words: "By \(day.spelled)."
                )
            )
        }
        // What is on the same day keeps its order.
        return coming.enumerated()
            .sorted { left, right in
                (left.element.day ?? Run.noEnd, left.offset) < (right.element.day ?? Run.noEnd, right.offset)
            }
            .map(\.element)
    }
}

extension TodayComing {
    /// The next session of a booking, or self-study that the person has a place in; `nil` where nothing is to come.
    fileprivate init?(_ record: BookingRecord, for person: ID<Person>, on today: LocalDate) {
        guard record.booking.state == .confirmed else { return nil }
        let reference = "Reference \(record.booking.reference)."
        let session = record.run.sessions.first { $0.heldOn >= today }
        guard let session else {
            guard record.isToStudy(by: person) else { return nil }
            self.init(
                day: nil,
                title: record.offer.facts.title,
                link: SiteMap.booking(record.booking.id),
                words: "\(record.run.openDays), in your own time. \(reference)"
            )
            return
        }
        self.init(
            day: session.heldOn,
            title: record.offer.facts.title,
            link: SiteMap.booking(record.booking.id),
            words: "\(session.heldOn.spelled), \(session.start) to \(session.end). \(reference)"
        )
    }
}

extension BookingRecord {
    /// Whether somebody holds a place in self-study that they have not completed.
    fileprivate func isToStudy(by person: ID<Person>) -> Bool {
        run.study != nil && booking.heldPlaces.contains { $0.person == person && completions[$0.id] == nil }
    }
}
