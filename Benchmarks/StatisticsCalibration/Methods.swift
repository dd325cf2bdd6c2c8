import Statistics

/// Methods beside the primary analysis.
func otherSimulations(repeats: Int) -> [Simulation] {
    resampled(repeats: repeats) + robust(repeats: repeats) + syntheses(repeats: repeats)
        + nonrandomised(repeats: repeats)
}

private func resampled(repeats: Int) -> [Simulation] {
    let fewer = max(repeats / 4, 100)
    return [
        Simulation(
            method: "permutation of whole schools",
            design: "10 schools × 20",
            truth: 0,
            repeats: fewer
        ) {
            let trial = SimulatedTrial(.schools, schools: 10, pupils: 20, effect: 0, using: &$0)
            let test = try PermutationTest.multilevel(
                outcome: trial.outcome,
                design: PermutationDesign(treatment: trial.treatment, clusters: trial.clusters),
                clusters: trial.clusters,
                covariates: trial.covariates(),
                permutations: 199,
                seed: $0.next()
            )
            // The test has no interval: it covers zero when it does not reject it.
            let inside: Double = test.pValue >= 0.05 ? 1 : -1
            return Outcome(estimate: 0, lower: -inside, upper: inside, pValue: test.pValue, truth: 0)
        },
        Simulation(
            method: "cluster bootstrap, percentile",
            design: "20 schools × 20",
            truth: 0.2,
            repeats: fewer
        ) {
            let trial = SimulatedTrial(.schools, schools: 20, pupils: 20, effect: 0.2, using: &$0)
            let draws = try ClusterBootstrap(
                outcome: trial.outcome,
                treatment: trial.treatment,
                covariates: trial.covariates(),
                clusters: trial.clusters,
                replicates: 400,
                seed: $0.next()
            )
            let ends = try BootstrapInterval(estimate: draws.effectSize, replicates: draws.effectSizes)
                .percentile(level: 0.95)
            let rejects = ends.lowerBound > 0 || ends.upperBound < 0
            return Outcome(
                estimate: draws.effectSize,
                lower: ends.lowerBound,
                upper: ends.upperBound,
                pValue: rejects ? 0 : 1,
                truth: 0.2
            )
        },
        Simulation(
            method: "imputation, 20 % missing by baseline",
            design: "20 schools × 20",
            truth: 0.2,
            repeats: fewer
        ) {
            let trial = SimulatedTrial(.schools, schools: 20, pupils: 20, effect: 0.2, using: &$0)
            var lost = trial.outcome
            for row in lost.indices where $0.uniform() < (trial.baseline[row] < 0 ? 0.35 : 0.05) {
                lost[row] = .nan
            }
            let imputed = try MultipleImputation(
                variables: [
                    .init("outcome", values: lost, method: .clusterNormal),
                    .init("treatment", values: trial.treatment), .init("baseline", values: trial.baseline),
                ],
                clusters: trial.clusters,
                imputations: 10,
                rounds: 1,
                seed: $0.next()
            )
            let tests = try imputed.completed.map {
                try IntentionToTreat(
                    outcome: $0[0],
                    treatment: trial.treatment,
                    covariates: trial.covariates(),
                    clusters: trial.clusters
                ).difference
            }
            let pooled = try PooledEstimate(
                name: "treatment",
                estimates: tests.map(\.estimate),
                standardErrors: tests.map(\.standardError),
                completeDegreesOfFreedom: tests.map(\.degreesOfFreedom).min() ?? .infinity
            )
            return Outcome(pooled.test, truth: 0.2)
        },
    ]
}

private func robust(repeats: Int) -> [Simulation] {
    var list: [Simulation] = []
    for schools in [8, 20] {
        list.append(
            Simulation(
                method: "least squares, CR2",
                design: "\(schools) schools × 25",
                truth: 0.2,
                repeats: repeats
            ) {
                let trial = SimulatedTrial(.schools, schools: schools, pupils: 25, effect: 0.2, using: &$0)
                let ones: [Double] = Array(repeating: 1, count: trial.outcome.count)
                let leading = DesignMatrix(
                    names: ["(Intercept)", "treatment"],
                    matrix: Matrix(columns: [ones, trial.treatment])
                )
                let fit = try LinearFit(
                    outcome: trial.outcome,
                    design: leading.joined(with: trial.covariates())
                )
                return Outcome(try fit.clusterRobust(trial.clusters).tests()[1], truth: 0.2)
            }
        )
        list.append(
            Simulation(
                method: "complier effect, CR2",
                design: "\(schools) schools × 25, 70 % comply",
                truth: 0.2,
                repeats: repeats
            ) {
                var trial = SimulatedTrial(.schools, schools: schools, pupils: 25, effect: 0, using: &$0)
                var received: [Double] = []
                for row in trial.outcome.indices {
                    let complies = $0.uniform() < 0.7
                    received.append(complies ? trial.treatment[row] : 0)
                    trial.outcome[row] += 0.2 * received[row] + (complies ? 0.3 : 0)
                }
                let effect = try ComplierEffect(
                    outcome: trial.outcome,
                    treatment: trial.treatment,
                    compliance: received,
                    covariates: trial.covariates(),
                    clusters: trial.clusters,
                    standardDeviation: 1,
                    degreesOfFreedom: 1e6,
                    denominator: .unconditionalTotal
                )
                return Outcome(effect.effect, truth: 0.2)
            }
        )
    }
    return list
}

