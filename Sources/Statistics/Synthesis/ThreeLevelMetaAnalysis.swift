/// A variance component with the level it belongs to.
public struct HeterogeneityComponent: Sendable, Equatable {
    /// Its level: `between` clusters or `within` them.
    public let level: String
    /// The variance of true effects at this level.
    public let variance: Double
    /// From the observed information; nil on the boundary at zero.
    public let standardError: Double?
    /// Its share of the variance around the model, in per cent (multilevel *I*²).
    public let iSquared: Double
}

/// A synthesis of effects that come in clusters: several findings of a study, several trials of a hub.
///
/// *yᵢⱼ* = **x**β + *uⱼ* + *wᵢⱼ* + *eᵢⱼ* with *u* ~ N(0, σ²_b) between clusters and *w* ~ N(0, σ²_w) within.
/// Sampling errors are independent, or correlated within clusters by a working correlation or a known
/// covariance.
///
/// - Note: Konstantopoulos (2011); Cheung (2014). metafor's `rma.mv(random = ~ 1 | cluster/effect)`.
public struct ThreeLevelMetaAnalysis: Sendable {
    /// The number of effects.
    public let count: Int
    /// The number of clusters.
    public let clusterCount: Int
    /// Whether the likelihood is restricted.
    public let isRestricted: Bool
    /// The reference distribution of tests; Knapp–Hartung does not exist for this model.
    public let test: SynthesisTest
    /// Level of intervals, a proportion.
    public let level: Double
    /// The coefficients with model-based standard errors.
    public let coefficients: [CoefficientEstimate]
    /// Their model-based covariance.
    public let covariance: Matrix
    /// Between clusters first, then within.
    public let components: [HeterogeneityComponent]
    /// The log-likelihood; restricted ones include ½ ln |**X**ᵀ**X**|.
    public let logLikelihood: Double
    /// Cochran's *Q* of residual heterogeneity.
    public let residualHeterogeneity: StatisticTest
    /// The omnibus test of moderators; nil for the pooled effect.
    public let moderatorTest: StatisticTest?

    let data: ClusteredData
    let variances: NestedComponents
    let gamma: [Double]
    let inverse: Matrix
    /// The sampling variance of a typical effect, which gives variances their scale where both components are zero.
    let typicalVariance: Double

    /// The pooled effect: the first coefficient.
    public var pooled: CoefficientEstimate { coefficients[0] }

    /// Fits the model by restricted or full maximum likelihood.
    ///
    /// - Parameters:
    ///   - effects: One for each row.
    ///   - variances: Sampling variances, above zero.
    ///   - clusters: The cluster of each row; at least two different ones, and at least one of two rows.
    ///   - moderators: None pools the effects.
    ///   - intercept: Whether the design has one.
    ///   - correlation: Working correlation of sampling errors within clusters (the correlated and
    ///     hierarchical effects model); nil or zero for independent errors.
    ///   - restricted: REML when true, ML when false.
    ///   - test: `.normal` or `.studentT` with *k* − *p* df.
    ///   - level: Of every interval, a proportion.
    /// - Throws: ``SynthesisError``; a component at zero is a result, a search that fails is an error. Where every
    ///   cluster has one effect ``SynthesisError/noReplication(clusters:)``, where all effects are in one
    ///   ``SynthesisError/tooFewClusters(found:needed:)``: there one of the variances, or each, is not in the data.
    /// - Complexity: O(*k p*²) an iteration, in closed form per cluster for independent errors.
    public static func fit(
        effects: [Double],
        variances: [Double],
        clusters: [String],
        moderators: [Moderator] = [],
        intercept: Bool = true,
        correlation: Double? = nil,
        restricted: Bool = true,
        test: SynthesisTest = .normal,
        level: Double = 0.95
    ) throws(SynthesisError) -> ThreeLevelMetaAnalysis {
        try MetaAnalysis.validate(effects, variances, level, .inverseVariance)
        try checkLength(clusters.count, effects.count, "clusters")
        if let correlation, !(correlation > -1 && correlation < 1) {
            throw .invalidOption(name: "correlation", value: correlation)
        }
        guard test == .normal || test == .studentT else {
            throw .undefined(what: "a Knapp–Hartung test of a three-level model; use robust errors")
        }
        let distinct = Set(clusters).count
        guard distinct > 1 else { throw .tooFewClusters(found: distinct, needed: 2) }
        guard distinct < effects.count else { throw .noReplication(clusters: distinct) }
        let basis: DesignBasis
        if moderators.isEmpty, intercept {
            basis = DesignBasis(intercept: effects.count)
        } else {
            let design = try ModeratorDesign(moderators, studies: effects.count, intercept: intercept)
            basis = try DesignBasis(names: design.names, columns: design.columns)
        }
        let flat = SynthesisData(effects: effects, variances: variances, design: basis)
        guard flat.residualDegreesOfFreedom > 0 else {
            throw .tooFewStudies(found: effects.count, needed: basis.count + 1)
        }
        let taken = try between(basis, clusters)
        guard distinct > taken else { throw .tooFewClusters(found: distinct, needed: taken + 1) }
        let dependence = correlation == 0 ? nil : correlation
        let data = try ClusteredData(flat, labels: clusters, correlation: dependence)
        return try ThreeLevelMetaAnalysis(
            data,
            flat,
            restricted: restricted,
            test: test,
            level: level,
            hasIntercept: intercept
        )
    }

