/// The small-sample form of a cluster-robust covariance.
public enum RobustForm: String, Sendable, CaseIterable {
    /// No correction.
    case cr0 = "CR0"
    /// Times *m*/(*m* − 1).
    case cr1 = "CR1"
    /// Times *m*/(*m* − *p*): metafor's default.
    case cr1p = "CR1p"
    /// Residuals adjusted so that the covariance is unbiased when the working model holds: Bell & McCaffrey
    /// (2002), Pustejovsky & Tipton (2018).
    case cr2 = "CR2"
}

/// Coefficients with cluster-robust standard errors.
public struct RobustEstimates: Sendable {
    /// The form of the covariance.
    public let form: RobustForm
    /// The number of clusters.
    public let clusterCount: Int
    /// Each with its own Satterthwaite degrees of freedom; below 4 the *p*-value is not to be trusted.
    public let coefficients: [CoefficientEstimate]
    /// The robust covariance of the coefficients.
    public let covariance: Matrix

    let scores: RobustScores
}

/// What a robust covariance is made of, kept for joint tests.
struct RobustScores: Sendable {
    let data: ClusteredData
    /// The covariance of the effects of each cluster under the working model.
    let marginal: [Matrix]
    /// **A***ⱼ***W***ⱼ***X***ⱼ* of each cluster.
    let adjusted: [Matrix]
    /// (**X**ᵀ**WX**)⁻¹ in the orthonormal basis.
    let inverse: Matrix
}

extension ThreeLevelMetaAnalysis {
    /// Cluster-robust tests of the coefficients, the fitted model as working model.
    ///
    /// - Throws: ``SynthesisError/tooFewClusters(found:needed:)`` with no more clusters than coefficients;
    ///   ``SynthesisError/undefined(what:)`` where the model reproduces exactly what a coefficient rests on, such as the
    ///   constant of a factor whose first level one cluster alone has: its standard error is rounding, no more than
    ///   10⁻¹³ of what the magnitudes of the terms of its scores would give.
    /// - Complexity: O(Σ *n*³) over cluster sizes, and O(*m*²) in clusters for the degrees of freedom.
    /// - Note: clubSandwich's `vcovCR` and `coef_test(test = "Satterthwaite")` for `rma.mv`.
    public func robust(_ form: RobustForm = .cr2) throws(SynthesisError) -> RobustEstimates {
        let covariances = data.clusters.map { cluster in
            var matrix = cluster.covariance ?? Matrix.diagonal(cluster.variances)
            for column in 0..<matrix.columns {
                for row in 0..<matrix.rows { matrix[row, column] += variances.between }
                matrix[column, column] += variances.within
            }
            return matrix
        }
        return try robustEstimates(
            data,
            marginal: covariances,
            gamma: gamma,
            inverse: inverse,
            form: form,
            level: level
        )
    }
}

extension MetaAnalysis {
    /// Cluster-robust tests of the coefficients, independent effects with τ² as working model.
    ///
    /// - Parameters:
    ///   - form: The small-sample form.
    ///   - clusters: The cluster of each effect.
    public func robust(
        _ form: RobustForm = .cr2,
        clusters: [String]
    ) throws(SynthesisError) -> RobustEstimates {
        try checkLength(clusters.count, count, "clusters")
        guard case .inverseVariance = weighting else {
            throw .undefined(what: "robust errors with weights other than the inverse variances")
        }
        let grouped = try ClusteredData(data, labels: clusters, correlation: nil)
        let marginal = grouped.clusters.map { cluster in
            Matrix.diagonal(cluster.variances.map { $0 + betweenStudyVariance })
        }
        let solution = try WeightedSolution(data, weights: variances.map { 1 / ($0 + betweenStudyVariance) })
        return try robustEstimates(
            grouped,
            marginal: marginal,
            gamma: solution.gamma,
            inverse: solution.inverse,
            form: form,
            level: level
        )
    }
}

