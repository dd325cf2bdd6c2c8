package import Access
import Database
import Directory
package import Services

/// A school that was reached, with what.
package struct ReachedSchool: Sendable, Equatable {
    package let school: SchoolNeed
    package let lastOn: LocalDate
    /// What it took part in, in a few words.
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
    /// How many more are counted in the year whose part is not told of them by name.
    package let untold: Int
    /// How many schools of the scope are not told of by name, whether they took part or not.
    package let others: Int

    /// Whether ``untold`` would give away what one or two schools took part in: an area may be as small as a school.
    package var hidesUntold: Bool { FewSchools.hides(untold, of: others) }
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
        let touches: SQL = isOwn ? scope.touches : "\(scope.touches) AND \(ReachScope.isPublic)"
        return try await database.read { transaction in
            let members: SQL = "SELECT t.lineage_id FROM touch AS t WHERE \(touches)"
            let counts = try transaction.rows(
                """
                SELECT count(*) AS counted,
                    coalesce(sum(CASE WHEN n.lineage_id IN (\(members)) THEN 1 ELSE 0 END), 0) AS told,
                    coalesce(sum(CASE WHEN \(GreatNeed.condition) AND n.lineage_id IN (\(members))
                        THEN 1 ELSE 0 END), 0) AS high_need
                FROM school_need AS n
                WHERE n.lineage_id IN (SELECT t.lineage_id FROM touch AS t WHERE \(scope.touches))
                    AND \(scope.schoolCondition)
                """
            )[0]
            let total: Int = try counts.get("told")
            let all = try transaction.count(
                "SELECT count(*) FROM school_need AS n WHERE \(scope.schoolCondition)"
            )
            let schools: [SchoolNeed] = try transaction.all(
                """
                \(SchoolNeed.source) WHERE n.lineage_id IN (\(members)) AND \(scope.schoolCondition)
                ORDER BY coalesce(n.need, -1) DESC, n.urn LIMIT \(limit)
                """
            )
            var work = try transaction.work(of: Set(schools.map(\.lineage)), touches)
            return SchoolsReached(
                scope: scope,
                schools: schools.compactMap { school in
                    guard let part = work.removeValue(forKey: school.lineage), let lastOn = part.lastOn else {
                        return nil
                    }
                    return ReachedSchool(
                        school: school,
                        lastOn: lastOn,
                        kinds: part.kinds(isOwn: isOwn),
                        hubs: part.hubs,
                        strands: part.strands
                    )
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
    var lastOn: LocalDate?
    var kinds: Set<TouchKind> = []
    var hubs: [String] = []
    var strands: [String] = []

    func kinds(isOwn: Bool) -> [String] {
        var names: [String] = []
        for kind in TouchKind.allCases where kinds.contains(kind) {
            let isDirect = kind == .coaching || kind == .support
            let name = isDirect && !isOwn ? "Coaching or support" : kind.name
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

extension Transaction {
    /// - Parameter touches: A condition on `touch AS t`.
    fileprivate func work(of lineages: Set<Int>, _ touches: SQL) throws -> [Int: SchoolWork] {
        var work: [Int: SchoolWork] = [:]
        func add(_ statement: SQL, _ part: (inout SchoolWork, Row) throws -> Void) throws {
            try forEachRow(statement) { row in
                let lineage: Int = try row.get(0)
                if lineages.contains(lineage) { try part(&work[lineage, default: SchoolWork()], row) }
                return true
            }
        }
        try add(
            """
            SELECT t.lineage_id, t.kind, max(t.last_on) FROM touch AS t WHERE \(touches)
            GROUP BY t.lineage_id, t.kind
            """
        ) { work, row in
            work.kinds.insert(try row.get(1))
            let day: LocalDate = try row.get(2)
            work.lastOn = max(work.lastOn ?? day, day)
        }
        try add(
            """
            SELECT part.lineage_id, part.name
            FROM (
                SELECT DISTINCT t.lineage_id, organisation.id, organisation.name FROM touch AS t
                JOIN touch_hub AS h ON h.kind = t.kind AND h.object_id = t.object_id
                JOIN organisation ON organisation.id = h.hub_id WHERE \(touches)
            ) AS part ORDER BY \(dialect.byteOrder("part.name")), part.id
            """
        ) { work, row in work.hubs.append(try row.get(1)) }
        try add(
            """
            SELECT part.lineage_id, part.title
            FROM (
                SELECT DISTINCT t.lineage_id, v.strand_id, v.title FROM touch AS t
                JOIN touch_strand AS s ON s.kind = t.kind AND s.object_id = t.object_id
                JOIN strand ON strand.id = s.strand_id
                JOIN strand_version AS v ON v.strand_id = strand.id AND v.version = strand.version
                WHERE \(touches)
            ) AS part ORDER BY \(dialect.byteOrder("part.title")), part.strand_id
            """
        ) { work, row in work.strands.append(try row.get(1)) }
        return work
    }
}
