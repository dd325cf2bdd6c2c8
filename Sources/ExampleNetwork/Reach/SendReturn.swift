import Access
import Reach
import Services

extension ExampleNetwork {
    /// Last year's return of the teaching school hub, submitted, and this year's, begun.
    func sendReturn(_ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        guard let hub = hubs[.teaching] else { throw ExampleError.broken("no teaching school hub") }
        let lead = try cast.actor(.hubLead)
        let reach = Reach(
            database: database,
            services: services(on: yearStart(ago: 0).adding(days: 20)),
            profiles: profiles
        )
        for ago in [1, 0] {
            let id = try await reach.startReturn(
                for: hub.id,
                from: yearStart(ago: ago).description,
                to: yearStart(ago: ago - 1).adding(days: -1).description,
                by: lead
            )
            guard ago == 1 else { continue }
            try await reach.submitReturn(
                id,
                version: 1,
                commentary:
                    "We reached fewer schools on the coast than we planned. From this autumn two offers are held there.",
                by: lead
            )
        }
    }
}
