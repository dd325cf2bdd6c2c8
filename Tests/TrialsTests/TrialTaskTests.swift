import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Where a trial stands, and what its hub does next")
struct TrialTaskTests {
    private static func status(_ id: ID<Trial>, _ day: String, _ world: TrialWorld) async throws
        -> TrialStatus
    {
        let trial = try await world.on(day).trial(id).trial
        return trial.status(on: try #require(LocalDate(day)))
    }

    private static func steps(_ day: String, _ world: TrialWorld, by actor: Actor = TrialWorld.analyst)
        async throws -> [TrialTask.Step]
    {
        try await world.on(day).tasks(by: actor).map(\.step)
    }

    /// Pages that list trials are drawn anew after a step.
    private static func refreshing(_ world: TrialWorld, _ step: () async throws -> Void) async throws {
        let before = world.database.topics.present
        try await step()
        #expect(world.database.topics.haveChanged([.trials], since: before))
    }

    @Test("follow from the steps that were taken, not from the dates alone", arguments: TestEngine.available)
    func course(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            // Its delivery was to begin on 1 November.
            #expect(try await Self.status(id, "2026-11-02", world) == .recruiting)
            #expect(try await Self.steps("2026-10-20", world).isEmpty)
            #expect(try await Self.steps("2026-10-21", world) == [.lock])
            let places = try await world.withRosters(id)
            try await Self.refreshing(world) {
                try await world.on("2026-10-21").lockRosters(of: id, by: TrialWorld.analyst)
            }
            #expect(try await Self.status(id, "2026-10-21", world) == .locked)
            #expect(try await Self.steps("2026-10-21", world) == [.allocate])
            try await Self.refreshing(world) {
                try await world.on("2026-10-22").allocate(id, by: TrialWorld.analyst)
            }
            #expect(try await Self.status(id, "2026-10-22", world) == .running)
            #expect(try await Self.steps("2027-05-31", world).isEmpty)
            #expect(try await Self.steps("2027-06-01", world) == [.freeze])

            for (index, place) in places.enumerated() {
                try await world.on("2027-04-10").uploadRoster(
                    Array(TrialWorld.outcomes(index + 1, gain: index % 3).utf8),
                    .outcome,
                    to: place,
                    by: TrialWorld.lead(of: index + 1)
                )
            }
            try await Self.refreshing(world) {
                try await world.on("2027-06-01").freezeTrial(id, by: TrialWorld.analyst)
            }
            #expect(try await Self.status(id, "2027-06-01", world) == .frozen)
            #expect(try await Self.steps("2027-06-01", world) == [.analyse])
            try await Self.refreshing(world) { _ = try await world.keptAnalysis(of: id) }
            #expect(try await Self.status(id, "2027-06-02", world) == .analysed)
            #expect(try await Self.steps("2027-06-02", world) == [.publish])
            #expect(try await Self.status(id, "2027-10-01", world) == .overdue)
            #expect(try await Self.steps("2027-10-01", world) == [.publish])

            #expect(try await Self.steps("2027-06-02", world, by: TrialWorld.hubLead) == [.publish])
            for other in [
                TrialWorld.hubEditor, TrialWorld.stranger, TrialWorld.administrator, TrialWorld.lead(of: 1),
            ] {
                #expect(try await Self.steps("2027-06-02", world, by: other).isEmpty)
            }

            let trial = try await world.on("2027-06-02").trial(id).trial
            try await world.on("2027-06-02").publishReport(
                of: id,
                version: trial.version,
                limitations: "",
                population: "Year 4",
                by: TrialWorld.analyst
            )
            #expect(try await Self.status(id, "2027-06-02", world) == .reported)
            #expect(try await Self.steps("2027-10-01", world).isEmpty)
        }
    }
}
