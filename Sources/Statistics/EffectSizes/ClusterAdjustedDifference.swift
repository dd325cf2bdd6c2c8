/// A standardised difference of a trial that allocated whole clusters but reported individuals.
///
/// - Note: Hedges (2007), J Educ Behav Stat 32, 341–370. Unequal sizes: eq. 15–20; with equal sizes they
///   become eq. 10–14.
public struct ClusterAdjustedDifference: Sendable, Equatable {
    /// Sizes of the treated clusters.
    public let treatedSizes: [Double]
    /// Sizes of the control clusters.
    public let controlSizes: [Double]
    /// The intraclass correlation ρ.
    public let intraclassCorrelation: Double

    /// - Parameters:
    ///   - treatedSizes: At least two clusters, each of one or more.
    ///   - controlSizes: Likewise.
    ///   - intraclassCorrelation: From 0 up to, not including, 1.
    public init(
        treatedSizes: [Int],
        controlSizes: [Int],
        intraclassCorrelation: Double
    ) throws(EffectSizeError) {
        try demand(intraclassCorrelation, "intraclassCorrelation") { $0 >= 0 && $0 < 1 }
        for (name, sizes) in [("treatedSizes", treatedSizes), ("controlSizes", controlSizes)] {
            guard sizes.count >= 2 else { throw .outOfRange(name: name, value: Double(sizes.count)) }
            if let bad = sizes.first(where: { $0 < 1 }) { throw .outOfRange(name: name, value: Double(bad)) }
        }
        self.treatedSizes = treatedSizes.map(Double.init)
        self.controlSizes = controlSizes.map(Double.init)
        self.intraclassCorrelation = intraclassCorrelation
    }

    private var treatedTotal: Double { treatedSizes.reduce(0, +) }
    private var controlTotal: Double { controlSizes.reduce(0, +) }
    private var total: Double { treatedTotal + controlTotal }

    /// ñ of eq. 17: the cluster size that carries the design effect of the means.
    private var meanDesignSize: Double {
        let treated = treatedSizes.reduce(0) { $0 + $1 * $1 }
        let control = controlSizes.reduce(0) { $0 + $1 * $1 }
        return controlTotal * treated / (treatedTotal * total) + treatedTotal * control
            / (controlTotal * total)
    }

    /// *B* of eq. 18.
    private var between: Double {
        func part(_ sizes: [Double]) -> Double {
            let sum = sizes.reduce(0, +)
            return (sum * sum - sizes.reduce(0) { $0 + $1 * $1 }) / sum
        }
        return part(treatedSizes) + part(controlSizes)
    }

    /// *A* of eq. 18.
    private var betweenSquared: Double {
        func part(_ sizes: [Double]) -> Double {
            let sum = sizes.reduce(0, +)
            let squares = sizes.reduce(0) { $0 + $1 * $1 }
            let cubes = sizes.reduce(0) { $0 + $1 * $1 * $1 }
            return (sum * sum * squares + squares * squares - 2 * sum * cubes) / (sum * sum)
        }
        return part(treatedSizes) + part(controlSizes)
    }

    private var spread: (numerator: Double, denominator: Double) {
        let rho = intraclassCorrelation
        let free = total - 2
        let numerator =
            free * (1 - rho) * (1 - rho) + betweenSquared * rho * rho + 2 * between * rho * (1 - rho)
        return (numerator, free - rho * (free - between))
    }

    /// The degrees of freedom of the total standard deviation, for a small-sample correction.
    public var effectiveDegreesOfFreedom: Double {
        let spread = spread
        return spread.denominator * spread.denominator / spread.numerator
    }

    /// *d*_T: the difference over the total standard deviation, from the *d* that ignored the clusters.
    ///
    /// - Parameters:
    ///   - ignoringClusters: Difference of means over the pooled standard deviation of individuals.
    ///   - correction: By the effective degrees of freedom; Hedges (2007) applies none.
    public func total(
        ignoringClusters: Double,
        correction: SmallSampleCorrection = .none
    ) throws(EffectSizeError) -> EffectSize {
        try demand(ignoringClusters, "ignoringClusters")
        let rho = intraclassCorrelation
        let spread = spread
        let j = try correction.factor(degreesOfFreedom: effectiveDegreesOfFreedom)
        let d = ignoringClusters * (spread.denominator / (total - 2)).squareRoot()
        let means = total / (treatedTotal * controlTotal) * (1 + (meanDesignSize - 1) * rho)
        let variance = means + d * d * spread.numerator / (2 * (total - 2) * spread.denominator)
        return try EffectSize(estimate: j * d, variance: j * j * variance)
    }

    /// *d*_W: the difference over the standard deviation within clusters, with its variance.
    ///
    /// - Parameters:
    ///   - within: Difference of means over the pooled within-cluster standard deviation.
    ///   - correction: For small samples.
    public func within(
        _ within: Double,
        correction: SmallSampleCorrection = .none
    ) throws(EffectSizeError) -> EffectSize {
        try demand(within, "within")
        let rho = intraclassCorrelation
        let free = total - Double(treatedSizes.count + controlSizes.count)
        guard free > 0 else { throw .undefined(what: "a within-cluster deviation of clusters of one") }
        let j = try correction.factor(degreesOfFreedom: free)
        let means =
            total / (treatedTotal * controlTotal) * (1 + (meanDesignSize - 1) * rho) / (1 - rho)
        return try EffectSize(
            estimate: j * within,
            variance: j * j * (means + within * within / (2 * free))
        )
    }
}
