/// Profile-likelihood intervals of a random-intercept model: the values that a likelihood-ratio test keeps.
public struct ProfileIntervals: Sendable {
    /// The interval of τ, the standard deviation between clusters; from zero where zero is not rejected.
    public let clusterStandardDeviation: ClosedRange<Double>
    /// The interval of σ, the standard deviation within clusters.
    public let residualStandardDeviation: ClosedRange<Double>
    /// The intervals of the coefficients.
    public let coefficients: [(name: String, interval: ClosedRange<Double>)]
}

extension MultilevelFit {
    /// Intervals from the profile of the likelihood, for a model with a random intercept fitted by ML.
    ///
    /// - Throws: ``MultilevelError/invalidArgument(_:)`` for another model or REML, whose likelihoods of
    ///   different coefficients cannot be compared; ``MultilevelError/unboundedInterval(_:)``.
    /// - Complexity: About twenty maximisations for each parameter, each O(clusters · columns²).
    /// - Note: As lme4 `confint(method = "profile")`, which profiles the ML fit, but solved instead of
    ///   interpolated.
    public func profileIntervals(level: Double = 0.95) throws(MultilevelError) -> ProfileIntervals {
        guard let sums, estimator == .maximumLikelihood else {
            throw .invalidArgument("profiles need a random intercept fitted by ML")
        }
        let threshold: Double
        do {
            threshold = try ChiSquared(degreesOfFreedom: 1).upperQuantile(1 - level)
        } catch {
            throw .distribution(error)
        }
        let limit: Double = deviance + threshold
        let tests: [CoefficientTest] = try tests(.normal)
        var intervals: [(name: String, interval: ClosedRange<Double>)] = []
        for (index, test) in tests.enumerated() {
            let excess = { (value: Double) throws(MultilevelError) -> Double in
                try sums.profiledDeviance(column: index, value: value, start: self.relativeVariance) - limit
            }
            let lower: Double = try end(test.name, test.estimate, -test.standardError, excess)
            let upper: Double = try end(test.name, test.estimate, test.standardError, excess)
            intervals.append((test.name, lower...upper))
        }
        let tau: Double = components[0].estimate.squareRoot()
        let sigma: Double = residualVariance.squareRoot()
        let atTau = { (value: Double) throws(MultilevelError) -> Double in
            try sums.deviance(clusterVariance: value * value) - limit
        }
        let atSigma = { (value: Double) throws(MultilevelError) -> Double in
            try sums.deviance(residualVariance: value * value) - limit
        }
        let lowerTau: Double
        let excessAtZero: Double = try atTau(0)
        if tau == 0 || excessAtZero <= 0 {
            lowerTau = 0
        } else {
            guard let root = try RootFinding.root(from: 0, to: tau, of: atTau) else {
                throw .unboundedInterval(components[0].name)
            }
            lowerTau = root
        }
        let upperTau: Double = try end(components[0].name, tau, max(tau, sigma / 10) / 4, atTau)
        var below: Double = sigma
        var excessBelow: Double = -1
        while excessBelow < 0, below > sigma * 1e-6 {
            below *= 0.9
            excessBelow = try atSigma(below)
        }
        guard let lowerSigma = try RootFinding.root(from: below, to: sigma, of: atSigma) else {
            throw .unboundedInterval("residual")
        }
        let upperSigma: Double = try end("residual", sigma, sigma / 10, atSigma)
        return ProfileIntervals(
            clusterStandardDeviation: lowerTau...upperTau,
            residualStandardDeviation: lowerSigma...upperSigma,
            coefficients: intervals
        )
    }

    /// τ²/σ².
    private var relativeVariance: Double { components[0].estimate / residualVariance }

    /// Where the excess deviance becomes zero beyond an estimate.
    private func end(
        _ name: String,
        _ estimate: Double,
        _ step: Double,
        _ excess: (Double) throws(MultilevelError) -> Double
    ) throws(MultilevelError) -> Double {
        guard let far = try RootFinding.bracket(from: estimate, step: step, of: excess),
            let root = try RootFinding.root(from: estimate, to: far, of: excess)
        else { throw .unboundedInterval(name) }
        return root
    }
}

