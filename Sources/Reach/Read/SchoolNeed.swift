package import Access
package import Database
package import Directory
package import Services

/// A school with its need, and how many hubs work with it.
package struct SchoolNeed: Sendable, Equatable {
    package let lineage: Int
    package let urn: URN
    package let organisation: ID<Organisation>
    package let name: String
    package let town: String?
    package let phase: Phase
    package let easting: Int?
    package let northing: Int?
    package let pupils: Int?
    package let disadvantagedPercentage: Double?
    /// 0 to 100.
    package let need: Double?
    package let fifth: Int?
    /// How many of the figures of the index are known.
    package let figuresKnown: Int
    /// How many hubs it took part with in the twelve months before the projection was made, in what may be told of it.
    package let hubCount: Int

    package var place: GridReference? { GridReference(easting, northing) }
}

extension SchoolNeed: RowReadable {
    /// Columns over `school_need AS n`.
    static let source: SQL = """
        SELECT n.*, organisation.name, establishment.town
        FROM school_need AS n
        JOIN organisation ON organisation.id = n.organisation_id
        JOIN establishment ON establishment.urn = n.urn
        """

    package init(row: Row) throws {
        lineage = try row.get("lineage_id")
        urn = try row.get("urn")
        organisation = try row.get("organisation_id")
        name = try row.get("name")
        town = try row.get("town")
        phase = try row.get("phase")
        easting = try row.get("easting")
        northing = try row.get("northing")
        pupils = try row.get("pupils")
        disadvantagedPercentage = try row.get("disadvantaged_percentage")
        need = try row.get("need")
        fifth = try row.get("fifth")
        figuresKnown = try row.get("figures_known")
        hubCount = try row.get("hub_count")
    }
}

extension Reach {
    /// A school's need; `nil` for one that is closed or not in the projection yet.
    package func need(of urn: URN) async throws -> SchoolNeed? {
        try await database.read { transaction in
            try transaction.first(
                """
                \(SchoolNeed.source)
                WHERE n.lineage_id = (SELECT lineage_id FROM lineage_member WHERE urn = \(urn))
                """
            )
        }
    }
}
