package import Access
package import Database
import Directory
package import Evidence
package import Services

/// Which shared plans are asked for; what is `nil` or off does not narrow them.
package struct SharedPlansQuery: Sendable, Equatable {
    package var scope = Scope.network
    package var strand: ID<Strand>?
    package var phase: PlanPhase?
    package var isReviewOverdue = false
    package var wantsHelp = false
    /// From 1.
    package var page = 1

    package static let pageSize = 30

    /// Whose plans.
    package enum Scope: Sendable, Equatable {
        case network
        /// The schools that belong to a trust or federation now.
        case group(ID<Organisation>)
        /// The schools in a hub's areas, and those that it works with.
        case hub(ID<Organisation>)
        /// The schools of a local authority.
        case authority(ID<Organisation>)
        case schools([ID<Organisation>])
    }

    package init() {}
}

/// A page of shared plans, and how many there are of each kind within the same schools.
package struct SharedPlansList: Sendable {
    package let plans: [Plan]
    package let cells: [Cell]

    package struct Cell: Sendable, Equatable {
        package let strand: Plan.StrandName
        package let phase: PlanPhase
        package let isReviewOverdue: Bool
        package let wantsHelp: Bool
        package let count: Int
    }

    /// How many plans of these schools a query would list.
    package func count(_ query: SharedPlansQuery) -> Int {
        cells.reduce(0) { sum, cell in
            let isListed =
                (query.strand == nil || query.strand == cell.strand.id)
                && (query.phase == nil || query.phase == cell.phase)
                && (!query.isReviewOverdue || cell.isReviewOverdue) && (!query.wantsHelp || cell.wantsHelp)
            return isListed ? sum + cell.count : sum
        }
    }
}

extension Plans {
    /// The plans that schools have shared, those that want help first, then the newest.
    package func sharedPlans(_ query: SharedPlansQuery = SharedPlansQuery(), by actor: Actor) async throws
        -> SharedPlansList
    {
        try actor.signedInPerson()
        let today = services.today()
        let isOverdue: SQL = "plan.phase <> 'stopped' AND plan.next_review_on < \(today)"
        let wantsHelp: SQL = "plan.phase <> 'stopped' AND plan.help_wanted <> ''"
        var conditions: [SQL] = [query.scope.condition]
        if let strand = query.strand { conditions.append("plan.strand_id = \(strand)") }
        if let phase = query.phase { conditions.append("plan.phase = \(phase)") }
        if query.isReviewOverdue { conditions.append(isOverdue) }
        if query.wantsHelp { conditions.append(wantsHelp) }
        let listed = SQL.joined(conditions, by: " AND ")
        let size = SharedPlansQuery.pageSize
        return try await database.read { transaction in
            SharedPlansList(
                plans: try transaction.all(
                    """
                    \(Plan.source) WHERE plan.shared_at IS NOT NULL AND \(listed)
                    ORDER BY CASE WHEN \(wantsHelp) THEN 0 ELSE 1 END, plan.shared_at DESC, plan.id
                    LIMIT \(size) OFFSET \((PageNumber.bounded(query.page) - 1) * size)
                    """
                ),
                cells: try transaction.all(
                    """
                    SELECT strand.id, strand.slug, strand_version.title, plan.phase,
                        CASE WHEN \(isOverdue) THEN 1 ELSE 0 END AS is_overdue,
                        CASE WHEN \(wantsHelp) THEN 1 ELSE 0 END AS wants_help, count(*) AS number
                    FROM plan JOIN strand ON strand.id = plan.strand_id
                    JOIN strand_version ON strand_version.strand_id = strand.id
                        AND strand_version.version = strand.version
                    WHERE plan.shared_at IS NOT NULL AND \(query.scope.condition)
                    GROUP BY strand.id, strand.slug, strand_version.title, plan.phase, is_overdue, wants_help
                    ORDER BY \(transaction.dialect.byteOrder("strand_version.title")), strand.id, plan.phase
                    """
                )
            )
        }
    }
}

extension SharedPlansList.Cell: RowReadable {
    package init(row: Row) throws {
        strand = Plan.StrandName(id: try row.get(0), slug: try row.get(1), title: try row.get(2))
        phase = try row.get("phase")
        isReviewOverdue = try row.get("is_overdue")
        wantsHelp = try row.get("wants_help")
        count = try row.get("number")
    }
}

extension SharedPlansQuery.Scope {
    /// On `plan.organisation_id`.
    fileprivate var condition: SQL {
        guard let schools else { return "1 = 1" }
        return "plan.organisation_id IN (\(Directory.wholeLineages(of: schools)))"
    }

    /// The organisations of the schools as the register has them now; `nil` for all.
    private var schools: SQL? {
        switch self {
        case .network: nil
        case .schools(let schools): SQL.list(schools)
        case .group(let group):
            """
            SELECT e.organisation_id FROM school_group g
            JOIN group_member m ON m.group_uid = g.uid AND m.left_on IS NULL
            JOIN establishment e ON e.urn = m.urn WHERE g.organisation_id = \(group)
            """
        case .authority(let authority):
            """
            SELECT e.organisation_id FROM authority a JOIN establishment e ON e.authority_code = a.code
            WHERE a.organisation_id = \(authority)
            """
        case .hub(let hub):
            """
            SELECT e.organisation_id FROM establishment AS e WHERE \(Directory.isInArea(ofAny: [hub]))
            UNION \(Directory.partnersAndTheirSchools(ofAny: [hub]))
            """
        }
    }
}
