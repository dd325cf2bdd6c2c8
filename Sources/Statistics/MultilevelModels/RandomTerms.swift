extension MultilevelFit {
    /// Fits *y* = **X**β + Σ **Z**ₜ*u*ₜ + ε: random slopes, nested levels, crossed levels and their mixtures.
    ///
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - design: The columns of the model, of full rank.
    ///   - terms: The random terms; for nested levels make the lower one with
    ///     ``RandomTerm/nested(_:within:)``.
    ///   - estimator: REML or ML.
    ///   - near: A fit of the same model to nearly the same rows, whose maximum is a good place to start from.
    /// - Throws: ``MultilevelError``. A variance of zero or a correlation of one is an answer: see
    ///   ``boundary``.
    /// - Complexity: O(rows) once; each evaluation O(Σ effects³) over the blocks that share no effect, so
    ///   crossed levels are meant for some hundreds of clusters.
    /// - Note: Agrees with the exact optimum of lme4's likelihood to 1e-8 (`e2_lmm.json`, `refined`). Columns of the
    ///   design and the outcome are centred; those of slopes stand as they are, because the variance of the constant
    ///   is that where they are zero.
    public static func randomTerms(
        outcome: [Double],
        design: DesignMatrix,
        terms: [RandomTerm],
        estimator: VarianceEstimator = .restrictedMaximumLikelihood,
        near: MultilevelFit? = nil
    ) throws(MultilevelError) -> MultilevelFit {
        precondition(!terms.isEmpty, "A multilevel model has a random term.")
        try validate(outcome: outcome, design: design)
        for term in terms {
            let count: Int = term.clusters.count
            guard count >= 2 else { throw .tooFewClusters(level: term.name, count: count) }
            guard count < outcome.count else { throw .noReplication(level: term.name) }
            for slope in term.slopes {
                if let row = slope.values.firstIndex(where: { !$0.isFinite }) {
                    throw .notFinite(column: slope.name, row: row)
                }
            }
        }
        try checkDistinct(terms)
        // Correlated effects make any covariance of so few rows by themselves.
        for term in terms where term.correlated && term.size > 1 {
            guard let most = term.clusters.sizes.max(), most <= term.size else { continue }
            throw .invalidArgument(
                "no \(term.name) has more rows than the \(term.size) effects that vary between them, so that nothing tells these from what is left over"
            )
        }
        // About their means columns and outcome lose no digits to the origin of a scale, and the likelihood is the
        // same; so it is of residuals of least squares, which keep those that the size of an effect would cost.
        let origin = ModelOrigin(design: design.matrix, outcome: outcome)
        let centred = DesignMatrix(names: design.names, matrix: design.matrix.subtracting(origin.columns))
        let start: LinearFit
        do {
            start = try LinearFit(outcome: origin.subtracted(from: outcome), design: centred)
        } catch LinearModelError.collinear(let terms) {
            throw .collinear(terms: terms)
        } catch LinearModelError.linearAlgebra(let error) {
            throw .linearAlgebra(error)
        } catch {
            throw .noResidualVariation
        }
        let columns: Matrix = centred.joined(
            with: DesignMatrix(names: ["outcome"], matrix: Matrix(columns: [start.residuals]))
        ).matrix
        let blocks = RandomBlocks(terms: terms, columns: columns)
        return try fit(
            blocks,
            start: start.coefficients,
            origin: origin,
            names: design.names,
            estimator: estimator,
            near: near?.search?.maximum
        )
    }

    /// Names effects that cannot be told from others: a slope on one value beside the constant, or a second constant
    /// for the same clusters. Their variances have no maximum of their own.
    private static func checkDistinct(_ terms: [RandomTerm]) throws(MultilevelError) {
        for (place, term) in terms.enumerated() where term.intercept {
            for slope in term.slopes where slope.values.allSatisfy({ $0 == slope.values[0] }) {
                throw .collinear(terms: ["\(term.name): \(slope.name)"])
            }
            for earlier in terms[..<place] where earlier.intercept {
                // Clusters are numbered as they appear, so that one division has one numbering.
                if earlier.clusters.index == term.clusters.index { throw .collinear(terms: [term.name]) }
            }
        }
    }

    /// Fits from the sums alone.
    static func fit(
        _ blocks: RandomBlocks,
        start: [Double],
        origin: ModelOrigin,
        names: [String],
        estimator: VarianceEstimator,
        near: BlockMaximum?
    ) throws(MultilevelError) -> MultilevelFit {
        do {
            return try fitted(blocks, start, origin, names, estimator, near)
        } catch let error as LinearAlgebraError {
            throw .linearAlgebra(error)
        } catch let error as MultilevelError {
            throw error
        } catch {
            throw .noConvergence(iterations: 0)
        }
    }

    private static func fitted(
        _ blocks: RandomBlocks,
        _ start: [Double],
        _ origin: ModelOrigin,
        _ names: [String],
        _ estimator: VarianceEstimator,
        _ near: BlockMaximum?
    ) throws -> MultilevelFit {
        var likelihood = BlockLikelihood(blocks, estimator: estimator)
        guard let maximum = try likelihood.maximum(near: near) else {
            throw MultilevelError.noConvergence(iterations: 200)
        }
        var best: BlockMaximum = maximum
        let negligible: Double = likelihood.negligible(best.parameters)
        // A diagonal entry of the factor at zero puts a variance at zero or a correlation at one. What stands under it in a
        // column that is zero throughout does not move the variances either.
        var boundary: [String] = []
        var freeParameters: [Int] = []
        var place: Int = 0
        for term in blocks.terms {
            let entries = Array(zip(term.entries, place...))
            for (entry, index) in entries {
                let column = entries.filter { $0.0.column == entry.column }
                let isEmpty: Bool = column.allSatisfy { best.parameters[$0.1].magnitude < negligible }
                if entry.row == entry.column, best.parameters[index].magnitude < negligible {
                    boundary.append(term.name(of: entry))
                } else if !isEmpty {
                    freeParameters.append(index)
                }
            }
            for (_, index) in entries where !freeParameters.contains(index) { best.parameters[index] = 0 }
            place += entries.count
        }
        try likelihood.evaluate(best.parameters)
        let sigma: Double = likelihood.residualVariance
        let directions: Matrix =
            boundary.isEmpty
            ? .identity(best.parameters.count + 1)
            : likelihood.tangents(best.parameters, free: freeParameters)
        let moments = VarianceMoments(
            likelihood.given(best.parameters),
            covariance: sigma * likelihood.covariance
        )
        let variances: [Double] = likelihood.covarianceEntries(best.parameters).map { $0 * sigma } + [sigma]
        let information: Matrix =
            boundary.isEmpty ? moments.observedInformation(estimator) : moments.expectedInformation()
        let spread: Matrix = try inverse(information, along: directions)
        let componentNames: [String] =
            blocks.terms.flatMap { term in term.entries.map { term.name(of: $0) } } + ["residual"]
        let components: [RandomVariance] = componentNames.indices.map { index in
            let variance: Double = spread[index, index]
            return RandomVariance(
                name: componentNames[index],
                estimate: variances[index],
                standardError: variance > 0 ? variance.squareRoot() : nil
            )
        }
        let coefficients: [Double] = zip(start, likelihood.coefficients).map { $0 + $1 }
        return MultilevelFit(
            names: names,
            coefficients: origin.uncentred(coefficients),
            covariance: origin.uncentred(moments.covariance),
            components: components,
            estimator: estimator,
            logLikelihood: likelihood.logLikelihood,
            rows: blocks.rows,
            clusters: blocks.places.map(\.count),
            boundary: boundary,
            evaluations: best.steps,
            randomEffects: likelihood.randomEffects(best.parameters),
            moments: moments,
            directions: directions,
            origin: origin,
            centredCoefficients: coefficients,
            sums: nil,
            search: BlockSearch(blocks: blocks, start: start, maximum: maximum)
        )
    }
}
