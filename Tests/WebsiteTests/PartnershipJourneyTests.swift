import Access
import Database
import Directory
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Journeys of partnerships")
struct PartnershipJourneyTests {
    private static func named(_ query: SQL, _ served: ServedSite) async throws -> Organisation {
        try #require(
            try await served.database.read { transaction in
                try transaction.rows("SELECT id, kind, name FROM organisation WHERE id = (\(query))").map {
                    Organisation(id: try $0.get(0), kind: try $0.get(1), name: try $0.get(2))
                }.first
            }
        )
    }

    private static let hub: SQL = "SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%'"

    static let partners: [SQL] = [
        "SELECT min(organisation_id) FROM school_group WHERE is_open = 1",
        "SELECT min(organisation_id) FROM authority",
        "SELECT max(organisation_id) FROM establishment WHERE status = 'open'",
        "SELECT min(id) FROM hub WHERE slug NOT LIKE 'hallowick-teaching%'",
    ]

    @Test(
        "A hub's lead looks for a trust, an authority, a school or a hub and chooses it as partner",
        arguments: partners.indices,
        TestEngine.available
    )
    func record(_ position: Int, on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let hub = try await Self.named(Self.hub, served)
            let partner = try await Self.named(Self.partners[position], served)
            try await served.database.write { try $0.execute("DELETE FROM partnership") }
            let lead = try await served.visitor("lead@hallowick.example")
            let page = "/organisations/\(hub.id)/partnerships"
            let words = partner.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let found = try await served.ask(.get, page + "?q=\(words)", as: lead).text
            #expect(found.contains("value=\"\(partner.id)\""), "\(partner.name) is not found")

            let form = sent(["q": partner.name, "kind": "alliance-member"])
            let none = try await served.ask(.post, page, as: lead, body: lead.ticket() + form)
            #expect(none.status == 422 && none.text.contains("Choose the partner"))
            let chosen = form + "&partner=\(partner.id)"
            let recorded = try await served.ask(.post, page, as: lead, body: lead.ticket() + chosen)
            #expect(recorded.location == page)
            let twice = try await served.ask(.post, page, as: lead, body: lead.ticket() + chosen)
            #expect(twice.status == 422 && twice.text.contains("This partnership is already recorded"))
            let ties = try await served.site.directory.partnerships(of: partner.id)
            #expect(ties.map(\.partner.id) == [hub.id] && ties.map(\.kind) == [.allianceMember])
        }
    }

    @Test(
        "A school challenges a partnership that a hub wrote down, or agrees to it, and others do not",
        arguments: TestEngine.available
    )
    func challenge(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let school = try await Self.named(
                """
                SELECT min(id) FROM organisation WHERE name = 'Tarnsea Harbour Primary School'
                    AND id IN (SELECT organisation_id FROM membership)
                """,
                served
            )
            let hub = try await Self.named(Self.hub, served)
            let tie = try #require(
                try await served.site.directory.partnerships(of: school.id).first { $0.partner.id == hub.id }
            )
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let stranger = try await served.visitor("s.pillai@orrinton-high.example")
            let page = "/organisations/\(school.id)/partnerships"
            let shown = try await served.ask(.get, page, as: head).text
            #expect(shown.contains(hub.name) && shown.contains("\(page)/\(tie.id)"))
            #expect(try await served.ask(.get, page, as: stranger).status == 404)
            let urn = school.id.rawValue - 1_000_000_000
            let own = try await served.ask(.get, "/schools/\(urn)", as: head).text
            #expect(own.contains(page), "the school's page leads there")

            let step = "&state=challenged&version=\(tie.version)"
            let foreign = try await served.ask(
                .post,
                "\(page)/\(tie.id)",
                as: stranger,
                body: stranger.ticket() + step
            )
            #expect(foreign.status == 403)
            let elsewhere = try await served.ask(
                .post,
                "/organisations/\(ID<Organisation>(rawValue: 5))/partnerships/\(tie.id)",
                as: head,
                body: head.ticket() + step
            )
            #expect(elsewhere.status == 404)
            let done = try await served.ask(.post, "\(page)/\(tie.id)", as: head, body: head.ticket() + step)
            #expect(done.location == page)
            let state = try await served.site.directory.partnerships(of: hub.id).first { $0.id == tie.id }?
                .state
            #expect(state == .challenged)
            let late = try await served.ask(.post, "\(page)/\(tie.id)", as: head, body: head.ticket() + step)
            #expect(late.location == page)
            let version = try await served.site.directory.partnerships(of: hub.id).first { $0.id == tie.id }?
                .version
            #expect(version == tie.version + 1, "a version that is not the newest changes nothing")

            let active = "&state=active&version=\(tie.version + 1)"
            let agreed = try await served.ask(
                .post,
                "\(page)/\(tie.id)",
                as: head,
                body: head.ticket() + active
            )
            #expect(agreed.location == page)
            let now = try await served.site.directory.partnerships(of: school.id).first { $0.id == tie.id }
            #expect(now?.isAgreed == true && now?.state == .active)
            let settled = try await served.ask(.get, page, as: head).text
            let offered = [shown, settled].map { $0.contains(">Agree<") }
            #expect(offered == [true, false])
            let about = "(\(hub.name), \(tie.kind.name.lowercased()))"
            let button = ">End today<span class=\"visually-hidden\"> \(about)</span></button>"
            #expect(settled.contains(button), "a button that a list repeats says whom it is about")
        }
    }

    @Test(
        "Either partner corrects since when it is, and writes down a last day that is past",
        arguments: TestEngine.available
    )
    func days(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let hub = try await Self.named(Self.hub, served)
            let ties = try await served.site.directory.partnerships(of: hub.id)
            let tie = try #require(ties.first { $0.state == .active })
            let lead = try await served.visitor("lead@hallowick.example")
            let stranger = try await served.visitor("s.pillai@orrinton-high.example")
            let page = "/organisations/\(hub.id)/partnerships"
            let address = "\(page)/\(tie.id)"
            let shown = try await served.ask(.get, page, as: lead).text
            let found = PageForm.all(in: shown).first { $0.names.contains("since-\(tie.id)") }
            var form = try #require(found)
            #expect(form.action == address)
            let (since, until) = ("since-\(tie.id)", "until-\(tie.id)")
            let refused: [(first: String, last: String, says: String)] = [
                ("soon", "", "Enter a day, such as"),
                ("2025-09-01", "2025-08-31", "must not be before the first"),
                ("2025-09-01", "2027-08-31", "The last day must not be ahead"),
            ]
            for (first, last, says) in refused {
                form.set(since, [first])
                form.set(until, [last])
                let reply = try await served.ask(.post, address, as: lead, body: form.encoded)
                #expect(reply.status == 422 && reply.text.contains(says), "\(says)")
                #expect(reply.text.contains("value=\"\(first)\""), "what was typed is kept")
            }
            let typed = sent(["version": "\(tie.version)", "days": "\(tie.id)", until: "2026-07-31"])
            let foreign = try await served.ask(.post, address, as: stranger, body: stranger.ticket() + typed)
            #expect(foreign.status == 403)
            let elsewhere = try await served.ask(
                .post,
                "/organisations/\(ID<Organisation>(rawValue: 5))/partnerships/\(tie.id)",
                as: lead,
                body: lead.ticket() + typed
            )
            #expect(elsewhere.status == 404)

            form.set(since, ["1/9/2024"])
            form.set(until, [""])
            let saved = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(saved.location == page)
            let late = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(late.status == 422 && late.text.contains("Someone else changed this"))
            let dated = try await served.site.directory.partnerships(of: hub.id).first { $0.id == tie.id }
            #expect(dated?.startedOn == LocalDate("2024-09-01") && dated?.state == .active)
            #expect(dated?.isAgreed == tie.isAgreed)

            form.set("version", ["\(tie.version + 1)"])
            form.set(until, ["31/7/2026"])
            let ended = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(ended.location == page)
            let over = try await served.site.directory.partnerships(of: hub.id).first { $0.id == tie.id }
            #expect(over?.endedOn == LocalDate("2026-07-31") && over?.state == .ended)
            form.set("version", ["\(tie.version + 2)"])
            form.set(until, [""])
            let again = try await served.ask(.post, address, as: lead, body: form.encoded)
            #expect(again.status == 422 && again.text.contains("what has ended stays ended"))
        }
    }
}
