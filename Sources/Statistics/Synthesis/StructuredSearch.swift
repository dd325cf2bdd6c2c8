/// Newton's method over a structured covariance that stays positive definite.
struct StructuredSearch {
    let data: ClusteredData
    /// For each cluster the outcome of each row.
    let positions: [[Int]]
    let size: Int
    let structure: EffectStructure
    let restricted: Bool

    /// The patterns whose weighted sum is **G**.
    private var patterns: [Matrix] {
        switch structure {
        case .diagonal: return (0..<size).map { pattern([($0, $0)]) }
        case .compoundSymmetry:
            let off = (0..<size).flatMap { i in (0..<size).filter { $0 != i }.map { (i, $0) } }
            return [Matrix.identity(size), pattern(off)]
        case .unstructured:
            return (0..<size).flatMap { i in
                (0...i).map { j in pattern(i == j ? [(i, i)] : [(i, j), (j, i)]) }
            }
        }
    }

    private func pattern(_ ones: [(Int, Int)]) -> Matrix {
        var matrix = Matrix(rows: size, columns: size)
        for (row, column) in ones { matrix[row, column] = 1 }
        return matrix
    }

    /// **G** for parameters.
    func covariance(_ parameters: [Double]) -> Matrix {
        zip(parameters, patterns).reduce(Matrix(rows: size, columns: size)) { $0 + $1.0 * $1.1 }
    }

    private func restrict(_ matrix: Matrix, _ rows: [Int]) -> Matrix {
        matrix.selectingRows(rows).selectingColumns(rows)
    }

    private func likelihood(_ parameters: [Double], _ derivatives: [[Matrix]]) throws(SynthesisError)
        -> StructuredLikelihood
    {
        let g = covariance(parameters)
        return try StructuredLikelihood(
            data,
            derivatives: derivatives,
            between: positions.map { restrict(g, $0) },
            restricted: restricted
        )
    }

    func maximum(spread: Double) throws(SynthesisError) -> (
        parameters: [Double], likelihood: StructuredLikelihood
    ) {
        let patterns = patterns
        let derivatives = positions.map { rows in patterns.map { restrict($0, rows) } }
        var current = patterns.map { $0.trace > 0 ? spread : 0 }
        var here = try likelihood(current, derivatives)
        for _ in 0..<200 {
            let step = try direction(here)
            var factor = 1.0
            var accepted: ([Double], StructuredLikelihood)?
            while factor > 1e-12 {
                let next = zip(current, step).map { $0 + factor * $1 }
                if (try? Cholesky(covariance(next))) != nil, let there = try? likelihood(next, derivatives),
                    there.logLikelihood >= here.logLikelihood - 1e-12 * abs(here.logLikelihood)
                {
                    accepted = (next, there)
                    break
                }
                factor /= 2
            }
            let scale = current.map { abs($0) }.max() ?? 1
            let gain = scalarProduct(here.score, step)
            guard let accepted else {
                if abs(gain) < 1e-14 * max(1, abs(here.logLikelihood)) { return (current, here) }
                throw .notConverged(what: "the covariance of true effects: it lies on the boundary")
            }
            let change = zip(current, accepted.0).map { abs($0 - $1) }.max() ?? 0
            (current, here) = accepted
            if factor == 1, change < 1e-13 * scale { return (current, here) }
        }
        guard let step = try? direction(here), abs(scalarProduct(here.score, step)) < 1e-10 else {
            throw .notConverged(what: "the covariance of true effects: it lies on the boundary")
        }
        return (current, here)
    }

    private func direction(_ here: StructuredLikelihood) throws(SynthesisError) -> [Double] {
        for information in [here.observed, here.expected] {
            if let factor = try? Cholesky(information) { return factor.solve(here.score) }
        }
        throw .notConverged(what: "the covariance of true effects")
    }
}
