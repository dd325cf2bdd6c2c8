import Benchmark
import Statistics

/// The methods that people wait for, at the sizes they have.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(metrics: [.wallClock, .throughput, .peakMemoryResident])

    for count in [10, 1000] {
        let data = SimulatedEffects(count: count)
        Benchmark("REML meta-analysis, k = \(count)") { benchmark in
            for _ in benchmark.scaledIterations {
                blackHole(try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances))
            }
        }
    }

    let trial = SimulatedPupils(schools: 200, pupils: 50)
    Benchmark("Intention to treat, n = 10,000") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(
                try IntentionToTreat(
                    outcome: trial.outcome,
                    treatment: trial.treatment,
                    covariates: trial.covariates,
                    clusters: trial.clusters
                )
            )
        }
    }

    Benchmark("Matching on propensity, n = 10,000") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(
                try MatchedComparison(
                    outcome: trial.outcome,
                    treatment: trial.treatment,
                    covariates: trial.covariates
                )
            )
        }
    }

    Benchmark("Regression discontinuity, n = 10,000") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(
                try RegressionDiscontinuity(outcome: trial.outcome, running: trial.baseline, cutoff: 0.1)
            )
        }
    }
}

/// Effects from a seed.
struct SimulatedEffects {
    let effects: [Double]
    let variances: [Double]

    init(count: Int) {
        var generator = SeededGenerator(seed: 11)
        let variances = (0..<count).map { _ in 0.02 + 0.15 * generator.uniform() }
        effects = variances.map { 0.1 + (0.04 + $0).squareRoot() * generator.normal() }
        self.variances = variances
    }
}

/// Pupils in schools from a seed.
struct SimulatedPupils {
    var outcome: [Double] = []
    var treatment: [Double] = []
    var baseline: [Double] = []
    let clusters: Clusters

    init(schools count: Int, pupils: Int) {
        var generator = SeededGenerator(seed: 13)
        var schools: [Int] = []
        for school in 0..<count {
            let shift = 0.4 * generator.normal()
            for _ in 0..<pupils {
                schools.append(school)
                treatment.append(Double(school % 2))
                baseline.append(generator.normal())
                outcome.append(0.6 * baseline[baseline.count - 1] + shift + 0.8 * generator.normal())
            }
        }
        clusters = Clusters(schools)
    }

    var covariates: DesignMatrix {
        DesignMatrix(names: ["baseline"], matrix: Matrix(columns: [baseline]))
    }
}
