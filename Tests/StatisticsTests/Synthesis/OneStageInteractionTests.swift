import Statistics
import Testing

/// One-stage interactions against two stages and against what confounds trials.
@Suite struct OneStageInteractionTests {
    struct Pupils {
        var outcome: [Double] = []
        var treatment: [Double] = []
        var subgroup: [Double] = []
        var trials: [Int] = []

        /// Trials whose effect grows with their share of the subgroup, though within trials it does not.
        init(trials count: Int, pupils: Int, within: Double, across: Double, seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            for trial in 0..<count {
                let share = 0.2 + 0.6 * Double(trial) / Double(count - 1)
                let effect = 0.1 + across * (share - 0.5) + 0.05 * generator.normal()
                let level = generator.normal()
                for pupil in 0..<pupils {
                    let arm = Double(pupil % 2)
                    let member: Double = generator.uniform() < share ? 1 : 0
                    treatment.append(arm)
                    subgroup.append(member)
                    trials.append(trial)
                    let gain = arm * (effect + within * (member - share))
                    outcome.append(level - 0.4 * member + gain + generator.normal())
                }
            }
        }
    }

    @Test func differencesBetweenTrialsDoNotEnterTheInteraction() throws {
        let data = Pupils(trials: 10, pupils: 300, within: 0, across: 1.2, seed: 17)
        let fit = try OneStageInteraction(
            outcome: data.outcome,
            treatment: data.treatment,
            subgroup: data.subgroup,
            trials: Clusters(data.trials)
        )
        #expect(abs(fit.within.estimate) < 3.5 * fit.within.standardError)
        let across = try #require(fit.across)
        #expect(across.estimate > 0.5, "the comparison of trials is confounded, and kept apart")
    }

    @Test func oneStageAndTwoStagesAgreeInLargeTrials() throws {
        let data = Pupils(trials: 8, pupils: 400, within: 0.3, across: 0, seed: 18)
        let one = try OneStageInteraction(
            outcome: data.outcome,
            treatment: data.treatment,
            subgroup: data.subgroup,
            trials: Clusters(data.trials)
        )
        var contrasts: [WithinTrialContrast] = []
        for trial in 0..<8 {
            let rows = data.trials.indices.filter { data.trials[$0] == trial }
            let effect = try SubgroupEffect(
                outcome: rows.map { data.outcome[$0] },
                treatment: rows.map { data.treatment[$0] },
                subgroup: rows.map { data.subgroup[$0] }
            )
            let error = effect.interaction.standardError
            contrasts.append(
                WithinTrialContrast(interaction: effect.interaction.estimate, variance: error * error)
            )
        }
        let two = try PooledInteraction(contrasts, test: .normal).fit.pooled
        #expect(abs(one.within.estimate - two.estimate) < 0.25 * two.standardError)
        expectClose(one.within.standardError, two.standardError, relative: 0.15)
        #expect(abs(one.within.estimate - 0.3) < 3.5 * one.within.standardError)
    }

    @Test func fewerThanThreeTrialsAreRefused() {
        let data = Pupils(trials: 2, pupils: 40, within: 0, across: 0, seed: 19)
        #expect(throws: TrialError.invalidArgument("fewer than three trials")) {
            try OneStageInteraction(
                outcome: data.outcome,
                treatment: data.treatment,
                subgroup: data.subgroup,
                trials: Clusters(data.trials)
            )
        }
    }
}
