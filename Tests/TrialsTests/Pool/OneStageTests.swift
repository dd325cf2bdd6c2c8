import Statistics
import Testing

@testable import Trials

@Suite("Several trials in one model")
struct OneStageTests {
    static func studies(
        _ effects: [Double],
        fsmExtra: Double = 0,
        _ change: (inout AnalysisPlan) -> Void = { _ in }
    ) throws -> [(statistics: SufficientStatistics, analysis: TrialAnalysis)] {
        try effects.enumerated().map { place, effect in
            var trial = SimulatedTrial(
                schools: 12,
                pupilsPerSchool: 14,
                effect: effect,
                fsmExtra: fsmExtra,
                seed: UInt64(place + 1)
            )
            trial.icc = 0.05
            var plan = trial.plan
            plan.permutations = 19
            change(&plan)
            let data = try trial.data().changing(plan: plan)
            return (SufficientStatistics(data), try TrialAnalysis.analysed(data))
        }
    }

    static func explanation(_ one: OneStage, _ two: NetworkPool.Mean?) -> String {
        StageComparison(oneStage: one, twoStage: two, fsm: .notPlanned, twoStageFSM: nil, titles: [])
            .explanation
    }

    @Test("One stage and two stages agree where trials are alike")
    func agree() throws {
        let studies = try Self.studies([0.3, 0.3, 0.3, 0.3])
        let one = try OneStage(studies)
        let effects = studies.map(\.analysis.primary.effect)
        let two = try #require(
            NetworkPool.Mean(effects.map(\.g), effects.map { $0.standardError * $0.standardError })
        )
        #expect((one.estimate - two.estimate).magnitude < 0.05)
        #expect(one.trials == 4 && one.schools == 48 && one.pupils == 4 * 12 * 14)
        #expect(one.lower < one.estimate && one.estimate < one.upper)
        let words = Self.explanation(one, two)
        #expect(words.contains("differ by"))
    }

    @Test("Two trials have one effect in common; below three there is no two-stage result")
    func two() throws {
        let one = try OneStage(try Self.studies([0.3, 0.2]))
        #expect(one.betweenTrials == 0)
        let words = Self.explanation(one, nil)
        #expect(words.hasPrefix("With fewer than three"))
    }

    @Test("How much more eligible pupils gained is compared within trials, in one stage and in two")
    func meals() throws {
        let studies = try Self.studies([0.1, 0.2, 0.3, 0.4], fsmExtra: 0.5)
        let one = try #require(OneStageFSM.found(studies).value)
        let gaps = try studies.map { try #require($0.analysis.fsm.value).interactionEffect }
        let two = try #require(
            NetworkPool.Mean(gaps.map(\.g), gaps.map { $0.standardError * $0.standardError })
        )
        #expect(one.trials == 4 && one.pupils == 4 * 12 * 14)
        #expect(one.lower < one.estimate && one.estimate < one.upper)
        // The one stage does not adjust for the baseline, so it is less exact, not another thing.
        #expect((one.estimate - two.estimate).magnitude < one.upper - one.estimate)
        #expect(one.estimate > 0)
    }

    @Test("Turned outcomes turn the difference between eligible pupils and others")
    func turnedMeals() throws {
        let effects = [0.2, 0.2, 0.2]
        let straight = try #require(OneStageFSM.found(try Self.studies(effects, fsmExtra: 0.5)).value)
        let turned = try Self.studies(effects, fsmExtra: 0.5) { $0.outcome.isLowerBetter = true }
        let other = try #require(OneStageFSM.found(turned).value)
        #expect(isClose(other.estimate, -straight.estimate, 1e-6))
        #expect(isClose(other.lower, -straight.upper, 1e-5))
    }

    @Test("Below three trials that tell of eligible pupils it is said that there are too few, or nothing")
    func fewMeals() throws {
        let studies = try Self.studies([0.3, 0.2])
        #expect(OneStageFSM.found(studies).reason?.hasPrefix("Fewer than three") == true)
        let unnamed = try Self.studies([0.3, 0.2]) { $0.hasFSMSubgroup = false }
        #expect(OneStageFSM.found(unnamed) == .notPlanned)
    }
}
