/// Why a synthesis could not be made. A call that throws gives no partial result.
public enum SynthesisError: Error, Equatable, Sendable {
    /// Two inputs that describe the same studies have different lengths.
    case unequalLengths(expected: Int, found: Int, what: String)
    /// An effect or moderator of this study (counted from zero) is infinite or not a number.
    case notFinite(study: Int, what: String)
    /// The sampling variance of this study (counted from zero) is not above zero.
    case varianceNotPositive(study: Int, value: Double)
    /// The model needs more studies than there are.
    case tooFewStudies(found: Int, needed: Int)
    /// A confidence level is not strictly between 0 and 1.
    case levelOutOfRange(Double)
    /// These columns of the design carry no information beyond those before them.
    case collinear(columns: [String])
    /// A factor has one level, so it cannot be told from the intercept.
    case oneLevel(factor: String)
    /// A design without any column was asked for.
    case emptyDesign
    /// Weights given for estimation are not all finite and zero or more with a positive sum.
    case invalidWeights
    /// Clusters are too few for what was asked.
    case tooFewClusters(found: Int, needed: Int)
    /// Every cluster has one effect: the data tell the sum of the variances between clusters and within them, and neither
    /// of the two.
    case noReplication(clusters: Int)
    /// An option is outside its range.
    case invalidOption(name: String, value: Double)
    /// The likelihood has no maximum, or the search for it failed.
    case notConverged(what: String)
    /// The quantity does not exist for this model, for example a prediction interval with no degrees of
    /// freedom.
    case undefined(what: String)
    /// A covariance matrix given for the effects is not positive definite.
    case covarianceNotPositiveDefinite(block: String)
    /// A distribution function failed.
    case distribution(DistributionError)
}

/// Runs a distribution function and turns its error into one of the synthesis.
func evaluating<Value>(
    _ body: () throws(DistributionError) -> Value
) throws(SynthesisError) -> Value {
    do throws(DistributionError) {
        return try body()
    } catch {
        throw .distribution(error)
    }
}
