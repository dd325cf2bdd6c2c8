/// Effects grouped by cluster, with what is known of their sampling errors.
struct ClusteredData: Sendable {
    /// One cluster's rows.
    struct Cluster: Sendable {
        let label: String
        /// Positions of its rows in the input.
        let rows: [Int]
        /// Rows of the orthonormal basis, one array for each column.
        let columns: [[Double]]
        let effects: [Double]
        let variances: [Double]
        /// Sampling covariance when errors are correlated; nil when only `variances` matter.
        let covariance: Matrix?
    }

    let clusters: [Cluster]
    let design: DesignBasis
    let count: Int
    /// Effects and variances cluster after cluster, and where each cluster begins and the last ends.
    let flatEffects: [Double]
    let flatVariances: [Double]
    let offsets: [Int]
    /// Whether the model is the pooled effect with independent sampling errors.
    let isPooledIndependent: Bool

    var columns: Int { design.count }

    init(
        _ data: SynthesisData,
        labels: [String],
        correlation: Double?,
        blocks: [String: Matrix]? = nil
    ) throws(SynthesisError) {
        var order: [String] = []
        var members: [String: [Int]] = [:]
        for (row, label) in labels.enumerated() {
            if members[label] == nil { order.append(label) }
            members[label, default: []].append(row)
        }
        var clusters: [Cluster] = []
        for label in order {
            let rows = members[label] ?? []
            let variances = rows.map { data.variances[$0] }
            var covariance: Matrix?
            if let block = blocks?[label] {
                guard block.rows == rows.count, block.columns == rows.count else {
                    throw .unequalLengths(
                        expected: rows.count,
                        found: block.rows,
                        what: "covariance of " + label
                    )
                }
                covariance = block
            } else if let correlation, rows.count > 1 {
                var matrix = Matrix(rows: rows.count, columns: rows.count)
                for column in rows.indices {
                    for row in rows.indices {
                        let both = (variances[row] * variances[column]).squareRoot()
                        matrix[row, column] = row == column ? variances[row] : correlation * both
                    }
                }
                covariance = matrix
            }
            clusters.append(
                Cluster(
                    label: label,
                    rows: rows,
                    columns: data.design.basis.map { column in rows.map { column[$0] } },
                    effects: rows.map { data.effects[$0] },
                    variances: variances,
                    covariance: covariance
                )
            )
        }
        self.clusters = clusters
        flatEffects = clusters.flatMap(\.effects)
        flatVariances = clusters.flatMap(\.variances)
        var offsets = [0]
        var end = 0
        for cluster in clusters {
            end += cluster.rows.count
            offsets.append(end)
        }
        self.offsets = offsets
        isPooledIndependent = data.design.isIntercept && clusters.allSatisfy { $0.covariance == nil }
        design = data.design
        count = data.count
    }
}

/// One cluster's marginal covariance **V** = **R** + σ²_w **I** + σ²_b **11**ᵀ, ready to be solved against.
///
/// With independent sampling errors **V**⁻¹ = **D** − *a* **dd**ᵀ in closed form, so a cluster costs its
/// size; otherwise a Cholesky factor of the cluster's own size is used.
struct ClusterCovariance {
    private let weights: [Double]
    private let shrink: Double
    private let inverse: Matrix?
    /// ln |**V**|.
    let logDeterminant: Double
    /// tr **V**⁻¹.
    let trace: Double
    /// tr **V**⁻².
    let traceSquared: Double

    init(_ cluster: ClusteredData.Cluster, between: Double, within: Double) throws(SynthesisError) {
        if let known = cluster.covariance {
            var matrix = known
            for column in 0..<matrix.columns {
                for row in 0..<matrix.rows { matrix[row, column] += between }
                matrix[column, column] += within
            }
            let factor: Cholesky
            do throws(LinearAlgebraError) {
                factor = try Cholesky(matrix)
            } catch {
                throw .covarianceNotPositiveDefinite(block: cluster.label)
            }
            let inverse = factor.inverse
            self.inverse = inverse
            logDeterminant = factor.logDeterminant
            trace = inverse.trace
            traceSquared = inverse.elements.reduce(0) { $0 + $1 * $1 }
            weights = []
            shrink = 0
            return
        }
        var weights = cluster.variances
        var sum = 0.0
        var squares = 0.0
        var cubes = 0.0
        var logs = 0.0
        for index in weights.indices {
            let variance = cluster.variances[index] + within
            let weight = 1 / variance
            weights[index] = weight
            sum += weight
            squares += weight * weight
            cubes += weight * weight * weight
            logs += ln(variance)
        }
        let growth = 1 + between * sum
        let a = between / growth
        self.weights = weights
        shrink = a
        inverse = nil
        logDeterminant = logs + ln(growth)
        trace = sum - a * squares
        traceSquared = squares - 2 * a * cubes + a * a * squares * squares
    }

    /// **V**⁻¹ *x*.
    func solve(_ x: [Double]) -> [Double] {
        if let inverse { return inverse * x }
        var sum = 0.0
        for index in x.indices { sum += weights[index] * x[index] }
        let common = shrink * sum
        var result = x
        for index in x.indices { result[index] = weights[index] * (x[index] - common) }
        return result
    }
}
