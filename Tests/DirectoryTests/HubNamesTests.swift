import Access
import Database
import Services
import TestDatabases
import Testing

@testable import Directory

@Suite struct `Other names of hubs` {
    private static func hub(_ slug: String, _ bench: Bench) async throws -> Hub {
        try #require(try await bench.directory.hub(slug: slug))
    }

    private static func create(_ draft: HubDraft, _ bench: Bench) async throws -> Hub {
        let slug = try await bench.directory.createHub(
            draft,
            kind: .mathsHub,
            from: nil,
            by: Bench.administrator
        )
        return try await hub(slug, bench)
    }

    private static func edit(_ hub: Hub, _ bench: Bench, _ change: (inout HubDraft) -> Void) async throws
        -> Hub
    {
        var draft = HubDraft(hub)
        change(&draft)
        try await bench.directory.editHub(hub.id, draft, version: hub.version, by: Bench.administrator)
        return try await self.hub(hub.slug, bench)
    }

    @Test(arguments: TestEngine.available, [true, false])
    func `make two lists one, whichever is imported first`(engine: TestEngine, bodiesFirst: Bool) async throws
    {
        try await Bench.run(on: engine) { bench in
            let lists: [(name: String, text: String)] = [
                ("bodies.csv", `Hubs and areas`.bodies), ("regions.csv", `Hubs and areas`.regions),
            ]
            for list in bodiesFirst ? lists : lists.reversed() {
                try await bench.take(.hubs, list.text, name: list.name)
            }
            let count = try await bench.count("SELECT count(*) FROM hub")
            #expect(count == 5)
            let slug =
                bodiesFirst ? "kingsbridge-teaching-school-hub" : "swift-kingsbridge-teaching-school-hub"
            let other = try #require(try await Self.hub(slug, bench).otherNames.first)
            #expect(other.name == (bodiesFirst ? "SWIFT " : "") + "Kingsbridge Teaching School Hub")
            #expect(other.origin == .list && other.list == "regions.csv")
            for list in lists {
                let again = try await bench.take(.hubs, list.text, name: list.name)
                #expect([again.new, again.changed] == ([0, 0] as [Int]))
            }
        }
    }

    @Test func `are announced by the import that brings them, and make a form that is open stale`()
        async throws
    {
        try await Bench.run(on: .sqlite) { bench in
            try await bench.take(.hubs, `Hubs and areas`.bodies)
            let before = try await Self.hub("kingsbridge-teaching-school-hub", bench)
            let report = try await bench.take(.hubs, `Hubs and areas`.regions)
            #expect(report.notes.contains { $0.hasPrefix("1 hub has another name in this file.") })
            await #expect(throws: DatabaseError.staleVersion) {
                _ = try await Self.edit(before, bench) { $0.summary = "By the sea." }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `hold what a hub was called, so that a list with either name finds it`(engine: TestEngine)
        async throws
    {
        try await Bench.run(on: engine) { bench in
            let created = try await Self.create(HubDraft(name: "Shore Hub"), bench)
            let renamed = try await Self.edit(created, bench) { $0.name = "Harbour Hub" }
            #expect(renamed.otherNames.map(\.name) == ["Shore Hub"])
            #expect(renamed.otherNames.first?.origin == .renamed)
            #expect(renamed.slug == "shore-hub", "its address stays")
            let lists = "name,type\nShore Hub,maths_hub\nHarbour Hub,maths_hub\n"
            let report = try await bench.take(.hubs, lists)
            #expect([report.new, report.unchanged] == ([0, 2] as [Int]))
            let back = try await Self.edit(renamed, bench) { $0.name = "Shore Hub" }
            #expect(back.otherNames.map(\.name) == ["Harbour Hub"])
            let spelled = try await Self.edit(back, bench) { $0.name = "SHORE HUB" }
            #expect(spelled.otherNames.map(\.name) == ["Harbour Hub"], "another spelling is no other name")
        }
    }

    @Test(arguments: TestEngine.available)
    func `are not brought back by a list once somebody took them away`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            try await bench.take(.hubs, `Hubs and areas`.regions)
            let slug = "swift-kingsbridge-teaching-school-hub"
            let hub = try await Self.edit(try await Self.hub(slug, bench), bench) { $0.otherNames = [] }
            #expect(hub.otherNames.isEmpty)
            let again = try await bench.take(.hubs, `Hubs and areas`.regions)
            #expect([again.new, again.changed] == ([0, 0] as [Int]))
            let bodies = try await bench.take(.hubs, `Hubs and areas`.bodies)
            #expect(bodies.new == 1, "the name is another hub’s now")
            let kept = try await Self.hub(slug, bench).otherNames
            #expect(kept.isEmpty)
            let one = try await bench.count(
                "SELECT count(*) FROM hub_other_name WHERE dropped_on IS NOT NULL"
            )
            #expect(one == 1, "what was taken away stays known")
        }
    }