private func robustEstimates(
    _ data: ClusteredData,
    marginal: [Matrix],
    gamma: [Double],
    inverse: Matrix,
    form: RobustForm,
    level: Double
) throws(SynthesisError) -> RobustEstimates {
    let p = data.columns
    let m = data.clusters.count
    guard m > p else { throw .tooFewClusters(found: m, needed: p + 1) }
    var allScores: [[Double]] = []
    // The magnitudes of what each score is the sum of.
    var allSizes: [[Double]] = []
    // For each cluster: W X and A W X, from which scores and degrees of freedom follow.
    var adjusted: [Matrix] = []
    for (cluster, covariance) in zip(data.clusters, marginal) {
        let design = Matrix(columns: cluster.columns)
        let factor: Cholesky
        do throws(LinearAlgebraError) {
            factor = try Cholesky(covariance)
        } catch {
            throw .covarianceNotPositiveDefinite(block: cluster.label)
        }
        var scores = factor.solve(design)
        if form == .cr2 {
            scores = try adjustment(factor, covariance, design, inverse, cluster.label) * scores
        }
        var residuals = cluster.effects
        var sizes = cluster.effects.map(\.magnitude)
        for (column, coefficient) in zip(cluster.columns, gamma) {
            for index in residuals.indices {
                let part = coefficient * column[index]
                residuals[index] -= part
                sizes[index] += part.magnitude
            }
        }
        allScores.append((0..<p).map { scalarProduct(scores.column($0), residuals) })
        allSizes.append((0..<p).map { scalarProduct(scores.column($0).map(\.magnitude), sizes) })
        adjusted.append(scores)
    }
    let factor: Double
    switch form {
    case .cr0, .cr2: factor = 1
    case .cr1: factor = Double(m) / Double(m - 1)
    case .cr1p: factor = Double(m) / Double(m - p)
    }
    let transform = data.design.transform
    let directions = transform * inverse
    let pulled = directions * Matrix(columns: allScores)
    let covariance = factor * pulled.multiplied(by: pulled, transposingRight: true)
    let floor = RoundingFloor(sizes: Matrix(columns: allSizes))
    var degrees: [Double?] = []
    for coefficient in 0..<p {
        let reach = directions.row(coefficient).map(\.magnitude)
        guard covariance[coefficient, coefficient] > factor * floor.squares(reach: reach) else {
            throw .undefined(
                what: "a robust test of \(data.design.names[coefficient]), which the model reproduces exactly"
            )
        }
        let contrast = inverse * transform.row(coefficient)
        degrees.append(try satterthwaite(data, marginal, adjusted, contrast, inverse))
    }
    return RobustEstimates(
        form: form,
        clusterCount: m,
        coefficients: try coefficientTable(
            names: data.design.names,
            estimates: data.design.original(gamma),
            variances: covariance.diagonal,
            degreesOfFreedom: degrees,
            level: level
        ),
        covariance: covariance,
        scores: RobustScores(data: data, marginal: marginal, adjusted: adjusted, inverse: inverse)
    )
}

/// **A** = **D**ᵀ **B**^(−½) **D** with **V** = **D**ᵀ**D** and **B** = **D** (**V** − **XMX**ᵀ) **D**ᵀ.
private func adjustment(
    _ factor: Cholesky,
    _ covariance: Matrix,
    _ design: Matrix,
    _ inverse: Matrix,
    _ label: String
) throws(SynthesisError) -> Matrix {
    let lower = factor.lower
    let explained = (design * inverse).multiplied(by: design, transposingRight: true)
    let middle = lower.multiplied(by: covariance - explained, transposingSelf: true) * lower
    let eigen: SymmetricEigen
    do throws(LinearAlgebraError) {
        eigen = try SymmetricEigen(middle)
    } catch {
        throw .notConverged(what: "the adjustment of " + label)
    }
    // A direction that the coefficients absorb wholly has no residual; its generalised inverse root is zero. Rounding leaves
    // some 10⁻¹⁶ of what the covariance gives it, which is all there is where nothing else is left.
    let whole = sumOfSquares(lower.multiplied(by: lower, transposingSelf: true).elements)
    let root = eigen.mapped { $0 > 1e-12 * whole ? 1 / $0.squareRoot() : 0 }
    return (lower * root).multiplied(by: lower, transposingRight: true)
}

/// 2 E²/Var of the robust variance of one contrast under the working model.
private func satterthwaite(
    _ data: ClusteredData,
    _ marginal: [Matrix],
    _ adjusted: [Matrix],
    _ contrast: [Double],
    _ inverse: Matrix
) throws(SynthesisError) -> Double {
    var own: [Double] = []
    var projected: [[Double]] = []
    var solved: [[Double]] = []
    for index in data.clusters.indices {
        let a = adjusted[index] * contrast
        own.append(marginal[index].quadraticForm(a))
        let u = data.clusters[index].columns.map { scalarProduct($0, a) }
        projected.append(u)
        solved.append(inverse * u)
    }
    var trace = 0.0
    var squares = 0.0
    for i in own.indices {
        for j in own.indices {
            let entry = (i == j ? own[i] : 0) - scalarProduct(projected[i], solved[j])
            if i == j { trace += entry }
            squares += entry * entry
        }
    }
    guard squares > 0 else { throw .undefined(what: "degrees of freedom of a robust test") }
    return trace * trace / squares
}
