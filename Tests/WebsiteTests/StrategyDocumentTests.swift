import HTTPTypes
import Services
import TestDatabases
import Testing

@testable import Website

@Suite("A strategy to copy into a word processor")
struct StrategyDocumentTests {
    @Test(
        "holds the parts of the template and nothing of the site, with links that work outside it",
        arguments: TestEngine.available
    )
    func document(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let sample = try await Sample(served.database)
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let reply = try await served.ask(
                .get,
                sample.path("/pupil-premium/{id}/document.html"),
                as: head
            )
            #expect(reply.status == 200)
            for part in ["School overview", "Part A: our plan", "Part B: review of the year before"] {
                #expect(reply.text.contains(part), "\(part) is missing")
            }
            #expect(!reply.text.contains("<script") && !reply.text.contains("<form"))
            #expect(!reply.text.contains("href=\"/"))
            #expect(reply.text.contains("href=\"https://braid.test/evidence/strands/"))
        }
    }
}
