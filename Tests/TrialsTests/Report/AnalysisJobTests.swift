import Access
import Database
import Jobs
import Logging
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("The analysis in the queue")
struct AnalysisJobTests {
    /// Published, joined, allocated, tested and frozen, by the verbs that people use.
    static func frozen(_ world: TrialWorld) async throws -> ID<Trial> {
        let id = try await world.published(.schools, [.strata: "need"])
        let places = try await world.allocated(id)
        let trials = try world.on("2027-04-10")
        for number in 1...8 {
            try await trials.uploadRoster(
                Array(TrialWorld.outcomes(number).utf8),
                .outcome,
                to: places[number - 1],
                by: TrialWorld.lead(of: number)
            )
        }
        try await trials.freezeTrial(id, by: TrialWorld.analyst)
        return id
    }

    static func run(_ trials: Trials) async throws -> Bool {
        let runner = JobRunner(
            database: trials.database,
            services: trials.services,
            handlers: trials.jobHandlers,
            logger: Logger(label: "test")
        )
        return try await runner.runNext()
    }

    @Test("From frozen data to a published report, and again from the sums", arguments: TestEngine.available)
    func whole(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await Self.frozen(world)
            let trials = try world.on("2027-04-11")
            #expect(try await trials.analysisProgress(of: id, by: TrialWorld.analyst) == nil)
            try await trials.startAnalysis(of: id, by: TrialWorld.analyst)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.startAnalysis(of: id, by: TrialWorld.analyst)
            }
            #expect(try await Self.run(trials))
            let job = try #require(try await trials.analysisProgress(of: id, by: TrialWorld.analyst))
            #expect(job.state == .done, "\(job.message ?? "")")
            #expect(job.progress.total == TrialAnalysis.Step.allCases.count)
            let kept = try #require(try await trials.analysis(of: id, by: TrialWorld.analyst))
            #expect(kept.result.flow.allocated == 8 * 24)
            #expect(kept.protocolDigest.count == 64)
            let opened = try await trials.openTrialData(of: id, by: TrialWorld.analyst)
            #expect(try TrialAnalysis.analysed(opened.data).primary == kept.result.primary)
            let version = try await trials.trial(id).trial.version
            try await trials.publishReport(
                of: id,
                version: version,
                limitations: "",
                population: "Year 5",
                by: TrialWorld.analyst
            )
            #expect(try await trials.publishedReport(of: id) != nil)
            let bundle = try await trials.reproductionBundle(of: id, by: TrialWorld.analyst)
            #expect(try bundle.repeated().allSatisfy { $0.isSame })
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.startAnalysis(of: id, by: TrialWorld.analyst)
            }
        }
    }

    @Test("Before the freeze there is nothing to analyse, and only those who answer for it may ask")
    func refused() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await world.published(.schools, [.strata: "need"])
            let trials = try world.on("2026-10-01")
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.startAnalysis(of: id, by: TrialWorld.analyst)
            }
            for actor in [
                TrialWorld.stranger, TrialWorld.hubEditor, TrialWorld.administrator, TrialWorld.lead(of: 1),
            ] {
                await #expect(throws: AccessError.forbidden) {
                    try await trials.startAnalysis(of: id, by: actor)
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                try await trials.startAnalysis(of: id, by: .anonymous)
            }
        }
    }

    @Test("A job that is run again finds its analysis and does nothing")
    func again() async throws {
        try await TrialWorld.open(rehearses: false) { world in
            let id = try await Self.frozen(world)
            let trials = try world.on("2027-04-11")
            try await trials.startAnalysis(of: id, by: TrialWorld.analyst)
            #expect(try await Self.run(trials))
            try await world.database.write { transaction in
                try transaction.execute("UPDATE job SET state = 'waiting', due_at = 0")
            }
            #expect(try await Self.run(trials))
            #expect(try await trials.analysis(of: id, by: TrialWorld.analyst)?.number == 1)
            await #expect(throws: (any Error).self) {
                try await trials.startAnalysis(of: id, reason: " ", by: TrialWorld.analyst)
            }
            try await trials.startAnalysis(of: id, reason: "Two scores were swapped", by: TrialWorld.analyst)
            #expect(try await Self.run(trials))
            let second = try #require(try await trials.analysis(of: id, by: TrialWorld.analyst))
            #expect(second.number == 2 && second.reason == "Two scores were swapped")
        }
    }
}
