extension Allocation {
    /// Minimisation (Pocock & Simon 1975) with a random element.
    ///
    /// Units are taken in the order given. For each, the imbalance that every arm would leave is the weighted
    /// sum over factors of the range, across arms, of the counts (over shares) at the unit's level. The arm
    /// that leaves least is taken with the given probability, otherwise another one; ties are drawn.
    ///
    /// - Parameters:
    ///   - units: In the order in which they are allocated.
    ///   - arms: With their shares.
    ///   - factors: For each factor, the level of every unit.
    ///   - weights: The weight of each factor; all one when `nil`.
    ///   - probability: The chance of the best arm: not less than that of one arm among equals, or imbalance would be
    ///     sought; below 1, or the next arm could be foretold.
    ///   - generator: Where the draws come from.
    /// - Complexity: O(units · factors · arms²).
    public static func minimisation(
        _ units: [AllocationUnit],
        arms: [Arm],
        factors: [[String]],
        weights: [Double]? = nil,
        probability: Double = 0.8,
        using generator: inout SeededGenerator
    ) throws(RandomisationError) -> Allocation {
        try validate(units, arms)
        guard probability * Double(arms.count) >= 1, probability <= 1 else {
            throw .invalidArgument("probability")
        }
        let weights: [Double] = weights ?? Array(repeating: 1, count: factors.count)
        guard weights.count == factors.count, weights.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .invalidArgument("weights")
        }
        for factor in factors where factor.count != units.count { throw .invalidCovariate(row: factor.count) }
        let coin = BiasedCoin(
            units: units.count,
            factors: factors,
            weights: weights,
            shares: arms.map(\.share),
            probability: probability
        )
        return Allocation(
            units: units,
            arms: arms,
            assignment: coin.assignment(using: &generator),
            method: "minimisation"
        )
    }

    /// Rerandomisation (Morgan & Rubin 2012): stratified draws until the covariates are balanced.
    ///
    /// - Parameters:
    ///   - units: In the order in which they are allocated.
    ///   - arms: With their shares.
    ///   - covariates: A row for each unit.
    ///   - threshold: The largest Mahalanobis distance between arms' means that is accepted.
    ///   - limit: How many draws are looked at before giving up.
    ///   - generator: Where the draws come from.
    /// - Throws: ``RandomisationError/noBalancedDraw(draws:)``.
    /// - Note: The analysis must permute by the same rule; the covariates belong into its model.
    public static func rerandomised(
        _ units: [AllocationUnit],
        arms: [Arm],
        covariates: Matrix,
        threshold: Double,
        limit: Int = 10_000,
        using generator: inout SeededGenerator
    ) throws(RandomisationError) -> Allocation {
        try validate(units, arms)
        guard threshold > 0, limit > 0 else { throw .invalidArgument("threshold or limit") }
        let metric = try BalanceMetric(covariates, count: units.count)
        for draw in 1...limit {
            let candidate = try stratified(units, arms: arms, using: &generator)
            if metric.imbalance(candidate.assignment, arms: arms.count) <= threshold {
                return Allocation(
                    units: units,
                    arms: arms,
                    assignment: candidate.assignment,
                    method: "rerandomised",
                    draws: draw
                )
            }
        }
        throw .noBalancedDraw(draws: limit)
    }
}
