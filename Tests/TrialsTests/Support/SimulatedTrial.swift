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
                pupils.add(
                    school: school,
                    classGroup: school * classesPerSchool + room,
                    stratum: strata > 0 ? school % strata : 0,
                    arm: allocated,
                    baseline: generator.uniform() < missingBaseline ? .nan : 100 + 15 * before,
                    outcome: generator.uniform() < missing ? .nan : 100 + 15 * after,
                    isFSM: isFSM,
                    dosage: compliance == nil ? .nan : received ? 10 : 3
                )
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
        return try changing { $0 = $0.picking(order) }
    }

    /// The same with something changed, and with another plan or other schools where they are given.
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

extension TrialData.Pupils {
    /// Adds a pupil as the last row.
    mutating func add(
        school: Int,
        classGroup: Int,
        stratum: Int = 0,
        arm: Int,
        baseline: Double,
        outcome: Double,
        isFSM: Bool,
        dosage: Double = .nan,
        score: Double? = nil
    ) {
        self.school.append(school)
        self.classGroup.append(classGroup)
        self.stratum.append(stratum)
        self.arm.append(arm)
        self.baseline.append(baseline)
        self.outcome.append(outcome)
        self.isFSM.append(isFSM)
        self.dosage.append(dosage)
        if let score { self.score.append(score) }
    }
}

func isClose(_ left: Double, _ right: Double, _ tolerance: Double = 1e-9) -> Bool {
    (left - right).magnitude <= tolerance * max(1, right.magnitude)
}
