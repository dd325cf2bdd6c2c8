import Access
import Database
import Directory
import Reach
import Services

extension ExampleNetwork {
    /// Last year's return of the teaching school hub, submitted, and this year's, begun.
    func sendReturn(_ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        let hub = try reporting(hubs)
        let lead = try cast.actor(.hubLead)
        let reach = reachThisYear
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

    /// What a fund asks of the same hub, as its lead wrote it down; the fund added a measure, so there is a second
    /// version, by which this year's return goes.
    func defineReturn(_ library: Library, _ hubs: [ToldHub: Organisation], _ cast: Cast) async throws {
        let hub = try reporting(hubs)
        let lead = try cast.actor(.hubLead)
        let reach = reachThisYear
        guard let feedback = library.strands[.feedback] else { throw ExampleError.broken("no strand") }
        var draft = KPIDefinitionDraft()
        draft.title = "Tideway fund, yearly return"
        draft.funder = "Tideway Fund for Coastal Schools"
        draft.measures = [
            KPIDefinitionDraft.MeasureRow(
                .schools,
                name: "Primary schools that came",
                target: "12",
                KPINarrowing(phase: .primary)
            ),
            KPIDefinitionDraft.MeasureRow(.placesTaken, target: "60", KPINarrowing(isOnlyGreatNeed: true)),
            KPIDefinitionDraft.MeasureRow(.positive, name: "Participants who are content", target: "85"),
        ]
        let id = try await reach.publishDefinition(draft, of: hub.id, by: lead)
        draft.measures.append(
            KPIDefinitionDraft.MeasureRow(
                .trainingDays,
                name: "Days on feedback",
                KPINarrowing(strand: feedback)
            )
        )
        try await reach.publishDefinition(draft, over: 1, of: id, by: lead)
        try await reach.startReturn(
            for: hub.id,
            using: id,
            from: yearStart(ago: 0).description,
            to: yearStart(ago: -1).adding(days: -1).description,
            by: lead
        )
    }

    private func reporting(_ hubs: [ToldHub: Organisation]) throws -> Organisation {
        guard let hub = hubs[.teaching] else { throw ExampleError.broken("no teaching school hub") }
        return hub
    }

    private var reachThisYear: Reach {
        Reach(
            database: database,
            services: services(on: yearStart(ago: 0).adding(days: 20)),
            profiles: profiles
        )
    }
}
