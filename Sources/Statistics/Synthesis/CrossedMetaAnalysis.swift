/// A level at which true effects vary: the group of each row.
public struct HeterogeneityLevel: Sendable {
    /// The level, such as `study` or `test`.
    public let name: String
    /// The group of each row.
    public let groups: [String]

    /// A level with the group of each row.
    public init(_ name: String, groups: [String]) {
        self.name = name
        self.groups = groups
    }
}

/// A synthesis whose true effects vary at several levels that need not be nested: studies and the tests that they
/// share, countries and instruments.
///
/// *y* = **X**β + Σ **Z**ₗ*u*ₗ + *e* with a variance σ²ₗ for each level and known sampling errors. A level whose groups are
/// single rows is the variance within all others.
///
/// - Note: metafor's `rma.mv(random = list(~ 1 | a, ~ 1 | b))`, 3.8-1, agrees to 1e-6 (`Fixtures/crossed.json`); nested
///   levels give what ``ThreeLevelMetaAnalysis`` gives, to 1e-8.
public struct CrossedMetaAnalysis: Sendable {
    /// The number of effects.
    public let count: Int
    /// Coefficients with model-based standard errors.
    public let coefficients: [CoefficientEstimate]
    /// Their covariance.
    public let covariance: Matrix
    /// The variance of each level, in the order given.
    public let components: [HeterogeneityComponent]
    /// The log-likelihood; restricted ones include ½ ln |**X**ᵀ**X**|.
    public let logLikelihood: Double
    /// The omnibus test of moderators; nil for the pooled effect.
    public let moderatorTest: StatisticTest?

    /// Fits the model by restricted or full maximum likelihood.
    ///
    /// - Parameters:
    ///   - effects: One for each row.
    ///   - variances: Sampling variances, above zero.
    ///   - levels: Each with at least two groups; no two with the same groups.
    ///   - moderators: None pools the effects.
    ///   - restricted: REML when true, ML when false.
    ///   - test: `.normal` or `.studentT` with *k* − *p* df.
    ///   - level: Of intervals, a proportion.
    /// - Throws: ``SynthesisError``; a variance of zero is a result.
    /// - Complexity: O(Σ *n*³) an iteration, over sets of rows that share no group.
    public static func fit(
        effects: [Double],
        variances: [Double],
        levels: [HeterogeneityLevel],
        moderators: [Moderator] = [],
        restricted: Bool = true,
        test: SynthesisTest = .normal,
        level: Double = 0.95
    ) throws(SynthesisError) -> CrossedMetaAnalysis {
        try MetaAnalysis.validate(effects, variances, level, .inverseVariance)
        guard test == .normal || test == .studentT else {
            throw .undefined(what: "a Knapp–Hartung test of a model with several levels")
        }
        guard !levels.isEmpty else { throw .emptyDesign }
        var partitions: [[Int]] = []
        for item in levels {
            try checkLength(item.groups.count, effects.count, item.name)
            let groups = Clusters(item.groups)
            guard groups.count > 1 else { throw .tooFewClusters(found: groups.count, needed: 2) }
            guard !partitions.contains(groups.index) else {
                throw .undefined(what: "the variance of \(item.name): another level has the same groups")
            }
            partitions.append(groups.index)
        }
        let basis: DesignBasis
        if moderators.isEmpty {
            basis = DesignBasis(intercept: effects.count)
        } else {
            let design = try ModeratorDesign(moderators, studies: effects.count, intercept: true)
            basis = try DesignBasis(names: design.names, columns: design.columns)
        }
        let flat = SynthesisData(effects: effects, variances: variances, design: basis)
        guard flat.residualDegreesOfFreedom > 0 else {
            throw .tooFewStudies(found: effects.count, needed: basis.count + 1)
        }
        let data = try ClusteredData(
            flat,
            labels: connected(partitions, rows: effects.count),
            correlation: nil
        )
        let profile = try WeightedProfile(flat, at: 0)
        let df = Double(flat.residualDegreesOfFreedom)
        let spread = max((profile.residual - df) / profile.trace, 0.1 * df / profile.trace)
        let search = LevelSearch(data: data, partitions: partitions, restricted: restricted)
        let found = try search.maximum(spread: spread)
        return try CrossedMetaAnalysis(
            found,
            data,
            names: levels.map(\.name),
            typical: df / profile.trace,
            degreesOfFreedom: test == .normal ? nil : df,
            level: level
        )
    }

