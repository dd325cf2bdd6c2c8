package import Access
package import Database
import Directory
package import Programmes
package import Services

/// A school in great need that nobody reached for twelve months, with who could.
package struct ColdSpot: Sendable {
    package let school: SchoolNeed
    package let nearest: NearHub?
    /// When it last took part in something that the reader may learn of.
    package let lastReachedOn: LocalDate?
    /// What that hub and others offer soon that fits its phase.
    package let offers: [OfferTitle]

    package struct OfferTitle: Sendable, Equatable {
        package let id: ID<Offer>
        package let title: String
        /// `nil` for self-study that is open already.
        package let startsOn: LocalDate?
    }
}

extension Reach {
    /// The schools of greatest need that took part in nothing for twelve months, the greatest need first.
    ///
    /// What may not be told of a school does not count: were it left out for a plan that it keeps to itself, its absence
    /// here and among the schools reached would tell of the plan.
    ///
    /// - Parameter hub: Only those to which this hub was the nearest at the last rebuild.
    /// - Throws: `AccessError`: named schools are for people of hubs, trusts and authorities.
    package func coldSpots(
        _ scope: ReachScope,
        nearestTo hub: ID<Organisation>? = nil,
        limit: Int = 50,
        by actor: Actor
    ) async throws -> (spots: [ColdSpot], total: Int) {
        try actor.require(.seeNamedReach)
        let today = services.today()
        let since = today.adding(days: -365)
        let hubs = try await hubPlaces()
        var asked = scope
        if let hub { asked.nearestHub = hub }
        let isTold = ReachScope.isTold(to: actor, of: hub)
        let isCold: SQL = """
            \(GreatNeed.condition) AND \(asked.schoolCondition) AND NOT EXISTS (
                SELECT 1 FROM touch AS t WHERE t.lineage_id = n.lineage_id AND t.last_on >= \(since)
                    AND \(asked.touchCondition) AND \(isTold))
            """
        return try await database.read { transaction in
            let coming = try transaction.comingOffers(on: today)
            let rows = try transaction.rows(
                """
                SELECT school.*, cold.total, (SELECT max(t.last_on) FROM touch AS t
                    WHERE t.lineage_id = cold.lineage_id AND \(isTold)) AS told_on
                FROM (
                    SELECT n.lineage_id, count(*) OVER () AS total FROM school_need AS n WHERE \(isCold)
                    ORDER BY n.need DESC, n.urn LIMIT \(limit)
                ) AS cold
                JOIN (\(SchoolNeed.source)) AS school ON school.lineage_id = cold.lineage_id
                ORDER BY school.need DESC, school.urn
                """
            )
            let spots = try rows.map { row in
                let school = try SchoolNeed(row: row)
                let nearest = hubs.nearest(to: school.place)
                return ColdSpot(
                    school: school,
                    nearest: nearest,
                    lastReachedOn: try row.get("told_on"),
                    offers: coming.fitting(school, nearest)
                )
            }
            let total: Int = try rows.first?.get("total") ?? 0
            return (spots, total)
        }
    }

