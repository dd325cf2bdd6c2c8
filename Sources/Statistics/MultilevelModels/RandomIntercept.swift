extension MultilevelFit {
    /// Fits *y* = **X**β + *u*(cluster) + ε with Var(*u*) = τ² and Var(ε) = σ².
    ///
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - design: The columns of the model, of full rank.
    ///   - clusters: The cluster of each row; at least two, not all of one row.
    ///   - level: The name of the clusters, for messages and components.
    ///   - estimator: REML or ML.
    /// - Throws: ``MultilevelError``; a variance of zero is an answer (see ``boundary``), not an error.
    /// - Complexity: O(rows · columns²) once, then O(different sizes of clusters · columns²) for each of about
    ///   forty evaluations: a grid over twelve decades, lest a lower maximum be taken, and some Newton steps.
    /// - Note: Agrees with the exact optimum of lme4's likelihood to 1e-9 (`e2_lmm.json`, `refined`).
    public static func randomIntercept(
        outcome: [Double],
        design: DesignMatrix,
        clusters: Clusters,
        level: String = "cluster",
        estimator: VarianceEstimator = .restrictedMaximumLikelihood
    ) throws(MultilevelError) -> MultilevelFit {
        try validate(outcome: outcome, design: design)
        guard clusters.count >= 2 else { throw .tooFewClusters(level: level, count: clusters.count) }
        guard clusters.count < outcome.count else { throw .noReplication(level: level) }
        let sums = ClusterSums(design: design.matrix, outcome: outcome, clusters: clusters)
        try checkWithin(sums, level: level)
        return try randomIntercept(sums: sums, names: design.names, level: level, estimator: estimator)
    }

    /// Finds what makes a fit impossible before any iteration.
    static func validate(outcome: [Double], design: DesignMatrix) throws(MultilevelError) {
        precondition(
            outcome.count == design.matrix.rows,
            "The outcome has a value for each row of the design."
        )
        guard outcome.count > design.names.count else {
            throw .tooFewRows(rows: outcome.count, coefficients: design.names.count)
        }
        if let row = firstNotFinite(outcome) { throw .notFinite(column: "outcome", row: row) }
        if let place = design.notFinite { throw .notFinite(column: place.column, row: place.row) }
        let first: Double = outcome[0]
        guard outcome.contains(where: { $0 != first }) else { throw .constantOutcome }
    }

    /// Fits from the sums alone.
    static func randomIntercept(
        sums: ClusterSums,
        names: [String],
        level: String,
        estimator: VarianceEstimator
    ) throws(MultilevelError) -> MultilevelFit {
        let groups: SizeGroups = sums.groups
        try checkRank(sums, groups, names: names)
        var likelihood = InterceptLikelihood(sums: sums, estimator: estimator)
        guard
            let (theta, evaluations) = likelihood.maximize(
                groups: groups,
                within: sums.within,
                start: 0.2,
                searching: true
            )
        else { throw .noConvergence(iterations: 200) }
        let sigma: Double = likelihood.residualVariance
        guard sigma > 0, theta < 1e12 else { throw .noResidualVariation }
        let tau: Double = theta * sigma
        let moments = try sums.moments(likelihood, theta: theta)
        let origin: ModelOrigin = sums.origin
        let directions: Matrix = theta > 0 ? .identity(2) : Matrix([[0], [1]])
        let information: Matrix =
            theta > 0 ? moments.observedInformation(estimator) : moments.expectedInformation()
        let errors: Matrix = try inverse(information, along: directions)
        let effects: [[Double]] = sums.sizes.indices.map { cluster in
            let a: Double = sums.sizes[cluster] / (1 + sums.sizes[cluster] * theta)
            var rest: Double = sums.means[cluster * sums.q + sums.p]
            for column in 0..<sums.p {
                rest -= sums.means[cluster * sums.q + column] * likelihood.coefficients[column]
            }
            return [theta * a * rest]
        }
        return MultilevelFit(
            names: names,
            coefficients: origin.uncentred(likelihood.coefficients),
            covariance: origin.uncentred(moments.covariance),
            components: [
                RandomVariance(
                    name: level,
                    estimate: tau,
                    standardError: theta > 0 ? errors[0, 0].squareRoot() : nil
                ),
                RandomVariance(
                    name: "residual",
                    estimate: sigma,
                    standardError: errors[1, 1].squareRoot()
                ),
            ],
            estimator: estimator,
            logLikelihood: likelihood.logLikelihood,
            rows: sums.rows,
            clusters: [sums.clusters],
            boundary: theta > 0 ? [] : [level],
            evaluations: evaluations,
            randomEffects: effects,
            moments: moments,
            directions: directions,
            origin: origin,
            centredCoefficients: likelihood.coefficients,
            sums: sums,
            search: nil
        )
    }

    /// Finds outcomes that do not vary within clusters, and coefficients that take up every cluster.
    private static func checkWithin(_ sums: ClusterSums, level: String) throws(MultilevelError) {
        let q: Int = sums.q
        var between: [Double] = Array(repeating: 0, count: q)
        for cluster in sums.sizes.indices {
            for column in 0..<q {
                let mean: Double = sums.means[cluster * q + column]
                between[column] += sums.sizes[cluster] * mean * mean
            }
        }
        guard sums.within[(q - 1) * q + q - 1] > 1e-22 * between[q - 1] else { throw .noResidualVariation }
        // The rank of the design within clusters, by a Cholesky factor that passes over dependent columns.
        var lower: [Double] = Array(repeating: 0, count: q * q)
        var rank: Int = 0
        for row in 0..<sums.p {
            let own: Double = sums.within[row * q + row]
            var pivot: Double = own
            for column in 0..<row where lower[column * q + column] > 0 {
                var value: Double = sums.within[row * q + column]
                for k in 0..<column { value -= lower[row * q + k] * lower[column * q + k] }
                lower[row * q + column] = value / lower[column * q + column]
                pivot -= lower[row * q + column] * lower[row * q + column]
            }
            if own > 1e-20 * between[row], pivot > 1e-11 * own {
                lower[row * q + row] = pivot.squareRoot()
                rank += 1
            }
        }
        guard sums.clusters > sums.p - rank else {
            throw .clustersUsedUp(level: level, count: sums.clusters, coefficients: sums.p - rank)
        }
    }

    /// Names columns that others determine, from the cross-products scaled to correlations.
    private static func checkRank(
        _ sums: ClusterSums,
        _ groups: SizeGroups,
        names: [String]
    ) throws(MultilevelError) {
        var likelihood = InterceptLikelihood(sums: sums, estimator: .maximumLikelihood)
        _ = likelihood.evaluate(theta: 0, groups: groups, within: sums.within)
        let q: Int = sums.q
        var lower: [Double] = Array(repeating: 0, count: q * q)
        var dependent: [Int] = []
        for row in 0..<q {
            let scale: Double = likelihood.first[row * q + row]
            for column in 0...row where !dependent.contains(column) {
                var sum: Double = likelihood.first[row * q + column]
                for k in 0..<column { sum -= lower[row * q + k] * lower[column * q + k] }
                if row == column {
                    if !(sum > 1e-11 * scale) {
                        guard row < q - 1 else { throw .noResidualVariation }
                        dependent.append(row)
                        for k in 0...row { lower[row * q + k] = 0 }
                    } else {
                        lower[row * q + row] = sum.squareRoot()
                    }
                } else {
                    lower[row * q + column] = sum / lower[column * q + column]
                }
            }
        }
        guard dependent.isEmpty else { throw .collinear(terms: dependent.map { names[$0] }) }
    }
}

