/// Why a design could not be evaluated.
public enum DesignError: Error, Equatable, Sendable {
    /// A number outside the range in which it has a meaning.
    case invalidArgument(String)
    /// The design leaves no degrees of freedom to judge error by.
    case noDegreesOfFreedom(Double)
    /// No sample up to the limit reaches what is asked for.
    case unattainable(limit: Int)
    /// A quantity of a reference distribution could not be computed.
    case distribution(DistributionError)
}
