import Database
import HTML
import HTTPTypes
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@testable import Website

@Suite("A trial's page for its hub")
struct HubTrialPageTests {
    @Test(
        "What schools signed is linked for those who may read it, and for nobody else",
        arguments: TestEngine.available
    )
    func memoranda(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found: ID<Trial>? = try await served.database.read { transaction in
                try transaction.value(
                    "SELECT id FROM trial WHERE title = 'Echo Reading for slow readers in year 7'"
                )
            }
            let id = try #require(found)
            let joined: ID<TrialSchool>? = try await served.database.read { transaction in
                try transaction.value(
                    "SELECT min(id) FROM trial_school WHERE trial_id = \(id) AND state = 'joined'"
                )
            }
            let link = SiteMap.signedMemorandum(try #require(joined)).description
            for (email, mayRead) in [
                (StoryHub.research.lead, true), ("e.prosser@brackenstow-priory.example", true),
                ("network@braid.example", false),
            ] {
                let visitor = try await served.visitor(email)
                let page = try await served.ask(.get, SiteMap.hubTrial(id).description, as: visitor)
                #expect(page.status == 200, "\(email)")
                #expect(page.text.contains("\"\(link)\"") == mayRead, "\(email)")
                let paper = try await served.ask(.get, link, as: visitor)
                #expect((paper.status == 200) == mayRead, "\(email)")
            }
        }
    }

    @Test("A school that withdrew before the draw is not waited for, and not counted among those that joined")
    func withdrawnBefore() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.withRosters(id, schools: 3)
            let trials = try world.on("2026-10-12")
            func page() async throws -> String {
                let hub = TrialWorld.hubLead
                return HubTrialPage(
                    published: try #require(try await trials.publishedProtocol(id)),
                    schools: try await trials.trialSchools(of: id, by: hub),
                    rows: try await trials.rowCounts(ofTrial: id, by: hub),
                    training: nil,
                    reasons: [:],
                    mayAllocate: true,
                    mayFreeze: true,
                    mayReadMemoranda: true,
                    reviews: nil,
                    today: try #require(LocalDate("2026-10-12")),
                    ticket: FormTicket(token: "t", key: "k"),
                    state: FormState()
                ).body.rendered()
            }
            let before = try await page()
            #expect(before.contains("3 of 3 schools have sent a roster"))
            let lead = TrialWorld.lead(of: 2)
            try await trials.withdraw(places[1], from: .testing, reason: "Staff left", by: lead)
            let after = try await page()
            #expect(after.contains("2 of 2 schools have sent a roster"))
            #expect(after.contains("2 schools have joined: "))
            #expect(!before.contains("can join again") && after.contains("can join again until you lock"))
            // It stays in the list of those that were asked.
            #expect(after.contains("S002 · School 2"))
        }
    }
}
