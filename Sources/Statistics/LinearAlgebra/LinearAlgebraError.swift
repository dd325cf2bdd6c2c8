/// Why a decomposition could not be made. Causes lie in the data, never in a mistaken shape.
public enum LinearAlgebraError: Error, Equatable, Sendable {
    /// An element is infinite or not a number.
    case notFinite
    /// These columns (counted from zero) lie in the span of the columns before them.
    case rankDeficient(dependentColumns: [Int])
    /// A symmetric matrix, the one with this index in its batch, is not positive definite.
    case notPositiveDefinite(index: Int)
    /// The eigenvalue iteration did not converge for the matrix with this index in its batch.
    case noConvergence(index: Int)
    /// There was not enough memory for the work arrays.
    case outOfMemory
}
