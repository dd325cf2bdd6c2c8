import HTTPTypes
import TestDatabases
import Testing

@testable import Website

@Suite("Bringing one's history along, on the page")
struct HistoryPageTests {
    private static let path = "/hub/history"

    private static func form(_ page: Reply) throws -> PageForm {
        try #require(
            PageForm.all(in: page.text).first { $0.action == path && $0.names.contains("title") }
        )
    }

    private static func send(
        _ form: PageForm,
        _ file: String,
        _ served: ServedSite,
        _ visitor: Visitor
    ) async throws -> Reply {
        try await served.ask(
            .post,
            path,
            as: visitor,
            body: form.multipart(file, as: "file"),
            contentType: "multipart/form-data; boundary=\(PageForm.boundary)"
        )
    }

    @Test(
        "A file of which no row can be taken asks which column is which, and keeps what was typed",
        arguments: TestEngine.available
    )
    func matching(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let file = """
                Email,Name,Who are you?,Where do we reach you?
                anonymous,,Ann Ash,ann.ash@tarnsea-harbour.example

                """
            var first = try Self.form(try await served.ask(.get, Self.path, as: lead))
            first.set("title", ["An evening of maths"])
            first.set("heldOn", ["2026-03-14"])
            let nothing = try await Self.send(first, file, served, lead)
            #expect(nothing.words.contains("0 rows taken in"))
            #expect(nothing.words.contains("Which column is which?"))
            var second = try Self.form(nothing)
            #expect(nothing.text.contains("value=\"An evening of maths\""))
            second.set("column-name", ["Who are you?"])
            second.set("column-email", ["Where do we reach you?"])
            let taken = try await Self.send(second, file, served, lead)
            #expect(taken.words.contains("1 row taken in"))
            #expect(!taken.words.contains("Which column is which?"))
        }
    }
}
