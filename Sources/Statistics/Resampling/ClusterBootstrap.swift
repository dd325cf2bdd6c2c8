/// A bootstrap that draws whole clusters with replacement and fits the trial's model to each draw.
public struct ClusterBootstrap: Sendable {
    /// The adjusted difference of the data as observed.
    public let difference: Double
    /// The effect size *b*/*S* of the data as observed, without Hedges' correction; *S* from the
    /// treatment-only model.
    public let effectSize: Double
    /// The adjusted difference of each draw.
    public let differences: [Double]
    /// The effect size of each draw.
    public let effectSizes: [Double]
    /// Draws that could not be fitted, such as those with a single arm.
    public let failed: Int

    /// What is fitted to each draw.
    public enum Model: Sendable, Equatable {
        /// A random intercept for clusters.
        case multilevel(VarianceEstimator)
        /// Least squares; clusters count only in the drawing.
        case linear
    }

    /// Draws clusters and fits each draw from the sums of the clusters drawn, never touching rows again.
    ///
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - treatment: 0 or 1 for each row.
    ///   - covariates: The other columns without the constant.
    ///   - clusters: What is drawn; a cluster drawn twice counts as two.
    ///   - model: What is fitted to each draw.
    ///   - byArm: Whether the number of clusters of each arm stays as it was; only for whole clusters in one
    ///     arm.
    ///   - replicates: How many draws.
    ///   - seed: Of the generator; the same seed gives the same digits.
    /// - Throws: ``ResamplingError``; ``ResamplingError/tooManyFailures(failed:of:)`` above one in twenty.
    /// - Complexity: O(rows · columns²) once, then O(clusters · columns²) for each draw, on all processors.
    public init(
        outcome: [Double],
        treatment: [Double],
        covariates: DesignMatrix? = nil,
        clusters: Clusters,
        model: Model = .multilevel(.restrictedMaximumLikelihood),
        byArm: Bool = true,
        replicates: Int,
        seed: UInt64
    ) throws(ResamplingError) {
        guard replicates >= 20 else { throw .invalidArgument("replicates") }
        guard clusters.count >= 4 else { throw .tooFewUnits(clusters.count) }
        do {
            try IntentionToTreat.validate(outcome, treatment)
        } catch {
            throw .invalidArgument("outcome or treatment")
        }
        let ones: [Double] = Array(repeating: 1, count: outcome.count)
        let leading = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [ones, treatment])
        )
        let columns: DesignMatrix = covariates.map { leading.joined(with: $0) } ?? leading
        do {
            try MultilevelFit.validate(outcome: outcome, design: columns)
        } catch {
            throw .multilevel(error)
        }
        var arms: [Int] = Array(repeating: -1, count: clusters.count)
        for (row, cluster) in clusters.index.enumerated() where byArm {
            let arm = Int(treatment[row])
            if arms[cluster] >= 0, arms[cluster] != arm { throw .treatmentVariesWithinUnit(row: row) }
            arms[cluster] = arm
        }
        let sums = ClusterSums(
            design: columns.matrix,
            outcome: outcome,
            clusters: clusters,
            keepingClusters: true
        )
        let groups: [[Int]] = Dictionary(grouping: 0..<clusters.count, by: { arms[$0] })
            .sorted { $0.key < $1.key }.map(\.value)
        let whole = BootstrapSums(sums, model: model, start: 0.2)
        let once: [Double] = Array(repeating: 1, count: clusters.count)
        guard let observed = whole.fit(counts: once, searching: true) else {
            throw .multilevel(.noConvergence(iterations: 200))
        }
        let drawn = BootstrapSums(sums, model: model, start: observed.theta)
        let draw: @Sendable (inout SeededGenerator) -> [Double] = { generator in
            var counts: [Double] = Array(repeating: 0, count: sums.clusters)
            for group in groups {
                for _ in group { counts[group[generator.next(below: group.count)]] += 1 }
            }
            return counts
        }
        // Both numbers of a draw come from one stream: the second pass draws the same clusters again.
        let differences: [Double] = Replication.run(replicates, seed: seed) { _, generator in
            drawn.fit(counts: draw(&generator), searching: false)?.difference ?? .nan
        }
        let sizes: [Double] = Replication.run(replicates, seed: seed) { _, generator in
            drawn.deviation(counts: draw(&generator)) ?? .nan
        }
        let fitted: [Int] = differences.indices.filter { !differences[$0].isNaN && !sizes[$0].isNaN }
        failed = replicates - fitted.count
        guard failed * 20 <= replicates else { throw .tooManyFailures(failed: failed, of: replicates) }
        guard let deviation = whole.deviation(counts: once) else {
            throw .multilevel(.noConvergence(iterations: 200))
        }
        difference = observed.difference
        effectSize = observed.difference / deviation
        self.differences = fitted.map { differences[$0] }
        effectSizes = fitted.map { differences[$0] / sizes[$0] }
    }
}

