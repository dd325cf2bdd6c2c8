/// The raw outcome of one arm of a trial.
public struct ArmSummary: Sendable, Equatable {
    /// The name of the arm.
    public let name: String
    /// Units with a value.
    public let count: Int
    /// Units allocated to the arm whose value is missing.
    public let missing: Int
    /// The mean of the values.
    public let mean: Double
    /// The standard deviation of the values, with divisor *n* − 1.
    public let standardDeviation: Double

    /// Summarises the values of one arm.
    /// - Parameters:
    ///   - name: The arm.
    ///   - values: One for each unit allocated; not a number where missing.
    /// - Throws: ``TrialError/tooFewUnits(arm:count:)`` with fewer than two values.
    public init(name: String, values: [Double]) throws(TrialError) {
        let present: [Double] = values.filter { !$0.isNaN }
        guard present.count >= 2 else { throw .tooFewUnits(arm: name, count: present.count) }
        self.name = name
        count = present.count
        missing = values.count - present.count
        let first: Double = present[0]
        let shift: Double = present.reduce(0) { $0 + ($1 - first) } / Double(present.count)
        let mean: Double = first + shift
        self.mean = mean
        let squares: Double = sumOfSquares(present.map { $0 - mean })
        standardDeviation = (squares / Double(present.count - 1)).squareRoot()
    }
}
