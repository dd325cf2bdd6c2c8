package import Access
import Database
import Evidence
package import Services

/// A session of another offer in the week in which a hub plans one, for the same people.
package struct Clash: Sendable {
    package let listed: ListedSession
    package let isSameDay: Bool
    /// What both build on, by title.
    package let strands: [StrandTag]
    /// Whom both are for.
    package let phases: Set<OfferPhase>
}

/// What else is on in the week of a day that is planned.
package struct ClashWeek: Sendable {
    package let day: LocalDate
    /// What is nearest first: the same day, then the same strand.
    package let clashes: [Clash]
    /// How many there are, shown or not.
    package let total: Int

    package var onTheDay: Int { clashes.count(where: \.isSameDay) }
}

extension Programmes {
    /// What hubs run in the weeks of some days for a phase that the offer is for or on a strand that it builds on:
    /// published offers, and unpublished ones of the actor's own hubs.
    ///
    /// - Parameters:
    ///   - days: The days that are planned; the first twelve are looked at.
    ///   - run: The run that is planned: it does not clash with itself.
    ///   - shown: The most clashes for a week.
    package func clashes(
        with id: ID<Offer>,
        on days: [LocalDate],
        excluding run: ID<Run>?,
        shown: Int = 12,
        by actor: Actor
    ) async throws -> [ClashWeek] {
        try actor.signedInOrSystem()
        let days = Array(Set(days).sorted().prefix(12))
        guard !days.isEmpty else { return [] }
        let hubs = actor.organisations(where: .seeBookings).map(\.id)
        return try await database.read { transaction in
            let offer = try transaction.offer(id).orNotFound()
            try actor.require(.editOffer, on: offer.subjectOfEditing(by: actor))
            let weeks = days.map { day -> SQL in
                let monday = day.adding(days: 1 - day.isoWeekday)
                return "run_session.held_on BETWEEN \(monday) AND \(monday.adding(days: 6))"
            }
            let rows = try transaction.rows(
                """
                SELECT offer.id, run.id AS run, run_session.id AS session FROM run_session
                JOIN run ON run.id = run_session.run_id
                JOIN offer ON offer.id = run.offer_id
                WHERE (\(SQL.joined(weeks, by: " OR "))) AND run.id <> \(run ?? ID(rawValue: 0)) AND \(Run.isHeld)
                    AND (offer.state = 'published' OR (offer.state IN ('draft', 'agreeing') AND EXISTS (
                        SELECT 1 FROM offer_hub WHERE offer_id = offer.id AND hub_id IN (\(SQL.list(hubs))))))
                    AND ((offer.phases & \(offer.facts.phases.mask)) <> 0 OR EXISTS (
                        SELECT 1 FROM offer_strand WHERE offer_id = offer.id
                            AND strand_id IN (\(SQL.list(offer.strands.map(\.id))))))
                ORDER BY run_session.held_on, run_session.starts_at, run_session.id LIMIT 2000
                """
            )
            let listed = try transaction.listedSessions(rows)
            return days.map { ClashWeek(on: $0, offer, among: listed, shown: shown) }
        }
    }
}

extension ClashWeek {
    fileprivate init(on day: LocalDate, _ offer: Offer, among listed: [ListedSession], shown: Int) {
        let monday = day.adding(days: 1 - day.isoWeekday)
        let found = listed.filter { (monday...monday.adding(days: 6)).contains($0.session.heldOn) }.map {
            line in
            Clash(
                listed: line,
                isSameDay: line.session.heldOn == day,
                strands: line.offer.strands.filter(offer.strands.contains),
                phases: line.offer.facts.phases.intersection(offer.facts.phases)
            )
        }
        // The order of time stays within each group: the sort is by a stable place.
        let order = found.enumerated().sorted { left, right in
            let (first, second) = (left.element.rank, right.element.rank)
            return first == second ? left.offset < right.offset : first < second
        }
        self.day = day
        clashes = order.prefix(shown).map(\.element)
        total = found.count
    }
}

extension Clash {
    /// 0 for the same day and strand to 3 for the same week and phase.
    fileprivate var rank: Int { (isSameDay ? 0 : 2) + (strands.isEmpty ? 1 : 0) }
}
