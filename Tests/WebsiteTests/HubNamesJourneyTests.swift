import Foundation
import HTTPTypes
import TestDatabases
import Testing

@testable import Website

@Suite("Journeys of a hub's other names")
struct HubNamesJourneyTests {
    @Test(
        "A hub's lead writes what else it is called; its page says so and the search finds it by that",
        arguments: TestEngine.available
    )
    func write(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let (edit, hub) = (sample.path("/hub/{slug}/edit"), sample.path("/hubs/{slug}"))
            let lead = try await served.visitor("lead@hallowick.example")
            let anyone = try await served.visitor(nil)
            let before = try await served.ask(.get, hub, as: anyone)
            #expect(!before.words.contains("Also called"))
            let search = "/search?q=zephyrine"
            let nowhere = try await served.ask(.get, search, as: anyone)
            #expect(!nowhere.text.contains("href=\"\(hub)\""))

            let page = try await served.ask(.get, edit, as: lead)
            #expect(!page.words.contains("Where these names come from"))
            var form = try #require(PageForm.all(in: page.text).first { $0.action == edit })
            form.set("otherNames", ["Zephyrine Alliance\r\n\r\nthe <b>coast</b> hub"])
            let saved = try await served.ask(.post, edit, as: lead, body: form.encoded)
            #expect(saved.status == 303)

            let after = try await served.ask(.get, hub, as: anyone)
            #expect(after.words.contains("Also called the <b>coast</b> hub; Zephyrine Alliance"))
            let found = try await served.ask(.get, search, as: anyone)
            #expect(found.text.contains("href=\"\(hub)\""))
            let again = try await served.ask(.get, edit, as: lead)
            #expect(again.words.contains("Zephyrine Alliance: written on this page on"))

            let late = try await served.ask(.post, edit, as: lead, body: form.encoded)
            #expect(late.status == 422 && late.text.contains("Someone else changed this"))
        }
    }
}