private func syntheses(repeats: Int) -> [Simulation] {
    var list: [Simulation] = []
    for count in [5, 10, 30] {
        for test in [SynthesisTest.normal, .knappHartung] {
            list.append(
                Simulation(
                    method: "REML synthesis, \(test.rawValue)",
                    design: "\(count) trials, τ² 0.02",
                    truth: 0.1,
                    repeats: repeats
                ) {
                    var effects: [Double] = []
                    var variances: [Double] = []
                    for _ in 0..<count {
                        let variance = 0.01 + 0.05 * $0.uniform()
                        variances.append(variance)
                        effects.append(0.1 + (0.02 + variance).squareRoot() * $0.normal())
                    }
                    let pooled = try MetaAnalysis.randomEffects(
                        effects: effects,
                        variances: variances,
                        test: test
                    ).pooled
                    return Outcome(
                        estimate: pooled.estimate,
                        lower: pooled.lower,
                        upper: pooled.upper,
                        pValue: pooled.pValue,
                        truth: 0.1
                    )
                }
            )
        }
    }
    for clusters in [8, 20] {
        list.append(
            Simulation(
                method: "three levels, CR2",
                design: "\(clusters) studies × 3",
                truth: 0.1,
                repeats: repeats
            ) {
                var effects: [Double] = []
                var variances: [Double] = []
                var labels: [String] = []
                for cluster in 0..<clusters {
                    let shift = 0.15 * $0.normal()
                    for _ in 0..<3 {
                        let variance = 0.01 + 0.05 * $0.uniform()
                        variances.append(variance)
                        labels.append("s\(cluster)")
                        effects.append(0.1 + shift + (0.01 + variance).squareRoot() * $0.normal())
                    }
                }
                let pooled = try ThreeLevelMetaAnalysis.fit(
                    effects: effects,
                    variances: variances,
                    clusters: labels
                ).robust().coefficients[0]
                return Outcome(
                    estimate: pooled.estimate,
                    lower: pooled.lower,
                    upper: pooled.upper,
                    pValue: pooled.pValue,
                    truth: 0.1
                )
            }
        )
    }
    return list
}

private func nonrandomised(repeats: Int) -> [Simulation] {
    [
        Simulation(
            method: "regression discontinuity, robust",
            design: "400 pupils, curved",
            truth: 0.4,
            repeats: repeats
        ) {
            var running: [Double] = []
            var outcome: [Double] = []
            for _ in 0..<400 {
                let x = 2 * $0.uniform() - 1
                running.append(x)
                outcome.append(1.5 * x + x * x - 2 * x * x * x + (x >= 0 ? 0.4 : 0) + 0.5 * $0.normal())
            }
            return Outcome(
                try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 0).robust,
                truth: 0.4
            )
        },
        Simulation(
            method: "difference in differences, CR2",
            design: "12 schools × 20, 4 treated",
            truth: 0.2,
            repeats: repeats
        ) {
            var before: [Double] = []
            var after: [Double] = []
            var treatment: [Double] = []
            var schools: [Int] = []
            for school in 0..<12 {
                let arm: Double = school < 4 ? 1 : 0
                let level = 0.4 * $0.normal()
                let change = 0.15 * $0.normal()
                for _ in 0..<20 {
                    let ability = 0.8 * $0.normal()
                    schools.append(school)
                    treatment.append(arm)
                    before.append(level + ability + 0.4 * arm + 0.4 * $0.normal())
                    after.append(level + ability + 0.6 * arm + change + 0.3 + 0.4 * $0.normal())
                }
            }
            let effect = try DifferenceInDifferences(
                before: before,
                after: after,
                treatment: treatment,
                clusters: Clusters(schools)
            ).effect
            return Outcome(effect, truth: 0.2)
        },
        Simulation(
            method: "staggered adoption, overall",
            design: "90 schools, 6 years",
            truth: 0.3,
            repeats: repeats
        ) {
            var outcome: [[Double]] = []
            var start: [Int?] = []
            for unit in 0..<90 {
                let cohort: Int? = [2, 4, nil][unit % 3]
                let level = $0.normal()
                var values: [Double] = []
                for period in 0..<6 {
                    let treated = cohort.map { period >= $0 } ?? false
                    values.append(level + 0.1 * Double(period) + (treated ? 0.3 : 0) + 0.4 * $0.normal())
                }
                outcome.append(values)
                start.append(cohort)
            }
            return Outcome(try StaggeredAdoption(outcome: outcome, start: start).overall, truth: 0.3)
        },
        Simulation(
            method: "matching on propensity, 1 with replacement",
            design: "500 pupils",
            truth: 0.3,
            repeats: repeats
        ) {
            try matched(&$0, distance: .propensity, adjusted: false)
        },
        Simulation(
            method: "matching by Mahalanobis, bias-adjusted",
            design: "500 pupils",
            truth: 0.3,
            repeats: repeats
        ) {
            try matched(&$0, distance: .mahalanobis, adjusted: true)
        },
    ]
}

private func matched(
    _ generator: inout SeededGenerator,
    distance: MatchedComparison.Distance,
    adjusted: Bool
) throws -> Outcome {
    var outcome: [Double] = []
    var treatment: [Double] = []
    var first: [Double] = []
    var second: [Double] = []
    for _ in 0..<500 {
        let x = generator.normal()
        let z = generator.normal()
        // About a third are treated, more often those with high x.
        let arm: Double = generator.normal() < 0.6 * x + 0.3 * z - 0.5 ? 1 : 0
        first.append(x)
        second.append(z)
        treatment.append(arm)
        outcome.append(0.5 * x + 0.3 * z + 0.3 * arm + 0.7 * generator.normal())
    }
    var options = MatchedComparison.Options()
    options.distance = distance
    options.biasAdjusted = adjusted
    let fit = try MatchedComparison(
        outcome: outcome,
        treatment: treatment,
        covariates: DesignMatrix(names: ["x", "z"], matrix: Matrix(columns: [first, second])),
        options: options
    )
    return Outcome(fit.effect, truth: 0.3)
}
