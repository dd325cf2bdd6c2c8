import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Copying an offer")
struct CopyOfferTests {
    static func key(_ text: String) throws -> IdempotencyKey {
        try #require(IdempotencyKey("copy-offer-\(text)"))
    }

    /// A joint offer with funded places that Fens agreed to.
    static func joint(_ network: Network) async throws -> Offer {
        let report = try await DesignTests.addReport(network)
        var draft = Network.offerDraft
        draft.coHosts = [Network.fens.id]
        draft.guidance = [report]
        draft.mechanisms = [.model]
        draft.roles = [.senco]
        draft.memberPrice = "30"
        let nora = network.actor("Nora Lead")
        let id = try await network.programmes.createOffer(draft, of: Network.north.id, by: nora)
        _ = try await network.programmes.addRun(to: id, Network.runDraft(), by: nora)
        try await PriceTests.fund(network, network.programmes.offer(id, by: nora), places: 4)
        let funded = try await network.programmes.offer(id, by: nora)
        try await network.programmes.askCoHosts(on: id, version: funded.version, by: nora)
        let asked = try await network.programmes.offer(id, by: nora)
        try await network.programmes.agree(
            to: id,
            for: Network.fens.id,
            version: asked.version,
            by: network.actor("Fay Lead")
        )
        try await network.programmes.publishOffer(id, version: asked.version, by: nora)
        return try await network.programmes.offer(id, by: nora)
    }

    @Test("makes a draft with everything but dates, bookings and agreements", arguments: TestEngine.available)
    func copies(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await PriceTests.shares(network)
            let old = try await Self.joint(network)
            _ = try await network.book(try #require(old.runs.first), Network.colleagues(2), key: "a")
            let nora = network.actor("Nora Lead")
            let id = try await network.programmes.copyOffer(old.id, by: nora, key: Self.key("a"))
            let again = try await network.programmes.copyOffer(old.id, by: nora, key: Self.key("a"))
            #expect(again == id && id != old.id)
            let copy = try await network.programmes.offer(id, by: nora)
            #expect(copy.state == .draft && copy.runs.isEmpty && copy.publishedAt == nil && copy.version == 1)
            #expect(copy.facts == old.facts && copy.strands == old.strands && copy.guidance == old.guidance)
            #expect(copy.hubs.map(\.organisation) == old.hubs.map(\.organisation))
            #expect(
                copy.lead?.organisation == Network.north && copy.awaited.map(\.organisation) == [Network.fens]
            )
            #expect(copy.funding?.rules == old.funding?.rules && copy.funding?.places == 4)
            #expect(copy.funding?.taken == 0)
            #expect(try await network.auditVerbs().contains("offer.copy"))
        }
    }

    @Test("is found where the first one is held", arguments: TestEngine.available)
    func placed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await network.database.write { try CatalogueTests.openSchools(in: $0) }
            let (old, _) = try await network.published()
            let nora = network.actor("Nora Lead")
            let id = try await network.programmes.copyOffer(old.id, by: nora, key: Self.key("e"))
            _ = try await network.programmes.addRun(to: id, Network.runDraft(), by: nora)
            try await network.programmes.publishOffer(id, version: 1, by: nora)
            var query = OfferQuery()
            query.near = "NE1 1AA"
            query.within = 5
            let found = try await network.programmes.offers(query).lines.map(\.id)
            #expect(Set(found) == [old.id, id])
        }
    }

    @Test("is for the lead hub's editors", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let old = try await Self.joint(network)
            for name in ["Fay Lead", "Nina Booker", "Sam Booker"] {
                await #expect(throws: AccessError.forbidden) {
                    _ = try await network.programmes.copyOffer(
                        old.id,
                        by: network.actor(name),
                        key: Self.key("b")
                    )
                }
            }
            let (draft, _) = try await network.published()
            let copy = try await network.programmes.copyOffer(
                draft.id,
                by: network.actor("Noel Editor"),
                key: Self.key("c")
            )
            // Nobody else knows of a draft.
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.copyOffer(
                    copy,
                    by: network.actor("Max Lead"),
                    key: Self.key("d")
                )
            }
        }
    }
}
