package import Access
import Database
import Directory
import Evidence
import Programmes
package import Services
import Trials

// The rules of suggestion, all of them. Each says in a sentence why; none weighs anything that it does not say.

/// In which order training is suggested to a school; within one the next to begin comes first.
private enum OfferTier: Int, Comparable {
    /// On a strand of a plan that the school has under way.
    case onPlan
    /// With a place that somebody else pays for, because of where the school is or whom it teaches.
    case funded
    /// That several of the schools most like it have booked.
    case booked
    /// Of a hub whose host is not farther than this.
    case near
    case other

    static let nearKilometres = 40.0

    static func < (left: OfferTier, right: OfferTier) -> Bool { left.rawValue < right.rawValue }
}

/// Beyond thirty miles the nearest hub is not near, and how far it is speaks against inviting the school.
private let farKilometres = 30 * GridReference.kilometresInAMile

private func aboutMiles(_ kilometres: Double) -> String {
    let miles = Int((kilometres / GridReference.kilometresInAMile).rounded())
    return miles == 0 ? "less than a mile" : miles == 1 ? "about a mile" : "about \(miles) miles"
}

/// How many trials of the network have reported on a strand. What they found is for its page, where it has its range.
private func reported(_ trials: Int) -> String {
    switch trials {
    case 0: "No trial of this network has reported on it yet."
    case 1: "1 trial of this network has reported on it: see what it found."
    default: "\(trials) trials of this network have reported on it: see what they found."
    }
}

