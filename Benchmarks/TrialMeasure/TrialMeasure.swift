import Foundation
import Statistics
import Trials

/// Times the whole analysis of a large trial: 200 schools, 20,000 pupils. See docs/statistics/trial-report.md.
///
/// With a folder as argument it also writes the pupils there, so that other software can be timed on them.
@main
enum TrialMeasure {
    static func main() throws {
        let data = try LargeTrial().data()
        if CommandLine.arguments.count > 1 { try write(data, to: CommandLine.arguments[1]) }
        let clock = ContinuousClock()
        var marks: [(TrialAnalysis.Step, ContinuousClock.Instant)] = []
        let start = clock.now
        let analysis = try TrialAnalysis.analysed(data) { marks.append(($0, clock.now)) }
        let end = clock.now
        for (place, mark) in marks.enumerated() {
            let next = place + 1 < marks.count ? marks[place + 1].1 : end
            print("\(mark.0.title): \(seconds(next - mark.1)) s")
        }
        print("whole analysis of \(data.pupils.count) pupils: \(seconds(end - start)) s")
        let effect = analysis.primary.effect
        print("effect \(effect.g) (\(effect.lower) to \(effect.upper))")
        let kept = clock.measure { _ = SufficientStatistics(data) }
        print("sums that are kept: \(seconds(kept)) s")
        for (name, model) in [("with covariates", true), ("treatment alone", false)] {
            let time = try fit(data, withCovariates: model, clock)
            print("random intercept, \(name): \(seconds(time)) s")
        }
    }

    /// The median of eleven fits of the model that lme4 is timed on.
    private static func fit(
        _ data: TrialData,
        withCovariates: Bool,
        _ clock: ContinuousClock
    ) throws -> Duration {
        let rows = data.pupils.outcome.indices.filter {
            !data.pupils.outcome[$0].isNaN && !data.pupils.baseline[$0].isNaN
        }
        let outcome = rows.map { data.pupils.outcome[$0] }
        var columns: [[Double]] = [rows.map { _ in 1 }, rows.map { Double(data.pupils.arm[$0]) }]
        if withCovariates {
            columns.append(rows.map { data.pupils.baseline[$0] })
            for stratum in 1..<data.plan.strata.count {
                columns.append(rows.map { data.pupils.stratum[$0] == stratum ? 1 : 0 })
            }
        }
        let design = DesignMatrix(
            names: columns.indices.map { "x\($0)" },
            matrix: Matrix(columns: columns)
        )
        let schools = Clusters(rows.map { data.pupils.school[$0] })
        let times = try (0..<11).map { _ in
            try clock.measure {
                _ = try MultilevelFit.randomIntercept(outcome: outcome, design: design, clusters: schools)
            }
        }
        return times.sorted()[5]
    }

    private static func write(_ data: TrialData, to folder: String) throws {
        var text = "school,arm,stratum,baseline,outcome\n"
        let pupils = data.pupils
        for row in 0..<pupils.count where !pupils.outcome[row].isNaN && !pupils.baseline[row].isNaN {
            text +=
                "\(pupils.school[row]),\(pupils.arm[row]),\(pupils.stratum[row]),\(pupils.baseline[row]),\(pupils.outcome[row])\n"
        }
        try text.write(toFile: folder + "/trial.csv", atomically: true, encoding: .utf8)
    }

    private static func seconds(_ duration: Duration) -> String {
        let parts = duration.components
        let thousandths = Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000)
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}

/// A trial drawn at random: pupils lost, baselines missing, compliance partial, so that every part has work.
private struct LargeTrial {
    let schools = 200
    let pupilsPerSchool = 100

    func data() throws -> TrialData {
        var generator = SeededGenerator(seed: 1)
        var pupils = TrialData.Pupils()
        var places: [TrialData.School] = []
        for school in 0..<schools {
            let arm = (school / 8) % 2
            places.append(TrialData.School(code: "S\(school + 1)", arm: arm))
            let level = 0.4 * generator.normal()
            for pupil in 0..<pupilsPerSchool {
                let ability = generator.normal()
                let received = arm == 1 && generator.uniform() < 0.8
                let after = level + 0.65 * ability + 0.65 * generator.normal() + (received ? 0.1 : 0)
                pupils.school.append(school)
                pupils.classGroup.append(school * 4 + pupil % 4)
                pupils.stratum.append(school % 8)
                pupils.arm.append(arm)
                let hasBaseline = generator.uniform() > 0.02
                pupils.baseline.append(hasBaseline ? 100 + 15 * (ability + 0.5 * generator.normal()) : .nan)
                pupils.outcome.append(generator.uniform() > 0.1 ? 100 + 15 * after : .nan)
                pupils.isFSM.append(generator.uniform() < 0.3)
                pupils.dosage.append(received ? 20 : 4)
            }
        }
        let plan = AnalysisPlan(
            unit: .school,
            arms: ["Usual teaching", "Offered"],
            strata: (1...8).map { "Stratum \($0)" },
            model: .schoolIntercept,
            baselineName: "Before",
            outcome: PrimaryOutcome(name: "After", isAttainment: true),
            complianceThreshold: 15,
            planned: PlannedPrecision(target: 0.15),
            seed: 1
        )
        return try TrialData(plan: plan, schools: places, pupils: pupils)
    }
}
