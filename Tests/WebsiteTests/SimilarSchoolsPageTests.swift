import Directory
import HTTPTypes
import Reach
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("The page of similar schools")
struct SimilarSchoolsPageTests {
    private static func listed(_ reply: Reply) -> Int { reply.rows.count { $0["Distance, SD"] != nil } }

    @Test(
        "lists the nearest ten, and all by a link that keeps what was chosen",
        arguments: TestEngine.available
    )
    func nearest(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let reader = try await served.visitor("head@tarnsea-harbour.example")
            let urn = try #require(URN(rawValue: 900_002))
            let similarity = Similarity(weights: [.pupils: 3])
            let filter = SimilarityFilter(trust: .others)
            let found = try #require(
                try await served.site.reach.similarSchools(to: urn, similarity, where: filter)
            )
            let total = found.schools.count
            try #require(total > 10)
            let chosen = "/schools/900002/similar?trust=\(SimilarityFilter.Trust.others.rawValue)&pupils=3"
            let first = try await served.ask(.get, chosen, as: reader)
            #expect(Self.listed(first) == 10)
            #expect(first.words.contains("The 10 nearest of the \(total) most similar schools"))
            #expect(first.words.contains("Show all \(total) similar schools"))
            let link = try #require(
                first.text.firstMatch(of: /href="([^"]*show=similar[^"#]*)#similar"/)
            )
            let address = String(link.1).replacing("&amp;", with: "&")
            #expect(address.contains("trust=") && address.contains("pupils=3"))
            let all = try await served.ask(.get, address, as: reader)
            #expect(Self.listed(all) == total)
            #expect(!all.words.contains("Show all"))
            // What is chosen next is shown whole, too.
            #expect(all.text.contains("name=\"show\" value=\"similar\""))
            let names = all.rows.compactMap { $0["School"] }
            #expect(names.first?.hasPrefix(found.schools[0].name) == true)
        }
    }
}
