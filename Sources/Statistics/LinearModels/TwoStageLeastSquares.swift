/// A linear model with endogenous regressors, fitted by two-stage least squares.
///
/// With allocation as the instrument and compliance as the endogenous regressor the coefficient of compliance
/// is the complier average causal effect: the effect of receiving the intervention among pupils who receive
/// it because it was offered. It assumes that the offer works only through what is received.
public struct TwoStageFit: Sendable {
    /// The names of the coefficients.
    public let names: [String]
    /// The estimates.
    public let coefficients: [Double]
    /// (**X̂**ᵀ**X̂**)⁻¹ of the regressors projected on the instruments.
    public let unscaledCovariance: Matrix
    /// *y* − **X**β̂ with the regressors as observed.
    public let residuals: [Double]
    /// The *F* tests of the instruments in each first stage, by name of the endogenous regressor; they take
    /// rows to be independent.
    public let firstStage: [(name: String, test: JointTest)]
    /// The first stages; the instruments stand first in each.
    let firstStageFits: [LinearFit]
    private let instruments: Int
    /// The Wu–Hausman test that least squares would be consistent as well.
    public let endogeneityTest: JointTest
    let projected: Matrix
    /// Of the projected regressors.
    private let leverage: [Double]

    /// Fits the second stage on the regressors' projections.
    /// - Parameters:
    ///   - outcome: One finite value for each row.
    ///   - endogenous: Regressors that errors may be related to, such as compliance.
    ///   - exogenous: Covariates, with the constant, that stand in both stages.
    ///   - instruments: Columns left out of the model, such as allocation; at least as many as endogenous
    ///     ones.
    /// - Throws: ``LinearModelError``; collinear terms are named.
    /// - Note: Agrees with R `AER::ivreg` 1.2-10 to 1e-9 (`e1_trial_lm.json`, `cace`).
    public init(
        outcome: [Double],
        endogenous: DesignMatrix,
        exogenous: DesignMatrix,
        instruments: DesignMatrix
    ) throws(LinearModelError) {
        guard instruments.names.count >= endogenous.names.count else { throw .underidentified }
        let regressors: DesignMatrix = endogenous.joined(with: exogenous)
        let excluded: DesignMatrix = instruments.joined(with: exogenous)
        var firstStage: [(name: String, test: JointTest)] = []
        var firstStageFits: [LinearFit] = []
        var projections: [[Double]] = []
        var leftovers: [[Double]] = []
        for (index, name) in endogenous.names.enumerated() {
            let values: [Double] = endogenous.matrix.column(index)
            let full = try LinearFit(outcome: values, design: excluded)
            let without: Double = try TwoStageFit.residualSum(values, exogenous)
            firstStage.append(
                (name, try full.nestedTest(reduced: without, hypotheses: instruments.names.count))
            )
            firstStageFits.append(full)
            projections.append(full.fitted)
            leftovers.append(full.residuals)
        }
        let projected = DesignMatrix(names: endogenous.names, matrix: Matrix(columns: projections))
            .joined(with: exogenous)
        let second = try LinearFit(outcome: outcome, design: projected)
        names = regressors.names
        coefficients = second.coefficients
        unscaledCovariance = second.unscaledCovariance
        self.projected = projected.matrix
        leverage = second.leverage
        self.firstStage = firstStage
        self.firstStageFits = firstStageFits
        self.instruments = instruments.names.count
        let fitted: [Double] = regressors.matrix * second.coefficients
        residuals = zip(outcome, fitted).map { $0 - $1 }
        let plain = try LinearFit(outcome: outcome, design: regressors)
        let augmented = try LinearFit(
            outcome: outcome,
            design: regressors.joined(
                with: DesignMatrix(
                    names: endogenous.names.map { "residual of \($0)" },
                    matrix: Matrix(columns: leftovers)
                )
            )
        )
        endogeneityTest = try augmented.nestedTest(
            reduced: plain.residualSumOfSquares,
            hypotheses: endogenous.names.count
        )
        guard residualSumOfSquares > 0 else { throw .noResidualVariation }
    }

    /// The residual sum of squares of a column on the exogenous covariates alone.
    private static func residualSum(
        _ values: [Double],
        _ design: DesignMatrix
    ) throws(LinearModelError) -> Double {
        guard design.matrix.columns > 0 else { return sumOfSquares(values) }
        return try LinearFit(outcome: values, design: design).residualSumOfSquares
    }

