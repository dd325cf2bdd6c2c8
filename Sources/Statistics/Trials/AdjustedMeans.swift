extension LinearFit {
    /// The mean outcome that the model gives a set of rows: an adjusted (estimated marginal) mean.
    ///
    /// - Parameters:
    ///   - name: What is estimated, for the answer.
    ///   - design: The columns of the model as they would be, such as everyone treated; products of a changed column
    ///     are the caller's to change with it.
    ///   - estimator: Of the covariance of the coefficients.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``LinearModelError/notFinite(column:row:)``; what the covariance throws.
    /// - Complexity: O(rows · columns).
    /// - Note: *c*ᵀβ̂ with *c* the mean row; Searle, Speed & Milliken (1980), Am. Stat. 34, 216. Covariates keep the
    ///   distribution that they have in `design` (in R, emmeans with `weights = "proportional"`).
    public func adjustedMean(
        _ name: String,
        over design: DesignMatrix,
        _ estimator: CovarianceEstimator = .classical,
        level: Double = 0.95
    ) throws(LinearModelError) -> CoefficientTest {
        precondition(design.names == names, "The design has the columns of the fit.")
        if let place = design.notFinite { throw .notFinite(column: place.column, row: place.row) }
        return try contrast(name, weights: design.matrix.columnMeans, estimator, level: level)
    }
}

extension MultilevelFit {
    /// The mean outcome that the fixed part of the model gives a set of rows: an adjusted (estimated marginal) mean in
    /// a cluster whose random effects are zero.
    ///
    /// - Parameters:
    ///   - name: What is estimated, for the answer.
    ///   - design: The columns of the model as they would be, such as everyone treated; products of a changed column
    ///     are the caller's to change with it.
    ///   - method: How tests allow for estimated variances.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``MultilevelError/notFinite(column:row:)``; what the test throws.
    /// - Complexity: O(rows · columns).
    /// - Note: As ``LinearFit/adjustedMean(_:over:_:level:)``, its degrees of freedom those of the contrast.
    public func adjustedMean(
        _ name: String,
        over design: DesignMatrix,
        _ method: DegreesOfFreedomMethod = .satterthwaite,
        level: Double = 0.95
    ) throws(MultilevelError) -> CoefficientTest {
        precondition(design.names == names, "The design has the columns of the fit.")
        if let place = design.notFinite { throw .notFinite(column: place.column, row: place.row) }
        return try contrast(name, weights: design.matrix.columnMeans, method, level: level)
    }
}

extension IntentionToTreat {
    /// The mean outcome of each arm at the mean covariates of all units analysed, by the adjusted model: they differ
    /// by ``difference``. No covariate may be a product with treatment.
    ///
    /// - Parameters:
    ///   - method: How intervals allow for estimated variances; without clusters *n* − *p* degrees of freedom.
    ///   - level: The coverage of intervals, in 0…1.
    /// - Throws: ``TrialError``.
    /// - Complexity: O(columns²).
    /// - Note: As ``LinearFit/adjustedMean(_:over:_:level:)`` with everyone treated, and with nobody.
    public func adjustedMeans(
        _ method: DegreesOfFreedomMethod = .satterthwaite,
        level: Double = 0.95
    ) throws(TrialError) -> (treated: CoefficientTest, control: CoefficientTest) {
        (
            try adjustedMean("treated", 1, method, level: level),
            try adjustedMean("control", 0, method, level: level)
        )
    }

    private func adjustedMean(
        _ name: String,
        _ arm: Double,
        _ method: DegreesOfFreedomMethod,
        level: Double
    ) throws(TrialError) -> CoefficientTest {
        var weights: [Double] = meanRow
        weights[1] = arm
        if let multilevel {
            do {
                return try multilevel.contrast(name, weights: weights, method, level: level)
            } catch {
                throw .multilevel(error)
            }
        }
        guard let linear else { throw .invalidArgument("clusters") }
        do {
            return try linear.contrast(name, weights: weights, level: level)
        } catch {
            throw .linearModel(error)
        }
    }
}
