import Access
import Database
import Directory
import Evidence
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

/// Pages of the evidence library as readers meet them.
@Suite("The evidence library")
struct EvidenceJourneyTests {
    /// Ten findings of eight made-up studies in the columns of the What Works Clearinghouse.
    private static let file: [UInt8] = {
        let rows: [(Int, String, String)] = [
            (1, "Adams", "0.12"), (1, "Adams", "0.25"), (2, "Brown", "0.31"), (3, "Clark", "-0.05"),
            (4, "Davis", "0.22"), (4, "Davis", "0.02"), (5, "Evans", "0.02"), (6, "Fry", "0.41"),
            (7, "Gale", "0.09"),
            (8, "Hart", "0.15"),
        ]
        return ClearinghouseFile.bytes(
            rows.enumerated().map { number, row in
                var finding = ClearinghouseFile.Finding("\(row.0)", by: row.1, row.2)
                finding.treated += 10 * number
                (finding.intervention, finding.topic) = ("Lantern Reading", "lanterns")
                (finding.grades, finding.category) = ("3-6", "developer")
                return finding
            }
        )
    }()

    private static func importing(_ served: ServedSite) async throws -> Strand {
        var options = FindingsImport(fileName: "wwc.csv", source: "WWC", licence: "")
        options.strandColumn = "topic"
        let evidence = served.site.evidence
        let outcome = try await evidence.importFindings(file, options, by: .system("test"))
        #expect(outcome.added == 10, "\(outcome.rejected.map(\.reason))")
        return try await evidence.strand(slug: "lanterns")
    }

