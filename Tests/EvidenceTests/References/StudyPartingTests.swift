import Access
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@Suite("Studies that were joined are parted again")
struct StudyPartingTests {
    private struct Entered {
        let finding: ID<Finding>
        let study: ID<Study>
    }

    private func enter(
        _ label: String,
        _ effect: String,
        _ outcome: String = "",
        under strand: ID<Strand>,
        of library: Library
    ) async throws -> Entered {
        var draft = library.finding(label, effect, se: "0.1", under: [strand])
        draft.outcomeDomain = outcome
        let id = try await library.evidence.enterFinding(draft, by: .editor)
        let study = try #require(try await library.evidence.finding(id).study)
        return Entered(finding: id, study: study)
    }

    private func add(_ title: String, abstract: String, to library: Library) async throws -> ID<Study> {
        var draft = StudyDraft()
        (draft.title, draft.abstract, draft.source) = (title, abstract, "A shelf")
        return try await library.evidence.addStudy(draft, by: .editor).id
    }

    private func join(_ dropped: ID<Study>, to kept: ID<Study>, in library: Library) async throws {
        let evidence = library.evidence
        try await evidence.mergeStudies(
            keep: (kept, try await evidence.study(kept).study.version),
            drop: (dropped, try await evidence.study(dropped).study.version),
            by: .editor
        )
    }

    private func part(
        _ dropped: ID<Study>,
        from kept: ID<Study>,
        along findings: Set<ID<Finding>> = [],
        in library: Library
    ) async throws {
        let version = try await library.evidence.study(kept).study.version
        try await library.evidence.unmergeStudies(
            kept: (kept, version),
            dropped: dropped,
            takingAlong: findings,
            by: .editor
        )
    }

    private func pairs(_ library: Library) async throws -> [[String]] {
        try await library.database.read { transaction in
            try transaction.rows("SELECT first_id, second_id, state FROM study_pair").map { row in
                let ids: (ID<Study>, ID<Study>) = (try row.get(0), try row.get(1))
                return [ids.0.description, ids.1.description, try row.get(2)]
            }
        }
    }