    private init(
        _ data: ClusteredData,
        _ flat: SynthesisData,
        restricted: Bool,
        test: SynthesisTest,
        level: Double,
        hasIntercept: Bool
    ) throws(SynthesisError) {
        let search = NestedSearch(data: data, restricted: restricted)
        let profile = try WeightedProfile(flat, at: 0)
        let df = Double(flat.residualDegreesOfFreedom)
        let spread = max((profile.residual - df) / profile.trace, 0.1 * df / profile.trace)
        let found = try search.maximum(from: NestedComponents(between: spread / 2, within: spread / 2))
        let likelihood = try search.at(found)
        variances = found
        gamma = likelihood.gamma
        inverse = likelihood.inverse
        logLikelihood = likelihood.logLikelihood
        self.data = data
        count = data.count
        clusterCount = data.clusters.count
        isRestricted = restricted
        self.test = test
        self.level = level
        let covariance = data.design.original(likelihood.inverse)
        self.covariance = covariance
        let betas = data.design.original(likelihood.gamma)
        let testDf: Double? = test == .normal ? nil : df
        coefficients = try coefficientTable(
            names: data.design.names,
            estimates: betas,
            variances: covariance.diagonal,
            degreesOfFreedom: testDf,
            level: level
        )
        let atZero = try NestedLikelihood.residual(data)
        residualHeterogeneity = try .chiSquared(atZero, df)
        let tested = data.design.isIntercept ? [] : Array((hasIntercept ? 1 : 0)..<data.columns)
        moderatorTest =
            tested.isEmpty ? nil : try waldTest(betas, covariance, columns: tested, denominator: testDf)
        let typical = df / profile.trace
        typicalVariance = typical
        let errors = likelihood.standardErrors(found)
        let total = found.between + found.within + typical
        components = [
            HeterogeneityComponent(
                level: "between",
                variance: found.between,
                standardError: errors.0,
                iSquared: 100 * found.between / total
            ),
            HeterogeneityComponent(
                level: "within",
                variance: found.within,
                standardError: errors.1,
                iSquared: 100 * found.within / total
            ),
        ]
    }

    /// How many columns of the design differ only between clusters.
    private static func between(_ basis: DesignBasis, _ labels: [String]) throws(SynthesisError) -> Int {
        guard !basis.isIntercept else { return 1 }
        let groups = Clusters(labels)
        let centred = basis.basis.map { column -> [Double] in
            var sums = [Double](repeating: 0, count: groups.count)
            for (row, cluster) in groups.index.enumerated() { sums[cluster] += column[row] }
            return groups.index.enumerated().map { row, cluster in
                column[row] - sums[cluster] / Double(groups.sizes[cluster])
            }
        }
        // Orthonormal columns have length one, so a spread below this is rounding.
        let varying = centred.filter { sumOfSquares($0) > 1e-20 }
        guard !varying.isEmpty else { return basis.count }
        let design = Matrix(columns: varying)
        do throws(LinearAlgebraError) {
            _ = try LeastSquares(design: design, responses: Matrix(rows: design.rows, columns: 1))
            return basis.count - varying.count
        } catch {
            guard case .rankDeficient(let dependent) = error else { return basis.count - varying.count }
            return basis.count - varying.count + dependent.count
        }
    }

