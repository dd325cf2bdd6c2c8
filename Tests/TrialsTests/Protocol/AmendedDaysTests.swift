import Access
import Database
import Evidence
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("Days that an amendment moves")
struct AmendedDaysTests {
    @Test(
        "A trial is overdue from the day that was first published, wherever amendments put it",
        arguments: TestEngine.available
    )
    func overdue(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let trials = try world.on("2027-06-01")
            for day in ["2028-09-30", "2028-12-31"] {
                let version = try await trials.protocolRecord(id, by: TrialWorld.hubLead).version
                try await trials.amendProtocol(
                    id,
                    version: version,
                    changing: [.resultsDueOn: day],
                    reason: "Testing takes longer",
                    by: TrialWorld.hubLead
                )
            }
            let trial = try await trials.trial(id).trial
            #expect(trial.resultsDueOn == LocalDate("2028-12-31"))
            #expect(trial.firstDueOn == LocalDate("2027-09-30"))
            #expect(trial.status(on: try #require(LocalDate("2027-09-30"))) == .recruiting)
            #expect(trial.status(on: try #require(LocalDate("2027-10-01"))) == .overdue)
        }
    }

    @Test(
        "The day of the purge moves to no later day once a roster is there",
        arguments: TestEngine.available
    )
    func purge(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let trials = try world.on("2026-10-12")
            func amend(_ day: String) async throws {
                let version = try await trials.protocolRecord(id, by: TrialWorld.hubLead).version
                try await trials.amendProtocol(
                    id,
                    version: version,
                    changing: [.purgeOn: day],
                    reason: "x",
                    by: TrialWorld.hubLead
                )
            }
            try await amend("2029-12-31")
            _ = try await world.withRosters(id, schools: 1)
            let faults = try await #require(throws: Faults.self) { try await amend("2030-01-01") }
            #expect(faults.list.map(\.field) == ["purgeOn"])
            try await amend("2029-06-30")
        }
    }
}
