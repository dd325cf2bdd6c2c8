import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("How an offer is designed")
struct DesignTests {
    @Test("fourteen mechanisms stand in four groups")
    func groups() {
        #expect(Mechanism.allCases.map(\.rawValue) == Array(1...14))
        #expect(
            Mechanism.Group.allCases.map { $0.mechanisms.map(\.rawValue) } == [
                [1, 2], [3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14],
            ]
        )
        #expect(Set(Mechanism.allCases.map(\.name)).count == 14)
        #expect(Set(Mechanism.allCases.map(\.hint)).count == 14)
    }

    @Test(
        "a group without a mechanism is missing",
        arguments: [
            ([], [.knowledge, .motivation, .techniques, .practice]),
            ([.model, .rehearse], [.knowledge, .motivation, .practice]),
            ([.manageLoad, .agreeGoals, .model], [.practice]),
            ([.revisitLearning, .affirmProgress, .giveFeedback, .promptCues], []),
        ] as [(Set<Mechanism>, [Mechanism.Group])]
    )
    func missing(mechanisms: Set<Mechanism>, groups: [Mechanism.Group]) {
        #expect(mechanisms.missingGroups == groups)
    }

    static func addReport(_ network: Network) async throws -> ID<GuidanceReport> {
        let id = ID<GuidanceReport>(rawValue: 91)
        try await network.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO guidance_report (id, slug, title, publisher, phase, address, licence, summary, version)
                VALUES (\(id), 'feedback', 'Feedback that moves on', 'A body', '', '', '', '', 1)
                """
            )
        }
        return id
    }

    @Test("outcomes, mechanisms and guidance are kept with the offer", arguments: TestEngine.available)
    func kept(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let report = try await Self.addReport(network)
            var draft = Network.offerDraft
            draft.outcomes = "Teachers plan one question a lesson.\nPupils act on what they read."
            draft.mechanisms = [.manageLoad, .model, .repeatInContext]
            draft.guidance = [report]
            let (offer, _) = try await network.published(draft)
            #expect(offer.facts.outcomes == draft.outcomes && offer.facts.mechanisms == draft.mechanisms)
            #expect(offer.guidance.map(\.title) == ["Feedback that moves on"])
            #expect(
                OfferDraft(offer).mechanisms == draft.mechanisms && OfferDraft(offer).guidance == [report]
            )
            #expect(try await network.programmes.offers(following: report).map(\.id) == [offer.id])
            var less = OfferDraft(offer)
            less.guidance = []
            less.mechanisms = []
            try await network.programmes.editOffer(
                offer.id,
                less,
                version: offer.version,
                by: network.actor("Noel Editor")
            )
            let after = try await network.programmes.offer(offer.id, by: .anonymous)
            #expect(after.guidance.isEmpty && after.facts.mechanisms.isEmpty)
            #expect(try await network.programmes.offers(following: report).isEmpty)
        }
    }

    @Test(
        "what follows a report is listed by its next date, self-study that is open last",
        arguments: TestEngine.available
    )
    func nextFirst(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let report = try await Self.addReport(network)
            var draft = Network.offerDraft
            draft.guidance = [report]
            let (soon, _) = try await network.published(draft)
            network.clock.advance(hours: 1)
            let (later, _) = try await network.published(draft, Network.runDraft(dates: ["2027-05-05"]))
            var study = SelfStudyTests.offer
            study.guidance = [report]
            let (open, _) = try await network.published(study, SelfStudyTests.run(from: "2027-01-04"))
            let listed = try await network.programmes.offers(following: report)
            #expect(listed.map(\.id) == [soon.id, later.id, open.id])
        }
    }

    @Test("a report that is not in the library is refused", arguments: TestEngine.available)
    func unknownReport(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Network.offerDraft
            draft.guidance = [ID(rawValue: 4)]
            let typed = draft
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.published(typed)
            }
            #expect(faults?.list.map(\.field) == ["guidance"])
        }
    }

    @Test("a draft or a past offer is not listed with its report", arguments: TestEngine.available)
    func listed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let report = try await Self.addReport(network)
            var draft = Network.offerDraft
            draft.guidance = [report]
            let editor = network.actor("Noel Editor")
            let id = try await network.programmes.createOffer(draft, of: Network.north.id, by: editor)
            _ = try await network.programmes.addRun(to: id, Network.runDraft(), by: editor)
            #expect(try await network.programmes.offers(following: report).isEmpty)
            try await network.programmes.publishOffer(id, version: 1, by: editor)
            #expect(try await network.programmes.offers(following: report).count == 1)
            network.clock.advance(hours: 24 * 60)
            #expect(try await network.programmes.offers(following: report).isEmpty)
        }
    }
}
