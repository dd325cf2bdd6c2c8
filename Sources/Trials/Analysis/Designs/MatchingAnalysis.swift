import Statistics

/// How those compared were chosen, and how alike they then were.
package struct MatchingAnalysis: Sendable, Equatable, Codable {
    /// What was matched: schools with schools, classes with classes, or pupils with pupils.
    package let unit: AllocationUnit
    package let distance: MatchDistance
    package let caliper: Double?
    /// Of those offered it: units that found a match, and those that did not. The result says nothing about these.
    package let matched: Int
    package let unmatched: Int
    /// Of the others: units that serve at least once, and those that do not.
    package let othersUsed: Int
    package let othersUnused: Int
    /// Units with a result that lack something on which they are matched: control, then offered. `nil` in analyses that
    /// were kept before these were counted.
    package let incomplete: [Int]?
    package let balance: [Balance]
    /// Whether what remained unlike was adjusted for; not where too few serve for the regression.
    package let isAdjusted: Bool

    /// Standardised differences, offered less others, over one standard deviation before and after.
    package struct Balance: Sendable, Equatable, Codable {
        package let name: String
        package let before: Double
        package let after: Double
    }
}

/// What is matched: schools, classes or pupils, with the mean outcome of their pupils.
struct MatchedUnits {
    private(set) var outcome: [Double] = []
    private(set) var treatment: [Double] = []
    private(set) var covariates: [(name: String, values: [Double])]
    private(set) var incomplete = [0, 0]
    /// The pupils of each with an outcome.
    private(set) var members: [[Int]] = []
    /// Mean outcomes of eligible and other pupils, where units are compared by both.
    private(set) var eligible: [Double] = []
    private(set) var others: [Double] = []

    init(_ table: AnalysisTable, arm: Int, rows: [Int]) {
        let plan = table.plan
        let wanted = (plan.matching ?? MatchingPlan()).covariates
        covariates = wanted.map { covariate in
            (covariate == .baseline ? plan.baselineName : covariate.unitName, [])
        }
        let rosters: [[Int]: Int] = wanted.contains(.size) ? Self.rosters(table) : [:]
        for (unit, pupils) in Self.units(table, rows) {
            let isTreated = table.arm[pupils[0]] == arm
            let values = wanted.map { covariate -> Double in
                switch covariate {
                case .baseline: Self.mean(pupils.map { table.baseline[$0] })
                case .fsm: Self.mean(pupils.map { row in table.isFSM[row].map { $0 ? 1 : 0 } ?? .nan })
                case .size: Double(rosters[unit] ?? 0)
                }
            }
            guard !values.contains(where: \.isNaN) else {
                incomplete[isTreated ? 1 : 0] += 1
                continue
            }
            outcome.append(Self.mean(pupils.map { table.outcome[$0] }))
            treatment.append(isTreated ? 1 : 0)
            members.append(pupils)
            for (place, value) in values.enumerated() { covariates[place].values.append(value) }
        }
        removeConstants()
    }

    /// Schools or classes with both eligible and other pupils; their outcome is how far the means of the two lie apart.
    /// They are alike where both have a like baseline. Those of one part only tell nothing of the difference.
    init(partsOf table: AnalysisTable, arm: Int, rows: [Int]) {
        let plan = table.plan
        let wanted = (plan.matching ?? MatchingPlan()).covariates
        covariates = wanted.flatMap { covariate -> [(name: String, values: [Double])] in
            guard covariate == .baseline else { return [(covariate.unitName, [])] }
            return [
                ("\(plan.baselineName), eligible pupils", []), ("\(plan.baselineName), other pupils", []),
            ]
        }
        let rosters: [[Int]: Int] = wanted.contains(.size) ? Self.rosters(table) : [:]
        for (unit, pupils) in Self.units(table, rows) {
            let parts = [true, false].map { isFSM in pupils.filter { table.isFSM[$0] == isFSM } }
            guard parts.allSatisfy({ !$0.isEmpty }) else { continue }
            let values = wanted.flatMap { covariate -> [Double] in
                switch covariate {
                case .baseline: parts.map { part in Self.mean(part.map { table.baseline[$0] }) }
                case .fsm: [Double(parts[0].count) / Double(pupils.count)]
                case .size: [Double(rosters[unit] ?? 0)]
                }
            }
            let means = parts.map { part in Self.mean(part.map { table.outcome[$0] }) }
            eligible.append(means[0])
            others.append(means[1])
            outcome.append(means[0] - means[1])
            treatment.append(table.arm[pupils[0]] == arm ? 1 : 0)
            members.append(pupils)
            for (place, value) in values.enumerated() { covariates[place].values.append(value) }
        }
        removeConstants()
    }

