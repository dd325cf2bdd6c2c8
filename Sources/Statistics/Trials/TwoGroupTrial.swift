/// One unit of a simple two-group evaluation.
public struct TrialUnit: Sendable, Equatable {
    /// What tells the unit from the others, never its name.
    public let identifier: String
    /// The group it was allocated to.
    public let group: String
    /// The score before, or `nil` where missing.
    public let baseline: Double?
    /// The score after, or `nil` where missing.
    public let outcome: Double?

    /// A unit with its group and scores.
    public init(identifier: String, group: String, baseline: Double?, outcome: Double?) {
        self.identifier = identifier
        self.group = group
        self.baseline = baseline
        self.outcome = outcome
    }
}

/// The analysis of two groups measured before and after, without clusters.
///
/// The estimand is the difference in outcome between the groups at equal baseline (analysis of covariance),
/// for all units with both scores. The effect size divides it by the pooled standard deviation of the outcome
/// within groups.
public struct TwoGroupTrial: Sendable {
    /// Units analysed: those with both scores.
    public let analysed: Int
    /// Units left out because a score is missing, by group: treated, then control.
    public let excluded: (treated: Int, control: Int)
    /// The outcome of each group as recorded: treated, then control.
    public let outcome: (treated: ArmSummary, control: ArmSummary)
    /// The baseline of the two groups among the units analysed; its effect size is the standardised
    /// difference.
    public let baseline: TwoGroupComparison
    /// The outcome of the two groups among the units analysed, not adjusted.
    public let unadjusted: TwoGroupComparison
    /// The difference in outcome at equal baseline, in units of the outcome.
    public let adjusted: CoefficientTest
    /// Hedges' *g* of the adjusted difference.
    public let effectSize: TrialEffectSize
    /// Hedges' *g* of the adjusted difference with the bias-corrected robust (HC2) standard error.
    public let robustEffectSize: TrialEffectSize
    /// The correlation of baseline and outcome within groups.
    public let baselineCorrelation: Double

    /// Analyses a two-group evaluation.
    /// - Parameters:
    ///   - units: Every unit allocated, each once.
    ///   - treated: The name of the treated group; the other must be the only other one.
    ///   - level: The coverage of intervals.
    /// - Throws: ``TrialError``: a repeated unit, more or fewer than two groups, fewer than three complete
    ///   units in a group, scores without variation.
    /// - Complexity: O(units).
    public init(units: [TrialUnit], treated: String, level: Double = 0.95) throws(TrialError) {
        try TwoGroupTrial.validate(units, treated: treated)
        let arms: [[TrialUnit]] = [
            units.filter { $0.group == treated }, units.filter { $0.group != treated },
        ]
        let names: [String] = [treated, arms[1][0].group]
        let complete: [[TrialUnit]] = arms.map { $0.filter { $0.baseline != nil && $0.outcome != nil } }
        for (name, units) in zip(names, complete) where units.count < 3 {
            throw .tooFewUnits(arm: name, count: units.count)
        }
        outcome = (
            try ArmSummary(name: names[0], values: arms[0].map { $0.outcome ?? .nan }),
            try ArmSummary(name: names[1], values: arms[1].map { $0.outcome ?? .nan })
        )
        excluded = (arms[0].count - complete[0].count, arms[1].count - complete[1].count)
        let before: [[Double]] = complete.map { $0.compactMap(\.baseline) }
        let after: [[Double]] = complete.map { $0.compactMap(\.outcome) }
        guard TwoGroupTrial.varies(before) else { throw .noVariation(column: "baseline") }
        guard TwoGroupTrial.varies(after) else { throw .noVariation(column: "outcome") }
        let baseline = try TwoGroupComparison(
            treated: ArmSummary(name: names[0], values: before[0]),
            control: ArmSummary(name: names[1], values: before[1]),
            level: level
        )
        let unadjusted = try TwoGroupComparison(
            treated: ArmSummary(name: names[0], values: after[0]),
            control: ArmSummary(name: names[1], values: after[1]),
            level: level
        )
        self.baseline = baseline
        self.unadjusted = unadjusted
        analysed = complete[0].count + complete[1].count
        let n: Int = before[0].count
        let m: Int = before[1].count
        let indicator: [Double] = Array(repeating: 1, count: n) + Array(repeating: 0, count: m)
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment", "baseline"],
            matrix: Matrix(columns: [Array(repeating: 1, count: n + m), indicator, before[0] + before[1]])
        )
        let tests: [CoefficientTest]
        let robust: [CoefficientTest]
        do {
            let fit = try LinearFit(outcome: after[0] + after[1], design: design)
            tests = try fit.tests(level: level)
            robust = try fit.tests(.hc2, level: level)
        } catch {
            throw .linearModel(error)
        }
        adjusted = tests[1]
        let deviation: Double = unadjusted.pooledStandardDeviation
        let df: Double = unadjusted.student.degreesOfFreedom
        effectSize = try TrialEffectSize(
            difference: tests[1],
            standardDeviation: deviation,
            degreesOfFreedom: df,
            denominator: .pooled,
            level: level
        )
        robustEffectSize = try TrialEffectSize(
            difference: robust[1],
            standardDeviation: deviation,
            degreesOfFreedom: df,
            denominator: .pooled,
            level: level
        )
        baselineCorrelation = tests[2].estimate * baseline.pooledStandardDeviation / deviation
    }

    /// Finds what makes an analysis impossible before any arithmetic.
    private static func validate(_ units: [TrialUnit], treated: String) throws(TrialError) {
        var seen: Set<String> = []
        for (row, unit) in units.enumerated() {
            guard seen.insert(unit.identifier).inserted else { throw .repeatedUnit(row: row) }
            if let value = unit.baseline, !value.isFinite { throw .notFinite(column: "baseline", row: row) }
            if let value = unit.outcome, !value.isFinite { throw .notFinite(column: "outcome", row: row) }
        }
        let groups: [String] = Set(units.map(\.group)).sorted()
        guard groups.contains(treated) else { throw .missingArm(treated) }
        guard groups.count == 2 else { throw .wrongArms(found: groups) }
    }

    /// Whether any group has two different values.
    private static func varies(_ groups: [[Double]]) -> Bool {
        groups.contains { values in values.contains { $0 != values[0] } }
    }
}
