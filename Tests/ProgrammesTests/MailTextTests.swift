import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Services
import TestDatabases
import Testing

@testable import Programmes

@Suite("What a hub says in its mails")
struct MailTextTests {
    static func draft(_ body: String, days: String = "") -> MailTextDraft {
        var draft = MailTextDraft()
        draft.body = body
        draft.days = days
        return draft
    }

    static func set(
        _ network: Network,
        _ kind: MailTextKind,
        _ body: String,
        days: String = "",
        version: Int = 0
    ) async throws {
        try await network.programmes.setMailText(
            draft(body, days: days),
            for: kind,
            of: Network.north.id,
            version: version,
            by: network.actor("Noel Editor")
        )
    }

    @Test(
        "a word in braces that is no placeholder is a clear error",
        arguments: [
            (
                "Dear {nmae}",
                "There is no {nmae}. Use one of {name}, {event}, {dates}, {place}, {link}, {hub}, {contact}"
            ),
            ("Dear {Name}", "There is no {Name}."), ("a {} b", "There is no {}."),
            ("open {name and no more", "Close the brace before “name and no more”"),
            ("over a line {na\nme}", "Close the brace before “na”"),
        ]
    )
    func unknown(text: String, message: String) throws {
        do {
            _ = try MailTemplate(text, field: "body")
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.list.count == 1)
            #expect(error.list.first?.field == "body")
            #expect(error.list.first?.message.hasPrefix(message) == true, "\(error.list)")
        }
    }

    @Test("what is filled in is not looked through again, and a closing brace alone is text")
    func once() throws {
        let template = try MailTemplate("{name}: {event} } {name}", field: "body")
        let filled = template.filled { $0 == .name ? "{event}" : "{name}" }
        #expect(filled == "{event}: {name} } {event}")
        #expect(try MailTemplate("", field: "body").filled { _ in "x" } == "")
    }

    @Test(
        "the confirmation carries the lead hub's words, filled, and nobody else's",
        arguments: TestEngine.available
    )
    func confirmation(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.set(
                network,
                .confirmation,
                "{name}, welcome to {event}.\n{dates}\nWhere: {place}. Link: {link}. {hub} ({contact})"
            )
            try await network.programmes.setMailText(
                Self.draft("Fens says hello"),
                for: .confirmation,
                of: Network.fens.id,
                version: 0,
                by: network.actor("Fay Lead")
            )
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "one")
            let mail = try #require(
                try await network.mails().first { $0.to.address == "teacher.0@seaview.test" }
            )
            #expect(
                mail.text.contains(
                    """
                    Teacher 0, welcome to Better feedback in year 7.
                    Wednesday 3 February 2027, 09:30 to 15:30
                    Wednesday 3 March 2027, 09:30 to 15:30
                    Where: Northshore Academy, NE1 1AA. Link: no link. Northshore Teaching School Hub (Nora Lead, office@northshore.test)
                    """
                ),
                "\(mail.text)"
            )
            #expect(!mail.text.contains("Fens says hello"))
            // The booker's own mail says what was booked, not what those who go should bring.
            let all = try await network.mails()
            let booked = try #require(all.first { $0.to.address == Network.email(of: "Sam Booker") })
            #expect(all.count == 2 && booked.subject.hasPrefix("Booked"))
            #expect(!booked.text.contains("welcome to"), "\(booked.text)")
        }
    }

    @Test(
        "letters go out in their days, once for each place, also to who books late; not where the lead is asked",
        arguments: TestEngine.available
    )
    func letters(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.set(network, .joining, "Bring {event}", days: "7")
            try await Self.set(network, .reminder, "See you", days: "1")
            let (_, run) = try await network.published(
                Network.offerDraft,
                Network.runDraft(dates: ["2027-01-18"])
            )
            _ = try await network.book(run, Network.colleagues(2), key: "two")
            try await network.emptyOutbox()
            // It is 7 January: eleven days before.
            #expect(try await network.programmes.sendLetters() == 0)
            network.clock.advance(hours: 24 * 4)
            #expect(try await network.programmes.sendLetters() == 2)
            #expect(try await network.programmes.sendLetters() == 0)
            let first = try await network.mails()
            #expect(Set(first.map(\.to.address)) == ["teacher.0@seaview.test", "teacher.1@seaview.test"])
            #expect(first.allSatisfy { $0.subject == "Before you come: Better feedback in year 7" })
            #expect(first.allSatisfy { $0.text.contains("Bring Better feedback in year 7") })
            _ = try await network.book(run, Network.colleagues(1, "Late"), key: "late")
            try await network.emptyOutbox()
            #expect(try await network.programmes.sendLetters() == 1)
            try await ApprovalTests.settle(network)
            _ = try await network.book(run, Network.colleagues(1, "Asked"), key: "asked")
            #expect(try await network.programmes.sendLetters() == 0)
            network.clock.advance(hours: 24 * 6)
            try await network.emptyOutbox()
            #expect(try await network.programmes.sendLetters() == 3)
            #expect(try await network.mails().allSatisfy { $0.subject == "Soon: Better feedback in year 7" })
            // On the day itself it is too late for either.
            network.clock.advance(hours: 24)
            _ = try await network.book(
                run,
                Network.colleagues(1, "Last"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "last"
            )
            #expect(try await network.programmes.sendLetters() == 0)
        }
    }

    @Test(
        "an empty text sends nothing; the job plans itself once for the next morning",
        arguments: TestEngine.available
    )
    func off(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.set(network, .reminder, "See you", days: "30")
            try await Self.set(network, .reminder, "", days: "30", version: 1)
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "one")
            network.clock.advance(hours: 24 * 10)
            #expect(try await network.programmes.sendLetters() == 0)
            try await network.programmes.planDaily()
            try await network.programmes.planDaily()
            let due = try await network.database.read {
                try $0.column("SELECT due_at FROM job WHERE kind = 'programmes.daily'", as: Date.self)
            }
            #expect(due == [Date(milliseconds: 1_800_255_600_000)])
        }
    }

    @Test(
        "a preview and a test show the whole mail; the test comes once, to who asks",
        arguments: TestEngine.available
    )
    func preview(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let noel = network.actor("Noel Editor")
            let programmes = network.programmes
            let draft = Self.draft("Dear {name}, park at {place}", days: "7")
            #expect(
                try await programmes.previewMailText(draft, for: .joining, of: Network.north.id, by: noel)
                    == nil
            )
            _ = try await network.published()
            for kind in MailTextKind.allCases {
                let shown = try await programmes.previewMailText(
                    draft,
                    for: kind,
                    of: Network.north.id,
                    by: noel
                )
                #expect(shown?.text.contains("Dear Noel Editor, park at Northshore Academy, NE1 1AA") == true)
                #expect(shown?.offer == "Better feedback in year 7")
            }
            let key = try #require(IdempotencyKey("a-test-of-a-mail"))
            for _ in 0..<2 {
                let isSent = try await programmes.sendTestMail(
                    draft,
                    for: .thanks,
                    of: Network.north.id,
                    by: noel,
                    key: key
                )
                #expect(isSent)
            }
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == ["noel.editor@school.test"])
            #expect(mails.first?.subject.hasPrefix("Test: Thank you for coming") == true)
            #expect(try await programmes.mailTexts(of: Network.north.id, by: noel).isEmpty)
        }
    }

    @Test("is the hub's own, and nobody overwrites another's change unseen", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.set(network, .thanks, "One")
            await #expect(throws: DatabaseError.staleVersion) { try await Self.set(network, .thanks, "Two") }
            try await Self.set(network, .thanks, "Two", version: 1)
            let noel = network.actor("Noel Editor")
            #expect(
                try await network.programmes.mailTexts(of: Network.north.id, by: noel).map(\.body) == ["Two"]
            )
            for other in ["Fay Lead", "Sam Booker"] {
                await #expect(throws: AccessError.notFound) {
                    try await network.programmes.mailTexts(of: Network.north.id, by: network.actor(other))
                }
            }
            await #expect(throws: Faults.self) { try await Self.set(network, .joining, "x", days: "") }
            await #expect(throws: Faults.self) { try await Self.set(network, .joining, "x", days: "61") }
            await #expect(throws: Faults.self) { try await Self.set(network, .thanks, "{x}", version: 2) }
        }
    }
}
