/// Rejects a parameter outside its range by name.
func require(_ holds: Bool, _ name: String, _ value: Double) throws(DistributionError) {
    guard holds else { throw .invalidParameter(name: name, value: value) }
}

/// The normal distribution.
public struct NormalDistribution: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - mean: Finite.
    ///   - standardDeviation: Finite and above zero.
    public init(mean: Double, standardDeviation: Double) throws(DistributionError) {
        try require(mean.isFinite, "mean", mean)
        try require(
            standardDeviation.isFinite && standardDeviation > 0,
            "standardDeviation",
            standardDeviation
        )
        kernel = DistributionKernel(.normal, mean, standardDeviation)
    }
}

/// The normal distribution with mean 0 and standard deviation 1.
public struct StandardNormal: SymmetricDistribution {
    public let kernel = DistributionKernel(.normal, 0, 1)

    /// What a two-sided 95 % interval is made with where nothing is known but an estimate and its standard error:
    /// 2.5 % lie above it. R: `qnorm(0.975)`.
    public static let criticalValue95: Double = 1.959963984540054

    public init() {}
}

/// Student's *t*.
public struct StudentT: SymmetricDistribution {
    public let kernel: DistributionKernel

    /// - Parameter degreesOfFreedom: Above zero, not necessarily whole; infinity gives the standard normal.
    public init(degreesOfFreedom: Double) throws(DistributionError) {
        try require(degreesOfFreedom > 0, "degreesOfFreedom", degreesOfFreedom)
        kernel = DistributionKernel(.studentT, degreesOfFreedom)
    }
}

/// The χ² distribution.
public struct ChiSquared: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameter degreesOfFreedom: Finite and above zero, not necessarily whole.
    public init(degreesOfFreedom: Double) throws(DistributionError) {
        try require(degreesOfFreedom.isFinite && degreesOfFreedom > 0, "degreesOfFreedom", degreesOfFreedom)
        kernel = DistributionKernel(.chiSquared, degreesOfFreedom)
    }
}

/// Fisher's *F*.
public struct FisherF: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - numerator: Degrees of freedom, finite and above zero.
    ///   - denominator: Degrees of freedom, above zero; infinity gives χ²(*m*)/*m*.
    public init(numerator: Double, denominator: Double) throws(DistributionError) {
        try require(numerator.isFinite && numerator > 0, "numerator", numerator)
        try require(denominator > 0, "denominator", denominator)
        kernel = DistributionKernel(.fisherF, numerator, denominator)
    }
}

/// The beta distribution on 0 to 1.
public struct BetaDistribution: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - first: The exponent of *x* plus one; finite and above zero.
    ///   - second: The exponent of 1 − *x* plus one; finite and above zero.
    public init(first: Double, second: Double) throws(DistributionError) {
        try require(first.isFinite && first > 0, "first", first)
        try require(second.isFinite && second > 0, "second", second)
        kernel = DistributionKernel(.beta, first, second)
    }
}

/// The gamma distribution.
public struct GammaDistribution: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - shape: Finite and above zero.
    ///   - scale: Finite and above zero; the mean is shape × scale.
    public init(shape: Double, scale: Double = 1) throws(DistributionError) {
        try require(shape.isFinite && shape > 0, "shape", shape)
        try require(scale.isFinite && scale > 0, "scale", scale)
        kernel = DistributionKernel(.gamma, shape, scale)
    }
}

/// The number of successes in independent trials.
public struct BinomialDistribution: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - trials: Zero or more.
    ///   - probability: Of success in one trial, 0 to 1.
    public init(trials: Int, probability: Double) throws(DistributionError) {
        try require(trials >= 0, "trials", Double(trials))
        try require(probability >= 0 && probability <= 1, "probability", probability)
        kernel = DistributionKernel(.binomial, Double(trials), probability)
    }
}

/// The number of successes in draws without replacement.
public struct HypergeometricDistribution: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - population: Size of the population, at most 4 × 10⁹.
    ///   - successes: Members of it that count as a success.
    ///   - draws: Members drawn.
    public init(population: Int, successes: Int, draws: Int) throws(DistributionError) {
        try require((0...4_000_000_000).contains(population), "population", Double(population))
        try require((0...population).contains(successes), "successes", Double(successes))
        try require((0...population).contains(draws), "draws", Double(draws))
        kernel = DistributionKernel(.hypergeometric, Double(population), Double(successes), Double(draws))
    }
}

/// The range of normals over an independent estimate of their standard deviation (Tukey's *q*).
///
/// Absolute accuracy about 1e-13; far upper tails are not refined further.
public struct StudentizedRange: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - means: How many means are compared, two or more.
    ///   - degreesOfFreedom: Of the estimate, one or more; may be infinite.
    public init(means: Int, degreesOfFreedom: Double) throws(DistributionError) {
        try require(means >= 2, "means", Double(means))
        try require(degreesOfFreedom >= 1, "degreesOfFreedom", degreesOfFreedom)
        kernel = DistributionKernel(.studentizedRange, Double(means), degreesOfFreedom)
    }
}
