import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// The conferences of the example, lived through their pages from both sides.
@Suite("Journeys at a conference")
struct ConferenceJourneyTests {
    private static let teacher = "j.okoro@hallowick-canal-side.example"
    private static let reviewer = "e.prosser@brackenstow-priory.example"

    private static func id(_ query: SQL, _ served: ServedSite) async throws -> String {
        let id: ID<ServedSite>? = try await served.database.read { try $0.value(query) }
        return try #require(id).description
    }

    private static func session(_ title: String, _ served: ServedSite) async throws -> String {
        try await id("SELECT id FROM conference_session WHERE title = \(title)", served)
    }

    private static func conference(_ order: SQL, _ served: ServedSite) async throws -> String {
        try await id(
            "SELECT c.run_id FROM conference c JOIN run r ON r.id = c.run_id ORDER BY r.starts_on \(order) LIMIT 1",
            served
        )
    }

    @Test(
        "Someone with a place chooses, sees their own day, and cannot be in two rooms",
        arguments: TestEngine.available
    )
    func choosing(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let teacher = try await served.visitor(Self.teacher)
            let anyone = try await served.visitor(nil)
            let coming = "/conferences/" + (try await Self.conference("DESC", served))
            let keynote = try await Self.session("Time is the intervention", served)
            let talk = try await Self.session("Echo reading with slow readers: how it is going", served)
            let workshop = try await Self.session("An evaluation in an afternoon", served)
            let programme = try await served.ask(.get, coming, as: anyone)
            #expect(
                programme.text.contains("Time is the intervention") && programme.text.contains("Priory Hall")
            )
            #expect(!programme.text.contains("Yours"))
            let both = try await served.ask(
                .post,
                coming + "/choose",
                as: teacher,
                body: teacher.ticket() + "&sessions=\(talk)&sessions=\(workshop)"
            )
            #expect(both.status == 422 && both.text.contains("are at the same time: choose one"))
            let chosen = try await served.ask(
                .post,
                coming + "/choose",
                as: teacher,
                body: teacher.ticket() + "&sessions=\(talk)&sessions=\(keynote)"
            )
            #expect(chosen.status == 303)
            let mine = try await served.ask(.get, coming + "/now?show=mine", as: teacher).text
            #expect(mine.contains("Echo reading with slow readers") && mine.contains("Lunch"))
            #expect(!mine.contains("An evaluation in an afternoon"))
            let stranger = try await served.visitor(Self.reviewer)
            #expect(
                try await served.ask(.get, coming + "/choose", as: stranger).text
                    .contains("chosen by those who have a place")
            )
            let refused = try await served.ask(
                .post,
                coming + "/choose",
                as: stranger,
                body: stranger.ticket() + "&sessions=\(talk)"
            )
            #expect(refused.status == 403)
        }
    }

    @Test(
        "A proposal is sent, accepted with a reason and put into the programme",
        arguments: TestEngine.available
    )
    func proposing(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let teacher = try await served.visitor(Self.teacher)
            let reviewer = try await served.visitor(Self.reviewer)
            let run = try await Self.conference("DESC", served)
            #expect(
                try await served.ask(.get, "/conferences/\(run)/call", as: teacher).text
                    .contains("Propose a session")
            )
            let sent = try await served.ask(
                .post,
                "/conferences/\(run)/propose",
                as: teacher,
                body: teacher.ticket()
                    + "&title=One+lesson+twice&abstract=What+changed&format=talk&presenters=Jasmin+Okoro%2C+Teacher"
            )
            let page = try #require(sent.location)
            #expect(sent.status == 303 && page.hasPrefix("/home/proposals/"))
            let wordless = try await served.ask(
                .post,
                page,
                as: reviewer,
                body: reviewer.ticket() + "&version=1&step=accept&reason="
            )
            #expect(wordless.status == 422 && wordless.text.contains("Enter the reason"))
            let accepted = try await served.ask(
                .post,
                page,
                as: reviewer,
                body: reviewer.ticket(key: "another-key-of-a-test")
                    + "&version=1&step=accept&reason=Short+and+true"
            )
            #expect(accepted.status == 303)
            let read = try await served.ask(.get, page, as: teacher).text
            #expect(read.contains("Accepted") && read.contains("Short and true"))
            let proposal = page.dropFirst("/home/proposals/".count)
            let form = try await served.ask(
                .get,
                "/hub/conferences/\(run)/sessions/new?proposal=\(proposal)",
                as: reviewer
            ).text
            #expect(form.contains("One lesson twice") && form.contains("Jasmin Okoro"))
            let outsider = try await served.visitor("head@gannockmouth-quay.example")
            #expect(try await served.ask(.get, page, as: outsider).status == 404)
        }
    }

    @Test(
        "What was said of a session is shown to its hubs, and its slides to all",
        arguments: TestEngine.available
    )
    func afterwards(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let reviewer = try await served.visitor(Self.reviewer)
            let anyone = try await served.visitor(nil)
            let keynote = try await Self.session("What four years of trials could not tell us", served)
            let shown = try await served.ask(.get, "/conference-sessions/\(keynote)", as: anyone).text
            #expect(shown.contains("Slides") && shown.contains("Recording"))
            let past = "/conferences/" + (try await Self.conference("ASC", served))
            let teacher = try await served.visitor(Self.teacher)
            let asked = try await served.ask(.get, past, as: teacher).text
            #expect(asked.contains("What did you think?") && !asked.contains("Organise it"))
            #expect(try await served.ask(.get, past, as: reviewer).text.contains("Organise it"))
            let results = try await served.ask(
                .get,
                "/hub/conference-sessions/\(keynote)/afterwards",
                as: reviewer
            ).text
            #expect(results.contains("How do you rate it?"))
            let other = try await served.visitor("lead@withermere-meadow.example")
            #expect(
                try await served.ask(.get, "/hub/conference-sessions/\(keynote)/afterwards", as: other).status
                    == 404
            )
        }
    }
}
