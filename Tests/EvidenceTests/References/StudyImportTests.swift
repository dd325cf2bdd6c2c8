import Access
import CSV
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@Suite("Studies come into the library")
struct StudyImportTests {
    static let list = """
        TY  - JOUR
        TI  - Talking in pairs helps listening in class
        AU  - Berg, Anna
        PY  - 2014
        DO  - 10.5555/talk
        ER  -
        TY  - JOUR
        AU  - Nobody, A
        ER  -
        TY  - RPRT
        TI  - A report on echo reading in twelve schools
        AU  - Heron, Clare
        PY  - 2019
        AN  - ED123456
        ER  -
        """

    func options(_ source: String = "A database") -> ReferencesImport {
        ReferencesImport(fileName: "list.ris", source: source, licence: "CC BY 4.0")
    }

    func take(_ text: String, from source: String = "A database", into library: Library) async throws
        -> ReferencesImportOutcome
    {
        try await library.evidence.importReferences(.bytes(Array(text.utf8)), options(source), by: .editor)
    }

    @Test(
        "Good records enter, the others are named, and a second run changes nothing",
        arguments: TestEngine.available
    )
    func partialAccept(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let first = try await take(Self.list, into: library)
            #expect(first.form == .ris)
            #expect([first.added, first.rejectedCount, first.unchanged] as [Int] == [2, 1, 0])
            #expect(first.rejected.map(\.message) == ["Record 2 (line 7): there is no title"])
            let second = try await take(Self.list, into: library)
            #expect(
                [second.added, second.changed, second.joined, second.unchanged] as [Int] == [0, 0, 0, 2]
            )
            let list = try await library.evidence.studies()
            #expect(list.total == 2)
            let report = try #require(list.studies.first { $0.year == 2019 })
            let record = try await library.evidence.study(report.id)
            #expect(record.reference.authors.map(\.inverted) == ["Heron, Clare"])
            #expect(record.reference.identifier(.eric) == "ED123456")
            #expect(record.provenance.source == "A database")
            #expect(record.sources.count == 1)
            #expect(record.revisions.isEmpty)
        }
    }

    @Test(
        "A year before 1850 is left out, and a citation is cut where a database would not take it",
        arguments: TestEngine.available
    )
    func oddRecords(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            // One letter with more marks than a citation may have characters.
            let marked = "e" + String(repeating: "\u{301}", count: 3000)
            let list = """
                TY  - BOOK
                AU  - Rousseau, Jean-Jacques
                TI  - Emile, or on education
                PY  - 1762
                ER  -
                TY  - JOUR
                TI  - \(marked)
                PY  - 1850
                ER  -
                """
            let outcome = try await take(list, into: library)
            #expect([outcome.added, outcome.rejectedCount] as [Int] == [2, 0])
            let studies = try await library.evidence.studies().studies
            #expect(Set(studies.map(\.year)) == [nil, 1850])
            let old = try #require(studies.first { $0.year == nil })
            let record = try await library.evidence.study(old.id)
            #expect(record.reference.authors.map(\.inverted) == ["Rousseau, Jean-Jacques"])
        }
    }

    @Test(
        "A corrected record changes the study, and its earlier state stays",
        arguments: TestEngine.available
    )
    func correction(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            _ = try await take(Self.list, into: library)
            let corrected = Self.list.replacing("AU  - Berg, Anna", with: "AU  - Berg, Anne\nVL  - 4")
            let outcome = try await take(corrected, into: library)
            #expect([outcome.added, outcome.changed, outcome.unchanged] as [Int] == [0, 1, 1])
            let study = try #require(try await library.evidence.studies().studies.first { $0.year == 2014 })
            let record = try await library.evidence.study(study.id)
            #expect(record.reference.authors.map(\.given) == ["Anne"])
            #expect(record.reference.volume == "4")
            #expect(record.study.version == 2)
            #expect(record.revisions.map { $0.reference?.authors.first?.given } == ["Anna"])
            #expect(record.sources.count == 2)
            // The old file again is old news.
            let again = try await take(Self.list, into: library)
            #expect(again.changed == 0)
        }
    }

    @Test(
        "The same study from another source is joined: by DOI, by ERIC id, or by title, year and author",
        arguments: TestEngine.available,
        [
            "@article{x, title={Other words}, doi={https://doi.org/10.5555/TALK}, abstract={New}}",
            "[{\"id\": \"ED123456\", \"title\": \"A Report\", \"publicationdateyear\": 2019, \"description\": \"New\", \"peerreviewed\": \"F\"}]",
            "@article{x, title={Talking in Pairs: helps <i>listening</i> in class!}, author={A. Berg}, year=2014, abstract={New}}",
        ]
    )
    func joined(on engine: TestEngine, other: String) async throws {
        try await Library.open(on: engine) { library in
            _ = try await take(Self.list, into: library)
            let outcome = try await take(other, from: "Another database", into: library)
            #expect([outcome.added, outcome.joined, outcome.uncertain] as [Int] == [0, 1, 0])
            let list = try await library.evidence.studies()
            #expect(list.total == 2)
            for study in list.studies where study.version == 2 {
                let record = try await library.evidence.study(study.id)
                #expect(record.reference.abstract == "New")
                // What was there stays.
                #expect(!record.reference.title.contains("Other"))
                #expect(Set(record.sources.map(\.provenance.source)) == ["A database", "Another database"])
            }
        }
    }

    @Test(
        "A file with nothing in it but its headings, or an empty list, is refused and leaves nothing",
        arguments: [
            ("title,author\n", CSVError.noRows), ("title,author", CSVError.noRows),
            ("[]", CSVError.noRecords), ("[ ]\n", CSVError.noRecords),
            ("  \n\n", CSVError.empty),
        ]
    )
    func nothing(text: String, error: CSVError) async throws {
        try await Library.open(on: .sqlite) { library in
            await #expect(throws: error) { try await take(text, into: library) }
            let isLeft = try await library.database.read { try $0.exists("SELECT 1 FROM provenance") }
            #expect(!isLeft)
        }
    }

    @Test("The first studies that a file brings are named, and whether there are more")
    func namesFirst() async throws {
        try await Library.open(on: .sqlite) { library in
            for (count, named) in [(10, 10), (11, 10)] {
                let text = (1...count).map { "TY  - BOOK\nTI  - \(count) tales, part \($0)\nER  - \n" }
                    .joined()
                let outcome = try await take(text, from: "List \(count)", into: library)
                #expect([outcome.added, outcome.taken.count] as [Int] == [count, named])
                #expect(outcome.hasMoreTaken == (count > named))
            }
        }
    }

    /// Two records that say the same, numbered by their database.
    static func numbered(_ first: String, _ second: String, more: String = "") -> String {
        [first, second].map { number in
            """
            TY  - JOUR
            TI  - Reading aloud in twelve schools of a town
            AU  - Berg, Anna
            PY  - 2014
            AN  - \(number)
            \(more)ER  -

            """
        }.joined()
    }

    @Test(
        "Records that say the same are two studies where their source numbers both, and a person is asked",
        arguments: TestEngine.available
    )
    func numbersOfOneSource(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let first = try await take(Self.numbered("A1", "A2"), into: library)
            #expect([first.added, first.joined, first.changed, first.uncertain] as [Int] == [2, 0, 0, 1])
            let pairs = try await library.evidence.pairsToReview(by: .editor).pairs
            #expect(pairs.map(\.score) == [0.96])
            let second = try await take(Self.numbered("A1", "A2"), into: library)
            #expect([second.added, second.unchanged] as [Int] == [0, 2])
            // Another source's numbers say nothing of the first's, but tell its own records apart.
            let other = try await take(Self.numbered("B1", "B2"), from: "Another", into: library)
            #expect([other.added, other.joined, other.uncertain] as [Int] == [0, 2, 0])
            let later = try await take(Self.numbered("A3", "B2"), into: library)
            #expect([later.added, later.joined] as [Int] == [2, 0])
        }
    }

    @Test(
        "A DOI or an ERIC id joins records whatever their source numbers them",
        arguments: TestEngine.available,
        ["DO  - 10.5555/aloud\n", "AN  - ED654321\n"]
    )
    func numbersAndIdentifiers(on engine: TestEngine, identifier: String) async throws {
        try await Library.open(on: engine) { library in
            let outcome = try await take(Self.numbered("A1", "A2", more: identifier), into: library)
            #expect([outcome.added, outcome.uncertain] as [Int] == [1, 0])
            #expect(outcome.taken.count == 1 && !outcome.hasMoreTaken, "two records of one study")
            #expect(try await library.evidence.studies().total == 1)
        }
    }

    @Test(
        "Studies that only their numbers tell apart leave and enter another library, in every format",
        arguments: TestEngine.available,
        [ExportFormat.ris, .bibtex, .csl, .csv]
    )
    func numbersTravel(on engine: TestEngine, format: ExportFormat) async throws {
        var written: [UInt8] = []
        try await Library.open(on: engine) { library in
            _ = try await take(Self.numbered("A1", "A2"), into: library)
            _ = try await library.evidence.exportReferences(as: format) { written += $0 }
        }
        let bytes = written
        try await Library.open(on: engine) { library in
            let outcome = try await library.evidence.importReferences(.bytes(bytes), options(), by: .editor)
            #expect([outcome.added, outcome.joined, outcome.changed] as [Int] == [2, 0, 0], "\(format)")
        }
    }

    static let nearly = """
        @article{x, title={Talking in pairs helps listening in classes}, author={Berg, Anna}, year=2015}
        """

    @Test(
        "A pair that is only alike waits for a person, who joins it or keeps it apart",
        arguments: TestEngine.available
    )
    func review(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            _ = try await take(Self.list, into: library)
            let outcome = try await take(Self.nearly, from: "Another", into: library)
            #expect([outcome.added, outcome.uncertain] as [Int] == [1, 1])
            #expect(outcome.taken.count == 1)
            let taken = try #require(outcome.taken.first)
            #expect(try await evidence.study(taken.id).study.title == taken.title)
            let queue = try await evidence.pairsToReview(by: .editor)
            try #require(queue.total == 1)
            let pair = queue.pairs[0]
            #expect(pair.score >= 0.85 && pair.score < 0.97)
            let keep = pair.first.year == 2014 ? pair.first : pair.second
            let drop = pair.first.year == 2014 ? pair.second : pair.first
            try await evidence.mergeStudies(
                keep: (keep.id, keep.version),
                drop: (drop.id, drop.version),
                by: .editor
            )
            #expect(try await evidence.studies().total == 2)
            #expect(try await evidence.pairsToReview(by: .editor).total == 0)
            let record = try await evidence.study(keep.id)
            #expect(record.duplicates.map(\.id) == [drop.id])
            #expect(record.sources.count == 2)
            #expect(record.revisions.count == 1)
            #expect(try await evidence.study(drop.id).study.mergedInto == keep.id)
            // The record that was merged is known when it comes again.
            let again = try await take(Self.nearly, from: "Another", into: library)
            #expect([again.added, again.unchanged] as [Int] == [0, 1])
            #expect(again.taken.isEmpty, "what is as before is not named")
        }
    }

    @Test(
        "What waits about a study that is joined is asked of the one it is now",
        arguments: TestEngine.available
    )
    func waitingPairsMove(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            for (number, name) in [
                "Cats at school", "Grammar for tired teachers", "Counting beans in year 1",
            ].enumerated() {
                let text = "@article{x\(number), title={\(name)}, author={Berg, Anna}, year=201\(number)}"
                _ = try await take(text, from: "A list", into: library)
            }
            let studies = try await evidence.studies().studies.sorted { $0.id < $1.id }
            try #require(studies.count == 3)
            // The second and the third may be one.
            try await library.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO study_pair (first_id, second_id, score, state, found_at)
                    VALUES (\(studies[1].id), \(studies[2].id), 0.9, 'waiting', \(Library.now))
                    """
                )
            }
            try await evidence.mergeStudies(
                keep: (studies[0].id, studies[0].version),
                drop: (studies[1].id, studies[1].version),
                by: .editor
            )
            let queue = try await evidence.pairsToReview(by: .editor)
            #expect(queue.pairs.map { [$0.first.id, $0.second.id] } == [[studies[0].id, studies[2].id]])
            #expect(queue.pairs.map(\.score) == [0.9])
            #expect(queue.total == 1)
        }
    }

    @Test(
        "Joining a study pools again every strand that its findings stand under, however many",
        arguments: TestEngine.available
    )
    func manyStrands(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            var strands: [ID<Strand>] = []
            for number in 0..<102 {
                strands.append(try await evidence.createStrand(library.draft("S\(number)"), by: .editor).id)
            }
            func enter(_ label: String, _ effect: String, under some: [ID<Strand>]) async throws -> Study {
                let draft = library.finding(label, effect, se: "0.1", under: some)
                let id = try await evidence.enterFinding(draft, by: .editor)
                let study = try #require(try await evidence.finding(id).study)
                return try await evidence.study(study).study
            }
            let kept = try await enter("Adams 2017", "0.1", under: [strands[0]])
            var dropped = kept
            for start in stride(from: 0, to: strands.count, by: 50) {
                let some = Array(strands[start..<min(start + 50, strands.count)])
                dropped = try await enter("Brown 2018", "0.\(start + 10)", under: some)
            }
            try await evidence.mergeStudies(
                keep: (kept.id, kept.version),
                drop: (dropped.id, dropped.version),
                by: .editor
            )
            #expect(try await evidence.study(kept.id).strands.count == strands.count)
            for strand in strands {
                let pool = try await evidence.pool(of: strand, .published)
                #expect(Set((pool?.members ?? []).map(\.study)) == [kept.id])
            }
        }
    }

    @Test("A pair kept apart is not asked about again; a stranger may decide nothing")
    func keptApart() async throws {
        try await Library.open(on: .sqlite) { library in
            let evidence = library.evidence
            _ = try await take(Self.list, into: library)
            _ = try await take(Self.nearly, from: "Another", into: library)
            let pair = try #require(try await evidence.pairsToReview(by: .editor).pairs.first)
            await #expect(throws: AccessError.self) {
                try await evidence.keepApart(
                    pair.first.id,
                    pair.second.id,
                    by: .member(of: .establishment, .lead)
                )
            }
            try await evidence.keepApart(pair.first.id, pair.second.id, by: .editor)
            #expect(try await evidence.pairsToReview(by: .editor).total == 0)
            await #expect(throws: AccessError.notFound) {
                try await evidence.keepApart(pair.first.id, pair.second.id, by: .editor)
            }
        }
    }

    @Test(
        "Two parts of one work, and short titles of different people, are not taken for one",
        arguments: [
            "@article{x, title={Reading aloud to young children, part 2}, author={Berg, Anna}, year=2014}",
            "@article{x, title={Editorial}, author={Oake, Ben}, year=2014}",
        ]
    )
    func different(other: String) async throws {
        try await Library.open(on: .sqlite) { library in
            let first = """
                @article{a, title={Reading aloud to young children, part 1}, author={Berg, Anna}, year=2014}
                @article{b, title={Editorial}, author={Heron, Clare}, year=2014}
                """
            _ = try await take(first, into: library)
            let outcome = try await take(other, into: library)
            #expect([outcome.added, outcome.joined, outcome.uncertain] as [Int] == [1, 0, 0])
        }
    }

    static let long = """
        eaching reading to pupils in the 4th grade of urban schools: a long and careful trial of a programme for whole \
        classes, with what their teachers said of it after three years
        """

    @Test(
        "A number, or a word that says it is about the other, tells two long titles apart",
        arguments: [
            (long.replacing("4th", with: "5th"), [1, 0, 0]),
            (long.replacing("4th", with: "fourth"), [0, 1, 0]),
            (long.replacing("three years", with: "three year"), [0, 1, 0]),
        ]
    )
    func longTitles(ending: String, expected: [Int]) async throws {
        try await Library.open(on: .sqlite) { library in
            _ = try await take(
                "@article{a, title={T\(Self.long)}, author={Berg, Anna}, year=2014}",
                into: library
            )
            let other = "@article{b, title={T\(ending)}, author={Berg, Anna}, year=2014}"
            let outcome = try await take(other, from: "Another", into: library)
            #expect([outcome.added, outcome.joined, outcome.uncertain] as [Int] == expected)
        }
    }

    @Test("A correction of a paper is not the paper: a person is asked")
    func erratum() async throws {
        try await Library.open(on: .sqlite) { library in
            _ = try await take(
                "@article{a, title={T\(Self.long)}, author={Berg, Anna}, year=2014}",
                into: library
            )
            let other = "@article{b, title={Erratum to: T\(Self.long)}, author={Berg, Anna}, year=2014}"
            let outcome = try await take(other, from: "Another", into: library)
            #expect([outcome.added, outcome.joined, outcome.uncertain] as [Int] == [1, 0, 1])
        }
    }

    @Test(
        "A record whose numbers name two studies asks whether they are one",
        arguments: TestEngine.available
    )
    func namesTwo(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let apart = """
                @article{a, title={Talking in pairs}, author={Berg, Anna}, year=2014, doi={10.5555/talk}}
                @techreport{b, title={A report on speech}, author={Heron, Clare}, year=2012, eric={ED123456}}
                """
            _ = try await take(apart, into: library)
            let both = "@article{c, title={Talk}, doi={10.5555/talk}, eric={ED123456}}"
            let outcome = try await take(both, from: "Another", into: library)
            #expect([outcome.added, outcome.joined, outcome.uncertain] as [Int] == [0, 1, 1])
            let queue = try await library.evidence.pairsToReview(by: .editor)
            let names = queue.pairs.flatMap { [$0.firstReference.title, $0.secondReference.title] }
            #expect(Set(names) == ["Talking in pairs", "A report on speech"])
        }
    }

    @Test(
        "Whoever may not curate may not import",
        arguments: [Actor.anonymous, .member(of: .establishment, .lead)]
    )
    func refused(actor: Actor) async throws {
        try await Library.open(on: .sqlite) { library in
            await #expect(throws: AccessError.self) {
                try await library.evidence.importReferences(
                    .bytes(Array(Self.list.utf8)),
                    options(),
                    by: actor
                )
            }
        }
    }

    @Test("The export of a library is the library", arguments: TestEngine.available)
    func export(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            var drawing = ReferenceDrawing(seed: 3)
            let references = (0..<40).map { number -> Reference in
                var reference = drawing.reference()
                // Different works, whatever the drawing says.
                reference.title = "Study number \(number) " + reference.title
                reference.identifiers.removeAll { $0.scheme.namesOneStudy }
                return reference.tidied()
            }
            let outcome = try await library.evidence.importReferences(
                .bytes(references.written(as: .csl)),
                options(),
                by: .editor
            )
            #expect(outcome.added == 40)
            for format in [ExportFormat.ris, .bibtex, .csl, .csv] {
                var bytes: [UInt8] = []
                let count = try await library.evidence.exportReferences(as: format) { bytes += $0 }
                #expect(count == 40)
                let read = try ImportedFile.bytes(bytes).entries().compactMap(\.reference)
                let expected = references.map(format.holds)
                #expect(Set(read.map(\.json)) == Set(expected.map(\.json)), "\(format)")
            }
            var workbook: [UInt8] = []
            _ = try await library.evidence.exportReferences(as: .xlsx) { workbook += $0 }
            #expect(workbook.starts(with: [0x50, 0x4B, 0x03, 0x04]))
        }
    }

    static let realFolder = ProcessInfo.processInfo.environment["BRAID_REAL_DATA"].map { $0 + "/data" }

    @Test("Real reference lists enter, twice the same", .enabled(if: realFolder != nil))
    func realFiles() async throws {
        let folder = URL(fileURLWithPath: Self.realFolder ?? "").appendingPathComponent("bibliography")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter {
                $0.hasSuffix(".ris") || $0.hasSuffix(".bib") || $0.hasSuffix(".json")
                    || $0.hasSuffix(".jsonl")
            }
        try #require(paths.count > 40)
        try await Library.open(on: .sqlite) { library in
            for path in paths {
                let file = ImportedFile.path(folder.appendingPathComponent(path).path)
                let first = try await library.evidence.importReferences(file, options(path), by: .editor)
                let second = try await library.evidence.importReferences(file, options(path), by: .editor)
                #expect([second.added, second.changed, second.joined] as [Int] == [0, 0, 0], "\(path)")
                #expect(second.unchanged + second.rejectedCount == first.records, "\(path)")
            }
            #expect(try await library.evidence.studies().total > 7000)
        }
    }
}
