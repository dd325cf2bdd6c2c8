import Database
import HTTPTypes
import Services
import TestDatabases
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
}