    /// Where the true effect of a new row of a new cluster is expected, around the pooled effect.
    ///
    /// - Parameter robust: The robust estimates of this fit, where their error and degrees of freedom are to stand
    ///   in the place of the model's own, as beside a robust interval.
    public func predictionInterval(
        robust: RobustEstimates? = nil
    ) throws(SynthesisError) -> ConfidenceInterval {
        guard data.design.isIntercept else {
            throw .undefined(what: "one prediction interval with moderators")
        }
        let pooled = robust?.coefficients[0] ?? pooled
        let spread = (pooled.standardError * pooled.standardError + variances.between + variances.within)
            .squareRoot()
        let critical = (pooled.upper - pooled.estimate) / pooled.standardError
        return ConfidenceInterval(
            lower: pooled.estimate - critical * spread,
            upper: pooled.estimate + critical * spread,
            level: level
        )
    }

    /// The profile-likelihood interval of a component, 0 between clusters or 1 within.
    public func componentInterval(_ index: Int) throws(SynthesisError) -> ConfidenceInterval {
        guard index == 0 || index == 1 else { throw .invalidOption(name: "component", value: Double(index)) }
        let level = level
        let drop = try evaluating { () throws(DistributionError) in
            try ChiSquared(degreesOfFreedom: 1).quantile(level) / 2
        }
        let target = logLikelihood - drop
        let estimate = variances[index]
        // Relative to the variances at hand, so that effects in other units have the same interval in these units.
        let scale = max(variances.between, variances.within, typicalVariance)
        func excess(_ value: Double) throws(SynthesisError) -> Double {
            let search = NestedSearch(data: data, restricted: isRestricted, held: [index: value])
            var from = variances
            from[1 - index] = max(from[1 - index], 1e-3 * scale)
            return try search.at(try search.climb(from: from)).logLikelihood - target
        }
        let zeroIsInside = try excess(0) >= 0
        let lower = zeroIsInside ? 0 : try profileCrossing(0, estimate, excess)
        var step = max(estimate, variances[1 - index], 1e-3 * typicalVariance)
        var outside = estimate + step
        while try excess(outside) > 0 {
            step *= 2
            outside += step
            guard step < 1e12 * scale else { throw .notConverged(what: "the profile of a component") }
        }
        let upper = try profileCrossing(outside, estimate, excess)
        return ConfidenceInterval(lower: lower, upper: upper, level: level)
    }
}

extension NestedLikelihood {
    /// The weighted residual sum of squares with sampling error alone.
    static func residual(_ data: ClusteredData) throws(SynthesisError) -> Double {
        let likelihood = try NestedLikelihood(
            data,
            NestedComponents(between: 0, within: 0),
            restricted: false
        )
        var sum = 0.0
        for cluster in data.clusters {
            var residuals = cluster.effects
            for (column, coefficient) in zip(cluster.columns, likelihood.gamma) {
                for index in residuals.indices { residuals[index] -= coefficient * column[index] }
            }
            let covariance = try ClusterCovariance(cluster, between: 0, within: 0)
            sum += scalarProduct(residuals, covariance.solve(residuals))
        }
        return sum
    }

    /// From the observed information of the components that are above zero.
    func standardErrors(_ components: NestedComponents) -> (Double?, Double?) {
        switch (components.between > 0, components.within > 0) {
        case (true, true):
            let determinant = observed.0 * observed.1 - observed.2 * observed.2
            guard determinant > 0, observed.0 > 0 else { return (nil, nil) }
            return ((observed.1 / determinant).squareRoot(), (observed.0 / determinant).squareRoot())
        case (true, false): return (observed.0 > 0 ? (1 / observed.0).squareRoot() : nil, nil)
        case (false, true): return (nil, observed.1 > 0 ? (1 / observed.1).squareRoot() : nil)
        case (false, false): return (nil, nil)
        }
    }
}
