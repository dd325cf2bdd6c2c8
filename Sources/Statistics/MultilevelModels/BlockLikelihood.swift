/// The likelihood of a model with random terms at given relative factors **Λ**, where **ΛΛ**ᵀσ² is the
/// covariance of a cluster's effects (Bates et al. 2015, J. Stat. Softw. 67(1), section 2).
struct BlockLikelihood {
    let model: RandomBlocks
    let estimator: VarianceEstimator
    /// **Z**ᵀ**V**⁻¹**Z** and **Z**ᵀ**V**⁻¹[**X**, *y*] of each block at σ² = 1.
    private(set) var precision: [Matrix] = []
    private(set) var projected: [Matrix] = []
    /// **X**ᵀ**V**⁻¹**X** and its inverse at σ² = 1.
    private(set) var information = Matrix(rows: 0, columns: 0)
    private(set) var covariance = Matrix(rows: 0, columns: 0)
    private(set) var coefficients: [Double] = []
    private(set) var residual: Double = 0
    /// −2 × the profiled log-likelihood without constants.
    private(set) var value: Double = 0

    init(_ model: RandomBlocks, estimator: VarianceEstimator) {
        self.model = model
        self.estimator = estimator
    }

    var degrees: Double {
        Double(estimator == .restrictedMaximumLikelihood ? model.rows - model.p : model.rows)
    }
    var residualVariance: Double { residual / degrees }
    var logLikelihood: Double { -(value + degrees * (1 + ln(2 * Double.pi) - ln(degrees))) / 2 }

    /// The lower triangular factors of the terms from the parameters, entry after entry.
    func factors(_ parameters: [Double]) -> [Matrix] {
        var next: Int = 0
        return model.terms.map { term in
            var factor = Matrix(rows: term.size, columns: term.size)
            for entry in term.entries {
                factor[entry.row, entry.column] = parameters[next]
                next += 1
            }
            return factor
        }
    }

    /// Evaluates the likelihood.
    mutating func evaluate(_ parameters: [Double]) throws(LinearAlgebraError) {
        let factors: [Matrix] = factors(parameters)
        precision.removeAll(keepingCapacity: true)
        projected.removeAll(keepingCapacity: true)
        var sums: Matrix = model.total
        var determinant: Double = 0
        for block in model.blocks {
            var root = Matrix(rows: block.effects.rows, columns: block.effects.rows)
            for (term, start) in block.instances {
                let factor: Matrix = factors[term]
                for column in 0..<factor.columns {
                    for row in column..<factor.rows {
                        root[start + row, start + column] = factor[row, column]
                    }
                }
            }
            let weighted: Matrix = root.multiplied(by: block.effects, transposingSelf: true)
            let inner: Matrix = .identity(root.rows) + weighted * root
            let cholesky = try Cholesky(inner)
            determinant += cholesky.logDeterminant
            let crossed: Matrix = root.multiplied(by: block.crossed, transposingSelf: true)
            let solved: Matrix = cholesky.solve(crossed)
            sums = sums - crossed.multiplied(by: solved, transposingSelf: true)
            projected.append(block.crossed - weighted.multiplied(by: solved, transposingSelf: true))
            precision.append(
                block.effects - weighted.multiplied(by: cholesky.solve(weighted), transposingSelf: true)
            )
        }
        let p: Int = model.p
        let kept: [Int] = Array(0..<p)
        information = sums.selectingColumns(kept).selectingRows(kept)
        let right: [Double] = Array(sums.column(p).prefix(p))
        if p > 0 {
            let cholesky = try Cholesky(information)
            covariance = cholesky.inverse
            coefficients = cholesky.solve(right)
            if estimator == .restrictedMaximumLikelihood { determinant += cholesky.logDeterminant }
        }
        residual = sums[p, p] - dot(coefficients, right)
        guard residual > 0 else { throw .notPositiveDefinite(index: 0) }
        value = degrees * ln(residual) + determinant
    }

    /// [−β̂, 1], which turns sums over columns into sums over residuals.
    private var residualWeights: [Double] { coefficients.map { -$0 } + [1] }

    /// **Z**ᵀ**V**⁻¹*r* of a block.
    func residualSums(_ block: Int) -> [Double] { projected[block] * residualWeights }

    /// The pairs of columns of a block that an entry of a term's covariance joins.
    func pairs(_ block: Int, term: Int, entry: (row: Int, column: Int)) -> [(Int, Int)] {
        model.blocks[block].instances.flatMap { instance -> [(Int, Int)] in
            guard instance.term == term else { return [] }
            let first: Int = instance.start + entry.row
            let second: Int = instance.start + entry.column
            return first == second ? [(first, first)] : [(first, second), (second, first)]
        }
    }

    /// The slope of ``value`` in the parameters.
    func slope(_ parameters: [Double]) -> [Double] {
        let factors: [Matrix] = factors(parameters)
        let restricted: Bool = estimator == .restrictedMaximumLikelihood
        let p: Int = model.p
        // Slopes in the entries of each term's covariance, as a symmetric matrix.
        var inner: [Matrix] = model.terms.map { Matrix(rows: $0.size, columns: $0.size) }
        for block in model.blocks.indices {
            let sums: [Double] = residualSums(block)
            let design: Matrix = projected[block].selectingColumns(Array(0..<p))
            let spread: Matrix =
                restricted ? (design * covariance).multiplied(by: design, transposingRight: true) : design
            for (term, start) in model.blocks[block].instances {
                for row in 0..<model.terms[term].size {
                    for column in 0..<model.terms[term].size {
                        let a: Int = start + row
                        let b: Int = start + column
                        var slope: Double = precision[block][a, b] - degrees * sums[a] * sums[b] / residual
                        if restricted { slope -= spread[a, b] }
                        inner[term][row, column] += slope
                    }
                }
            }
        }
        var result: [Double] = []
        for (term, spec) in model.terms.enumerated() {
            let outer: Matrix = inner[term] * factors[term]
            for entry in spec.entries {
                result.append(2 * outer[entry.row, entry.column])
            }
        }
        return result
    }
}
