package import Access
package import Database
package import Services

extension Directory {
    /// All areas by name.
    package func areas() async throws -> [Area] {
        try await database.read { transaction in
            let order = transaction.dialect.byteOrder("name")
            let ids: [ID<Area>] = try transaction.column("SELECT id FROM area ORDER BY \(order)")
            return try ids.compactMap { try Self.area($0, in: transaction) }
        }
    }

    /// The names of all areas, or of those that one hub has drawn, in order.
    package func areaNames(of owner: ID<Organisation>? = nil) async throws -> [AreaName] {
        let condition: SQL = owner.map { "owner_id = \($0)" } ?? "1 = 1"
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT id, slug, name, kind FROM area WHERE \(condition)
                ORDER BY \(transaction.dialect.byteOrder("name")), id
                """
            ).map {
                AreaName(id: try $0.get(0), slug: try $0.get(1), name: try $0.get(2), kind: try $0.get(3))
            }
        }
    }

    package func area(slug: String) async throws -> Area? {
        try await database.read { transaction in
            let id: ID<Area>? = try transaction.value("SELECT id FROM area WHERE slug = \(slug)")
            return try id.flatMap { try Self.area($0, in: transaction) }
        }
    }

    package static func area(_ id: ID<Area>, in transaction: any Transaction) throws -> Area? {
        let sql: SQL = "SELECT id, slug, name, kind, summary, owner_id, version FROM area WHERE id = \(id)"
        guard let row = try transaction.rows(sql).first else { return nil }
        return Area(
            id: id,
            slug: try row.get("slug"),
            name: try row.get("name"),
            kind: try row.get("kind"),
            summary: try row.get("summary"),
            owner: try row.get("owner_id"),
            version: try row.get("version"),
            authorities: try transaction.column(
                "SELECT authority_code FROM area_authority WHERE area_id = \(id) ORDER BY authority_code"
            ),
            districts: try transaction.column("SELECT district FROM area_district WHERE area_id = \(id)")
                .sorted(),
            schools: try transaction.column("SELECT urn FROM area_school WHERE area_id = \(id) ORDER BY urn")
        )
    }

    /// A condition on `establishment e`: that it lies in the area. For other modules' queries, too.
    package static func isInArea(_ area: ID<Area>) -> SQL { isIn(areas: "= \(area)") }

    /// The same of any area that one of these organisations has drawn.
    package static func isInArea(ofAny owners: [ID<Organisation>]) -> SQL {
        isIn(areas: "IN (SELECT id FROM area WHERE owner_id IN (\(SQL.list(owners))))")
    }

    private static func isIn(areas: SQL) -> SQL {
        """
        (e.authority_code IN (SELECT authority_code FROM area_authority WHERE area_id \(areas))
            OR e.district IN (SELECT district FROM area_district WHERE area_id \(areas))
            OR e.urn IN (SELECT urn FROM area_school WHERE area_id \(areas)))
        """
    }

    /// The local authorities that have schools, by name.
    package func authorities() async throws -> [Authority] {
        try await database.read { transaction in
            let order = transaction.dialect.byteOrder("o.name")
            return try transaction.all(
                """
                SELECT a.code, o.name, a.region FROM authority a JOIN organisation o ON o.id = a.organisation_id
                ORDER BY \(order)
                """
            )
        }
    }
}

/// A local authority.
package struct Authority: Sendable, Equatable, RowReadable {
    package let code: Int
    package let name: String
    package let region: Region?

    package init(row: Row) throws {
        code = try row.get("code")
        name = try row.get("name")
        region = try row.get("region")
    }
}
