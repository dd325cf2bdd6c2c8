/// What treated units gained against the most similar units that were not treated.
///
/// The estimand is the average effect on the treated units that found a match. It assumes that the covariates
/// hold everything that drove both who was treated and how they would have scored: an assumption that data cannot
/// test, and that a trial does not need.
///
/// - Note: Abadie & Imbens (2006), Econometrica 74, 235 and (2011), J. Bus. Econ. Stat. 29, 1; Stuart (2010),
///   Stat. Sci. 25, 1; Abadie & Spiess (2022), J. Am. Stat. Assoc. 117, 983. Agrees with R Matching 4.10-8 to 1e-8
///   (`Fixtures/matching.json`).
public struct MatchedComparison: Sendable {
    /// How alike two units are.
    public enum Distance: String, Sendable, CaseIterable {
        /// The difference of log odds of treatment by a ``PropensityModel``.
        case propensity
        /// √((**a** − **b**)ᵀ**S**⁻¹(**a** − **b**)) with **S** the covariance pooled within the groups.
        case mahalanobis
    }

    /// How units are matched.
    public struct Options: Sendable {
        /// How alike two units are.
        public var distance: Distance = .propensity
        /// Comparison units for each treated one.
        public var neighbours: Int = 1
        /// The largest distance allowed: in standard deviations of the log odds (0.2 is common), or as it is for
        /// Mahalanobis distances; none when `nil`.
        public var caliper: Double?
        /// Whether a comparison unit may serve several treated ones; ties then all count.
        public var withReplacement: Bool = true
        /// Whether what remains unlike is adjusted for by a regression among the comparison units.
        public var biasAdjusted: Bool = false
        /// Units of one group each, such as a phase of school, within which matches must lie.
        public var exactly: [Int]?
        /// Neighbours within the own group for the variance of outcomes.
        public var varianceNeighbours: Int = 2
        /// The coverage of intervals.
        public var level: Double = 0.95

        /// The nearest unit by propensity, with replacement and without a caliper.
        public init() {}
    }

    /// One treated unit and what it is compared with.
    public struct Match: Sendable, Equatable {
        /// The row of the treated unit.
        public let treated: Int
        /// The rows of its comparison units.
        public let others: [Int]
        /// The distance of the farthest of them.
        public let distance: Double
    }

    /// The average difference between treated units and their matches.
    public let effect: CoefficientTest
    /// The effect over the pooled standard deviation of the outcome within the groups, all units.
    public let effectSize: TrialEffectSize
    /// Every treated unit that found enough matches, in the order of rows.
    public let matches: [Match]
    /// Treated units without a match: the effect says nothing about them.
    public let unmatched: [Int]
    /// The weight of each unit after matching: 1 for matched treated units, their shares for the others.
    public let weights: [Double]
    /// Differences of each covariate before and after.
    public let balance: [MatchingBalance]
    /// The model of treatment where units are matched on it.
    public let propensity: PropensityModel?

    /// Comparison units that serve at least once.
    public var othersUsed: Int { weights.count { $0 > 0 } - matches.count }

    /// Matches and compares.
    /// - Parameters:
    ///   - outcome: One finite value for each unit.
    ///   - treatment: 1 for treated units, 0 for the others.
    ///   - covariates: Characteristics from before treatment, without the constant.
    ///   - options: The distance, the caliper and how many matches there are.
    /// - Throws: ``TrialError``; among them that fewer than two treated units find a match, or that one comparison unit
    ///   serves all of them: then nothing tells how far such units lie apart.
    /// - Complexity: O(*n* log *n*) on the propensity; up to O(treated · others) by Mahalanobis distance.
    public init(
        outcome: [Double],
        treatment: [Double],
        covariates: DesignMatrix,
        options: Options = Options()
    ) throws(TrialError) {
        try IntentionToTreat.validate(outcome, treatment)
        guard options.neighbours >= 1 else { throw .invalidArgument("neighbours") }
        guard options.varianceNeighbours >= 1 else { throw .invalidArgument("variance neighbours") }
        if let caliper = options.caliper, !(caliper > 0) { throw .invalidArgument("caliper") }
        let metric = try MatchingMetric(treatment, covariates, options.distance, level: options.level)
        let groups: [Int] = options.exactly ?? treatment.map { _ in 0 }
        precondition(groups.count == treatment.count, "Every unit has a group.")
        let matching = Matching(metric: metric, treatment: treatment, groups: groups, options: options)
        let matches: [Match] = options.withReplacement ? matching.withReplacement() : matching.greedy()
        guard matches.count >= 2 else { throw .tooFewUnits(arm: "treatment", count: matches.count) }
        guard Set(matches.flatMap(\.others)).count >= 2 else {
            throw .invalidArgument("one of the others is the nearest to all: there is nobody else to compare")
        }
        var weights: [Double] = treatment.map { _ in 0 }
        for match in matches {
            weights[match.treated] = 1
            for other in match.others { weights[other] += 1 / Double(match.others.count) }
        }
        let differences: [Double] = try MatchedDifferences(
            outcome,
            covariates.matrix,
            matches,
            weights,
            adjusted: options.biasAdjusted
        ).values
        let count = Double(matches.count)
        let estimate: Double = differences.reduce(0, +) / count
        let squares: Double = sumOfSquares(differences.map { $0 - estimate })
        let variance: Double
        let degrees: Double
        if options.withReplacement {
            variance = (squares + matching.repeated(outcome, matches, weights)) / (count * count)
            degrees = .infinity
        } else {
            variance = squares / (count * (count - 1))
            degrees = count - 1
        }
        guard variance > 0 else { throw .noVariation(column: "outcome") }
        do {
            effect = try CoefficientTest(
                name: "treatment",
                estimate: estimate,
                standardError: variance.squareRoot(),
                degreesOfFreedom: degrees,
                level: options.level
            )
        } catch {
            throw .distribution(error)
        }
        effectSize = try MatchedComparison.size(effect, outcome, treatment, options.level)
        var balance: [MatchingBalance] = []
        for (index, name) in covariates.names.enumerated() {
            balance.append(
                try MatchingBalance(
                    name: name,
                    values: covariates.matrix.column(index),
                    treatment: treatment,
                    weights: weights
                )
            )
        }
        self.balance = balance
        self.matches = matches
        self.weights = weights
        unmatched = treatment.indices.filter { treatment[$0] == 1 && weights[$0] == 0 }
        propensity = metric.propensity
    }

    private static func size(
        _ effect: CoefficientTest,
        _ outcome: [Double],
        _ treatment: [Double],
        _ level: Double
    ) throws(TrialError) -> TrialEffectSize {
        let part = { (code: Double) in outcome.indices.filter { treatment[$0] == code }.map { outcome[$0] } }
        let groups = try TwoGroupComparison(
            treated: ArmSummary(name: "treatment", values: part(1)),
            control: ArmSummary(name: "others", values: part(0))
        )
        return try TrialEffectSize(
            difference: effect,
            standardDeviation: groups.pooledStandardDeviation,
            degreesOfFreedom: groups.student.degreesOfFreedom,
            denominator: .pooled,
            level: level
        )
    }
}
