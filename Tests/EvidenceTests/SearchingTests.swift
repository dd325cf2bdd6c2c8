import Access
import Database
import Evidence
import Foundation
import Search
import Services
import TestDatabases
import Testing

@Suite("The library is found by the search")
struct SearchingTests {
    /// A collection of our own: two documents that differ only in their text, one without a title, an empty one.
    static let collection = """
        {"id": "1", "title": "echo reading in pairs .", "author": "berg,a. and heron,c.l.", "bib": "j. read. 3, 1958.", "text": "echo reading in pairs . pupils read aloud after a partner ."}
        {"id": "2", "title": "echo reading in pairs .", "author": "berg,a. and heron,c.l.", "bib": "j. read. 3, 1958.", "text": "echo reading in pairs . a second experiment with mirrors ."}
        {"id": 3, "title": "", "author": "", "bib": "", "text": "counting beans is slower than counting tens"}
        {"id": "D-4", "title": "", "author": "", "bib": "", "text": ""}
        """

    static func open(on engine: TestEngine, _ body: (Library, Search) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await Library.open(on: engine) { library in
            let search = try Search(
                database: library.database,
                sources: Evidence.searchSources,
                path: folder.appendingPathComponent("index.sqlite").path
            )
            defer { search.close() }
            // From here on only what is announced is read.
            try await search.catchUp()
            try await body(library, search)
        }
    }

    static func take(_ text: String, from source: String = "A collection", into library: Library) async throws
        -> ReferencesImportOutcome
    {
        try await library.evidence.importReferences(
            .bytes(Array(text.utf8)),
            ReferencesImport(fileName: "docs.jsonl", source: source, licence: ""),
            by: .editor
        )
    }

    static func ranked(_ question: String, _ search: Search) async throws -> [String] {
        try await search.catchUp()
        return try await search.ranked(question, limit: 10).map(\.identifier)
    }

    static func found(_ query: String, _ search: Search) async throws -> [SearchResult] {
        try await search.answer(SearchRequest(query)).results
    }

