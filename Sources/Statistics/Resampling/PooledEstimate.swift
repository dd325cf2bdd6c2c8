/// An estimate pooled over multiply imputed data by Rubin's rules.
///
/// - Note: Rubin (1987); Barnard & Rubin (1999), Biometrika 86, 948, for the degrees of freedom. Agrees with
///   R `mice` 3.15 `pool` to 1e-10 (`e4_perm_boot_mi.json`).
public struct PooledEstimate: Sendable, Equatable {
    /// The mean of the estimates, with its test.
    public let test: CoefficientTest
    /// The mean of the squared standard errors.
    public let withinVariance: Double
    /// The variance of the estimates between imputations.
    public let betweenVariance: Double
    /// The relative increase in variance through missing values.
    public let relativeIncrease: Double
    /// The fraction of information about the estimate that is missing, in 0…1.
    public let missingInformation: Double

    /// Pools estimates.
    /// - Parameters:
    ///   - name: What is estimated, for the answer.
    ///   - estimates: One for each imputation, at least two.
    ///   - standardErrors: Theirs, above zero.
    ///   - completeDegreesOfFreedom: Those the analysis would have without missing values; infinite for large
    ///     samples.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``ResamplingError``.
    public init(
        name: String,
        estimates: [Double],
        standardErrors: [Double],
        completeDegreesOfFreedom: Double = .infinity,
        level: Double = 0.95
    ) throws(ResamplingError) {
        precondition(estimates.count == standardErrors.count, "Every estimate has a standard error.")
        guard estimates.count >= 2 else { throw .tooFewUnits(estimates.count) }
        guard completeDegreesOfFreedom > 0, standardErrors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .invalidArgument("standard errors or degrees of freedom")
        }
        let m = Double(estimates.count)
        let mean: Double = estimates.reduce(0, +) / m
        let within: Double = sumOfSquares(standardErrors) / m
        let between: Double = sumOfSquares(estimates.map { $0 - mean }) / (m - 1)
        let added: Double = (1 + 1 / m) * between
        let total: Double = within + added
        let share: Double = added / total
        withinVariance = within
        betweenVariance = between
        relativeIncrease = added / within
        var df: Double = share > 0 ? (m - 1) / (share * share) : .infinity
        if completeDegreesOfFreedom.isFinite {
            let complete: Double = completeDegreesOfFreedom
            let observed: Double = (complete + 1) / (complete + 3) * complete * (1 - share)
            df = df.isFinite ? df * observed / (df + observed) : observed
        }
        let ratio: Double = added / within
        missingInformation = df.isFinite ? (ratio + 2 / (df + 3)) / (ratio + 1) : ratio / (ratio + 1)
        do {
            test = try CoefficientTest(
                name: name,
                estimate: mean,
                standardError: total.squareRoot(),
                degreesOfFreedom: df,
                level: level
            )
        } catch {
            throw .distribution(error)
        }
    }
}
