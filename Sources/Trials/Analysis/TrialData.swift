/// The frozen data of one trial, as its analysis reads them: everyone who was allocated, a value a pupil in
/// each column, and what was decided beforehand.
///
/// What collects data (rosters, outcomes, withdrawals) makes this value; what analyses them takes nothing
/// else. It names nobody, yet its rows are about pupils, so it is neither `Codable` nor ever stored.
package struct TrialData: Sendable, Equatable {
    package let plan: AnalysisPlan
    package let schools: [School]
    package let pupils: Pupils

    /// A school that took part, whether or not any of its pupils are left.
    package struct School: Sendable, Equatable, Codable {
        /// What the trial calls it; a public page never shows it beside a result.
        package var code: String
        /// Where schools were allocated: which arm. `nil` where arms lie within schools.
        package var arm: Int?
        package var leftDelivery: Bool
        /// It no longer tests: its outcomes are missing, its pupils count as allocated.
        package var leftTesting: Bool
        /// Its rows may no longer be used: they are not in ``TrialData/pupils``, and ``erased`` counts them.
        package var leftData: Bool
        /// It withdrew from a part after the draw and took that back; `nil` for no, as in data of before it could.
        package var hasReturned: Bool?
        /// Pupils by arm who were allocated and whose rows may no longer be used.
        package var erased: [Int]
        /// Pupils who arrived after allocation: in no arm, and not in the primary analysis.
        package var lateArrivals: Int
        /// Sessions of training that it attended; `nil` where the protocol does not count them.
        package var trainingSessions: Int?
        /// What it answered about its delivery.
        package var fidelity: Fidelity?

        package init(
            code: String,
            arm: Int? = nil,
            leftDelivery: Bool = false,
            leftTesting: Bool = false,
            leftData: Bool = false,
            hasReturned: Bool? = nil,
            erased: [Int] = [],
            lateArrivals: Int = 0,
            trainingSessions: Int? = nil,
            fidelity: Fidelity? = nil
        ) {
            self.code = code
            self.arm = arm
            self.leftDelivery = leftDelivery
            self.leftTesting = leftTesting
            self.leftData = leftData
            self.hasReturned = hasReturned
            self.erased = erased
            self.lateArrivals = lateArrivals
            self.trainingSessions = trainingSessions
            self.fidelity = fidelity
        }
    }

    /// Columns with a value for each pupil allocated whose row may be used. A missing number is not a number.
    package struct Pupils: Sendable, Equatable {
        /// A place in ``TrialData/schools``.
        package var school: [Int] = []
        /// Numbered through the whole trial, so that two schools never share a number; `nil` where unknown.
        package var classGroup: [Int?] = []
        /// A place in ``AnalysisPlan/strata``; 0 where there are none.
        package var stratum: [Int] = []
        /// A place in ``AnalysisPlan/arms``: as allocated, whatever was received.
        package var arm: [Int] = []
        package var baseline: [Double] = []
        package var outcome: [Double] = []
        /// Eligible for free school meals in the last six years; `nil` where not known.
        package var isFSM: [Bool?] = []
        /// What was received, in the unit of ``AnalysisPlan/complianceThreshold``, such as sessions attended.
        package var dosage: [Double] = []
        /// What decided about the offer at a cut-off; empty in other designs.
        package var score: [Double] = []

        package init() {}

        package var count: Int { school.count }

        /// The pupils of these rows, in this order.
        package func picking(_ rows: [Int]) -> Self {
            var picked = Self()
            picked.school = rows.map { school[$0] }
            picked.classGroup = rows.map { classGroup[$0] }
            picked.stratum = rows.map { stratum[$0] }
            picked.arm = rows.map { arm[$0] }
            picked.baseline = rows.map { baseline[$0] }
            picked.outcome = rows.map { outcome[$0] }
            picked.isFSM = rows.map { isFSM[$0] }
            picked.dosage = rows.map { dosage[$0] }
            if !score.isEmpty { picked.score = rows.map { score[$0] } }
            return picked
        }
    }

    /// - Throws: ``TrialDataError`` where columns and plan do not fit together: a programmer's or a file's
    ///   mistake, found before any arithmetic.
    package init(plan: AnalysisPlan, schools: [School], pupils: Pupils) throws(TrialDataError) {
        try Self.check(plan)
        let count = pupils.count
        let lengths = [
            pupils.classGroup.count, pupils.stratum.count, pupils.arm.count, pupils.baseline.count,
            pupils.outcome.count, pupils.isFSM.count, pupils.dosage.count,
        ]
        guard lengths.allSatisfy({ $0 == count }) else { throw .unequalColumns }
        if case .cutOff(let score, let offeredBelow) = plan.assignment {
            guard pupils.score.count == count, pupils.score.allSatisfy(\.isFinite) else {
                throw .missingScores
            }
            for row in 0..<count {
                let isOffered = (pupils.score[row] < score) == offeredBelow
                guard (pupils.arm[row] == plan.primaryArm) == isOffered else {
                    throw .wrongSideOfCutOff(row: row)
                }
            }
        }
        let strata = max(plan.strata.count, 1)
        for row in 0..<count {
            guard schools.indices.contains(pupils.school[row]) else { throw .unknownSchool(row: row) }
            guard plan.arms.indices.contains(pupils.arm[row]) else { throw .unknownArm(row: row) }
            guard (0..<strata).contains(pupils.stratum[row]) else { throw .unknownStratum(row: row) }
            if let arm = schools[pupils.school[row]].arm, arm != pupils.arm[row] {
                throw .armDiffersFromSchool(row: row)
            }
            for value in [pupils.baseline[row], pupils.outcome[row], pupils.dosage[row]]
            where value.isInfinite {
                throw .notFinite(row: row)
            }
        }
        for (place, school) in schools.enumerated() {
            guard school.fits(plan) else { throw .unusableSchool(place) }
        }
        self.plan = plan
        self.schools = schools
        self.pupils = pupils
    }

    static func check(_ plan: AnalysisPlan) throws(TrialDataError) {
        guard plan.arms.count >= 2, Set(plan.arms).count == plan.arms.count,
            plan.arms.indices.dropFirst().contains(plan.primaryArm)
        else { throw .unusablePlan("arms") }
        guard plan.level > 0, plan.level < 1 else { throw .unusablePlan("level") }
        guard plan.imputations >= 2 else { throw .unusablePlan("imputations") }
        guard plan.permutations >= 19 else { throw .unusablePlan("permutations") }
        if let minimisation = plan.minimisation {
            let strata = max(plan.strata.count, 1)
            guard !minimisation.factors.isEmpty, minimisation.shares.count == plan.arms.count,
                minimisation.factors.allSatisfy({ $0.levels.count == strata })
            else { throw .unusablePlan("minimisation") }
        }
        if let lowest = plan.outcome.lowest, let highest = plan.outcome.highest, lowest >= highest {
            throw .unusablePlan("scale of the outcome")
        }
    }
}

extension TrialData.School {
    /// Whether what is counted of it can be, under a plan.
    func fits(_ plan: AnalysisPlan) -> Bool {
        (erased.isEmpty || erased.count == plan.arms.count) && erased.allSatisfy { $0 >= 0 }
            && lateArrivals >= 0 && arm.map(plan.arms.indices.contains) ?? true
    }
}

/// Why a trial's columns and its plan do not fit together. Rows are counted from zero.
package enum TrialDataError: Error, Equatable, Sendable {
    case unequalColumns
    case missingScores
    case unknownSchool(row: Int)
    case unknownArm(row: Int)
    case unknownStratum(row: Int)
    case armDiffersFromSchool(row: Int)
    /// The offer did not follow the score, which the method rests on.
    case wrongSideOfCutOff(row: Int)
    case notFinite(row: Int)
    case unusableSchool(Int)
    case unusablePlan(String)
}
