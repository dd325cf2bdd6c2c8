import Access
import Accounts
import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Mail
@testable import Website

@Suite("The outbox and the work in the background")
struct OutboxPageTests {
    private static let token = String(repeating: "Ab9_-", count: 8) + "xyz"
    private static let letter = ID<OutgoingMail>(rawValue: 4_000_000_000_001)

    /// What stands before the secret of each secret address.
    private static let secretPaths = SiteMap.secrets.map { String($0.prefix { $0 != "{" }) }

    /// Addresses by number that are meant for everybody.
    private static let publicNumbers: Set<String> = [
        "/bursaries/", "/certificates/", "/conference-sessions/", "/conference-speakers/", "/conferences/",
        "/evidence/pools/", "/evidence/practice/", "/evidence/studies/", "/offers/", "/pupil-premium/",
        "/results/accounts/", "/results/interventions/", "/trials/receipts/",
    ]

    @Test("An address that asks nobody to sign in is public by its number, or one of the secrets")
    func secretAddresses() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let patterns = served.site.routes().rows.filter { $0.audience == .everyone }.map(\.pattern)
            for pattern in patterns {
                guard let hole = pattern.split(separator: "/").first(where: { $0.hasPrefix("{") }),
                    ["{id}", "{token}", "{code}"].contains(hole)
                else { continue }
                let path = String(pattern.prefix { $0 != "{" })
                #expect(
                    Self.publicNumbers.contains(path) != Self.secretPaths.contains(path),
                    "\(pattern): is it for everybody, or must letters not show it? See SiteMap.secrets"
                )
            }
            #expect(Set(SiteMap.secrets).isSubset(of: patterns))
        }
    }

    private static func write(_ served: ServedSite) async throws {
        try await served.database.write { transaction in
            try transaction.enqueue(
                OutgoingMail(
                    to: MailAddress(name: "Bea Booker", address: "bea@gone.example"),
                    subject: "Your link",
                    text: """
                        Open this:
                        https://braid.test/sign-in/link/\(token)
                        or https://braid.test/feedback/01ab
                        or https://braid.test/evidence/letters/02cd
                        or https://braid.test/offers/0abc/dates

                        """ + secretPaths.map { "https://braid.test\($0)0abc\n" }.joined()
                ),
                id: letter,
                at: ServedSite.noon
            )
            try transaction.execute(
                """
                UPDATE mail SET state = 'failed', attempts = 6, last_error = '550: no such mailbox'
                WHERE id = \(letter)
                """
            )
        }
    }

    @Test(
        "An administrator sees why a letter was refused and sends it again; it is audited",
        arguments: TestEngine.available
    )
    func sendsAgain(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            try await Self.write(served)
            let administrator = try await served.visitor("network@braid.example")
            let path = "/administration/outbox/\(Self.letter)"
            let refused = try await served.ask(.get, "/administration/outbox?state=failed", as: administrator)
            #expect(refused.text.contains("550: no such mailbox") && refused.text.contains(path))
            let waiting = try await served.ask(.get, "/administration/outbox?state=queued", as: administrator)
            #expect(!waiting.text.contains(path))
            let lead = try await served.visitor("lead@hallowick.example")
            let outside = try await served.ask(.post, path, as: lead, body: lead.ticket())
            #expect(outside.status == 404)
            for _ in 1...2 {
                let sent = try await served.ask(.post, path, as: administrator, body: administrator.ticket())
                #expect(sent.status == 303)
            }
            let state = try await served.database.read { transaction in
                let mail = try transaction.mail(Self.letter)
                let verbs: [String] = try transaction.column(
                    "SELECT verb FROM audit_entry WHERE object_kind = 'mail' ORDER BY happened_at, act, line"
                )
                return (mail?.state, mail?.attempts, verbs.sorted())
            }
            #expect(state.0 == .queued && state.1 == 0)
            #expect(state.2 == ["mail.list", "mail.list", "mail.send-again"])
        }
    }

    @Test(
        "What a link would let its reader do is hidden, but for an example network",
        arguments: [true, false]
    )
    func secrets(isExample: Bool) async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            try await Self.write(served)
            let accounts = Accounts(
                served.database,
                served.site.services,
                settings: AccountsSettings(baseURL: "https://braid.test", isExample: isExample),
                hasher: PasswordHasher(cost: .least)
            )
            let mail = try await accounts.letter(
                Self.letter,
                hiding: SiteMap.secrets,
                by: .system("test")
            )
            #expect(mail.text.contains(Self.token) == isExample)
            #expect(mail.text.contains("/feedback/01ab") == isExample)
            #expect(mail.text.contains("/evidence/letters/02cd") == isExample)
            for path in Self.secretPaths {
                #expect(mail.text.contains(path + "0abc") == isExample, "\(path)")
            }
            #expect(mail.text.contains("https://braid.test/offers/0abc/dates"))
            #expect(mail.text.contains("https://braid.test/sign-in/link/"))
            #expect(mail.to.address == "bea@gone.example" && mail.lastError == "550: no such mailbox")
        }
    }

    @Test(
        "Whoever asks an example network for a link finds the letter on the page",
        arguments: TestEngine.available
    )
    func onThePage(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let reply = try await served.ask(
                .post,
                "/sign-in/link",
                as: anyone,
                body: anyone.ticket() + sent(["email": "office@tarnsea-harbour.example"])
            )
            let link = try #require(
                reply.text.firstMatch(of: /href="https:\/\/braid.test(\/sign-in\/link\/[A-Za-z0-9_\-]{43})"/)
            )
            let page = try await served.ask(.get, String(link.1), as: anyone)
            #expect(page.status == 200 && page.text.contains("Press the button to sign in"))
        }
    }

    @Test(
        "The work in the background shows how far it is and what came of it",
        arguments: TestEngine.available
    )
    func jobs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            try await served.database.write { transaction in
                for (number, state, message) in [
                    (1, "failed", "The file holds no schools."), (2, "running", nil), (3, "waiting", nil),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO job
                            (id, kind, payload, state, attempts, due_at, created_at, progress_done, progress_total, message)
                        VALUES (\(number), \("test.\(state)"), '{}', \(state), 2, \(ServedSite.noon),
                            \(ServedSite.noon), \(number == 2 ? 1200 : 0), \(number == 2 ? 24000 : nil), \(message))
                        """
                    )
                }
            }
            let administrator = try await served.visitor("network@braid.example")
            let all = try await served.ask(.get, "/administration/jobs", as: administrator).text
            #expect(all.contains("The file holds no schools.") && all.contains("1,200 of 24,000"))
            #expect(
                all.contains("Failed 2 times; the log has the reason. Next attempt 23 November 2026, 12:00")
            )
            let failed = try await served.ask(.get, "/administration/jobs?state=failed", as: administrator)
                .text
            #expect(failed.contains("test.failed") && !failed.contains("test.running"))
            #expect(failed.contains("give it to whoever runs the site"))
            // Each kind: when it comes next, and how it went last.
            #expect(all.contains("Counting who was reached") && all.contains("Every half hour."))
            #expect(all.contains("What there is, when it runs next and how it went last"))
            #expect(!failed.contains("What there is, when it runs next"))
        }
    }
}
