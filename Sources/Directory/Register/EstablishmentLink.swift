import Database
import Services

/// One link of the register, as one of the two establishments tells it.
struct EstablishmentLink: Hashable {
    let urn: URN
    let other: URN
    let kind: LinkKind
    let name: String
    let establishedOn: LocalDate?

    private struct Key: Hashable {
        let urn: URN
        let other: URN
        let kind: LinkKind
    }

    /// Writes links that are new or different. Both reference numbers become known.
    ///
    /// - Parameters:
    ///   - tellsNames: Whether the file has names; what is stored stays otherwise.
    ///   - tellsDays: The same of the days.
    static func store(
        _ links: [EstablishmentLink],
        tellsNames: Bool,
        tellsDays: Bool,
        in transaction: any Transaction,
        _ report: inout ImportReport
    ) throws {
        guard !links.isEmpty else { return }
        try Lineages.introduce(links.flatMap { [$0.urn, $0.other] }, in: transaction)
        var stored: [Key: (name: String?, day: LocalDate?)] = [:]
        let sql: SQL = """
            SELECT urn, link_urn, kind, link_name, established_on FROM establishment_link
            WHERE urn IN (\(SQL.list(links.map(\.urn))))
            """
        for row in try transaction.rows(sql) {
            let key = Key(urn: try row.get(0), other: try row.get(1), kind: try row.get(2))
            stored[key] = (try row.get(3), try row.get(4))
        }
        var fresh: [[SQLValue]] = []
        var written: Set<Key> = []
        for link in links {
            let key = Key(urn: link.urn, other: link.other, kind: link.kind)
            let old = stored[key]
            let name = tellsNames ? (link.name.isEmpty ? nil : link.name) : old?.name
            let day = tellsDays ? link.establishedOn : old?.day
            if let old {
                // Said twice in one file: the first stands.
                if old == (name, day) || written.contains(key) {
                    report.unchanged += 1
                    continue
                }
                report.changed += 1
                try transaction.execute(
                    """
                    UPDATE establishment_link SET link_name = \(name), established_on = \(day)
                    WHERE urn = \(link.urn) AND link_urn = \(link.other) AND kind = \(link.kind)
                    """
                )
            } else {
                report.new += 1
                fresh.append([
                    link.urn.sqlValue, link.other.sqlValue, link.kind.sqlValue, name.sqlValue, day.sqlValue,
                ])
            }
            stored[key] = (name, day)
            written.insert(key)
        }
        try transaction.insert(
            into: "establishment_link",
            columns: ["urn", "link_urn", "kind", "link_name", "established_on"],
            rows: fresh
        )
    }

    /// Adds links that are not known in any wording; leaves the names and dates of the register's own file
    /// alone.
    static func add(_ links: [EstablishmentLink], in transaction: any Transaction) throws {
        try Lineages.introduce(links.flatMap { [$0.urn, $0.other] }, in: transaction)
        for link in links {
            try transaction.execute(
                """
                INSERT INTO establishment_link (urn, link_urn, kind, link_name, established_on)
                VALUES (\(link.urn), \(link.other), \(link.kind), NULL, NULL)
                ON CONFLICT (urn, link_urn, kind) DO NOTHING
                """
            )
        }
    }
}
