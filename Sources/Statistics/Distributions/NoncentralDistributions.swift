/// The noncentral *t*: a normal with mean `noncentrality` over an independent √(χ²/df).
///
/// Tails below 10⁻³ come from a quadrature of positive terms instead of Boost 1.74's series, which has no
/// correct digit at (−1, df 18, noncentrality 10).
public struct NoncentralT: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - degreesOfFreedom: Above zero; infinity gives the normal with mean `noncentrality`.
    ///   - noncentrality: Finite, of either sign.
    public init(degreesOfFreedom: Double, noncentrality: Double) throws(DistributionError) {
        try require(degreesOfFreedom > 0, "degreesOfFreedom", degreesOfFreedom)
        try require(noncentrality.isFinite, "noncentrality", noncentrality)
        kernel = DistributionKernel(.noncentralT, degreesOfFreedom, noncentrality)
    }
}

/// The noncentral χ²: a sum of squares of unit normals whose squared means add to `noncentrality`.
public struct NoncentralChiSquared: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - degreesOfFreedom: Finite and above zero.
    ///   - noncentrality: Finite, zero or more.
    public init(degreesOfFreedom: Double, noncentrality: Double) throws(DistributionError) {
        try require(degreesOfFreedom.isFinite && degreesOfFreedom > 0, "degreesOfFreedom", degreesOfFreedom)
        try require(noncentrality.isFinite && noncentrality >= 0, "noncentrality", noncentrality)
        kernel = DistributionKernel(.noncentralChiSquared, degreesOfFreedom, noncentrality)
    }
}

/// The noncentral *F*: a noncentral χ² over its df, divided by an independent χ² over its df.
public struct NoncentralF: ProbabilityDistribution {
    public let kernel: DistributionKernel

    /// - Parameters:
    ///   - numerator: Degrees of freedom, finite and above zero.
    ///   - denominator: Degrees of freedom, finite and above zero.
    ///   - noncentrality: Finite, zero or more.
    public init(
        numerator: Double,
        denominator: Double,
        noncentrality: Double
    ) throws(DistributionError) {
        try require(numerator.isFinite && numerator > 0, "numerator", numerator)
        try require(denominator.isFinite && denominator > 0, "denominator", denominator)
        try require(noncentrality.isFinite && noncentrality >= 0, "noncentrality", noncentrality)
        kernel = DistributionKernel(.noncentralF, numerator, denominator, noncentrality)
    }
}
