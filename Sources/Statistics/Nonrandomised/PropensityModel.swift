/// The chance of being treated, given what was known beforehand: a logistic regression.
public struct PropensityModel: Sendable {
    /// Coefficients in log odds with large-sample errors, the constant first.
    public let coefficients: [CoefficientTest]
    /// The probability of treatment of each unit.
    public let probabilities: [Double]
    /// The logarithm of the odds of treatment of each unit, on which units are matched.
    public let logOdds: [Double]

    /// Fits the model by maximum likelihood.
    /// - Parameters:
    ///   - treatment: 1 for treated units, 0 for the others.
    ///   - covariates: Characteristics from before treatment, without the constant.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError``: collinear covariates, or covariates that separate the groups perfectly, so that
    ///   no comparison is possible.
    /// - Note: Newton's method; agrees with R 4.2.2 `glm(family = binomial)` to 1e-8.
    public init(
        treatment: [Double],
        covariates: DesignMatrix,
        level: Double = 0.95
    ) throws(TrialError) {
        precondition(covariates.matrix.rows == treatment.count, "Every unit has its covariates.")
        try IntentionToTreat.validate(treatment.map { _ in 0 }, treatment)
        let rows: Int = treatment.count
        if let place = covariates.notFinite { throw .notFinite(column: place.column, row: place.row) }
        let ones: [Double] = Array(repeating: 1, count: rows)
        let constant = DesignMatrix(names: ["(Intercept)"], matrix: Matrix(columns: [ones]))
        let design: DesignMatrix = constant.joined(with: covariates)
        do {
            // About their means, as in the fit: a score far from zero is not the constant.
            let centred: Matrix = design.matrix.subtracting(ModelOrigin(design: design.matrix).columns)
            _ = try LeastSquares(design: centred, responses: Matrix(rows: rows, columns: 1))
        } catch {
            throw .linearModel(LinearModelError(error, names: design.names))
        }
        let fit: LogisticFit
        do {
            fit = try LogisticFit(outcome: treatment, design: design.matrix, penalty: 0)
        } catch {
            throw PropensityModel.unbounded(treatment, design.matrix)
        }
        let logOdds: [Double] = fit.logOdds
        self.logOdds = logOdds
        probabilities = logOdds.map { 1 / (1 + exponential(-$0)) }
        guard probabilities.contains(where: { $0 > 1e-8 && $0 < 1 - 1e-8 }) else {
            throw .invalidArgument(
                "the covariates tell the groups apart perfectly: there is nobody to compare"
            )
        }
        do {
            var tests: [CoefficientTest] = []
            for (index, name) in design.names.enumerated() {
                tests.append(
                    try CoefficientTest(
                        name: name,
                        estimate: fit.coefficients[index],
                        standardError: fit.covariance[index, index].squareRoot(),
                        degreesOfFreedom: .infinity,
                        level: level
                    )
                )
            }
            coefficients = tests
        } catch {
            throw .distribution(error)
        }
    }

    /// Why no coefficients are likeliest: the covariates tell everybody apart, or some beyond doubt.
    private static func unbounded(_ treatment: [Double], _ design: Matrix) -> TrialError {
        // A penalty keeps the odds finite and tells apart whom it can.
        let odds: [Double] = (try? LogisticFit(outcome: treatment, design: design))?.logOdds ?? []
        let part = { (code: Double) -> [Double] in
            odds.indices.filter { treatment[$0] == code }.map { odds[$0] }
        }
        guard let least = part(1).min(), let most = part(0).max(), least <= most else {
            return .invalidArgument(
                "the covariates tell the groups apart perfectly: there is nobody to compare"
            )
        }
        return .invalidArgument(
            "the covariates leave no doubt in which group some are, whose odds are then without bound: leave out the one that does, or take Mahalanobis distances"
        )
    }
}
