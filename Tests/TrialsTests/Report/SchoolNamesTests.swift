import Access
import Database
import Sealing
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("What the schools of an analysis are called")
struct SchoolNamesTests {
    @Test(
        "Whoever may read the rows learns the schools by name, in the order of the analysis; nobody else does",
        arguments: TestEngine.available
    )
    func names(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            // One that joined first and sent nothing is in no analysis: places there are not those of the list.
            _ = try await world.joined(id, 8)
            let places = try await world.allocated(id, schools: 7)
            let kept = try await world.analysed(id, places)
            let trials = try world.on("2027-06-03")
            let names = try await trials.schoolNames(in: kept, by: TrialWorld.analyst)
            #expect(names == (1...7).map { "S00\($0 + 1) · School \($0)" })
            let codes = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data.schools.map(
                \.code
            )
            #expect(zip(names, codes).allSatisfy { $0.hasPrefix($1) })
            for actor in [
                TrialWorld.hubLead, TrialWorld.hubEditor, TrialWorld.lead(of: 1), TrialWorld.stranger,
            ] {
                await #expect(throws: AccessError.self) {
                    try await trials.schoolNames(in: kept, by: actor)
                }
            }
        }
    }

    @Test("The bundle's figures without one school are told by the trial's own codes")
    func bundle() throws {
        let data = try SimulatedTrial(schools: 12).data()
        let bundle = ReproductionBundle(
            trial: "a-trial",
            title: "A trial",
            codeVersion: "test-1",
            protocolDigest: "abc",
            statistics: SufficientStatistics(data),
            expected: try TrialAnalysis.analysed(data)
        )
        let names = try bundle.repeated().map(\.name)
        #expect(names.filter { $0.hasPrefix("Without S") } == data.schools.map { "Without \($0.code)" })
    }
}
