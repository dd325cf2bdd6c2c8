import Statistics
import Trials

/// How a trial of the stories went in which a score decided, with pupils made up like those of ``TrialStudy``.
struct CutOffStudy: ToldPupils {
    var schools = 10
    var pupilsPerSchool = 90
    /// Whoever scores below is offered it.
    let cutOff: Double
    let scoreName: String
    /// What is found at the cut-off, to a few hundredths: stories must come out alike whatever the seed.
    let effect: Double
    /// The share of pupils who missed the test after.
    var missing = 0.06
    /// The shares who came to enough sessions, of those offered it and of the others.
    var compliance = (offered: 0.8, others: 0.04)
    let baseline: String
    let outcome: String
    let costs: [(name: String, pounds: String, isYearly: Bool)]
    let limitations: String

    let confounding = "The score alone decided; pupils do not crowd at it, and nothing else changes there."
    let losesSchool = false

    func data(seed: UInt64, title: String) throws -> TrialData {
        var draws = Draws(seed: seed, "pupils of \(title)")
        var pupils = TrialData.Pupils()
        for school in 0..<schools {
            let level = draws.normal(deviation: 2)
            for pupil in 0..<pupilsPerSchool {
                let ability = draws.normal(mean: 97, deviation: 12)
                let isFSM = draws.happens(ability < 95 ? 0.36 : 0.24)
                let score = (ability + draws.normal(deviation: 5)).rounded()
                let isOffered = score < cutOff
                let received = draws.happens(isOffered ? compliance.offered : compliance.others)
                let after = 22 + 0.8 * ability + level + draws.normal(deviation: 6)
                pupils.school.append(school)
                pupils.classGroup.append(school * 3 + pupil % 3)
                pupils.stratum.append(0)
                pupils.arm.append(isOffered ? 1 : 0)
                pupils.score.append(score)
                pupils.baseline.append((ability + draws.normal(deviation: 7)).rounded())
                pupils.outcome.append(draws.happens(missing) ? .nan : after)
                pupils.isFSM.append(isFSM)
                pupils.dosage.append(Double(received ? draws.whole(24...36) : draws.whole(0...12)))
            }
        }
        try settle(&pupils)
        return try TrialData(
            plan: plan(seed),
            schools: (0..<schools).map { TrialData.School(code: "S\(101 + $0)") },
            pupils: pupils
        )
    }

    private func plan(_ seed: UInt64) -> AnalysisPlan {
        AnalysisPlan(
            assignment: .cutOff(score: cutOff, offeredBelow: true),
            cutOff: CutOffPlan(scoreName: scoreName, outcomeDeviation: Self.deviation),
            unit: .pupil,
            arms: ["Lessons as before", "Offered tutoring"],
            model: .localLinear,
            adjustsForBaseline: false,
            baselineName: baseline,
            outcome: PrimaryOutcome(name: outcome, isAttainment: true),
            complianceThreshold: 24,
            planned: PlannedPrecision(target: 0.35),
            seed: seed
        )
    }

    private static let deviation = 15.0

    /// Moves those who were offered it so that the gap at the cut-off is the story's effect, and rounds scores to
    /// whole points.
    private func settle(_ pupils: inout TrialData.Pupils) throws {
        let rows = pupils.outcome.indices.filter { !pupils.outcome[$0].isNaN }
        let fit = try RegressionDiscontinuity(
            outcome: rows.map { pupils.outcome[$0] },
            running: rows.map { pupils.score[$0] },
            cutoff: cutOff,
            treatedAbove: false
        )
        let shift = effect * Self.deviation - fit.robust.estimate
        for row in rows {
            pupils.outcome[row] = (pupils.outcome[row] + (pupils.arm[row] == 1 ? shift : 0)).rounded()
        }
    }
}
