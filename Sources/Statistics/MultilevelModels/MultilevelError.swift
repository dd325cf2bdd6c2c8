/// Why a multilevel model could not be fitted or tested.
public enum MultilevelError: Error, Equatable, Sendable {
    /// A value is infinite or not a number; the row is counted from zero.
    case notFinite(column: String, row: Int)
    /// The model needs at least two clusters at this level.
    case tooFewClusters(level: String, count: Int)
    /// Every cluster holds one row, so that variance between and within clusters cannot be told apart.
    case noReplication(level: String)
    /// As many coefficients differ only between clusters as there are clusters, so that nothing is left to
    /// judge the variance between clusters by.
    case clustersUsedUp(level: String, count: Int, coefficients: Int)
    /// Not more rows than coefficients.
    case tooFewRows(rows: Int, coefficients: Int)
    /// Terms that the terms before them already determine.
    case collinear(terms: [String])
    /// The outcome has one value in every row.
    case constantOutcome
    /// The model reproduces the outcome exactly within clusters.
    case noResidualVariation
    /// A label of the lower level occurs in two clusters of the upper level.
    case notNested(row: Int)
    /// The maximum of the likelihood was not reached in this many iterations.
    case noConvergence(iterations: Int)
    /// The likelihood does not fall far enough to give an interval an end.
    case unboundedInterval(String)
    /// An argument outside the range in which it has a meaning.
    case invalidArgument(String)
    /// A quantity of a reference distribution could not be computed.
    case distribution(DistributionError)
    /// A decomposition failed.
    case linearAlgebra(LinearAlgebraError)
}
