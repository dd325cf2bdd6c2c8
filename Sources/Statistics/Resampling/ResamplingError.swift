/// Why a permutation test or a bootstrap could not be made.
public enum ResamplingError: Error, Equatable, Sendable {
    /// An argument outside the range in which it has a meaning.
    case invalidArgument(String)
    /// Fewer units than the method needs.
    case tooFewUnits(Int)
    /// Treatment differs within a unit that was allocated as a whole; the row, from zero.
    case treatmentVariesWithinUnit(row: Int)
    /// No rearrangement of treatment differs from the one observed.
    case nothingToPermute
    /// More than one replicate in twenty could not be fitted.
    case tooManyFailures(failed: Int, of: Int)
    /// The model failed on the data as observed.
    case linearModel(LinearModelError)
    /// The model failed on the data as observed.
    case multilevel(MultilevelError)
    /// A quantity of a reference distribution could not be computed.
    case distribution(DistributionError)
}