extension Reach {
    /// Training for a school: open offers that fit its phase, those on strands of its plans first, then those with a funded
    /// place for it, then those that schools like it have booked, then those of hubs near it, then the others.
    ///
    /// - Parameter similar: The schools most like it. How many of them booked is told, never which, and nothing where they or
    ///   those that did not are few.
    package func suggestions(
        forSchool school: ID<Organisation>,
        beside similar: [ID<Organisation>],
        limit: Int = 5,
        by actor: Actor
    ) async throws -> [Suggestion] {
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
                    WHERE booking.state = 'confirmed'
                        AND booking.organisation_id IN (\(Directory.wholeLineage(of: school)))
                    """
                )
            )
            let planned = try transaction.plansByOffer(of: school)
            let funded = try transaction.fundedOffers(for: school)
            let bookings = try transaction.schoolsByOffer(booking: similar)
            var ranked: [(tier: OfferTier, suggestion: Suggestion)] = []
            for line in try transaction.comingOffers(on: today).lines {
                let key = "offer/\(line.offer.id)"
                guard line.phases & need.phase.offerMask != 0, !booked.contains(line.offer.id),
                    !dismissed.contains(key)
                else { continue }
                var reasons: [String] = []
                var tier = OfferTier.other
                if let plan = planned[line.offer.id] {
                    reasons.append("Your plan “\(plan)” is on the same strand.")
                    tier = .onPlan
                }
                if let reason = funded[line.offer.id] {
                    reasons.append("Your school can have a funded place: \(reason).")
                    tier = min(tier, .funded)
                }
                // They are listed by name on the page of similar schools, so a number that leaves few of them tells of each.
                if let schools = bookings[line.offer.id],
                    !FewSchools.hidesUnnamed(schools, among: similar.count)
                {
                    reasons.append(
                        "\(schools) of the \(similar.count) schools most like yours have booked it."
                    )
                    tier = min(tier, .booked)
                }
                let distances = line.hubs.compactMap { hub in
                    need.place.flatMap { hubs[hub]?.host?.place?.kilometres(to: $0) }
                }
                if let nearest = distances.min() {
                    reasons.append("The hub is \(aboutMiles(nearest)) away.")
                    if nearest <= OfferTier.nearKilometres { tier = min(tier, .near) }
                }
                let start = line.offer.startsOn.map { "begins on \($0.spelledShort)" }
                reasons.append("It \(start ?? "is open now, in your own time,") and has places left.")
                reasons.append("It is for your phase.")
                ranked.append(
                    (
                        tier,
                        Suggestion(
                            key: key,
                            what: .offer(line.offer.id, title: line.offer.title),
                            reasons: reasons
                        )
                    )
                )
            }
            // They come by their first day, what is open already last.
            let ordered = ranked.enumerated().sorted {
                ($0.element.tier, $0.offset) < ($1.element.tier, $1.offset)
            }
            return ordered.prefix(limit).map(\.element.suggestion)
        }
    }

    /// Strands for a school: those on which it has no plan, while at least three of the schools most like it share one, or
    /// took part in something on it that the reader may learn of each by name: training, a shared plan, a trial. Those of most
    /// schools come first. What others do says nothing of effects, so each says whether trials of the network have
    /// reported, and none is suggested by which these found that pupils lose.
    package func strandSuggestions(
        forSchool school: ID<Organisation>,
        beside similar: SimilarSchools,
        limit: Int = 3,
        by actor: Actor
    ) async throws -> [Suggestion] {
        try actor.signedInPerson()
        try actor.require(.seePlans, on: .of(school))
        let all = similar.schools.count
        let urns = similar.schools.map(\.urn)
        let tried = Dictionary(similar.schools.flatMap(\.strands).map { ($0.slug, 1) }, uniquingKeysWith: +)
        return try await database.read { transaction in
            let dismissed = try transaction.dismissedSuggestions(of: school)
            let tested = try transaction.strandsTested()
            let rows = try transaction.rows(
                """
                SELECT strand.id, strand.slug, v.title, coalesce(shared.schools, 0) AS schools
                FROM strand JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                LEFT JOIN (
                    SELECT plan.strand_id, count(DISTINCT m.lineage_id) AS schools
                    FROM plan JOIN establishment AS e ON e.organisation_id = plan.organisation_id
                    JOIN lineage_member AS m ON m.urn = e.urn
                    WHERE m.lineage_id IN (SELECT lineage_id FROM lineage_member WHERE urn IN (\(SQL.list(urns))))
                        AND plan.shared_at IS NOT NULL AND plan.phase <> 'stopped'
                    GROUP BY plan.strand_id
                ) AS shared ON shared.strand_id = strand.id
                WHERE strand.id NOT IN (
                    SELECT mine.strand_id FROM plan AS mine
                    WHERE mine.organisation_id IN (\(Directory.wholeLineage(of: school))))
                ORDER BY \(transaction.dialect.byteOrder("v.title"))
                """
            )
            var found: [(schools: Int, suggestion: Suggestion)] = []
            for row in rows {
                let strand: ID<Strand> = try row.get("id")
                let slug: String = try row.get("slug")
                let sharing: Int = try row.get("schools")
                let trying = tried[slug] ?? 0
                let key = "strand/\(strand)"
                guard max(sharing, trying) >= FewSchools.fewest, !dismissed.contains(key) else { continue }
                if let pool = tested[strand]?.pool, pool.upper < 0 { continue }
                var reasons: [String] = []
                if sharing >= FewSchools.fewest {
                    reasons.append("\(sharing) of your \(all) similar schools share a plan on it.")
                }
                if trying >= FewSchools.fewest, trying > sharing {
                    reasons.append(
                        "\(trying) of your \(all) similar schools took part in training, a trial or a shared plan on it in the last two academic years."
                    )
                }
                reasons.append(reported(tested[strand]?.reported ?? 0))
                reasons.append("You have no plan on it yet.")
                found.append(
                    (
                        max(sharing, trying),
                        Suggestion(
                            key: key,
                            what: .strand(strand, slug: slug, title: try row.get("title")),
                            reasons: reasons
                        )
                    )
                )
            }
            // Of as many schools they come by their titles.
            let ordered = found.enumerated().sorted {
                ($1.element.schools, $0.offset) < ($0.element.schools, $1.offset)
            }
            return ordered.prefix(limit).map(\.element.suggestion)
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
        let dismissed = try await database.read { try $0.dismissedSchools(of: hub) }
        return spots.filter { !dismissed.contains($0.school.lineage) }.prefix(limit).map { spot in
            var reasons = [
                "It is among the \(spot.school.fifth == 5 ? "fifth" : "two fifths") of schools in greatest need."
            ]
            reasons.append(
                spot.lastReachedOn.map { "It last took part in anything on \($0.spelledShort)." }
                    ?? "Nothing is known that it took part in here."
            )
            if let near = spot.nearest {
                let away = near.kilometres > farKilometres ? "" : ", \(aboutMiles(near.kilometres)) away"
                reasons.append("You are its nearest hub\(away).")
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
    /// whose interval takes in both harm and gain. Each says how many trials are under way already.
    ///
    /// - Parameters:
    ///   - summary: Used where it is the whole network's of this academic year.
    ///   - organisation: Whose that were put away are left out.
    package func trialsWorthRunning(
        beside summary: ReachSummary? = nil,
        for organisation: ID<Organisation>? = nil,
        limit: Int = 5
    ) async throws -> [Suggestion] {
        let scope = ReachScope(year: AcademicYear(containing: services.today()))
        return try await database.read { transaction in
            let known = summary.flatMap { $0.scope == scope ? $0.strands : nil }
            let lines = try known ?? transaction.strandLines(scope)
            let dismissed = try organisation.map(transaction.dismissedSuggestions) ?? []
            let intervals = try transaction.trialIntervals()
            let unreported = try transaction.unreportedTrials()
            var suggestions: [Suggestion] = []
            for line in lines where line.schools >= 5 && !dismissed.contains("trial/\(line.id)") {
                var reasons = ["\(line.schools) schools work on it this academic year."]
                if let interval = intervals[line.id] {
                    guard interval.lower <= 0, interval.upper >= 0 else { continue }
                    reasons.append("The trials so far leave open whether pupils gain.")
                } else {
                    reasons.append("Fewer than three trials of this network have reported on it.")
                }
                // A second trial of the same question is worth less than more schools in the first.
                if let count = unreported[line.id] {
                    reasons.append(
                        count == 1
                            ? "1 registered trial has not reported yet: see whether schools can still join it."
                            : "\(count) registered trials have not reported yet: see whether schools can still join them."
                    )
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
            """
            \(SchoolNeed.source) WHERE n.lineage_id IN (
                SELECT m.lineage_id FROM establishment AS e JOIN lineage_member AS m ON m.urn = e.urn
                WHERE e.organisation_id = \(school))
            """
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

    /// How many registered trials on each strand have neither reported nor stopped; a strand without one has none.
    fileprivate func unreportedTrials() throws -> [ID<Strand>: Int] {
        var counts: [ID<Strand>: Int] = [:]
        let rows = try rows(
            """
            SELECT l.strand_id, count(*) FROM trial_strand AS l JOIN trial AS t ON t.id = l.trial_id
            WHERE \(Trial.awaited) GROUP BY l.strand_id
            """
        )
        for row in rows { counts[try row.get(0)] = try row.get(1) }
        return counts
    }

    /// How many of these schools hold a place of each offer, in whichever run.
    fileprivate func schoolsByOffer(booking schools: [ID<Organisation>]) throws -> [ID<Offer>: Int] {
        var counts: [ID<Offer>: Int] = [:]
        guard !schools.isEmpty else { return counts }
        let rows = try rows(
            """
            SELECT run.offer_id, count(DISTINCT m.lineage_id)
            FROM booking JOIN run ON run.id = booking.run_id
            JOIN establishment AS e ON e.organisation_id = booking.organisation_id
            JOIN lineage_member AS m ON m.urn = e.urn
            WHERE booking.organisation_id IN (\(Directory.wholeLineages(of: SQL.list(schools))))
                AND booking.state = 'confirmed' AND \(Run.isHeld)
            GROUP BY run.offer_id
            """
        )
        for row in rows { counts[try row.get(0)] = try row.get(1) }
        return counts
    }

    /// The offers on a strand of a plan that the school has under way, each with the title of the oldest such plan.
    fileprivate func plansByOffer(of school: ID<Organisation>) throws -> [ID<Offer>: String] {
        let rows = try rows(
            """
            SELECT offer_strand.offer_id, plan.title
            FROM plan JOIN offer_strand ON offer_strand.strand_id = plan.strand_id
            WHERE plan.organisation_id IN (\(Directory.wholeLineage(of: school))) AND plan.phase <> 'stopped'
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
