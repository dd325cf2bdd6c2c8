import Database
import Foundation
import HTTPTypes
import Profiles
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("The rows behind a return")
struct ReturnPageTests {
    @Test(
        "spell their days on the page, and write them in the file as programs read them",
        arguments: TestEngine.available
    )
    func days(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let begun = try await served.ask(
                .post,
                "/hub/returns",
                as: lead,
                body: lead.ticket() + "&from=2025-09-01&to=2026-11-20"
            )
            let rows = try #require(begun.location) + "/rows/cpd-days"
            let file = try await served.ask(.get, rows + "/rows.csv", as: lead).text
            let written = file.matches(of: /20\d\d-\d\d-\d\d/).map { String($0.output) }
            let first = try #require(written.first.flatMap { LocalDate($0) })
            let page = try await served.ask(.get, rows, as: lead).words
            #expect(page.contains(EvidenceText.day(first)))
            #expect(page.firstMatch(of: /20\d\d-\d\d-\d\d/) == nil)
        }
    }

    @Test(
        "a return of a part of a year says so, which other return has its days, and by what it is made",
        arguments: TestEngine.available
    )
    func part(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            func begin(_ from: String, _ to: String) async throws -> Reply {
                let body = lead.ticket() + "&from=\(from)&to=\(to)"
                let begun = try await served.ask(.post, "/hub/returns", as: lead, body: body)
                return try await served.ask(.get, try #require(begun.location), as: lead)
            }
            let year = try await begin("2021-09-01", "2022-08-31")
            #expect(!year.words.contains("Some of these days are in another return"))
            #expect(!year.words.contains("A target for a year is not one for a part of it"))
            #expect(year.words.contains("“Measures that hubs report, 2026”, in use from 28 November 2026."))
            #expect(!year.words.contains("teaching-school-hub-kpis"))
            let term = try await begin("2022-06-01", "2022-08-31")
            #expect(term.words.contains("Some of these days are in another return"))
            #expect(term.words.contains("1 September 2021 to 31 August 2022 , a draft"))
            #expect(term.words.contains("This return is for 92 days. A target for a year is not one"))
            // Compared with a year that is over, a year that is not is smaller so far.
            let noFall = "a number that is smaller so far is no fall"
            #expect(!year.words.contains(noFall))
            let running = try await begin("2026-09-02", "2027-09-01")
            #expect(running.words.contains(noFall))
            // Long before anything happened.
            let empty = try await begin("2015-09-01", "2016-08-31")
            let behind = try #require(empty.rows.first { $0["Measure"]?.hasPrefix("Trainees") == true })
            #expect(behind["Figure"] == "0" && behind["Behind it"] == "No rows")
            #expect(!empty.text.contains("/rows/trainees\""))
        }
    }

    @Test(
        "a return that was submitted in error is withdrawn on its page, which leads to another",
        arguments: TestEngine.available
    )
    func withdrawn(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let id: ID<KPIReturn>? = try await served.database.read {
                try $0.value("SELECT id FROM kpi_return WHERE submitted_at IS NOT NULL")
            }
            let submitted = try #require(id)
            let path = "/hub/returns/\(submitted)"
            let page = try await served.ask(.get, path, as: lead)
            var form = try #require(
                PageForm.all(in: page.text).first { form in form.fields.contains { $0.name == "reason" } }
            )
            for (typed, status) in [("", 422), ("Two registers were missing", 303)] {
                form.set("reason", [typed])
                let sent = try await served.ask(.post, form.action, as: lead, body: form.encoded)
                #expect(sent.status == status, "\(typed)")
            }
            let withdrawn = try await served.ask(.get, path, as: lead)
            #expect(withdrawn.words.contains("Two registers were missing"))
            #expect(withdrawn.words.contains("It does not stand any more"))
            #expect(!withdrawn.text.contains("/withdraw\""))
            let file = try await served.ask(.get, path + "/figures.csv", as: lead).text
            #expect(file.contains(", withdrawn "))
            let again = try #require(
                PageForm.all(in: withdrawn.text).first { form in form.fields.contains { $0.name == "from" } }
            )
            let begun = try await served.ask(.post, again.action, as: lead, body: again.encoded)
            let draft = try await served.ask(.get, try #require(begun.location), as: lead)
            #expect(draft.words.contains("It takes the place of a return that was withdrawn"))
            let listed = try await served.ask(.get, "/hub/returns", as: lead)
            #expect(listed.words.contains(", withdrawn "))
        }
    }

    @Test(
        "what stands as a number in rows of need is told in words",
        arguments: [("5", "Greatest need (fifth)"), ("2", "Less need (second)"), ("", "No figure known")]
    )
    func need(cell: String, words: String) {
        #expect(ReachWords.cell(cell, under: KPIRows.fifthOfNeed) == words)
        #expect(ReachWords.cell(cell, under: "School") == cell)
    }

    @Test(
        "a share has a decimal and changes by percentage points; what rounds to nought has no direction",
        arguments: [
            ("participants-positive", 89.6, "89.6%", 2.96, "+3 percentage points"),
            ("participants-positive", 100, "100%", -1, "−1 percentage point"),
            ("support-good", 50, "50%", 0.04, "±0 percentage points"), ("cpd-days", 51, "51", -2.5, "−2.5"),
            ("mean-rating", 4.25, "4.3 of 5", 0.01, "±0"),
        ]
    )
    func changes(id: String, value: Double, figure: String, change: Double, words: String) throws {
        let measures = ReturnDefinition.carried(try ProfileLibrary.carried().hubMeasures).measures
        let measure = try #require(measures.first { $0.id == id })
        #expect(ReachWords.figure(value, measure) == figure)
        #expect(ReachWords.change(change, measure) == words)
    }
}
