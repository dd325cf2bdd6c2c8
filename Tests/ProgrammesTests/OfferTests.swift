import Access
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Offers and their states")
struct OfferTests {
    static var joint: OfferDraft {
        var draft = Network.offerDraft
        draft.coHosts = [Network.fens.id, Network.moor.id]
        return draft
    }

    @Test("a joint offer is published when every co-host has agreed", arguments: TestEngine.available)
    func jointOffer(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let verbs = network.programmes
            let id = try await verbs.createOffer(Self.joint, of: Network.north.id, by: nora)
            _ = try await verbs.addRun(to: id, Network.runDraft(), by: nora)
            await #expect(throws: OfferRefusal.awaiting(["Fens Maths Hub", "Moorland English Hub"])) {
                try await verbs.publishOffer(id, version: 1, by: nora)
            }
            try await verbs.askCoHosts(on: id, version: 1, by: nora)
            try await verbs.agree(to: id, for: Network.fens.id, version: 2, by: network.actor("Fay Lead"))
            await #expect(throws: OfferRefusal.awaiting(["Moorland English Hub"])) {
                try await verbs.publishOffer(id, version: 2, by: nora)
            }
            await #expect(throws: AccessError.notFound) {
                try await verbs.agree(to: id, for: Network.moor.id, version: 2, by: network.actor("Fay Lead"))
            }
            #expect(try await verbs.offersToPublish(by: nora).isEmpty)
            #expect(try await verbs.offer(id, by: nora).stateName == "Waiting for co-hosts")
            try await verbs.agree(to: id, for: Network.moor.id, version: 2, by: network.actor("Max Lead"))
            // Now it waits for its lead, and for nobody else.
            #expect(try await verbs.offersToPublish(by: nora).map(\.id) == [id])
            #expect(try await verbs.offersToPublish(by: network.actor("Max Lead")).isEmpty)
            #expect(try await verbs.offersToPublish(by: network.actor("Nina Booker")).isEmpty)
            #expect(try await verbs.offer(id, by: nora).stateName == "All have agreed: publish")
            try await verbs.publishOffer(id, version: 2, by: nora)
            #expect(try await verbs.offersToPublish(by: nora).isEmpty)
            let offer = try await verbs.offer(id, by: .anonymous)
            #expect(offer.state == .published && offer.publishedAt == network.clock.now)
            #expect(
                offer.hubNames
                    == "Northshore Teaching School Hub with Fens Maths Hub and Moorland English Hub"
            )
            // Each of the three sees who comes.
            for name in ["Nora Lead", "Fay Lead", "Max Lead"] {
                _ = try await verbs.register(of: offer.runs[0].id, by: network.actor(name))
            }
        }
    }

    @Test("the next date is that of the next session, whenever a run began", arguments: TestEngine.available)
    func nextDate(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let (offer, _) = try await network.published()
            let second = Network.runDraft(dates: ["2027-02-18", "2027-06-01"])
            _ = try await network.programmes.addRun(to: offer.id, second, by: nora)
            let found = try await network.programmes.offer(offer.id, by: nora)
            func next(from day: String) throws -> String? {
                found.nextDate(from: try #require(LocalDate(day)))?.description
            }
            #expect(try next(from: "2027-01-07") == "2027-02-03")
            #expect(try next(from: "2027-02-03") == "2027-02-03", "today counts")
            // The first run has begun: its second session comes after the first of the other.
            #expect(try next(from: "2027-02-04") == "2027-02-18")
            #expect(try next(from: "2027-02-19") == "2027-03-03")
            #expect(try next(from: "2027-06-02") == nil)
        }
    }

    @Test("a change asks the co-hosts again", arguments: TestEngine.available)
    func changesAskAgain(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let verbs = network.programmes
            let id = try await verbs.createOffer(Self.joint, of: Network.north.id, by: nora)
            try await verbs.askCoHosts(on: id, version: 1, by: nora)
            try await verbs.agree(to: id, for: Network.fens.id, version: 2, by: network.actor("Fay Lead"))
            var draft = Self.joint
            draft.price = "400"
            try await verbs.editOffer(id, draft, version: 2, by: nora)
            let offer = try await verbs.offer(id, by: nora)
            #expect(offer.awaited.count == 2)
            // Whoever read the old price cannot agree to the new one.
            await #expect(throws: DatabaseError.staleVersion) {
                try await verbs.agree(to: id, for: Network.fens.id, version: 2, by: network.actor("Fay Lead"))
            }
        }
    }

    @Test("a co-host that declines is out, and the rest can publish", arguments: TestEngine.available)
    func declines(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let verbs = network.programmes
            let id = try await verbs.createOffer(Self.joint, of: Network.north.id, by: nora)
            _ = try await verbs.addRun(to: id, Network.runDraft(), by: nora)
            try await verbs.askCoHosts(on: id, version: 1, by: nora)
            try await verbs.decline(id, for: Network.moor.id, version: 2, by: network.actor("Max Lead"))
            await #expect(throws: AccessError.notFound) {
                _ = try await verbs.offer(id, by: network.actor("Max Lead"))
            }
            try await verbs.agree(to: id, for: Network.fens.id, version: 3, by: network.actor("Fay Lead"))
            try await verbs.publishOffer(id, version: 3, by: nora)
        }
    }

    @Test("a page from before a hub agreed does not take it out", arguments: TestEngine.available)
    func declinesLate(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let fay = network.actor("Fay Lead")
            let verbs = network.programmes
            let id = try await verbs.createOffer(Self.joint, of: Network.north.id, by: nora)
            try await verbs.askCoHosts(on: id, version: 1, by: nora)
            try await verbs.agree(to: id, for: Network.fens.id, version: 2, by: fay)
            await #expect(throws: DatabaseError.staleVersion) {
                try await verbs.decline(id, for: Network.fens.id, version: 2, by: fay)
            }
            // Agreeing twice is agreeing.
            try await verbs.agree(to: id, for: Network.fens.id, version: 2, by: fay)
            let offer = try await verbs.offer(id, by: nora)
            #expect(offer.awaited.map(\.organisation.id) == [Network.moor.id])
        }
    }

    /// Every step against every state: what it leads to, or `nil` where it is refused.
    static let steps: [(name: String, allowed: [OfferState: OfferState])] = [
        ("ask", [.draft: .agreeing]),
        ("publish", [.draft: .published, .agreeing: .published]),
        ("close", [.published: .closed]),
        ("reopen", [.closed: .published]),
        ("archive", [.draft: .archived, .agreeing: .archived, .closed: .archived]),
    ]

    @Test("a step is open in its states only", arguments: TestEngine.available)
    func steps(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let verbs = network.programmes
            for (name, allowed) in Self.steps {
                for state in OfferState.allCases {
                    var draft = Network.offerDraft
                    draft.coHosts = name == "ask" ? [Network.fens.id] : []
                    let id = try await verbs.createOffer(draft, of: Network.north.id, by: nora)
                    _ = try await verbs.addRun(to: id, Network.runDraft(), by: nora)
                    try await network.database.write {
                        try $0.execute("UPDATE offer SET state = \(state) WHERE id = \(id)")
                    }
                    let step: () async throws -> Void = {
                        switch name {
                        case "ask": try await verbs.askCoHosts(on: id, version: 1, by: nora)
                        case "publish": try await verbs.publishOffer(id, version: 1, by: nora)
                        case "close": try await verbs.closeOffer(id, version: 1, by: nora)
                        case "reopen": try await verbs.reopenOffer(id, version: 1, by: nora)
                        default: try await verbs.archiveOffer(id, version: 1, by: nora)
                        }
                    }
                    if let expected = allowed[state] {
                        try await step()
                        #expect(
                            try await verbs.offer(id, by: nora).state == expected,
                            "\(name) from \(state)"
                        )
                    } else {
                        await #expect(throws: OfferRefusal.wrongState(state), "\(name) from \(state)") {
                            try await step()
                        }
                    }
                }
            }
        }
    }

    @Test("who may do what to a draft and to a published offer", arguments: TestEngine.available)
    func permissions(on engine: TestEngine) async throws {
        // Reading a draft, editing a draft, editing when published.
        let cases: [(name: String, reads: AccessError?, edits: AccessError?, editsPublished: AccessError?)] =
            [
                ("Nora Lead", nil, nil, nil), ("Noel Editor", nil, nil, nil),
                ("Nina Booker", nil, .forbidden, .forbidden),
                ("Fay Lead", nil, .forbidden, .forbidden), ("Max Lead", .notFound, .notFound, .forbidden),
                ("Sam Booker", .notFound, .notFound, .forbidden),
                ("Pat Outsider", .notFound, .notFound, .forbidden),
            ]
        try await Network.with(engine) { network in
            let verbs = network.programmes
            var draft = Network.offerDraft
            draft.coHosts = [Network.fens.id]
            let id = try await verbs.createOffer(draft, of: Network.north.id, by: network.actor("Nora Lead"))
            func refusal(_ body: () async throws -> Void) async -> AccessError? {
                do {
                    try await body()
                    return nil
                } catch {
                    return error as? AccessError
                }
            }
            for state in [OfferState.draft, .published] {
                try await network.database.write {
                    try $0.execute("UPDATE offer SET state = \(state) WHERE id = \(id)")
                }
                for (name, reads, edits, editsPublished) in cases {
                    let actor = network.actor(name)
                    let read = await refusal { _ = try await verbs.offer(id, by: actor) }
                    #expect(read == (state == .draft ? reads : nil), "\(name) reads \(state)")
                    let version = try await verbs.offer(id, by: .system("test")).version
                    let edit = await refusal {
                        try await verbs.editOffer(id, draft, version: version, by: actor)
                    }
                    #expect(edit == (state == .draft ? edits : editsPublished), "\(name) edits \(state)")
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await verbs.editOffer(id, draft, version: 1, by: .anonymous)
            }
            await #expect(throws: AccessError.forbidden) {
                _ = try await verbs.createOffer(draft, of: Network.north.id, by: network.actor("Sam Booker"))
            }
        }
    }

    @Test("two editors never overwrite each other silently", arguments: TestEngine.available)
    func staleEdits(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let id = try await network.programmes.createOffer(
                Network.offerDraft,
                of: Network.north.id,
                by: nora
            )
            try await network.programmes.editOffer(id, Network.offerDraft, version: 1, by: nora)
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.programmes.editOffer(id, Network.offerDraft, version: 1, by: nora)
            }
        }
    }

    @Test(
        "an offer is published with a run that is still to come, and its hubs then stay",
        arguments: TestEngine.available
    )
    func publishing(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let verbs = network.programmes
            let id = try await verbs.createOffer(Network.offerDraft, of: Network.north.id, by: nora)
            await #expect(throws: OfferRefusal.noRun) {
                try await verbs.publishOffer(id, version: 1, by: nora)
            }
            _ = try await verbs.addRun(to: id, Network.runDraft(dates: ["2026-12-01"]), by: nora)
            await #expect(throws: OfferRefusal.noRun) {
                try await verbs.publishOffer(id, version: 1, by: nora)
            }
            _ = try await verbs.addRun(to: id, Network.runDraft(), by: nora)
            try await verbs.publishOffer(id, version: 1, by: nora)
            await #expect(throws: OfferRefusal.hubsFixed) {
                try await verbs.editOffer(id, Self.joint, version: 2, by: nora)
            }
        }
    }

    @Test("every fault of the form is named at once, in its order")
    func faults() async throws {
        try await Network.with(.sqlite) { network in
            var draft = OfferDraft()
            draft.price = "4.5"
            draft.mode = .inPerson
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.programmes.createOffer(
                    draft,
                    of: Network.north.id,
                    by: network.actor("Nora Lead")
                )
            }
            #expect(
                faults?.list.map(\.field) == [
                    "kind", "title", "summary", "description", "audience", "phases", "strands", "venue",
                    "price", "contactName", "contactEmail",
                ]
            )
            var unknown = Network.offerDraft
            unknown.strands = [ID(rawValue: 999)]
            let strands = await #expect(throws: Faults.self) {
                _ = try await network.programmes.createOffer(
                    unknown,
                    of: Network.north.id,
                    by: network.actor("Nora Lead")
                )
            }
            #expect(strands?.list.map(\.field) == ["strands"])
        }
    }

    @Test("public pages are redrawn when what they show changes", arguments: TestEngine.available)
    func topics(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            let topics = network.database.topics
            func changes(_ names: [Topic], _ body: () async throws -> Void) async throws -> [Bool] {
                let before = topics.present
                try await body()
                return names.map { topics.haveChanged([$0], since: before) }
            }
            let all: [Topic] = [.offers, .offer(offer.id), .strand(Network.feedback)]
            // Thirty places and twenty-nine read the same in the catalogue.
            #expect(
                try await changes(all) { _ = try await network.book(run, Network.colleagues(1), key: "a") }
                    == [false, true, false]
            )
            #expect(
                try await changes(all) {
                    _ = try await network.book(run, Network.colleagues(26, "More"), key: "b")
                }
                    == [true, true, false]
            )
            #expect(
                try await changes(all) {
                    try await network.programmes.closeOffer(
                        offer.id,
                        version: 2,
                        by: network.actor("Nora Lead")
                    )
                } == [true, true, true]
            )
        }
    }

    @Test(
        "a new venue or title reaches the calendars of those who hold places in sessions to come, and nothing else does",
        arguments: TestEngine.available
    )
    func tellsOfChange(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            let editor = network.actor("Noel Editor")
            func edit(_ change: (inout OfferDraft) -> Void) async throws {
                let now = try await network.programmes.offer(offer.id, by: .anonymous)
                var draft = OfferDraft(now)
                change(&draft)
                try await network.emptyOutbox()
                try await network.programmes.editOffer(offer.id, draft, version: now.version, by: editor)
            }
            try await edit {
                $0.description = "You will plan, try, review and share."
                $0.price = "50"
            }
            #expect(try await network.mails().isEmpty)
            #expect(try await network.current(run).sessions.map(\.sequence) == [0, 0])

            // The first session is over by then.
            network.clock.advance(hours: 24 * 30)
            try await edit { $0.venue = "Southshore Academy" }
            #expect(try await network.current(run).sessions.map(\.sequence) == [0, 1])
            let files = try await network.calendarFiles(to: "teacher.0@seaview.test")
            #expect(files.count == 1)
            let file = try #require(files.first)
            #expect(file.contains("METHOD:REQUEST") && file.contains("SEQUENCE:1"))
            #expect(file.contains("LOCATION:Southshore Academy\\, NE1 1AA"))
            try await edit { $0.title = "Better feedback" }
            let renamed = try await network.calendarFiles(to: "teacher.0@seaview.test")
            #expect(
                renamed.map { $0.contains("SEQUENCE:2") && $0.contains("SUMMARY:Better feedback\r\n") } == [
                    true
                ]
            )
            let mail = try #require(try await network.mails().first)
            #expect(
                mail.text.contains("What it is called, where it is held or how you take part has changed.")
            )
        }
    }
}
