import Access
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Kinds of offers")
struct OfferKindTests {
    static func draft(_ kind: OfferKind) -> OfferDraft {
        var draft = Network.offerDraft
        draft.kind = kind
        return draft
    }

    @Test("a kind is chosen", arguments: TestEngine.available)
    func chosen(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Network.offerDraft
            draft.kind = nil
            let typed = draft
            let faults = await #expect(throws: Faults.self) { _ = try await network.published(typed) }
            #expect(faults?.list.map(\.field) == ["kind"])
        }
    }

    @Test(
        "a single event has one session, a series two or more",
        arguments: TestEngine.available,
        [
            (OfferKind.singleEvent, 1, true), (.singleEvent, 2, false), (.series, 1, false),
            (.series, 2, true),
            (.workGroup, 1, true), (.workGroup, 3, true), (.conference, 1, true),
        ]
    )
    func sessions(on engine: TestEngine, _ example: (OfferKind, Int, Bool))
        async throws
    {
        let (kind, count, isAllowed) = example
        try await Network.with(engine) { network in
            let run = Network.runDraft(
                dates: Array(["2027-02-03", "2027-03-03", "2027-04-07"].prefix(count))
            )
            if isAllowed {
                let (offer, made) = try await network.published(Self.draft(kind), run)
                #expect(offer.facts.kind == kind && made.sessions.count == count)
            } else {
                let faults = await #expect(throws: Faults.self) {
                    _ = try await network.published(Self.draft(kind), run)
                }
                #expect(faults?.list.map(\.field) == ["date-0"])
            }
        }
    }

    @Test("and stays so when dates or the kind are changed", arguments: TestEngine.available)
    func changes(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published(Self.draft(.series))
            let editor = network.actor("Noel Editor")
            var single = OfferDraft(offer)
            single.kind = .singleEvent
            let typed = single
            let faults = await #expect(throws: Faults.self) {
                try await network.programmes.editOffer(offer.id, typed, version: offer.version, by: editor)
            }
            #expect(faults?.list.map(\.field) == ["kind"])
            #expect(faults?.list.first?.message.contains("Wednesday 3 February 2027 have 2 sessions") == true)
            var shorter = RunDraft(run)
            shorter.sessions.removeLast()
            let less = shorter
            let refused = await #expect(throws: Faults.self) {
                try await network.programmes.editRun(run.id, less, version: run.version, by: editor)
            }
            #expect(refused?.list.map(\.field) == ["date-0"])
            var group = OfferDraft(offer)
            group.kind = .workGroup
            try await network.programmes.editOffer(offer.id, group, version: offer.version, by: editor)
            try await network.programmes.editRun(run.id, less, version: run.version, by: editor)
            let after = try await network.programmes.offer(offer.id, by: .anonymous)
            #expect(after.facts.kind == .workGroup && after.runs.first?.sessions.count == 1)
        }
    }

    @Test("support in the school needs no venue", arguments: TestEngine.available)
    func inSchool(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Self.draft(.inSchoolSupport)
            draft.venue = ""
            draft.postcode = ""
            let (offer, _) = try await network.published(draft)
            #expect(offer.location == "At your school")
            var event = Self.draft(.series)
            event.venue = ""
            let typed = event
            let faults = await #expect(throws: Faults.self) { _ = try await network.published(typed) }
            #expect(faults?.list.map(\.field) == ["venue"])
        }
    }

    @Test("narrow the catalogue, with counts", arguments: TestEngine.available)
    func catalogue(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let one = Network.runDraft(dates: ["2027-02-03"])
            _ = try await network.published(Self.draft(.series))
            _ = try await network.published(Self.draft(.singleEvent), one)
            _ = try await network.published(Self.draft(.singleEvent), one)
            var query = OfferQuery()
            let all = try await network.programmes.offers(query)
            #expect(all.total == 3)
            #expect(all.kinds.map(\.choice) == [.singleEvent, .series] && all.kinds.map(\.count) == [2, 1])
            query.kinds = [.series]
            let series = try await network.programmes.offers(query)
            #expect(series.lines.map(\.facts.kind) == [.series])
            #expect(series.kinds.map(\.count) == [2, 1], "its own choice does not narrow its counts")
            query.phases = [.post16]
            #expect(try await network.programmes.offers(query).kinds.isEmpty)
        }
    }
}
