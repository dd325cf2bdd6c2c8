package import Access
import Database
package import Directory
package import Services

/// The schools that a hub answers for: what its reach is measured against.
package enum HubSchools: Sendable, Equatable {
    /// Those of the area that it owns.
    case area(ID<Area>, name: String)
    /// It owns none: those to which it is the nearest.
    case nearest
}

extension Reach {
    /// Of several areas that it owns, the first by name.
    package func schools(of hub: ID<Organisation>) async throws -> HubSchools {
        try await database.read { transaction in
            let row = try transaction.rows(
                """
                SELECT id, name FROM area WHERE owner_id = \(hub)
                ORDER BY \(transaction.dialect.byteOrder("name")), id LIMIT 1
                """
            ).first
            return try row.map { .area(try $0.get("id"), name: try $0.get("name")) } ?? .nearest
        }
    }
}

extension ReachScope {
    /// The part of the hub's reach among the schools that it answers for.
    package func among(_ schools: HubSchools) -> ReachScope {
        var scope = self
        switch schools {
        case .area(let area, _): scope.area = area
        case .nearest: scope.nearestHub = hub
        }
        return scope
    }
}
