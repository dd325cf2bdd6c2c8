import Foundation
import Statistics
import Trials

/// A trial in which a score decided, drawn from a known gap: the same seed gives the same pupils.
struct SimulatedCutOff {
    var schools = 4
    var pupilsPerSchool = 200
    var offeredBelow = true
    /// In points of the outcome, whose standard deviation the protocol states as 15.
    var gap = 6.0
    /// How much an outcome rises with ten points of the score, whoever is offered it.
    var slope = 9.0
    /// Of the curve on top of the line.
    var bend = 1.0
    /// Added to the baseline of those offered it: nothing, in a sound trial.
    var baselineGap = 0.0
    /// Pupils just above the cut-off who were put just below it.
    var moved = 0.0
    var fsmExtra = 0.0
    /// Shares of those offered it, and of the others, who received it; `nil`: nothing is recorded.
    var compliance: (offered: Double, others: Double)?
    var deviationBetweenSchools = 3.0
    var seed: UInt64 = 1

    static let cut = 50.0

    var plan: AnalysisPlan {
        AnalysisPlan(
            assignment: .cutOff(score: Self.cut, offeredBelow: offeredBelow),
            cutOff: CutOffPlan(scoreName: "Screening test", outcomeDeviation: 15),
            unit: .pupil,
            arms: ["Lessons as before", "Paired reading"],
            model: .localLinear,
            adjustsForBaseline: false,
            baselineName: "Reading before",
            outcome: PrimaryOutcome(name: "Reading after", isAttainment: true),
            complianceThreshold: compliance == nil ? nil : 8,
            planned: PlannedPrecision(target: 0.25),
            permutations: 19,
            seed: 7
        )
    }

    func data() throws -> TrialData {
        var generator = SeededGenerator(seed: seed)
        var pupils = TrialData.Pupils()
        var places: [TrialData.School] = []
        for school in 0..<schools {
            places.append(TrialData.School(code: "S\(school + 1)"))
            let shift = deviationBetweenSchools * generator.normal()
            for pupil in 0..<pupilsPerSchool {
                var score = 50 + 10 * generator.normal()
                if score >= Self.cut, score < Self.cut + 3, generator.uniform() < moved { score -= 3 }
                let isOffered = (score < Self.cut) == offeredBelow
                let isFSM = generator.uniform() < 0.4
                let distance = (score - Self.cut) / 10
                let expected = 100 + slope * distance + bend * distance * distance
                let gain = isOffered ? gap + (isFSM ? fsmExtra : 0) : 0
                let before = 30 + 4 * distance + 3 * generator.normal() + (isOffered ? baselineGap : 0)
                let received = compliance.map {
                    generator.uniform() < (isOffered ? $0.offered : $0.others) ? 10.0 : 2.0
                }
                pupils.add(
                    school: school,
                    classGroup: school * 2 + pupil % 2,
                    arm: isOffered ? 1 : 0,
                    baseline: before,
                    outcome: expected + gain + shift + 10 * generator.normal(),
                    isFSM: isFSM,
                    dosage: received ?? .nan,
                    score: score
                )
            }
        }
        return try TrialData(plan: plan, schools: places, pupils: pupils)
    }
}

/// A comparison of schools that wanted the intervention, which are those whose pupils start lower, with others.
struct SimulatedMatch {
    var unit = AllocatedUnit.school
    var schools = 90
    var pupilsPerSchool = 20
    /// In points of the outcome, whose standard deviation is about 15.
    var effect = 4.0
    var matching = MatchingPlan()
    var hasFSMSubgroup = false
    var seed: UInt64 = 1

    var plan: AnalysisPlan {
        AnalysisPlan(
            assignment: .matched,
            matching: matching,
            unit: unit,
            arms: ["Lessons as before", "Paired reading"],
            model: .nearestNeighbours,
            adjustsForBaseline: matching.covariates.contains(.baseline),
            baselineName: "Reading before",
            outcome: PrimaryOutcome(name: "Reading after", isAttainment: true),
            hasFSMSubgroup: hasFSMSubgroup,
            planned: PlannedPrecision(target: 0.25),
            permutations: 19,
            seed: 7
        )
    }

    func data() throws -> TrialData {
        var generator = SeededGenerator(seed: seed)
        var pupils = TrialData.Pupils()
        var places: [TrialData.School] = []
        for school in 0..<schools {
            let level = generator.normal()
            let want = 1 / (1 + exp(0.8 + 0.9 * level))
            let wants = generator.uniform() < want
            places.append(
                TrialData.School(code: "S\(school + 1)", arm: unit == .school ? (wants ? 1 : 0) : nil)
            )
            for pupil in 0..<pupilsPerSchool {
                let ability = 6 * level + 12 * generator.normal()
                let arm = unit == .school ? wants : generator.uniform() < 1 / (1 + exp(1 + ability / 15))
                pupils.add(
                    school: school,
                    classGroup: school * 2 + pupil % 2,
                    arm: arm ? 1 : 0,
                    baseline: 100 + ability + 3 * generator.normal(),
                    outcome: 100 + ability + 5 * generator.normal() + (arm ? effect : 0),
                    isFSM: generator.uniform() < 0.3 - level / 20
                )
            }
        }
        return try TrialData(plan: plan, schools: places, pupils: pupils)
    }
}
