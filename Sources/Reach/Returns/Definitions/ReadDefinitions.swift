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
            try transaction.definitions("d.hub_id = \(hub) AND v.version = d.version")
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
        try definitions("d.id = \(id) AND v.version = coalesce(CAST(\(version) AS BIGINT), d.version)").first
    }

    /// Versions of definitions with their measures, by title; the condition is on `d` and `v`.
    fileprivate func definitions(_ condition: SQL) throws -> [KPIDefinition] {
        let source: SQL = """
            FROM kpi_definition AS d JOIN kpi_definition_version AS v ON v.definition_id = d.id WHERE \(condition)
            """
        var measures: [ID<KPIDefinition>: [DefinedMeasure]] = [:]
        let measureRows = try rows(
            """
            \(DefinedMeasure.source)
            WHERE (m.definition_id, m.version) IN (SELECT v.definition_id, v.version \(source)) ORDER BY m.position
            """
        )
        for row in measureRows {
            let id: ID<KPIDefinition> = try row.get("definition_id")
            measures[id, default: []].append(try DefinedMeasure(row: row))
        }
        return try rows(
            """
            SELECT d.id, d.hub_id, d.version AS newest_version, d.retired_at, v.version, v.title, v.funder,
                v.published_at
            \(source) ORDER BY \(dialect.byteOrder("lower(v.title)")), d.id
            """
        ).map { row in
            let id: ID<KPIDefinition> = try row.get("id")
            return KPIDefinition(
                id: id,
                hub: try row.get("hub_id"),
                version: try row.get("version"),
                newestVersion: try row.get("newest_version"),
                isRetired: try row.get("retired_at", as: Date?.self) != nil,
                title: try row.get("title"),
                funder: try row.get("funder"),
                publishedAt: try row.get("published_at"),
                measures: measures[id] ?? []
            )
        }
    }
}
