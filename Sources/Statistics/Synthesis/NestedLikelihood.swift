/// The two variance components of a nested model: between clusters and within them.
struct NestedComponents: Equatable {
    var between: Double
    var within: Double

    subscript(index: Int) -> Double {
        get { index == 0 ? between : within }
        set { if index == 0 { between = newValue } else { within = newValue } }
    }
}

/// The profiled likelihood of the nested model with its first and second derivatives, from one pass over
/// clusters.
///
/// - Complexity: O(*k p*²) for independent sampling errors.
struct NestedLikelihood {
    /// The log-likelihood; the restricted one includes ½ ln |**X**ᵀ**X**|.
    var logLikelihood = 0.0
    /// The score.
    var score = (0.0, 0.0)
    /// Observed information: between, within, and their cross term.
    var observed = (0.0, 0.0, 0.0)
    /// Expected information.
    var expected = (0.0, 0.0, 0.0)
    /// Coefficients in the orthonormal basis.
    var gamma: [Double] = []
    /// (**Q**ᵀ**V**⁻¹**Q**)⁻¹.
    var inverse = Matrix(rows: 0, columns: 0)

    init(_ data: ClusteredData, _ components: NestedComponents, restricted: Bool) throws(SynthesisError) {
        if data.isPooledIndependent {
            pooled(data, components, restricted: restricted)
        } else {
            try regression(data, components, restricted: restricted)
        }
    }

    private mutating func regression(
        _ data: ClusteredData,
        _ components: NestedComponents,
        restricted: Bool
    ) throws(SynthesisError) {
        let p = data.columns
        var information = Matrix(rows: p, columns: p)
        var right = [Double](repeating: 0, count: p)
        var blocks: [Block] = []
        blocks.reserveCapacity(data.clusters.count)
        var logDeterminants = 0.0
        for cluster in data.clusters {
            let block = try Block(cluster, components)
            logDeterminants += block.covariance.logDeterminant
            for column in 0..<p {
                for row in 0...column {
                    information[row, column] += scalarProduct(
                        cluster.columns[row],
                        block.solvedColumns[column]
                    )
                }
                right[column] += scalarProduct(block.solvedColumns[column], cluster.effects)
            }
            blocks.append(block)
        }
        for column in 0..<p {
            for row in 0..<column { information[column, row] = information[row, column] }
        }
        let factor: Cholesky
        do throws(LinearAlgebraError) {
            factor = try Cholesky(information)
        } catch {
            throw .notConverged(what: "the nested model")
        }
        inverse = factor.inverse
        gamma = factor.solve(right)

        var sums = Sums(columns: p)
        for (cluster, block) in zip(data.clusters, blocks) { sums.add(cluster, block, gamma) }
        let observations = Double(restricted ? data.count - p : data.count)
        logLikelihood =
            -0.5
            * (observations * 1.8378770664093454836 + logDeterminants
                + (restricted ? factor.logDeterminant : 0) + sums.residual)
        sums.finish(inverse, restricted: restricted)
        score = sums.score
        observed = sums.observed
        expected = sums.expected
    }
}

/// One cluster's solves.
private struct Block {
    let covariance: ClusterCovariance
    /// **V**⁻¹**X**, column by column.
    let solvedColumns: [[Double]]
    /// **V**⁻¹**1**.
    let solvedOnes: [Double]

    init(_ cluster: ClusteredData.Cluster, _ components: NestedComponents) throws(SynthesisError) {
        let covariance = try ClusterCovariance(
            cluster,
            between: components.between,
            within: components.within
        )
        self.covariance = covariance
        solvedColumns = cluster.columns.map { covariance.solve($0) }
        solvedOnes = covariance.solve([Double](repeating: 1, count: cluster.effects.count))
    }
}

