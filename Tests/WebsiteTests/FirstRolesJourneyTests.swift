import Access
import Accounts
import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("The first people of a new site")
struct FirstRolesJourneyTests {
    private static let strand: SQL = """
        INSERT INTO strand_version
            (strand_id, version, title, summary, what_it_is, key_findings, closing_the_gap, implementation,
             cost_text, evidence_text, is_attainment, strength, strength_reasons, change_note, published_at)
        VALUES (31, 1, 'Feedback', '', '', '', '', '', '', '', 1, 3, '', '', 0)
        """

    private static func administrator(_ served: ServedSite) async throws -> Visitor {
        _ = try await served.site.accounts.addPerson(
            by: .system("test"),
            name: "Ada Example",
            email: "ada@network.example",
            isNetworkAdministrator: true
        )
        try await served.database.write { transaction in
            try transaction.execute("INSERT INTO strand (id, slug, version) VALUES (31, 'feedback', 1)")
            try transaction.execute(Self.strand)
        }
        return try await served.visitor("ada@network.example")
    }

    /// Whoever a reply signed in.
    private static func visitor(_ reply: Reply) throws -> Visitor {
        let cookies = reply.headers[values: .setCookie].joined(separator: " ")
        let found = try #require(cookies.firstMatch(of: /braid_session=([A-Za-z0-9_\-]+)/))
        return Visitor(session: Token(String(found.1)))
    }

    @Test("Everything that is wrong with an invitation is said at once, and what was typed stays")
    func wrongInvitation() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let hub = try await served.database.read { transaction in
                let found: ID<Organisation>? = try transaction.value(
                    "SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%'"
                )
                return try #require(found)
            }
            let lead = try await served.visitor("lead@hallowick.example")
            let reply = try await served.ask(
                .post,
                "/organisations/\(hub)/people",
                as: lead,
                body: lead.ticket() + sent(["name": "", "email": "no-address"])
            )
            #expect(reply.status == 422)
            for words in ["Enter a name", "Enter an email address like", "Choose a role"] {
                #expect(reply.text.contains(words), "\(words)")
            }
            #expect(reply.text.contains("value=\"no-address\""))
        }
    }

    @Test(
        "An administrator adds a hub and invites its lead, who publishes an offer",
        arguments: TestEngine.available
    )
    func publishes(on engine: TestEngine) async throws {
        try await ServedSite.servingNothing(on: engine) { served in
            let ada = try await Self.administrator(served)
            let today = try await served.ask(.get, "/home", as: ada).text
            for link in [
                "/administration/people\"", "/network\"", "/administration/outbox\"",
                "/administration/jobs\"",
            ] { #expect(today.contains("href=\"\(link)"), "\(link)") }
            let hub = try await served.ask(
                .post,
                "/hub/new",
                as: ada,
                body: ada.ticket()
                    + sent([
                        "name": "Shore Hub", "kind": "teaching-school-hub", "start": "1/9/2025",
                        "hostName": "Shore Trust",
                    ])
            )
            let page = try await served.ask(.get, try #require(hub.location), as: ada).text
            #expect(page.contains("since 1 September 2025"), "a day is taken as people type it")
            let people = String(
                try #require(page.firstMatch(of: /href="(\/organisations\/\w+\/people)"/)).1
            )
            let anyone = try await served.visitor(nil)
            let outside = try await served.ask(.get, try #require(hub.location), as: anyone).text
            #expect(!outside.contains("/people"))

            let invited = try await served.ask(
                .post,
                people,
                as: ada,
                body: ada.ticket() + sent(["name": "Lee Lead", "email": "lee@shore.example", "role": "lead"])
            )
            #expect(invited.status == 303)
            let letter = try await served.database.read {
                try $0.value("SELECT body FROM mail WHERE to_address = 'lee@shore.example'", as: String.self)
            }
            let link = try #require(letter?.firstMatch(of: /https:\/\/braid.test(\/invitation\/\S+)/))
            let newcomer = try await served.visitor(nil)
            let accepted = try await served.ask(
                .post,
                String(link.1),
                as: newcomer,
                body: newcomer.ticket() + sent(["name": "Lee Lead", "password": "violet harbour tractor"])
            )
            let lee = try Self.visitor(accepted)

            let offer = try await served.ask(
                .post,
                "/hub/offers/new",
                as: lee,
                body: lee.ticket()
                    + sent([
                        "lead": String(people.split(separator: "/")[1]), "kind": "self-study",
                        "title": "Feedback that is used", "summary": "How feedback moves learning on.",
                        "description": "You read, try and review.", "audience": "Teachers",
                        "phases": "secondary", "mode": "online", "contactName": "Lee Lead",
                        "contactEmail": "lee@shore.example",
                        "strands": ID<ServedSite>(rawValue: 31).description,
                    ])
            )
            let place = try #require(offer.location)
            let dates = try await served.ask(
                .post,
                place + "/runs/new",
                as: lee,
                body: lee.ticket(key: "key-of-the-dates")
                    + sent([
                        "step": "save", "waitingRule": "joined", "opensOn": "2027-01-11",
                        "link": "https://learn.shore.example", "minutes": "45",
                    ])
            )
            #expect(dates.status == 303)
            let version = try await served.database.read {
                try $0.value("SELECT version FROM offer", as: Int.self)
            }
            let published = try await served.ask(
                .post,
                place + "/step",
                as: lee,
                body: lee.ticket() + sent(["step": "publish", "version": "\(try #require(version))"])
            )
            #expect(published.status == 303)
            #expect(try await served.ask(.get, "/offers", as: anyone).text.contains("Feedback that is used"))
        }
    }

    @Test(
        "A school's page leads those who may to its people and its trust's",
        arguments: TestEngine.available
    )
    func school(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let administrator = try await served.visitor("network@braid.example")
            let links = try await served.ask(.get, "/schools/900002", as: administrator).text
                .matches(of: /href="(\/organisations\/\w+\/people)"/).map { String($0.1) }
            #expect(links.count == Set(links).count && links.count > 1)
            for link in links {
                let people = try await served.ask(.get, link, as: administrator)
                #expect(people.status == 200 && people.text.contains("Invite someone"))
            }
            for outsider in [nil, "lead@withermere-meadow.example"] {
                let visitor = try await served.visitor(outsider)
                let page = try await served.ask(.get, "/schools/900002", as: visitor).text
                #expect(!page.contains("/people"))
            }
        }
    }
}
