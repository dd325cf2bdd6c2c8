import Access
import Database
import Evidence
import Foundation
import Search
import Services
import TestDatabases
import Testing

@Suite("Findings of the What Works Clearinghouse")
struct ClearinghouseTests {
    /// Twelve findings of eight made-up studies, in the columns of the clearinghouse's file.
    static let file: [UInt8] = {
        let rows: [(study: Int, name: String, effect: String, grades: String, maker: String)] = [
            (1, "Adams", "0.12", "K-3", "developer"), (1, "Adams", "0.25", "K-3", "broad"),
            (2, "Brown", "0.31", "3-6", "researcher"), (2, "Brown", "0.18", "3-6", "researcher"),
            (3, "Clark", "-0.05", "6-9", "narrow"), (4, "Davis", "0.22", "9-12", "developer"),
            (4, "Davis", "0.29", "9-12", "developer"), (4, "Davis", "0.02", "9-12", "developer"),
            (5, "Evans", "0.02", "PK & K", "broad"), (6, "Fry", "0.41", "K-3", "unheard of"),
            (7, "Gale", "0.09", "", ""), (8, "Hart", "0.15", "3-6", "narrow"),
        ]
        return ClearinghouseFile.bytes(
            rows.enumerated().map { number, row in
                var finding = ClearinghouseFile.Finding("\(row.study)", by: row.name, row.effect)
                finding.treated += 10 * number
                (finding.grades, finding.category) = (row.grades, row.maker)
                return finding
            }
        )
    }()

    static func importing(_ library: Library, _ strandsFrom: String? = nil) async throws -> ID<Strand> {
        let strand = try await library.evidence.createStrand(library.draft("Reading"), by: .editor).id
        var options = FindingsImport(fileName: "wwc.csv", source: "WWC", licence: "", strands: [strand])
        options.strandColumn = strandsFrom
        let outcome = try await library.evidence.importFindings(file, options, by: .editor)
        #expect(outcome.added == 12, "\(outcome.rejected.map(\.reason))")
        return strand
    }

