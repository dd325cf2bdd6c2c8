/// Where the likelihood of a model with random terms is highest.
struct BlockMaximum: Sendable {
    var parameters: [Double]
    let value: Double
    let steps: Int
    /// Whether every start led here, and away from the boundary: then a fit to nearly the same rows has its maximum
    /// near, and needs no other start.
    let isSole: Bool
}

/// What a fit with random terms was made of, for fits to nearly the same rows.
struct BlockSearch: Sendable {
    let blocks: RandomBlocks
    /// The coefficients of least squares whose residuals are the outcome of the blocks.
    let start: [Double]
    let maximum: BlockMaximum
}

extension BlockLikelihood {
    /// The highest maximum that is found from the maximum of nearly the same rows or, where that is none to rely on or
    /// leads to the boundary, from three starts.
    /// - Returns: `nil` when no start comes to rest.
    mutating func maximum(near: BlockMaximum?) throws(LinearAlgebraError) -> BlockMaximum? {
        let count: Int = model.terms.reduce(0) { $0 + $1.entries.count }
        if let near, near.isSole, near.parameters.count == count {
            var parameters: [Double] = near.parameters
            // Where this fails the other starts tell whether anything can be found.
            if let found = try? maximize(&parameters), isInterior(parameters) {
                return BlockMaximum(parameters: parameters, value: value, steps: found, isSole: true)
            }
        }
        var all: [(parameters: [Double], value: Double, steps: Int)] = []
        for scale in BlockLikelihood.starts {
            var parameters: [Double] = model.terms.flatMap { term in
                term.entries.map { $0.row == $0.column ? scale : 0 }
            }
            guard let steps = try maximize(&parameters) else { continue }
            all.append((parameters, value, steps))
        }
        guard var best = all.first else { return nil }
        for other in all.dropFirst() where other.value < best.value - 1e-9 { best = other }
        let agreed: Double = 1e-7 * max(best.value.magnitude, 1)
        let isSole: Bool =
            all.count == BlockLikelihood.starts.count && isInterior(best.parameters)
            && all.allSatisfy { $0.value - best.value < agreed }
        return BlockMaximum(
            parameters: best.parameters,
            value: best.value,
            steps: best.steps,
            isSole: isSole
        )
    }

    /// Standard deviations of the effects, in that of the residual, from which the maximum is sought.
    private static let starts: [Double] = [0.5, 0.1, 1.5]

    /// What counts as zero among the parameters.
    func negligible(_ parameters: [Double]) -> Double {
        1e-5 * max(parameters.map(\.magnitude).max() ?? 0, 0.01)
    }

    /// Whether every variance is well away from zero and every correlation from one.
    private func isInterior(_ parameters: [Double]) -> Bool {
        let least: Double = 1000 * negligible(parameters)
        return factors(parameters).allSatisfy { $0.diagonal.allSatisfy { $0.magnitude > least } }
    }

    /// Moves the parameters to a maximum of the likelihood: Newton steps on the analytic slope, with the
    /// curvature from its differences, made positive by its eigenvalues and shortened until the likelihood
    /// rises.
    /// - Returns: The number of steps, or `nil` when they did not come to rest.
    mutating func maximize(_ parameters: inout [Double]) throws(LinearAlgebraError) -> Int? {
        try evaluate(parameters)
        var quiet: Int = 0
        for step in 1...200 {
            let slope: [Double] = slope(parameters)
            let start: Double = value
            let curvature: Matrix = try curvature(parameters)
            let eigen = try SymmetricEigen(curvature)
            let largest: Double = eigen.values.map(\.magnitude).max() ?? 1
            let inverse: Matrix = eigen.mapped { 1 / max($0.magnitude, 1e-8 * max(largest, 1e-300)) }
            var move: [Double] = (inverse * slope).map { -$0 }
            let longest: Double = move.map(\.magnitude).max() ?? 0
            if longest > 1 { move = move.map { $0 / longest } }
            let promised: Double = -dot(move, slope)
            var length: Double = 1
            var accepted: [Double] = parameters
            while true {
                let trial: [Double] = zip(parameters, move).map { $0 + length * $1 }
                do {
                    try evaluate(trial)
                    if value <= start - 1e-4 * length * promised + 1e-12 * start.magnitude {
                        accepted = trial
                        break
                    }
                } catch LinearAlgebraError.notPositiveDefinite {
                    // A step to where the products lose their rank is too long.
                }
                length /= 2
                if length < 1e-10 {
                    try evaluate(parameters)
                    break
                }
            }
            let moved: Double =
                zip(accepted, parameters).map { ($0 - $1).magnitude / (1 + $1.magnitude) }.max() ?? 0
            parameters = accepted
            quiet = promised < 1e-11 * max(start.magnitude, 1) || moved < 1e-9 ? quiet + 1 : 0
            if moved < 1e-13 || quiet >= 4 { return step }
        }
        return nil
    }

    /// Differences of the slope, made symmetric.
    private func curvature(_ parameters: [Double]) throws(LinearAlgebraError) -> Matrix {
        var result = Matrix(rows: parameters.count, columns: parameters.count)
        for index in parameters.indices {
            let width: Double = 1e-5 * max(parameters[index].magnitude, 0.01)
            var sides: [[Double]] = []
            for sign in [1.0, -1.0] {
                var shifted: [Double] = parameters
                shifted[index] += sign * width
                var copy: BlockLikelihood = self
                try copy.evaluate(shifted)
                sides.append(copy.slope(shifted))
            }
            for row in parameters.indices {
                result[row, index] = (sides[0][row] - sides[1][row]) / (2 * width)
            }
        }
        return 0.5 * (result + result.transposed)
    }
}
