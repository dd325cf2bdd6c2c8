import Access
import Database
import Foundation
import HTTPTypes
import Profiles
import Programmes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("What needs somebody today")
struct TodayWorkTests {
    private static func needs(_ email: String, _ served: ServedSite) async throws -> String {
        let page = try await served.ask(.get, "/home", as: try await served.visitor(email)).text
        guard let start = page.range(of: "Needs you"), let end = page.range(of: "Coming up") else {
            return ""
        }
        return String(page[start.upperBound..<end.lowerBound])
    }

    private static func one<Value: SQLStorable>(_ query: SQL, _ served: ServedSite, as: Value.Type)
        async throws
        -> Value
    {
        try #require(try await served.database.read { try $0.value(query, as: Value.self) })
    }

    @Test(
        "a network lead goes from today to reach, to the schools by name and to the results",
        arguments: TestEngine.available
    )
    func network(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let links = ["/network/reach", "/network/reach/schools", "/results"]
            for (email, leads) in [("network@braid.example", true), ("lead@hallowick.example", false)] {
                let reader = try await served.visitor(email)
                let page = try await served.ask(.get, "/home", as: reader).text
                let start = try #require(page.range(of: "Your work"))
                let work = page[start.upperBound...]
                for link in links where leads {
                    #expect(work.contains("href=\"\(link)\""), "\(link)")
                    let opened = try await served.ask(.get, link, as: reader)
                    #expect(opened.status == 200, "\(link)")
                }
                #expect(work.contains("href=\"/network/reach/schools\"") == leads, "\(email)")
            }
        }
    }

    @Test(
        "a register that nobody kept is asked of its hub until one place is marked",
        arguments: TestEngine.available
    )
    func register(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let hub: SQL = "SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%'"
            let session = try await Self.one(
                """
                SELECT min(session.id) FROM run_session AS session JOIN run ON run.id = session.run_id
                JOIN offer_hub ON offer_hub.offer_id = run.offer_id AND offer_hub.hub_id = (\(hub))
                WHERE run.taken > 0 AND run.study_minutes IS NULL
                    AND EXISTS (SELECT 1 FROM place WHERE place.run_id = run.id AND place.state = 'held')
                    AND (SELECT count(*) FROM offer_hub AS one WHERE one.offer_id = run.offer_id) = 1
                """,
                served,
                as: Int64.self
            )
            let id = ID<ServedSite>(rawValue: session)
            let link = "/hub/sessions/\(id)/register"
            func hold(on day: LocalDate) async throws {
                try await served.database.write { transaction in
                    try transaction.execute("DELETE FROM attendance WHERE session_id = \(id)")
                    try transaction.execute("UPDATE run_session SET held_on = \(day) WHERE id = \(id)")
                    try transaction.execute(
                        """
                        UPDATE run SET starts_on = CASE WHEN starts_on > \(day) THEN \(day) ELSE starts_on END,
                            ends_on = CASE WHEN ends_on < \(day) THEN \(day) ELSE ends_on END
                        WHERE id = (SELECT run_id FROM run_session WHERE id = \(id))
                        """
                    )
                }
            }
            // All of this academic year, and nothing before it.
            for (day, isAsked) in [("2026-08-31", false), ("2026-09-01", true), ("2026-11-22", true)] {
                try await hold(on: try #require(LocalDate(day)))
                let needs = try await Self.needs("lead@hallowick.example", served)
                #expect(needs.contains(link) == isAsked, "\(day)")
            }
            let asked = try await Self.needs("lead@hallowick.example", served)
            #expect(asked.contains(link) && asked.contains("Held on 22 November 2026"))
            for other in ["head@tarnsea-harbour.example", "lead@withermere-meadow.example"] {
                #expect(try await !Self.needs(other, served).contains(link), "\(other)")
            }
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO attendance (session_id, place_id, run_id, state, marked_at)
                    SELECT \(id), min(place.id), place.run_id, 'present', 0 FROM place
                    JOIN run_session ON run_session.run_id = place.run_id
                    WHERE run_session.id = \(id) AND place.state = 'held' GROUP BY place.run_id
                    """
                )
            }
            #expect(try await !Self.needs("lead@hallowick.example", served).contains(link))
        }
    }

    @Test("a joint offer is asked of the hub that has not agreed", arguments: TestEngine.available)
    func agreement(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let offer = ID<ServedSite>(
                rawValue: try await Self.one(
                    """
                    SELECT min(offer_id) FROM offer_hub JOIN hub ON hub.id = offer_hub.hub_id
                    WHERE is_lead = 0 AND hub.slug LIKE 'hallowick-teaching%'
                        OR is_lead = 1 AND hub.slug LIKE 'hallowick-teaching%'
                    """,
                    served,
                    as: Int64.self
                )
            )
            let link = "/hub/offers/\(offer)\""
            #expect(try await !Self.needs("lead@hallowick.example", served).contains(link))
            try await served.database.write { transaction in
                try transaction.execute("UPDATE offer SET state = 'agreeing' WHERE id = \(offer)")
                try transaction.execute(
                    """
                    UPDATE offer_hub SET is_lead = 0, agreed_at = NULL, agreed_by = NULL WHERE offer_id = \(offer)
                        AND hub_id = (SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%')
                    """
                )
            }
            #expect(try await Self.needs("lead@hallowick.example", served).contains(link))
            #expect(try await !Self.needs("head@tarnsea-harbour.example", served).contains(link))
        }
    }

    @Test("a joint offer to which all have agreed is asked of its lead hub", arguments: TestEngine.available)
    func ready(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let hub: SQL = "SELECT id FROM hub WHERE slug LIKE 'hallowick-teaching%'"
            let offer = ID<Offer>(
                rawValue: try await Self.one(
                    "SELECT min(offer_id) FROM offer_hub WHERE is_lead = 1 AND hub_id = (\(hub))",
                    served,
                    as: Int64.self
                )
            )
            let link = "/hub/offers/\(offer)\""
            #expect(try await !Self.needs("lead@hallowick.example", served).contains(link))
            try await served.database.write { transaction in
                try transaction.execute("UPDATE offer SET state = 'agreeing' WHERE id = \(offer)")
                try transaction.execute("UPDATE offer_hub SET agreed_at = 1 WHERE offer_id = \(offer)")
            }
            let needs = try await Self.needs("lead@hallowick.example", served)
            #expect(needs.contains(link) && needs.contains("Ready to publish"))
            #expect(try await !Self.needs("lead@withermere-meadow.example", served).contains(link))
            let lead = try await served.visitor("lead@hallowick.example")
            let list = try await served.ask(.get, "/hub/offers?state=agreeing", as: lead)
            #expect(list.words.contains("All have agreed: publish"))
        }
    }

    @Test(
        "bookings to approve, returns begun, accounts to read and ratings stand there too",
        arguments: TestEngine.available
    )
    func others(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let booking = ID<ServedSite>(
                rawValue: try await Self.one(
                    """
                    SELECT min(booking.id) FROM booking JOIN organisation ON organisation.id = booking.organisation_id
                    WHERE organisation.name = 'Tarnsea Harbour Primary School' AND booking.state = 'confirmed'
                        AND NOT EXISTS (SELECT 1 FROM booking_approval WHERE booking_id = booking.id)
                    """,
                    served,
                    as: Int64.self
                )
            )
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO booking_approval (booking_id, organisation_id, state, asked_at)
                    SELECT id, organisation_id, 'asked', 0 FROM booking WHERE id = \(booking)
                    """
                )
                try transaction.execute(
                    """
                    INSERT INTO kpi_return (id, hub_id, starts_on, ends_on, profile, commentary, version)
                    SELECT 77, id, '2025-09-01', '2026-08-31', 'carried', '', 1 FROM hub
                    WHERE slug LIKE 'hallowick-teaching%'
                    """
                )
                try transaction.execute(
                    """
                    UPDATE practice_account SET state = 'submitted'
                    WHERE id = (SELECT min(id) FROM practice_account WHERE state = 'published')
                    """
                )
            }
            let head = try await Self.needs("head@tarnsea-harbour.example", served)
            #expect(head.contains("/school/bookings/\(booking)\"") && head.contains("May Tarnsea Harbour"))
            let lead = try await Self.needs("lead@hallowick.example", served)
            #expect(!lead.contains("/school/bookings/\(booking)\""))
            #expect(lead.contains("/hub/returns/\(ID<ServedSite>(rawValue: 77))") && lead.contains("To send"))
            #expect(lead.contains("To review"))
            #expect(!head.contains("/hub/returns/") && !head.contains("To review"))
        }
    }

    @Test(
        "overdue invoices and waiting lists of a school stand there for those who book for it",
        arguments: TestEngine.available
    )
    func school(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO invoice
                        (id, hub_id, organisation_id, kind, number, state, billed_to, seller, vat_number, payment,
                         purchase_order, reason, period_from, period_until, net_pence, vat_pence, created_at,
                         issued_on, due_on, version)
                    SELECT 99, (SELECT min(id) FROM hub), id, 'invoice', 'WEH-90016', 'issued', '', '', '', '', '', '',
                        '2026-09-01', '2026-09-30', 42500, 0, 1, '2026-10-01', '2026-11-01', 2 FROM organisation
                    WHERE name = 'Tarnsea Harbour Primary School'
                        AND id IN (SELECT organisation_id FROM membership)
                    """
                )
            }
            let office = try await Self.needs("office@tarnsea-harbour.example", served)
            let head = try await Self.needs("head@tarnsea-harbour.example", served)
            let other = try await Self.needs("lead@hallowick.example", served)
            let invoice = "Invoice WEH-90016, £425.00, overdue"
            #expect(office.contains(invoice) && head.contains(invoice) && !other.contains(invoice))
            #expect(office.contains("You wait for 2 places in"))
            #expect(head.contains("Karen Oddie waits for 2 places in"))
            #expect(!other.contains("Karen Oddie"))

            let link = try #require(office.firstMatch(of: /\/runs\/\w{13}\/waiting-list/))
            let visitor = try await served.visitor("office@tarnsea-harbour.example")
            let page = try await served.ask(.get, String(link.0), as: visitor)
            #expect(page.words.contains("You wait for 2 places For Tarnsea Harbour Primary School: number "))
            #expect(page.text.contains("/leave\"") && !page.text.contains(">Join the waiting list</button>"))
            var form = try #require(
                PageForm.all(in: page.text).first { form in form.fields.contains { $0.name == "entry" } }
            )
            let entry = try #require(form.fields.first { $0.name == "entry" }).value
            for (typed, status) in [("none", 422), ("3", 303)] {
                form.set("places-\(entry)", [typed])
                let sent = try await served.ask(.post, String(link.0), as: visitor, body: form.encoded)
                #expect(sent.status == status, "\(typed)")
            }
            let changed = try await served.ask(.get, String(link.0), as: visitor)
            #expect(changed.words.contains("You wait for 3 places"))
        }
    }

    @Test(
        "what two agreed in coaching and what is due on a pathway are coming up beside training, soonest first",
        arguments: TestEngine.available
    )
    func coming(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            func coming(_ email: String) async throws -> String {
                let visitor = try await served.visitor(email)
                let answer = try await served.ask(.get, "/home", as: visitor)
                let page = answer.words
                let start = try #require(page.range(of: "Coming up"))
                let end = try #require(page.range(of: "Your work"))
                return String(page[start.upperBound..<end.lowerBound])
            }
            let head = try await coming("head@gannockmouth-quay.example")
            #expect(head.contains("Headteacher coaching with Imogen Fairley"))
            #expect(head.contains(", as you agreed."))

            let teacher = "j.okoro@hallowick-canal-side.example"
            let milestone = "Record the first retention check of Early career induction"
            let far = try await coming(teacher)
            #expect(!far.contains(milestone))
            // Six months before the first of January.
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE participant SET starts_on = '2026-07-01'
                    WHERE person_id = (SELECT id FROM person WHERE email = \(teacher))
                    """
                )
            }
            let near = try await coming(teacher)
            let due = try #require(near.range(of: milestone))
            #expect(near.contains("By Friday 1 January 2027."))
            let seminar = try #require(near.range(of: "Induction seminars for early career teachers"))
            #expect(seminar.lowerBound < due.lowerBound, "it is in December")
        }
    }

    @Test(
        "a trust and an authority are led to the plans of their own schools and to reach, a hub to all plans",
        arguments: [OrganisationKind.group, .authority, .hub]
    )
    func wayOfTrusts(kind: OrganisationKind) {
        let place = Organisation(id: ID(rawValue: 77), kind: kind, name: "Place")
        let person = Person(id: ID(rawValue: 78), name: "Person")
        let actor = Actor.person(person, memberships: [Membership(place, .lead)])
        let links = WorkLinks.groups(for: place, actor).flatMap(\.links).map { $0.1.description }
        #expect(links.contains(kind == .hub ? "/plans" : "/plans?of=\(place.id)"))
        #expect(links.contains("/network/reach") == (kind != .hub))
    }

    @Test("a school is led to the schools like it, a hub is not one", arguments: TestEngine.available)
    func similar(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            for (email, isSchool) in [
                ("head@tarnsea-harbour.example", true), ("lead@brackenstow-priory.example", false),
            ] {
                let visitor = try await served.visitor(email)
                let page = try await served.ask(.get, "/home", as: visitor)
                #expect(page.text.contains("href=\"/schools/900002/similar\"") == isSchool, "\(email)")
                #expect(page.words.contains("Schools like yours, and what they did") == isSchool, "\(email)")
            }
        }
    }

    @Test(
        "whoever puts a strand away is back at the schools like theirs, an offer at what needs them today",
        arguments: TestEngine.available
    )
    func putAway(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let email = "head@tarnsea-harbour.example"
            let visitor = try await served.visitor(email)
            let strand = try await Self.one("SELECT min(id) FROM strand", served, as: Int64.self)
            let page = try await served.ask(.get, "/home", as: visitor)
            let form = try #require(PageForm.all(in: page.text).first { $0.action == "/suggestions/dismiss" })
            let offer = try #require(form.fields.first { $0.name == "suggestion" }?.value)
            let cases = [
                ("strand/\(ID<ServedSite>(rawValue: strand))", "/schools/900002/similar"), (offer, "/home"),
            ]
            for (key, place) in cases {
                var sent = form
                sent.set("suggestion", [key])
                let reply = try await served.ask(.post, sent.action, as: visitor, body: sent.encoded)
                #expect(reply.status == 303 && reply.place == place, "\(place)")
            }
        }
    }

    @Test("two returns for one year are told apart by their definitions", arguments: TestEngine.available)
    func returns(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let needs = try await Self.needs("lead@hallowick.example", served)
            let year = "for 1 September 2026 to 31 August 2027: "
            #expect(needs.contains(year + served.site.reach.profiles.hubMeasures.title))
            #expect(needs.contains(year + "Tideway fund, yearly return, version 2"))
        }
    }

    @Test(
        "a school that is invited to a trial is asked to answer, and only its lead",
        arguments: TestEngine.available
    )
    func invitation(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            // Its predecessor had the same name.
            let school: SQL = """
                SELECT id FROM organisation WHERE name = 'Tarnsea Harbour Primary School'
                    AND id IN (SELECT organisation_id FROM membership)
                """
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    DELETE FROM trial_school WHERE state = 'invited' AND organisation_id = (\(school))
                    """
                )
                try transaction.execute(
                    """
                    INSERT INTO trial_school
                        (id, trial_id, organisation_id, state, source, invited_at, may_be_named, reason, objections, version)
                    SELECT 88, protocol.trial_id, (\(school)), 'invited', 'list', 1, 0, '', 0, 1
                    FROM trial_protocol AS protocol JOIN trial ON trial.id = protocol.trial_id
                    WHERE trial.title LIKE 'Words in Use in years 5%'
                    """
                )
            }
            let link = "/school/trials/\(ID<ServedSite>(rawValue: 88))"
            let head = try await Self.needs("head@tarnsea-harbour.example", served)
            #expect(head.contains(link) && head.contains("Answer the invitation"))
            #expect(try await !Self.needs("office@tarnsea-harbour.example", served).contains(link))
        }
    }

    @Test(
        "a hub's own steps of its trials stand there, and only for those who take them",
        arguments: TestEngine.available
    )
    func hubTrials(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let analysed = ID<ServedSite>(
                rawValue: try await Self.one(
                    "SELECT id FROM trial WHERE title = 'Echo Reading for slow readers in year 7'",
                    served,
                    as: Int64.self
                )
            )
            let analyst = "e.prosser@brackenstow-priory.example"
            let needs = try await Self.needs(analyst, served)
            #expect(needs.contains("/hub/trials/\(analysed)/analysis\""))
            #expect(needs.contains("Publish the report of “Echo Reading for slow readers in year 7”"))
            #expect(needs.contains("Report the results of “Echo Reading in year 2”"))
            #expect(needs.contains("Results were due on"))
            // It is delivering: nothing in it is the hub's today.
            #expect(!needs.contains("Paired Reading Aloud, forty minutes a week"))
            for other in ["lead@withermere-meadow.example", "network@braid.example"] {
                let others = try await Self.needs(other, served)
                for step in ["Publish the report of", "Report the results of"] {
                    #expect(!others.contains(step), "\(other)")
                }
            }
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE trial SET withheld_on = \(ServedSite.today), withheld_reason = 'Too few'
                    WHERE id = \(analysed)
                    """
                )
            }
            #expect(try await !Self.needs(analyst, served).contains("/hub/trials/\(analysed)/analysis"))
        }
    }

    @Test(
        "the stage of a trial is the same on its hub's pages and on the public ones",
        arguments: TestEngine.available
    )
    func oneStage(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let analyst = try await served.visitor("e.prosser@brackenstow-priory.example")
            let own = try await served.ask(.get, "/hub/trials", as: analyst).words
            let everyone = try await served.ask(.get, "/trials", as: try await served.visitor(nil)).words
            let told = [
                "Echo Reading for slow readers in year 7": "Analysed, not yet published",
                "Paired Reading Aloud, forty minutes a week": "Running",
                "Echo Reading in year 2": "Results overdue",
            ]
            for (title, stage) in told {
                for (page, words) in [("hub", own), ("public", everyone)] {
                    let start = try #require(words.range(of: title), "\(title), \(page)")
                    #expect(words[start.upperBound...].prefix(120).contains(stage), "\(title), \(page)")
                }
                let id = ID<ServedSite>(
                    rawValue: try await Self.one(
                        "SELECT id FROM trial WHERE title = \(title)",
                        served,
                        as: Int64.self
                    )
                )
                guard title != "Echo Reading in year 2" else { continue }
                let page = try await served.ask(.get, "/hub/trials/\(id)", as: analyst).words
                #expect(page.contains(stage), "\(title)")
            }
        }
    }
}