    @Test(
        "A citation is made of the joined record, and of the kept one again when they are parted",
        arguments: TestEngine.available
    )
    func citations(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            var draft = StudyDraft()
            (draft.title, draft.date, draft.source) = ("Cats at school", "2016", "A shelf")
            draft.container = "Journal of Cats"
            let kept = try await evidence.addStudy(draft, by: .editor).id
            draft.title = "Counting beans in year 1"
            (draft.volume, draft.pages) = ("12", "1-20")
            let dropped = try await evidence.addStudy(draft, by: .editor).id
            try #require(kept != dropped)
            let before = try await evidence.study(kept).study.citation
            #expect(!before.contains("1-20"))
            try await join(dropped, to: kept, in: library)
            let joined = try await evidence.study(kept)
            #expect(joined.study.citation == joined.reference.citation)
            #expect(joined.study.citation.contains("12, 1-20"))
            try await part(dropped, from: kept, in: library)
            #expect(try await evidence.study(kept).study.citation == before)
        }
    }

    @Test(
        "Records, findings, sources, notes, lists and what waited are where they were; pools are made again",
        arguments: TestEngine.available
    )
    func everythingReturns(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            let evidence = library.evidence
            let (teacher, hub) = (PracticeTests.teacher, PracticeTests.reviewer)
            let kept = try await enter("Adams 2017", "0.1", under: strand, of: library)
            let dropped = try await enter("Brown 2018", "0.3", under: strand, of: library)
            let third = try await enter("Clark 2019", "0.2", under: strand, of: library)
            let waiting = [dropped.study, third.study].sorted()
            try await library.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO study_pair (first_id, second_id, score, state, found_at)
                    VALUES (\(waiting[0]), \(waiting[1]), 0.9, 'waiting', \(Library.now))
                    """
                )
            }
            try await evidence.save(.study(dropped.study), note: "Ask Bo", by: teacher)
            var draft = ReadingListDraft()
            draft.title = "Start here"
            let slug = try await evidence.startReadingList(
                draft,
                for: PracticeTests.hub.id,
                by: hub,
                key: try PracticeTests.key("a-new-list")
            )
            let list = try await evidence.readingList(slug: slug, for: hub)
            try await evidence.add(.study(dropped.study), note: "Short", to: list, by: hub)
            let before = (try await evidence.study(kept.study), try await evidence.study(dropped.study))
            let titles = (before.0.study.title, before.1.study.title)

            try await join(dropped.study, to: kept.study, in: library)
            #expect(try await evidence.savedItems(by: teacher).map(\.title) == [titles.0])
            #expect(try await evidence.savedItems(by: teacher).map(\.item) == [.study(kept.study)])
            #expect(try await evidence.savedNote(on: .study(kept.study), by: teacher) == "Ask Bo")
            #expect(try await evidence.readingList(slug: slug, for: hub).items.map(\.title) == [titles.0])
            #expect(try await evidence.study(kept.study).partable == [dropped.study])

            let parting = try await evidence.studyParting(of: dropped.study, from: kept.study, by: .editor)
            #expect(parting.returning.map(\.id) == [dropped.finding])
            #expect(parting.findingsSince.isEmpty && parting.changesSince.isEmpty)
            try await part(dropped.study, from: kept.study, in: library)

            let after = (try await evidence.study(kept.study), try await evidence.study(dropped.study))
            #expect(after.0.reference == before.0.reference)
            #expect(after.1.reference == before.1.reference)
            #expect(after.0.study.citation == before.0.study.citation)
            #expect(after.1.study.citation == before.1.study.citation)
            #expect(after.0.findings.map(\.id) == [kept.finding])
            #expect(after.1.findings.map(\.id) == [dropped.finding])
            #expect(after.0.sources == before.0.sources)
            #expect(after.1.sources == before.1.sources)
            #expect(after.0.partable.isEmpty && after.0.duplicates.isEmpty)
            #expect(after.1.study.mergedInto == nil)
            // Both histories go on.
            #expect(after.0.revisions.count == 2)
            #expect(after.1.revisions.count == 1)
            #expect(try await evidence.savedItems(by: teacher).map(\.title) == [titles.1])
            #expect(try await evidence.savedNote(on: .study(kept.study), by: teacher) == nil)
            let items = try await evidence.readingList(slug: slug, for: hub).items
            #expect(items.map(\.title) == [titles.1])
            #expect(items.map(\.note) == ["Short"])
            let both = [kept.study, dropped.study].sorted()
            let expected: Set<[String]> = [
                waiting.map(\.description) + ["waiting"], both.map(\.description) + ["distinct"],
            ]
            #expect(Set(try await pairs(library)) == expected)
            let pool = try #require(try await evidence.pool(of: strand, .published))
            #expect(
                Set(pool.members.compactMap(\.study)) == [kept.study, dropped.study, third.study]
            )
            let verbs: [String] = try await library.database.read {
                try $0.column("SELECT verb FROM audit_entry WHERE verb = 'study.unmerge'")
            }
            #expect(verbs.count == 1)
            // Joined once more, they can be parted once more.
            try await join(dropped.study, to: kept.study, in: library)
            try await part(dropped.study, from: kept.study, in: library)
            #expect(try await evidence.study(dropped.study).findings.map(\.id) == [dropped.finding])
        }
    }

    @Test(
        "What was changed since stays, what a source has sent since goes to the study that it names",
        arguments: TestEngine.available
    )
    func changedSince(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let imports = StudyImportTests()
            func other(_ abstract: String) -> String {
                """
                @article{x, title={Talking in pairs helps listening in classes}, author={Berg, Anna}, year=2015,
                    doi={10.5555/other}, volume={3}, abstract={\(abstract)}}
                """
            }
            _ = try await imports.take(StudyImportTests.list, into: library)
            _ = try await imports.take(other("Old words"), from: "Another", into: library)
            let studies = try await evidence.studies().studies
            let kept = try #require(studies.first { $0.doi == "10.5555/talk" }).id
            let dropped = try #require(studies.first { $0.doi == "10.5555/other" }).id
            try await join(dropped, to: kept, in: library)
            #expect(try await evidence.study(kept).reference.abstract == "Old words")

            let corrected = try await imports.take(other("New words"), from: "Another", into: library)
            #expect(corrected.changed == 1)
            let third = "@article{y, title={Talking}, doi={10.5555/other}, publisher={A press}}"
            #expect(try await imports.take(third, from: "A third", into: library).joined == 1)
            let (study, form) = try await evidence.studyToEdit(kept, by: .editor)
            var draft = form
            draft.volume = "4"
            try await evidence.editStudy(
                kept,
                version: study.version,
                draft,
                reason: "Looked it up",
                by: .editor
            )
            let parting = try await evidence.studyParting(of: dropped, from: kept, by: .editor)
            #expect(parting.changesSince.map(\.reason).contains("Looked it up"))
            try await part(dropped, from: kept, in: library)

            let stays = try await evidence.study(kept)
            #expect(stays.reference.title == "Talking in pairs helps listening in class")
            #expect(stays.reference.year == 2014)
            #expect(stays.reference.abstract == "")
            #expect(stays.reference.publisher == "")
            #expect(stays.reference.volume == "4")
            #expect(stays.reference.identifiers.map(\.value) == ["10.5555/talk"])
            #expect(stays.sources.count == 1)
            let goes = try await evidence.study(dropped)
            #expect(goes.reference.title == "Talking in pairs helps listening in classes")
            #expect(goes.reference.abstract == "New words")
            #expect(goes.reference.publisher == "A press")
            #expect(goes.reference.volume == "3")
            #expect(goes.reference.identifiers.map(\.value) == ["10.5555/other"])
            #expect(goes.sources.count == 3)
            // Every file that was taken is known, and brings nothing together again.
            for (text, source) in [
                (StudyImportTests.list, "A database"), (other("New words"), "Another"), (third, "A third"),
            ] {
                let again = try await imports.take(text, from: source, into: library)
                #expect([again.added, again.changed, again.joined] as [Int] == [0, 0, 0])
            }
            #expect(try await evidence.pairsToReview(by: .editor).total == 0)
        }
    }

    @Test(
        "A finding that came since goes with the study that a person says it is of",
        arguments: TestEngine.available
    )
    func findingsSince(on engine: TestEngine) async throws {
        try await PracticeTests.open(on: engine) { library, strand in
            let evidence = library.evidence
            let kept = try await enter("Adams 2017", "0.1", "Reading", under: strand, of: library)
            let dropped = try await enter("Brown 2018", "0.3", "Reading", under: strand, of: library)
            try await join(dropped.study, to: kept.study, in: library)
            let one = try await enter("Brown 2018", "0.4", "Writing", under: strand, of: library)
            let two = try await enter("Adams 2017", "0.5", "Writing", under: strand, of: library)
            #expect(one.study == kept.study)
            // One that goes back, taken out meanwhile, is out of the study that it was of.
            let version = try await evidence.finding(dropped.finding).version
            try await evidence.removeFinding(dropped.finding, version: version, by: .editor)
            let parting = try await evidence.studyParting(of: dropped.study, from: kept.study, by: .editor)
            #expect(Set(parting.findingsSince.map(\.id)) == [one.finding, two.finding])
            // A finding that was there before is not taken along, whoever asks for it.
            try await part(
                dropped.study,
                from: kept.study,
                along: [one.finding, kept.finding],
                in: library
            )
            let stays = try await evidence.study(kept.study)
            #expect(Set(stays.findings.map(\.id)) == [kept.finding, two.finding])
            #expect(stays.findingsTakenOut.isEmpty)
            let goes = try await evidence.study(dropped.study)
            #expect(goes.findings.map(\.id) == [one.finding])
            #expect(goes.findingsTakenOut.map(\.finding) == [dropped.finding])
            try await evidence.bringBackFinding(dropped.finding, by: .editor)
            #expect(try await evidence.finding(dropped.finding).study == dropped.study)
        }
    }

    @Test(
        "Of three that were joined, each can be parted, and the others keep what they give",
        arguments: TestEngine.available
    )
    func three(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let kept = try await add("Cats at school", abstract: "", to: library)
            let first = try await add("Grammar for tired teachers", abstract: "First", to: library)
            let second = try await add("Counting beans in year 1", abstract: "Second", to: library)
            func abstract() async throws -> String { try await evidence.study(kept).reference.abstract }
            try await join(first, to: kept, in: library)
            try await join(second, to: kept, in: library)
            #expect(try await abstract() == "First")
            try await part(first, from: kept, in: library)
            #expect(try await abstract() == "Second")
            try await part(second, from: kept, in: library)
            #expect(try await abstract() == "")
            #expect(try await evidence.study(second).reference.abstract == "Second")
            #expect(try await evidence.study(kept).sources.count == 1)
        }
    }

    @Test(
        "A study that was joined and joined again is parted from the last one first",
        arguments: TestEngine.available
    )
    func nested(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let outer = try await add("Cats at school", abstract: "Outer", to: library)
            let middle = try await add("Grammar for tired teachers", abstract: "Middle", to: library)
            let inner = try await add("Counting beans in year 1", abstract: "Inner", to: library)
            try await join(inner, to: middle, in: library)
            try await join(middle, to: outer, in: library)
            #expect(try await evidence.study(inner).study.mergedInto == outer)
            #expect(try await evidence.study(outer).joinedWith == [middle: outer, inner: middle])
            #expect(try await evidence.study(outer).partable == [middle])
            for kept in [middle, outer] {
                await #expect(throws: AccessError.notFound) {
                    try await part(inner, from: kept, in: library)
                }
            }
            try await part(middle, from: outer, in: library)
            #expect(try await evidence.study(inner).study.mergedInto == middle)
            #expect(try await evidence.study(middle).sources.count == 2)
            try await part(inner, from: middle, in: library)
            #expect(try await evidence.study(inner).study.mergedInto == nil)
            for (study, abstract) in [(outer, "Outer"), (middle, "Middle"), (inner, "Inner")] {
                let record = try await evidence.study(study)
                #expect(record.reference.abstract == abstract)
                #expect(record.sources.count == 1)
            }
        }
    }

    @Test(
        "A study that was joined before merges were noted is named and cannot be parted",
        arguments: TestEngine.available
    )
    func older(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let kept = try await add("Cats at school", abstract: "", to: library)
            let dropped = try await add("Grammar for tired teachers", abstract: "First", to: library)
            try await join(dropped, to: kept, in: library)
            try await library.forgetMerges()
            let record = try await evidence.study(kept)
            #expect(record.duplicates.map(\.id) == [dropped])
            #expect(record.joinedWith.isEmpty && record.partable.isEmpty)
            await #expect(throws: AccessError.notFound) { try await part(dropped, from: kept, in: library) }
            #expect(try await evidence.study(dropped).study.mergedInto == kept)
        }
    }

    @Test("Only who curates studies parts them, as they saw them, and only what was joined")
    func refused() async throws {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            let kept = try await add("Cats at school", abstract: "", to: library)
            let dropped = try await add("Grammar for tired teachers", abstract: "", to: library)
            await #expect(throws: AccessError.notFound) {
                try await part(dropped, from: kept, in: library)
            }
            try await join(dropped, to: kept, in: library)
            await #expect(throws: DatabaseError.staleVersion) {
                try await evidence.unmergeStudies(kept: (kept, 1), dropped: dropped, by: .editor)
            }
            let stranger = Actor.member(of: .establishment, .lead)
            await #expect(throws: AccessError.self) {
                try await evidence.unmergeStudies(kept: (kept, 2), dropped: dropped, by: stranger)
            }
            await #expect(throws: AccessError.self) {
                _ = try await evidence.studyParting(of: dropped, from: kept, by: stranger)
            }
            #expect(try await evidence.study(dropped).study.mergedInto == kept)
        }
    }

    @Test("The studies that turned out to be one are looked up by an index")
    func plan() async throws {
        try await Library.open(on: .sqlite) { library in
            let kept = ID<Study>(rawValue: 1)
            let plan: [String] = try await library.database.read { transaction in
                try transaction.rows(
                    "EXPLAIN QUERY PLAN SELECT id FROM study WHERE merged_into = \(kept) ORDER BY id"
                ).map { try $0.get("detail") }
            }
            #expect(plan.contains { $0.contains("study_by_kept") }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        }
    }

    @Test("Two saved or listed studies that turn out to be one are one entry, and are removed as one")
    func savedTwice() async throws {
        try await PracticeTests.open(on: .sqlite) { library, _ in
            let evidence = library.evidence
            let teacher = PracticeTests.teacher
            let kept = try await add("Cats at school", abstract: "", to: library)
            let dropped = try await add("Grammar for tired teachers", abstract: "", to: library)
            try await evidence.save(.study(kept), note: "One", by: teacher)
            try await evidence.save(.study(dropped), note: "Two", by: teacher)
            try await join(dropped, to: kept, in: library)
            let saved = try await evidence.savedItems(by: teacher)
            #expect(saved.map(\.item) == [.study(kept)])
            #expect(Set((saved.first?.note ?? "").split(separator: "\n")) == ["One", "Two"])
            try await evidence.save(.study(kept), note: "Both", by: teacher)
            #expect(try await evidence.savedItems(by: teacher).map(\.note) == ["Both"])
            try await evidence.unsave(.study(kept), by: teacher)
            #expect(try await evidence.savedItems(by: teacher).isEmpty)
        }
    }
}

extension Library {
    /// As a database is whose studies were joined before merges were noted.
    fileprivate func forgetMerges() async throws {
        try await database.write { transaction in
            for table in ["finding", "source", "duplicate", "pair"] {
                try transaction.executeScript("DELETE FROM study_merge_\(table);")
            }
            try transaction.executeScript("DELETE FROM study_merge;")
        }
    }
}
