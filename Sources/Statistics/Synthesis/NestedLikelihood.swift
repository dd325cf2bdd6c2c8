/// The two variance components of a nested model: between clusters and within them.
struct NestedComponents: Equatable {
    var between: Double
    var within: Double

    subscript(index: Int) -> Double {
        get { index == 0 ? between : within }
        set { if index == 0 { between = newValue } else { within = newValue } }
    }
}

/// The profiled likelihood of the nested model with its first and second derivatives, from one pass over clusters.
///
/// - Complexity: O(*k p*²) for independent sampling errors.
struct NestedLikelihood {
    /// The log-likelihood; the restricted one includes ½ ln |**X**ᵀ**X**|.
    private(set) var logLikelihood = 0.0
    /// The score.
    private(set) var score = (0.0, 0.0)
    /// Observed information: between, within, and their cross term.
    private(set) var observed = (0.0, 0.0, 0.0)
    /// Expected information.
    private(set) var expected = (0.0, 0.0, 0.0)
    /// Coefficients in the orthonormal basis.
    private(set) var gamma: [Double] = []
    /// (**Q**ᵀ**V**⁻¹**Q**)⁻¹.
    private(set) var inverse = Matrix(rows: 0, columns: 0)

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

extension NestedLikelihood {
    /// The pooled effect with independent errors: the same sums by two passes over flat arrays, without allocation.
    private mutating func pooled(_ data: ClusteredData, _ components: NestedComponents, restricted: Bool) {
        let between = components.between
        let within = components.within
        let scale = data.design.basis[0][0]
        var information = 0.0
        var right = 0.0
        for cluster in 0..<(data.offsets.count - 1) {
            var sum = 0.0
            var weighted = 0.0
            for row in data.offsets[cluster]..<data.offsets[cluster + 1] {
                let weight = 1 / (data.flatVariances[row] + within)
                sum += weight
                weighted += weight * data.flatEffects[row]
            }
            let growth = 1 + between * sum
            information += sum / growth
            right += weighted / growth
        }
        let mean = right / information
        information *= scale * scale
        gamma = [mean / scale]
        inverse = Matrix(rows: 1, columns: 1, elements: [1 / information])
        var sums = PooledSums(scale: scale)
        for cluster in 0..<(data.offsets.count - 1) {
            var rows = PooledCluster()
            for row in data.offsets[cluster]..<data.offsets[cluster + 1] {
                rows.add(data.flatEffects[row] - mean, data.flatVariances[row] + within)
            }
            sums.add(rows, between)
        }
        sums.finish(1 / information, restricted: restricted)
        let observations = Double(restricted ? data.count - 1 : data.count)
        logLikelihood =
            -0.5
            * (observations * 1.8378770664093454836 + sums.logDeterminants
                + (restricted ? ln(information) : 0)
                + sums.residual)
        score = sums.score
        observed = sums.observed
        expected = sums.expected
    }
}

/// Σ *d^m*, Σ *d^m r* and Σ *d^m r*² of one cluster, *d* the inverse variances and *r* the residuals.
private struct PooledCluster {
    var weight = (0.0, 0.0, 0.0)
    var linear = (0.0, 0.0, 0.0)
    var square = (0.0, 0.0, 0.0)
    /// Π of variances, its logarithm taken before it can overflow.
    var product = 1.0
    var logs = 0.0

    @inline(__always)
    mutating func add(_ residual: Double, _ variance: Double) {
        let d = 1 / variance
        let d2 = d * d
        let d3 = d2 * d
        weight.0 += d
        weight.1 += d2
        weight.2 += d3
        linear.0 += d * residual
        linear.1 += d2 * residual
        linear.2 += d3 * residual
        let r2 = residual * residual
        square.0 += d * r2
        square.1 += d2 * r2
        square.2 += d3 * r2
        product *= variance
        if product < 1e-200 || product > 1e200 {
            logs += ln(product)
            product = 1
        }
    }
}

/// The sums of `Sums` for one constant column.
private struct PooledSums {
    let scale: Double
    var residual = 0.0
    var logDeterminants = 0.0
    private var quadratic = (0.0, 0.0)
    private var traces = (0.0, 0.0)
    private var traceProducts = (0.0, 0.0, 0.0)
    private var quadraticProducts = (0.0, 0.0, 0.0)
    private var projected = (0.0, 0.0)
    private var first = (0.0, 0.0)
    private var second = (0.0, 0.0, 0.0)
    private(set) var score = (0.0, 0.0)
    private(set) var observed = (0.0, 0.0, 0.0)
    private(set) var expected = (0.0, 0.0, 0.0)

    init(scale: Double) { self.scale = scale }

    mutating func add(_ rows: PooledCluster, _ between: Double) {
        let (s1, s2, s3) = rows.weight
        let growth = 1 + between * s1
        let a = between / growth
        let shift = a * rows.linear.0
        let total = rows.linear.0 / growth
        let ones = s1 / growth
        let dq = rows.linear.1 - shift * s2
        let qq = rows.square.1 - 2 * shift * rows.linear.1 + shift * shift * s2
        let dqq = rows.square.2 - 2 * shift * rows.linear.2 + shift * shift * s3
        let z = scale * ones
        let onesSquared = s2 / (growth * growth)
        let t = scale * onesSquared
        residual += rows.square.0 - a * rows.linear.0 * rows.linear.0
        logDeterminants += rows.logs + ln(rows.product * growth)
        quadratic.0 += total * total
        quadratic.1 += qq
        traces.0 += ones
        traces.1 += s1 - a * s2
        traceProducts.0 += ones * ones
        traceProducts.1 += s2 - 2 * a * s3 + a * a * s2 * s2
        traceProducts.2 += onesSquared
        quadraticProducts.0 += total * total * ones
        quadraticProducts.1 += dqq - a * dq * dq
        quadraticProducts.2 += total * dq / growth
        projected.0 += total * z
        projected.1 += scale * dq / growth
        first.0 += z * z
        first.1 += scale * scale * onesSquared
        second.0 += ones * z * z
        second.1 += scale * scale / (growth * growth) * (s3 - a * s2 * s2)
        second.2 += z * t
    }

    mutating func finish(_ inverse: Double, restricted: Bool) {
        let forms = (
            quadraticProducts.0 - projected.0 * projected.0 * inverse,
            quadraticProducts.1 - projected.1 * projected.1 * inverse,
            quadraticProducts.2 - projected.0 * projected.1 * inverse
        )
        var single = traces
        var product = traceProducts
        if restricted {
            let left = inverse * first.0
            let right = inverse * first.1
            single.0 -= left
            single.1 -= right
            product.0 += left * left - 2 * inverse * second.0
            product.1 += right * right - 2 * inverse * second.1
            product.2 += left * right - 2 * inverse * second.2
        }
        score = ((quadratic.0 - single.0) / 2, (quadratic.1 - single.1) / 2)
        expected = (product.0 / 2, product.1 / 2, product.2 / 2)
        observed = (forms.0 - product.0 / 2, forms.1 - product.1 / 2, forms.2 - product.2 / 2)
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