    /// The first-stage tests with cluster-robust (CR2) errors, by name of the endogenous regressor.
    ///
    /// Where whole clusters take up or leave what they are offered, rows say little about the strength of
    /// the instrument: the test that takes them to be independent can be large while the clusters' own is
    /// small.
    /// - Throws: ``LinearModelError/untestable`` where the clusters leave no degrees of freedom.
    /// - Note: Montiel Olea & Pflueger (2013), J. Bus. Econ. Stat. 31, 358: with one instrument their
    ///   effective *F* is the robust *F*.
    public func firstStage(
        clusters: Clusters
    ) throws(LinearModelError) -> [(name: String, test: JointTest)] {
        var result: [(name: String, test: JointTest)] = []
        for (stage, fit) in zip(firstStage, firstStageFits) {
            var hypotheses = Matrix(rows: instruments, columns: fit.coefficients.count)
            for row in 0..<instruments {
                hypotheses[row, row] = 1
            }
            result.append((stage.name, try fit.clusterRobust(clusters).jointTest(hypotheses)))
        }
        return result
    }

    /// The residual sum of squares with the regressors as observed.
    public var residualSumOfSquares: Double { sumOfSquares(residuals) }
    /// Rows less coefficients.
    public var degreesOfFreedom: Double { Double(residuals.count - coefficients.count) }
    /// The residual standard deviation.
    public var residualStandardDeviation: Double { (residualSumOfSquares / degreesOfFreedom).squareRoot() }

    /// The covariance of the coefficients; HC2 and HC3 use the leverage of the projected regressors.
    public func covariance(_ estimator: CovarianceEstimator) throws(LinearModelError) -> Matrix {
        if estimator == .classical {
            return (residualSumOfSquares / degreesOfFreedom) * unscaledCovariance
        }
        let n = Double(residuals.count)
        var factors: [Double] = residuals
        for row in factors.indices {
            switch estimator {
            case .classical, .hc0: break
            case .hc1: factors[row] *= (n / degreesOfFreedom).squareRoot()
            case .hc2, .hc3:
                let rest: Double = 1 - leverage[row]
                guard rest > 1e-12 else { throw .fullLeverage(row: row) }
                factors[row] /= estimator == .hc2 ? rest.squareRoot() : rest
            }
        }
        return (projected * unscaledCovariance).scalingRows(by: factors).crossProduct
    }

    /// Tests of the coefficients with *n* − *p* degrees of freedom.
    public func tests(
        _ estimator: CovarianceEstimator = .classical,
        level: Double = 0.95
    ) throws(LinearModelError) -> [CoefficientTest] {
        let covariance: Matrix = try covariance(estimator)
        var result: [CoefficientTest] = []
        for (index, name) in names.enumerated() {
            result.append(
                try test(
                    name,
                    estimate: coefficients[index],
                    variance: covariance[index, index],
                    degreesOfFreedom: degreesOfFreedom,
                    level: level
                )
            )
        }
        return result
    }

    /// Cluster-robust inference about the coefficients.
    public func clusterRobust(
        _ clusters: Clusters,
        adjustment: ClusterAdjustment = .cr2
    ) throws(LinearModelError) -> ClusterRobustFit {
        try ClusterRobustFit(
            names: names,
            coefficients: coefficients,
            bread: unscaledCovariance,
            design: projected,
            residuals: residuals,
            clusters: clusters,
            adjustment: adjustment
        )
    }
}

extension DesignMatrix {
    /// The columns of two designs side by side.
    public func joined(with other: DesignMatrix) -> DesignMatrix {
        DesignMatrix(
            names: names + other.names,
            matrix: Matrix(
                rows: matrix.rows,
                columns: matrix.columns + other.matrix.columns,
                elements: matrix.elements + other.matrix.elements
            )
        )
    }
}

extension LinearFit {
    /// The *F* test of this model against one nested in it.
    func nestedTest(reduced: Double, hypotheses: Int) throws(LinearModelError) -> JointTest {
        let added: Double = max(reduced - residualSumOfSquares, 0) / Double(hypotheses)
        do {
            return try JointTest(
                statistic: added / (residualSumOfSquares / degreesOfFreedom),
                numerator: Double(hypotheses),
                denominator: degreesOfFreedom
            )
        } catch {
            throw .distribution(error)
        }
    }
}
