extension MultilevelFit {
    /// Cluster-robust inference about the coefficients with the fitted model as working model.
    ///
    /// With **V**ⱼ = **Z**ⱼ**GZ**ⱼᵀ + σ²**I** and **M** = (**X**ᵀ**V**⁻¹**X**)⁻¹ the covariance is **M** Σ *s*ⱼ*s*ⱼᵀ
    /// **M** of scores *s*ⱼ = **X**ⱼᵀ**V**ⱼ⁻¹**A**ⱼ*e*ⱼ, where *e* = *y* − **X**β̂. CR2 takes the symmetric **A**ⱼ with
    /// **A**ⱼ(**V**ⱼ − **X**ⱼ**MX**ⱼᵀ)**A**ⱼ = **V**ⱼ, so that the covariance is unbiased where the working model holds
    /// and stays consistent in the number of clusters where it does not.
    ///
    /// Outside the span of [**Z**ⱼ, **X**ⱼ] both **V**ⱼ and **A**ⱼ are multiples of the identity, so cross-products of
    /// those columns are all that is kept of a cluster.
    ///
    /// - Parameters:
    ///   - outcome: The outcome that was fitted.
    ///   - design: Its design.
    ///   - terms: Its random terms; for ``randomIntercept(outcome:design:clusters:level:estimator:)`` one term of the
    ///     same clusters.
    ///   - clusters: What is independent; the clusters of the first term when `nil`. Every random effect must belong to
    ///     one of them.
    ///   - adjustment: The small-sample form.
    /// - Throws: ``MultilevelError/tooFewClusters(level:count:)`` for one cluster,
    ///   ``MultilevelError/notNested(row:)`` for an effect that reaches into two.
    /// - Complexity: O(Σ *n*ⱼ(*p* + *q*ⱼ)² + (*p* + *q*ⱼ)³) for *q*ⱼ random effects in cluster *j*.
    /// - Note: Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, 672, section 3. clubSandwich 0.5.8 `vcovCR` for
    ///   `lmer` fits agrees as far as lme4's default fit allows (`e2_lmm.json`).
    public func clusterRobust(
        outcome: [Double],
        design: DesignMatrix,
        terms: [RandomTerm],
        clusters: Clusters? = nil,
        adjustment: ClusterAdjustment = .cr2
    ) throws(MultilevelError) -> ClusterRobustFit {
        precondition(outcome.count == rows && design.matrix.rows == rows, "The data are those of the fit.")
        precondition(design.names == names, "The design is that of the fit.")
        precondition(
            terms.reduce(1) { $0 + $1.entries.count } == components.count,
            "The random terms are those of the fit."
        )
        guard let groups = clusters ?? terms.first?.clusters else {
            throw .invalidArgument("a robust covariance needs clusters")
        }
        precondition(groups.index.count == rows, "There is a cluster for each row.")
        guard groups.count >= 2 else { throw .tooFewClusters(level: "robust cluster", count: groups.count) }
        let effects = try RobustEffects(terms: terms, groups: groups, components: components)
        // Of centred columns, as the fit itself: see ``ModelOrigin``.
        let columns: Matrix = design.matrix.subtracting(origin.columns)
        let bread: Matrix = moments.covariance
        let fitted: [Double] = columns * centredCoefficients
        let residuals: [Double] = zip(origin.subtracted(from: outcome), fitted).map { $0 - $1 }
        var scores: [[Double]] = []
        var adjusted: [Matrix] = []
        var squares: [Matrix] = []
        do {
            for (group, members) in groups.members.enumerated() {
                let part = try RobustPart(
                    effects: effects.columns(of: group, rows: members),
                    covariance: effects.covariance(of: group),
                    design: columns.selectingRows(members),
                    residuals: members.map { residuals[$0] },
                    residualVariance: residualVariance,
                    bread: bread,
                    adjustment: adjustment
                )
                scores.append(part.score)
                adjusted.append(part.adjusted)
                squares.append(part.adjustedSquare)
            }
        } catch {
            throw .linearAlgebra(error)
        }
        return ClusterRobustFit(
            names: names,
            coefficients: coefficients,
            bread: covariance,
            centredBread: bread,
            centring: origin.centring,
            scores: Matrix(columns: scores),
            adjusted: adjusted,
            adjustedSquares: squares,
            rows: rows,
            adjustment: adjustment,
            floor: RoundingFloor(
                design: columns,
                coefficients: centredCoefficients,
                residuals: residuals,
                clusters: groups,
                variance: residualVariance
            ),
            isFloorCentred: true
        )
    }
}

/// The random effects of each robust cluster.
private struct RobustEffects {
    let terms: [RandomTerm]
    /// For each robust cluster, the effects in it: a term, its cluster, and the first of their columns.
    private var instances: [[(term: Int, start: Int)]]
    /// For each term and cluster the first column among those of its robust cluster.
    private var starts: [[Int]]
    private var widths: [Int]
    /// The covariance of the effects of each term.
    private let covariances: [Matrix]

    init(terms: [RandomTerm], groups: Clusters, components: [RandomVariance]) throws(MultilevelError) {
        self.terms = terms
        instances = Array(repeating: [], count: groups.count)
        widths = Array(repeating: 0, count: groups.count)
        starts = []
        var next: Int = 0
        var covariances: [Matrix] = []
        for (index, term) in terms.enumerated() {
            var covariance = Matrix(rows: term.size, columns: term.size)
            for entry in term.entries {
                covariance[entry.row, entry.column] = components[next].estimate
                covariance[entry.column, entry.row] = components[next].estimate
                next += 1
            }
            covariances.append(covariance)
            var owners: [Int] = Array(repeating: -1, count: term.clusters.count)
            var places: [Int] = Array(repeating: 0, count: term.clusters.count)
            for (row, cluster) in term.clusters.index.enumerated() {
                let group: Int = groups.index[row]
                if owners[cluster] < 0 {
                    owners[cluster] = group
                    places[cluster] = widths[group]
                    instances[group].append((index, widths[group]))
                    widths[group] += term.size
                }
                guard owners[cluster] == group else { throw .notNested(row: row) }
            }
            starts.append(places)
        }
        self.covariances = covariances
    }

