import Access
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@Suite("Accounts of practice")
struct PracticeTests {
    static let school = Organisation(id: ID(rawValue: 501), kind: .establishment, name: "Quay Primary")
    static let hub = Organisation(id: ID(rawValue: 502), kind: .hub, name: "A hub")
    static let teacher: Actor = .person(
        Person(id: ID(rawValue: 601), name: "Ash"),
        memberships: [Membership(school, .evaluator)]
    )
    static let reviewer: Actor = .person(
        Person(id: ID(rawValue: 602), name: "Bo"),
        memberships: [Membership(hub, .editor)]
    )

    static func open(
        on engine: TestEngine,
        _ body: (Library, ID<Strand>) async throws -> Void
    ) async throws {
        try await Library.open(on: engine) { library in
            try await library.database.write { transaction in
                for organisation in [school, hub] {
                    try transaction.execute(
                        """
                        INSERT INTO organisation (id, kind, name)
                        VALUES (\(organisation.id), \(organisation.kind), \(organisation.name))
                        """
                    )
                }
            }
            try await body(library, try await library.evidence.createStrand(library.draft(), by: .editor).id)
        }
    }

    static func draft(_ strand: ID<Strand>) -> PracticeDraft {
        var draft = PracticeDraft()
        draft.strand = strand
        draft.content.title = "Reading in pairs"
        draft.content.whatWasDone = "Fifteen minutes a day."
        draft.content.withWhom = "Year 5, 58 pupils."
        draft.content.whatWasLearnt = "Texts must be hard enough."
        return draft
    }

