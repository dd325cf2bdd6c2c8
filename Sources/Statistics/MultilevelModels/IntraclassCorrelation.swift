/// The share of variance that lies between clusters.
public struct IntraclassCorrelation: Sendable, Equatable {
    /// τ²/(τ² + σ²), in 0…1.
    public let estimate: Double
    /// Its standard error by the delta method from the observed information; zero where τ² is on the
    /// boundary.
    public let standardError: Double
    /// The lower end of the interval.
    public let lower: Double
    /// The upper end of the interval.
    public let upper: Double
}

extension MultilevelFit {
    /// The share of one variance in the sum of all, with an interval on the scale of Fisher's *z*.
    ///
    /// - Parameters:
    ///   - name: The level whose variance it is, as in ``components``; the first when `nil`.
    ///   - level: The coverage of the interval.
    /// - Throws: ``MultilevelError`` when the information of the variances is not positive definite, when no
    ///   level has that name, and for models with slopes, whose share depends on the regressor.
    /// - Note: The interval transforms by artanh so that it stays below one; its lower end is cut at zero.
    public func intraclassCorrelation(
        of name: String? = nil,
        level: Double = 0.95
    ) throws(MultilevelError) -> IntraclassCorrelation {
        guard !components.contains(where: { $0.name.contains(": ") }) else {
            throw .invalidArgument(
                "where effects differ between clusters, the share of variance between them depends on the regressor"
            )
        }
        guard let place = name == nil ? 0 : components.firstIndex(where: { $0.name == name }) else {
            throw .invalidArgument("no level is called \(name ?? "")")
        }
        let total: Double = components.reduce(0) { $0 + $1.estimate }
        let share: Double = components[place].estimate / total
        let covariance: Matrix = try componentCovariance()
        var gradient: [Double] = Array(repeating: -share / total, count: components.count)
        gradient[place] += 1 / total
        let error: Double = max(covariance.quadraticForm(gradient), 0).squareRoot()
        do {
            let critical: Double = try StandardNormal().twoSidedCriticalValue(level: level)
            let centre: Double = inverseHyperbolicTangent(share)
            let reach: Double = critical * error / (1 - share * share)
            return IntraclassCorrelation(
                estimate: share,
                standardError: error,
                lower: max(hyperbolicTangent(centre - reach), 0),
                upper: hyperbolicTangent(centre + reach)
            )
        } catch {
            throw .distribution(error)
        }
    }
}

/// The intraclass correlation by analysis of variance, without a model of the distribution.
public struct AnovaIntraclassCorrelation: Sendable, Equatable {
    /// (MSB − MSW)/(MSB + (*n*₀ − 1)MSW); negative when clusters differ less than chance would make them.
    public let estimate: Double
    /// The mean square between clusters.
    public let meanSquareBetween: Double
    /// The mean square within clusters.
    public let meanSquareWithin: Double
    /// The cluster size *n*₀ that stands for unequal ones.
    public let averageSize: Double
    /// 1 + (mean size − 1)·ICC: how much larger variances of means are than without clusters.
    public let designEffect: Double

    /// Estimates from a one-way layout.
    /// - Throws: ``MultilevelError/tooFewClusters(level:count:)``, ``MultilevelError/noReplication(level:)``,
    ///   ``MultilevelError/constantOutcome``.
    /// - Note: Donner (1986), Int. Stat. Rev. 54, 67.
    public init(outcome: [Double], clusters: Clusters) throws(MultilevelError) {
        guard clusters.count >= 2 else { throw .tooFewClusters(level: "cluster", count: clusters.count) }
        guard clusters.count < outcome.count else { throw .noReplication(level: "cluster") }
        if let row = outcome.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(column: "outcome", row: row)
        }
        let ones = Matrix(rows: outcome.count, columns: 1, repeating: 1)
        let sums = ClusterSums(design: ones, outcome: outcome, clusters: clusters)
        let n = Double(outcome.count)
        let k = Double(clusters.count)
        var between: Double = 0
        for cluster in 0..<clusters.count {
            let mean: Double = sums.means[cluster * 2 + 1]
            between += sums.sizes[cluster] * mean * mean
        }
        meanSquareBetween = between / (k - 1)
        meanSquareWithin = sums.within[3] / (n - k)
        averageSize = (n - sumOfSquares(sums.sizes) / n) / (k - 1)
        let total: Double = meanSquareBetween + (averageSize - 1) * meanSquareWithin
        guard total > 0 else { throw .constantOutcome }
        estimate = (meanSquareBetween - meanSquareWithin) / total
        designEffect = 1 + (n / k - 1) * estimate
    }
}
