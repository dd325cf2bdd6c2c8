/// Why a linear model or a test on one could not be given. Every case names what in the data caused it.
public enum LinearModelError: Error, Equatable, Sendable {
    /// A column that the model names is not in the table.
    case missingColumn(String)
    /// A column of labels stands where the model needs numbers.
    case notNumeric(column: String)
    /// A value that is missing, infinite or not a number; the row is counted from zero.
    case notFinite(column: String, row: Int)
    /// A factor has fewer than two levels among the rows used, or not the reference level asked for.
    case unusableFactor(String)
    /// The columns of unequal length in a table.
    case unequalLengths(column: String)
    /// Fewer rows than coefficients, or just as many, so that nothing is left to judge error by.
    case tooFewRows(rows: Int, coefficients: Int)
    /// Terms that the terms before them already determine.
    case collinear(terms: [String])
    /// The outcome has one value in every row.
    case constantOutcome
    /// The model reproduces the outcome exactly, so standard errors are zero and tests have no meaning.
    case noResidualVariation
    /// A coefficient or contrast that the model reproduces exactly in what its robust variance rests on, such as an
    /// indicator of one cluster beside its own constant: only rounding is left of the variance.
    case exactlyFitted(name: String)
    /// A weight that is not a positive finite number; the row is counted from zero.
    case invalidWeight(row: Int)
    /// A leverage of one, where HC2 and HC3 divide by zero; the row is counted from zero.
    case fullLeverage(row: Int)
    /// Cluster-robust inference needs at least two clusters.
    case tooFewClusters(Int)
    /// Fewer instruments outside the model than endogenous regressors.
    case underidentified
    /// A joint test whose hypotheses repeat each other, or are reproduced exactly, or more of them than its degrees of
    /// freedom carry.
    case untestable
    /// A quantity of a reference distribution could not be computed.
    case distribution(DistributionError)
    /// The decomposition failed for a reason other than collinearity.
    case linearAlgebra(LinearAlgebraError)
}
