package import Access
import Database
import Directory
package import Services

/// A school that was reached, with what.
package struct ReachedSchool: Sendable, Equatable {
    package let school: SchoolNeed
    package let lastOn: LocalDate
    /// What it took part in, in a few words. Training of which no register says that anyone came is called booked.
    package let kinds: [String]
    /// Who ran it, by name.
    package let hubs: [String]
    /// Titles of strands of evidence, by title.
    package let strands: [String]
}

/// The schools that took part, the greatest need first.
package struct SchoolsReached: Sendable, Equatable {
    package let scope: ReachScope
    package let schools: [ReachedSchool]
    /// How many there are, where only the first are listed.
    package let total: Int
    package let highNeedTotal: Int
    /// How many more are counted in the year whose part is not told of them by name; of an area's schools none are.
    package let untold: Int
    /// How many schools of the scope are not told of by name, whether they took part or not.
    package let others: Int

    /// Whether ``untold`` would give away what single schools took part in.
    package var hidesUntold: Bool { FewSchools.hidesUnnamed(untold, among: others) }
}

extension Reach {
    /// The schools that took part in an academic year: with whom, in what and on which strands of evidence.
    ///
    /// A hub reads of its own work all that it did. Of the work of others only that is told which a school may be named
    /// with: no plan that it keeps to itself, no trial in which it is not named, and whether a school was coached or
    /// supported in one word for both.
    ///
    /// - Throws: `AccessError`: named schools are for people of hubs, trusts and authorities.
    package func schoolsReached(_ scope: ReachScope, limit: Int = 100, by actor: Actor) async throws
        -> SchoolsReached
    {
        try actor.require(.seeNamedReach)
        let isOwn = scope.hub.map { actor.may(.reportKPIs, on: .of($0)) } ?? false
        let isTold = ReachScope.isTold(to: actor, of: scope.hub)
        let touches: SQL = "\(scope.touches) AND \(isTold)"
        let today = services.today()
        return try await database.read { transaction in
            let counts = try transaction.rows(
                """
                SELECT count(*) AS counted, coalesce(sum(part.is_told), 0) AS told,
                    coalesce(sum(CASE WHEN \(GreatNeed.condition) THEN part.is_told ELSE 0 END), 0) AS high_need
                FROM (
                    SELECT t.lineage_id, max(CASE WHEN \(isTold) THEN 1 ELSE 0 END) AS is_told
                    FROM touch AS t WHERE \(scope.touches) GROUP BY t.lineage_id
                ) AS part
                JOIN school_need AS n ON n.lineage_id = part.lineage_id WHERE \(scope.schoolCondition)
                """
            )[0]
            let total: Int = try counts.get("told")
            let all = try transaction.count(
                "SELECT count(*) FROM school_need AS n WHERE \(scope.schoolCondition)"
            )
            let schools: [SchoolNeed] = try transaction.all(
                """
                \(SchoolNeed.source)
                WHERE n.lineage_id IN (SELECT t.lineage_id FROM touch AS t WHERE \(touches))
                    AND \(scope.schoolCondition)
                ORDER BY coalesce(n.need, -1) DESC, n.urn LIMIT \(limit)
                """
            )
            let work = try transaction.work(of: schools.map(\.lineage), touches, in: scope.year, on: today)
            let hubs = try transaction.hubNames()
            let strands = try transaction.strandTitles()
            return SchoolsReached(
                scope: scope,
                schools: schools.compactMap { school in
                    work[school.lineage].map { part in
                        ReachedSchool(
                            school: school,
                            lastOn: part.lastOn,
                            kinds: part.kinds(isOwn: isOwn),
                            hubs: hubs.of(part.objects),
                            strands: strands.of(part.objects)
                        )
                    }
                },
                total: total,
                highNeedTotal: try counts.get("high_need"),
                untold: try counts.get("counted", as: Int.self) - total,
                others: all - total
            )
        }
    }
}

/// What one school took part in.
private struct SchoolWork {
    var lastOn: LocalDate
    var kinds: Set<TouchKind> = []
    /// Whether more is known of any of its training than that places were booked.
    var cameToTraining = false
    var objects: Set<TouchedObject> = []

    mutating func add(_ object: TouchedObject, _ day: LocalDate) {
        lastOn = max(lastOn, day)
        kinds.insert(object.kind)
        objects.insert(object)
    }

