package import Access
package import Database
package import Foundation
package import Services

/// When a version of a definition was published, and by whom.
package struct KPIDefinitionVersion: Sendable, Equatable, RowReadable {
    package let version: Int
    package let publishedAt: Date
    package let publishedBy: String

    package init(row: Row) throws {
        version = try row.get("version")
        publishedAt = try row.get("published_at")
        publishedBy = try row.get("name")
    }
}

extension Reach {
    /// A hub's own definitions in their newest versions, by title.
    package func definitions(of hub: ID<Organisation>, by actor: Actor) async throws -> [KPIDefinition] {
        try actor.signedInPerson()
        try actor.require(.reportKPIs, on: .of(hub))
        return try await database.read { transaction in
            let ids: [ID<KPIDefinition>] = try transaction.column(
                """
                SELECT d.id FROM kpi_definition AS d
                JOIN kpi_definition_version AS v ON v.definition_id = d.id AND v.version = d.version
                WHERE d.hub_id = \(hub) ORDER BY \(transaction.dialect.byteOrder("lower(v.title)")), d.id
                """
            )
            return try ids.map { try transaction.definition($0).orNotFound() }
        }
    }

    /// A definition in a version, the newest unless one is named, with all its versions, newest first.
    package func definition(_ id: ID<KPIDefinition>, version: Int? = nil, by actor: Actor) async throws
        -> (definition: KPIDefinition, versions: [KPIDefinitionVersion])
    {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let found = try transaction.definition(id, version: version, for: actor)
            let versions: [KPIDefinitionVersion] = try transaction.all(
                """
                SELECT v.version, v.published_at, person.name FROM kpi_definition_version AS v
                JOIN person ON person.id = v.published_by
                WHERE v.definition_id = \(id) ORDER BY v.version DESC
                """
            )
            return (found, versions)
        }
    }
}

extension Transaction {
    /// A definition that the actor may do something with; another hub's is not found.
    func definition(
        _ id: ID<KPIDefinition>,
        version: Int? = nil,
        for actor: Actor,
        _ permission: Permission = .reportKPIs
    ) throws -> KPIDefinition {
        let found = try definition(id, version: version).orNotFound()
        try actor.require(permission, on: .of(found.hub))
        return found
    }

    /// - Parameter version: The newest unless one is named.
    func definition(_ id: ID<KPIDefinition>, version: Int? = nil) throws -> KPIDefinition? {
        let rows = try rows(
            """
            SELECT d.hub_id, d.version AS newest_version, d.retired_at, v.version, v.title, v.funder, v.published_at
            FROM kpi_definition AS d JOIN kpi_definition_version AS v ON v.definition_id = d.id
            WHERE d.id = \(id) AND v.version = coalesce(CAST(\(version) AS INTEGER), d.version)
            """
        )
        guard let row = rows.first else { return nil }
        let found: Int = try row.get("version")
        return KPIDefinition(
            id: id,
            hub: try row.get("hub_id"),
            version: found,
            newestVersion: try row.get("newest_version"),
            isRetired: try row.get("retired_at", as: Date?.self) != nil,
            title: try row.get("title"),
            funder: try row.get("funder"),
            publishedAt: try row.get("published_at"),
            measures: try all(
                "\(DefinedMeasure.source) WHERE m.definition_id = \(id) AND m.version = \(found) ORDER BY m.position"
            )
        )
    }
}
