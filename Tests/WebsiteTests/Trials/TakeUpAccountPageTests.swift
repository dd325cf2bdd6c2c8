import Access
import Database
import Evidence
import HTTPTypes
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

@Suite("The way from a school’s account to a protocol")
struct TakeUpAccountPageTests {
    @Test(
        "The account leads those who write protocols to a draft that says what it says",
        arguments: TestEngine.available
    )
    func takingUp(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let accounts = try await served.site.trials.accounts()
            let account = try #require(accounts.first)
            let page = SiteMap.schoolAccount(account.id).description
            let start = SiteMap.newProtocol().with("from", account.id.description).description
            let anyone = try await served.visitor(nil)
            let open = try await served.ask(.get, page, as: anyone)
            #expect(open.status == 200 && !open.text.contains("\"\(start)\""))
            let analyst = try await served.visitor("e.prosser@brackenstow-priory.example")
            let leading = try await served.ask(.get, page, as: analyst)
            #expect(leading.text.contains("\"\(start)\""))

            let shown = try await served.ask(.get, start, as: analyst)
            #expect(shown.status == 200 && shown.words.contains("It takes up a school’s own account"))
            var form = try #require(
                PageForm.all(in: shown.text).first { $0.action.hasPrefix(SiteMap.newProtocol().description) }
            )
            // What goes wrong does not forget where it came from.
            let empty = try await served.ask(.post, form.action, as: analyst, body: form.encoded)
            #expect(empty.status == 422 && empty.words.contains("It takes up a school’s own account"))
            form.set("title", ["A trial of what one school tried"])
            let sent = try await served.ask(.post, form.action, as: analyst, body: form.encoded)
            #expect(sent.status == 303)
            let id: ID<Trial>? = try await served.database.read { transaction in
                try transaction.value("SELECT trial_id FROM trial_protocol ORDER BY created_at DESC LIMIT 1")
            }
            let section = SiteMap.protocolSection(try #require(id), ProtocolSection.question.rawValue)
            let draft = try await served.ask(.get, section.description, as: analyst)
            #expect(draft.words.contains(account.answers.question))

            let none = SiteMap.newProtocol().with("from", ID<Evaluation>(rawValue: 42).description)
            let missing = try await served.ask(.get, none.description, as: analyst)
            #expect(missing.status == 404)
        }
    }
}
