import Database
import Foundation
import HTTPTypes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

/// A hub writes down what its funder asks for and returns it, through the pages of the example, without a script.
@Suite("Journeys of definitions of returns")
struct DefinitionJourneyTests {
    private static let hubLead = "lead@hallowick.example"

    @Test(
        "A lead writes a definition, begins a return with it and changes it",
        arguments: TestEngine.available
    )
    func write(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor(Self.hubLead)
            let typed =
                "&title=Towns+fund&funder=The+board&measure-0=schools-reached&phase-0=primary&measure-1=trainees"
                + "&name-1=New+teachers&target-1=20"
            let added = try await served.ask(
                .post,
                "/hub/new-definition",
                as: lead,
                body: lead.ticket() + typed + "&step=add"
            )
            #expect(
                added.status == 200 && added.text.contains("Measure 6") && added.text.contains("New teachers")
            )
            let wrong = try await served.ask(
                .post,
                "/hub/new-definition",
                as: lead,
                body: lead.ticket() + typed + "&phase-1=primary&step=publish"
            )
            #expect(wrong.status == 422 && wrong.text.contains("cannot be narrowed by phase of school"))
            let published = try await served.ask(
                .post,
                "/hub/new-definition",
                as: lead,
                body: lead.ticket(key: "towns-fund") + typed + "&step=publish"
            )
            let page = try #require(published.location)
            let id = try #require(page.split(separator: "/").last.map(String.init))
            let shown = try await served.ask(.get, page, as: lead)
            #expect(shown.text.contains("New teachers") && shown.text.contains("schools: primary"))

            let begun = try await served.ask(
                .post,
                "/hub/returns",
                as: lead,
                body: lead.ticket() + "&definition=\(id)&from=2025-09-01&to=2026-08-31"
            )
            let returned = try #require(begun.location)
            #expect(try await served.ask(.get, returned, as: lead).text.contains("Towns fund, version 1"))
            let rows = try await served.ask(.get, "\(returned)/rows/schools-reached.phase-primary", as: lead)
            #expect(rows.status == 200)

            let edit = try await served.ask(.get, page + "/edit", as: lead)
            #expect(edit.text.contains("Publish version 2"))
            let changed = try await served.ask(
                .post,
                page + "/edit",
                as: lead,
                body: lead.ticket() + typed + "&version=1&measure-2=mean-rating&step=publish"
            )
            #expect(changed.status == 303)
            let late = try await served.ask(
                .post,
                page + "/edit",
                as: lead,
                body: lead.ticket() + typed + "&version=1&step=publish"
            )
            #expect(late.status == 422 && late.text.contains("Someone published version 2"))
            let draft = try await served.ask(.get, returned, as: lead)
            #expect(draft.text.contains("There is a newer version") && !draft.text.contains("Mean rating"))
            let moved = try await served.ask(
                .post,
                returned + "/definition",
                as: lead,
                body: lead.ticket() + "&version=1"
            )
            #expect(moved.status == 303)
            #expect(try await served.ask(.get, returned, as: lead).text.contains("Mean rating"))
        }
    }

    @Test("Another hub's lead does not find it", arguments: TestEngine.available)
    func others(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let other = try await served.visitor("lead@withermere-meadow.example")
            let id: ID<KPIDefinition>? = try await served.database.read {
                try $0.value("SELECT id FROM kpi_definition")
            }
            let page = "/hub/definitions/\(try #require(id))"
            #expect(try await served.ask(.get, page, as: other).status == 404)
            #expect(try await served.ask(.get, page + "/edit", as: other).status == 404)
            for path in [page + "/edit", page + "/retire"] {
                let reply = try await served.ask(.post, path, as: other, body: other.ticket() + "&version=2")
                #expect(reply.status == 404)
            }
        }
    }
}