    /// **Z**ⱼ: the columns of the effects in a robust cluster.
    func columns(of group: Int, rows: [Int]) -> Matrix {
        var result = Matrix(rows: rows.count, columns: widths[group])
        for (place, row) in rows.enumerated() {
            for (index, term) in terms.enumerated() {
                let start: Int = starts[index][term.clusters.index[row]]
                for (step, value) in term.values(row: row).enumerated() {
                    result[place, start + step] = value
                }
            }
        }
        return result
    }

    /// **G**: the covariance of those effects.
    func covariance(of group: Int) -> Matrix {
        var result = Matrix(rows: widths[group], columns: widths[group])
        for (term, start) in instances[group] {
            let covariance: Matrix = covariances[term]
            for column in 0..<covariance.columns {
                for row in 0..<covariance.rows {
                    result[start + row, start + column] = covariance[row, column]
                }
            }
        }
        return result
    }
}

/// What one cluster adds to a robust covariance.
private struct RobustPart {
    /// **X**ᵀ**Fe** for **F** = **V**⁻¹**A**.
    let score: [Double]
    /// **X**ᵀ**F**ᵀ**X**.
    let adjusted: Matrix
    /// **X**ᵀ**FVF**ᵀ**X**.
    let adjustedSquare: Matrix

    init(
        effects: Matrix,
        covariance: Matrix,
        design: Matrix,
        residuals: [Double],
        residualVariance: Double,
        bread: Matrix,
        adjustment: ClusterAdjustment
    ) throws(LinearAlgebraError) {
        let count: Int = effects.columns
        let columns = Matrix(
            rows: design.rows,
            columns: count + design.columns,
            elements: effects.elements + design.elements
        )
        // An orthonormal basis U of the columns from their cross-products: Uᵀ[Z, X] is Λ^½Qᵀ, so a direction that
        // only rounding made carries next to nothing.
        let products: Matrix = columns.crossProduct
        let lengths: [Double] = products.diagonal.map { $0 > 0 ? $0.squareRoot() : 1 }
        var scaled: Matrix = products
        for column in lengths.indices {
            for row in lengths.indices { scaled[row, column] /= lengths[row] * lengths[column] }
        }
        let eigen = try SymmetricEigen(scaled)
        let largest: Double = eigen.values.last ?? 0
        let kept: [Int] = eigen.values.indices.filter { eigen.values[$0] > 1e-13 * largest }
        let sums: [Double] = columns.multiplied(
            by: Matrix(columns: [residuals]),
            transposingSelf: true
        ).elements
        var basis = Matrix(rows: kept.count, columns: lengths.count)
        var rest: [Double] = []
        for (place, index) in kept.enumerated() {
            let root: Double = eigen.values[index].squareRoot()
            var sum: Double = 0
            for column in lengths.indices {
                let weight: Double = eigen.vectors[column, index]
                basis[place, column] = root * weight * lengths[column]
                sum += weight * sums[column] / lengths[column]
            }
            rest.append(sum / root)
        }
        let z: Matrix = basis.selectingColumns(Array(0..<count))
        let x: Matrix = basis.selectingColumns(Array(count..<lengths.count))
        let variance: Matrix =
            residualVariance * .identity(kept.count)
            + (z * covariance).multiplied(by: z, transposingRight: true)
        let factor: Matrix = try RobustPart.weights(variance, x, bread, adjustment)
        let weighted: Matrix = factor.multiplied(by: x, transposingSelf: true)
        score = weighted.multiplied(by: Matrix(columns: [rest]), transposingSelf: true).elements
        adjusted = x.multiplied(by: weighted, transposingSelf: true)
        adjustedSquare = weighted.multiplied(by: variance * weighted, transposingSelf: true)
    }

    /// **F** = **V**⁻¹**A** in the basis of the cluster.
    private static func weights(
        _ variance: Matrix,
        _ design: Matrix,
        _ bread: Matrix,
        _ adjustment: ClusterAdjustment
    ) throws(LinearAlgebraError) -> Matrix {
        let root = try Cholesky(variance)
        let free: Matrix = variance - (design * bread).multiplied(by: design, transposingRight: true)
        switch adjustment {
        case .cr0, .cr1, .cr1S: return root.inverse
        case .cr2:
            // A = L(LᵀSL)^(−½)Lᵀ for V = LLᵀ and S the variance of the residuals. A direction that the coefficients
            // absorb wholly has no residual, and its generalised inverse is zero: rounding leaves some 10⁻¹⁶ of what
            // V gives it, which is all there is where nothing else is left.
            let lower: Matrix = root.lower
            let middle: Matrix = lower.multiplied(by: free, transposingSelf: true) * lower
            // The trace of LᵀVL.
            let whole: Double = sumOfSquares(lower.multiplied(by: lower, transposingSelf: true).elements)
            let inverse: Matrix = try SymmetricEigen(middle).mapped {
                $0 > 1e-13 * whole ? 1 / $0.squareRoot() : 0
            }
            return root.solve((lower * inverse).multiplied(by: lower, transposingRight: true))
        case .cr3:
            // V⁻¹(I − H)⁻¹ = S⁻¹.
            let whole: Double = variance.diagonal.reduce(0, +)
            return try SymmetricEigen(free).mapped { $0 > 1e-13 * whole ? 1 / $0 : 0 }
        }
    }
}
