/// What a trial would have found if the units that are missing were like those who are alike and present, and how far
/// from that they would have to be to change it: one recipe for every place that shows it.
///
/// Outcome and baselines are imputed by chained equations from each other, treatment, yes/no variables and the
/// indicators of strata; with clusters by a model with a random intercept for each, whose variances, coefficients and
/// effects are drawn. The primary analysis of each completed table is pooled by Rubin's rules with Barnard–Rubin
/// degrees of freedom, the smallest of the tables' own as those of complete data.
///
/// - Note: van Buuren (2018), *Flexible Imputation of Missing Data*, 3, 7 and 9.2. Five rounds where more than one
///   variable is incomplete: a single one is imputed from complete ones, and going round again would change nothing.
public struct TrialImputation: Sendable {
    /// The outcome and the baselines of one completed table.
    public typealias Completed = (outcome: [Double], baselines: [[Double]])

    /// The completed tables.
    public let tables: [Completed]
    /// Whether a row is of the treated arm and lacked its outcome: where a shift moves it.
    public let movable: [Bool]

    /// Strata are left to the clusters where there are more indicators than this, or where they use the clusters up.
    public static let mostStrata = 29

    /// Imputes a trial's table, everyone who was randomised.
    /// - Parameters:
    ///   - outcome: Not a number where missing.
    ///   - treatment: 1 for units allocated to treatment, 0 for control.
    ///   - baselines: Not a number where missing.
    ///   - indicators: Variables of 0 and 1, such as eligibility; one of which less than nine tenths is known, or that
    ///     does not vary, is left out.
    ///   - strata: Complete indicators of the strata.
    ///   - clusters: What was randomised whole or, in a multisite trial, the site.
    ///   - imputations: How many completed tables.
    ///   - seed: Of the generator; the same seed gives the same digits.
    /// - Throws: ``ResamplingError``: too few values of a variable, or a model that cannot be fitted.
    public init(
        outcome: [Double],
        treatment: [Double],
        baselines: [(name: String, values: [Double])] = [],
        indicators: [(name: String, values: [Double])] = [],
        strata: [(name: String, values: [Double])] = [],
        clusters: Clusters? = nil,
        imputations: Int = 20,
        seed: UInt64
    ) throws(ResamplingError) {
        precondition(outcome.count == treatment.count, "Every unit has an arm.")
        let method: MultipleImputation.Method = clusters == nil ? .normal : .clusterNormal
        var variables = [MultipleImputation.Variable("outcome", values: outcome, method: method)]
        variables += baselines.map {
            MultipleImputation.Variable($0.name, values: $0.values, method: method)
        }
        variables.append(MultipleImputation.Variable("treatment", values: treatment))
        for indicator in indicators {
            let known: [Double] = indicator.values.filter { !$0.isNaN }
            guard known.count * 10 >= outcome.count * 9, Set(known).count == 2 else { continue }
            variables.append(
                MultipleImputation.Variable(indicator.name, values: indicator.values, method: .logistic)
            )
        }
        let isUsedUp: Bool = clusters?.areUsedUp(by: strata.map(\.values) + [treatment]) ?? false
        if strata.count <= Self.mostStrata, !isUsedUp {
            variables += strata.map { MultipleImputation.Variable($0.name, values: $0.values) }
        }
        let incomplete: Int = variables.count { $0.values.contains { $0.isNaN } }
        let imputed = try MultipleImputation(
            variables: variables,
            clusters: clusters,
            imputations: imputations,
            rounds: incomplete > 1 ? 5 : 1,
            seed: seed
        )
        let count: Int = baselines.count
        tables = imputed.completed.map { ($0[0], Array($0[1..<(1 + count)])) }
        movable = zip(outcome, treatment).map { $0.isNaN && $1 == 1 }
    }

    /// The analysis pooled over the tables, with imputed outcomes of the treated arm moved by an amount.
    /// - Parameters:
    ///   - shift: In units of the outcome; zero where values are missing at random.
    ///   - level: The coverage of intervals, in 0…1.
    ///   - analyse: The difference that the trial's primary analysis finds in one completed table.
    /// - Throws: ``ResamplingError``; what `analyse` throws, too.
    public func pooled(
        shift: Double = 0,
        level: Double = 0.95,
        analyse: (Completed) throws -> CoefficientTest
    ) throws -> PooledEstimate {
        var estimates: [CoefficientTest] = []
        for table in tables {
            let outcome: [Double] =
                shift == 0 ? table.outcome : zip(table.outcome, movable).map { $1 ? $0 + shift : $0 }
            estimates.append(try analyse((outcome, table.baselines)))
        }
        return try PooledEstimate(
            name: "treatment",
            estimates: estimates.map(\.estimate),
            standardErrors: estimates.map(\.standardError),
            completeDegreesOfFreedom: estimates.map(\.degreesOfFreedom).min() ?? .infinity,
            level: level
        )
    }
}
