package import Access
import Database
import Directory
import Evidence
import Programmes
package import Services

// The rules of suggestion, all of them. Each says in a sentence why; none weighs anything that it does not say.

extension Reach {
    /// Training for a school: open offers that fit its phase, those on strands of its plans first, then by distance
    /// of the hub's host and by date.
    package func suggestions(forSchool school: ID<Organisation>, limit: Int = 5, by actor: Actor) async throws
        -> [Suggestion]
    {
        try actor.signedInPerson()
        try actor.require(.seePlans, on: .of(school))
        let today = services.today()
        let directory = Directory(database: database, services: services)
        let hubs = Dictionary(try await directory.hubs().map { ($0.id, $0) }) { first, _ in first }
        return try await database.read { transaction in
            guard let need = try transaction.need(of: school) else { return [] }
            let dismissed = try transaction.dismissedSuggestions(of: school)
            let booked: Set<ID<Offer>> = Set(
                try transaction.column(
                    """
                    SELECT run.offer_id FROM booking JOIN run ON run.id = booking.run_id
                    WHERE booking.organisation_id = \(school) AND booking.state = 'confirmed'
                    """
                )
            )
            let planned = try transaction.plansByOffer(of: school)
            var ranked: [(Double, Suggestion)] = []
            for line in try transaction.comingOffers(on: today).lines {
                let key = "offer/\(line.offer.id)"
                guard line.phases & need.phase.offerMask != 0, !booked.contains(line.offer.id),
                    !dismissed.contains(key)
                else { continue }
                var reasons: [String] = []
                var score = 0.0
                if let plan = planned[line.offer.id] {
                    reasons.append("Your plan “\(plan)” is on the same strand.")
                    score += 100
                }
                let distances = line.hubs.compactMap { hub in
                    need.place.flatMap { hubs[hub]?.host?.place?.kilometres(to: $0) }
                }
                if let nearest = distances.min() {
                    reasons.append("The hub is about \(Int(nearest.rounded())) km away.")
                    score += max(0, 50 - nearest)
                }
                reasons.append("It begins on \(line.offer.startsOn.spelledShort) and has places left.")
                reasons.append("It is for your phase.")
                score -= Double(line.offer.startsOn.daysSinceEpoch - today.daysSinceEpoch) / 30
                ranked.append(
                    (
                        score,
                        Suggestion(
                            key: key,
                            what: .offer(line.offer.id, title: line.offer.title),
                            reasons: reasons
                        )
                    )
                )
            }
            let ordered = ranked.enumerated().sorted {
                ($1.element.0, $0.offset) < ($0.element.0, $1.offset)
            }
            return ordered.prefix(limit).map(\.element.1)
        }
    }

    /// Schools for a hub to invite: the first of those in great need that took part in nothing for twelve months and to
    /// which this hub is the nearest.
    ///
    /// - Parameter spots: The hub’s, see ``coldSpots(_:nearestTo:limit:by:)``.
    package func suggestions(
        forHub hub: ID<Organisation>,
        among spots: [ColdSpot],
        limit: Int = 5,
        by actor: Actor
    ) async throws -> [Suggestion] {
        try actor.signedInPerson()
        try actor.require(.reportKPIs, on: .of(hub))
        let dismissed = try await database.read { try $0.dismissedSuggestions(of: hub) }
        return spots.filter { !dismissed.contains("school/\($0.school.urn)") }.prefix(limit).map { spot in
            var reasons = [
                "It is in the fifth of \(spot.school.fifth == 5 ? "greatest" : "second greatest") need."
            ]
            reasons.append(
                spot.school.lastReachedOn.map { "It last took part in anything on \($0.spelledShort)." }
                    ?? "It has never taken part in anything here."
            )
            if let near = spot.nearest {
                reasons.append("You are its nearest hub, about \(Int(near.kilometres.rounded())) km away.")
            }
            if let offer = spot.offers.first { reasons.append("“\(offer.title)” would fit its phase.") }
            return Suggestion(
                key: "school/\(spot.school.urn)",
                what: .school(spot.school),
                reasons: reasons
            )
        }
    }

    /// Trials that would settle what the pools cannot: strands that many schools work on, whose network pool is empty or
    /// whose interval takes in both harm and gain.
    ///
    /// - Parameter summary: Used where it is the whole network's of this academic year.
    package func trialsWorthRunning(beside summary: ReachSummary, limit: Int = 5) async throws -> [Suggestion]
    {
        let scope = ReachScope(year: AcademicYear(containing: services.today()))
        return try await database.read { transaction in
            let lines = summary.scope == scope ? summary.strands : try transaction.strandLines(scope)
            let intervals = try transaction.trialIntervals()
            var suggestions: [Suggestion] = []
            for line in lines where line.schools >= 5 {
                var reasons = ["\(line.schools) schools work on it this academic year."]
                if let interval = intervals[line.id] {
                    guard interval.lower <= 0, interval.upper >= 0 else { continue }
                    reasons.append("The trials so far leave open whether pupils gain.")
                } else {
                    reasons.append("Fewer than three trials of this network have reported on it.")
                }
                suggestions.append(
                    Suggestion(
                        key: "trial/\(line.id)",
                        what: .trial(line.id, slug: line.slug, title: line.name),
                        reasons: reasons
                    )
                )
                if suggestions.count == limit { break }
            }
            return suggestions
        }
    }
}

extension Transaction {
    fileprivate func need(of school: ID<Organisation>) throws -> SchoolNeed? {
        try first(
            "\(SchoolNeed.source) WHERE n.organisation_id = \(school)"
        )
    }

    /// The interval of each strand's pool of this network's trials; none where they are too few to pool.
    fileprivate func trialIntervals() throws -> [ID<Strand>: (lower: Double, upper: Double)] {
        var intervals: [ID<Strand>: (lower: Double, upper: Double)] = [:]
        let rows = try rows(
            """
            SELECT strand_id, lower, upper FROM living_pool
            WHERE origin = 'network-trial' AND is_current = 1 AND lower IS NOT NULL AND upper IS NOT NULL
            """
        )
        for row in rows { intervals[try row.get(0)] = (try row.get(1), try row.get(2)) }
        return intervals
    }

    /// The offers on a strand of a plan that the school has under way, each with the title of the oldest such plan.
    fileprivate func plansByOffer(of school: ID<Organisation>) throws -> [ID<Offer>: String] {
        let rows = try rows(
            """
            SELECT offer_strand.offer_id, plan.title
            FROM plan JOIN offer_strand ON offer_strand.strand_id = plan.strand_id
            WHERE plan.organisation_id = \(school) AND plan.phase <> 'stopped'
            ORDER BY plan.created_at, plan.id
            """
        )
        var plans: [ID<Offer>: String] = [:]
        for row in rows {
            let offer: ID<Offer> = try row.get(0)
            if plans[offer] == nil { plans[offer] = try row.get(1) }
        }
        return plans
    }
}
