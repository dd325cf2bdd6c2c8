import Directory
import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("The map on the front page")
struct HomeMapTests {
    private static func point(_ number: Int, _ easting: Int, _ northing: Int, _ need: Double?) throws
        -> SchoolPoint
    {
        SchoolPoint(
            urn: try #require(URN(rawValue: 100_000 + number)),
            easting: easting,
            northing: northing,
            phase: .primary,
            region: nil,
            need: need,
            hubKinds: []
        )
    }

    @Test("Schools of a square of ten kilometres are one dot with their mean need")
    func squares() throws {
        let map = HomeMap(points: [
            try Self.point(1, 429_999, 560_000, 40), try Self.point(2, 420_000, 569_999, 10),
            try Self.point(3, 425_000, 565_000, nil), try Self.point(4, 430_000, 560_000, nil),
            try Self.point(5, 429_000, 559_999, 12),
        ])
        #expect(
            map.squares == [
                .init(easting: 425_000, northing: 555_000, schools: 1, need: 12),
                .init(easting: 425_000, northing: 565_000, schools: 3, need: 25),
                .init(easting: 435_000, northing: 565_000, schools: 1, need: nil),
            ]
        )
        let svg = try map.svg()
        #expect(svg.contains("15% to 30%") && svg.contains("No figure") && !svg.contains("30% or more"))
        #expect(map.caption.hasPrefix("5 open schools"))
    }

    @Test(
        "Whoever opens the front page sees it, with the way to the whole map",
        arguments: TestEngine.available
    )
    func frontPage(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let anyone = try await served.visitor(nil)
            let page = try await served.ask(.get, "/", as: anyone).text
            #expect(page.contains("Where need is") && page.contains("id=\"home-map"))
            #expect(page.contains("Every school and hub on the map"))
        }
    }

    @Test("The squares of all England weigh little")
    func weight() throws {
        let points = try (0..<1600).map { number in
            try Self.point(
                number,
                150_000 + number % 40 * 10_000,
                50_000 + number / 40 * 10_000,
                Double(number % 60)
            )
        }
        let svg = try HomeMap(points: points).svg()
        #expect(svg.utf8.count < 60_000, "\(svg.utf8.count)")
    }
}
