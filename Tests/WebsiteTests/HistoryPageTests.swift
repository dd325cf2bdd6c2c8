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

    @Test(
        "Who had a place and was not checked in is shown before anything is taken in",
        arguments: TestEngine.available
    )
    func whoCame(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let file = """
                Attendees of both evenings

                Event,Date,Name,Email,Attendee Status
                Maths,14/03/2026,Ann Ash,ann.ash@tarnsea-harbour.example,Checked In
                Maths,14/03/2026,Ben Birch,ben.birch@tarnsea-harbour.example,Attending
                Reading,13/03/2026,Cai Cedar,cai.cedar@tarnsea-harbour.example,Attending

                """
            let first = try Self.form(try await served.ask(.get, Self.path, as: lead))
            let shown = try await Self.send(first, file, served, lead)
            #expect(shown.words.contains("Nothing is taken in yet"))
            #expect(shown.words.contains("Maths 14 March 2026 1 1 0"))
            #expect(shown.words.contains("Reading 13 March 2026 0 0 1"))
            let unanswered = try await Self.send(try Self.form(shown), file, served, lead)
            #expect(unanswered.status == 422)
            #expect(unanswered.words.contains("Say what these people count as"))
            var answered = try Self.form(unanswered)
            answered.set("unclear", ["left-out"])
            let longer =
                file + "Maths,14/03/2026,Dot Dale,dot.dale@tarnsea-harbour.example,Attending\n"
            let another = try await Self.send(answered, longer, served, lead)
            #expect(another.words.contains("Nothing is taken in yet"), "another file is looked at first")
            #expect(another.words.contains("Maths 14 March 2026 1 2 0"))
            let taken = try await Self.send(answered, file, served, lead)
            #expect(taken.words.contains("1 row taken in"))
            #expect(taken.words.contains("Did not come: 1. Left out, as nothing says whether they came: 1."))
        }
    }
}
