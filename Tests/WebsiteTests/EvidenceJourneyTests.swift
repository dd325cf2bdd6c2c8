import Access
import Database
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
    private static let header = [
        "f_FindingID", "s_StudyID", "s_Citation", "s_Publication_Date", "s_Study_Design",
        "s_Intervention_Name",
        "f_Outcome_Domain", "f_Sample_Description", "f_Is_Subgroup", "f_T_SS", "f_C_SS", "f_T_Cluster_SS",
        "f_C_Cluster_SS", "f_Effect_Size_WWC", "f_ICC", "topic", "grade_band", "category",
    ].joined(separator: ",")

    /// Ten findings of eight made-up studies in the columns of the What Works Clearinghouse.
    private static let file: String = {
        let rows: [(Int, String, String)] = [
            (1, "Adams", "0.12"), (1, "Adams", "0.25"), (2, "Brown", "0.31"), (3, "Clark", "-0.05"),
            (4, "Davis", "0.22"), (4, "Davis", "0.02"), (5, "Evans", "0.02"), (6, "Fry", "0.41"),
            (7, "Gale", "0.09"),
            (8, "Hart", "0.15"),
        ]
        let lines = rows.enumerated().map { number, row in
            [
                "\(number)", "\(row.0)", "\"\(row.1), A. (2016). Study \(row.0).\"", "2016", "RCT",
                "Lantern Reading",
                "Outcome \(number)", "Whole", "0", "\(100 + 10 * number)", "100", "", "", row.2, "",
                "lanterns",
                "3-6", "developer",
            ].joined(separator: ",")
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }()

    private static func importing(_ served: ServedSite) async throws -> Strand {
        var options = FindingsImport(fileName: "wwc.csv", source: "WWC", licence: "")
        options.strandColumn = "topic"
        let evidence = served.site.evidence
        let outcome = try await evidence.importFindings(Array(file.utf8), options, by: .system("test"))
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
            #expect(page.text.contains("No record says who evaluated it"))
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
            #expect(page.text.contains("Stop these letters"))
            #expect(try await served.ask(.post, path, as: anyone, body: "").status == 403)
            #expect(try await served.ask(.get, path, as: anyone).text.contains("Stop these letters"))
            let stopped = try await served.ask(.post, path, as: anyone, body: anyone.ticket())
            #expect(stopped.status == 303)
            #expect(try await served.ask(.get, path, as: anyone).text.contains("No letters come"))
        }
    }
}
