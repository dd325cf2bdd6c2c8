import Foundation
import Statistics

/// Times the library in loops within one process, as the reference is timed, and prints one line of JSON for each task:
/// its value and the processor seconds of one run.
///
///     statistics-race data FOLDER     the files that both sides read
///     statistics-race time            tasks with their values and seconds
///     statistics-race doubling        seconds as rows double
@main
struct StatisticsRace {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "data" where arguments.count == 3: try writeFiles(to: URL(fileURLWithPath: arguments[2]))
        case "time": try time()
        case "doubling": try doubling()
        default:
            FileHandle.standardError.write(Data("statistics-race data FOLDER | time | doubling\n".utf8))
            exit(64)
        }
    }

    /// Files by the task that reads them.
    static func writeFiles(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for count in [10, 100, 1000] {
            let text = SimulatedData.Effects(count: count, seed: 11).csv
            try Data(text.utf8).write(to: folder.appending(path: "effects-\(count).csv"))
        }
        let clustered = SimulatedData.Effects(count: 2000, clusterSize: 4, seed: 12).csv
        try Data(clustered.utf8).write(to: folder.appending(path: "clustered-2000.csv"))
        for schools in [200, 2000, 20_000] {
            let text = SimulatedData.Trial(schools: schools, pupils: 50, seed: 13).csv
            try Data(text.utf8).write(to: folder.appending(path: "trial-\(schools * 50).csv"))
        }
        let whole = SimulatedData.Trial(schools: 50, pupils: 100, seed: 14).csv
        try Data(whole.utf8).write(to: folder.appending(path: "whole-5000.csv"))
        let within = SimulatedData.Trial(schools: 50, pupils: 100, withinSchools: true, seed: 15).csv
        try Data(within.utf8).write(to: folder.appending(path: "within-5000.csv"))
    }

    static func time() throws {
        for count in [10, 100, 1000] {
            let data = SimulatedData.Effects(count: count, seed: 11)
            try report("REML meta-analysis, k = \(count)", repeats: count == 10 ? 2000 : 200) {
                try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances).pooled
                    .estimate
            }
        }
        let clustered = SimulatedData.Effects(count: 2000, clusterSize: 4, seed: 12)
        try report("three-level meta-analysis, k = 2,000", repeats: 50) {
            try ThreeLevelMetaAnalysis.fit(
                effects: clustered.effects,
                variances: clustered.variances,
                clusters: clustered.clusters
            ).components[0].variance
        }
        for schools in [200, 2000, 20_000] {
            let trial = SimulatedData.Trial(schools: schools, pupils: 50, seed: 13)
            let clusters = Clusters(trial.schools)
            try report("random intercept, n = \(schools * 50)", repeats: max(5, 2000 / schools * 10)) {
                try MultilevelFit.randomIntercept(
                    outcome: trial.outcome,
                    design: trial.design,
                    clusters: clusters
                ).components[0].estimate
            }
        }
        try resampling()
    }

    private static func resampling() throws {
        for withinSchools in [false, true] {
            let trial = SimulatedData.Trial(
                schools: 50,
                pupils: 100,
                withinSchools: withinSchools,
                seed: withinSchools ? 15 : 14
            )
            let clusters = Clusters(trial.schools)
            let design = try PermutationDesign(
                treatment: trial.treatment,
                clusters: withinSchools ? nil : clusters,
                strata: withinSchools ? clusters.index : nil
            )
            let what = withinSchools ? "pupils within schools" : "whole schools"
            try report("1,000 permutations of \(what), n = 5000", repeats: 9) {
                try PermutationTest.multilevel(
                    outcome: trial.outcome,
                    design: design,
                    clusters: clusters,
                    covariates: trial.covariates,
                    permutations: 1000,
                    seed: 1
                ).observed
            }
        }
        let trial = SimulatedData.Trial(schools: 50, pupils: 100, seed: 14)
        let clusters = Clusters(trial.schools)
        try report("1,000 cluster bootstraps, n = 5000", repeats: 9) {
            try ClusterBootstrap(
                outcome: trial.outcome,
                treatment: trial.treatment,
                covariates: trial.covariates,
                clusters: clusters,
                replicates: 1000,
                seed: 1
            ).difference
        }
    }

    static func doubling() throws {
        for power in 13...20 {
            let rows = 1 << power
            let trial = SimulatedData.Trial(schools: rows / 32, pupils: 32, seed: 16)
            let clusters = Clusters(trial.schools)
            try report("random intercept, n = \(rows)", repeats: 9) {
                try MultilevelFit.randomIntercept(
                    outcome: trial.outcome,
                    design: trial.design,
                    clusters: clusters
                ).components[0].estimate
            }
        }
        for power in 7...14 {
            let data = SimulatedData.Effects(count: 1 << power, seed: 17)
            try report("REML meta-analysis, k = \(1 << power)", repeats: 400) {
                try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances).pooled
                    .estimate
            }
        }
    }

    /// Runs a task once for its value, then repeatedly for the processor time of one run, all threads together: on a shared
    /// machine the clock on the wall would time the neighbours.
    private static func report(_ task: String, repeats: Int, _ body: () throws -> Double) throws {
        let value = try body()
        let start = clock()
        for _ in 0..<repeats { _ = try body() }
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC) / Double(repeats)
        print("{\"task\": \"\(task)\", \"value\": \(value), \"seconds\": \(seconds)}")
    }
}
