import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// Somebody keeps a register, and their session ends before it is saved.
@Suite("A register whose sender is signed out")
struct SignedOutRegisterTests {
    private static let lead = "lead@hallowick.example"

    /// A session that was yesterday, with nothing marked, and a place in it.
    private static func session(_ served: ServedSite) async throws -> (link: String, place: String) {
        let yesterday = ServedSite.today.adding(days: -1)
        return try await served.database.write { transaction in
            let session: ID<ServedSite>? = try transaction.value(
                """
                SELECT min(session.id) FROM run_session AS session JOIN run ON run.id = session.run_id
                JOIN offer_hub ON offer_hub.offer_id = run.offer_id
                JOIN hub ON hub.id = offer_hub.hub_id AND hub.slug LIKE 'hallowick-teaching%'
                WHERE run.study_minutes IS NULL
                    AND EXISTS (SELECT 1 FROM place WHERE place.run_id = run.id AND place.state = 'held')
                """
            )
            let id = try #require(session)
            let place: ID<ServedSite>? = try transaction.value(
                """
                SELECT min(place.id) FROM place JOIN run_session ON run_session.run_id = place.run_id
                WHERE run_session.id = \(id) AND place.state = 'held'
                """
            )
            try transaction.execute("DELETE FROM attendance")
            try transaction.execute("UPDATE run_session SET held_on = \(yesterday) WHERE id = \(id)")
            return ("/hub/sessions/\(id)/register", try #require(place).description)
        }
    }

    private static func form(_ link: String, _ page: Reply) throws -> PageForm {
        try #require(PageForm.all(in: page.text).first { $0.action == link })
    }

    private static func marks(_ served: ServedSite, _ place: String) async throws -> [String] {
        let id = try #require(ID<ServedSite>(place))
        return try await served.database.read {
            try $0.column("SELECT state FROM attendance WHERE place_id = \(id)")
        }
    }

    /// The cookie of what is carried that an answer sets, as the browser sends it.
    private static func cookie(_ reply: Reply, _ stem: String = "register") -> String? {
        reply.headers[values: .setCookie].first { $0.contains("_\(stem)=") }
            .map { String($0.prefix { $0 != ";" }) }
    }

    @Test(
        "leads to the sign-in page, and shows what was marked to the same person afterwards",
        arguments: TestEngine.available
    )
    func carried(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (link, place) = try await Self.session(served)
            let before = try await served.visitor(Self.lead)
            var form = try Self.form(link, try await served.ask(.get, link, as: before))
            form.set("mark-\(place)", ["present"])
            let out = try await served.ask(.post, "/sign-out", as: before, body: before.ticket())
            #expect(out.status == 303)
            // The other tab still holds the form; the browser has let the session's cookie go, or not.
            for browser in [before, Visitor(session: nil)] {
                let refused = try await served.ask(.post, link, as: browser, body: form.encoded)
                #expect(refused.status == 303 && refused.place == "/sign-in")
                #expect(refused.location?.contains("register") == true)
                #expect(try await Self.marks(served, place) == [])
                let cookie = try #require(Self.cookie(refused))

                var again = try await served.visitor(Self.lead)
                again.others = [cookie]
                let shown = try await served.ask(.get, link, as: again)
                #expect(shown.words.contains("Not saved yet"))
                let filled = try Self.form(link, shown)
                #expect(filled.has((name: "mark-\(place)", value: "present")))
                #expect(filled.has((name: "was-\(place)", value: "")))

                var other = try await served.visitor("network@braid.example")
                other.others = [cookie]
                let others = try await served.ask(.get, link, as: other)
                #expect(others.status == 200 && !others.words.contains("Not saved yet"))

                let saved = try await served.ask(.post, link, as: again, body: filled.encoded)
                #expect(saved.status == 303 && saved.place == link)
                #expect(Self.cookie(saved)?.hasSuffix("=") == true)
                #expect(try await Self.marks(served, place) == ["present"])
                try await served.database.write { try $0.execute("DELETE FROM attendance") }
            }
        }
    }

