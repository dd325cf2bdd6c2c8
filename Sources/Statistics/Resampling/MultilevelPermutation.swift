extension PermutationTest {
    /// Tests the treatment coefficient of a random-intercept model by rearranging treatment as it was
    /// allocated.
    ///
    /// The statistic is *z* = *b*/se with the variances estimated anew for every allocation.
    ///
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - design: How treatment was allocated, and so how it may be rearranged.
    ///   - clusters: The clusters of the model's random intercept.
    ///   - covariates: The other columns without the constant.
    ///   - estimator: REML or ML.
    ///   - permutations: How many allocations are drawn.
    ///   - seed: Of the generator; the same seed gives the same digits.
    /// - Complexity: O(permutations · (rows moved + clusters · columns²)), on all processors.
    public static func multilevel(
        outcome: [Double],
        design: PermutationDesign,
        clusters: Clusters,
        covariates: DesignMatrix? = nil,
        estimator: VarianceEstimator = .restrictedMaximumLikelihood,
        permutations: Int,
        seed: UInt64
    ) throws(ResamplingError) -> PermutationTest {
        guard permutations >= 19 else { throw .invalidArgument("permutations") }
        let treatment: [Double] = design.unitOfRow.map { design.treatment[$0] }
        let ones: [Double] = Array(repeating: 1, count: outcome.count)
        let leading = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, treatment])
        )
        let columns: DesignMatrix = covariates.map { leading.joined(with: $0) } ?? leading
        let fit: MultilevelFit
        do {
            fit = try MultilevelFit.randomIntercept(
                outcome: outcome,
                design: columns,
                clusters: clusters,
                estimator: estimator
            )
        } catch {
            throw .multilevel(error)
        }
        guard let sums = fit.sums else { throw .invalidArgument("model") }
        let start: Double = fit.components[0].estimate / fit.residualVariance
        let moved = TreatmentSums(
            sums,
            columns: columns.matrix,
            outcome: outcome,
            clusters: clusters,
            design: design
        )
        let statistic: @Sendable ((means: [Double], within: [Double])) -> Double = { replaced in
            var likelihood = InterceptLikelihood(sums: sums, estimator: estimator)
            guard
                likelihood.maximize(
                    groups: SizeGroups(sums.grouping, means: replaced.means, q: sums.q),
                    within: replaced.within,
                    start: start,
                    searching: false
                ) != nil
            else { return .nan }
            return likelihood.statistic(column: 1)
        }
        let rows = RowTreatmentSums(moved, clusters: clusters, design: design)
        let replicates = Replication.run(permutations, seed: seed) { _, generator in
            guard let rows else { return statistic(moved.replacing(design.permuted(&generator))) }
            return statistic(rows.drawn(&generator))
        }
        return try PermutationTest(
            observed: statistic(moved.replacing(design.treatment)),
            replicates: replicates
        )
    }
}

/// The sums of a random-intercept model with the treatment column replaced, from deviations kept once.
struct TreatmentSums: Sendable {
    let sums: ClusterSums
    private let clusterOfRow: [Int]
    private let unitOfRow: [Int]
    /// Deviations of the other columns from their cluster means, row after row.
    let deviations: [Double]
    /// The cluster of each unit when units are the clusters themselves or hold whole ones; else empty.
    private let clusterUnits: [Int]

    init(
        _ sums: ClusterSums,
        columns: Matrix,
        outcome: [Double],
        clusters: Clusters,
        design: PermutationDesign
    ) {
        self.sums = sums
        clusterOfRow = clusters.index
        unitOfRow = design.unitOfRow
        var unit: [Int] = Array(repeating: -1, count: clusters.count)
        var whole: Bool = true
        for (row, cluster) in clusters.index.enumerated() {
            if unit[cluster] == -1 { unit[cluster] = design.unitOfRow[row] }
            whole = whole && unit[cluster] == design.unitOfRow[row]
        }
        clusterUnits = whole ? unit : []
        let q: Int = sums.q
        var deviations: [Double] = []
        if !whole {
            deviations = Array(repeating: 0, count: columns.rows * q)
            for row in 0..<columns.rows {
                for column in 0..<q {
                    let value: Double = column < sums.p ? columns[row, column] : outcome[row]
                    let mean: Double = sums.means[clusters.index[row] * q + column]
                    deviations[row * q + column] = value - sums.centre[column] - mean
                }
            }
        }
        self.deviations = deviations
    }

    /// Means and within-cluster products for another treatment of the units.
    func replacing(_ units: [Double]) -> (means: [Double], within: [Double]) {
        let q: Int = sums.q
        let centre: Double = sums.centre[1]
        if !clusterUnits.isEmpty {
            var means: [Double] = sums.means
            for (cluster, unit) in clusterUnits.enumerated() {
                means[cluster * q + 1] = units[unit] - centre
            }
            return (means, sums.within)
        }
        var counts: [Double] = Array(repeating: 0, count: sums.clusters)
        var products: [Double] = Array(repeating: 0, count: q)
        unsafe deviations.withUnsafeBufferPointer { deviations in
            unsafe units.withUnsafeBufferPointer { units in
                for row in clusterOfRow.indices where unsafe units[unitOfRow[row]] == 1 {
                    counts[clusterOfRow[row]] += 1
                    for column in 0..<q {
                        products[column] += unsafe deviations[row * q + column]
                    }
                }
            }
        }
        return replacing(counts: counts) { products[$0] }
    }

    /// The same from the treated rows of each cluster and the sums of their deviations by column.
    func replacing(
        counts: [Double],
        products: (Int) -> Double
    ) -> (means: [Double], within: [Double]) {
        let q: Int = sums.q
        var means: [Double] = sums.means
        var within: [Double] = sums.within
        var square: Double = 0
        for cluster in 0..<sums.clusters {
            let share: Double = counts[cluster] / sums.sizes[cluster]
            means[cluster * q + 1] = share - sums.centre[1]
            square += counts[cluster] * (1 - share)
        }
        for column in 0..<q where column != 1 {
            within[max(column, 1) * q + min(column, 1)] = products(column)
        }
        within[q + 1] = square
        return (means, within)
    }
}

extension InterceptLikelihood {
    /// A coefficient over its standard error at the last evaluation.
    func statistic(column: Int) -> Double {
        var unit: [Double] = Array(repeating: 0, count: q)
        unit[column] = 1
        let variance: Double = residualVariance * sumOfSquares(solveLower(unit))
        return coefficients[column] / variance.squareRoot()
    }
}
