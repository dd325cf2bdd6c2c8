import Access
import Database
import Evidence
import Foundation
import Mail
import Services
import TestDatabases
import Testing

@Suite("Saving, following and reading lists")
struct CollectionTests {
    @Test("What a person saves, with a note, only that person sees", arguments: TestEngine.available)
    func saved(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            let evidence = library.evidence
            try await evidence.save(.strand(strand), note: "Ask Bo", by: PracticeTests.teacher)
            try await evidence.save(.strand(strand), note: "Ask Bo and Cy", by: PracticeTests.teacher)
            let saved = try await evidence.savedItems(by: PracticeTests.teacher)
            #expect(saved.map(\.note) == ["Ask Bo and Cy"])
            #expect(saved.map(\.title) == ["Feedback"])
            #expect(try await evidence.savedItems(by: PracticeTests.reviewer).isEmpty)
            await #expect(throws: AccessError.notFound) {
                try await evidence.save(.study(ID(rawValue: 404)), note: "", by: PracticeTests.teacher)
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await evidence.save(.strand(strand), note: "", by: .anonymous)
            }
            try await evidence.unsave(.strand(strand), by: PracticeTests.teacher)
            #expect(try await evidence.savedItems(by: PracticeTests.teacher).isEmpty)
        }
    }

    @Test(
        "A list is its hub's until it is shared; its items keep their order",
        arguments: TestEngine.available
    )
    func lists(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            let evidence = library.evidence
            let other = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            var draft = ReadingListDraft()
            draft.title = "Start here"
            let slug = try await evidence.startReadingList(
                draft,
                for: PracticeTests.hub.id,
                by: PracticeTests.reviewer,
                key: try PracticeTests.key("a-new-list")
            )
            var list = try await evidence.readingList(slug: slug, for: PracticeTests.reviewer)
            try await evidence.add(.strand(other), note: "First", to: list, by: PracticeTests.reviewer)
            try await evidence.add(.strand(strand), note: "Then", to: list, by: PracticeTests.reviewer)
            await #expect(throws: AccessError.notFound) {
                try await evidence.readingList(slug: slug, for: PracticeTests.teacher)
            }
            await #expect(throws: AccessError.self) {
                try await evidence.add(.strand(strand), note: "", to: list, by: PracticeTests.teacher)
            }
            draft.isShared = true
            try await evidence.changeReadingList(list, version: 1, draft, by: PracticeTests.reviewer)
            list = try await evidence.readingList(slug: slug, for: .anonymous)
            #expect(list.items.map(\.note) == ["First", "Then"])
            try await evidence.remove(.strand(other), from: list, by: PracticeTests.reviewer)
            #expect(
                try await evidence.readingList(slug: slug, for: .anonymous).items.map(\.title) == ["Feedback"]
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.changeReadingList(list, version: 1, draft, by: PracticeTests.reviewer)
            }
        }
    }

    @Test(
        "A follower gets one mail of what is new, and none when nothing is",
        arguments: TestEngine.available
    )
    func digest(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            let evidence = library.evidence
            let teacher = PracticeTests.teacher.person
            try await library.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO person (id, name, email, created_at)
                    VALUES (\(teacher?.id), 'Ash', 'ash@quay.example', \(Library.now))
                    """
                )
            }
            try await evidence.follow(strand, by: PracticeTests.teacher)
            let jobs = try await library.database.read {
                try $0.count("SELECT count(*) FROM job WHERE kind = 'evidence.digest'")
            }
            #expect(jobs == 1)
            let week = Library.now.addingTimeInterval(7 * 86_400)
            let later = Self.evidence(library, at: week)
            #expect(try await later.sendDigests() == 0)
            var draft = StrandDraft(try await evidence.strand(strand).content)
            draft.changeNote = "Adds what became of the gain"
            try await Self.evidence(library, at: week.addingTimeInterval(60)).editStrand(
                strand,
                version: 1,
                draft,
                by: .editor
            )
            let next = Self.evidence(library, at: week.addingTimeInterval(7 * 86_400))
            #expect(try await next.sendDigests() == 1)
            #expect(try await next.sendDigests() == 0)
            let text: String? = try await library.database.read { try $0.value("SELECT body FROM mail") }
            #expect(text?.contains("Adds what became of the gain") == true)
            #expect(text?.contains("https://braid.example/evidence/strands/feedback") == true)
            try await evidence.unfollow(strand, by: PracticeTests.teacher)
            #expect(try await evidence.followedStrands(by: PracticeTests.teacher).isEmpty)
        }
    }

    static func evidence(_ library: Library, at time: Date) -> Evidence {
        Evidence(
            database: library.database,
            services: library.evidence.services.at(time),
            profiles: library.evidence.profiles,
            codeVersion: "test-1",
            baseURL: "https://braid.example"
        )
    }
}