    /// Schools that many hubs call on while others of the same authority and need get none. Hubs count as far as it may be
    /// told that they worked with the school.
    ///
    /// - Parameter hub: Only those of which this hub is one.
    /// - Returns: The first of the schools with at least three hubs in twelve months, most hubs first, each with how many
    ///   schools of great need in the same authority had none; and how many such schools there are.
    package func overlaps(
        _ scope: ReachScope,
        with hub: ID<Organisation>? = nil,
        limit: Int = 50,
        by actor: Actor
    ) async throws -> (overlaps: [Overlap], total: Int) {
        try actor.require(.seeNamedReach)
        let since = services.today().adding(days: -365)
        let isOne: SQL =
            hub.map { hub in
                """
                n.lineage_id IN (SELECT t.lineage_id FROM touch_hub AS h
                    JOIN touch AS t ON t.kind = h.kind AND t.object_id = h.object_id
                    WHERE h.hub_id = \(hub) AND t.last_on >= \(since) AND \(ReachScope.isTold(to: actor, of: hub)))
                """
            } ?? "1 = 1"
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT school.*, part.total, coalesce(unreached.schools, 0) AS unreached_neighbours
                FROM (
                    SELECT n.lineage_id, count(*) OVER () AS total FROM school_need AS n
                    WHERE \(scope.schoolCondition) AND n.hub_count >= 3 AND \(isOne)
                    ORDER BY n.hub_count DESC, n.urn LIMIT \(limit)
                ) AS part
                JOIN (\(SchoolNeed.source)) AS school ON school.lineage_id = part.lineage_id
                LEFT JOIN (
                    SELECT n.authority_code, count(*) AS schools FROM school_need AS n
                    WHERE \(GreatNeed.condition)
                        AND (n.last_reached_on IS NULL OR n.last_reached_on < \(since))
                    GROUP BY n.authority_code
                ) AS unreached ON unreached.authority_code = school.authority_code
                ORDER BY school.hub_count DESC, school.urn
                """
            )
            let total: Int = try rows.first?.get("total") ?? 0
            return (try rows.map { try Overlap(row: $0) }, total)
        }
    }
}

/// A school with many helpers among neighbours with none.
package struct Overlap: Sendable, Equatable, RowReadable {
    package let school: SchoolNeed
    package let unreachedNeighbours: Int

    package init(row: Row) throws {
        school = try SchoolNeed(row: row)
        unreachedNeighbours = try row.get("unreached_neighbours")
    }
}

/// Published offers that are still to begin, or self-study that is open, have places left and can still be booked.
struct ComingOffers: Sendable {
    struct Line: Sendable {
        let offer: ColdSpot.OfferTitle
        let phases: Int
        let hubs: Set<ID<Organisation>>
    }

    let lines: [Line]

    /// At most two: those of the nearest hub first.
    func fitting(_ school: SchoolNeed, _ nearest: NearHub?) -> [ColdSpot.OfferTitle] {
        let mask = school.phase.offerMask
        let fitting = lines.filter { $0.phases & mask != 0 }
        let near = fitting.filter { line in nearest.map { line.hubs.contains($0.id) } ?? false }
        return (near + fitting).reduce(into: [ColdSpot.OfferTitle]()) { chosen, line in
            if chosen.count < 2, !chosen.contains(line.offer) { chosen.append(line.offer) }
        }
    }
}

extension Phase {
    /// The phases of an offer that fit a school of this one: 1 early years, 2 primary, 4 secondary, 8 post-16.
    var offerMask: Int {
        switch self {
        case .nursery: 1
        case .primary: 1 | 2
        case .middlePrimary, .middleSecondary: 2 | 4
        case .secondary: 4 | 8
        case .allThrough: 1 | 2 | 4 | 8
        case .sixteenPlus: 8
        case .notApplicable: 0
        }
    }
}

extension Transaction {
    /// By start; what is open already comes last.
    func comingOffers(on today: LocalDate) throws -> ComingOffers {
        var hubs: [ID<Offer>: Set<ID<Organisation>>] = [:]
        // Only of what is to come: a network has years of offers behind it.
        try forEachRow(
            """
            SELECT offer_hub.offer_id, offer_hub.hub_id FROM offer_hub
            WHERE offer_hub.offer_id IN (SELECT run.offer_id FROM run
                WHERE \(Run.lastStart) >= \(today) AND \(Run.isHeld))
            """
        ) { row in
            hubs[try row.get(0), default: []].insert(try row.get(1))
            return true
        }
        let start: SQL = "min(CASE WHEN run.starts_on >= \(today) THEN run.starts_on END)"
        let rows = try rows(
            """
            SELECT offer.id, offer.title, offer.phases, \(start) AS starts_on
            FROM offer JOIN run ON run.offer_id = offer.id
            WHERE offer.state = 'published' AND \(Run.lastStart) >= \(today)
                AND run.taken + run.reserved < run.capacity AND \(Run.isHeld)
                AND (run.closes_on IS NULL OR run.closes_on >= \(today))
            GROUP BY offer.id, offer.title, offer.phases
            ORDER BY CASE WHEN \(start) IS NULL THEN 1 ELSE 0 END, \(start), offer.id
            """
        )
        return ComingOffers(
            lines: try rows.map { row in
                let id: ID<Offer> = try row.get(0)
                return ComingOffers.Line(
                    offer: ColdSpot.OfferTitle(id: id, title: try row.get(1), startsOn: try row.get(3)),
                    phases: try row.get(2),
                    hubs: hubs[id] ?? []
                )
            }
        )
    }
}
