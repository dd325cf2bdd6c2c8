package import Access
import Database
package import Services

/// What someone shows at the door: whoever has its address sees it, and the organiser's phone marks them present.
package struct Ticket: Sendable {
    package let place: ID<BookedPlace>
    package let name: String
    package let isHeld: Bool
    package let title: String
    package let runBy: String
    package let hubs: [ID<Organisation>]
    package let location: String
    /// Without a door: whoever takes part joins by a link.
    package let isOnline: Bool
    package let sessions: [RunSession]
}

extension Programmes {
    /// - Throws: `AccessError.notFound` for self-study too: it has no door.
    package func ticket(_ id: ID<BookedPlace>) async throws -> Ticket {
        try await database.read { transaction in
            let row = try transaction.rows("SELECT name, state, run_id FROM place WHERE id = \(id)").first
                .orNotFound()
            let run = try transaction.run(row.get("run_id")).orNotFound()
            guard run.study == nil else { throw AccessError.notFound }
            let offer = try transaction.offer(run.offer).orNotFound()
            let state: PlaceState = try row.get("state")
            return Ticket(
                place: id,
                name: try row.get("name"),
                isHeld: state == .held,
                title: offer.facts.title,
                runBy: offer.hubNames,
                hubs: offer.hubs.map(\.organisation.id),
                location: offer.location,
                isOnline: offer.facts.mode == .online,
                sessions: run.sessions
            )
        }
    }
}