    @Test(
        "Who made the test is filed as that, and says nothing of who evaluated",
        arguments: TestEngine.available
    )
    func testMakers(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await Self.importing(library)
            let findings = try await library.evidence.findings(under: strand)
            #expect(findings.allSatisfy { $0.details.independence == .notStated })
            let counts = Dictionary(grouping: findings, by: \.details.testMaker).mapValues(\.count)
            #expect(
                counts == [
                    .developer: 4, .independentBroad: 2, .researcher: 2, .independentNarrow: 2, .notStated: 2,
                ]
            )
            let facts = try await library.evidence.picture(of: strand).strengthFacts(
                thisYear: 2026,
                pool: nil
            )
            #expect(
                facts.map(\.statement) == [
                    "8 of 8 studies randomised pupils, classes or schools",
                    "No record says who evaluated them",
                    "0 of 8 studies were published in the last 10 years",
                    "2 of the 6 studies that say who made their tests used only tests made by the developer or the researchers",
                ]
            )
            #expect(facts.map(\.isConcern) == [false, false, true, false])
        }
    }

    @Test("Independence is counted over the studies that state it")
    func independence() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            for (label, evaluator) in [
                ("Adams 2017", "independent"), ("Brown 2018", "developer"), ("Clark 2019", ""),
                ("Davis 2020", ""),
                ("Evans 2021", "developer"),
            ] {
                var draft = library.finding(label, "0.2", se: "0.1", under: [strand])
                draft.details.independence = evaluator
                try await library.evidence.enterFinding(draft, by: .editor)
            }
            let facts = try await library.evidence.picture(of: strand).strengthFacts(
                thisYear: 2026,
                pool: nil
            )
            #expect(
                facts[1].statement
                    == "1 of the 3 studies that say who evaluated them was evaluated independently of the developer; 2 do not say"
            )
            #expect(facts[1].isConcern)
        }
    }

    @Test("One study is spoken of as one")
    func oneStudy() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let draft = library.finding("Adams 2001", "0.2", se: "0.1", under: [strand])
            try await library.evidence.enterFinding(draft, by: .editor)
            let picture = try await library.evidence.picture(of: strand)
            let facts = picture.strengthFacts(thisYear: 2026, pool: nil).map(\.statement)
            #expect(
                facts.dropFirst().prefix(2) == [
                    "No record says who evaluated it",
                    "0 of 1 study was published in the last 10 years",
                ]
            )
        }
    }

    @Test(
        "An intervention that a file names is found by the search, at its own address",
        arguments: TestEngine.available
    )
    func interventions(on engine: TestEngine) async throws {
        try await SearchingTests.open(on: engine) { library, search in
            _ = try await Self.importing(library)
            try await search.catchUp()
            let found = try await SearchingTests.found("reading room", search)
            let intervention = try #require(found.first { $0.kind == .intervention })
            #expect(intervention.title.pieces.map(\.text).joined() == "Reading Room")
            #expect(intervention.address == "reading-room")
            let primary = try await SearchingTests.found("phase:primary kind:study", search)
            #expect(primary.count == 4)
        }
    }

    @Test(
        "A strand that an import makes is not rated yet, which is not insufficient",
        arguments: TestEngine.available
    )
    func unrated(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            _ = try await Self.importing(library, "topic")
            let made = try await library.evidence.strand(slug: "literacy")
            #expect(made.content.strength == nil)
            #expect(made.content.headline == nil)
            var query = StrandQuery()
            query.strengths = [0]
            #expect(try await library.evidence.strands(query).isEmpty)
            var draft = StrandDraft(made.content)
            #expect(draft.strength.isEmpty)
            (draft.strength, draft.changeNote) = ("0", "Judged: too little is known")
            let judged = try await library.evidence.editStrand(made.id, version: 1, draft, by: .editor)
            #expect(judged.content.strength == 0)
            #expect(try await library.evidence.strands(query).map(\.strand.slug) == ["literacy"])
            (draft.effect, draft.lower, draft.upper, draft.effectSource) = ("0.2", "0.1", "0.3", "A review")
            draft.strength = ""
            await #expect(throws: Faults.self) {
                try await library.evidence.editStrand(made.id, version: 2, draft, by: .editor)
            }
        }
    }

    static func line(
        _ finding: Int,
        _ study: String,
        eric: String = "",
        _ citation: String,
        _ place: String,
        _ year: String
    ) -> String {
        """
        \(finding),\(study),\(eric),"\(citation)","\(place)",\(year),RCT,Reading Room,Literacy,Whole,0,100,100,,,0.2,
        """
    }

    static let citedHeadings = """
        f_FindingID,s_StudyID,s_ERICId,s_Citation,s_Publication,s_Publication_Date,s_Study_Design,s_Intervention_Name,\
        f_Outcome_Domain,f_Sample_Description,f_Is_Subgroup,f_T_SS,f_C_SS,f_T_Cluster_SS,f_C_Cluster_SS,\
        f_Effect_Size_WWC,f_ICC
        """

    @Test(
        "Studies that the clearinghouse numbers apart stay apart, though they share an article and its ERIC id",
        arguments: TestEngine.available
    )
    func numbersOfStudies(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let cited = "Oake, B. (2017). Echo reading in small groups of pupils."
            let journal = "Journal of Reading, 3(1), 1-8"
            let rows = [
                Self.line(1, "861", eric: "EJ1155720", "\(cited) \(journal).", journal, "2017"),
                Self.line(2, "862", eric: "EJ1155720", "\(cited) \(journal).", journal, "2017"),
                Self.line(3, "863", "\(cited) \(journal). (Whole year).", journal, "2017"),
                Self.line(4, "861", eric: "EJ1155720", "\(cited) \(journal).", journal, "2017"),
            ]
            let bytes = Array(([Self.citedHeadings] + rows).joined(separator: "\n").utf8)
            let options = FindingsImport(fileName: "wwc.csv", source: "WWC", licence: "", strands: [strand])
            let first = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect([first.added, first.studies] as [Int] == [4, 3], "\(first.rejected.map(\.reason))")
            let waiting = try await library.evidence.pairsToReview(by: .editor).total
            #expect(waiting == 2)
            let second = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect([second.added, second.unchanged, second.studies] as [Int] == [0, 4, 0])
        }
    }

    /// A citation of the clearinghouse, and what is read of it.
    struct Cited: Sendable {
        let citation: String
        let place: String
        let date: String
        let authors: [String]
        let year: Int?
        let title: String
        var type = ReferenceType.article
        var container = ""
        var issue = ""
        var pages = ""
        var publisher = ""
        let label: String
    }

    static let cited = [
        Cited(
            citation: "Oake, B., & Heron, C. (2011). Pupils&rsquo; talk. Health Reading, 30(1), 91&ndash;98.",
            place: "Health Reading, 30(1), 91–98",
            date: "2011",
            authors: ["Oake, B.", "Heron, C"],
            year: 2011,
            title: "Pupils’ talk",
            container: "Health Reading",
            issue: "30(1)",
            pages: "91-98",
            label: "Oake (2011)"
        ),
        Cited(
            citation: "Oake, B. (2014). Pairs. Journal of Echo and Talk, 4(4) 527-540. doi: 10.5555/pairs",
            place: "Echo and Talk, 4(4) 527-540",
            date: "2014",
            authors: ["Oake, B"],
            year: 2014,
            title: "Pairs",
            container: "Journal of Echo and Talk",
            issue: "4(4)",
            pages: "527-540",
            label: "Oake (2014)"
        ),
        Cited(
            citation: "Heron, C. (in press). Echoes of fractions. Journal of Made-up Psychology.",
            place: "Journal of Made-up Psychology.",
            date: "in press",
            authors: ["Heron, C"],
            year: nil,
            title: "Echoes of fractions",
            container: "Journal of Made-up Psychology",
            label: "Heron (in press)"
        ),
        Cited(
            citation: "Berg III, J. B. (February 2010). Lasting effects. Archives of Talk, 164(2), 152-159.",
            place: "Archives of Talk, 164(2), 152-159.",
            date: "February 2010",
            authors: ["Berg III, J. B"],
            year: 2010,
            title: "Lasting effects",
            container: "Archives of Talk",
            issue: "164(2)",
            pages: "152-159",
            label: "Berg III (2010)"
        ),
        Cited(
            citation: "N/A. (2015). U.S. Department of Talk report (TD-5): Echo. U.S. Department of Talk.",
            place: "U.S. Department of Talk",
            date: "2015",
            authors: [],
            year: 2015,
            title: "U.S. Department of Talk report (TD-5): Echo",
            type: .report,
            publisher: "U.S. Department of Talk",
            label: "U.S. Department of Talk report (2015)"
        ),
        Cited(
            citation: "Wren, D. (1990). Early talk (Tech. Rep. No. 52). Champaign: A University.",
            place: "Rep. No. 52). Champaign: A University.",
            date: "1990",
            authors: ["Wren, D"],
            year: 1990,
            title: "Early talk (Tech. Rep. No. 52)",
            type: .report,
            publisher: "Champaign: A University",
            label: "Wren (1990)"
        ),
        Cited(
            citation: "Wren, D. (1992). Teams: Two evaluations. Part II. A writing program. York: A Center.",
            place: "Part II. A writing program. York: A Center.",
            date: "1992",
            authors: ["Wren, D"],
            year: 1992,
            title: "Teams: Two evaluations. Part II. A writing program",
            type: .report,
            publisher: "York: A Center",
            label: "Wren (1992)"
        ),
        Cited(
            citation: "Wren, D. (2017). Tutoring. Reading &amp; Talk, 1-8 (Study 2).",
            place: "Reading &amp; Talk, 1-8 (Study 2)",
            date: "2017",
            authors: ["Wren, D"],
            year: 2017,
            title: "Tutoring (Study 2)",
            container: "Reading & Talk",
            pages: "1-8",
            label: "Wren (2017)"
        ),
        Cited(
            citation: "Wren, D. (1998). A program (Doctoral dissertation). University of Talk, OK.",
            place: "University of Talk, OK.",
            date: "1998",
            authors: ["Wren, D"],
            year: 1998,
            title: "A program (Doctoral dissertation)",
            type: .thesis,
            publisher: "University of Talk, OK",
            label: "Wren (1998)"
        ),
        // Of these nothing says where the title ends.
        Cited(
            citation: "Oake, B. (2009). Compared to what? The effects of echoes. Health Talk, 10(3), 52-54.",
            place: "",
            date: "2009",
            authors: ["Oake, B"],
            year: 2009,
            title: "Compared to what? The effects of echoes",
            container: "Health Talk",
            issue: "10(3)",
            pages: "52-54",
            label: "Oake (2009)"
        ),
        Cited(
            citation: "Oake, B. (2012). Is it loud? Health Talk, 21(1), 66-78. Retrieved from http://a.uk.",
            place: "",
            date: "2012",
            authors: ["Oake, B"],
            year: 2012,
            title: "Is it loud?",
            container: "Health Talk",
            issue: "21(1)",
            pages: "66-78",
            label: "Oake (2012)"
        ),
        Cited(
            citation: "Heron, C. (2004). Is it heard? Unpublished doctoral dissertation. A University.",
            place: "",
            date: "2004",
            authors: ["Heron, C"],
            year: 2004,
            title: "Is it heard?",
            type: .thesis,
            publisher: "Unpublished doctoral dissertation. A University",
            label: "Heron (2004)"
        ),
        Cited(
            citation: "Heron, C. (2003). Outcomes of echoes.. Retrieved from http://a.example/echo.pdf.",
            place: "",
            date: "2003",
            authors: ["Heron, C"],
            year: 2003,
            title: "Outcomes of echoes",
            type: .report,
            publisher: "Retrieved from http://a.example/echo.pdf",
            label: "Heron (2003)"
        ),
    ]

    @Test("A citation of the clearinghouse is read into its parts, each once", arguments: cited)
    func citations(cited: Cited) async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let row = Self.line(1, "7", cited.citation, cited.place, "\"\(cited.date)\"")
            let bytes = Array("\(Self.citedHeadings)\n\(row)\n".utf8)
            let options = FindingsImport(fileName: "wwc.csv", source: "WWC", licence: "", strands: [strand])
            let outcome = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect(outcome.added == 1, "\(outcome.rejected.map(\.reason))")
            let finding = try #require(try await library.evidence.findings(under: strand).first)
            #expect(finding.label == "\(cited.label): Reading Room")
            let read = try await library.evidence.study(try #require(finding.study)).reference
            #expect(read.authors.map(\.inverted) == cited.authors)
            #expect(read.year == cited.year)
            #expect(read.title == cited.title)
            #expect(read.type == cited.type)
            #expect([read.container, read.publisher] == [cited.container, cited.publisher])
            let issue = read.volume + (read.issue.isEmpty ? "" : "(\(read.issue))")
            #expect([issue, read.pages] == [cited.issue, cited.pages])
            #expect(read.identifier(.wwc) == "7")
            #expect((read.identifier(.doi) == "10.5555/pairs") == cited.citation.contains("doi"))
        }
    }

    @Test("Two studies of one article leave as a table and enter as two", arguments: TestEngine.available)
    func articleRoundTrip(on engine: TestEngine) async throws {
        var written: [UInt8] = []
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let (cited, journal) = ("Oake, B. (2017). Echo reading.", "Journal of Reading, 3(1), 1-8")
            let rows = zip(1...2, ["861", "862"]).map { finding, study in
                Self.line(finding, study, eric: "EJ1155720", "\(cited) \(journal).", journal, "2017")
            }
            let bytes = Array(([Self.citedHeadings] + rows).joined(separator: "\n").utf8)
            let options = FindingsImport(fileName: "wwc.csv", source: "WWC", licence: "", strands: [strand])
            let outcome = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect([outcome.added, outcome.studies] as [Int] == [2, 2])
            try await library.evidence.exportFindings { written += $0 }
        }
        let bytes = written
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let options = FindingsImport(fileName: "f.csv", source: "Export", licence: "", strands: [strand])
            let outcome = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect([outcome.added, outcome.studies] as [Int] == [2, 2])
            let listed = try await library.evidence.listedFindings(under: strand)
            #expect(Set(listed.map(\.clearinghouse)) == ["861", "862"])
            #expect(Set(listed.map(\.eric)) == ["EJ1155720"])
        }
    }

    @Test("What leaves as a table enters again as it was", arguments: TestEngine.available)
    func roundTrip(on engine: TestEngine) async throws {
        var written: [UInt8] = []
        var before: [ListedFinding] = []
        try await Library.open(on: engine) { library in
            let strand = try await Self.importing(library)
            var draft = library.finding("Ives 2019", "", se: "", under: [strand])
            draft.year = "2019"
            draft.doi = "10.5555/ives"
            (draft.treatedCount, draft.controlCount) = ("40", "50")
            (draft.details.treatedMean, draft.details.treatedDeviation) = ("105.25", "15")
            (draft.details.controlMean, draft.details.controlDeviation) = ("100", "14")
            (draft.details.interaction, draft.details.interactionError) = ("0.04", "0.5")
            (draft.details.measure, draft.details.sample) = ("A scale", "Cohort 1")
            (draft.details.yearGroup, draft.details.independence) = ("Year 5", "independent")
            try await library.evidence.enterFinding(draft, by: .editor)
            let trial = NetworkFinding(
                label: "A trial of ours",
                effect: 0.1,
                variance: 0.01,
                outcomeDomain: "Reading",
                treatedCount: 50,
                controlCount: 50,
                strands: [strand]
            )
            _ = try await PoolTests.file(trial, in: library)
            before = try await library.evidence.listedFindings(under: strand)
            let count = try await library.evidence.exportFindings { written += $0 }
            #expect(count == 14)
        }
        let bytes = written
        let was = before.filter { $0.finding.origin == .published }
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft("Reading"), by: .editor).id
            let options = FindingsImport(fileName: "f.csv", source: "Our export", licence: "")
            let outcome = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect(outcome.added == 13)
            #expect(outcome.rejected.count == 1)
            #expect(outcome.rejected.first?.reason.contains("trial of this network") == true)
            let now = try await library.evidence.listedFindings(under: strand)
            #expect(now.count == was.count)
            // Every finding of the file has an outcome of its own.
            let order = { (rows: [ListedFinding]) in
                rows.sorted { $0.finding.outcomeDomain < $1.finding.outcomeDomain }
            }
            for (old, new) in zip(order(was), order(now)) {
                #expect(new.finding.label == old.finding.label)
                #expect(new.finding.effect == old.finding.effect)
                #expect(new.finding.variance == old.finding.variance)
                #expect(new.finding.phase == old.finding.phase)
                #expect(new.finding.treatedCount == old.finding.treatedCount)
                #expect(new.finding.details == old.finding.details)
                #expect(new.citation == old.citation)
                #expect(new.doi == old.doi)
                #expect([new.eric, new.clearinghouse] == [old.eric, old.clearinghouse])
                #expect(new.intervention == old.intervention)
                #expect(new.year == old.year)
            }
            let again = try await library.evidence.importFindings(bytes, options, by: .editor)
            #expect([again.added, again.unchanged] as [Int] == [0, 13])
        }
    }
}
