import Access
import CSV
import Database
import Evidence
import Foundation
import Profiles
import Services
import TestDatabases
import Testing

@Suite("Importing findings")
struct ImportTests {
    static let file = """
        Author,Year,yi,vi,Outcome,Strand
        Adams,2017,0.12,0.0064,Reading,feedback
        Brown,2018,0.31,0.01,Reading,Feedback
        Clark,2019,about a lot,0.0144,Reading,feedback
        Davis,2020,0.22,0,Reading,feedback
        Evans,2021,0.02,0.0225,Reading,astrology
        "Foxe, A.",2022,−0.05,0.04,Reading,

        """

    func options(_ strands: [ID<Strand>] = []) -> FindingsImport {
        FindingsImport(fileName: "f.csv", source: "A review", licence: "CC BY 4.0", strands: strands)
    }

    @Test(
        "Good rows enter and the others come back with the reason; a second run changes nothing",
        arguments: TestEngine.available
    )
    func partialAccept(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let bytes = Array(Self.file.utf8)
            let first = try await library.evidence.importFindings(bytes, options([strand]), by: .editor)
            #expect([first.added, first.updated, first.unchanged] as [Int] == [3, 0, 0])
            #expect(first.rejected.map(\.line) == [4, 5, 6])
            #expect(first.rejected[0].reason.contains("effect"))
            #expect(first.rejected[1].reason.contains("above 0"))
            #expect(first.rejected[2].reason.contains("astrology"))
            let second = try await library.evidence.importFindings(bytes, options([strand]), by: .editor)
            #expect([second.added, second.updated, second.unchanged] as [Int] == [0, 0, 3])
            let findings = try await library.evidence.findings(under: strand)
            #expect(findings.map(\.label) == ["Adams (2017)", "Brown (2018)", "Foxe, A. (2022)"])
            #expect(findings.map(\.effect) == [0.12, 0.31, -0.05])
            let pool = try #require(try await library.evidence.pool(of: strand, .published))
            #expect(pool.members.count == 3)
        }
    }

    @Test("The rejected file opens as a table and says why on every row")
    func rejectedFile() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let outcome = try await library.evidence.importFindings(
                Array(Self.file.utf8),
                options([strand]),
                by: .editor
            )
            let reader = try CSVReader(bytes: outcome.rejectedCSV())
            let why = try reader.header.require("Why it was not taken")
            var lines: [String] = []
            while let row = try reader.next() { lines.append(row[why]) }
            #expect(lines.count == 3)
            #expect(lines.allSatisfy { $0.hasPrefix("Line ") })
        }
    }

    @Test(
        "Numbers that no study can have come back, and the rows beside them enter",
        arguments: TestEngine.available
    )
    func impossibleNumbers(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let file = """
                study,effect,lower,upper,fsm interaction,fsm interaction se,n treated,n control,treated mean,\
                treated sd,control mean,control sd
                A 2001,0,-1e-200,1e-200,,,,,,,,
                B 2002,0.1,-1e300,1e300,,,,,,,,
                C 2003,0.1,0,0.2,0.1,1e-200,,,,,,
                D 2004,0.1,0,0.2,1e300,0.1,,,,,,
                E 2005,,,,,,40,40,1e300,1e300,-1e300,1e300
                F 2006,0.1,0,0.2,0.1,0.1,40,40,50,10,49,10

                """
            let outcome = try await library.evidence.importFindings(
                Array(file.utf8),
                options([strand]),
                by: .editor
            )
            #expect(outcome.added == 1)
            #expect(outcome.rejected.map(\.line) == [2, 3, 4, 5, 6])
            #expect(try await library.evidence.findings(under: strand).map(\.label) == ["F 2006"])
        }
    }

    @Test("A corrected file changes the finding in place", arguments: TestEngine.available)
    func updates(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let old = "study,effect,se\nAdams 2017,0.1,0.1\n"
            let new = "study,effect,se\nAdams 2017,0.2,0.1\n"
            _ = try await library.evidence.importFindings(Array(old.utf8), options([strand]), by: .editor)
            let before = try #require(try await library.evidence.pool(of: strand, .published))
            let outcome = try await library.evidence.importFindings(
                Array(new.utf8),
                options([strand]),
                by: .editor
            )
            #expect([outcome.added, outcome.updated, outcome.unchanged] as [Int] == [0, 1, 0])
            #expect(try await library.evidence.findings(under: strand).map(\.effect) == [0.2])
            #expect(try await library.evidence.pool(of: strand, .published)?.id != before.id)
            let study = try #require(try await library.evidence.findings(under: strand).first?.study)
            let revisions = try await library.evidence.study(study).findingRevisions
            #expect(revisions.map { $0.value(of: .effect) } == ["0.1"])
        }
    }

    @Test(
        "A file that says what a person has corrected since does not undo it",
        arguments: TestEngine.available
    )
    func correctionsStand(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            func take(_ effect: String) async throws -> [Int] {
                let text = "study,effect,se,n treated,setting\nAdams 2017,\(effect),0.1,40,A town\n"
                let outcome = try await library.evidence.importFindings(
                    Array(text.utf8),
                    options([strand]),
                    by: .editor
                )
                return [outcome.added, outcome.updated, outcome.unchanged]
            }
            func effects() async throws -> [Double] {
                try await library.evidence.findings(under: strand).map(\.effect)
            }
            #expect(try await take("0.1") == [1, 0, 0])
            let id = try #require(try await library.evidence.findings(under: strand).first).id
            var (_, draft) = try await library.evidence.findingToEdit(id, by: .editor)
            draft.effect = "0.15"
            try await library.evidence.editFinding(id, version: 1, draft, reason: "Misread", by: .editor)
            #expect(try await take("0.1") == [0, 0, 1])
            #expect(try await effects() == [0.15])
            #expect(try await take("0.2") == [0, 1, 0])
            #expect(try await take("0.1") == [0, 1, 0])
            #expect(try await effects() == [0.1])
        }
    }

    @Test(
        "A finding that was taken out stays out when its file comes again, until a person brings it back",
        arguments: TestEngine.available
    )
    func takenOutStaysOut(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let one = try await evidence.createStrand(library.draft(), by: .editor).id
            let two = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            let file = Array("study,effect,se,setting\nAdams 2017,0.1,0.1,A town\nBrown 2018,0.3,0.1,\n".utf8)
            _ = try await evidence.importFindings(file, options([one, two]), by: .editor)
            let before = try await evidence.findings(under: one)
            let adams = try #require(before.first)
            let study = try #require(adams.study)
            var exported: [UInt8] = []
            _ = try await evidence.exportFindings { exported += $0 }
            try await evidence.removeFinding(adams.id, version: 1, by: .editor)
            // The same file, a corrected one, and what was exported from here.
            let corrected = Array("study,effect,se,setting\nAdams 2017,0.2,0.1,A town\n".utf8)
            for (bytes, line, unchanged) in [(file, 2, 1), (corrected, 2, 0), (exported, 2, 1)] {
                let outcome = try await evidence.importFindings(bytes, options([one, two]), by: .editor)
                #expect([outcome.added, outcome.updated, outcome.unchanged] as [Int] == [0, 0, unchanged])
                #expect(outcome.rejected.isEmpty)
                #expect(outcome.keptOut.map(\.line) == [line])
                #expect(outcome.keptOut.map(\.label) == ["Adams 2017"])
                #expect(outcome.keptOut.map(\.study) == [study])
                #expect(outcome.keptOut.map(\.takenOutAt) == [Library.now])
                #expect(outcome.studies == 0)
            }
            #expect(try await evidence.findings(under: one).map(\.label) == ["Brown 2018"])
            let out = try await evidence.study(study).findingsTakenOut
            #expect(out.map(\.finding) == [adams.id])
            await #expect(throws: AccessError.forbidden) {
                try await evidence.bringBackFinding(adams.id, by: .member(of: .establishment, .lead))
            }
            await #expect(throws: AccessError.notFound) {
                try await evidence.bringBackFinding(before[1].id, by: .editor)
            }
            for _ in 0..<2 { try await evidence.bringBackFinding(adams.id, by: .editor) }
            let after = try await evidence.finding(adams.id)
            #expect(after.version == 2)
            #expect([after.effect, after.variance] == [adams.effect, adams.variance])
            #expect(after.details == adams.details)
            #expect([after.study, adams.study] == [study, study])
            for strand in [one, two] {
                #expect(try await evidence.findings(under: strand).map(\.id) == before.map(\.id))
                #expect(try await evidence.pool(of: strand, .published)?.members.count == 2)
            }
            #expect(try await evidence.study(study).findingsTakenOut.isEmpty)
            let again = try await evidence.importFindings(file, options([one, two]), by: .editor)
            #expect(
                [again.added, again.updated, again.unchanged, again.keptOut.count] as [Int] == [0, 0, 2, 0]
            )
            // Its history goes on: it can be taken out once more.
            try await evidence.removeFinding(adams.id, version: 2, by: .editor)
            #expect(try await evidence.study(study).findingRevisions.map(\.version) == [2, 1])
            #expect(try await evidence.study(study).findingsTakenOut.map(\.version) == [2])
        }
    }

    @Test("What a finding under no strand said is kept, too", arguments: TestEngine.available)
    func withoutStrands(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            let draft = library.finding("Adams 2017", "0.2", se: "0.1", under: [strand])
            let id = try await evidence.enterFinding(draft, by: .editor)
            let study = try #require(try await evidence.finding(id).study)
            try await library.database.write { transaction in
                try transaction.execute("DELETE FROM finding_strand WHERE finding_id = \(id)")
            }
            try await evidence.removeFinding(id, version: 1, by: .editor)
            let revisions = try await evidence.study(study).findingRevisions
            #expect(revisions.map { $0.value(of: .effect) } == ["0.2"])
            #expect(revisions.map { $0.value(of: .strand) } == [""])
        }
    }

    @Test(
        "A file that changes a finding pools it again under strands that the file does not name",
        arguments: TestEngine.available
    )
    func otherStrands(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let one = try await evidence.createStrand(library.draft(), by: .editor).id
            let two = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            func take(_ effect: String, under strands: [ID<Strand>]) async throws {
                let text = "study,effect,se\nAdams 2017,\(effect),0.1\n"
                _ = try await evidence.importFindings(Array(text.utf8), options(strands), by: .editor)
            }
            try await take("0.1", under: [one, two])
            try await take("0.2", under: [one])
            for strand in [one, two] {
                #expect(try await evidence.pool(of: strand, .published)?.members.map(\.effect) == [0.2])
            }
        }
    }

    @Test("An export that is read again, here or elsewhere, doubles nothing", arguments: TestEngine.available)
    func exportedAgain(on engine: TestEngine) async throws {
        var written: [UInt8] = []
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let one = try await evidence.createStrand(library.draft(), by: .editor).id
            let two = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            let finding = library.finding("Adams", "0.2", se: "0.1", under: [one, two])
            try await evidence.enterFinding(finding, by: .editor)
            try await evidence.enterFinding(
                library.finding("Brown", "0.3", se: "0.1", under: [two]),
                by: .editor
            )
            #expect(try await evidence.exportFindings { written += $0 } == 3)
            let changed = String(decoding: written, as: UTF8.self).replacing("Brown,0.3,", with: "Brown,0.4,")
            let outcome = try await evidence.importFindings(Array(changed.utf8), options(), by: .editor)
            #expect([outcome.added, outcome.updated, outcome.unchanged] as [Int] == [0, 1, 1])
            #expect(outcome.studies == 0)
            #expect(try await evidence.findings(under: two).map(\.effect).sorted() == [0.2, 0.4])
            #expect(try await evidence.studies().studies.count == 2)
        }
        let bytes = written
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let one = try await evidence.createStrand(library.draft(), by: .editor).id
            let two = try await evidence.createStrand(library.draft("Phonics"), by: .editor).id
            let outcome = try await evidence.importFindings(bytes, options(), by: .editor)
            #expect(outcome.added == 2, "\(outcome.rejected.map(\.reason))")
            let ids = try await evidence.findings(under: one).map(\.id)
            #expect(ids.count == 1)
            #expect(Set(try await evidence.findings(under: two).map(\.id)).isSuperset(of: ids))
        }
    }

    @Test(
        "Rows that name one finding are one under each strand, and others where they say something else",
        arguments: TestEngine.available
    )
    func alikeRows(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let one = try await evidence.createStrand(library.draft("One"), by: .editor).id
            let two = try await evidence.createStrand(library.draft("Two"), by: .editor).id
            let file = """
                study,effect,se,finding,strand
                Adams,0.1,0.1,f,one
                Adams,0.2,0.1,f,one
                Adams,0.1,0.1,f,two
                Adams,0.1,0.1,f,one
                Adams,0.2,0.1,f,two
                Adams,0.1,0.1,f,two

                """
            let outcome = try await evidence.importFindings(Array(file.utf8), options(), by: .editor)
            #expect(outcome.added == 3, "\(outcome.rejected.map(\.reason))")
            for strand in [one, two] {
                let effects = try await evidence.findings(under: strand).map(\.effect).sorted()
                #expect(effects == [0.1, 0.1, 0.2])
            }
            let again = try await evidence.importFindings(Array(file.utf8), options(), by: .editor)
            #expect([again.added, again.updated, again.unchanged] as [Int] == [0, 0, 3])
        }
    }

    @Test("Columns are found by name, or taken as a person said")
    func columnsAreMatched() throws {
        let bytes = Array("who,d,V,nT,nC,hrs\nAdams,0.1,0.01,10,10,3\n".utf8)
        guard case .plain(let match) = try FindingsFile.form(of: bytes) else {
            Issue.record("not read as a plain file")
            return
        }
        #expect(match.missing == ["Study"])
        #expect(match.heading(of: .effect) == "d")
        #expect(match.heading(of: .variance) == "V")
        let chosen = FindingColumnMatch(
            headings: match.headings,
            chosen: [.study: "who", .treatedCount: "", .controlCount: "hrs"]
        )
        #expect(chosen.missing.isEmpty)
        #expect(chosen.heading(of: .treatedCount) == nil)
        #expect(chosen.heading(of: .controlCount) == "hrs")
        let unknown = FindingColumnMatch(headings: match.headings, chosen: [.study: "who", .setting: "town"])
        #expect(unknown.missing == ["town"])
        let means = FindingColumnMatch(headings: ["Paper", "mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c"])
        #expect(means.missing.isEmpty, "the effect is computed from these")
        #expect(means.heading(of: .treatedDeviation) == "sd_t" && means.heading(of: .controlCount) == "n_c")
    }

    @Test(
        "A file that cannot be one gets a clear answer and leaves nothing",
        arguments: ["", "\n\n", "a,b\n1,2\n", "PK\u{3}\u{4}xxxx", "{\"a\": 1}"]
    )
    func hostileFiles(text: String) async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            await #expect(throws: CSVError.self) {
                try await library.evidence.importFindings(Array(text.utf8), options([strand]), by: .editor)
            }
            let left = try await library.evidence.findings(under: strand)
            #expect(left.isEmpty)
        }
    }

    @Test(
        "A file of findings with headings alone is refused and leaves nothing",
        arguments: TestEngine.available
    )
    func headingsAlone(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let headings = try #require(Self.clearinghouse.split(separator: "\n").first)
            for text in ["study,effect,se\n", "study,effect,se", "\(headings)\n"] {
                let bytes = Array(text.utf8)
                await #expect(throws: CSVError.noRows) {
                    try await library.evidence.importFindings(bytes, options([strand]), by: .editor)
                }
            }
            // Nor does a file leave its source where none of its rows enters.
            let text = "study,effect,se\nAdams,much,0.1\n"
            let outcome = try await library.evidence.importFindings(
                Array(text.utf8),
                options([strand]),
                by: .editor
            )
            #expect(outcome.rejected.count == 1)
            let isLeft = try await library.database.read { try $0.exists("SELECT 1 FROM provenance") }
            #expect(!isLeft)
        }
    }

    @Test("A number that cannot be a year comes back and names its column; words leave the year open")
    func years() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let years = ["20011", "4.5", "-1.5", "1849", "2011", "2012.0", "2013a", "in press", ""]
            let rows = years.enumerated().map { "Author\($0) and others,\($1),0.1,0.1" }
            let text = (["study,Pubyear,effect,se"] + rows).joined(separator: "\n")
            let outcome = try await library.evidence.importFindings(
                Array(text.utf8),
                options([strand]),
                by: .editor
            )
            #expect(outcome.rejected.map(\.line) == [2, 3, 4, 5])
            #expect(outcome.rejected.first?.reason.hasPrefix("The column Pubyear has “20011”") == true)
            let findings = try await library.evidence.listedFindings(under: strand)
            let read = findings.map { "\($0.finding.label.prefix(7)) \($0.year.map(String.init) ?? "-")" }
            #expect(
                read.sorted() == ["Author4 2011", "Author5 2012", "Author6 2013", "Author7 -", "Author8 -"]
            )
        }
    }

    @Test("A file without a source, and one under a strand that is not there, are refused")
    func wrongOptions() async throws {
        try await Library.open(on: .sqlite) { library in
            var options = options([ID(rawValue: 404)])
            let bytes = Array("study,effect,se\nAdams,0.1,0.1\n".utf8)
            await #expect(throws: Faults.self) {
                try await library.evidence.importFindings(bytes, options, by: .editor)
            }
            options.source = " "
            await #expect(throws: Faults.self) {
                try await library.evidence.importFindings(bytes, options, by: .editor)
            }
        }
    }

    static let clearinghouse = """
        f_findingid,s_studyid,s_citation,s_publication_date,s_study_design,s_intervention_name,f_outcome_domain,\
        f_sample_description,f_is_subgroup,f_t_ss,f_c_ss,f_t_cluster_ss,f_c_cluster_ss,f_effect_size_wwc,f_icc,topic
        1,7,"OÃ¢Â\u{80}Â\u{99}Brien, B. (2016). Study.",2016,RCT,Tutoring,Literacy,Whole,0,100,100,,,.25,,reading
        2,7,"OÃ¢Â\u{80}Â\u{99}Brien, B. (2016). Study.",2016,RCT,Tutoring,Literacy,Girls,1,50,50,,,.35,,reading
        3,8,"Smith, A. (2015). Study.",2015,QED,Tutoring,Maths,Whole,0,400,400,10,10,-.1,.1,maths
        4,9,"Jones, A. (2015). Study.",2015,QED,Tutoring,Maths,Whole,0,,,10,10,-.1,.1,maths

        """

    @Test(
        "A clearinghouse file gives studies and findings with repaired text and computed variances",
        arguments: TestEngine.available
    )
    func clearinghouseFile(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let bytes = Array(Self.clearinghouse.utf8)
            let outcome = try await library.evidence.importFindings(bytes, options([strand]), by: .editor)
            #expect(outcome.added == 2)
            #expect(outcome.rejected.map(\.line) == [3, 5])
            let findings = try await library.evidence.findings(under: strand)
            let tutoring = try #require(findings.first { $0.effect == 0.25 })
            #expect(tutoring.label == "O’Brien (2016): Tutoring")
            #expect(abs(tutoring.variance - (0.02 + 0.0625 / 396)) < 1e-15)
            let clustered = try #require(findings.first { $0.effect == -0.1 })
            // 800 pupils in 20 clusters: design effect 1 + 39 · 0.1 = 4.9.
            #expect(abs(clustered.variance - (4.9 * 800 / 160_000 + 0.01 / 1596)) < 1e-15)
            #expect(clustered.design == .quasiExperimental)
            let record = try await library.evidence.study(try #require(tutoring.study))
            #expect(record.study.citation == "O’Brien, B. (2016). Study.")
            #expect(record.provenance.source == "A review")
            #expect(record.strands.map(\.id) == [strand])
        }
    }

    @Test(
        "Numbers of pupils that nobody can have come back, and every text of the clearinghouse is repaired",
        arguments: TestEngine.available
    )
    func clearinghouseOddities(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let file = Self.clearinghouse.replacing("Literacy,Whole,0,", with: "LittÃ©racy,ClassÃ©,0,")
                .replacing("Maths,Whole,0,400,400", with: "Maths,Whole,0,1e300,400")
            let outcome = try await library.evidence.importFindings(
                Array(file.utf8),
                options([strand]),
                by: .editor
            )
            #expect(outcome.added == 1)
            #expect(outcome.rejected.map(\.line) == [3, 4, 5])
            #expect(outcome.rejected[1].reason.contains("f_T_SS"))
            let finding = try #require(try await library.evidence.findings(under: strand).first)
            #expect(finding.outcomeDomain == "Littéracy")
            #expect([finding.population, finding.details.sample] == ["Classé", "Classé"])
        }
    }

    @Test(
        "Studies of a long file are told apart and joined from its beginning to its end",
        arguments: TestEngine.available
    )
    func longFile(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            let evidence = library.evidence
            let strand = try await evidence.createStrand(library.draft(), by: .editor).id
            let rows = (0..<700).map { "Author\($0) 2017,Work \($0) of many,0.1,0.1,Reading" }
            let again = "Author0 2017,Work 0 of many,0.2,0.1,Writing"
            let text = (["study,citation,effect,se,outcome"] + rows + [again]).joined(separator: "\n")
            let first = try await evidence.importFindings(Array(text.utf8), options([strand]), by: .editor)
            #expect([first.added, first.studies] as [Int] == [701, 700], "\(first.rejected.map(\.reason))")
            let both = try await evidence.findings(under: strand).filter { $0.label == "Author0 2017" }
            #expect(both.count == 2 && Set(both.map(\.study)).count == 1)
            let second = try await evidence.importFindings(Array(text.utf8), options([strand]), by: .editor)
            #expect([second.added, second.unchanged, second.studies] as [Int] == [0, 701, 0])
        }
    }

    @Test("A filter takes only the rows of one kind")
    func filter() async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            var options = options([strand])
            options.filter = RowFilter(column: "Topic", value: "maths")
            let outcome = try await library.evidence.importFindings(
                Array(Self.clearinghouse.utf8),
                options,
                by: .editor
            )
            #expect([outcome.added, outcome.passedOver, outcome.rejected.count] as [Int] == [1, 2, 1])
        }
    }

    static let realFolder = ProcessInfo.processInfo.environment["BRAID_REAL_DATA"].map { $0 + "/data" }

    @Test(
        "Real files enter whole",
        .enabled(if: realFolder != nil),
        arguments: [
            ("meta/wwc-findings-1553.csv", 900), ("meta/dat.bangertdrowns2004.csv", 48),
            ("meta/clubSandwich_SATcoaching.csv", 67), ("meta/dat.raudenbush1985.csv", 19),
            ("meta/dat.konstantopoulos2011.csv", 56),
        ]
    )
    func realFiles(path: String, atLeast: Int) async throws {
        try await Library.open(on: .sqlite) { library in
            let strand = try await library.evidence.createStrand(library.draft(), by: .editor).id
            let bytes = [UInt8](
                try Data(contentsOf: URL(fileURLWithPath: "\(Self.realFolder ?? "")/\(path)"))
            )
            let first = try await library.evidence.importFindings(bytes, options([strand]), by: .editor)
            #expect(first.added >= atLeast)
            let second = try await library.evidence.importFindings(bytes, options([strand]), by: .editor)
            #expect([second.added, second.updated, second.unchanged] as [Int] == [0, 0, first.added])
            try await library.evidence.finishPools()
            #expect(try await library.evidence.pool(of: strand, .published)?.pooled != nil)
        }
    }
}