    @Test("A strand that nobody rated says so above what its findings show", arguments: TestEngine.available)
    func unrated(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/evidence/strands/\(strand.slug)", as: anyone)
            #expect(page.status == 200)
            #expect(page.text.contains("Not rated yet"))
            #expect(!page.text.contains("Insufficient evidence"))
            #expect(!page.text.contains("0 of 5"))
            #expect(!page.text.contains("evaluated independently"))
            #expect(page.text.contains("No record says who evaluated them"))
            // All of its findings are about grades 3 to 6.
            #expect(page.text.contains("No finding here says that it is about early years. <a"))
            let parts = try await served.ask(.get, "/evidence/strands/\(strand.slug)?by=phase", as: anyone)
            #expect(parts.text.contains("Primary and secondary"))
            let list = try await served.ask(.get, "/evidence", as: anyone)
            #expect(list.text.contains("Not rated yet"))
            let intervention = try await served.ask(
                .get,
                "/evidence/interventions/lantern-reading",
                as: anyone
            )
            #expect(intervention.status == 200)
        }
    }

    @Test(
        "The page of a pool prints the command that reads its own download",
        arguments: TestEngine.available
    )
    func poolPage(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let anyone = try await served.visitor(nil)
            let pool = try #require(try await served.site.evidence.pool(of: strand.id, .published))
            let page = try await served.ask(.get, "/evidence/pools/\(pool.id)", as: anyone)
            #expect(page.text.contains("braid synthesise pool-\(pool.id).csv "))
            #expect(!page.text.contains("p = 0.000"))
            let rows = try await served.ask(.get, "/evidence/pools/\(pool.id)/rows.csv", as: anyone)
            #expect(rows.headers[.contentDisposition] == "attachment; filename=\"pool-\(pool.id).csv\"")
            let findings = try await served.ask(
                .get,
                "/evidence/strands/\(strand.slug)/data/findings.csv",
                as: anyone
            )
            let headings = findings.text.split(separator: "\r\n").first.map(String.init) ?? ""
            for column in [FindingColumn.measure, .citation, .doi, .intervention, .treatedMean, .interaction]
            {
                #expect(headings.contains(column.title), "\(column)")
            }
            #expect(findings.text.split(separator: "\r\n").count == 11)
        }
    }

    @Test(
        "The rows of the plots of free school meals are those of trials and of studies, one of each",
        arguments: TestEngine.available
    )
    func meals(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let anyone = try await served.visitor(nil)
            func lines(_ slug: String) async throws -> [String] {
                let file = try await served.ask(.get, "/evidence/strands/\(slug)/data/fsm.csv", as: anyone)
                #expect(file.status == 200)
                // After the byte-order mark.
                return file.text.drop { $0 == "\u{FEFF}" }.split(separator: "\r\n").map(String.init)
            }
            #expect(try await lines(strand.slug) == ["study,origin,effect,variance"])
            // Two comparisons of Davis, of which the more precise counts, and one of Gale.
            try await served.database.write { transaction in
                for (outcome, effect, variance) in [
                    ("Outcome 4", 0.11, 0.04), ("Outcome 5", -0.03, 0.01), ("Outcome 8", 0.07, 0.02),
                ] {
                    try transaction.execute(
                        """
                        UPDATE finding SET interaction = \(effect), interaction_variance = \(variance)
                        WHERE outcome_domain = \(outcome)
                        """
                    )
                }
            }
            let published = try await lines(strand.slug)
            #expect(published.count == 3 && published.first == "study,origin,effect,variance")
            for (study, numbers) in [("Davis", ",published,-0.03,0.01"), ("Gale", ",published,0.07,0.02")] {
                #expect(published.contains { $0.hasPrefix(study) && $0.hasSuffix(numbers) }, "\(published)")
            }
            let (slug, id) = try await served.database.read { transaction in
                let row = try #require(
                    try transaction.rows(
                        """
                        SELECT s.slug, s.id FROM strand s JOIN trial_strand l ON l.strand_id = s.id
                        JOIN trial t ON t.id = l.trial_id
                        WHERE t.title = 'Paired Reading Aloud in year 5' ORDER BY s.slug LIMIT 1
                        """
                    ).first
                )
                return (try row.get(0, as: String.self), try row.get(1, as: ID<Strand>.self))
            }
            let pool = try await served.site.trials.networkPool(.strand(id)).attainment
            let trial = try #require(pool.trials.first { $0.title == "Paired Reading Aloud in year 5" })
            let fsm = try #require(trial.fsm)
            let variance = fsm.standardError * fsm.standardError
            #expect(
                try await lines(slug).contains(
                    "\(trial.title),network-trial,\(fsm.interaction),\(variance)"
                )
            )
        }
    }

    @Test(
        "The list of studies is turned by where a page ends, and leaves as a file piece by piece",
        arguments: TestEngine.available
    )
    func studies(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let list = (0..<1100).map {
                "TY  - JOUR\nTI  - Made-up work number \($0)\nAU  - Author\($0), A\nER  -\n"
            }
            _ = try await served.site.evidence.importReferences(
                .bytes(Array(list.joined().utf8)),
                ReferencesImport(fileName: "l.ris", source: "Made up", licence: ""),
                by: .system("test")
            )
            let anyone = try await served.visitor(nil)
            let total = try await served.site.evidence.studies().total
            let pages = (total + StudyQuery.pageSize - 1) / StudyQuery.pageSize
            func link(_ name: String, of page: Reply) throws -> String {
                let pattern = try Regex(
                    "<a rel=\"\(name)\" href=\"([^\"]*)\"",
                    as: (Substring, Substring).self
                )
                let found = try #require(page.text.firstMatch(of: pattern))
                return String(found.output.1).replacing("&amp;", with: "&")
            }
            let first = try await served.ask(.get, "/evidence/studies", as: anyone)
            #expect(first.text.contains("Page 1 of \(pages)"))
            let second = try await served.ask(.get, try link("next", of: first), as: anyone)
            #expect(second.text.contains("Page 2 of \(pages)"))
            #expect(second.rowsOfStudies != first.rowsOfStudies)
            let third = try await served.ask(.get, try link("next", of: second), as: anyone)
            let back = try await served.ask(.get, try link("prev", of: third), as: anyone)
            #expect(back.rowsOfStudies == second.rowsOfStudies)
            #expect(try link("prev", of: second) == "/evidence/studies")
            let file = try await served.ask(.get, "/evidence/all-studies/studies.ris", as: anyone)
            #expect(file.status == 200)
            #expect(file.headers[.contentDisposition] == "attachment; filename=\"studies.ris\"")
            #expect(file.headers[.contentLength] == nil)
            #expect(file.text.components(separatedBy: "TY  - ").count - 1 == total)
            for format in ExportFormat.allCases {
                let path = "/evidence/all-studies/studies.\(format.fileExtension)"
                let plain = try await served.ask(.get, path, as: anyone)
                #expect(plain.headers[.contentEncoding] == nil)
                let packed = try await served.ask(.get, path, as: anyone, acceptEncoding: "br, gzip")
                // A workbook is compressed already.
                guard format != .xlsx else {
                    #expect(packed.headers[.contentEncoding] == nil)
                    continue
                }
                #expect(packed.headers[.contentEncoding] == "gzip")
                #expect(packed.headers[.vary]?.contains("Accept-Encoding") == true)
                #expect(plain.headers[.vary] == packed.headers[.vary])
                #expect(packed.bytes.count * 2 < plain.bytes.count)
                #expect(Unzipped.gzip(packed.bytes) == plain.bytes, "\(format)")
            }
        }
    }

    @Test("The parts of a strand are kept until a finding changes", arguments: TestEngine.available)
    func parts(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let evidence = served.site.evidence
            let lead = try await served.visitor("network@braid.example")
            func read(_ by: String) async throws -> String {
                try await served.ask(.get, "/evidence/strands/\(strand.slug)\(by)", as: lead).text
            }
            for _ in 0..<2 {
                let page = try await read("?by=phase")
                #expect(page.contains("Primary and secondary"))
                #expect(!page.contains("Early years"))
                #expect(!page.contains("id=\"small-studies\""))
            }
            #expect(try await read("").contains("id=\"small-studies\""))
            let finding = try #require(try await evidence.findings(under: strand.id).first)
            var (_, draft) = try await evidence.findingToEdit(finding.id, by: .system("test"))
            draft.phase = "Early years"
            try await evidence.editFinding(
                finding.id,
                version: finding.version,
                draft,
                reason: "Misread",
                by: .system("test")
            )
            #expect(try await read("?by=phase").contains("Early years"))
        }
    }

    @Test(
        "A finding that was taken out is brought back on the page of its study",
        arguments: TestEngine.available
    )
    func takenOut(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let evidence = served.site.evidence
            let findings = try await evidence.findings(under: strand.id)
            let finding = try #require(findings.first)
            let lead = try await served.visitor("network@braid.example")
            let anyone = try await served.visitor(nil)
            let gone = try await served.ask(
                .post,
                "/evidence/findings/\(finding.id)/remove",
                as: lead,
                body: "\(lead.ticket())&version=\(finding.version)"
            )
            #expect(gone.status == 303)
            let page = "/evidence/studies/\(try #require(finding.study))"
            #expect(try await served.ask(.get, page, as: lead).text.contains("Bring back \(finding.label)"))
            #expect(!(try await served.ask(.get, page, as: anyone).text.contains("Bring back")))
            let back = try await served.ask(
                .post,
                "/evidence/findings/\(finding.id)/bring-back",
                as: lead,
                body: lead.ticket()
            )
            #expect(back.status == 303)
            #expect(back.place == page)
            #expect(try await evidence.findings(under: strand.id).map(\.id) == findings.map(\.id))
            #expect(!(try await served.ask(.get, page, as: lead).text.contains("Bring back")))
        }
    }

    @Test(
        "A finding that may not say any more what it said is not brought back, and its study's page says why",
        arguments: TestEngine.available
    )
    func cannotComeBack(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let evidence = served.site.evidence
            let findings = try await evidence.findings(under: strand.id)
            let finding = try #require(findings.first)
            let study = try #require(finding.study)
            try await evidence.removeFinding(finding.id, version: finding.version, by: .system("test"))
            try await served.database.write { transaction in
                let record: String = try #require(
                    try transaction.value(
                        "SELECT record FROM finding_revision WHERE finding_id = \(finding.id)",
                        as: String.self
                    )
                )
                var values = try JSONDecoder().decode([String: String].self, from: Data(record.utf8))
                values[FindingColumn.effect.title] = "900"
                let changed = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
                try transaction.execute(
                    "UPDATE finding_revision SET record = \(changed) WHERE finding_id = \(finding.id)"
                )
            }
            let lead = try await served.visitor("network@braid.example")
            let back = try await served.ask(
                .post,
                "/evidence/findings/\(finding.id)/bring-back",
                as: lead,
                body: lead.ticket()
            )
            #expect(back.status == 303)
            #expect(back.place == "/evidence/studies/\(study)")
            let cookies = back.headers[values: .setCookie].joined(separator: " ")
            #expect(cookies.contains("It%20cannot%20be%20brought%20back"), "\(cookies)")
            #expect(try await evidence.findings(under: strand.id).count == findings.count - 1)
        }
    }

    @Test("An average from elsewhere says so where nothing is filed here", arguments: TestEngine.available)
    func namesTheSource(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            var draft = StrandDraft()
            (draft.title, draft.summary) = ("Reading by lantern", "Reading after dark.")
            draft.sections = [.whatItIs: "Reading with a lantern.", .cost: "A lantern."]
            (draft.effect, draft.lower, draft.upper) = ("0.30", "0.10", "0.50")
            (draft.effectSource, draft.strength, draft.costBand) = ("A review of lamps (2021)", "4", "1")
            let strand = try await served.site.evidence.createStrand(draft, by: .system("test"))
            let anyone = try await served.visitor(nil)
            let list = try await served.ask(.get, "/evidence", as: anyone)
            #expect(list.text.contains("Findings in Braid"))
            #expect(list.text.contains("Source: A review of lamps (2021)"))
            let page = try await served.ask(.get, "/evidence/strands/\(strand.slug)", as: anyone)
            #expect(page.text.contains("is from elsewhere. Its source: A review of lamps (2021)"))
        }
    }

    @Test("Strands are found by another way to say what is typed, and what no strand has leads to the search")
    func findsStrands() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            var draft = StrandDraft()
            (draft.title, draft.summary) = ("Mathematics by lantern", "Sums after dark.")
            draft.sections = [.whatItIs: "Counting lanterns.", .cost: "A lantern."]
            (draft.strength, draft.costBand) = ("2", "1")
            _ = try await served.site.evidence.createStrand(draft, by: .system("test"))
            let anyone = try await served.visitor(nil)
            for words in ["maths", "maths lantern", "mathematics", "MATHS&cost=1"] {
                let path = "/evidence?q=\(words.replacing(" ", with: "+"))"
                let page = try await served.ask(.get, path, as: anyone)
                #expect(page.text.contains("Mathematics by lantern"), "\(words)")
            }
            for (typed, sentence) in [
                ("q=maths+zzzz", "No strand has all of these words."),
                ("q=maths+lantern&cost=5", "No strand has all of these words and filters."),
            ] {
                let page = try await served.ask(.get, "/evidence?\(typed)", as: anyone)
                #expect(page.text.contains(sentence), "\(typed)")
                #expect(page.text.contains("href=\"/search?q=maths"), "\(typed)")
            }
        }
    }

    @Test("A phase that no finding is about has its column among what is missing, whatever the outcome")
    func missingPhases() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            _ = try await Self.importing(served)
            let anyone = try await served.visitor(nil)
            let outcome = try #require(try await served.site.evidence.gapMap().first).outcome
            for path in ["/evidence/gaps", "/evidence/gaps?outcome=\(Link.encoded(outcome))"] {
                let page = try await served.ask(.get, path, as: anyone)
                for phase in ["Early years", "Primary", "Secondary", "Post-16"] {
                    #expect(page.text.contains(">\(phase)</th>"), "\(path): \(phase)")
                }
            }
        }
    }

    @Test("A reader of a published account reads since when it is, and no state")
    func publishedAccounts() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let account = try #require(try await served.site.evidence.practiceAccounts().first)
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/evidence/practice/\(account.id)", as: anyone)
            #expect(page.status == 200)
            #expect(page.text.contains(", read by ") && !page.text.contains(">State<"))
        }
    }

    @Test(
        "Where no average is named, the page says whether too little is known",
        arguments: [("0", "Insufficient evidence"), ("2", "No average given")]
    )
    func noAverage(strength: String, expected: String) async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            var draft = StrandDraft()
            (draft.title, draft.summary) = ("Letters by lantern", "Letters home after dark.")
            draft.sections = [.whatItIs: "A letter home.", .cost: "A stamp."]
            (draft.isAttainment, draft.strength, draft.costBand) = (false, strength, "1")
            let strand = try await served.site.evidence.createStrand(draft, by: .system("test"))
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/evidence/strands/\(strand.slug)", as: anyone)
            for words in ["Insufficient evidence", "No average given"] {
                #expect(page.text.contains(words) == (words == expected), "\(words)")
            }
            let list = try await served.ask(.get, "/evidence", as: anyone)
            #expect(list.text.contains(expected))
        }
    }

    @Test(
        "A strand, a report and a finding whose form is sent twice are there once",
        arguments: TestEngine.available
    )
    func sentTwice(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let lead = try await served.visitor("network@braid.example")
            let forms = [
                (
                    "new-strand",
                    sent(["title": "Spelling", "summary": "Words, one by one.", "isAttainment": "yes"])
                ),
                (
                    "new-guidance",
                    sent(["title": "Spelling", "publisher": "A body", "strands": "\(strand.id)"])
                ),
                (
                    "new-intervention",
                    sent(["name": "Spelling aloud", "strands": "\(strand.id)"])
                ),
                (
                    "new-finding",
                    sent([
                        "strand": "\(strand.id)", "label": "Ives 2019", "citation": "Ives (2019). Spelling.",
                        "effect": "0.2", "standardError": "0.1", "metric": "hedges-g", "design": "randomised",
                        "pupils": "all", "source": "Entered by hand",
                    ])
                ),
            ]
            for (form, fields) in forms {
                let address = "/evidence/\(form)"
                let body = "\(lead.ticket(key: "key-of-\(form)"))\(fields)"
                let first = try await served.ask(.post, address, as: lead, body: body)
                let second = try await served.ask(.post, address, as: lead, body: body)
                #expect(first.status == 303, "\(form)")
                #expect(second.status == 303 && second.location == first.location, "\(form)")
            }
            let ives = try await served.site.evidence.findings(under: strand.id).filter {
                $0.label == "Ives 2019"
            }
            #expect(ives.count == 1)
        }
    }

    @Test("A pair that was joined is named with the way back", arguments: TestEngine.available)
    func joinsPairs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let evidence = served.site.evidence
            let findings = try await evidence.findings(under: strand.id)
            let kept = try #require(findings.first { $0.label.contains("Adams") }?.study)
            let dropped = try #require(findings.first { $0.label.contains("Brown") }?.study)
            let versions = (
                try await evidence.study(kept).study.version, try await evidence.study(dropped).study.version
            )
            let lead = try await served.visitor("network@braid.example")
            let pair =
                "first=\(dropped)&second=\(kept)&firstVersion=\(versions.1)&secondVersion=\(versions.0)"
            let joined = try await served.ask(
                .post,
                "/evidence/duplicates",
                as: lead,
                body: "\(lead.ticket())&\(pair)&decision=second"
            )
            let place = try #require(joined.location)
            #expect(place == "/evidence/duplicates?kept=\(kept)&dropped=\(dropped)")
            let page = try await served.ask(.get, place, as: lead)
            #expect(page.text.contains("/evidence/studies/\(kept)\""))
            #expect(page.text.contains("/evidence/studies/\(kept)/joined/\(dropped)"))
            #expect(page.text.contains("Part them again"))
            // The other button, in a window that still shows the pair.
            let late = try await served.ask(
                .post,
                "/evidence/duplicates",
                as: lead,
                body: "\(lead.ticket())&\(pair)&decision=apart"
            )
            #expect(late.status == 303 && late.place == "/evidence/duplicates")
            // An address that names no joined pair is the page without it.
            let other = "/evidence/duplicates?kept=\(dropped)&dropped=\(kept)"
            #expect(!(try await served.ask(.get, other, as: lead).text.contains("Part them again")))
        }
    }

    @Test(
        "Two studies that were joined are parted on a page that says first what goes back",
        arguments: TestEngine.available
    )
    func parting(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let evidence = served.site.evidence
            let findings = try await evidence.findings(under: strand.id)
            let kept = try #require(findings.first { $0.label.contains("Adams") }?.study)
            let moving = try #require(findings.first { $0.label.contains("Brown") })
            let dropped = try #require(moving.study)
            try await evidence.mergeStudies(
                keep: (kept, try await evidence.study(kept).study.version),
                drop: (dropped, try await evidence.study(dropped).study.version),
                by: .system("test")
            )
            let lead = try await served.visitor("network@braid.example")
            let anyone = try await served.visitor(nil)
            let path = "/evidence/studies/\(kept)/joined/\(dropped)"
            let study = "/evidence/studies/\(kept)"
            #expect(try await served.ask(.get, study, as: lead).text.contains(path))
            #expect(!(try await served.ask(.get, study, as: anyone).text.contains(path)))
            let page = try await served.ask(.get, path, as: lead)
            #expect(page.status == 200)
            #expect(page.text.contains("What goes back"))
            #expect(page.text.contains(moving.label))
            let stale = try await served.ask(
                .post,
                path,
                as: lead,
                body: "\(lead.ticket())&version=1"
            )
            #expect(stale.place == path)
            let version = try await evidence.study(kept).study.version
            let parted = try await served.ask(
                .post,
                path,
                as: lead,
                body: "\(lead.ticket())&version=\(version)"
            )
            #expect(parted.status == 303)
            #expect(parted.place == "/evidence/studies/\(dropped)")
            #expect(try await evidence.finding(moving.id).study == dropped)
            let twice = try await served.ask(
                .post,
                path,
                as: lead,
                body: "\(lead.ticket())&version=\(version)"
            )
            #expect(twice.status == 303 && twice.place == "/evidence/duplicates", "no page that is not there")
            #expect(try await served.ask(.get, path, as: lead).status == 404)
            #expect(!(try await served.ask(.get, study, as: lead).text.contains(path)))
        }
    }

    @Test(
        "A study that was joined before merges were noted says so to who may part studies, and what to do",
        arguments: TestEngine.available
    )
    func olderMerge(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let strand = try await Self.importing(served)
            let evidence = served.site.evidence
            let findings = try await evidence.findings(under: strand.id)
            let kept = try #require(findings.first { $0.label.contains("Adams") }?.study)
            let dropped = try #require(findings.first { $0.label.contains("Brown") }?.study)
            try await served.database.write { transaction in
                try transaction.execute("UPDATE study SET merged_into = \(kept) WHERE id = \(dropped)")
            }
            let study = "/evidence/studies/\(kept)"
            let editor = try await served.visitor("network@braid.example")
            let lead = try await served.ask(.get, study, as: editor)
            #expect(lead.text.contains("joined before Braid noted which findings"))
            #expect(!lead.text.contains("Part them again"))
            let anyone = try await served.ask(.get, study, as: try await served.visitor(nil))
            #expect(anyone.text.contains("Joined with a record of"))
            #expect(!anyone.text.contains("joined before Braid noted"))
        }
    }

    static let optional: [(form: String, labels: [String])] = [
        ("new-finding", ["Year", "Outcome", "Population", "Pupils offered it", "Comparison pupils"]),
        ("new-intervention", ["What is done", "Active ingredients", "Dose"]),
        ("new-guidance", ["Summary", "Recommendations"]),
    ]

    @Test("What may stay empty says so", arguments: optional)
    func saysWhatIsOptional(form: String, labels: [String]) async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let lead = try await served.visitor("network@braid.example")
            let page = try await served.ask(.get, "/evidence/\(form)", as: lead)
            for label in labels { #expect(page.text.contains("\(label) (optional)"), "\(label)") }
        }
    }

    @Test("A note that is too long is not lost, and is saved once it is shorter")
    func longNote() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let strand = try await Self.importing(served)
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let strandPage = "/evidence/strands/\(strand.slug)"
            let kept = sent(["item": "strand/\(strand.id)", "back": strandPage])
            let typed = String(repeating: "lanterns ", count: 300)
            let refused = try await served.ask(
                .post,
                "/account/saved/items",
                as: head,
                body: head.ticket() + kept + sent(["note": typed])
            )
            #expect(refused.status == 422 && refused.text.contains("Shorten the note"))
            var form = try #require(
                PageForm.all(in: refused.text).first { $0.action == "/account/saved/items" }
            )
            #expect(refused.text.contains("lanterns lanterns lanterns"))
            form.set("note", ["Shorter lanterns"])
            let saved = try await served.ask(.post, form.action, as: head, body: form.encoded)
            #expect(saved.status == 303 && saved.place == strandPage)
            let list = try await served.ask(.get, "/account/saved", as: head).text
            #expect(list.contains("Shorter lanterns"))
        }
    }

    @Test(
        "A decision on an account that was decided on leads back to what waits",
        arguments: TestEngine.available
    )
    func decidedTwice(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let accounts = try await served.site.evidence.practiceAccounts()
            let account = try #require(accounts.first)
            let lead = try await served.visitor("lead@hallowick.example")
            for id in ["\(account.id)", "\(ID<PracticeAccount>(rawValue: 77))"] {
                let reply = try await served.ask(
                    .post,
                    "/evidence/practice/\(id)/review",
                    as: lead,
                    body: "\(lead.ticket())&version=1&decision=publish"
                )
                #expect(reply.status == 303 && reply.place == "/hub/practice-review", "\(id)")
            }
            let office = try await served.visitor("office@tarnsea-harbour.example")
            let refused = try await served.ask(
                .post,
                "/evidence/practice/\(account.id)/review",
                as: office,
                body: "\(office.ticket())&version=1&decision=publish"
            )
            #expect(refused.status == 403)
            let after = try await served.site.evidence.practiceAccounts()
            #expect(after.map(\.id) == accounts.map(\.id))
        }
    }

    @Test(
        "Those who work on a strand and said so in public stand on its page",
        arguments: TestEngine.available
    )
    func work(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let accounts = try await served.site.evidence.practiceAccounts()
            let account = try #require(accounts.first)
            let page = try await served.ask(.get, "/evidence/strands/\(account.strand.slug)", as: anyone)
            #expect(page.text.contains("Schools and hubs that work on it"))
            let section = page.text.components(separatedBy: "id=\"work\"").last ?? ""
            #expect(section.contains("/evidence/practice/\(account.id)"))
        }
    }

    @Test(
        "A kept list says what strands and hubs are called now",
        arguments: TestEngine.available
    )
    func renamed(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let evidence = served.site.evidence
            let anyone = try await served.visitor(nil)
            let account = try #require(try await evidence.practiceAccounts().first)
            func list(_ path: String) async throws -> String {
                try await served.ask(.get, path, as: anyone).text
            }
            // Kept from here on.
            for path in ["/evidence/practice", "/evidence/reading-lists"] { _ = try await list(path) }
            let strand = try await evidence.strand(account.strand.id)
            var draft = StrandDraft(strand.content)
            (draft.title, draft.changeNote) = ("Lanterns of now", "Another name")
            try await evidence.editStrand(strand.id, version: strand.version, draft, by: .system("test"))
            #expect(try await list("/evidence/practice").contains("Lanterns of now"))
            let hub = try await served.database.read { transaction in
                try #require(
                    try transaction.value(
                        """
                        SELECT organisation.name FROM collection
                        JOIN organisation ON organisation.id = collection.organisation_id
                        WHERE collection.is_shared = 1 ORDER BY collection.id LIMIT 1
                        """,
                        as: String.self
                    )
                )
            }
            try await served.database.write { transaction in
                try transaction.execute(
                    "UPDATE organisation SET name = 'The Hub of Now' WHERE name = \(hub)"
                )
                try transaction.touch(.hubs)
            }
            #expect(try await list("/evidence/reading-lists").contains("The Hub of Now"))
        }
    }

    @Test("The link of a letter stops it without signing in; without the form's token nothing happens")
    func letters() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let lead = try await served.visitor("network@braid.example")
            let anyone = try await served.visitor(nil)
            let strand = try await Self.importing(served)
            let body = "\(lead.ticket())&item=strand/\(strand.id)&step=follow"
            let followed = try await served.ask(.post, "/account/saved/strands", as: lead, body: body)
            #expect(followed.status == 303)
            let letters = ID<StrandLetters>(rawValue: 4_000_000_000_000)
            try await served.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO strand_letter (id, person_id) SELECT \(letters), person_id FROM strand_follow LIMIT 1"
                )
            }
            let path = "/evidence/letters/\(letters)"
            let page = try await served.ask(.get, path, as: anyone)
            #expect(page.text.contains("Stop these emails"))
            #expect(try await served.ask(.post, path, as: anyone, body: "").status == 403)
            #expect(try await served.ask(.get, path, as: anyone).text.contains("Stop these emails"))
            let stopped = try await served.ask(.post, path, as: anyone, body: anyone.ticket())
            #expect(stopped.status == 303)
            #expect(
                try await served.ask(.get, path, as: anyone).text.contains("You get no emails about strands")
            )
        }
    }
}

extension Reply {
    /// The studies that a page lists, in their order.
    fileprivate var rowsOfStudies: [String] {
        text.matches(of: /href="\/evidence\/studies\/([0-9A-Za-z]{13})"/).map { String($0.1) }
    }
}
