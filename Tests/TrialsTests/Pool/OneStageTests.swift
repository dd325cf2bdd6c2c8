import Statistics
import Testing

@testable import Trials

@Suite("Several trials in one model")
struct OneStageTests {
    static func studies(_ effects: [Double]) throws -> [(
        statistics: SufficientStatistics, analysis: TrialAnalysis
    )] {
        try effects.enumerated().map { place, effect in
            var trial = SimulatedTrial(
                schools: 12,
                pupilsPerSchool: 14,
                effect: effect,
                seed: UInt64(place + 1)
            )
            trial.icc = 0.05
            var plan = trial.plan
            plan.permutations = 19
            let data = try trial.data().changing(plan: plan)
            return (SufficientStatistics(data), try TrialAnalysis.analysed(data))
        }
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
        let words = StageComparison(oneStage: one, twoStage: two, titles: []).explanation
        #expect(words.contains("differ by"))
    }

    @Test("Two trials have one effect in common; below three there is no two-stage result")
    func two() throws {
        let one = try OneStage(try Self.studies([0.3, 0.2]))
        #expect(one.betweenTrials == 0)
        let words = StageComparison(oneStage: one, twoStage: nil, titles: []).explanation
        #expect(words.hasPrefix("With fewer than three"))
    }
}
