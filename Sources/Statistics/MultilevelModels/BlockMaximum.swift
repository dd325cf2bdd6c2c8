extension BlockLikelihood {
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
