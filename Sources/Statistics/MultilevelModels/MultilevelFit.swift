/// One variance of a multilevel model.
public struct RandomVariance: Sendable, Equatable {
    /// What varies, such as `school` or `school: treatment`; the residual is `residual`.
    public let name: String
    /// The variance (or covariance), in squared units of the outcome.
    public let estimate: Double
    /// Its standard error from the observed information; `nil` for a variance on the boundary.
    public let standardError: Double?
}

/// How tests of coefficients allow for variances that are estimated.
public enum DegreesOfFreedomMethod: String, Sendable, CaseIterable {
    /// A normal reference, right only with many clusters.
    case normal
    /// Satterthwaite's approximation with the observed information.
    case satterthwaite
    /// Kenward & Roger's adjusted covariance and degrees of freedom; REML only.
    case kenwardRoger
}

/// A multilevel model fitted by (restricted) maximum likelihood.
public struct MultilevelFit: Sendable {
    /// The names of the coefficients.
    public let names: [String]
    /// The estimates of the coefficients.
    public let coefficients: [Double]
    /// Their covariance (**X**ᵀ**V**⁻¹**X**)⁻¹ at the estimated variances.
    public let covariance: Matrix
    /// The variances, that of the residual last.
    public let components: [RandomVariance]
    /// The criterion that was maximised.
    public let estimator: VarianceEstimator
    /// Its maximum; the restricted one without ½ ln |**X**ᵀ**X**|, as in lme4.
    public let logLikelihood: Double
    /// Rows used.
    public let rows: Int
    /// Clusters at each level, the highest first.
    public let clusters: [Int]
    /// Names of variances that the data put at zero, and of correlations at ±1. Their model is simpler than
    /// asked for.
    public let boundary: [String]
    /// Evaluations of the likelihood.
    public let evaluations: Int
    /// Predicted random effects: for each cluster of the highest level, one for each of its terms.
    public let randomEffects: [[Double]]
    let moments: VarianceMoments
    /// The directions in which the variances are free, one column each: all of them, or the tangents of the
    /// boundary.
    let directions: Matrix
    /// What was taken off the columns and the outcome before `moments` were summed.
    let origin: ModelOrigin
    /// The coefficients of the centred columns for the centred outcome.
    let centredCoefficients: [Double]
    /// For a random intercept alone: what profiles start from.
    let sums: ClusterSums?
    /// For random terms: what a fit to nearly the same rows starts from.
    let search: BlockSearch?

    /// The variance of the residual.
    public var residualVariance: Double { components[components.count - 1].estimate }

    /// −2 log-likelihood.
    public var deviance: Double { -2 * logLikelihood }

    /// Tests of every coefficient.
    /// - Throws: ``MultilevelError/invalidArgument(_:)`` for Kenward–Roger with ML.
    /// - Note: lmerTest 3.1-3 (Satterthwaite) and pbkrtest 0.5.2 (Kenward–Roger) agree to 1e-6.
    public func tests(
        _ method: DegreesOfFreedomMethod = .satterthwaite,
        level: Double = 0.95
    ) throws(MultilevelError) -> [CoefficientTest] {
        var result: [CoefficientTest] = []
        for index in names.indices {
            var contrast: [Double] = Array(repeating: 0, count: names.count)
            contrast[index] = 1
            result.append(try self.contrast(names[index], weights: contrast, method, level: level))
        }
        return result
    }

    /// Tests a weighted sum of the coefficients.
    public func contrast(
        _ name: String,
        weights: [Double],
        _ method: DegreesOfFreedomMethod = .satterthwaite,
        level: Double = 0.95
    ) throws(MultilevelError) -> CoefficientTest {
        precondition(weights.count == coefficients.count, "A contrast has a weight for each coefficient.")
        let inner: [Double] = origin.centred(weights)
        let plain: Double = moments.covariance.quadraticForm(inner)
        var variance: Double = plain
        var df: Double = .infinity
        if method != .normal {
            let information: Matrix
            if method == .kenwardRoger {
                guard estimator == .restrictedMaximumLikelihood else {
                    throw .invalidArgument("Kenward–Roger needs REML")
                }
                information = moments.expectedInformation()
            } else {
                information = try self.information
            }
            let spread: Matrix = try MultilevelFit.inverse(information, along: directions)
            df = 2 * plain * plain / spread.quadraticForm(moments.gradient(inner))
            if method == .kenwardRoger {
                variance = moments.kenwardRogerCovariance(spread).quadraticForm(inner)
            }
        }
        do {
            return try CoefficientTest(
                name: name,
                estimate: dot(weights, coefficients),
                standardError: variance.squareRoot(),
                degreesOfFreedom: df,
                level: level
            )
        } catch {
            throw .distribution(error)
        }
    }

    /// The information about the variances: observed in the interior; on the boundary, where the slope does
    /// not vanish and the observed one may be indefinite, expected.
    private var information: Matrix {
        get throws(MultilevelError) {
            boundary.isEmpty ? moments.observedInformation(estimator) : moments.expectedInformation()
        }
    }

    /// The covariance of the variances when they move along some directions only.
    static func inverse(_ information: Matrix, along directions: Matrix) throws(MultilevelError) -> Matrix {
        let part: Matrix = directions.multiplied(by: information * directions, transposingSelf: true)
        do {
            let inner: Matrix = try Cholesky(0.5 * (part + part.transposed)).inverse
            return (directions * inner).multiplied(by: directions, transposingRight: true)
        } catch {
            throw .linearAlgebra(error)
        }
    }

    /// The covariance of the estimated variances, zero for those on the boundary.
    public func componentCovariance() throws(MultilevelError) -> Matrix {
        try MultilevelFit.inverse(information, along: directions)
    }
}
