import Database
import Directory
import Evidence
import Foundation
import HTTPTypes
import Programmes
import TestDatabases
import Testing
import Trials

@testable import Search
@testable import Website

@Suite("The search page")
struct SearchPageTests {
    @Test("everybody finds strands, schools and hubs in one box", arguments: TestEngine.available)
    func findsEverything(_ engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let reply = try await served.ask(.get, "/search?q=feedback", as: anyone)
            #expect(reply.status == 200)
            #expect(reply.text.contains("found-strand"))
            #expect(reply.text.contains("<mark>"))
            let school = try await served.database.read { transaction in
                try transaction.value(
                    """
                    SELECT o.name FROM establishment e JOIN organisation o ON o.id = e.organisation_id
                    WHERE e.status = 'open' ORDER BY e.urn
                    """,
                    as: String.self
                ) ?? ""
            }
            let named = try await served.ask(.get, "/search?q=\(Link.encoded(school))", as: anyone)
            #expect(named.text.contains("found-school"))
            #expect(named.text.contains("/schools/"))
            let one = try await served.ask(.get, "/search?q=school&kind=school&page=2", as: anyone)
            #expect(one.status == 200)
        }
    }

    @Test("kinds stand in the order in which a leader asks, and what was typed by its name leads")
    func ordersKinds() {
        let cases: [(found: [(kind: RecordKind, share: Double)], order: [RecordKind])] = [
            ([(.hub, 0), (.study, 0), (.strand, 0)], [.strand, .study, .hub]),
            // A topic, which a hub has in its name, too, and many offers.
            (
                [(.hub, 0.3), (.offer, 0.1), (.intervention, 0), (.strand, 0.2)],
                [.strand, .intervention, .offer, .hub]
            ),
            ([(.hub, 0.3), (.study, 0.1), (.strand, 0)], [.strand, .study, .hub]),
            // A name, and a part of one.
            ([(.hub, 0.6), (.study, 0.1), (.strand, 0)], [.hub, .strand, .study]),
            ([(.hub, 0.3), (.school, 0.2), (.intervention, 0)], [.hub, .school, .intervention]),
            ([(.trial, 0.5), (.study, 0), (.strand, 0.2)], [.strand, .trial, .study]),
            ([("unheard of", 1), (.study, 0)], [.study]),
        ]
        for (found, order) in cases {
            let groups = found.map { Self.group($0.kind, titleShare: $0.share) }
            #expect(FoundKind.ordered(groups).map(\.kind) == order, "\(found)")
        }
        var answer = SearchAnswer(query: SearchQuery("x"), filters: SearchFilters())
        answer.groups = [Self.group(.guidance, titleShare: 0), Self.group(.strand, titleShare: 0)]
        #expect(Site.headedGroups(of: answer).map(\.heading) == ["Strands", "Guidance reports"])
    }

    private static func group(_ kind: RecordKind, titleShare: Double) -> SearchGroup {
        let result = SearchResult(
            kind: kind,
            record: 1,
            score: 1,
            title: MarkedText(),
            detail: "",
            snippet: MarkedText(),
            people: "",
            address: "",
            identifier: "1",
            year: nil,
            titleShare: titleShare,
            missing: []
        )
        return SearchGroup(kind: kind, total: 1, results: [result])
    }

    static let hostile = [
        "%22", "%27%3B%20DROP%20TABLE%20x", "%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%FF%FE", "NEAR(a",
        "a*%22%20OR%20*", "year:9999-", "-", "%E2%80%AE",
    ]

    @Test("no query is an error, and what was typed stays text", arguments: hostile)
    func survives(_ typed: String) async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            for rest in ["", "&kind=study", "&kind=nothing&page=99999&years=x&security=77&phase=y"] {
                let reply = try await served.ask(.get, "/search?q=\(typed)\(rest)", as: anyone)
                #expect(reply.status == 200, "\(typed)\(rest)")
                #expect(!reply.text.contains("<script>alert"))
            }
            let suggested = try await served.ask(.get, "/search/suggestions?q=\(typed)", as: anyone)
            #expect(suggested.status == 200)
            _ = try JSONSerialization.jsonObject(with: Data(suggested.text.utf8))
        }
    }

    @Test("nothing found says so and offers the nearest")
    func offersTheNearest() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            let reply = try await served.ask(.get, "/search?q=feedbcak", as: anyone)
            #expect(reply.text.contains("Nothing was found for"))
            #expect(reply.text.contains("Did you mean"))
            #expect(reply.text.contains("Nearest to it"))
        }
    }

    @Test("a search has an address that reads back as the same search")
    func addressesReadBack() throws {
        var request = SearchRequest("year 7 & “reading”")
        request.filters = SearchFilters(
            kind: "study",
            strand: "feedback",
            phase: .primary,
            design: "randomised",
            type: "report",
            security: 3,
            years: 2010...2019,
            isOpenAccess: true
        )
        request.page = 3
        let text = try #require(request.link.description.split(separator: "?").last)
        #expect(SearchRequest(Submission(urlEncoded: text)) == request)
        #expect(request.changed { $0.filters.strand = nil }.page == 1)
    }

    @Test(
        "a choice beside the results takes the place of the field that was typed, and the box keeps every choice"
    )
    func choicesReplaceFields() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            let typed = try await served.ask(.get, "/search?q=feedback+kind%3Astudy+year%3A2010-", as: anyone)
            #expect(typed.status == 200)
            // What was typed is a filter in use, which a click takes back.
            #expect(typed.text.contains("2010 or later"))
            let without = SearchRequest("feedback kind:study").link
            #expect(typed.text.contains("href=\"\(without.description.replacing("&", with: "&amp;"))\""))
            let chosen = try await served.ask(
                .get,
                "/search?q=feedback&kind=study&years=2010-2019&type=report&security=3&design=randomised&open=yes",
                as: anyone
            )
            for name in ["kind", "years", "type", "security", "design", "open"] {
                #expect(chosen.text.contains("type=\"hidden\" name=\"\(name)\""), "\(name)")
            }
        }
    }

    @Test("a strand's summary stands once beside its title, and a field that is not understood is told of")
    func saysOnce() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            let lines = try await served.site.evidence.strands()
            // One whose beginning no page writes in another way.
            let plain = lines.first { line in
                let start = line.strand.content.summary.prefix(20)
                return start.count == 20 && start.allSatisfy { $0.isLetter || $0 == " " }
            }
            let strand = try #require(plain).strand.content
            let path = "/search?q=\(Link.encoded("\"\(strand.title)\""))&kind=strand"
            let reply = try await served.ask(.get, path, as: anyone)
            let shown = reply.text.replacing(/<\/?mark>/, with: "")
            let start = String(strand.summary.prefix(20))
            #expect(shown.components(separatedBy: start).count == 2)
            let misread = try await served.ask(.get, "/search?q=feedback+kind%3Astudys", as: anyone)
            #expect(misread.text.contains("“kind:” does not know “studys”. Did you mean <a href="))
            let corrected = "/search?q=feedback%20kind%3Astudy\">kind:study</a>? It knows study"
            #expect(misread.text.contains(corrected))
            let quote = try await served.ask(.get, "/search?q=%22", as: anyone)
            #expect(!quote.text.contains("result-count"), "a lone quotation mark asks nothing")
            #expect(misread.text.contains("Nearest to it"))
        }
    }

    @Test("a click on a year counts from the year that it says, whatever was typed")
    func togglesTyped() {
        let request = SearchRequest("phonics year:2015-2020", filters: SearchFilters(kind: "study"))
        let inForce = SearchFilters(kind: "study", years: 2015...2020)
        let other = request.toggling(2010...2012, .years, inForce: inForce)
        #expect(other.description == "/search?q=phonics&kind=study&years=2010-2012")
        let back = request.toggling(2015...2020, .years, inForce: inForce)
        #expect(back.description == "/search?q=phonics&kind=study")
    }
}
