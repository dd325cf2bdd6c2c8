import Access
import Database
import Evidence
import Services
import TestDatabases
import Testing

@Suite("Editing studies by hand")
struct StudyEditTests {
    static func draft() -> StudyDraft {
        var draft = StudyDraft()
        draft.title = "Talking in pairs"
        draft.authors = "Berg, Anna\nvan der Heron, Clare\nDepartment of Listening\n\n"
        draft.date = "2014-03"
        draft.container = "Journal of Listening"
        (draft.volume, draft.issue, draft.pages) = ("3", "2", "12–20")
        draft.doi = "https://doi.org/10.5555/TALK"
        draft.otherNumbers = "isbn: 9780000000001\nPMID: 123"
        draft.abstract = "Pupils talked."
        draft.subjects = "Oracy\n\nListening"
        draft.peerReview = "yes"
        draft.openAccess = "https://example.org/talk.pdf"
        draft.source = "The article itself"
        return draft
    }

    @Test(
        "A study that was added reads back whole, and fills the form that changes it",
        arguments: TestEngine.available
    )
    func adding(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let (id, isNew) = try await evidence.addStudy(Self.draft(), by: .editor)
            #expect(isNew)
            let record = try await evidence.study(id)
            let reference = record.reference
            #expect(record.study.title == "Talking in pairs")
            #expect(
                reference.authors.map(\.inverted)
                    == ["Berg, Anna", "van der Heron, Clare", "Department of Listening"]
            )
            #expect(reference.date?.text == "2014-03")
            #expect(reference.pages == "12-20")
            #expect(reference.identifiers.map(\.value) == ["10.5555/talk", "9780000000001", "123"])
            #expect(reference.subjects == ["Oracy", "Listening"])
            #expect(reference.isPeerReviewed == true)
            #expect(record.provenance.source == "The article itself")
            var (study, form) = try await evidence.studyToEdit(id, by: .editor)
            #expect(study.version == 1)
            #expect(form.doi == "10.5555/talk")
            #expect(form.otherNumbers == "isbn: 9780000000001\npmid: 123")
            // A form that is sent as it was changes nothing that it shows.
            form.abstract += " More."
            try await evidence.editStudy(id, version: 1, form, reason: "More of it", by: .editor)
            var expected = reference
            expected.abstract = "Pupils talked. More."
            #expect(try await evidence.study(id).reference == expected)
            study = try await evidence.studyToEdit(id, by: .editor).study
            #expect(study.version == 2)
        }
    }

    @Test("The same study added again is the one that is there", arguments: TestEngine.available)
    func twice(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let first = try await library.evidence.addStudy(Self.draft(), by: .editor)
            var other = Self.draft()
            (other.source, other.language) = ("Another place", "English")
            let second = try await library.evidence.addStudy(other, by: .editor)
            #expect(second.id == first.id)
            #expect(!second.isNew)
            #expect(try await library.evidence.study(first.id).reference.language == "English")
            #expect(try await library.evidence.studies().total == 1)
        }
    }

    @Test(
        "A study is corrected, what it said stays with the reason, and its old file does not undo it",
        arguments: TestEngine.available
    )
    func correcting(on engine: TestEngine) async throws {
        let file = "TY  - JOUR\nTI  - Talking in pears\nAU  - Berg, A\nPY  - 2014\nT2  - A journal\nER  -\n"
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            _ = try await SearchingTests.take(file, into: library)
            let id = try #require(try await evidence.studies().studies.first).id
            var (_, draft) = try await evidence.studyToEdit(id, by: .editor)
            (draft.title, draft.authors) = ("Talking in pairs", "Berg, Anna")
            await #expect(throws: Faults.self) {
                try await evidence.editStudy(id, version: 1, draft, reason: " ", by: .editor)
            }
            await #expect(throws: AccessError.forbidden) {
                try await evidence.editStudy(
                    id,
                    version: 1,
                    draft,
                    reason: "Misspelt",
                    by: .member(of: .establishment, .lead)
                )
            }
            try await evidence.editStudy(id, version: 1, draft, reason: "Misspelt", by: .editor)
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.editStudy(id, version: 1, draft, reason: "Misspelt", by: .editor)
            }
            let record = try await evidence.study(id)
            #expect(record.study.title == "Talking in pairs")
            #expect(record.study.citation == "Berg, A. (2014). Talking in pairs. A journal.")
            #expect(record.revisions.map { $0.reference?.title } == ["Talking in pears"])
            #expect(record.revisions.map(\.reason) == ["Misspelt"])
            let again = try await SearchingTests.take(file, into: library)
            #expect([again.added, again.changed, again.unchanged] as [Int] == [0, 0, 1])
            #expect(try await evidence.study(id).study.title == "Talking in pairs")
            let verbs: [String] = try await library.database.read {
                try $0.column("SELECT verb FROM audit_entry WHERE verb = 'study.edit'")
            }
            #expect(verbs.count == 1)
        }
    }

    @Test("A citation that its source wrote stays while its parts stay")
    func citation() async throws {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            var finding = library.finding("Adams 2017", "0.2", se: "0.1", under: [strand])
            finding.citation = "Adams, A. (2017), Of feedback; a thesis"
            let entered = try await evidence.enterFinding(finding, by: .editor)
            let id = try #require(try await evidence.finding(entered).study)
            var (_, draft) = try await evidence.studyToEdit(id, by: .editor)
            draft.abstract = "Of it"
            try await evidence.editStudy(id, version: 1, draft, reason: "It has one", by: .editor)
            #expect(try await evidence.study(id).study.citation == finding.citation)
            draft.title = "On feedback"
            try await evidence.editStudy(id, version: 2, draft, reason: "Misread", by: .editor)
            #expect(try await evidence.study(id).study.citation.contains("On feedback"))
        }
    }

    @Test("A number that names another study is refused, and so is a study that turned out to be another")
    func numbers() async throws {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            let first = try await evidence.addStudy(Self.draft(), by: .editor).id
            var other = StudyDraft()
            (other.title, other.source) = ("Counting beans slowly", "A book")
            let second = try await evidence.addStudy(other, by: .editor).id
            other.doi = "10.5555/talk"
            let refused = await #expect(throws: Faults.self) {
                try await evidence.editStudy(second, version: 1, other, reason: "Found it", by: .editor)
            }
            #expect(refused?.list.map(\.field) == ["doi"])
            #expect(refused?.list.first?.message.contains("Talking in pairs") == true)
            try await evidence.mergeStudies(keep: (first, 1), drop: (second, 1), by: .editor)
            await #expect(throws: AccessError.notFound) {
                _ = try await evidence.studyToEdit(second, by: .editor)
            }
        }
    }

    static let wrong: [(field: String, spoil: @Sendable (inout StudyDraft) -> Void)] = [
        ("title", { $0.title = "  " }), ("type", { $0.type = "poem" }), ("date", { $0.date = "last year" }),
        ("date", { $0.date = "2016-13" }), ("date", { $0.date = "1066" }), ("doi", { $0.doi = "11.5/x" }),
        ("eric", { $0.eric = "12345" }), ("otherNumbers", { $0.otherNumbers = "9780000000001" }),
        ("otherNumbers", { $0.otherNumbers = "issn: 12" }),
        ("openAccess", { $0.openAccess = "javascript:alert(1)" }),
        ("address", { $0.address = "example.org" }),
        ("source", { $0.source = "" }),
    ]

    @Test("What is wrong is said beside its field", arguments: wrong)
    func faults(field: String, spoil: @escaping @Sendable (inout StudyDraft) -> Void) async throws {
        try await Library.open(on: .sqlite) { library in
            var draft = Self.draft()
            spoil(&draft)
            let wrong = draft
            let refused = await #expect(throws: Faults.self) {
                try await library.evidence.addStudy(wrong, by: .editor)
            }
            #expect(refused?.list.map(\.field) == [field])
        }
    }
}
