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
    /// Where each pupil stood among all of them, in the order in which pupils were drawn; empty once their rows are gone.
    var place: [Int] = []
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
            place.append(row)
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
    /// Where each pupil stood in the draw; empty once their rows are gone.
    let place: [Int]
    private let minimisation: MinimisationPlan?

    init(_ table: AnalysisTable, arm: Int, rows: [Int]) {
        treatment = rows.map { table.arm[$0] == arm ? 1 : 0 }
        outcome = rows.map { table.outcome[$0] }
        baseline = rows.map { table.baseline[$0] }
        school = rows.map { table.school[$0] }
        classGroup = rows.map { table.classGroup[$0] }
        stratum = rows.map { table.stratum[$0] }
        place = table.place.isEmpty ? [] : rows.map { table.place[$0] }
        minimisation = table.plan.minimisation
    }

    private init(_ frame: ModelFrame, outcome: [Double], baseline: [Double]) {
        treatment = frame.treatment
        self.outcome = outcome
        self.baseline = baseline
        school = frame.school
        classGroup = frame.classGroup
        stratum = frame.stratum
        place = frame.place
        minimisation = frame.minimisation
    }

    /// The same pupils with other values, such as imputed ones.
    func with(outcome: [Double], baseline: [Double]? = nil) -> ModelFrame {
        ModelFrame(self, outcome: outcome, baseline: baseline ?? self.baseline)
    }

    /// Columns of covariates: those given first, then the baseline, then strata.
    func covariates(
        first: [(name: String, values: [Double])] = [],
        baseline usesBaseline: Bool,
        strata usesStrata: Bool = true
    ) -> DesignMatrix? {
        var names: [String] = first.map(\.name)
        var columns: [[Double]] = first.map(\.values)
        if usesBaseline {
            names.append("baseline")
            columns.append(baseline)
        }
        for column in usesStrata ? stratumColumns : [] {
            names.append(column.name)
            columns.append(column.values)
        }
        return columns.isEmpty ? nil : DesignMatrix(names: names, matrix: Matrix(columns: columns))
    }
}

extension ModelFrame {
    /// Indicators of the strata, or of the levels of each factor of a minimisation: the first of each left out, and of
    /// factors also what the earlier ones say already, such as a region in which all schools are primary.
    var stratumColumns: [(name: String, values: [Double])] {
        let present = Set(stratum).sorted()
        guard let minimisation else {
            return present.dropFirst().map { level in
                ("stratum \(level)", stratum.map { $0 == level ? 1 : 0 })
            }
        }
        var basis: [[Double]] = [
            Array(repeating: 1 / Double(present.count).squareRoot(), count: present.count)
        ]
        var columns: [(name: String, values: [Double])] = []
        for factor in minimisation.factors {
            for level in Set(present.map { factor.levels[$0] }).sorted().dropFirst() {
                let indicator: [Double] = present.map { factor.levels[$0] == level ? 1 : 0 }
                var rest = indicator
                for direction in basis {
                    let length: Double = zip(rest, direction).reduce(0) { $0 + $1.0 * $1.1 }
                    rest = zip(rest, direction).map { $0 - length * $1 }
                }
                let length: Double = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
                guard length > 1e-8 else { continue }
                basis.append(rest.map { $0 / length })
                columns.append(
                    ("\(factor.name) \(level)", stratum.map { factor.levels[$0] == level ? 1 : 0 })
                )
            }
        }
        return columns
    }

    /// The level of every row, factor by factor; `nil` where nothing was minimised.
    var minimised: (factors: [[String]], shares: [Int])? {
        minimisation.map { plan in
            (plan.factors.map { factor in stratum.map { factor.levels[$0] } }, plan.shares)
        }
    }
}
