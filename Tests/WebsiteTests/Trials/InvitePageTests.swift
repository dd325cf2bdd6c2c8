import Database
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("The page on which schools are invited to a trial")
struct InvitePageTests {
    private static func asked(_ id: ID<Trial>, _ served: ServedSite) async throws -> Int {
        try await served.database.read { transaction in
            try transaction.count("SELECT count(*) FROM trial_school WHERE trial_id = \(id)")
        }
    }

    @Test(
        "Nobody is asked who was not named, and whoever was asked before is not counted as asked now",
        arguments: TestEngine.available
    )
    func inviting(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let trial = try await served.trial(titled: "Words in Use in years 5%")
            let lead = try await served.visitor(StoryHub.teaching.lead)
            let link = SiteMap.inviteSchools(trial.id).description
            let before = try await Self.asked(trial.id, served)
            let known: Int? = try await served.database.read { transaction in
                try transaction.value(
                    """
                    SELECT min(e.urn) FROM establishment AS e
                    JOIN trial_school AS s ON s.organisation_id = e.organisation_id
                    WHERE s.trial_id = \(trial.id)
                    """
                )
            }
            let urn = try #require(known)
            let page = try await served.ask(.get, link, as: lead)
            let forms = PageForm.all(in: page.text).filter { $0.action == link }
            var form = try #require(forms.first { $0.names.contains("urns") })
            for (field, words) in [
                ("", "Press the button beside the schools"), ("directory", "Say which schools"),
                ("list", "Enter URNs of schools"),
            ] {
                form.set("do", [field])
                let refused = try await served.ask(.post, link, as: lead, body: form.encoded)
                #expect(refused.status == 422 && refused.words.contains(words), "\(field)")
            }
            form.set("urns", ["\(urn)"])
            let again = try await served.ask(.post, link, as: lead, body: form.encoded)
            #expect(again.status == 303)
            #expect(again.notice == "No school is invited: each of them was asked before.")
            let after = try await Self.asked(trial.id, served)
            #expect(after == before && before > 0)
        }
    }
}
