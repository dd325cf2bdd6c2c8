extension MetaAnalysis {
    /// Fits validated data; `tauSquared` fixes τ² instead of estimating it.
    init(
        _ data: SynthesisData,
        _ estimator: BetweenStudyEstimator,
        _ test: SynthesisTest,
        _ level: Double,
        _ weighting: SynthesisWeighting,
        terms: [(name: String, columns: [Int])],
        hasIntercept: Bool,
        tauSquared fixedTauSquared: Double? = nil
    ) throws(SynthesisError) {
        let df = data.residualDegreesOfFreedom
        if test != .normal, df < 1 { throw .tooFewStudies(found: data.count, needed: data.columns + 1) }
        var fixedWeights: [Double]?
        if case .fixed(let weights) = weighting { fixedWeights = weights }
        let variance: BetweenStudyVariance
        if let fixedTauSquared {
            variance = BetweenStudyVariance(estimate: fixedTauSquared, standardError: nil)
        } else {
            variance = try estimator.estimate(data, weights: fixedWeights)
        }
        let tauSquared = variance.estimate
        let estimate = try CoefficientSolution(data, tauSquared: tauSquared, weighting: weighting)
        let scale: Double
        switch test {
        case .normal, .studentT: scale = 1
        case .knappHartung: scale = estimate.weightedResidual / Double(df)
        case .adHocKnappHartung: scale = max(1, estimate.weightedResidual / Double(df))
        }
        // Effects that agree to the last digit leave only rounding to estimate a spread from.
        var size = 0.0
        for index in data.effects.indices {
            size += data.effects[index] * data.effects[index] / data.variances[index]
        }
        guard test != .knappHartung || estimate.weightedResidual > 1e-26 * size else {
            throw .undefined(what: "a Knapp–Hartung test of effects that do not differ")
        }
        let covariance = scale * data.design.original(estimate.covariance)
        let betas = data.design.original(estimate.gamma)

        let atZero = try WeightedProfile(data, at: 0)
        let q = df > 0 ? atZero.residual : 0
        let typical = df > 0 ? Double(df) / atZero.trace : 0
        if estimator == .equalEffects, fixedTauSquared == nil {
            iSquared = q > 0 ? max(0, 100 * (q - Double(df)) / q) : 0
            hSquared = df > 0 ? q / Double(df) : 1
        } else {
            iSquared = tauSquared > 0 ? 100 * tauSquared / (typical + tauSquared) : 0
            hSquared = df > 0 ? tauSquared / typical + 1 : 1
        }
        // Variances many orders of magnitude apart, or out of all proportion to the effects, leave no digits.
        let figures = [tauSquared, variance.standardError ?? 0, typical, q, hSquared, iSquared]
        guard figures.allSatisfy(\.isFinite) else {
            throw .undefined(what: "heterogeneity: variances too far apart, or too small beside the effects")
        }
        count = data.count
        self.estimator = estimator
        self.test = test
        self.level = level
        self.weighting = weighting
        self.covariance = covariance
        betweenStudyVariance = tauSquared
        betweenStudyVarianceStandardError = variance.standardError
        typicalVariance = typical
        residualHeterogeneity = try .chiSquared(q, Double(df))
        residualScale = scale
        self.data = data
        self.terms = terms
        self.hasIntercept = hasIntercept
        coefficients = try coefficientTable(
            names: data.design.names,
            estimates: betas,
            variances: covariance.diagonal,
            degreesOfFreedom: test == .normal ? nil : Double(df),
            level: level
        )
        let tested = data.design.isIntercept ? [] : Array((hasIntercept ? 1 : 0)..<data.columns)
        moderatorTest =
            tested.isEmpty
            ? nil
            : try waldTest(
                betas,
                covariance,
                columns: tested,
                denominator: test == .normal ? nil : Double(df)
            )
    }

    /// The test that the coefficients at these positions are all zero: χ² for `.normal`, otherwise *F*.
    public func jointTest(columns: [Int]) throws(SynthesisError) -> StatisticTest {
        guard !columns.isEmpty, columns.allSatisfy(coefficients.indices.contains) else { throw .emptyDesign }
        return try waldTest(
            coefficients.map(\.estimate),
            covariance,
            columns: columns,
            denominator: test == .normal ? nil : Double(residualDegreesOfFreedom)
        )
    }

    /// The joint test of the columns of one moderator term, by its name.
    public func termTest(_ name: String) throws(SynthesisError) -> StatisticTest {
        guard let term = terms.first(where: { $0.name == name }) else { throw .undefined(what: name) }
        return try jointTest(columns: term.columns)
    }
}

