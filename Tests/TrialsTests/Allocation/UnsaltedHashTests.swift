import Access
import Database
import Services
import TestTrials
import Testing

@testable import Trials

@Suite("Allocations of before hashes were salted")
struct UnsaltedHashTests {
    @Test("An allocation that was locked before hashes were salted is still drawn from its list")
    func unsalted() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.withRosters(id)
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            let (rosters, _) = try await trials.openRosters(of: id)
            let text = try #require(try await trials.publishedProtocol(id)).record.text
            let list = try UnitList(text, rosters, nil)
            try await world.database.write { transaction in
                try transaction.execute(
                    "UPDATE trial_units SET content = \(list.csv) WHERE trial_id = \(id) AND kind = 'units'"
                )
                try transaction.execute(
                    "UPDATE trial_course SET roster_sha256 = \(list.sha256) WHERE trial_id = \(id)"
                )
            }
            try await trials.allocate(id, by: TrialWorld.analyst)
            let published = try #require(try await trials.publishedProtocol(id))
            let secret = try #require(
                published.course.revealedSecret.flatMap(AllocationSecret.init(hexadecimal:))
            )
            let seed = try #require(
                secret.seed(protocolHash: published.publication.sha256, rosterHash: list.sha256)
            )
            let repeated = try Repeated(list.csv, text).draw(seed: seed)
            #expect(repeated == (try await trials.allocationFile(.allocation, of: id, by: .anonymous)))
        }
    }
}
