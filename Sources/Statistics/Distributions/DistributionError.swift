/// Why a distribution could not be made or evaluated.
public enum DistributionError: Error, Equatable, Sendable {
    /// A parameter is not a number, not finite where it must be, or outside its range.
    case invalidParameter(name: String, value: Double)
    /// The argument is not a number.
    case invalidArgument(Double)
    /// A probability lies outside 0 to 1.
    case invalidProbability(Double)
    /// The answer exists but a `Double` cannot hold it, for example a density that is unbounded at this
    /// point.
    case notRepresentable(at: Double)
    /// The series or the root search did not settle.
    case notConverged(at: Double)
}