/// Coefficients for given weights, with the covariance that τ² implies for them, in the orthonormal basis.
struct CoefficientSolution {
    let gamma: [Double]
    let covariance: Matrix
    let residuals: [Double]
    /// The least Σ (*y* − fitted)²/(*v* + τ²).
    let weightedResidual: Double

    init(
        _ data: SynthesisData,
        tauSquared: Double,
        weighting: SynthesisWeighting
    ) throws(SynthesisError) {
        let optimal = data.variances.map { 1 / ($0 + tauSquared) }
        let weights: [Double]
        switch weighting {
        case .inverseVariance: weights = optimal
        case .equal: weights = [Double](repeating: 1, count: data.count)
        case .fixed(let given): weights = given
        }
        let solution = try WeightedSolution(data, weights: weights)
        gamma = solution.gamma
        residuals = solution.residuals
        if case .inverseVariance = weighting {
            covariance = solution.inverse
        } else {
            let middle = zip(weights, data.variances).map { $0 * $0 * ($1 + tauSquared) }
            covariance = solution.inverse * data.design.crossProduct(middle) * solution.inverse
        }
        // Knapp–Hartung's scale is that of the best-fitting coefficients, whichever weights are reported.
        let best: WeightedSolution
        if case .inverseVariance = weighting {
            best = solution
        } else {
            best = try WeightedSolution(data, weights: optimal)
        }
        var sum = 0.0
        for index in optimal.indices { sum += optimal[index] * best.residuals[index] * best.residuals[index] }
        weightedResidual = sum
    }
}

/// Rows of a coefficient table; `degreesOfFreedom` nil means the standard normal.
func coefficientTable(
    names: [String],
    estimates: [Double],
    variances: [Double],
    degreesOfFreedom: Double?,
    level: Double
) throws(SynthesisError) -> [CoefficientEstimate] {
    try coefficientTable(
        names: names,
        estimates: estimates,
        variances: variances,
        degreesOfFreedom: [Double?](repeating: degreesOfFreedom, count: names.count),
        level: level
    )
}

/// Rows of a coefficient table with degrees of freedom of their own (Satterthwaite).
func coefficientTable(
    names: [String],
    estimates: [Double],
    variances: [Double],
    degreesOfFreedom: [Double?],
    level: Double
) throws(SynthesisError) -> [CoefficientEstimate] {
    var rows: [CoefficientEstimate] = []
    rows.reserveCapacity(names.count)
    var critical = Double.nan
    for index in names.indices {
        let error = variances[index].squareRoot()
        guard error > 0, error.isFinite, estimates[index].isFinite else {
            throw .undefined(what: "the standard error of \(names[index])")
        }
        let statistic = estimates[index] / error
        let df = degreesOfFreedom[index]
        let repeated = index > 0 && df == degreesOfFreedom[index - 1]
        let multiplier = critical
        let answer = try evaluating { () throws(DistributionError) in
            if let df {
                let t = try StudentT(degreesOfFreedom: df)
                return (
                    try t.twoSidedPValue(statistic),
                    repeated ? multiplier : try t.twoSidedCriticalValue(level: level)
                )
            }
            let normal = StandardNormal()
            return (
                try normal.twoSidedPValue(statistic),
                repeated ? multiplier : try normal.twoSidedCriticalValue(level: level)
            )
        }
        critical = answer.1
        rows.append(
            CoefficientEstimate(
                name: names[index],
                estimate: estimates[index],
                standardError: error,
                statistic: statistic,
                degreesOfFreedom: df,
                pValue: answer.0,
                lower: estimates[index] - critical * error,
                upper: estimates[index] + critical * error
            )
        )
    }
    return rows
}

/// A Wald test of coefficients at these positions; *F* with the statistic over its df when `denominator` is
/// given.
func waldTest(
    _ estimates: [Double],
    _ covariance: Matrix,
    columns: [Int],
    denominator: Double?
) throws(SynthesisError) -> StatisticTest {
    let block = covariance.selectingRows(columns).selectingColumns(columns)
    let chosen = columns.map { estimates[$0] }
    let factor: Cholesky
    do throws(LinearAlgebraError) {
        factor = try Cholesky(block)
    } catch {
        throw .undefined(what: "a joint test with a singular covariance")
    }
    let statistic = scalarProduct(chosen, factor.solve(chosen))
    if let denominator {
        return try .fisher(statistic / Double(columns.count), Double(columns.count), denominator)
    }
    return try .chiSquared(statistic, Double(columns.count))
}
