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
        "a share has a decimal and changes by percentage points; what rounds to nought has no direction",
        arguments: [
            ("participants-positive", 89.6, "89.6%", 2.96, "+3 percentage points"),
            ("participants-positive", 100, "100%", -1, "−1 percentage point"),
            ("support-good", 50, "50%", 0.04, "±0 percentage points"), ("cpd-days", 51, "51", -2.5, "−2.5"),
            ("mean-rating", 4.25, "4.3", 0.01, "±0"),
        ]
    )
    func changes(id: String, value: Double, figure: String, change: Double, words: String) throws {
        let measures = ReturnDefinition.carried(try ProfileLibrary.carried().hubMeasures).measures
        let measure = try #require(measures.first { $0.id == id })
        #expect(ReachWords.figure(value, measure) == figure)
        #expect(ReachWords.change(change, measure) == words)
    }
}
