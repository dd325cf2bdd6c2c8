import Access
import Database
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Priority on the waiting list")
struct WaitingRuleTests {
    /// A run of one place that Seaview holds, for which Seaview waits first and Hillside second.
    static func first(under rule: WaitingRule, _ network: Network) async throws -> Organisation? {
        var draft = Network.runDraft(capacity: 1)
        draft.waitingRule = rule
        let (_, run) = try await network.published(Network.offerDraft, draft)
        let keeper = try await network.book(run, Network.colleagues(1), key: "\(rule)")
        _ = try await network.join(run, places: 1, for: Network.seaview, by: "Sue Lead")
        _ = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
        var wider = RunDraft(try await network.current(run))
        #expect(wider.waitingRule == rule)
        wider.capacity = "2"
        try await network.programmes.editRun(run.id, wider, version: 1, by: network.actor("Noel Editor"))
        #expect(keeper.heldPlaces.count == 1)
        let waiting = try await network.programmes.register(of: run.id, by: network.actor("Noel Editor"))
            .waiting
        return waiting.first { $0.state == .offered }?.organisation
    }

    @Test("asks in the order of joining where nothing else is set", arguments: TestEngine.available)
    func joined(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let first = try await Self.first(under: .joined, network)
            #expect(first == Network.seaview)
        }
    }

    @Test("asks schools without a place first", arguments: TestEngine.available)
    func newSchools(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let first = try await Self.first(under: .newSchools, network)
            #expect(first == Network.hillside)
        }
    }

    @Test("asks schools in need first, by their latest figure", arguments: TestEngine.available)
    func need(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await OpenBookingTests.website("", of: Network.seaview, urn: 100_001, network)
            try await OpenBookingTests.website("", of: Network.hillside, urn: 100_002, network)
            try await network.database.write { transaction in
                // Seaview was in need once; Hillside is by the figure of the school that it was.
                try transaction.execute(
                    "INSERT INTO lineage_member (urn, lineage_id) VALUES (100009, 100002)"
                )
                for (urn, year, value) in [
                    (100_001, 2024, 40.0), (100_001, 2025, 12.0), (100_009, 2025, 30.0),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO characteristic (urn, academic_year, measure, value)
                        VALUES (\(urn), \(year), 'fsm-percentage', \(value))
                        """
                    )
                }
            }
            let first = try await Self.first(under: .need, network)
            #expect(first == Network.hillside)
        }
    }
}
