import Database
import Foundation
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

/// What other sites and search engines are given.
@Suite("Offers outside the site's own pages")
struct OutsideTests {
    /// The structured data of a page.
    static func data(_ page: String) throws -> [[String: Any]] {
        let start = try #require(page.range(of: "<script type=\"application/ld+json\">"))
        let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
        let text = Data(page[start.upperBound..<end.lowerBound].utf8)
        return try #require(try JSONSerialization.jsonObject(with: text) as? [[String: Any]])
    }

    @Test("only the page made for frames may be framed; it sets no cookie and has no form and no script")
    func frame() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let path = try await Sample(served.database).path("/embed/hubs/{slug}")
            for email in [nil, "lead@hallowick.example"] {
                let visitor = try await served.visitor(email)
                let reply = try await served.ask(.get, path, as: visitor)
                #expect(reply.status == 200)
                let policy = reply.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("frame-ancestors *") && !policy.contains("script-src"))
                #expect(reply.headers[values: .setCookie].isEmpty)
                for element in ["<form", "<script", "<nav", "<input"] {
                    #expect(!reply.text.contains(element))
                }
                let links = reply.text.components(separatedBy: "<a ").dropFirst()
                #expect(
                    !links.isEmpty && links.allSatisfy { $0.prefix { $0 != ">" }.contains("target=\"_top\"") }
                )
                #expect(links.allSatisfy { $0.hasPrefix("href=\"http") })
            }
            let anyone = try await served.visitor(nil)
            for other in ["/offers", "/", path.replacing("/embed", with: ""), "/embed/hubs/there-is-none"] {
                let reply = try await served.ask(.get, other, as: anyone)
                #expect(reply.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
            }
        }
    }

    @Test("a frame shows one hub's offers, whatever hub its address asks for besides")
    func ofOneHub() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            let path = try await Sample(served.database).path("/embed/hubs/{slug}")
            func offers(_ address: String) async throws -> Set<Substring> {
                let text = try await served.ask(.get, address, as: anyone).text
                return Set(text.matches(of: /\/offers\/(\w{13})"/).map(\.1))
            }
            let shown = try await offers(path)
            #expect(!shown.isEmpty)
            let other = try await served.database.read {
                try $0.value("SELECT id FROM hub WHERE slug LIKE '%maths%'", as: Int64.self)
            }
            let id = ID<Sample>(rawValue: try #require(other)).description
            #expect(try await offers(path + "?hub=\(id)") == shown)
            #expect(try await offers(path + "?phase=post-16").isSubset(of: shown))
        }
    }

    @Test("a role narrows the catalogue, its calendar and its feed; an offer's page and its course name it")
    func roles() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            let all = try await served.ask(.get, "/offers", as: anyone).text
            #expect(all.contains("/offers?role=governor\""))
            let page = try await served.ask(.get, "/offers?role=governor", as: anyone).text
            #expect(page.contains("Filters in use") && page.contains("Reading evidence slowly"))
            #expect(!page.contains("Induction seminars"))
            #expect(page.contains("/offers/calendar?role=governor\""))
            let feed = try #require(page.firstMatch(of: /\/offers\.ics\?role=governor/))
            let calendar = try await served.ask(.get, String(feed.0), as: anyone).text
            #expect(calendar.contains("X-WR-CALNAME:Training: Governors and trustees"))
            let id = try await served.database.read {
                try $0.value(
                    "SELECT id FROM offer WHERE title LIKE 'Reading evidence slowly%'",
                    as: Int64.self
                )
            }
            let path = "/offers/" + ID<Sample>(rawValue: try #require(id)).description
            let offer = try await served.ask(.get, path, as: anyone).text
            #expect(offer.contains("Senior leaders, headteachers, governors and trustees"))
            let course = try #require(try Self.data(offer).first { $0["@type"] as? String == "Course" })
            let audience = try #require(course["audience"] as? [String: Any])
            #expect(
                audience["educationalRole"] as? [String]
                    == ["Senior leaders", "Headteachers", "Governors and trustees"]
            )
        }
    }

    @Test("an offer's page describes its dates as events and itself as a course")
    func structuredData() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            let list = try await served.ask(.get, "/offers", as: anyone).text
            let ids = Set(list.matches(of: /href="(\/offers\/\w{13})"/).map { String($0.1) })
            #expect(!ids.isEmpty)
            for id in ids {
                let page = try await served.ask(.get, id, as: anyone).text
                let items = try Self.data(page)
                let events = items.filter { $0["@type"] as? String == "EducationEvent" }
                let courses = items.filter { $0["@type"] as? String == "Course" }
                #expect(courses.count == 1 && items.count == events.count + 1)
                #expect(items.allSatisfy { $0["@context"] as? String == "https://schema.org" })
                let course = try #require(courses.first)
                let instances = try #require(course["hasCourseInstance"] as? [[String: Any]])
                #expect(!instances.isEmpty)
                // Self-study is a course with nothing to go to.
                #expect(events.isEmpty == page.contains(", in your own time."))
                if !events.isEmpty {
                    #expect(
                        instances.map { $0["startDate"] as? String }
                            == events.map { $0["startDate"] as? String }
                    )
                }
                let work = instances.compactMap { $0["courseWorkload"] as? String }
                #expect(work.allSatisfy { $0.wholeMatch(of: /PT(\d+H)?(\d+M)?/) != nil && $0.count > 2 })
                #expect((course["url"] as? String)?.hasSuffix(id) == true)
                #expect((course["provider"] as? [[String: Any]])?.isEmpty == false)
            }
        }
    }

    @Test("the calendar has pages for this month and two years on, and none that lead further")
    func calendarEnds() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let anyone = try await served.visitor(nil)
            func page(_ period: String) async throws -> String {
                try await served.ask(.get, "/offers/calendar?on=\(period)", as: anyone).text
            }
            let now = try await served.ask(.get, "/offers/calendar", as: anyone).text
            #expect(now.contains("Training in November 2026") && !now.contains("rel=\"prev\""))
            #expect(try await page("2026-12").contains("rel=\"prev\""))
            for wrong in ["2026-10", "1999-01", "2040-01", "x"] {
                #expect(try await page(wrong).contains("Training in November 2026"), "\(wrong)")
            }
            #expect(try await !page("2028-12").contains("rel=\"next\""))
        }
    }
}
