import Database
import Directory
import Foundation
import HTTPTypes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("Plans from the library to others' copies")
struct PlanJourneyTests {
    private static func intervention(_ served: ServedSite) async throws -> (
        strand: String, id: String, slug: String
    ) {
        let rows = try await served.database.read { transaction in
            try transaction.rows(
                """
                SELECT link.strand_id, intervention.id, intervention.slug FROM intervention_strand AS link
                JOIN intervention ON intervention.id = link.intervention_id
                WHERE intervention.active_ingredients LIKE '%;%' ORDER BY intervention.slug, link.strand_id
                """
            ).map { row in
                (
                    strand: try row.get(0, as: ID<ServedSite>.self).description,
                    id: try row.get(1, as: ID<ServedSite>.self).description,
                    slug: try row.get(2, as: String.self)
                )
            }
        }
        return try #require(rows.first)
    }

    @Test(
        "an intervention's page begins a plan with its ingredients, one a line",
        arguments: TestEngine.available
    )
    func begins(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await Self.intervention(served)
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let page = "/evidence/interventions/\(found.slug)"
            let link = "/school/plans/new?strand=\(found.strand)"
            #expect(try await served.ask(.get, page, as: head).text.contains(link))
            for outsider in [nil, "office@tarnsea-harbour.example"] {
                let visitor = try await served.visitor(outsider)
                #expect(try await !served.ask(.get, page, as: visitor).text.contains("/school/plans/new"))
            }
            let choice = try await served.ask(.get, link, as: head).text
            #expect(choice.contains("What will you do?") && choice.contains("intervention=\(found.id)"))
            let form = try await served.ask(.get, link + "&intervention=\(found.id)", as: head).text
            let area = try #require(
                form.firstMatch(of: /<textarea[^>]*name="activeIngredients"[^>]*>([^<]*)</)
            )
            let lines = area.1.split(whereSeparator: \.isNewline)
            #expect(lines.count > 1 && !area.1.contains(";"))
            let bare = try await served.ask(.get, link + "&intervention=none", as: head).text
            #expect(bare.contains("name=\"problem\""))
        }
    }

    @Test(
        "whoever begins a plan reads what the library says on doing it, and is led to plans of schools like theirs",
        arguments: TestEngine.available
    )
    func begunBesideOthers(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let found = try await Self.intervention(served)
            let strand = try #require(ID<ServedSite>(found.strand))
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let start = "/school/plans/new?strand=\(found.strand)"
            let practice = "Words first, then sentences."
            try await served.database.write { transaction in
                try transaction.execute("UPDATE plan SET shared_at = NULL")
                try transaction.execute(
                    """
                    UPDATE strand_version SET implementation = \(practice) WHERE strand_id = \(strand)
                    """
                )
            }
            let alone = try await served.ask(.get, start, as: head)
            #expect(alone.status == 200 && !alone.text.contains("/plans?of="))
            let urn = try #require(URN(rawValue: 900_002))
            let similar = try await served.site.reach.similarSchools(to: urn)
            let like = try #require(similar?.schools.first)
            try await served.database.write { transaction in
                for (id, phase) in [(1, "deliver"), (2, "prepare")] {
                    try transaction.execute(
                        """
                        INSERT INTO plan
                            (id, organisation_id, strand_id, title, phase, starts_on, problem, active_ingredients,
                             implementation_outcomes, final_outcomes, barriers, owner_name, help_wanted, shared_at,
                             created_by, created_at, version)
                        SELECT \(id), e.organisation_id, \(strand), \("Theirs, \(phase)"), \(phase), '2026-09-10', '', '', '',
                            '', '', 'Head', '', 0, (SELECT min(p.id) FROM person AS p), 0, 1
                        FROM establishment AS e WHERE e.urn = \(like.urn)
                        """
                    )
                }
            }
            let choice = try await served.ask(.get, start, as: head)
            #expect(choice.words.contains("2 plans on this strand that schools like yours share"))
            let link = try #require(choice.text.firstMatch(of: /href="(\/plans\?of=[^"]*)"/))
            let address = String(link.1).replacing("&amp;", with: "&")
            let list = try await served.ask(.get, address, as: head).words
            #expect(list.contains("Theirs, deliver") && list.contains("Theirs, prepare"))
            let form = try await served.ask(.get, start + "&intervention=none", as: head)
            #expect(form.words.contains("What the library says on putting it into practice \(practice)"))
        }
    }

    @Test(
        "what is typed when a plan goes to another phase is not lost where something is wrong with it",
        arguments: TestEngine.available
    )
    func phase(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let list = try await served.ask(.get, "/school/plans", as: head).text
            let link = try #require(list.firstMatch(of: /href="(\/school\/plans\/\w{13})">Reading in pairs/))
            let plan = String(link.1)
            let page = try await served.ask(.get, plan, as: head).text
            let form = try #require(PageForm.all(in: page).first { $0.action == plan + "/phase" })
            func send(_ fields: [String: String]) async throws -> Reply {
                var typed = form
                for (name, value) in fields { typed.set(name, [value]) }
                return try await served.ask(.post, plan + "/phase", as: head, body: typed.encoded)
            }
            let bare = try await send(["phase": "stopped", "lessons": ""])
            #expect(bare.status == 422 && bare.words.contains("what was learned"))
            let none = try await send(["phase": "", "lessons": "Pairs need a list"])
            #expect(none.status == 422 && none.words.contains("Choose the phase that the plan goes to"))
            #expect(none.text.contains("Pairs need a list"))
            // A colleague shares it meanwhile.
            try await served.database.write { transaction in
                try transaction.execute("UPDATE plan SET version = version + 1")
            }
            let late = try await send(["phase": "stopped", "lessons": "Pairs need a list"])
            #expect(late.status == 422 && late.words.contains("Someone changed this plan"))
            let again = try #require(PageForm.all(in: late.text).first { $0.action == plan + "/phase" })
            #expect(again.fields.contains { $0.name == "lessons" && $0.value.contains("Pairs need a list") })
            #expect(again.fields.contains { $0.name == "phase" && $0.value == "stopped" })
            let kept = try await served.ask(.post, plan + "/phase", as: head, body: again.encoded)
            #expect(kept.location?.hasPrefix(plan) == true)
            let stopped = try await served.ask(.get, plan, as: head)
            #expect(stopped.words.contains("What was learned Pairs need"))
            // It is not reviewed and nothing is done for it until it is taken up again, so nothing leads there.
            for link in ["review", "activities"] {
                #expect(page.contains("href=\"\(plan)/\(link)\""), "\(link)")
                #expect(!stopped.text.contains("href=\"\(plan)/\(link)\""), "\(link)")
            }
            #expect(stopped.text.contains("href=\"\(plan)/edit\""))
        }
    }

    @Test(
        "the plan on a page is one sheet of paper: what is to be done is on it, and when it is reviewed",
        arguments: TestEngine.available
    )
    func sheet(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let list = try await served.ask(.get, "/school/plans", as: head).text
            let link = try #require(list.firstMatch(of: /href="(\/school\/plans\/\w{13})">Reading in pairs/))
            let page = try await served.ask(.get, String(link.1), as: head)
            let sheet = try #require(page.text.firstRange(of: "class=\"plan-sheet\""))
            var rest = page.text[sheet.upperBound...]
            for part in [
                "The plan on a page", "Reviews</dt>", "What is to be done", "How it goes", "Timeline",
            ] {
                let found = try #require(rest.firstRange(of: part), "\(part) is missing, or stands elsewhere")
                rest = rest[found.upperBound...]
            }
            #expect(page.words.firstMatch(of: /Reviews Held on [^;]+; next on \d/) != nil)
            #expect(Stylesheet.text.contains(".plan-sheet + .page-section { break-before: page; }"))
        }
    }

    @Test("a school's page leads to the strategy that it published", arguments: TestEngine.available)
    func strategy(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/schools/900002", as: anyone).text
            let link = try #require(page.firstMatch(of: /\/pupil-premium\/\w{13}/))
            let strategy = try await served.ask(.get, String(link.0), as: anyone).text
            for part in [
                "Success criteria", "Externally provided programmes", "Detail of challenge</th>", "2028/29",
            ] {
                #expect(strategy.contains(part), "\(part)")
            }
            try await served.database.write { transaction in
                try transaction.execute("UPDATE premium_strategy SET published_at = NULL")
                try transaction.touch([.schools])
            }
            let other = try await served.ask(.get, "/schools/900002", as: anyone).text
            #expect(!other.contains("/pupil-premium/"))
        }
    }

    @Test(
        "shared plans are narrowed to a place, and a place that is not the reader's narrows nothing",
        arguments: TestEngine.available
    )
    func shared(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let all = try await served.ask(.get, "/plans", as: lead).text
            let hub = try #require(all.firstMatch(of: /\/plans\?of=(\w{13})"/))
            #expect(all.contains("Reading in pairs") && all.contains("In the area of"))
            let narrowed = try await served.ask(.get, String(hub.0.dropLast()), as: lead)
            #expect(narrowed.status == 200)
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let foreign = try await served.ask(.get, String(hub.0.dropLast()), as: head).text
            #expect(foreign.contains("Reading in pairs"))
            let school = try #require(foreign.firstMatch(of: /\/plans\?of=(\w{13})"/))
            let like = try await served.ask(.get, String(school.0.dropLast()), as: head)
            #expect(like.status == 200 && !like.text.contains("Reading in pairs"))
        }
    }

    @Test(
        "whoever leads two schools chooses for which a shared plan is copied",
        arguments: TestEngine.available
    )
    func copies(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let email = "head@tarnsea-harbour.example"
            // A plan of another school, and a third that the head leads, too.
            let (plan, second) = try await served.database.write { transaction in
                let row = try #require(
                    try transaction.rows(
                        """
                        SELECT plan.id, plan.organisation_id FROM plan WHERE plan.organisation_id NOT IN (
                            SELECT m.organisation_id FROM membership AS m JOIN person AS p ON p.id = m.person_id
                            WHERE p.email = \(email)) ORDER BY plan.id
                        """
                    ).first
                )
                let plan: ID<ServedSite> = try row.get(0)
                let owner: Int64 = try row.get(1)
                let third: Int64? = try transaction.value(
                    """
                    SELECT id FROM organisation WHERE kind = 'establishment' AND id <> \(owner) AND id NOT IN (
                        SELECT m.organisation_id FROM membership AS m JOIN person AS p ON p.id = m.person_id
                        WHERE p.email = \(email)) ORDER BY id LIMIT 1
                    """
                )
                let second = try #require(third)
                try transaction.execute(
                    """
                    INSERT INTO membership (person_id, organisation_id, role, since)
                    SELECT id, \(second), 'lead', 0 FROM person WHERE email = \(email)
                    """
                )
                try transaction.execute("UPDATE plan SET shared_at = 0 WHERE id = \(plan.rawValue)")
                return (plan, second)
            }
            let head = try await served.visitor(email)
            let shown = try await served.ask(.get, "/school/plans/\(plan)", as: head).text
            let link = try #require(shown.firstMatch(of: /href="(\/school\/plans\/new[^"]*copy=[^"]*)"/))
            let address = String(link.1).replacing("&amp;", with: "&")
            let page = try await served.ask(.get, address, as: head).text
            var form = try #require(PageForm.all(in: page).first { $0.action == "/school/plans/new" })
            for (name, value) in [
                ("school", ID<ServedSite>(rawValue: second).description), ("problem", "Few read well."),
                ("owner", "Head"), ("startsOn", "1/12/2026"),
            ] {
                form.set(name, [value])
            }
            let kept = try await served.ask(.post, "/school/plans/new", as: head, body: form.encoded)
            #expect(kept.status == 303)
            let count = try await served.database.read { transaction in
                try transaction.count(
                    """
                    SELECT count(*) FROM plan WHERE organisation_id = \(second) AND copied_from = \(plan.rawValue)
                    """
                )
            }
            #expect(count == 1)
        }
    }

    @Test(
        "a strategy is begun for a year that has none, this one or the next",
        arguments: TestEngine.available
    )
    func strategyYears(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let head = try await served.visitor("head@tarnsea-harbour.example")
            // The example's is for 2026/27.
            let list = try await served.ask(.get, "/school/plans", as: head).words
            #expect(list.contains("Write the pupil premium strategy for 2027/28"))
            #expect(!list.contains("Write the pupil premium strategy for 2026/27"))
            let start = "/school/pupil-premium/new"
            let next = try await served.ask(.get, start, as: head)
            #expect(next.status == 200 && next.words.contains("Pupil premium strategy 2027/28"))
            let taken = try await served.ask(.get, start + "?year=2026", as: head)
            #expect(taken.status == 303 && taken.location?.hasPrefix("/pupil-premium/") == true)
        }
    }
}