extension ClusterSums {
    /// The ML deviance with one coefficient held at a value.
    func profiledDeviance(column: Int, value: Double, start: Double) throws(MultilevelError) -> Double {
        // On the centred scale the coefficient of the constant is the mean, so it is moved by the others:
        // hold it by taking its column out and putting the others back on their own origin.
        let reduced: ClusterSums = column == intercept ? self.uncentredAtZero() : self
        let held: ClusterSums = reduced.removing(column: column, coefficient: value)
        var likelihood = InterceptLikelihood(sums: held, estimator: .maximumLikelihood)
        guard
            likelihood.maximize(
                groups: held.groups,
                within: held.within,
                start: start,
                searching: false
            ) != nil
        else { throw .noConvergence(iterations: 200) }
        return -2 * likelihood.logLikelihood
    }

    /// The same sums about the origin instead of the grand means.
    private func uncentredAtZero() -> ClusterSums {
        var result: ClusterSums = self
        for cluster in 0..<clusters {
            for column in 0..<q where column != intercept {
                result.means[cluster * q + column] += centre[column]
            }
        }
        return result
    }

    /// The sums of a model with one column taken out and its product with a coefficient taken off the
    /// outcome.
    private func removing(column: Int, coefficient: Double) -> ClusterSums {
        ClusterSums(copying: self, without: column, coefficient: coefficient)
    }

    private init(copying sums: ClusterSums, without column: Int, coefficient: Double) {
        let q: Int = sums.q
        let kept: [Int] = (0..<q).filter { $0 != column }
        rows = sums.rows
        p = sums.p - 1
        sizes = sums.sizes
        grouping = sums.grouping
        centre = kept.map { sums.centre[$0] }
        intercept = nil
        // Outcome less coefficient times column: a linear map of the columns, applied to means and products.
        var full: [Double] = Array(repeating: 0, count: q * q)
        for row in 0..<q {
            for place in 0...row {
                full[row * q + place] = sums.within[row * q + place]
                full[place * q + row] = sums.within[row * q + place]
            }
        }
        let last: Int = q - 1
        for index in 0..<q { full[last * q + index] -= coefficient * full[column * q + index] }
        for index in 0..<q { full[index * q + last] -= coefficient * full[index * q + column] }
        within = kept.flatMap { row in kept.map { full[row * q + $0] } }
        means = (0..<sums.clusters).flatMap { cluster in
            kept.map { index in
                let mean: Double = sums.means[cluster * q + index]
                return index == last ? mean - coefficient * sums.means[cluster * q + column] : mean
            }
        }
    }

    /// The ML deviance with τ² held, σ² and the coefficients at their best.
    func deviance(clusterVariance: Double) throws(MultilevelError) -> Double {
        let groups: SizeGroups = self.groups
        let best = { (logSigma: Double) throws(MultilevelError) -> Double in
            try self.rawDeviance(
                groups,
                clusterVariance: clusterVariance,
                residualVariance: exponential(2 * logSigma)
            )
        }
        var likelihood = InterceptLikelihood(sums: self, estimator: .maximumLikelihood)
        guard likelihood.evaluate(theta: 0, groups: groups, within: within) else {
            throw .noConvergence(iterations: 0)
        }
        let pooled: Double = within[(q - 1) * q + q - 1] / Double(rows)
        let centre: Double = ln(max(pooled, likelihood.residualVariance * 1e-3)) / 2
        return try Minimum.value(near: centre, step: 0.2, of: best)
    }

    /// The ML deviance with σ² held, τ² and the coefficients at their best.
    func deviance(residualVariance: Double) throws(MultilevelError) -> Double {
        let groups: SizeGroups = self.groups
        let atZero: Double = try rawDeviance(
            groups,
            clusterVariance: 0,
            residualVariance: residualVariance
        )
        let best = { (logTau: Double) throws(MultilevelError) -> Double in
            try self.rawDeviance(
                groups,
                clusterVariance: exponential(2 * logTau),
                residualVariance: residualVariance
            )
        }
        return min(atZero, try Minimum.value(near: ln(residualVariance) / 2 - 1, step: 0.3, of: best))
    }

    private func rawDeviance(
        _ groups: SizeGroups,
        clusterVariance: Double,
        residualVariance: Double
    ) throws(MultilevelError) -> Double {
        var likelihood = InterceptLikelihood(sums: self, estimator: .maximumLikelihood)
        let theta: Double = clusterVariance / residualVariance
        guard likelihood.evaluate(theta: theta, groups: groups, within: within) else {
            throw .noConvergence(iterations: 0)
        }
        let n = Double(rows)
        return n * ln(2 * Double.pi * residualVariance) + likelihood.logTerm + likelihood.residual
            / residualVariance
    }
}