/// Accumulates traces and quadratic forms; index 0 is between clusters, 1 within.
private struct Sums {
    var residual = 0.0
    private let p: Int
    private var quadratic = (0.0, 0.0)
    private var traces = (0.0, 0.0)
    private var traceProducts = (0.0, 0.0, 0.0)
    private var quadraticProducts = (0.0, 0.0, 0.0)
    private var projected: ([Double], [Double])
    private var first: (Matrix, Matrix)
    private var second: (Matrix, Matrix, Matrix)
    private(set) var score = (0.0, 0.0)
    private(set) var observed = (0.0, 0.0, 0.0)
    private(set) var expected = (0.0, 0.0, 0.0)

    init(columns: Int) {
        p = columns
        let zero = Matrix(rows: columns, columns: columns)
        let none = [Double](repeating: 0, count: columns)
        first = (zero, zero)
        second = (zero, zero, zero)
        projected = (none, none)
    }

    mutating func add(_ cluster: ClusteredData.Cluster, _ block: Block, _ gamma: [Double]) {
        var residuals = cluster.effects
        for (column, coefficient) in zip(cluster.columns, gamma) {
            for index in residuals.indices { residuals[index] -= coefficient * column[index] }
        }
        let q = block.covariance.solve(residuals)
        let solvedQ = block.covariance.solve(q)
        residual += scalarProduct(residuals, q)
        let total = q.reduce(0, +)
        let ones = block.solvedOnes.reduce(0, +)
        let onesSquared = scalarProduct(block.solvedOnes, block.solvedOnes)
        let onesQ = scalarProduct(block.solvedOnes, q)
        quadratic.0 += total * total
        quadratic.1 += scalarProduct(q, q)
        traces.0 += ones
        traces.1 += block.covariance.trace
        traceProducts.0 += ones * ones
        traceProducts.1 += block.covariance.traceSquared
        traceProducts.2 += onesSquared
        quadraticProducts.0 += total * total * ones
        quadraticProducts.1 += scalarProduct(q, solvedQ)
        quadraticProducts.2 += total * onesQ

        let z = block.solvedColumns.map { $0.reduce(0, +) }
        let t = block.solvedColumns.map { scalarProduct($0, block.solvedOnes) }
        for column in 0..<p {
            projected.0[column] += total * z[column]
            projected.1[column] += scalarProduct(block.solvedColumns[column], q)
            let twice = block.covariance.solve(block.solvedColumns[column])
            for row in 0..<p {
                first.0[row, column] += z[row] * z[column]
                first.1[row, column] += scalarProduct(block.solvedColumns[row], block.solvedColumns[column])
                second.0[row, column] += ones * z[row] * z[column]
                second.1[row, column] += scalarProduct(block.solvedColumns[row], twice)
                second.2[row, column] += (z[row] * t[column] + t[row] * z[column]) / 2
            }
        }
    }

    mutating func finish(_ inverse: Matrix, restricted: Bool) {
        func cross(_ left: [Double], _ right: [Double]) -> Double { scalarProduct(left, inverse * right) }
        let forms = (
            quadraticProducts.0 - cross(projected.0, projected.0),
            quadraticProducts.1 - cross(projected.1, projected.1),
            quadraticProducts.2 - cross(projected.0, projected.1)
        )
        var single = traces
        var product = traceProducts
        if restricted {
            let left = inverse * first.0
            let right = inverse * first.1
            single.0 -= left.trace
            single.1 -= right.trace
            product.0 += (left * left).trace - 2 * (inverse * second.0).trace
            product.1 += (right * right).trace - 2 * (inverse * second.1).trace
            product.2 += (left * right).trace - 2 * (inverse * second.2).trace
        }
        score = ((quadratic.0 - single.0) / 2, (quadratic.1 - single.1) / 2)
        expected = (product.0 / 2, product.1 / 2, product.2 / 2)
        observed = (forms.0 - product.0 / 2, forms.1 - product.1 / 2, forms.2 - product.2 / 2)
    }
}
