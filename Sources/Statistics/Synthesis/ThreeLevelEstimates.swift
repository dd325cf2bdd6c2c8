extension ThreeLevelMetaAnalysis {
    /// Each row's share of the pooled effect's weight, in per cent: the row sums of **V**⁻¹ over the sum of all.
    ///
    /// A row weighs less the more others its cluster has; where sampling errors correlate, a row much less precise
    /// than others of its cluster can weigh less than nothing.
    ///
    /// - Throws: ``SynthesisError/undefined(what:)`` with moderators, where rows have no single weight.
    /// - Complexity: As one evaluation of the likelihood.
    /// - Note: Σ *wᵢyᵢ*/100 is the pooled effect. metafor's `weights(type = "rowsum")`.
    public func weightPercentages() throws(SynthesisError) -> [Double] {
        guard data.design.isIntercept else {
            throw .undefined(what: "one weight for each row with moderators")
        }
        var weights = [Double](repeating: 0, count: count)
        for cluster in data.clusters {
            let covariance = try ClusterCovariance(
                cluster,
                between: variances.between,
                within: variances.within
            )
            let sums = covariance.solve([Double](repeating: 1, count: cluster.rows.count))
            for (row, sum) in zip(cluster.rows, sums) { weights[row] = sum }
        }
        let total = weights.reduce(0, +)
        return weights.map { 100 * $0 / total }
    }

    /// The expected effect for characteristics given as one value for each column of the design, intercept
    /// included, with the intervals for it and for the true effect of a new row of a new cluster.
    ///
    /// - Note: ± *c* √(SE² + σ²_b + σ²_w) with *c* of the distribution of the tests, metafor's default.
    public func predict(_ row: [Double]) throws(SynthesisError) -> Prediction {
        try checkLength(row.count, coefficients.count, "prediction")
        if let bad = row.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(study: bad, what: "prediction")
        }
        let estimate = scalarProduct(row, coefficients.map(\.estimate))
        let error = max(0, covariance.quadraticForm(row)).squareRoot()
        let spread = (error * error + variances.between + variances.within).squareRoot()
        let critical = try twoSidedMultiplier(
            degreesOfFreedom: test == .normal ? nil : Double(count - coefficients.count),
            level: level
        )
        return Prediction(
            estimate: estimate,
            standardError: error,
            confidence: ConfidenceInterval(
                lower: estimate - critical * error,
                upper: estimate + critical * error,
                level: level
            ),
            prediction: ConfidenceInterval(
                lower: estimate - critical * spread,
                upper: estimate + critical * spread,
                level: level
            )
        )
    }
}