    @Test(
        "Documents of a collection are told by their content, and each stays a study of its own",
        arguments: TestEngine.available
    )
    func collection(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, search in
            let outcome = try await Self.take(Self.collection, into: library)
            #expect(outcome.form == .documents)
            #expect(
                [outcome.added, outcome.joined, outcome.uncertain, outcome.rejectedCount] as [Int]
                    == [4, 0, 0, 0]
            )
            let again = try await Self.take(Self.collection, into: library)
            #expect([again.added, again.unchanged] as [Int] == [0, 4])
            #expect(try await Self.ranked("what do mirrors do ?", search).first == "2")
            #expect(try await Self.ranked("reading aloud after a partner", search).first == "1")
            #expect(try await Self.ranked("counting in tens", search) == ["3"])
            #expect(try await search.counts()[.study] == 4)
            #expect(try await Self.found("author:heron", search).count == 2)
            let first = try #require(try await Self.found("partner", search).first)
            let id = try #require(ID<Study>(first.address))
            let record = try await library.evidence.study(id)
            #expect(record.reference.identifier(.accession) == "1")
            #expect(record.reference.authors.map(\.inverted) == ["berg, a.", "heron, c.l."])
            #expect(record.reference.container == "j. read. 3, 1958.")
        }
    }

    @Test(
        "What is no document of a collection is read as before",
        arguments: [
            "[{\"id\": \"x\", \"type\": \"book\", \"title\": \"A book\", \"abstract\": \"Of it\"}]",
            "{\"id\": \"EJ123456\", \"title\": \"A report\", \"description\": \"Of it\", \"publicationdateyear\": 2019}",
        ]
    )
    func otherJSON(text: String) async throws {
        try await Self.open(on: .sqlite) { library, _ in
            let outcome = try await Self.take(text, into: library)
            #expect(outcome.form == .json)
        }
    }

    @Test("A study is found by all that its record says", arguments: TestEngine.available)
    func record(on engine: TestEngine) async throws {
        let list = """
            TY  - JOUR
            TI  - Talking in pairs
            AU  - Berg, Anna
            AU  - Heron, Clare
            AU  - Zander, Dora
            T2  - Journal of Listening
            AB  - Wombats were the topic.
            KW  - Oracy
            PY  - 2014
            AN  - ED123456
            ER  -
            """
        try await Self.open(on: engine) { library, search in
            _ = try await Self.take(list, into: library)
            for query in [
                "talking", "author:zander", "wombats", "subject:oracy", "journal of listening", "year:2014",
                "type:article",
            ] {
                let results = try await Self.found(query, search)
                #expect(results.map(\.identifier) == ["ED123456"], "\(query)")
                #expect(results.first?.title.text == "Talking in pairs")
                #expect(results.first?.detail == "Berg et al. · 2014 · Journal of Listening")
            }
        }
    }

    @Test(
        "A study and its strand are found under the phase of the year groups that findings are about",
        arguments: TestEngine.available
    )
    func phases(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, search in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor)
            #expect(try await Self.found("phase:primary", search).isEmpty)
            var draft = library.finding("Adams 2017", "0.2", se: "0.1", under: [strand.id])
            draft.details.yearGroup = "Year 4"
            let id = try await evidence.enterFinding(draft, by: .editor)
            let study = try #require(try await evidence.finding(id).study)
            #expect(
                Set(try await Self.found("phase:primary", search).map(\.address))
                    == [strand.slug, study.description]
            )
            let counts = try await search.answer(SearchRequest("feedback")).facets.phases
            #expect(counts == [.primary: 2])
            var (_, edited) = try await evidence.findingToEdit(id, by: .editor)
            edited.details.yearGroup = "Year 9"
            try await evidence.editFinding(id, version: 1, edited, reason: "Misread", by: .editor)
            #expect(try await Self.found("phase:primary", search).isEmpty)
            #expect(try await Self.found("phase:secondary", search).count == 2)
            try await evidence.removeFinding(id, version: 2, by: .editor)
            #expect(try await Self.found("phase:secondary", search).isEmpty)
        }
    }

    @Test("Of two studies that were joined, the one that is kept is found", arguments: TestEngine.available)
    func merged(on engine: TestEngine) async throws {
        let pair = ["wombats", "lemurs"].map {
            "TY  - JOUR\nTI  - Talking about \($0)\nAU  - Berg, A\nER  -\n"
        }
        try await Self.open(on: engine) { library, search in
            _ = try await Self.take(pair.joined(), into: library)
            let kept = try #require(try await Self.found("wombats", search).first)
            let dropped = try #require(try await Self.found("lemurs", search).first)
            let ids = try (#require(ID<Study>(kept.address)), #require(ID<Study>(dropped.address)))
            try await library.evidence.mergeStudies(keep: (ids.0, 1), drop: (ids.1, 1), by: .editor)
            #expect(try await Self.found("talking", search).map(\.address) == [kept.address])
            #expect(try await Self.found("lemurs", search).isEmpty)
            try await search.rebuild()
            #expect(try await search.counts()[.study] == 1)
        }
    }

    @Test("Guidance and resources are found until they are gone", arguments: TestEngine.available)
    func guidance(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, search in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            var draft = GuidanceDraft()
            draft.title = "Marking less"
            draft.publisher = "A body"
            draft.recommendations = "Say one thing about wombats"
            draft.strands = [strand]
            let slug = try await evidence.saveGuidance(draft, by: .editor)
            #expect(try await Self.found("wombats kind:guidance", search).map(\.address) == [slug])
            let report = try await evidence.guidance(slug: slug)
            draft.recommendations = "Say one thing about lemurs"
            try await evidence.saveGuidance(draft, existing: (report.id, 1), by: .editor)
            #expect(try await Self.found("wombats", search).isEmpty)
            #expect(try await Self.found("lemurs strand:feedback", search).map(\.address) == [slug])
            var resource = ResourceDraft()
            resource.title = "A film of wombats"
            resource.address = "https://example.org/film"
            resource.strands = [strand]
            let id = try await evidence.addResource(resource, by: .editor)
            #expect(try await Self.found("wombats kind:resource", search).count == 1)
            try await evidence.removeResource(id, by: .editor)
            #expect(try await Self.found("wombats", search).isEmpty)
        }
    }

    @Test("An account of practice is found while it is published", arguments: TestEngine.available)
    func practice(on engine: TestEngine) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await PracticeTests.open(on: engine) { library, strand in
            let search = try Search(
                database: library.database,
                sources: Evidence.searchSources,
                path: folder.appendingPathComponent("index.sqlite").path
            )
            defer { search.close() }
            let query = "fifteen kind:practice"
            let evidence = library.evidence
            let (teacher, reviewer) = (PracticeTests.teacher, PracticeTests.reviewer)
            let id = try await evidence.tellPractice(
                PracticeTests.draft(strand),
                for: PracticeTests.school.id,
                by: teacher,
                key: try PracticeTests.key("a-first-telling")
            )
            try await evidence.submitPractice(id, version: 1, by: teacher)
            #expect(try await Self.found(query, search).isEmpty)
            try await evidence.reviewPractice(id, version: 2, .publish, note: "", by: reviewer)
            #expect(try await Self.found(query, search).map(\.address) == [id.description])
            try await evidence.withdrawPractice(id, version: 3, by: teacher)
            #expect(try await Self.found(query, search).isEmpty)
        }
    }
}
