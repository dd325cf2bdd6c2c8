extension NestedLikelihood {
    /// The pooled effect with independent errors: the same sums by two passes over flat arrays, without
    /// allocation.
    mutating func pooled(_ data: ClusteredData, _ components: NestedComponents, restricted: Bool) {
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