    private init(
        _ found: (variances: [Double], likelihood: StructuredLikelihood),
        _ data: ClusteredData,
        names: [String],
        typical: Double,
        degreesOfFreedom: Double?,
        level: Double
    ) throws(SynthesisError) {
        let (variances, likelihood) = found
        count = data.count
        logLikelihood = likelihood.logLikelihood
        let betas = data.design.original(likelihood.gamma)
        let covariance = data.design.original(likelihood.inverse)
        self.covariance = covariance
        coefficients = try coefficientTable(
            names: data.design.names,
            estimates: betas,
            variances: covariance.diagonal,
            degreesOfFreedom: degreesOfFreedom,
            level: level
        )
        moderatorTest =
            data.design.isIntercept
            ? nil
            : try waldTest(
                betas,
                covariance,
                columns: Array(1..<betas.count),
                denominator: degreesOfFreedom
            )
        let free = variances.indices.filter { variances[$0] > 0 }
        let information = likelihood.observed.selectingRows(free).selectingColumns(free)
        let spread = free.isEmpty ? nil : (try? Cholesky(information))?.inverse
        let total = variances.reduce(typical, +)
        components = names.indices.map { index in
            let place = free.firstIndex(of: index)
            return HeterogeneityComponent(
                level: names[index],
                variance: variances[index],
                standardError: place.flatMap { place in spread.map { $0[place, place].squareRoot() } },
                iSquared: 100 * variances[index] / total
            )
        }
    }

    /// Labels of the sets of rows that no level connects.
    private static func connected(_ partitions: [[Int]], rows: Int) -> [String] {
        var parent = Array(0..<rows)
        func root(_ row: Int) -> Int {
            var row = row
            while parent[row] != row {
                parent[row] = parent[parent[row]]
                row = parent[row]
            }
            return row
        }
        for partition in partitions {
            var first: [Int: Int] = [:]
            for (row, group) in partition.enumerated() {
                if let known = first[group] {
                    parent[root(row)] = root(known)
                } else {
                    first[group] = row
                }
            }
        }
        return (0..<rows).map { "rows with \(root($0) + 1)" }
    }
}

/// Newton's method over variances that may not be below zero.
private struct LevelSearch {
    let data: ClusteredData
    let partitions: [[Int]]
    let restricted: Bool

    func maximum(
        spread: Double
    ) throws(SynthesisError) -> (variances: [Double], likelihood: StructuredLikelihood) {
        // For each set of rows and level, which pairs of rows share a group.
        let patterns = data.clusters.map { cluster in
            partitions.map { partition in
                var matrix = Matrix(rows: cluster.rows.count, columns: cluster.rows.count)
                for (i, row) in cluster.rows.enumerated() {
                    for (j, other) in cluster.rows.enumerated() where partition[row] == partition[other] {
                        matrix[i, j] = 1
                    }
                }
                return matrix
            }
        }
        func evaluate(_ variances: [Double]) throws(SynthesisError) -> StructuredLikelihood {
            try StructuredLikelihood(
                data,
                derivatives: patterns,
                between: patterns.map { levels in
                    zip(variances, levels).dropFirst().reduce(variances[0] * levels[0]) { $0 + $1.0 * $1.1 }
                },
                restricted: restricted
            )
        }
        var current = partitions.map { _ in spread / Double(partitions.count) }
        var here = try evaluate(current)
        for _ in 0..<200 {
            let free = current.indices.filter { current[$0] > 0 || here.score[$0] > 0 }
            let step = try direction(here, free)
            var factor = 1.0
            var accepted: (variances: [Double], likelihood: StructuredLikelihood)?
            while factor > 1e-10, accepted == nil {
                var next = current
                for (place, index) in free.enumerated() {
                    next[index] = max(0, current[index] + factor * step[place])
                }
                if let there = try? evaluate(next),
                    there.logLikelihood >= here.logLikelihood - 1e-12 * max(1, abs(here.logLikelihood))
                {
                    accepted = (next, there)
                }
                factor /= 2
            }
            guard let accepted else {
                guard abs(scalarProduct(free.map { here.score[$0] }, step)) < 1e-8 else {
                    throw .notConverged(what: "the variances of the levels")
                }
                return (current, here)
            }
            let change = zip(current, accepted.variances).map { abs($0 - $1) }.max() ?? 0
            (current, here) = accepted
            if change <= 1e-12 * max(spread, current.max() ?? 0) { return (current, here) }
        }
        throw .notConverged(what: "the variances of the levels")
    }

    private func direction(_ here: StructuredLikelihood, _ free: [Int]) throws(SynthesisError) -> [Double] {
        guard !free.isEmpty else { return [] }
        let score = free.map { here.score[$0] }
        for information in [here.observed, here.expected] {
            let part = information.selectingRows(free).selectingColumns(free)
            if let factor = try? Cholesky(part) { return factor.solve(score) }
        }
        throw .undefined(what: "separate variances of these levels")
    }
}
