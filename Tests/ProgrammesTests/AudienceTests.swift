import Access
import Database
import Evidence
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Whom offers are for")
struct AudienceTests {
    static func draft(_ roles: Set<AudienceRole>) -> OfferDraft {
        var draft = Network.offerDraft
        draft.roles = roles
        return draft
    }

    @Test("every role has a word for addresses that leads back to it")
    func slugs() {
        #expect(AudienceRole.allCases.allSatisfy { AudienceRole(slug: $0.slug) == $0 })
        #expect(AudienceRole(slug: "wizard") == nil)
        #expect(Set(AudienceRole.allCases).mask == 1023)
    }

    @Test(
        "roles are named as one writes them",
        arguments: [
            ([], ""), ([.senco], "SENCOs"), ([.senco, .governor], "SENCOs, governors and trustees"),
            ([.seniorLeader, .senco, .teacher], "Teachers, SENCOs, senior leaders"),
        ] as [(Set<AudienceRole>, String)]
    )
    func names(_ example: (Set<AudienceRole>, String)) {
        #expect(example.0.name == example.1)
    }

    @Test("an offer keeps its roles, and an edit changes them", arguments: TestEngine.available)
    func kept(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, _) = try await network.published(Self.draft([.senco, .teachingAssistant]))
            #expect(offer.facts.roles == [.senco, .teachingAssistant])
            #expect(OfferDraft(offer).roles == offer.facts.roles)
            var changed = OfferDraft(offer)
            changed.roles = []
            try await network.programmes.editOffer(
                offer.id,
                changed,
                version: offer.version,
                by: network.actor("Nora Lead")
            )
            #expect(try await network.programmes.offer(offer.id, by: .anonymous).facts.roles.isEmpty)
        }
    }

    @Test(
        "a role finds what names it and what is for everybody; so does its word in a search",
        arguments: TestEngine.available
    )
    func found(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (everybody, _) = try await network.published(Self.draft([]))
            let (leaders, _) = try await network.published(Self.draft([.headteacher, .senco]))
            _ = try await network.published(Self.draft([.trainee]))
            var query = OfferQuery()
            query.roles = [.senco]
            let catalogue = try await network.programmes.offers(query)
            #expect(Set(catalogue.lines.map(\.id)) == [everybody.id, leaders.id])
            let counts = Dictionary(uniqueKeysWithValues: catalogue.roles.map { ($0.choice, $0.count) })
            #expect(counts[.senco] == 2 && counts[.trainee] == 2 && counts[.governor] == 1)
            query = OfferQuery()
            query.words = "senco"
            #expect(try await network.programmes.offers(query).lines.map(\.id) == [leaders.id])
        }
    }
}
