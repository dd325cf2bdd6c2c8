/// Pooled effects of groups of studies and the test that they differ.
public struct SubgroupAnalysis: Sendable {
    /// One group.
    public struct Group: Sendable {
        /// Its name.
        public let name: String
        /// Its own synthesis, with its own τ².
        public let fit: MetaAnalysis
    }

    /// Groups in ascending order: by value where all names are numbers, otherwise by their Unicode scalars.
    public let groups: [Group]
    /// *Q* between groups, χ² with groups − 1 df.
    public let between: StatisticTest

    /// Pools each group with a τ² of its own and compares the pooled effects.
    ///
    /// A group with one study is pooled without τ². To compare groups with a common τ², use
    /// ``MetaAnalysis/regression(effects:variances:moderators:intercept:method:test:level:weighting:)`` with
    /// a factor.
    ///
    /// - Parameters:
    ///   - effects: One for each study.
    ///   - variances: Sampling variances, above zero.
    ///   - labels: The group of each study; at least two different ones.
    ///   - method: How τ² of each group is estimated.
    ///   - test: The reference distribution.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Note: Borenstein et al. (2009), ch. 19, "separate estimates of τ²".
    public init(
        effects: [Double],
        variances: [Double],
        groups labels: [String],
        method: BetweenStudyEstimator = .restrictedMaximumLikelihood,
        test: SynthesisTest = .normal,
        level: Double = 0.95
    ) throws(SynthesisError) {
        try checkLength(labels.count, effects.count, "groups")
        try checkLength(variances.count, effects.count, "variances")
        let names = DesignMatrix.orderedLevels(Set(labels))
        guard names.count > 1 else { throw .oneLevel(factor: "groups") }
        var groups: [Group] = []
        for name in names {
            let members = labels.indices.filter { labels[$0] == name }
            let alone = members.count == 1
            groups.append(
                Group(
                    name: name,
                    fit: try MetaAnalysis.randomEffects(
                        effects: members.map { effects[$0] },
                        variances: members.map { variances[$0] },
                        method: alone ? .equalEffects : method,
                        test: alone ? .normal : test,
                        level: level
                    )
                )
            )
        }
        let weights = groups.map { 1 / ($0.fit.pooled.standardError * $0.fit.pooled.standardError) }
        let estimates = groups.map(\.fit.pooled.estimate)
        let mean = scalarProduct(weights, estimates) / weights.reduce(0, +)
        var q = 0.0
        for index in groups.indices {
            q += weights[index] * (estimates[index] - mean) * (estimates[index] - mean)
        }
        self.groups = groups
        between = try .chiSquared(q, Double(groups.count - 1))
    }
}