    func kinds(isOwn: Bool) -> [String] {
        var names: [String] = []
        for kind in TouchKind.allCases where kinds.contains(kind) {
            let name =
                switch kind {
                case .coaching, .support: isOwn ? kind.name : "Coaching or support"
                case .place: cameToTraining ? kind.name : "Training booked (no register kept)"
                case .plan, .trial: kind.name
                }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

/// Names that stand beside objects: of hubs or of strands.
private struct ObjectNames {
    private var names: [String] = []
    private var positions: [Int64: Int] = [:]
    private var byObject: [TouchedObject: [Int]] = [:]

    /// - Parameter name: Names are added in the order in which they are read out.
    mutating func add(_ name: String, _ id: Int64, of object: TouchedObject) {
        let position = positions[id] ?? names.count
        if position == names.count {
            names.append(name)
            positions[id] = position
        }
        byObject[object, default: []].append(position)
    }

    /// Each once, in order.
    func of(_ objects: Set<TouchedObject>) -> [String] {
        Set(objects.flatMap { byObject[$0] ?? [] }).sorted().map { names[$0] }
    }
}

extension Transaction {
    /// - Parameter touches: A condition on `touch AS t`.
    fileprivate func work(
        of lineages: [Int],
        _ touches: SQL,
        in year: AcademicYear,
        on today: LocalDate
    ) throws -> [Int: SchoolWork] {
        var work: [Int: SchoolWork] = [:]
        let booked = try trainingWithoutRegister(of: lineages, in: year, on: today)
        try forEachRow(
            """
            SELECT t.lineage_id, t.kind, t.object_id, t.last_on FROM touch AS t
            WHERE \(touches) AND t.lineage_id IN (\(SQL.list(lineages)))
            """
        ) { row in
            let lineage: Int = try row.get(0)
            let object = TouchedObject(kind: try row.get(1), id: try row.get(2))
            let lastOn: LocalDate = try row.get(3)
            work[lineage, default: SchoolWork(lastOn: lastOn)].add(object, lastOn)
            if object.kind == .place, booked[lineage]?.contains(object.id) != true {
                work[lineage]?.cameToTraining = true
            }
            return true
        }
        return work
    }

    /// The offers of which schools took places in runs without a register alone: these count as attended
    /// (``WasThere``), and whoever reads of them by name is told.
    private func trainingWithoutRegister(
        of lineages: [Int],
        in year: AcademicYear,
        on today: LocalDate
    ) throws -> [Int: Set<Int64>] {
        // As the column stores days: the year by its ends can be looked up.
        let (first, last) = (year.firstDay, min(year.lastDay, today))
        var offers: [Int: Set<Int64>] = [:]
        try forEachRow(
            """
            SELECT m.lineage_id, run.offer_id
            FROM run_session AS s JOIN run ON run.id = s.run_id JOIN place ON place.run_id = run.id
            JOIN booking ON booking.id = place.booking_id
            JOIN establishment AS e ON e.organisation_id = booking.organisation_id
            JOIN lineage_member AS m ON m.urn = e.urn
            WHERE place.state = 'held' AND s.held_on >= \(first) AND s.held_on <= \(last)
                AND \(WasThere.atSession) AND m.lineage_id IN (\(SQL.list(lineages)))
            GROUP BY m.lineage_id, run.offer_id
            HAVING max(CASE WHEN \(WasThere.isRegistered) THEN 1 ELSE 0 END) = 0
            """
        ) { row in
            let lineage: Int = try row.get(0)
            let offer: Int64 = try row.get(1)
            offers[lineage, default: []].insert(offer)
            return true
        }
        return offers
    }

    /// The hubs that ran objects, by name.
    fileprivate func hubNames() throws -> ObjectNames {
        try objectNames(
            """
            SELECT h.kind, h.object_id, organisation.name, organisation.id
            FROM touch_hub AS h JOIN organisation ON organisation.id = h.hub_id
            ORDER BY \(dialect.byteOrder("organisation.name")), organisation.id
            """
        )
    }

    /// The strands that objects are on, by title.
    fileprivate func strandTitles() throws -> ObjectNames {
        try objectNames(
            """
            SELECT s.kind, s.object_id, v.title, v.strand_id
            FROM touch_strand AS s JOIN strand ON strand.id = s.strand_id
            JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
            ORDER BY \(dialect.byteOrder("v.title")), v.strand_id
            """
        )
    }

    private func objectNames(_ statement: SQL) throws -> ObjectNames {
        var names = ObjectNames()
        try forEachRow(statement) { row in
            names.add(
                try row.get(2),
                try row.get(3),
                of: TouchedObject(kind: try row.get(0), id: try row.get(1))
            )
            return true
        }
        return names
    }
}
