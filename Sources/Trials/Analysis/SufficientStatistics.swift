package import Statistics

/// What is kept of a trial when its pupils' rows are destroyed: counts, means and products for each group of
/// pupils alike in everything that the models tell apart.
///
/// A model with random intercepts, least squares and two-stage least squares depend on the rows through these
/// alone, so the analysis can be repeated to the same digits. A group may be one pupil: what is kept is
/// restricted, never public.
package struct SufficientStatistics: Sendable, Equatable, Codable {
    package let plan: AnalysisPlan
    package let schools: [TrialData.School]
    package let groups: [Group]
    /// Where a score decided: the weighted sums near the cut-off, which hold nobody's score.
    package let discontinuity: DiscontinuitySums?
    /// The same for those who received it because of their side.
    package let complierDiscontinuity: FuzzyDiscontinuitySums?

    /// Pupils of one school, class, stratum, arm and eligibility who have the same values missing.
    package struct Group: Sendable, Equatable, Codable {
        package let school: Int
        package let classGroup: Int
        package let stratum: Int
        package let arm: Int
        package let isFSM: Bool?
        package let count: Int
        /// Means of baseline, outcome and compliance; `nil` where missing.
        package let means: [Double?]
        /// Sums of products about the means of those present, the lower triangle row by row.
        package let products: [Double]
    }

    package init(_ data: TrialData) { self.init(AnalysisTable(data)) }

    init(_ table: AnalysisTable) {
        plan = table.plan
        schools = table.schools
        var order: [[Int]] = []
        var rows: [[Int]: [Int]] = [:]
        for row in 0..<table.count {
            let values = table.values(row)
            let present = values.enumerated().reduce(0) { $0 | ($1.element.isNaN ? 0 : 1 << $1.offset) }
            let meals: Int = table.isFSM[row].map { $0 ? 1 : 0 } ?? 2
            let key = [
                table.school[row], table.classGroup[row], table.stratum[row], table.arm[row], meals, present,
            ]
            if rows[key] == nil { order.append(key) }
            rows[key, default: []].append(row)
        }
        groups = order.compactMap { key in rows[key].map { Group(table, $0) } }
        discontinuity =
            plan.assignment.cutOff == nil
            ? nil : try? DiscontinuityFit(table, rows: table.analysed(arm: plan.primaryArm)).fit.sums
        complierDiscontinuity = FuzzyDiscontinuitySums(table)
    }
}

extension AnalysisTable {
    fileprivate func values(_ row: Int) -> [Double] { [baseline[row], outcome[row], compliance[row]] }

    /// Rows with the counts, means and products of the pupils' rows, and with nothing else of theirs.
    init(_ statistics: SufficientStatistics) {
        self.init(plan: statistics.plan, schools: statistics.schools, hasPupils: false)
        discontinuity = statistics.discontinuity
        complierDiscontinuity = statistics.complierDiscontinuity
        for group in statistics.groups {
            for values in group.rows {
                school.append(group.school)
                classGroup.append(group.classGroup)
                stratum.append(group.stratum)
                arm.append(group.arm)
                isFSM.append(group.isFSM)
                baseline.append(values[0])
                outcome.append(values[1])
                compliance.append(values[2])
            }
        }
    }
}

extension TrialAnalysis {
    /// Repeats the analysis from what was kept. Parts that need pupils' own rows say so.
    package static func repeated(
        _ statistics: SufficientStatistics,
        tell: (Step) -> Void = { _ in }
    ) throws(TrialError) -> TrialAnalysis {
        try analysed(AnalysisTable(statistics), tell: tell)
    }
}

extension SufficientStatistics.Group {
    fileprivate init(_ table: AnalysisTable, _ rows: [Int]) {
        let first = rows[0]
        let values = rows.map { table.values($0) }
        let present = (0..<3).filter { !values[0][$0].isNaN }
        let count = Double(rows.count)
        let means: [Double] = (0..<3).map { column in
            let start = values[0][column]
            return start + values.reduce(0) { $0 + ($1[column] - start) } / count
        }
        var products: [Double] = []
        for (place, row) in present.enumerated() {
            for column in present[...place] {
                products.append(
                    values.reduce(0) { $0 + ($1[row] - means[row]) * ($1[column] - means[column]) }
                )
            }
        }
        school = table.school[first]
        classGroup = table.classGroup[first]
        stratum = table.stratum[first]
        arm = table.arm[first]
        isFSM = table.isFSM[first]
        self.count = rows.count
        self.means = means.map { $0.isNaN ? nil : $0 }
        self.products = products
    }

    /// As many rows as there were pupils, with their means and products: **1**·mean + **H**·**L**ᵀ with the
    /// columns of **H** at right angles to each other and to **1**, and **LL**ᵀ the products.
    fileprivate var rows: [[Double]] {
        let present = (0..<3).filter { means[$0] != nil }
        var factor: [[Double]] = present.map { _ in Array(repeating: 0, count: present.count) }
        // A root of a matrix that may be singular: a column without spread adds nothing.
        var place = 0
        for row in present.indices {
            for column in 0...row {
                var rest = products[place]
                place += 1
                for earlier in 0..<column { rest -= factor[row][earlier] * factor[column][earlier] }
                if row == column {
                    let least = 1e-12 * products[place - 1].magnitude
                    factor[row][row] = rest > least ? rest.squareRoot() : 0
                } else if factor[column][column] > 0 {
                    factor[row][column] = rest / factor[column][column]
                }
            }
        }
        // Only as many directions as pupils less one exist; a factor's empty columns need none.
        let directions = present.indices.filter { column in
            present.indices.contains { factor[$0][column] != 0 }
        }
        return (0..<count).map { row in
            var values: [Double] = means.map { $0 ?? .nan }
            for (position, column) in directions.enumerated() {
                let weight = Self.contrast(row, position, of: count)
                for (index, variable) in present.enumerated() where factor[index][column] != 0 {
                    values[variable] += weight * factor[index][column]
                }
            }
            return values
        }
    }

    /// Helmert's contrasts, each of length one: the first `k` + 1 rows sum to zero, later ones are zero.
    private static func contrast(_ row: Int, _ k: Int, of count: Int) -> Double {
        guard k + 1 < count else { return 0 }
        let size = Double(k + 1)
        let length: Double = (size * (size + 1)).squareRoot()
        if row <= k { return 1 / length }
        return row == k + 1 ? -size / length : 0
    }
}
