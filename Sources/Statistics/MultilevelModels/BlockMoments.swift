extension BlockLikelihood {
    /// The entries of each term's covariance relative to σ².
    func covarianceEntries(_ parameters: [Double]) -> [Double] {
        zip(model.terms, factors(parameters)).flatMap { term, factor in
            let covariance: Matrix = factor.multiplied(by: factor, transposingRight: true)
            return term.entries.map { covariance[$0.row, $0.column] }
        }
    }

    /// How the variances move with the free entries of the factors, and with σ² (last).
    func tangents(_ parameters: [Double], free: [Int]) -> Matrix {
        let count: Int = parameters.count
        var result = Matrix(rows: count + 1, columns: free.count + 1)
        for (column, index) in free.enumerated() {
            // Entries are quadratic in the factors, so this difference is exact.
            var up: [Double] = parameters
            var down: [Double] = parameters
            up[index] += 0.5
            down[index] -= 0.5
            let difference = zip(covarianceEntries(up), covarianceEntries(down)).map { $0 - $1 }
            for row in 0..<count {
                result[row, column] = residualVariance * difference[row]
            }
        }
        result[count, free.count] = 1
        return result
    }

    /// The predicted effects of each cluster of the first term: **G** **Z**ᵀ**V**⁻¹*r*.
    func randomEffects(_ parameters: [Double]) -> [[Double]] {
        let factor: Matrix = factors(parameters)[0]
        let covariance: Matrix = factor.multiplied(by: factor, transposingRight: true)
        return model.places[0].map { place in
            let sums: [Double] = residualSums(place.block)
            let start: Int = model.blocks[place.block].instances[place.instance].start
            return covariance * Array(sums[start..<(start + factor.rows)])
        }
    }

    /// The sums of inference at the maximum, in the scale of the outcome.
    func given(_ parameters: [Double]) -> VarianceMoments.Given {
        let sigma: Double = residualVariance
        let p: Int = model.p
        let entries = model.terms.indices.flatMap { term in
            model.terms[term].entries.map { (term: term, entry: $0) }
        }
        let count: Int = entries.count
        let empty = Matrix(rows: p, columns: p)
        var linear: [Matrix] = Array(repeating: empty, count: count)
        var quadratic: [[Matrix]] = Array(repeating: Array(repeating: empty, count: count), count: count)
        var trace: [Double] = Array(repeating: 0, count: count)
        var traces: [[Double]] = Array(repeating: Array(repeating: 0, count: count), count: count)
        var mixed: [[Double]] = Array(repeating: Array(repeating: 0, count: p), count: count)
        var residualLinear: [Double] = trace
        var residualQuadratic: [[Double]] = traces
        for block in model.blocks.indices {
            let design: Matrix = projected[block].selectingColumns(Array(0..<p))
            let sums: [Double] = residualSums(block)
            let size: Int = precision[block].rows
            // E picks and exchanges columns: E A is a rearrangement of the rows of A.
            let arranged = entries.map { item -> (Matrix, Matrix, [Double]) in
                var left = Matrix(rows: size, columns: p)
                var square = Matrix(rows: size, columns: size)
                var vector: [Double] = Array(repeating: 0, count: size)
                for (row, column) in pairs(block, term: item.term, entry: item.entry) {
                    for index in 0..<p { left[row, index] = design[column, index] }
                    for index in 0..<size { square[row, index] = precision[block][column, index] }
                    vector[row] = sums[column]
                }
                return (left, square, vector)
            }
            for k in 0..<count {
                let (left, square, vector) = arranged[k]
                linear[k] = linear[k] + design.multiplied(by: left, transposingSelf: true)
                trace[k] += square.trace
                let product: [Double] = design.multiplied(
                    by: Matrix(columns: [vector]),
                    transposingSelf: true
                ).elements
                for index in 0..<p { mixed[k][index] += product[index] }
                residualLinear[k] += dot(sums, vector)
                for l in 0..<count {
                    let (otherLeft, otherSquare, otherVector) = arranged[l]
                    let bridge: Matrix = precision[block] * otherLeft
                    quadratic[k][l] = quadratic[k][l] + left.multiplied(by: bridge, transposingSelf: true)
                    var shared: Double = 0
                    for row in 0..<size {
                        for column in 0..<size {
                            shared += square[row, column] * otherSquare[column, row]
                        }
                    }
                    traces[k][l] += shared
                    residualQuadratic[k][l] += dot(vector, precision[block] * otherVector)
                }
            }
        }
        let one: Double = 1 / sigma
        let two: Double = one * one
        let three: Double = two * one
        return VarianceMoments.Given(
            variances: covarianceEntries(parameters).map { $0 * sigma },
            residualVariance: sigma,
            rows: Double(model.rows),
            linear: linear.map { two * $0 },
            quadratic: quadratic.map { $0.map { three * $0 } },
            trace: trace.map { one * $0 },
            traces: traces.map { $0.map { two * $0 } },
            mixed: mixed.map { $0.map { two * $0 } },
            weightedResidual: residual / sigma,
            residualLinear: residualLinear.map { two * $0 },
            residual: residualQuadratic.map { $0.map { three * $0 } },
            information: one * information
        )
    }
}
