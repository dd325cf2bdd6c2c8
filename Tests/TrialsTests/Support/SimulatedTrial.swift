import Statistics
import Trials

/// A trial drawn from known effects, for tests: the same seed gives the same pupils.
struct SimulatedTrial {
    var unit = AllocatedUnit.school
    var model = PrimaryModel.schoolIntercept
    var schools = 20
    var classesPerSchool = 2
    var pupilsPerSchool = 24
    var strata = 2
    var arms = ["Usual teaching", "Paired reading"]
    var effect = 0.3
    /// Added for eligible pupils who are offered it.
    var fsmExtra = 0.0
    var icc = 0.15
    /// The share of outcomes that are missing.
    var missing = 0.0
    var missingBaseline = 0.0
    /// The share of those offered it who receive it; `nil`: nothing is recorded.
    var compliance: Double?
    var seed: UInt64 = 1

    var plan: AnalysisPlan {
        AnalysisPlan(
            unit: unit,
            arms: arms,
            strata: (0..<strata).map { "Stratum \($0 + 1)" },
            model: model,
            baselineName: "Reading before",
            outcome: PrimaryOutcome(name: "Reading after", isAttainment: true),
            complianceThreshold: compliance == nil ? nil : 8,
            planned: PlannedPrecision(target: 0.25),
            imputations: 5,
            permutations: 199,
            seed: 20_251_126
        )
    }

    func data() throws -> TrialData {
        var generator = SeededGenerator(seed: seed)
        var pupils = TrialData.Pupils()
        var places: [TrialData.School] = []
        for school in 0..<schools {
            let arm = (school / max(strata, 1)) % arms.count
            places.append(TrialData.School(code: "S\(school + 1)", arm: unit == .school ? arm : nil))
            let shift = icc.squareRoot() * generator.normal()
            for pupil in 0..<pupilsPerSchool {
                let room = pupil % classesPerSchool
                let allocated =
                    switch unit {
                    case .school: arm
                    case .classGroup: (school + room) % arms.count
                    case .pupil: (pupil + school) % arms.count
                    }
                let ability = generator.normal()
                let isFSM = generator.uniform() < 0.3
                let before = 0.7 * ability + 0.5 * generator.normal() + shift / 2
                let gain = allocated == 0 ? 0 : effect + (isFSM ? fsmExtra : 0)
                let received = compliance.map { generator.uniform() < $0 && allocated > 0 } ?? (allocated > 0)
                let noise = (1 - icc).squareRoot() * (0.7 * ability + 0.7 * generator.normal())
                let after = shift + noise + (received ? gain : 0)
                pupils.school.append(school)
                pupils.classGroup.append(school * classesPerSchool + room)
                pupils.stratum.append(strata > 0 ? school % strata : 0)
                pupils.arm.append(allocated)
                pupils.baseline.append(generator.uniform() < missingBaseline ? .nan : 100 + 15 * before)
                pupils.outcome.append(generator.uniform() < missing ? .nan : 100 + 15 * after)
                pupils.isFSM.append(isFSM)
                pupils.dosage.append(compliance == nil ? .nan : received ? 10 : 3)
            }
        }
        return try TrialData(plan: plan, schools: places, pupils: pupils)
    }
}

extension TrialData {
    /// The same pupils in another order.
    func shuffled(seed: UInt64) throws -> TrialData {
        var order = Array(0..<pupils.count)
        var generator = SeededGenerator(seed: seed)
        generator.shuffle(&order)
        var moved = Pupils()
        moved.school = order.map { pupils.school[$0] }
        moved.classGroup = order.map { pupils.classGroup[$0] }
        moved.stratum = order.map { pupils.stratum[$0] }
        moved.arm = order.map { pupils.arm[$0] }
        moved.baseline = order.map { pupils.baseline[$0] }
        moved.outcome = order.map { pupils.outcome[$0] }
        moved.isFSM = order.map { pupils.isFSM[$0] }
        moved.dosage = order.map { pupils.dosage[$0] }
        return try TrialData(plan: plan, schools: schools, pupils: moved)
    }

    /// Pupils in rows `rows` only, with another plan where it is given.
    func changing(
        plan: AnalysisPlan? = nil,
        schools: [School]? = nil,
        _ change: (inout Pupils) -> Void = { _ in }
    ) throws -> TrialData {
        var pupils = pupils
        change(&pupils)
        return try TrialData(plan: plan ?? self.plan, schools: schools ?? self.schools, pupils: pupils)
    }
}

func isClose(_ left: Double, _ right: Double, _ tolerance: Double = 1e-9) -> Bool {
    (left - right).magnitude <= tolerance * max(1, right.magnitude)
}