    static func key(_ text: String) throws -> IdempotencyKey { try #require(IdempotencyKey(text)) }

    @Test("A draft is its school's, a hub reads it, and then everyone does", arguments: TestEngine.available)
    func journey(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, strand in
            let evidence = library.evidence
            let id = try await evidence.tellPractice(
                Self.draft(strand),
                for: Self.school.id,
                by: Self.teacher,
                key: try Self.key("first-telling")
            )
            await #expect(throws: AccessError.notFound) {
                try await evidence.practiceAccount(id, by: .anonymous)
            }
            await #expect(throws: AccessError.notFound) {
                try await evidence.practiceAccount(id, by: Self.reviewer)
            }
            try await evidence.submitPractice(id, version: 1, by: Self.teacher)
            #expect(try await evidence.practiceToReview(by: Self.reviewer).map(\.id) == [id])
            await #expect(throws: Faults.self) {
                try await evidence.reviewPractice(id, version: 2, .giveBack, note: " ", by: Self.reviewer)
            }
            try await evidence.reviewPractice(
                id,
                version: 2,
                .giveBack,
                note: "Who led it?",
                by: Self.reviewer
            )
            let returned = try await evidence.practiceAccount(id, by: Self.teacher)
            #expect(returned.state == .returned)
            #expect(returned.reviewNote == "Who led it?")
            try await evidence.changePractice(id, version: 3, Self.draft(strand), by: Self.teacher)
            try await evidence.submitPractice(id, version: 4, by: Self.teacher)
            try await evidence.reviewPractice(id, version: 5, .publish, note: "", by: Self.reviewer)
            let published = try await evidence.practiceAccount(id, by: .anonymous)
            #expect(published.reviewedBy == "A hub")
            #expect(published.publishedAt == Library.now)
            #expect(try await evidence.practiceAccounts(on: strand).map(\.id) == [id])
            try await evidence.withdrawPractice(id, version: 6, by: Self.teacher)
            #expect(try await evidence.practiceAccounts(on: strand).isEmpty)
        }
    }

    @Test(
        "What was published stays readable to those who write it and to a hub that reads the next version",
        arguments: TestEngine.available
    )
    func versions(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, strand in
            let evidence = library.evidence
            let (teacher, reviewer) = (Self.teacher, Self.reviewer)
            let id = try await evidence.tellPractice(
                Self.draft(strand),
                for: Self.school.id,
                by: teacher,
                key: try Self.key("published-twice")
            )
            try await evidence.submitPractice(id, version: 1, by: teacher)
            #expect(try await evidence.practiceVersions(of: id, by: reviewer).isEmpty)
            try await evidence.reviewPractice(id, version: 2, .publish, note: "", by: reviewer)
            let first = try #require(try await evidence.practiceVersions(of: id, by: teacher).first)
            #expect(first.content == Self.draft(strand).content)
            #expect(first.reviewedBy == "A hub")
            #expect(first.publishedAt == Library.now)
            #expect(first.endedAt == nil)
            // A hub that read it, and a reader, see what is public now, not what was.
            for actor in [reviewer, .anonymous] {
                await #expect(throws: AccessError.notFound) {
                    try await evidence.practiceVersions(of: id, by: actor)
                }
            }
            var draft = Self.draft(strand)
            draft.content.whatWasLearnt = "Texts must be chosen with care."
            try await evidence.changePractice(id, version: 3, draft, by: teacher)
            try await evidence.submitPractice(id, version: 4, by: teacher)
            #expect(try await evidence.practiceVersions(of: id, by: reviewer).map(\.endedAt) == [Library.now])
            try await evidence.reviewPractice(id, version: 5, .publish, note: "", by: reviewer)
            try await evidence.withdrawPractice(id, version: 6, by: teacher)
            let versions = try await evidence.practiceVersions(of: id, by: teacher)
            #expect(versions.map(\.content) == [draft.content, first.content])
            #expect(versions.map(\.endedAt) == [Library.now, Library.now])
        }
    }

    @Test("An intervention that is not there is refused beside its field", arguments: TestEngine.available)
    func unknownIntervention(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, strand in
            let evidence = library.evidence
            let id = try await evidence.tellPractice(
                Self.draft(strand),
                for: Self.school.id,
                by: Self.teacher,
                key: try Self.key("without-one")
            )
            var draft = Self.draft(strand)
            draft.intervention = ID(rawValue: 404)
            let wrong = draft
            let key = try Self.key("of-nothing")
            let told = await #expect(throws: Faults.self) {
                try await evidence.tellPractice(wrong, for: Self.school.id, by: Self.teacher, key: key)
            }
            let changed = await #expect(throws: Faults.self) {
                try await evidence.changePractice(id, version: 1, wrong, by: Self.teacher)
            }
            for refused in [told, changed] { #expect(refused?.list.map(\.field) == ["intervention"]) }
        }
    }

    @Test("The same form sent twice tells one account", arguments: TestEngine.available)
    func once(on engine: TestEngine) async throws {
        try await Self.open(on: engine) { library, strand in
            let key = try Self.key("sent-twice")
            let first = try await library.evidence.tellPractice(
                Self.draft(strand),
                for: Self.school.id,
                by: Self.teacher,
                key: key
            )
            let second = try await library.evidence.tellPractice(
                Self.draft(strand),
                for: Self.school.id,
                by: Self.teacher,
                key: key
            )
            #expect(first == second)
            #expect(
                try await library.evidence.practiceAccounts(of: Self.school.id, by: Self.teacher).count == 1
            )
        }
    }

    @Test("An unfinished account is not sent; nobody reviews their own; a stranger does nothing")
    func refusals() async throws {
        try await Self.open(on: .sqlite) { library, strand in
            let evidence = library.evidence
            var draft = Self.draft(strand)
            draft.content.withWhom = ""
            let own: Actor = .person(
                Person(id: ID(rawValue: 603), name: "Cy"),
                memberships: [Membership(Self.hub, .lead)]
            )
            let id = try await evidence.tellPractice(
                draft,
                for: Self.hub.id,
                by: own,
                key: try Self.key("of-a-hub")
            )
            let refused = await #expect(throws: Faults.self) {
                try await evidence.submitPractice(id, version: 1, by: own)
            }
            #expect(refused?.list.map(\.field) == ["withWhom"])
            try await evidence.changePractice(id, version: 1, Self.draft(strand), by: own)
            try await evidence.submitPractice(id, version: 2, by: own)
            await #expect(throws: AccessError.forbidden) {
                try await evidence.reviewPractice(id, version: 3, .publish, note: "", by: own)
            }
            await #expect(throws: AccessError.self) {
                try await evidence.tellPractice(
                    draft,
                    for: Self.school.id,
                    by: own,
                    key: try Self.key("for-others")
                )
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.withdrawPractice(id, version: 1, by: own)
            }
        }
    }
}
