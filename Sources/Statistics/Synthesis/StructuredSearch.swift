/// Newton's method over a structured covariance that stays positive definite.
struct StructuredSearch {
    let data: ClusteredData
    /// For each cluster the outcome of each row.
    let positions: [[Int]]
    let size: Int
    let structure: EffectStructure
    let restricted: Bool
    /// The patterns whose weighted sum is **G**.
    private let patterns: [Matrix]
    /// For each cluster those of its rows, which are what its covariance changes by.
    private let derivatives: [[Matrix]]

    init(
        data: ClusteredData,
        positions: [[Int]],
        size: Int,
        structure: EffectStructure,
        restricted: Bool
    ) {
        self.data = data
        self.positions = positions
        self.size = size
        self.structure = structure
        self.restricted = restricted
        let patterns = structure.patterns(size)
        self.patterns = patterns
        derivatives = positions.map { rows in patterns.map { Self.restrict($0, rows) } }
    }

    /// **G** for parameters.
    func covariance(_ parameters: [Double]) -> Matrix {
        zip(parameters, patterns).reduce(Matrix(rows: size, columns: size)) { $0 + $1.0 * $1.1 }
    }

    private static func restrict(_ matrix: Matrix, _ rows: [Int]) -> Matrix {
        matrix.selectingRows(rows).selectingColumns(rows)
    }

    func likelihood(_ parameters: [Double]) throws(SynthesisError) -> StructuredLikelihood {
        let g = covariance(parameters)
        return try StructuredLikelihood(
            data,
            derivatives: derivatives,
            between: positions.map { Self.restrict(g, $0) },
            restricted: restricted
        )
    }

    /// What the effects of each outcome deviate by: the root of the harmonic mean of their sampling variances or, where
    /// effects differ more than by these, as much more as they do.
    var outcomeUnits: [Double] {
        (0..<size).map { outcome in
            var effects: [Double] = []
            var weights: [Double] = []
            for (cluster, places) in zip(data.clusters, positions) {
                for row in places.indices where places[row] == outcome {
                    effects.append(cluster.effects[row])
                    weights.append(1 / (cluster.covariance?[row, row] ?? cluster.variances[row]))
                }
            }
            let total = weights.reduce(0, +)
            let mean = scalarProduct(weights, effects) / total
            let spread = zip(weights, effects).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
            let ratio = spread / Double(max(effects.count - 1, 1))
            return (Double(effects.count) / total * max(ratio, 1)).squareRoot()
        }
    }

    /// The highest likelihood, inside or on the boundary.
    ///
    /// Newton's method on **G** itself finds a maximum inside to the last digits and stops short of the boundary; the search
    /// over a factor ends on either, and judges whether what the first found is the highest.
    /// - Parameter spread: A variance to start from.
    func maximum(spread: Double) throws(SynthesisError) -> StructuredMaximum {
        let start = patterns.map { $0.trace > 0 ? spread : 0 }
        try checkIdentified(start)
        let inside = try newton(from: start)
        guard let found = FactoredSearch(self).maximum(near: inside.parameters) else {
            guard inside.isConverged else { throw .notConverged(what: "the covariance of true effects") }
            return inside.maximum
        }
        if found.isBoundary { return found }
        let least = found.likelihood.logLikelihood - 1e-9
        if inside.isConverged, inside.likelihood.logLikelihood >= least { return inside.maximum }
        let again = try newton(from: found.parameters)
        return again.isConverged && again.likelihood.logLikelihood >= least ? again.maximum : found
    }

    /// Refuses data under which some variance or covariance may be anything: outcomes that no study has both of, or,
    /// under REML, an outcome with a mean of its own in one study.
    private func checkIdentified(_ parameters: [Double]) throws(SynthesisError) {
        let information = try likelihood(parameters).expected
        let roots = information.diagonal.map { max($0, 0).squareRoot() }
        var scaled = information
        for row in roots.indices {
            for column in roots.indices where roots[row] > 0 && roots[column] > 0 {
                scaled[row, column] /= roots[row] * roots[column]
            }
        }
        guard let eigen = try? SymmetricEigen(scaled), eigen.values[0] > 1e-10 else {
            throw .undefined(what: "a covariance of true effects of which these data say nothing")
        }
    }

    /// Where Newton's method over **G** comes to rest, or as far as it comes.
    private struct Rest {
        let parameters: [Double]
        let likelihood: StructuredLikelihood
        let isConverged: Bool

        var maximum: StructuredMaximum {
            StructuredMaximum(parameters: parameters, likelihood: likelihood, isBoundary: false)
        }
    }

    private func newton(from start: [Double]) throws(SynthesisError) -> Rest {
        var current = start
        var here = try likelihood(current)
        for _ in 0..<200 {
            guard let step = direction(here) else { break }
            var factor = 1.0
            var accepted: ([Double], StructuredLikelihood)?
            while factor > 1e-12 {
                let next = zip(current, step).map { $0 + factor * $1 }
                if (try? Cholesky(covariance(next))) != nil, let there = try? likelihood(next),
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
                let isConverged = abs(gain) < 1e-14 * max(1, abs(here.logLikelihood))
                return Rest(parameters: current, likelihood: here, isConverged: isConverged)
            }
            let change = zip(current, accepted.0).map { abs($0 - $1) }.max() ?? 0
            (current, here) = accepted
            if factor == 1, change < 1e-13 * scale {
                return Rest(parameters: current, likelihood: here, isConverged: true)
            }
        }
        let step = direction(here)
        let isConverged = step.map { abs(scalarProduct(here.score, $0)) < 1e-10 } ?? false
        return Rest(parameters: current, likelihood: here, isConverged: isConverged)
    }

    private func direction(_ here: StructuredLikelihood) -> [Double]? {
        for information in [here.observed, here.expected] {
            if let factor = try? Cholesky(information) { return factor.solve(here.score) }
        }
        return nil
    }
}

extension EffectStructure {
    fileprivate func patterns(_ size: Int) -> [Matrix] {
        func pattern(_ ones: [(Int, Int)]) -> Matrix {
            var matrix = Matrix(rows: size, columns: size)
            for (row, column) in ones { matrix[row, column] = 1 }
            return matrix
        }
        switch self {
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
}
