package import Access
import Directory
package import Services

/// A hub near a school.
package struct NearHub: Sendable, Equatable {
    package let id: ID<Organisation>
    package let slug: String
    package let name: String
    package let kilometres: Double
}

/// Where the hubs are that hold a designation.
struct HubPlaces: Sendable {
    private let hubs: [Hub]

    init(_ hubs: [Hub], on today: LocalDate) {
        self.hubs = hubs.filter { !$0.kinds(on: today).isEmpty }
    }

    func nearest(to place: GridReference?) -> NearHub? {
        guard let place else { return nil }
        var best: NearHub?
        for hub in hubs {
            guard let kilometres = hub.host?.place?.kilometres(to: place) else { continue }
            if kilometres < best?.kilometres ?? .infinity {
                best = NearHub(id: hub.id, slug: hub.slug, name: hub.name, kilometres: kilometres)
            }
        }
        return best
    }
}

extension Reach {
    func hubPlaces() async throws -> HubPlaces {
        let directory = Directory(database: database, services: services)
        return HubPlaces(try await directory.hubs(), on: services.today())
    }
}
