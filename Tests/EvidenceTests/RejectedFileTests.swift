import Access
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@Suite("What was not taken of a file")
struct RejectedFileTests {
    @Test("is kept for a day, for who sent the file", arguments: TestEngine.available)
    func kept(on engine: TestEngine) async throws {
        try await Library.open(on: engine) { library in
            func evidence(after seconds: Double) -> Evidence {
                Evidence(
                    database: library.database,
                    services: library.evidence.services.at(Library.now.addingTimeInterval(seconds)),
                    profiles: library.evidence.profiles,
                    codeVersion: "test-1"
                )
            }
            let bytes = Array("a,b\r\n1,2\r\n".utf8)
            let id = try await library.evidence.keepRejected(bytes, of: "rows.csv", by: .editor)
            let file = try await evidence(after: 86_399).rejectedFile(id, by: .editor)
            #expect(file.name == "rows.csv")
            #expect(file.bytes == bytes)
            let colleague: Actor = .person(
                Person(id: ID(rawValue: 6), name: "Kim"),
                isNetworkAdministrator: true
            )
            await #expect(throws: AccessError.notFound) {
                try await library.evidence.rejectedFile(id, by: colleague)
            }
            await #expect(throws: AccessError.notFound) {
                try await evidence(after: 86_400).rejectedFile(id, by: .editor)
            }
            await #expect(throws: AccessError.forbidden) {
                _ = try await library.evidence.keepRejected(
                    bytes,
                    of: "x",
                    by: .member(of: .establishment, .lead)
                )
            }
            // The next one sweeps.
            _ = try await evidence(after: 86_400).keepRejected(bytes, of: "rows.csv", by: colleague)
            func count() async throws -> Int {
                try await library.database.read { try $0.count("SELECT count(*) FROM rejected_file") }
            }
            #expect(try await count() == 1)
            // Where no other comes, the site's daily work does.
            for (seconds, left) in [(172_799.0, 1), (172_800.0, 0)] {
                try await library.database.write { transaction in
                    try transaction.purgeRejectedFiles(at: Library.now.addingTimeInterval(seconds))
                }
                #expect(try await count() == left)
            }
        }
    }
}
