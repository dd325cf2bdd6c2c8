import Access
import Database
import Evidence
import Foundation
import Jobs
import Logging
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
            #expect(try await evidence.readingLists(keptBy: PracticeTests.reviewer).map(\.slug) == [slug])
            #expect(try await evidence.readingLists(keptBy: PracticeTests.teacher).isEmpty)
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
        "What is full takes another note on what is in it, and nothing else",
        arguments: TestEngine.available
    )
    func full(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            let evidence = library.evidence
            let other = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            let (teacher, editor) = (PracticeTests.teacher, PracticeTests.reviewer)
            var draft = ReadingListDraft()
            draft.title = "Everything"
            let slug = try await evidence.startReadingList(
                draft,
                for: PracticeTests.hub.id,
                by: editor,
                key: try PracticeTests.key("a-full-list")
            )
            let list = try await evidence.readingList(slug: slug, for: editor)
            try await evidence.add(.strand(strand), note: "First", to: list, by: editor)
            try await evidence.save(.strand(strand), note: "First", by: teacher)
            let person = try #require(teacher.person).id
            try await library.database.write { transaction in
                try transaction.insert(
                    into: "collection_item",
                    columns: ["collection_id", "kind", "object_id", "position", "note"],
                    rows: (2...200).map {
                        [list.id.sqlValue, .text("study"), $0.sqlValue, $0.sqlValue, .text("")]
                    }
                )
                try transaction.insert(
                    into: "saved_item",
                    columns: ["person_id", "kind", "object_id", "note", "saved_at"],
                    rows: (2...2000).map {
                        [person.sqlValue, .text("study"), $0.sqlValue, .text(""), Library.now.sqlValue]
                    }
                )
            }
            try await evidence.add(.strand(strand), note: "Again", to: list, by: editor)
            try await evidence.save(.strand(strand), note: "Again", by: teacher)
            let listed = try await evidence.readingList(slug: slug, for: editor).items
            let saved = try await evidence.savedItems(by: teacher)
            #expect([listed.map(\.note), saved.map(\.note)] == [["Again"], ["Again"]])
            await #expect(throws: Faults.self) {
                try await evidence.add(.strand(other), note: "", to: list, by: editor)
            }
            await #expect(throws: Faults.self) {
                try await evidence.save(.strand(other), note: "", by: teacher)
            }
        }
    }

    @Test(
        "A follower gets one email of what is new, and none when nothing is",
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

    @Test(
        "What is filed on the day of a letter, after it, is in the next one; what is corrected is not news",
        arguments: TestEngine.available
    )
    func filedOnTheDay(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            try await Self.follower(of: strand, in: library)
            // An hour after the person began to follow, the same day.
            let soon = Self.evidence(library, at: Library.now.addingTimeInterval(3600))
            let csv = "study,effect,se,outcome\nAdams 2017,0.1,0.1,Reading\nBrown 2018,0.2,0.1,Reading\n"
            let options = FindingsImport(
                fileName: "f.csv",
                source: "A review",
                licence: "",
                strands: [strand]
            )
            _ = try await soon.importFindings(Array(csv.utf8), options, by: .editor)
            var guidance = GuidanceDraft()
            (guidance.title, guidance.publisher, guidance.strands) = ("Reading well", "A body", [strand])
            try await soon.saveGuidance(guidance, by: .editor)
            var resource = ResourceDraft()
            (resource.title, resource.address, resource.strands) = (
                "A card", "https://cards.example/", [strand]
            )
            try await soon.addResource(resource, by: .editor)
            let week = Library.now.addingTimeInterval(7 * 86_400)
            #expect(try await Self.evidence(library, at: week, news: Self.news).sendDigests() == 1)
            let first = try await Self.mails(library)
            for line in [
                "2 new findings", "Guidance: Reading well", "A resource: A card",
                "Told of \(Library.now.timeIntervalSince1970) to \(week.timeIntervalSince1970)",
            ] { #expect(first[0].contains("  - \(line)\n"), "\(line)") }
            // Corrected on the day of the letter, an hour later: nobody is told.
            let corrected = csv.replacing("0.1,0.1", with: "0.15,0.1")
            let hourAfter = Self.evidence(library, at: week.addingTimeInterval(3600))
            _ = try await hourAfter.importFindings(Array(corrected.utf8), options, by: .editor)
            let next = week.addingTimeInterval(7 * 86_400)
            #expect(try await Self.evidence(library, at: next).sendDigests() == 0)
            // New on the day of the letter, an hour later: the next letter tells.
            let more = corrected + "Clark 2019,0.2,0.1,Reading\n"
            let late = Self.evidence(library, at: next.addingTimeInterval(3600))
            _ = try await late.importFindings(Array(more.utf8), options, by: .editor)
            #expect(
                try await Self.evidence(library, at: next.addingTimeInterval(7 * 86_400)).sendDigests() == 1
            )
            #expect(try await Self.mails(library).count { $0.contains("  - One new finding\n") } == 1)
        }
    }

    @Test("The link in a letter stops the letters, for whoever has it", arguments: TestEngine.available)
    func stopping(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            try await Self.follower(of: strand, in: library)
            var week = Library.now
            for _ in 0..<2 {
                week = week.addingTimeInterval(7 * 86_400)
                #expect(try await Self.evidence(library, at: week, news: Self.news).sendDigests() == 1)
            }
            let link = /https:\/\/braid\.example\/evidence\/letters\/(\w+)/
            let keys = Set(try await Self.mails(library).compactMap { $0.firstMatch(of: link)?.1 })
            #expect(keys.count == 1)
            let stops: [String] = try await library.database.read {
                try $0.column("SELECT unsubscribe FROM mail")
            }
            #expect(Set(stops) == Set(keys.map { "https://braid.example/evidence/letters/\($0)" }))
            let letters = try #require(keys.first.flatMap { ID<StrandLetters>(String($0)) })
            let evidence = library.evidence
            #expect(try await evidence.strandLetters(letters).strands.map(\.id) == [strand])
            try await evidence.stopLetters(letters)
            try await evidence.stopLetters(letters)
            #expect(try await evidence.strandLetters(letters).strands.isEmpty)
            #expect(try await !evidence.isFollowing(strand, by: PracticeTests.teacher))
            await #expect(throws: AccessError.notFound) { try await evidence.stopLetters(ID(rawValue: 404)) }
            await #expect(throws: AccessError.notFound) {
                try await evidence.strandLetters(ID(rawValue: 404))
            }
            week = week.addingTimeInterval(7 * 86_400)
            #expect(try await Self.evidence(library, at: week, news: Self.news).sendDigests() == 0)
        }
    }

    @Test("Whoever stops letters while they are written gets none", arguments: TestEngine.available)
    func stoppedMeanwhile(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            try await Self.follower(of: strand, in: library)
            let person = try #require(PracticeTests.teacher.person).id
            let database = InterruptedDatabase(library.database) {
                _ = try await library.database.write { transaction in
                    try EvidencePersonalData().erase(person, at: Library.now, in: transaction)
                }
            }
            let week = Library.now.addingTimeInterval(7 * 86_400)
            let interrupted = Self.evidence(library, at: week, news: Self.news, database: database)
            let count = try await interrupted.sendDigests()
            #expect(count == 0)
            let letters = try await library.database.read { transaction in
                try transaction.count("SELECT count(*) FROM strand_letter")
            }
            let mails = try await Self.mails(library)
            #expect(letters == 0 && mails.isEmpty)
        }
    }

    @Test(
        "What a person decided on studies is in the file of their data, and goes with the person",
        arguments: TestEngine.available
    )
    func decisions(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            try await Self.follower(of: strand, in: library)
            let person = try #require(PracticeTests.teacher.person).id
            for name in ["Cats at school", "Counting beans"] {
                try await library.evidence.enterFinding(
                    library.finding(name, "0.2", se: "0.1", under: [strand]),
                    by: .editor
                )
            }
            let studies = try await library.evidence.studies().studies.map(\.id).sorted()
            try await library.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO study_pair
                        (first_id, second_id, score, state, found_at, decided_at, decided_by)
                    VALUES (\(studies[0]), \(studies[1]), 0.9, 'distinct', \(Library.now), \(Library.now), \(person))
                    """
                )
                try transaction.execute("INSERT INTO strand_letter (id, person_id) VALUES (77, \(person))")
            }
            let data = EvidencePersonalData()
            let before = try await library.database.read { try data.records(of: person, in: $0).count }
            // The strand that is followed, and the decision.
            #expect(before == 2)
            _ = try await library.database.write { try data.erase(person, at: Library.now, in: $0) }
            #expect(try await library.database.read { try data.records(of: person, in: $0).count } == 0)
            let left = try await library.database.read { transaction in
                try transaction.count("SELECT count(*) FROM study_pair WHERE decided_by IS NOT NULL")
                    + transaction.count("SELECT count(*) FROM strand_letter")
            }
            #expect(left == 0)
        }
    }

    /// Always something new.
    private static let news = [
        StrandNewsSource { _, _, since, until in
            ["Told of \(since.timeIntervalSince1970) to \(until.timeIntervalSince1970)"]
        }
    ]

    @Test("A weekly letter that cannot be made is not the last", arguments: TestEngine.available)
    func notTheLast(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            try await Self.follower(of: strand, in: library)
            let week = Library.now.addingTimeInterval(7 * 86_400)
            let broken = StrandNewsSource { _, _, _, _ in throw JobFailure("There is no news.") }
            let runner = JobRunner(
                database: library.database,
                services: library.evidence.services.at(week),
                handlers: Self.evidence(library, at: week, news: [broken]).jobHandlers,
                logger: Logger(label: "test")
            )
            #expect(try await runner.runNext())
            let states: [String] = try await library.database.read { transaction in
                try transaction.column("SELECT state FROM job WHERE kind = 'evidence.digest' ORDER BY due_at")
            }
            #expect(states == ["failed", "waiting"])
        }
    }

    private static func follower(of strand: ID<Strand>, in library: Library) async throws {
        let teacher = PracticeTests.teacher.person
        try await library.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO person (id, name, email, created_at)
                VALUES (\(teacher?.id), 'Ash', 'ash@quay.example', \(Library.now))
                """
            )
        }
        try await library.evidence.follow(strand, by: PracticeTests.teacher)
    }

    private static func mails(_ library: Library) async throws -> [String] {
        try await library.database.read { try $0.column("SELECT body FROM mail ORDER BY id") }
    }

    static func evidence(
        _ library: Library,
        at time: Date,
        news: [StrandNewsSource] = [],
        database interrupted: (any Database)? = nil
    ) -> Evidence {
        Evidence(
            database: interrupted ?? library.database,
            services: library.evidence.services.at(time),
            profiles: library.evidence.profiles,
            codeVersion: "test-1",
            baseURL: "https://braid.example",
            news: news
        )
    }
}