/// Fits from the sums of clusters taken several times.
struct BootstrapSums: Sendable {
    private let sums: ClusterSums
    private let reduced: ClusterSums
    private let model: ClusterBootstrap.Model
    private let start: Double

    init(_ sums: ClusterSums, model: ClusterBootstrap.Model, start: Double) {
        self.sums = sums
        self.model = model
        self.start = start
        reduced = sums.keeping(columns: [0, 1])
    }

    /// The difference and θ of the model with covariates.
    func fit(counts: [Double], searching: Bool) -> (difference: Double, theta: Double)? {
        guard let (likelihood, theta) = maximize(sums, counts, searching) else { return nil }
        return (likelihood.coefficients[1], theta)
    }

    /// The total standard deviation of the model with treatment alone.
    func deviation(counts: [Double]) -> Double? {
        guard let (likelihood, theta) = maximize(reduced, counts, false) else { return nil }
        return (likelihood.residualVariance * (1 + theta)).squareRoot()
    }

    private func maximize(
        _ sums: ClusterSums,
        _ counts: [Double],
        _ searching: Bool
    ) -> (InterceptLikelihood, Double)? {
        let q: Int = sums.q
        let triangle: Int = q * (q + 1) / 2
        var packed: [Double] = Array(repeating: 0, count: triangle)
        var rows: Double = 0
        unsafe sums.withinByCluster.withUnsafeBufferPointer { products in
            for (cluster, times) in counts.enumerated() where times > 0 {
                rows += times * sums.sizes[cluster]
                for place in 0..<triangle {
                    packed[place] += unsafe times * products[cluster * triangle + place]
                }
            }
        }
        var within: [Double] = Array(repeating: 0, count: q * q)
        var place: Int = 0
        for row in 0..<q {
            for column in 0...row {
                within[row * q + column] = packed[place]
                place += 1
            }
        }
        let groups = SizeGroups(sums.grouping, means: sums.means, q: q, times: counts)
        switch model {
        case .linear:
            var likelihood = InterceptLikelihood(
                q: q,
                rows: Int(rows),
                estimator: .restrictedMaximumLikelihood
            )
            guard
                likelihood.evaluate(theta: 0, groups: groups, within: within),
                likelihood.isWellConditioned
            else { return nil }
            return (likelihood, 0)
        case .multilevel(let estimator):
            var likelihood = InterceptLikelihood(q: q, rows: Int(rows), estimator: estimator)
            guard
                let (theta, _) = likelihood.maximize(
                    groups: groups,
                    within: within,
                    start: start,
                    searching: searching
                ), likelihood.isWellConditioned
            else { return nil }
            return (likelihood, theta)
        }
    }
}

extension InterceptLikelihood {
    /// Whether no column of the design is nearly determined by the others.
    var isWellConditioned: Bool {
        (0..<(q - 1)).allSatisfy { index in
            factor[index * q + index] * factor[index * q + index] > 1e-11 * first[index * q + index]
        }
    }
}

extension ClusterSums {
    /// The sums of a model with some of the columns.
    func keeping(columns: [Int]) -> ClusterSums { ClusterSums(copying: self, keeping: columns + [p]) }

    private init(copying sums: ClusterSums, keeping kept: [Int]) {
        let q: Int = sums.q
        let count: Int = sums.clusters
        let triangle: Int = q * (q + 1) / 2
        rows = sums.rows
        p = kept.count - 1
        sizes = sums.sizes
        grouping = sums.grouping
        centre = kept.map { sums.centre[$0] }
        intercept = sums.intercept.flatMap { kept.firstIndex(of: $0) }
        means = (0..<count).flatMap { cluster in kept.map { sums.means[cluster * q + $0] } }
        within = kept.flatMap { row in
            kept.map { column in sums.within[max(row, column) * q + min(row, column)] }
        }
        guard !sums.withinByCluster.isEmpty else { return }
        withinByCluster = (0..<count).flatMap { cluster in
            kept.indices.flatMap { a in
                kept[0...a].map { column in
                    let row: Int = max(kept[a], column)
                    return sums.withinByCluster[
                        cluster * triangle + row * (row + 1) / 2 + min(kept[a], column)
                    ]
                }
            }
        }
    }
}