extension ClusterSums {
    /// The sums of inference at the maximum.
    func moments(_ likelihood: InterceptLikelihood, theta: Double) throws(MultilevelError) -> VarianceMoments
    {
        let sigma: Double = likelihood.residualVariance
        let p: Int = self.p
        let q: Int = self.q
        var v: [Double] = likelihood.coefficients.map { -$0 }
        v.append(1)
        let block = { (sum: [Double], power: Double) -> (Matrix, [Double], Double) in
            var matrix = Matrix(rows: p, columns: p)
            var mixed: [Double] = Array(repeating: 0, count: p)
            var square: Double = 0
            for row in 0..<q {
                for column in 0..<q {
                    let value: Double =
                        (row >= column ? sum[row * q + column] : sum[column * q + row]) / power
                    if row < p, column < p { matrix[row, column] = value }
                    if row < p { mixed[row] += value * v[column] }
                    square += v[row] * value * v[column]
                }
            }
            return (matrix, mixed, square)
        }
        let one = block(likelihood.first, sigma)
        let two = block(likelihood.second, sigma * sigma)
        let three = block(likelihood.third, sigma * sigma * sigma)
        let covariance: Matrix
        do {
            covariance = try Cholesky(one.0).inverse
        } catch {
            throw .linearAlgebra(error)
        }
        let given = VarianceMoments.Given(
            variances: [theta * sigma],
            residualVariance: sigma,
            rows: Double(rows),
            linear: [two.0],
            quadratic: [[three.0]],
            trace: [likelihood.traceOne / sigma],
            traces: [[likelihood.traceTwo / (sigma * sigma)]],
            mixed: [two.1],
            weightedResidual: one.2,
            residualLinear: [two.2],
            residual: [[three.2]],
            information: one.0
        )
        return VarianceMoments(given, covariance: covariance)
    }
}
