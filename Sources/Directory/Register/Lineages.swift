package import Access
package import Database
package import Services

/// One school through its successive reference numbers. A lineage is named by its lowest URN, so the same
/// links give the same lineages in whatever order they arrive.
enum Lineages {
    /// Makes reference numbers known; a new one is a lineage of its own.
    static func introduce(_ urns: [URN], in transaction: any Transaction) throws {
        let wanted = Set(urns)
        let sql: SQL = "SELECT urn FROM lineage_member WHERE urn IN (\(SQL.list(wanted.sorted())))"
        let known = Set(try transaction.column(sql, as: URN.self))
        let rows = wanted.subtracting(known).sorted().map { [$0.sqlValue, $0.sqlValue] }
        try transaction.insert(into: "lineage_member", columns: ["urn", "lineage_id"], rows: rows)
    }

    /// Joins the lineages of linked establishments.
    /// - Complexity: O(links) plus one statement for each lineage that is renamed.
    static func join(_ links: [EstablishmentLink], in transaction: any Transaction) throws {
        let joining = links.filter { $0.kind.joinsLineages }
        guard !joining.isEmpty else { return }
        let urns = Set(joining.flatMap { [$0.urn, $0.other] }).sorted()
        var lineage: [URN: Int] = [:]
        for row in try transaction.rows(
            "SELECT urn, lineage_id FROM lineage_member WHERE urn IN (\(SQL.list(urns)))"
        ) {
            lineage[try row.get(0)] = try row.get(1, as: Int.self)
        }
        var parent: [Int: Int] = [:]
        func root(_ start: Int) -> Int {
            var node = start
            while let next = parent[node] { node = next }
            return node
        }
        for link in joining {
            guard let one = lineage[link.urn].map(root), let other = lineage[link.other].map(root),
                one != other
            else {
                continue
            }
            parent[max(one, other)] = min(one, other)
        }
        for old in parent.keys.sorted() {
            try transaction.execute(
                "UPDATE lineage_member SET lineage_id = \(root(old)) WHERE lineage_id = \(old)"
            )
        }
    }
}

extension Directory {
    /// The organisations of schools and of all that they were before: what a school did before it became an academy is
    /// still its own. A query of one column; what is not in the register of schools is not in it.
    ///
    /// - Parameter schools: A list of organisations, or a query of one column of them.
    package static func wholeLineages(of schools: SQL) -> SQL {
        """
        SELECT kin_school.organisation_id FROM establishment AS own_school
        JOIN lineage_member AS own ON own.urn = own_school.urn
        JOIN lineage_member AS kin ON kin.lineage_id = own.lineage_id
        JOIN establishment AS kin_school ON kin_school.urn = kin.urn
        WHERE own_school.organisation_id IN (\(schools))
        """
    }

    /// The same of one school.
    package static func wholeLineage(of school: ID<Organisation>) -> SQL {
        wholeLineages(of: SQL.list([school]))
    }
}
