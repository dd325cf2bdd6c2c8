import Statistics
import Testing

/// Waitlist trials: four questions, answered by hand and by simulation.
@Suite struct WaitlistTests {
    static let early: [Double] = [1, 1, 1, 1, 0, 0, 0, 0]
    static let first: [Double] = [14, 15, 17, 18, 10, 12, 11, 15]
    static let second: [Double] = [15, 15, 18, 20, 14, 17, 13, 20]

    @Test func theAnswersAreDifferencesOfMeans() throws {
        let trial = try WaitlistTrial(first: Self.first, second: Self.second, early: Self.early)
        // Means: early 16 then 17, waiting 12 then 16: differences 4 and 1.
        expectClose(trial.immediate.difference.estimate, 4, relative: 1e-12)
        expectClose(trial.lasting.difference.estimate, 1, relative: 1e-12)
        expectClose(trial.delayed.estimate, 3, relative: 1e-12)
        expectClose(trial.combined.estimate, 3.5, relative: 1e-12)
    }

    @Test func theDelayedEffectIsADifferenceInDifferencesOfThoseWhoWaited() throws {
        let trial = try WaitlistTrial(first: Self.first, second: Self.second, early: Self.early)
        let classical = try DifferenceInDifferences(
            before: Self.first,
            after: Self.second,
            treatment: Self.early.map { 1 - $0 }
        )
        expectClose(trial.delayed.estimate, classical.effect.estimate, relative: 1e-12)
        expectClose(trial.delayed.standardError, classical.effect.standardError, relative: 1e-12)
    }

    /// A constant effect of 0.5: three estimates agree with it, and the combined one is the most precise.
    @Test func aConstantEffectIsFoundThreeTimes() throws {
        var generator = SeededGenerator(seed: 90)
        var first: [Double] = []
        var second: [Double] = []
        var early: [Double] = []
        var schools: [Int] = []
        for school in 0..<60 {
            let arm = Double(school % 2)
            let level = 0.4 * generator.normal()
            for _ in 0..<20 {
                let ability = generator.normal()
                early.append(arm)
                schools.append(school)
                first.append(level + ability + 0.5 * arm + 0.5 * generator.normal())
                second.append(level + ability + 0.5 + 0.2 + 0.5 * generator.normal())
            }
        }
        let trial = try WaitlistTrial(
            first: first,
            second: second,
            early: early,
            clusters: Clusters(schools)
        )
        for test in [trial.immediate.difference, trial.delayed, trial.combined] {
            #expect(abs(test.estimate - 0.5) < 4 * test.standardError)
        }
        #expect(trial.combined.standardError < trial.immediate.difference.standardError)
        #expect(abs(trial.lasting.difference.estimate) < 4 * trial.lasting.difference.standardError)
    }

    @Test func bothMeasurementsMustBeThere() {
        var broken = Self.second
        broken[2] = .nan
        #expect(throws: TrialError.notFinite(column: "second outcome", row: 2)) {
            try WaitlistTrial(first: Self.first, second: broken, early: Self.early)
        }
        #expect(throws: TrialError.wrongArms(found: ["control"])) {
            try WaitlistTrial(first: Self.first, second: Self.second, early: Self.early.map { _ in 0 })
        }
    }
}
