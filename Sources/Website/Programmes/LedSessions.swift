import Programmes
import Services

extension Site {
    /// The registers of the sessions that this person leads.
    func leaderNeeds(_ visit: Visit) async throws -> [TodayNeed] {
        let today = visit.services.today()
        return try await programmes.ledSessions(by: visit.actor).map { line in
            let day = line.session.heldOn
            return TodayNeed(
                text: "You lead \(line.offer.facts.title)",
                link: SiteMap.attendance(line.session.id),
                tag: StatusTag(
                    day == today ? "Today at \(line.session.start)" : day.spelledShort,
                    day <= today ? .waiting : .neutral
                )
            )
        }
    }
}
