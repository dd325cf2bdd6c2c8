import Access
import Database
import Evidence
import Services
import TestDatabases
import Testing

@Suite("Guidance, resources and interventions")
struct GuidanceTests {
    @Test("A report keeps its recommendations in order and its address", arguments: TestEngine.available)
    func report(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            var draft = GuidanceDraft()
            draft.title = "Feedback that is used"
            draft.publisher = "A body"
            draft.recommendations = "Say one thing\n\n Give time to act on it "
            draft.strands = [strand]
            let slug = try await evidence.saveGuidance(draft, by: .editor)
            var report = try await evidence.guidance(slug: slug)
            #expect(report.recommendations == ["Say one thing", "Give time to act on it"])
            draft.title = "Another title"
            draft.recommendations = "Only this"
            try await evidence.saveGuidance(draft, existing: (report.id, 1), by: .editor)
            report = try await evidence.guidance(slug: slug)
            #expect(report.title == "Another title")
            #expect(report.recommendations == ["Only this"])
            #expect(try await evidence.guidance(on: strand).count == 1)
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.saveGuidance(draft, existing: (report.id, 1), by: .editor)
            }
        }
    }

    @Test(
        "A form that is sent twice adds once, and another form adds its own",
        arguments: TestEngine.available
    )
    func sentTwice(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let first = IdempotencyKey("key-of-one-form")
            let second = IdempotencyKey("key-of-another")
            let strand = try await evidence.createStrand(library.draft(), by: .editor, key: first)
            let again = try await evidence.createStrand(library.draft(), by: .editor, key: first)
            #expect(again == strand)
            let other = try await evidence.createStrand(library.draft(), by: .editor, key: second)
            #expect(other.slug == "feedback-2")
            #expect(try await evidence.strands().count == 2)

            var report = GuidanceDraft()
            (report.title, report.publisher, report.strands) = (
                "Feedback that is used", "A body", [strand.id]
            )
            let slug = try await evidence.saveGuidance(report, by: .editor, key: first)
            let sameSlug = try await evidence.saveGuidance(report, by: .editor, key: first)
            #expect(sameSlug == slug)
            try await evidence.saveGuidance(report, by: .editor, key: second)
            #expect(try await evidence.guidance().count == 2)

            var tool = ResourceDraft()
            (tool.title, tool.address, tool.strands) = ("A tool", "https://example.org", [strand.id])
            let resource = try await evidence.addResource(tool, by: .editor, key: first)
            let sameResource = try await evidence.addResource(tool, by: .editor, key: first)
            #expect(sameResource == resource)
            try await evidence.addResource(tool, by: .editor, key: second)
            #expect(try await evidence.resources().count == 2)

            var intervention = InterventionDraft()
            (intervention.name, intervention.strands) = ("Lantern Reading", [strand.id])
            let saved = try await evidence.saveIntervention(intervention, by: .editor, key: first)
            let sameSaved = try await evidence.saveIntervention(intervention, by: .editor, key: first)
            #expect(sameSaved == saved)
            await #expect(throws: Faults.self) {
                try await evidence.saveIntervention(intervention, by: .editor, key: second)
            }

            let finding = library.finding("Adams 2019", "0.2", se: "0.1", under: [strand.id])
            let filed = try await evidence.enterFinding(finding, by: .editor, key: first)
            let sameFiled = try await evidence.enterFinding(finding, by: .editor, key: first)
            #expect(sameFiled == filed)
            #expect(try await evidence.findings(under: strand.id).count == 1, "counted once in the pool")
            try await evidence.enterFinding(finding, by: .editor, key: second)
            #expect(try await evidence.findings(under: strand.id).count == 2)
        }
    }

    @Test(
        "What cannot be an address never becomes a link",
        arguments: ["javascript:alert(1)", "example.org", "https://", "data:text/html,x", "https://a b"]
    )
    func addresses(address: String) async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            var draft = ResourceDraft()
            draft.title = "A tool"
            draft.address = address
            draft.strands = [strand]
            let faults = await #expect(throws: Faults.self) {
                try await library.evidence.addResource(draft, by: .editor)
            }
            #expect(faults?.list.map(\.field) == ["address"])
        }
    }

    @Test(
        "A resource is changed where it stands, and the second of two editors is told",
        arguments: TestEngine.available
    )
    func resources(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let one = try await evidence.createStrand(library.draft(), by: .editor).id
            let two = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            var draft = ResourceDraft()
            draft.title = "A film"
            draft.address = "https://example.org/film"
            draft.strands = [one]
            let id = try await evidence.addResource(draft, by: .editor)
            var (resource, form) = try await evidence.resourceToEdit(id, by: .editor)
            #expect(form == draft)
            (form.address, form.kind, form.strands) = ("https://example.org/new", "video", [two])
            try await evidence.editResource(id, version: resource.version, form, by: .editor)
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.editResource(id, version: 1, draft, by: .editor)
            }
            await #expect(throws: AccessError.forbidden) {
                try await evidence.editResource(id, version: 2, draft, by: .member(of: .establishment, .lead))
            }
            await #expect(throws: AccessError.notFound) {
                try await evidence.editResource(ID(rawValue: 1), version: 1, draft, by: .editor)
            }
            form.address = "example.org"
            let wrong = form
            await #expect(throws: Faults.self) {
                try await evidence.editResource(id, version: 2, wrong, by: .editor)
            }
            #expect(try await evidence.resources(on: one).isEmpty)
            resource = try #require(try await evidence.resources(on: two).first)
            #expect(resource.address == "https://example.org/new")
            #expect(resource.kind == .video)
            #expect(resource.version == 2)
        }
    }

    @Test("An intervention keeps its cost and materials", arguments: TestEngine.available)
    func intervention(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            var draft = InterventionDraft()
            draft.name = "Reading in pairs"
            draft.materials = "Two copies of each text"
            draft.costBand = "2"
            draft.strands = [try await evidence.createStrand(library.draft(), by: .editor).id]
            let id = try await evidence.saveIntervention(draft, by: .editor)
            let kept = try await evidence.intervention(slug: "reading-in-pairs")
            #expect(kept.id == id)
            #expect(kept.costBand == 2)
            #expect(kept.materials == "Two copies of each text")
            draft.costBand = "9"
            await #expect(throws: Faults.self) {
                try await evidence.saveIntervention(draft, existing: (id, 1), by: .editor)
            }
        }
    }
}
