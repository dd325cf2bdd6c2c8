/// The maximum of the profiled likelihood, restricted or not, over τ² ≥ 0.
struct LikelihoodSearch {
    let data: SynthesisData
    let restricted: Bool

    /// The derivative of the log-likelihood, its expected and its observed information.
    private func slope(
        at tauSquared: Double
    ) throws(SynthesisError) -> (score: Double, expected: Double, observed: Double) {
        let profile = try WeightedProfile(data, at: tauSquared)
        let trace = restricted ? profile.trace : profile.weightSum
        let square = restricted ? profile.traceSquared : profile.weightSquareSum
        return (
            (profile.residualSquared - trace) / 2, square / 2, profile.residualCubed - square / 2
        )
    }

    /// Fisher scoring far from the maximum, Newton near it, inside a bracket on the sign of the score.
    ///
    /// Where the score at zero is negative, a maximum away from zero is still sought and the likelihoods compared.
    ///
    /// - Complexity: O(*k*) an iteration; 5 to 10 iterations.
    func maximum() throws(SynthesisError) -> Double {
        let atZero = try slope(at: 0)
        let start = try startingPoint()
        if atZero.score <= 0 {
            guard start > 0, let inner = try climb(from: start, lowest: 0, risesFromZero: false), inner > 0
            else { return 0 }
            return try logLikelihood(at: inner) > logLikelihood(at: 0) ? inner : 0
        }
        let first = start > 0 ? start : atZero.score / atZero.expected
        guard let found = try climb(from: first, lowest: 0, risesFromZero: true) else {
            throw .notConverged(what: "likelihood")
        }
        return found
    }

    private func startingPoint() throws(SynthesisError) -> Double {
        let profile = try WeightedProfile(data, at: 0)
        return max(0, (profile.residual - Double(data.residualDegreesOfFreedom)) / profile.trace)
    }

    private func climb(
        from start: Double,
        lowest: Double,
        risesFromZero: Bool
    ) throws(SynthesisError) -> Double? {
        var low = lowest
        var high = Double.infinity
        var current = start
        var previousStep = Double.infinity
        for _ in 0..<500 {
            let here = try slope(at: current)
            if here.score == 0 { return current }
            if here.score > 0 { low = current } else { high = current }
            let newton = here.score / here.observed
            let fisher = here.score / here.expected
            var next = current + (here.observed > 0 ? newton : fisher)
            if next <= low || next >= high {
                if high.isFinite {
                    if !risesFromZero, low == 0, current < 1e-12 * start { return 0 }
                    next = (low + high) / 2
                } else {
                    next = current + fisher
                }
            }
            let step = abs(next - current)
            if step <= 2e-16 * current { return next }
            // Rounding has the last word: the step no longer shrinks.
            if step <= 1e-9 * current, step >= previousStep { return current }
            previousStep = step
            current = next
        }
        return nil
    }

    /// The log-likelihood at τ²; the restricted one includes ½ ln |**X**ᵀ**X**| (metafor's definition).
    func logLikelihood(at tauSquared: Double) throws(SynthesisError) -> Double {
        let weights = data.variances.map { 1 / ($0 + tauSquared) }
        let solution = try WeightedSolution(data, weights: weights)
        var residual = 0.0
        var logVariances = 0.0
        for index in weights.indices {
            residual += weights[index] * solution.residuals[index] * solution.residuals[index]
            logVariances += ln(data.variances[index] + tauSquared)
        }
        let k = Double(restricted ? data.residualDegreesOfFreedom : data.count)
        let determinant = restricted ? solution.logDeterminant : 0
        return -0.5 * (k * 1.8378770664093454836 + logVariances + determinant + residual)
    }
}