    @Test func `lead nowhere after a name was taken away that the address is made of`() async throws {
        try await Bench.run(on: .sqlite) { bench in
            let created = try await Self.create(HubDraft(name: "Shore Hub"), bench)
            let renamed = try await Self.edit(created, bench) { $0.name = "Harbour Hub" }
            _ = try await Self.edit(renamed, bench) { $0.otherNames = [] }
            for new in [1, 0] {
                let report = try await bench.take(.hubs, "name,type\nShore Hub,maths_hub\n")
                #expect(report.new == new)
            }
            let second = try await Self.hub("shore-hub-2", bench)
            #expect(second.name == "Shore Hub")
        }
    }

    @Test(arguments: TestEngine.available) func `are one hub’s each`(engine: TestEngine) async throws {
        try await Bench.run(on: engine) { bench in
            let shore = try await Self.create(HubDraft(name: "Shore Hub", otherNames: ["The Shore"]), bench)
            let moor = try await Self.create(HubDraft(name: "Moor Hub"), bench)
            for taken in ["the shore", "Shore hub"] {
                let faults = await #expect(throws: EntryFaults.self) {
                    _ = try await Self.edit(moor, bench) { $0.otherNames = [taken] }
                }
                #expect(faults?.messages.map(\.message) == ["“\(taken)” is a name of Shore Hub"])
            }
            _ = try await Self.edit(shore, bench) { $0.otherNames = [] }
            let now = try await Self.edit(moor, bench) { $0.otherNames = ["The Shore"] }
            #expect(now.otherNames.map(\.name) == ["The Shore"])
            #expect(now.otherNames.first?.origin == .person)
        }
    }

    static let drafts: [(names: [String], kept: [String]?)] = [
        ([" The Shore ", "", "THE SHORE", "H", "h"], ["The Shore"]),
        (["St Mary’s", "Saint Marys"], ["St Mary’s"]),
        (["…"], nil), ([String(repeating: "x", count: 301)], nil), ((1...51).map { "Name \($0)" }, nil),
    ]

    @Test(arguments: drafts) func `are kept once, and refused where they are none`(
        names: [String],
        kept: [String]?
    ) async throws {
        try await Bench.run(on: .sqlite) { bench in
            let draft = HubDraft(name: "H", otherNames: names)
            guard let kept else {
                let faults = await #expect(throws: EntryFaults.self) {
                    _ = try await Self.create(draft, bench)
                }
                #expect(faults?.messages.map(\.field) == ["otherNames"])
                return
            }
            let hub = try await Self.create(draft, bench)
            #expect(hub.otherNames.map(\.name) == kept)
        }
    }

    @Test(arguments: TestEngine.available) func `find the hub where one is chosen by name`(
        engine: TestEngine
    ) async throws {
        try await Bench.run(on: engine) { bench in
            _ = try await Self.create(
                HubDraft(name: "Harbour Hub", otherNames: ["Shoreline Alliance"]),
                bench
            )
            for (words, detail) in [
                ("harb", "Hub"), ("alliance shore", "Hub, also called Shoreline Alliance"),
            ] {
                let found = try await bench.directory.organisations(matching: words)
                #expect(found.map(\.organisation.name) == ["Harbour Hub"])
                #expect(found.map(\.detail) == [detail])
            }
        }
    }
}
