import Statistics

/// The pupils whose rows may be used, in an order of their own: the order of files and uploads changes no
/// digit of the analysis.
struct AnalysisTable: Sendable {
    let plan: AnalysisPlan
    let schools: [TrialData.School]
    var school: [Int] = []
    /// Pupils of a school without a class are one class of their own, numbered below zero.
    var classGroup: [Int] = []
    var stratum: [Int] = []
    var arm: [Int] = []
    var baseline: [Double] = []
    var outcome: [Double] = []
    var isFSM: [Bool?] = []
    /// 1 received it, 0 did not; not a number where nobody knows, or nothing is planned.
    var compliance: [Double] = []
    /// What decided about the offer at a cut-off; empty in other designs, and once pupils' rows are gone.
    var score: [Double] = []
    /// What was kept of the discontinuity at the cut-off, once pupils' rows are gone.
    var discontinuity: DiscontinuitySums?
    /// The same of the effect on those who received it because of their side.
    var complierDiscontinuity: FuzzyDiscontinuitySums?
    /// Whether a row is a pupil; rows made from sums have the sums of pupils and are none.
    let hasPupils: Bool

    init(plan: AnalysisPlan, schools: [TrialData.School], hasPupils: Bool) {
        self.plan = plan
        self.schools = schools
        self.hasPupils = hasPupils
    }

    init(_ data: TrialData) {
        self.init(plan: data.plan, schools: data.schools, hasPupils: true)
        let pupils = data.pupils
        for row in Self.order(pupils) {
            school.append(pupils.school[row])
            classGroup.append(pupils.classGroup[row] ?? -1 - pupils.school[row])
            stratum.append(pupils.stratum[row])
            arm.append(pupils.arm[row])
            baseline.append(pupils.baseline[row])
            outcome.append(pupils.outcome[row])
            isFSM.append(pupils.isFSM[row])
            compliance.append(data.plan.received(dosage: pupils.dosage[row], arm: pupils.arm[row]))
            if !pupils.score.isEmpty { score.append(pupils.score[row]) }
        }
    }

    var count: Int { school.count }

    private static func order(_ pupils: TrialData.Pupils) -> [Int] {
        let whole: [[Int]] = (0..<pupils.count).map { row in
            let meals: Int = pupils.isFSM[row].map { $0 ? 1 : 0 } ?? 2
            return [
                pupils.school[row], pupils.classGroup[row] ?? -1, pupils.stratum[row], pupils.arm[row], meals,
            ]
        }
        let numbers: [[Double]] = (0..<pupils.count).map { row in
            var values: [Double] = [pupils.baseline[row], pupils.outcome[row], pupils.dosage[row]]
            if !pupils.score.isEmpty { values.append(pupils.score[row]) }
            return values.map { $0.isNaN ? .infinity : $0 }
        }
        return (0..<pupils.count).sorted { first, second in
            if whole[first] != whole[second] {
                return whole[first].lexicographicallyPrecedes(whole[second])
            }
            return numbers[first].lexicographicallyPrecedes(numbers[second])
        }
    }

    /// Rows of one arm and of control with all that the primary model needs.
    func analysed(arm active: Int, baseline needsBaseline: Bool? = nil) -> [Int] {
        let needs = needsBaseline ?? plan.adjustsForBaseline
        return (0..<count).filter { row in
            (arm[row] == 0 || arm[row] == active) && !outcome[row].isNaN && (!needs || !baseline[row].isNaN)
        }
    }
}

/// The rows of one comparison as columns of a model.
struct ModelFrame: Sendable {
    /// 1 in the arm that was offered it, 0 in control.
    let treatment: [Double]
    let outcome: [Double]
    let baseline: [Double]
    let school: [Int]
    let classGroup: [Int]
    let stratum: [Int]

    init(_ table: AnalysisTable, arm: Int, rows: [Int]) {
        treatment = rows.map { table.arm[$0] == arm ? 1 : 0 }
        outcome = rows.map { table.outcome[$0] }
        baseline = rows.map { table.baseline[$0] }
        school = rows.map { table.school[$0] }
        classGroup = rows.map { table.classGroup[$0] }
        stratum = rows.map { table.stratum[$0] }
    }

    private init(_ frame: ModelFrame, outcome: [Double], baseline: [Double]) {
        treatment = frame.treatment
        self.outcome = outcome
        self.baseline = baseline
        school = frame.school
        classGroup = frame.classGroup
        stratum = frame.stratum
    }

    /// The same pupils with other values, such as imputed ones.
    func with(outcome: [Double], baseline: [Double]? = nil) -> ModelFrame {
        ModelFrame(self, outcome: outcome, baseline: baseline ?? self.baseline)
    }

    /// Columns of covariates: those given first, then the baseline, then strata.
    func covariates(
        first: [(name: String, values: [Double])] = [],
        baseline usesBaseline: Bool
    ) -> DesignMatrix? {
        var names: [String] = first.map(\.name)
        var columns: [[Double]] = first.map(\.values)
        if usesBaseline {
            names.append("baseline")
            columns.append(baseline)
        }
        for level in Set(stratum).sorted().dropFirst() {
            names.append("stratum \(level)")
            columns.append(stratum.map { $0 == level ? 1 : 0 })
        }
        return columns.isEmpty ? nil : DesignMatrix(names: names, matrix: Matrix(columns: columns))
    }
}
