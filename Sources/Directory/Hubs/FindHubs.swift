package import Access
package import Database
package import Services

extension Directory {
    /// All hubs by name, with their designations.
    package func hubs() async throws -> [Hub] {
        try await database.read { try Self.hubs(in: $0) }
    }

    package func hub(slug: String) async throws -> Hub? {
        try await database.read { try Self.hubs(where: "h.slug = \(slug)", in: $0).first }
    }

    package func hub(_ id: ID<Organisation>) async throws -> Hub? {
        try await database.read { try Self.hub(id, in: $0) }
    }

    package static func hub(_ id: ID<Organisation>, in transaction: any Transaction) throws -> Hub? {
        try hubs(where: "h.id = \(id)", in: transaction).first
    }

    static func hubs(where condition: SQL = "1 = 1", in transaction: any Transaction) throws -> [Hub] {
        let order = transaction.dialect.byteOrder("o.name")
        let rows = try transaction.rows("SELECT \(Hub.columns) WHERE \(condition) ORDER BY \(order), h.id")
        let ids: [ID<Organisation>] = try rows.map { try $0.get(0) }
        var designations: [ID<Organisation>: [Designation]] = [:]
        let sql: SQL = """
            SELECT hub_id, id, kind, started_on, ended_on, version FROM designation
            WHERE hub_id IN (\(SQL.list(ids))) ORDER BY hub_id, started_on, kind, id
            """
        for row in try transaction.rows(sql) {
            designations[try row.get("hub_id"), default: []].append(try Designation(row: row))
        }
        let others = try transaction.otherNames(of: ids)
        return try zip(rows, ids).map { row, id in
            try Hub(row: row, otherNames: others[id] ?? [], designations: designations[id] ?? [])
        }
    }

    /// The hubs that hold a designation on a day, nearest first, with the distance of their hosts in
    /// kilometres. Hubs whose host has no grid reference are left out.
    package func hubs(
        near place: GridReference,
        on day: LocalDate,
        limit: Int = 5
    ) async throws -> [(hub: Hub, kilometres: Double)] {
        let found: [NearHub] = try await database.read { transaction in
            try Self.hubs(in: transaction).compactMap { hub in
                guard !hub.kinds(on: day).isEmpty, let host = hub.host?.place else { return nil }
                return NearHub(hub: hub, kilometres: host.kilometres(to: place))
            }
        }
        return found.sorted { $0.kilometres < $1.kilometres }.prefix(limit).map { ($0.hub, $0.kilometres) }
    }

    private struct NearHub: Sendable {
        let hub: Hub
        let kilometres: Double
    }
}
