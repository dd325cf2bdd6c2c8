/// The estimated true effect of one study: its own effect drawn towards what the model expects.
public struct ShrunkenEffect: Sendable, Equatable {
    /// The empirical Bayes estimate (best linear unbiased prediction).
    public let estimate: Double
    /// Its standard error, the uncertainty of the model's coefficients included.
    public let standardError: Double
    /// Interval for the true effect of this study.
    public let interval: ConfidenceInterval
    /// The weight on the study's own effect, τ²/(τ² + *v*); one minus it is the shrinkage.
    public let reliability: Double
}

/// How far a study lies from what the model expects.
public struct StudyResidual: Sendable, Equatable {
    /// Effect minus expected effect.
    public let residual: Double
    /// Its standard error.
    public let standardError: Double
    /// Their ratio.
    public let standardised: Double
}

extension MetaAnalysis {
    /// Each study's share of the pooled effect's weight, in per cent.
    public var weightPercentages: [Double] {
        let weights = estimationWeights
        let sum = weights.reduce(0, +)
        return weights.map { 100 * $0 / sum }
    }

    /// The weights that formed the coefficients.
    var estimationWeights: [Double] {
        switch weighting {
        case .inverseVariance: variances.map { 1 / ($0 + betweenStudyVariance) }
        case .equal: [Double](repeating: 1, count: count)
        case .fixed(let given): given
        }
    }

    /// What the model expects for each study.
    public var fittedEffects: [Double] {
        var fitted = [Double](repeating: 0, count: count)
        for (column, coefficient) in zip(data.design.columns, coefficients) {
            for index in fitted.indices { fitted[index] += coefficient.estimate * column[index] }
        }
        return fitted
    }

    /// Hat values: how strongly each study's effect pulls its own expectation.
    public func leverages() throws(SynthesisError) -> [Double] {
        let weights = estimationWeights
        let inverse = try WeightedSolution(data, weights: weights).inverse
        return (0..<count).map { index in
            weights[index] * inverse.quadraticForm(data.design.basis.map { $0[index] })
        }
    }

    /// Internally standardised residuals: residual over its standard error under the model.
    public func standardisedResiduals() throws(SynthesisError) -> [StudyResidual] {
        let weights = estimationWeights
        let inverse = try WeightedSolution(data, weights: weights).inverse
        let middle = zip(weights, variances).map { $0 * $0 * ($1 + betweenStudyVariance) }
        let sandwich = inverse * data.design.crossProduct(middle) * inverse
        let fitted = fittedEffects
        var result: [StudyResidual] = []
        for index in 0..<count {
            let row = data.design.basis.map { $0[index] }
            let marginal = variances[index] + betweenStudyVariance
            let hat = weights[index] * inverse.quadraticForm(row)
            let variance = max(0, marginal - 2 * hat * marginal + sandwich.quadraticForm(row))
            let residual = effects[index] - fitted[index]
            let error = (residualScale * variance).squareRoot()
            guard error > 0 else { throw .undefined(what: "the residual of study \(index)") }
            result.append(
                StudyResidual(residual: residual, standardError: error, standardised: residual / error)
            )
        }
        return result
    }

    /// The estimated true effects of the studies, each drawn towards its expectation.
    ///
    /// - Note: Raudenbush & Bryk (1985); Kackar & Harville (1981). A single surprising result in a series
    ///   should be read by this estimate, not by its own.
    public func shrunkenEffects() throws(SynthesisError) -> [ShrunkenEffect] {
        let fitted = fittedEffects
        let critical = try criticalValue(
            degreesOfFreedom: test == .normal ? nil : Double(residualDegreesOfFreedom)
        )
        return (0..<count).map { index in
            let reliability = betweenStudyVariance / (betweenStudyVariance + variances[index])
            let estimate = reliability * effects[index] + (1 - reliability) * fitted[index]
            let row = data.design.columns.map { $0[index] }
            let model = (1 - reliability) * (1 - reliability) * covariance.quadraticForm(row)
            let error = max(0, reliability * variances[index] + model).squareRoot()
            return ShrunkenEffect(
                estimate: estimate,
                standardError: error,
                interval: ConfidenceInterval(
                    lower: estimate - critical * error,
                    upper: estimate + critical * error,
                    level: level
                ),
                reliability: reliability
            )
        }
    }
}
