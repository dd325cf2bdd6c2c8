import Database
import HTTPTypes
import Profiles
import Reach
import TestDatabases
import Testing

@testable import Website

@Suite("The network's reach on one page")
struct NetworkReachPageTests {
    @Test("the tables of an area's board are there for everyone", arguments: TestEngine.available)
    func area(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let nobody = try await served.visitor(nil)
            let board = try await served.ask(.get, "/areas/tarnsea-coast/board", as: nobody).text
            for path in ["/network/reach.csv", "/network/reach/lines.csv"] {
                let query = "?year=2026&area=tarnsea-coast"
                #expect(board.contains(path + query.replacing("&", with: "&amp;")), "\(path)")
                let whole = try await served.ask(.get, path + "?year=2026", as: nobody).text
                let area = try await served.ask(.get, path + query, as: nobody)
                #expect(area.status == 200 && area.text.contains("2026/27") && area.text != whole, "\(path)")
                let none = try await served.ask(.get, path + "?area=nowhere", as: nobody)
                #expect(none.status == 404)
            }
        }
    }

    @Test(
        "schools that nobody reached are named to people of hubs and the network, of now and of all strands",
        arguments: TestEngine.available
    )
    func gaps(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let readers: [(email: String?, isTold: Bool)] = [
                (nil, false), ("head@tarnsea-harbour.example", false), ("lead@hallowick.example", true),
                ("network@braid.example", true),
            ]
            for (email, isTold) in readers {
                let reader = try await served.visitor(email)
                for (query, isNow) in [("", true), ("?year=2024", false)] {
                    let text = try await served.ask(.get, "/network/reach" + query, as: reader).text
                    #expect(text.contains("Need against reach"))
                    let whose = "\(email ?? "nobody") \(query)"
                    #expect(text.contains("Cold spots") == (isTold && isNow), "\(whose)")
                    #expect(text.contains("/hub/reach/not-reached.csv") == (isTold && isNow), "\(whose)")
                    #expect(text.contains("Which schools, with what") == isTold, "\(whose)")
                }
            }
        }
    }

    @Test(
        "what a hub's people read of it is kept until what it is made from changes",
        arguments: TestEngine.available
    )
    func kept(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let nothingLeft = [
                "There is none. Every school in great need took part in something.",
                "There is no school with a known need to draw.",
            ]
            func says() async throws -> [Bool] {
                let text = try await served.ask(.get, "/network/reach", as: lead).text
                return nothingLeft.map { text.contains($0) }
            }
            #expect(try await says() == [false, false])
            try await served.database.write { transaction in
                try transaction.execute("UPDATE school_need SET need = NULL, fifth = NULL")
            }
            #expect(try await says() == [false, false])
            try await served.database.write { try $0.touch([.reach]) }
            #expect(try await says() == [true, true])
        }
    }

    @Test(
        "how much is said in units that are right for one, and schools that joined a trial are not trials",
        arguments: [
            (TouchKind.trial, 36.0, "36 times"), (.trial, 1, "1 time"), (.plan, 1, "1 plan"),
            (.plan, 2, "2 plans"), (.support, 0.5, "0.5 days"),
            (.coaching, 1.04, "1 hour"), (.place, 1200, "1,200 places"),
        ]
    )
    func amounts(kind: TouchKind, amount: Double, words: String) {
        let line = ReachSummary.KindLine(kind: kind, schools: 36, amount: amount)
        #expect(ReachWords.amount(line) == words)
    }

    @Test("pages of reach say when it was counted", arguments: TestEngine.available)
    func counted(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            for path in ["/network/reach", "/hub/reach", "/areas/tarnsea-coast/board"] {
                let words = try await served.ask(.get, path, as: lead).words
                #expect(words.contains(/Counted on \d+ \w+ 20\d\d, \d\d:\d\d/), "\(path)")
                #expect(words.contains("Reach is counted again every half hour."), "\(path)")
                #expect(words.contains("a place booked on it counts as attended"), "\(path)")
            }
        }
    }

    @Test("what need is made of is one sentence, with its weights")
    func need() throws {
        let profile = try ProfileLibrary.carried().need
        #expect(
            NeedNote(profile: profile).sentence
                == "Need, from 0 to 100, says where a school stands among the schools of its phase: the share of disadvantaged pupils counts 48%, low published attainment 32% and low income where pupils live 20%."
        )
    }

    @Test(
        "before reach is counted, pages say so and draw no map as if nobody had taken part",
        arguments: TestEngine.available
    )
    func uncounted(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let pages = ["/network/reach", "/hub/reach", "/areas/tarnsea-coast/board"]
            func says() async throws -> [Bool] {
                var told: [Bool] = []
                for path in pages {
                    let text = try await served.ask(.get, path, as: lead).text
                    let isTold = text.contains("Reach is being counted")
                    if path == pages[0] {
                        #expect(text.contains("The map is being made") == isTold)
                        #expect(text.contains("reach-map") != isTold)
                        #expect(text.contains("small-maps-figure") != isTold)
                    }
                    told.append(isTold)
                }
                return told
            }
            #expect(try await says() == [false, false, false])
            try await served.database.write { transaction in
                try transaction.execute("DELETE FROM reach_rebuild")
                try transaction.touch([.reach])
            }
            #expect(try await says() == [true, true, true])
            try await served.site.reach.rebuild()
            #expect(try await says() == [false, false, false])
        }
    }

    @Test(
        "whoever sets a target of an area that somebody set meanwhile is told first",
        arguments: TestEngine.available
    )
    func targets(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let board = "/areas/tarnsea-coast/board"
            let network = try await served.visitor("network@braid.example")
            func form(_ page: Reply) throws -> PageForm {
                try #require(PageForm.all(in: page.text).first { $0.action == board })
            }
            var first = try form(try await served.ask(.get, board, as: network))
            var second = first
            first.set("schools", ["41"])
            second.set("schools", ["42"])
            let set = try await served.ask(.post, board, as: network, body: first.encoded)
            #expect(set.status == 303)
            let told = try await served.ask(.post, board, as: network, body: second.encoded)
            #expect(told.status == 422 && told.words.contains("Someone else set targets meanwhile"))
            let again = try form(told)
            #expect(again.fields.contains { $0.name == "schools" && $0.value == "42" })
            #expect(again.fields.contains { $0.name == "shown-schools" && $0.value == "41" })
            let replaced = try await served.ask(.post, board, as: network, body: again.encoded)
            #expect(replaced.status == 303)
            let after = try form(try await served.ask(.get, board, as: network))
            #expect(after.fields.contains { $0.name == "shown-schools" && $0.value == "42" })
        }
    }

    @Test(
        "a board goes from year to year, and sets the targets of the year that stands there",
        arguments: TestEngine.available
    )
    func boardYears(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let board = "/areas/tarnsea-coast/board"
            let nobody = try await served.visitor(nil)
            let open = try await served.ask(.get, board, as: nobody).text
            #expect(open.contains("\(board)?year=2023") && !open.contains("\(board)?year=2027"))
            let network = try await served.visitor("network@braid.example")
            #expect(try await served.ask(.get, board, as: network).text.contains("\(board)?year=2027"))
            let next = try await served.ask(.get, board + "?year=2027", as: network)
            var form = try #require(PageForm.all(in: next.text).first { $0.action == board })
            form.set("schools", ["many"])
            let refused = try await served.ask(.post, board, as: network, body: form.encoded)
            #expect(refused.status == 422 && refused.words.contains("Set the targets for 2027/28"))
            form.set("schools", ["47"])
            let set = try await served.ask(.post, board, as: network, body: form.encoded)
            #expect(set.status == 303 && set.location == board + "?year=2027")
            let goals: [Int] = try await served.database.read { transaction in
                try transaction.column("SELECT academic_year FROM reach_target WHERE goal = 47")
            }
            #expect(goals == [2027])
        }
    }

    @Test(
        "pages show the first twenty schools that nobody reached, a link to all of them, and files of all",
        arguments: TestEngine.available
    )
    func boardOfManySchools(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let board = "/areas/tarnsea-coast/board"
            let file = "/hub/reach/not-reached.csv"
            func lines(_ query: String) async throws -> Int {
                try await served.ask(.get, file + query, as: lead).text.split(whereSeparator: \.isNewline)
                    .count
            }
            #expect(try await served.ask(.get, board, as: lead).text.contains("\(file)?area=tarnsea-coast"))
            try await served.database.write { transaction in
                try transaction.execute("DELETE FROM touch")
                try transaction.execute("UPDATE school_need SET need = 90, fifth = 5")
            }
            #expect(try await lines("?area=tarnsea-coast") < lines(""))
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO area_school (area_id, urn)
                    SELECT area.id, establishment.urn FROM area, establishment WHERE area.slug = 'tarnsea-coast'
                    ON CONFLICT DO NOTHING
                    """
                )
            }
            let count = try await lines("?area=tarnsea-coast") - 1
            #expect(count > 20)
            // Each page with what is chosen on it.
            let pages = [
                (board + "?year=2026", count),
                ("/network/reach?year=2026&split=year", try await lines("") - 1),
            ]
            for (address, count) in pages {
                let page = try await served.ask(.get, address, as: lead)
                let rest = "The first 20 of \(count). Show all \(count) schools not reached"
                #expect(page.words.contains(rest), "\(address)")
                let link = address + "&show=not-reached#not-reached"
                #expect(page.text.contains("href=\"\(link.replacing("&", with: "&amp;"))\""), "\(address)")
                #expect(page.text.contains("id=\"not-reached\""), "\(address)")
                let whole = try await served.ask(.get, address + "&show=not-reached", as: lead)
                #expect(!whole.words.contains("The first 20 of \(count)."), "\(address)")
                let rows = [page, whole].map { reply in reply.rows.count { $0["What would fit"] != nil } }
                #expect(rows == [20, count], "\(address)")
            }
        }
    }

    @Test(
        "a hub takes away the schools not reached to which it is the nearest, and those of no other hub",
        arguments: TestEngine.available
    )
    func ownColdSpots(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let page = try await served.ask(.get, "/hub/reach", as: lead)
            let link = try #require(page.text.firstMatch(of: /\/hub\/reach\/not-reached\.csv\?hub=\w{13}/))
            let path = String(link.0)
            func count(_ path: String) async throws -> Int {
                let file = try await served.ask(.get, path, as: lead)
                return file.text.split(whereSeparator: \.isNewline).count - 1
            }
            let own = try await count(path)
            let all = try await count("/hub/reach/not-reached.csv")
            #expect(own > 1 && own < all)
            let words = "\(own) schools in great need nearest to you took part in nothing"
            #expect(page.words.contains(words))
            let other = try await served.visitor("lead@withermere-meadow.example")
            let stranger = try await served.ask(.get, path, as: other)
            #expect(stranger.status == 404)
        }
    }

    @Test(
        "what stands where a number does not is explained to the public, who alone reads it",
        arguments: TestEngine.available
    )
    func hidden(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let nobody = try await served.visitor(nil)
            let lead = try await served.visitor("lead@hallowick.example")
            let board = "/areas/tarnsea-coast/board"
            for path in ["/network/reach", board] {
                let open = try await served.ask(.get, path, as: nobody)
                #expect(open.words.contains(ReachWords.whyHidden), "\(path)")
            }
            for path in ["/hub/reach", board] {
                let named = try await served.ask(.get, path, as: lead)
                #expect(!named.words.contains(ReachWords.whyHidden), "\(path)")
            }
        }
    }

    @Test(
        "a hub goes from year to year; what is to be done now stands on this year's page alone",
        arguments: TestEngine.available
    )
    func hubYears(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let lead = try await served.visitor("lead@hallowick.example")
            let now = try await served.ask(.get, "/hub/reach", as: lead)
            #expect(now.text.contains("&amp;year=2023\"") && now.words.contains("Cold spots"))
            let before = try await served.ask(.get, "/hub/reach?year=2025", as: lead)
            #expect(before.status == 200 && before.words.contains("took part with you in 2025/26"))
            // Each beside what all hubs did together in that year.
            #expect(now.text.contains("href=\"/network/reach?year=2026\""))
            #expect(before.text.contains("href=\"/network/reach?year=2025\""))
            #expect(!before.words.contains("Cold spots") && !before.words.contains("for twelve months"))
        }
    }
}