    /// The same units by other outcomes.
    func with(outcome: [Double]) -> MatchedUnits {
        var units = self
        units.outcome = outcome
        return units
    }

    /// The pupils of each unit, in an order that no file decides.
    private static func units(_ table: AnalysisTable, _ rows: [Int]) -> [(key: [Int], value: [Int])] {
        let units = Dictionary(grouping: rows) { row -> [Int] in
            switch table.plan.unit {
            case .pupil: [row, table.arm[row]]
            case .classGroup: [table.school[row], table.classGroup[row], table.arm[row]]
            case .school: [table.school[row], table.arm[row]]
            }
        }
        return units.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    private static func rosters(_ table: AnalysisTable) -> [[Int]: Int] {
        var counts: [[Int]: Int] = [:]
        for (unit, pupils) in units(table, Array(0..<table.count)) { counts[unit] = pupils.count }
        return counts
    }

    /// What is the same everywhere makes nobody more or less alike.
    private mutating func removeConstants() {
        covariates.removeAll { column in column.values.allSatisfy { $0 == column.values.first } }
    }

    /// Of the values that are known, to ten digits: sums that were kept give the very same ties as pupils did.
    private static func mean(_ values: [Double]) -> Double {
        let known = values.filter { !$0.isNaN }
        guard !known.isEmpty else { return .nan }
        if known.count == 1 { return known[0] }
        let mean = known.reduce(0, +) / Double(known.count)
        guard mean != 0 else { return 0 }
        let unit = mean.magnitude.binade * 0x1p-33
        return (mean / unit).rounded() * unit
    }

    /// - Throws: ``TrialError``.
    func compared(_ plan: AnalysisPlan) throws(TrialError) -> (result: MatchedComparison, isAdjusted: Bool) {
        do throws(TrialError) {
            return (try compared(plan, isAdjusted: true), true)
        } catch .linearModel {
            // Too few serve for a regression among them. What stands in the way of matching itself is thrown again.
            return (try compared(plan, isAdjusted: false), false)
        }
    }

    private func compared(_ plan: AnalysisPlan, isAdjusted: Bool) throws(TrialError) -> MatchedComparison {
        let matching = plan.matching ?? MatchingPlan()
        guard !covariates.isEmpty else { throw .noVariation(column: "what is matched on") }
        var options = MatchedComparison.Options()
        options.distance = matching.distance == .propensity ? .propensity : .mahalanobis
        options.caliper = matching.caliper
        options.biasAdjusted = isAdjusted
        options.level = plan.level
        return try MatchedComparison(
            outcome: outcome,
            treatment: treatment,
            covariates: DesignMatrix(
                names: covariates.map(\.name),
                matrix: Matrix(columns: covariates.map(\.values))
            ),
            options: options
        )
    }
}

extension MatchCovariate {
    fileprivate var unitName: String {
        switch self {
        case .baseline: "Baseline"
        case .fsm: "Eligible for free school meals"
        case .size: "Pupils in the roster"
        }
    }
}

extension MatchingAnalysis {
    init(_ plan: AnalysisPlan, _ units: MatchedUnits, _ found: MatchedComparison, isAdjusted: Bool) {
        let matching = plan.matching ?? MatchingPlan()
        unit = plan.unit
        distance = matching.distance
        caliper = matching.caliper
        matched = found.matches.count
        unmatched = found.unmatched.count
        othersUsed = found.othersUsed
        othersUnused = units.treatment.count { $0 == 0 } - found.othersUsed
        incomplete = units.incomplete
        self.isAdjusted = isAdjusted
        balance = found.balance.map { Balance(name: $0.name, before: $0.before, after: $0.after) }
    }
}
