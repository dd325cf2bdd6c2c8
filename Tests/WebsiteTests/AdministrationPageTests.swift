import Access
import Accounts
import Database
import Evidence
import Foundation
import HTTPTypes
import Jobs
import Pathways
import Programmes
import Reach
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

/// What administrators do on the page of a person.
@Suite("The pages of administrators")
struct AdministrationPageTests {
    private static let office = "office@tarnsea-harbour.example"

    @Test("An address is corrected on the person's page, and one that is taken is refused beside the field")
    func correctsAddress() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let administrator = try await served.visitor("network@braid.example")
            let path = try await Sample(served.database).path("/administration/people/{id}")
            func send(_ email: String) async throws -> Reply {
                let page = try await served.ask(.get, path, as: administrator).text
                var form = try #require(PageForm.all(in: page).first { $0.action == path + "/email" })
                form.set("email", [email])
                return try await served.ask(.post, form.action, as: administrator, body: form.encoded)
            }
            let taken = try await send("head@tarnsea-harbour.example")
            #expect(taken.status == 422)
            #expect(taken.text.contains("There is an account with this address already"))
            #expect(taken.text.contains(Self.office), "the page shows what is stored")
            let corrected = try await send("office@right.example")
            #expect(corrected.status == 303 && corrected.location == path)
            let page = try await served.ask(.get, path, as: administrator).text
            #expect(page.contains("office@right.example") && !page.contains(Self.office))
        }
    }

    @Test("A person who is erased twice is erased once, without a page that is not there")
    func erasesOnce() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let administrator = try await served.visitor("network@braid.example")
            let path = try await Sample(served.database).path("/administration/people/{id}")
            for said in ["The person is erased.", "There is no such person, or no longer."] {
                let reply = try await served.ask(
                    .post,
                    path + "/erase",
                    as: administrator,
                    body: "\(administrator.ticket())&sure=yes"
                )
                #expect(reply.place == "/administration/people" && reply.notice == said)
            }
            let erased = try await served.ask(.get, path, as: administrator)
            #expect(erased.status == 200 && !erased.text.contains(path + "/erase"))
        }
    }

    @Test("A wrong first code is not answered with recovery codes that nobody has yet")
    func wrongFirstCode() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let accounts = served.site.accounts
            let address = try await accounts.passwordLink(by: .system("test"), email: Self.office)
            let link = try #require(Token(String(address.suffix(43))))
            try await accounts.setPassword(link: link, to: "orchard umbrella seven")
            let office = try await served.visitor(Self.office)
            let begun = try await served.ask(
                .post,
                "/account/two-step",
                as: office,
                body: office.ticket() + sent(["password": "orchard umbrella seven"])
            )
            #expect(begun.status == 200 && begun.text.contains("Add Braid to your app"))
            let wrong = try await served.ask(
                .post,
                "/account/two-step/confirm",
                as: office,
                body: "\(office.ticket())&code=abc"
            )
            #expect(wrong.status == 422 && wrong.text.contains("The code is not right"))
            #expect(!wrong.text.contains("recovery code"))
        }
    }

    @Test(
        "The audit says in words who did what, with links to what is still there",
        arguments: TestEngine.available
    )
    func auditInWords(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let administrator = try await served.visitor("network@braid.example")
            func page(_ kind: String) async throws -> String {
                try await served.ask(.get, "/administration/audit?kind=\(kind)", as: administrator).text
            }
            let offers = try await page("offer")
            let pieces = offers.components(separatedBy: "</a> published the offer <a href=\"")
            #expect(pieces[0].contains("<a href=\"/administration/people/"))
            let link = try #require(pieces.dropFirst().first).prefix { $0 != "\"" }
            #expect(link.hasPrefix("/hub/offers/"))
            let offer = try await served.ask(.get, String(link), as: administrator)
            #expect(offer.status == 200)
            // What a program would ask is there, behind a button.
            #expect(offers.contains("<summary>Details<span") && offers.contains("offer.publish"))
            let people = try await page("person")
            #expect(people.contains("</a> signed in"))
            // A session goes by its offer and its day.
            let sessions = try await page("session")
            #expect(
                sessions.contains("marked the attendance of <a href=\"/hub/sessions/")
                    && !sessions.contains("something that is no longer there")
            )
            #expect(sessions.contains("<option value=\"session\" selected>Session and its attendance"))
            for kind in ["strand", "trial", "run", "hub", "mail", "study", "area"] {
                #expect(try await page(kind).contains("<h1>Audit"), "\(kind)")
            }
        }
    }

    @Test("What is gone, nobody and the program itself have words in the audit too")
    func auditWithoutNames() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let gone: Int64 = 42
            try await served.database.write { transaction in
                for (act, system, verb, object) in [
                    (1, "braid backup", "database.back-up", nil), (2, nil, "person.sign-in-failed", nil),
                    (3, "test", "offer.publish", gone), (4, "test", "run.cancel", gone),
                    (5, "test", "thing.turn-round", gone), (6, "job evidence.digest", "digest.send", nil),
                    (7, "test", "hub.end-designation", gone),
                ] as [(Int64, String?, String, Int64?)] {
                    try transaction.execute(
                        """
                        INSERT INTO audit_entry
                            (act, line, happened_at, system_name, verb, object_kind, object_id, detail)
                        VALUES (\(act), 0, \(ServedSite.noon.addingTimeInterval(3600)), \(system), \(verb),
                            \(String(verb.prefix { $0 != "." })), \(object), '{}')
                        """
                    )
                }
            }
            let administrator = try await served.visitor("network@braid.example")
            let text = try await served.ask(.get, "/administration/audit", as: administrator).text
            for words in [
                "The program (braid backup) copied the whole database",
                "Somebody who is not signed in tried to sign in as somebody unknown and failed",
                "The program (test) published the offer", "cancelled something that is no longer there",
                "did “turn round” (thing)", "ended a designation of something that is no longer there",
                "The program (weekly emails about strands) sent the weekly emails about followed strands",
            ] {
                #expect(text.contains(words), "\(words)")
            }
        }
    }

    @Test("Every verb that the sources name has a phrase, and every phrase a verb")
    func everyVerb() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        // A verb is named by itself, where it is written, as one of several, or in a call before or after who acts.
        let places: [Regex<(Substring, Substring)>] = [
            /AuditVerb = "([a-z-]+\.[a-z-]+)"/,
            /audit\(\s*[\w.]+,\s*"([a-z-]+\.[a-z-]+)"/,
            /case \.\w+: "([a-z-]+\.[a-z-]+)"/,
            /by: actor,\s*"([a-z-]+\.[a-z-]+)"/,
            /"([a-z-]+\.[a-z-]+)",\s*by: actor/,
        ]
        var verbs: Set<String> = []
        var unused = Set(AuditPhrases.all.keys)
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for place in places {
                for match in text.matches(of: place) { verbs.insert(String(match.1)) }
            }
            if file.lastPathComponent.hasPrefix("AuditPhrases") { continue }
            for match in text.matches(of: /"([a-z-]+\.[a-z-]+)"/) { unused.remove(String(match.1)) }
        }
        #expect(verbs.count > 280)
        let silent = verbs.filter { AuditPhrases.all[$0] == nil }
        #expect(silent.isEmpty, "no phrase for \(silent.sorted())")
        #expect(unused.isEmpty, "no verb for \(unused.sorted())")
        #expect(verbs.isDisjoint(with: AuditPhrases.retired.keys), "a verb that is written is not retired")
        #expect(Set(AuditPhrases.all.keys).isDisjoint(with: AuditPhrases.retired.keys))
    }

    @Test("Every kind of object that has phrases has a name to choose, and no other")
    func everyKind() {
        let kinds = Set(AuditPhrases.all.keys.map { String($0.prefix { $0 != "." }) })
        #expect(Set(AuditKinds.names.keys) == kinds)
        #expect(Set(AuditKinds.names.values).count == kinds.count, "no two by the same name")
    }

    @Test(
        "The role of a network administrator is given after a question, to people who have signed in",
        arguments: TestEngine.available
    )
    func administrator(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let ruth = try await served.visitor("network@braid.example")
            let path = try await Sample(served.database).path("/administration/people/{id}")
            let button = "Make a network administrator"
            func page() async throws -> Reply { try await served.ask(.get, path, as: ruth) }
            func send(sure: Bool) async throws -> Reply {
                let shown = try await page().text
                var form = try #require(
                    PageForm.all(in: shown).first { $0.action == path + "/administrator" }
                )
                if sure { form.set("sureOfRole", ["yes"]) }
                return try await served.ask(.post, form.action, as: ruth, body: form.encoded)
            }
            try await served.database.write { transaction in
                try transaction.execute(
                    "UPDATE person SET last_signed_in_at = NULL WHERE email = \(Self.office)"
                )
            }
            let never = try await page()
            #expect(never.words.contains("has never signed in") && !never.words.contains(button))
            _ = try await served.visitor(Self.office)
            #expect(try await page().words.contains(button))
            let unsure = try await send(sure: false)
            #expect(unsure.status == 422 && unsure.words.contains("Say that you are sure"))
            #expect(try await page().words.contains(button), "nothing has changed")
            let sure = try await send(sure: true)
            #expect(sure.notice == "They are a network administrator now.")
            #expect(try await page().words.contains("Take the role away"))
        }
    }

    @Test("Every kind of work that the site carries out has words, and no other")
    func everyJob() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let site = served.site
            let handlers = [
                site.evidence.jobHandlers, site.programmes.jobHandlers, site.pathways.jobHandlers,
                site.trials.jobHandlers, site.reach.jobHandlers,
            ]
            let kinds = handlers.flatMap { Array($0.keys) }
            #expect(Set(kinds) == Set(JobWords.all.map(\.kind)))
        }
    }
}
