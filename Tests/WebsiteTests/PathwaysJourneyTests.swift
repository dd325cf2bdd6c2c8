import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// The stories of people who support and are supported, lived through the pages of the example from both sides.
@Suite("Journeys of those who support and are supported")
struct PathwaysJourneyTests {
    private static let mentor = "b.kell@hallowick-canal-side.example"
    private static let teacher = "j.okoro@hallowick-canal-side.example"
    private static let hubLead = "lead@hallowick.example"
    /// Of the hub that helps the school in difficulty.
    private static let helper = "lead@withermere-meadow.example"

    /// A path with the identifier that a query finds.
    private static func path(_ before: String, _ query: SQL, _ after: String = "", _ served: ServedSite)
        async throws
        -> String
    {
        let id: ID<ServedSite>? = try await served.database.read { try $0.value(query) }
        return before + (try #require(id)).description + after
    }

    private static let pair: SQL = """
        SELECT r.id FROM coaching_relationship r JOIN person p ON p.id = r.coach_id
        WHERE p.email = 'b.kell@hallowick-canal-side.example'
        """

    @Test(
        "A mentor logs a session, the teacher reads and reflects, the hub sees the hours",
        arguments: TestEngine.available
    )
    func coaching(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let mentor = try await served.visitor(Self.mentor)
            let teacher = try await served.visitor(Self.teacher)
            let lead = try await served.visitor(Self.hubLead)
            let page = try await Self.path("/home/coaching/", Self.pair, "", served)
            let oversight = try await Self.path("/coaching/", Self.pair, "", served)
            let today = try await served.ask(.get, "/home", as: mentor)
            #expect(today.text.contains("Needs you") && today.text.contains("A session with Jasmin Okoro"))
            let before = try await served.ask(.get, page, as: mentor)
            #expect(
                before.text.contains("Before the hand-over") && before.text.contains("Stand where every face")
            )

            let wrong = try await served.ask(
                .post,
                page + "/log",
                as: mentor,
                body: mentor.ticket() + "&kind=feedback&heldOn=2026-11-22&step="
            )
            #expect(wrong.status == 422 && wrong.text.contains("Enter the one step that you agreed"))
            let logged = try await served.ask(
                .post,
                page + "/log",
                as: mentor,
                body: mentor.ticket()
                    + "&kind=feedback&heldOn=2026-11-22&step=Count+to+three&nextOn=2026-11-30"
            )
            #expect(logged.status == 303)
            #expect(try await served.ask(.get, page, as: teacher).text.contains("Count to three"))
            let session = try await Self.path(
                page + "/sessions/",
                "SELECT id FROM coaching_session WHERE held_on = '2026-11-22'",
                "",
                served
            )
            let reflected = try await served.ask(
                .post,
                session,
                as: teacher,
                body: teacher.ticket() + "&version=1&reflection=It+was+long+and+good"
            )
            #expect(reflected.status == 303)
            #expect(try await served.ask(.get, page, as: mentor).text.contains("It was long and good"))

            #expect(try await served.ask(.get, page, as: lead).status == 404)
            let seen = try await served.ask(.get, oversight, as: lead)
            #expect(seen.status == 200 && seen.text.contains("1 h") && !seen.text.contains("Count to three"))
        }
    }

    @Test(
        "The hub's lead sets the first day of the next intake and corrects that of a teacher",
        arguments: TestEngine.available
    )
    func firstDay(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor(Self.hubLead)
            let pathway = try await Self.path(
                "/hub/pathways/",
                "SELECT id FROM pathway WHERE name = 'Early career induction'",
                "",
                served
            )
            let page = try await served.ask(.get, pathway, as: lead)
            var form = try #require(
                PageForm.all(in: page.text).first { form in form.fields.contains { $0.name == "firstDay" } }
            )
            for (typed, status) in [("soon", 422), ("2027-09-01", 303)] {
                form.set("firstDay", [typed])
                let sent = try await served.ask(.post, form.action, as: lead, body: form.encoded)
                #expect(sent.status == status, "\(typed)")
            }
            let changed = try await served.ask(.get, pathway, as: lead)
            #expect(changed.words.contains("First day of training 1 September 2027"))
            #expect(changed.words.contains("Retained 1 (month 6, 1 March 2028)"))

            let participant = try await Self.path(
                "/participants/",
                """
                SELECT t.id FROM participant t JOIN person p ON p.id = t.person_id
                WHERE p.email = 'j.okoro@hallowick-canal-side.example'
                """,
                "",
                served
            )
            let own = try await served.ask(.get, participant, as: lead)
            var correction = try #require(
                PageForm.all(in: own.text).first { form in
                    form.fields.contains { $0.name == "change" && $0.value == "first-day" }
                }
            )
            correction.set("from", ["2026-07-20"])
            let sent = try await served.ask(.post, correction.action, as: lead, body: correction.encoded)
            #expect(sent.status == 303)
            let corrected = try await served.ask(.get, participant, as: lead)
            #expect(corrected.words.contains("Started 20 July 2026"))
            #expect(corrected.words.contains("Academic year 2025/26"))
        }
    }

    @Test("A session logged by mistake is taken back on the page of the two", arguments: TestEngine.available)
    func takenBack(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let mentor = try await served.visitor(Self.mentor)
            let teacher = try await served.visitor(Self.teacher)
            let page = try await Self.path("/home/coaching/", Self.pair, "", served)
            _ = try await served.ask(
                .post,
                page + "/log",
                as: mentor,
                body: mentor.ticket() + "&kind=feedback&heldOn=2026-11-22&step=Count+to+three"
            )
            let session = try await Self.path(
                page + "/sessions/",
                "SELECT id FROM coaching_session WHERE held_on = '2026-11-22'",
                "/take-back",
                served
            )
            let link = "action=\"\(session)\""
            #expect(try await served.ask(.get, page, as: mentor).text.contains(link))
            #expect(try await !served.ask(.get, page, as: teacher).text.contains(link), "she did not log it")
            let body = mentor.ticket() + "&version=1"
            #expect(try await served.ask(.post, session, as: mentor, body: body).status == 303)
            for reader in [mentor, teacher] {
                #expect(try await !served.ask(.get, page, as: reader).text.contains("Count to three"))
            }
        }
    }

    @Test("A day of support marked as held by mistake is taken back", arguments: TestEngine.available)
    func heldByMistake(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let helper = try await served.visitor(Self.helper)
            let day: SQL = "SELECT id FROM deployment_day WHERE state = 'done' ORDER BY held_on LIMIT 1"
            let page = try await Self.path(
                "/hub/support/",
                "SELECT case_id FROM deployment_day WHERE id = (\(day))",
                "",
                served
            )
            let held: ID<ServedSite>? = try await served.database.read { try $0.value(day) }
            let id = try #require(held)
            #expect(try await served.ask(.get, page, as: helper).text.contains("value=\"not-held\""))
            let body = helper.ticket() + "&step=not-held&day=\(id.description)"
            #expect(try await served.ask(.post, page + "/step", as: helper, body: body).status == 303)
            let state: String? = try await served.database.read {
                try $0.value("SELECT state FROM deployment_day WHERE id = \(id)")
            }
            #expect(state == "planned")
        }
    }

    @Test(
        "Content opens to whoever asked only after a second person allows it",
        arguments: TestEngine.available
    )
    func opening(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor(Self.hubLead)
            let network = try await served.visitor("network@braid.example")
            let path = try await Self.path(
                "/coaching-openings/",
                "SELECT id FROM coaching_opening",
                "",
                served
            )
            let waiting = try await served.ask(.get, path, as: lead)
            #expect(waiting.text.contains("has not been allowed yet"))
            let question = try await served.ask(.get, path, as: network)
            #expect(
                question.text.contains("May this be opened?")
                    && !question.text.contains("Stand where every face")
            )
            let allowed = try await served.ask(
                .post,
                path,
                as: network,
                body: network.ticket() + "&decision=allow"
            )
            #expect(allowed.status == 303)
            #expect(try await served.ask(.get, path, as: lead).text.contains("Stand where every face"))
            #expect(try await served.ask(.get, path, as: network).status == 403)
        }
    }

    @Test("A hub gives a call more time, and everybody reads it", arguments: TestEngine.available)
    func callChanges(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let director = try await served.visitor("lead@brackenstow-priory.example")
            let call: SQL = "SELECT id FROM bursary_call WHERE title LIKE 'Visits%'"
            let page = try await Self.path("/hub/bursaries/", call, "/change", served)
            let form = try await served.ask(.get, page, as: director)
            #expect(form.status == 200 && form.text.contains("value=\"1500.00\""))
            let fields = """
                &version=1&title=Visits+to+schools&summary=To+see+it&criteria=A+question&opensOn=2026-11-01\
                &budget=2000&most=300&neededScores=2&panel=Ann+One,+ann@school.test%0ABob+Two,+bob@school.test
                """
            let wrong = try await served.ask(
                .post,
                page,
                as: director,
                body: director.ticket() + fields + "&closesOn=2026-10-01"
            )
            #expect(wrong.status == 422 && wrong.text.contains("It closes after it opens"))
            let saved = try await served.ask(
                .post,
                page,
                as: director,
                body: director.ticket() + fields + "&closesOn=2027-03-31"
            )
            #expect(saved.status == 303)
            let read = try await served.ask(
                .get,
                Self.path("/bursaries/", call, "", served),
                as: served.visitor(nil)
            )
            #expect(read.text.contains("Open until 31 March 2027"))
            let outsider = try await served.visitor(Self.hubLead)
            #expect(try await served.ask(.get, page, as: outsider).status == 404)
        }
    }

    @Test("A call that is closed shows no form to fill in", arguments: TestEngine.available)
    func closedCall(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let teacher = try await served.visitor("head@gannockmouth-quay.example")
            for (title, isOpen) in [("Visits%", true), ("Small bursaries%", false)] {
                let call: SQL = "SELECT id FROM bursary_call WHERE title LIKE \(title)"
                let page = try await Self.path("/bursaries/", call, "/apply", served)
                let reply = try await served.ask(.get, page, as: teacher)
                #expect(reply.status == 200)
                #expect(reply.text.contains("name=\"plan\"") == isOpen, "\(title)")
                #expect(reply.words.contains("Applications are not taken now.") != isOpen, "\(title)")
            }
        }
    }

    @Test("Whoever changes a score keeps the comment", arguments: TestEngine.available)
    func changedScore(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let member = try await served.visitor("lead@withermere-meadow.example")
            let application: SQL = """
                SELECT bursary_application.id FROM bursary_application
                JOIN bursary_call ON bursary_call.id = bursary_application.call_id
                WHERE bursary_call.title LIKE 'Fees for a master%'
                """
            let page = try await Self.path("/home/bursaries/", application, "", served)
            func scoring() async throws -> PageForm {
                let reply = try await served.ask(.get, page, as: member)
                return try #require(PageForm.all(in: reply.text).first { $0.has(("step", "score")) })
            }
            var first = try await scoring()
            first.set("score", ["8"])
            first.set("comment", ["A question that others have too."])
            let scored = try await served.ask(.post, first.action, as: member, body: first.encoded)
            #expect(scored.status == 303)
            var second = try await scoring()
            #expect(second.fields.first { $0.name == "score" }?.value == "8")
            second.set("score", ["7"])
            let changed = try await served.ask(.post, second.action, as: member, body: second.encoded)
            #expect(changed.status == 303)
            let now = try await served.ask(.get, page, as: member)
            #expect(now.words.contains("You gave 7 of 10."))
            #expect(now.words.contains("A question that others have too."))
        }
    }

    @Test("Whoever stops newsletters can ask for them again", arguments: TestEngine.available)
    func stopping(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let token: String? = try await served.database.read {
                try $0.value("SELECT stop_token FROM role_contact WHERE wants_news = 1 ORDER BY id LIMIT 1")
            }
            let page = "/newsletter/stop/" + (try #require(token))
            func text() async throws -> String { try await served.ask(.get, page, as: anyone).text }
            #expect(try await text().contains("Stop newsletters to this address"))
            _ = try await served.ask(.post, page, as: anyone, body: anyone.ticket())
            #expect(try await text().contains("This address gets no newsletters"))
            _ = try await served.ask(.post, page, as: anyone, body: anyone.ticket() + "&step=resume")
            #expect(try await text().contains("Stop newsletters to this address"))
        }
    }

    @Test(
        "The catalogue shows where training is held, with the same filters",
        arguments: TestEngine.available
    )
    func map(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let list = try await served.ask(.get, "/offers?mode=in-person", as: anyone)
            #expect(list.text.contains("href=\"/offers/map?mode=in-person\""))
            let map = try await served.ask(.get, "/offers/map?mode=in-person", as: anyone)
            #expect(map.status == 200 && map.text.contains("<svg") && map.text.contains("held in a place"))
            #expect(map.text.contains(">Training</th>"))
            let online = try await served.ask(.get, "/offers/map?mode=online", as: anyone)
            #expect(online.text.contains("Nothing of this is held in a place"))
        }
    }

    static let pages: [(email: String, path: String, has: String)] = [
        (hubLead, "/hub/coaching", "Bryony Kell"), (hubLead, "/hub/pathways", "Early career induction"),
        (hubLead, "/hub/contacts", "Offer one twilight session"),
        (hubLead, "/hub/support", "Gannockmouth Quay"), (hubLead, "/hub/support", "You are asked"),
        (hubLead, "/hub/placements", "Sofia Brandt"), (hubLead, "/hub/newsletter", "To whom?"),
        (hubLead, "/hub/bursaries", "You have published no call"), (hubLead, "/home", "To answer"),
        (teacher, "/home/coaching", "Bryony Kell"), (teacher, "/home/pathways", "Early career induction"),
        (teacher, "/home/bursaries", "Awarded in part"),
        ("head@gannockmouth-quay.example", "/school/support", "Support under way"),
        ("head@gannockmouth-quay.example", "/school/placements", "Not open to it"),
        ("head@gannockmouth-quay.example", "/school/contacts", "Gareth Pym"),
        ("head@tarnsea-harbour.example", "/school/coaching", "Coaching and mentoring"),
        ("e.prosser@brackenstow-priory.example", "/home/placements", "Brackenstow Priory"),
        ("t.ashdown@tarnsea-academy.example", "/home/bursaries", "Not awarded"),
        ("lead@withermere-meadow.example", "/home/bursaries", "To score"),
        ("lead@brackenstow-priory.example", "/hub/bursaries", "£2,500.00"),
        ("lead@brackenstow-priory.example", "/hub/placements", "Elin Prosser"),
    ]

    @Test("Each person of the stories finds what concerns them") func stories() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            for (email, path, has) in Self.pages {
                let reply = try await served.ask(.get, path, as: try await served.visitor(email))
                #expect(reply.status == 200, "\(path) for \(email)")
                #expect(reply.text.contains(has), "\(path) for \(email) says nothing of \(has)")
            }
            for path in ["/bursaries"] {
                let reply = try await served.ask(.get, path, as: try await served.visitor(nil))
                #expect(reply.text.contains("Fees for a master"))
            }
        }
    }
}
