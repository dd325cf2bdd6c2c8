import Access
import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Journeys of a hub's own areas")
struct HubAreaJourneyTests {
    @Test(
        "A hub's lead draws an area and changes it; another hub's lead does not",
        arguments: TestEngine.available
    )
    func draw(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let (form, hub) = (sample.path("/hub/{slug}/areas/new"), sample.path("/hubs/{slug}"))
            let lead = try await served.visitor("lead@hallowick.example")
            let other = try await served.visitor("lead@withermere-meadow.example")
            let anyone = try await served.visitor(nil)
            let code = try #require(
                try await served.database.read {
                    try $0.value("SELECT min(code) FROM authority", as: Int.self)
                }
            )
            #expect(try await served.ask(.get, form, as: other).status == 403)
            #expect(try await !served.ask(.get, hub, as: anyone).text.contains("/areas/our-coast"))
            let own = try await served.ask(.get, hub, as: lead).text
            #expect(own.contains(form))

            let name = sent(["name": "Our coast", "kind": "other"])
            let empty = try await served.ask(.post, form, as: lead, body: lead.ticket() + name)
            #expect(empty.status == 422)
            #expect(empty.text.contains("Choose at least one authority, district or school"))
            let places = "&authorities=\(code)"
            let refused = try await served.ask(.post, form, as: other, body: other.ticket() + name + places)
            #expect(refused.status == 403)
            let drawn = try await served.ask(.post, form, as: lead, body: lead.ticket() + name + places)
            #expect(drawn.location == "/areas/our-coast")
            // The hub's page that was kept is drawn anew.
            #expect(try await served.ask(.get, hub, as: anyone).text.contains("/areas/our-coast"))
            let page = try await served.ask(.get, "/areas/our-coast", as: anyone)
            #expect(page.text.contains("Drawn by") && page.text.contains(hub))

            let edit = "/area/our-coast/edit"
            #expect(try await served.ask(.get, edit, as: other).status == 403)
            let changed = sent(["name": "Our coast and hills", "kind": "other", "version": "1"]) + places
            let foreign = try await served.ask(.post, edit, as: other, body: other.ticket() + changed)
            #expect(foreign.status == 403)
            let saved = try await served.ask(.post, edit, as: lead, body: lead.ticket() + changed)
            #expect(saved.status == 303)
            #expect(try await served.ask(.get, hub, as: anyone).text.contains("Our coast and hills"))
            let late = try await served.ask(.post, edit, as: lead, body: lead.ticket() + changed)
            #expect(late.status == 422 && late.text.contains("Someone else changed this"))
        }
    }
}
