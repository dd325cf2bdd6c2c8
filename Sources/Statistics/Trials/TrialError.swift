/// Why a trial could not be analysed. Rows are counted from zero.
public enum TrialError: Error, Equatable, Sendable {
    /// The trial does not have the arms that the analysis compares.
    case wrongArms(found: [String])
    /// The arm named as treated does not occur.
    case missingArm(String)
    /// An arm has too few units with an outcome.
    case tooFewUnits(arm: String, count: Int)
    /// A unit occurs twice; the row of its second appearance.
    case repeatedUnit(row: Int)
    /// A value is infinite or not a number.
    case notFinite(column: String, row: Int)
    /// An outcome, baseline or other column has one value throughout, or one within every arm.
    case noVariation(column: String)
    /// Every unit of a cluster is in one arm where the analysis compares arms within clusters, or the
    /// reverse.
    case wrongAllocationLevel(String)
    /// A number outside the range in which it has a meaning.
    case invalidArgument(String)
    /// The linear model failed.
    case linearModel(LinearModelError)
    /// The multilevel model failed.
    case multilevel(MultilevelError)
    /// A quantity of a reference distribution could not be computed.
    case distribution(DistributionError)
}