    @Test(
        "carries nothing that another site or another browser could have sent",
        arguments: TestEngine.available
    )
    func foreign(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (link, place) = try await Self.session(served)
            let nobody = try await served.visitor(nil)
            let lead = try await served.visitor(Self.lead)
            let person = try #require(
                try await served.database.read {
                    try $0.value("SELECT id FROM person WHERE email = \(Self.lead)", as: ID<ServedSite>.self)
                }
            )
            let mark = "&was-\(place)=&mark-\(place)=present"
            let token = lead.ticket().split(separator: "&")[0].split(separator: "=")[1]
            for carry in ["", "&carry=", "&carry=\(person)", "&carry=\(person).\(token)"] {
                let body = nobody.ticket() + mark + carry
                let refused = try await served.ask(.post, link, as: nobody, body: body)
                #expect(refused.status == 303 && refused.place == "/sign-in", "\(carry)")
                #expect(Self.cookie(refused) == nil, "\(carry)")
            }
        }
    }

    private static func walkIns(_ served: ServedSite) async throws -> [String] {
        try await served.database.read {
            try $0.column("SELECT name FROM person WHERE email = 'walker@school.example'")
        }
    }

    @Test(
        "brings back whom somebody added at the door, to the same person alone",
        arguments: TestEngine.available
    )
    func walkIn(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (register, _) = try await Self.session(served)
            let link = register.replacing("/register", with: "/walk-in")
            let before = try await served.visitor(Self.lead)
            var form = try Self.form(link, try await served.ask(.get, register, as: before))
            let lowest: Int? = try await served.database.read {
                try $0.value("SELECT min(urn) FROM establishment")
            }
            let urn = "\(try #require(lowest))"
            form.set("name-0", ["Zoë \"Walker\""])
            form.set("email-0", ["walker@school.example"])
            form.set("urn", [urn])
            let out = try await served.ask(.post, "/sign-out", as: before, body: before.ticket())
            #expect(out.status == 303)
            for browser in [before, Visitor(session: nil)] {
                let refused = try await served.ask(.post, link, as: browser, body: form.encoded)
                #expect(refused.status == 303 && refused.place == "/sign-in")
                #expect(refused.location?.contains("register") == true)
                #expect(try await Self.walkIns(served) == [])
                let cookie = try #require(Self.cookie(refused, "walkin"))
                #expect(!cookie.contains("walker"))

                var other = try await served.visitor("network@braid.example")
                other.others = [cookie]
                let others = try await served.ask(.get, register, as: other)
                #expect(others.status == 200 && !others.text.contains("walker@school.example"))

                var again = try await served.visitor(Self.lead)
                again.others = [cookie]
                let shown = try await served.ask(.get, register, as: again)
                #expect(shown.words.contains("Not added yet"))
                let filled = try Self.form(link, shown)
                #expect(filled.has((name: "name-0", value: "Zoë \"Walker\"")))
                #expect(filled.has((name: "email-0", value: "walker@school.example")))
                #expect(filled.has((name: "urn", value: urn)))
                guard browser.session == nil else { continue }
                let added = try await served.ask(.post, link, as: again, body: filled.encoded)
                #expect(added.status == 303 && added.place == register)
                #expect(Self.cookie(added, "walkin")?.hasSuffix("=") == true)
                #expect(try await Self.walkIns(served) == ["Zoë \"Walker\""])
            }
        }
    }

    @Test(
        "does not carry whom another site adds, nor more than a cookie holds",
        arguments: TestEngine.available
    )
    func foreignWalkIn(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (register, _) = try await Self.session(served)
            let link = register.replacing("/register", with: "/walk-in")
            let nobody = try await served.visitor(nil)
            let body = nobody.ticket() + "&name-0=Ann&email-0=ann@school.example"
            let refused = try await served.ask(.post, link, as: nobody, body: body)
            #expect(refused.status == 303 && refused.place == "/sign-in")
            #expect(Self.cookie(refused, "walkin") == nil)

            let lead = try await served.visitor(Self.lead)
            var form = try Self.form(link, try await served.ask(.get, register, as: lead))
            form.set("name-0", [String(repeating: "n", count: 5_000)])
            let long = try await served.ask(.post, link, as: nobody, body: form.encoded)
            #expect(long.status == 303 && Self.cookie(long, "walkin") == nil)
        }
    }

    @Test("brings back the mark of a ticket that was scanned", arguments: TestEngine.available)
    func ticket(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let (register, place) = try await Self.session(served)
            let session = try #require(register.split(separator: "/").dropFirst(2).first)
            let id = try #require(ID<ServedSite>(String(session)))
            let today = ServedSite.today
            try await served.database.write {
                try $0.execute("UPDATE run_session SET held_on = \(today) WHERE id = \(id)")
            }
            let before = try await served.visitor(Self.lead)
            let scanned = try await served.ask(.get, "/tickets/\(place)", as: before)
            let form = try #require(PageForm.all(in: scanned.text).first { $0.action == register })
            let refused = try await served.ask(.post, register, as: Visitor(session: nil), body: form.encoded)
            #expect(refused.status == 303 && refused.place == "/sign-in")
            var again = try await served.visitor(Self.lead)
            again.others = [try #require(Self.cookie(refused))]
            let shown = try await served.ask(.get, register, as: again)
            let filled = try Self.form(register, shown)
            #expect(filled.has((name: "mark-\(place)", value: "present")))
        }
    }
}
