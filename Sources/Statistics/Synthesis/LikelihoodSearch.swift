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
    /// The likelihood may have two maxima (one often at zero). Signs of the score around the one found, or on
    /// a grid where the score falls at zero, show whether there is another; the higher is the answer.
    ///
    /// - Complexity: O(*k*) an iteration; 5 to 10 iterations and 6 checks.
    func maximum() throws(SynthesisError) -> Double {
        let atZero = try slope(at: 0)
        guard atZero.score > 0 else { return try best(of: [0] + peaks()) }
        let start = try startingPoint()
        let first = start > 0 ? start : atZero.score / atZero.expected
        guard let found = try climb(from: first, between: 0, and: .infinity) else {
            throw .notConverged(what: "likelihood")
        }
        for factor in [1.0 / 64, 1.0 / 16, 1.0 / 4] where try slope(at: found * factor).score < 0 {
            return try best(of: [found] + peaks())
        }
        for factor in [4.0, 16, 64] where try slope(at: found * factor).score > 0 {
            return try best(of: [found] + peaks())
        }
        return found
    }

    private func best(of candidates: [Double]) throws(SynthesisError) -> Double {
        var winner = candidates[0]
        guard candidates.count > 1 else { return winner }
        var highest = try logLikelihood(at: winner)
        for candidate in candidates.dropFirst() {
            let here = try logLikelihood(at: candidate)
            if here > highest {
                highest = here
                winner = candidate
            }
        }
        return winner
    }

    /// Every maximum away from zero that a geometric grid of 40 points tells apart.
    private func peaks() throws(SynthesisError) -> [Double] {
        let mean = data.effects.reduce(0, +) / Double(data.count)
        let spread = data.effects.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let smallest = data.variances.min() ?? 1
        let lowest = smallest * 1e-4
        let highest = max(4 * spread, smallest)
        let ratio = power(highest / lowest, 1.0 / 39)
        var found: [Double] = []
        var previous = lowest
        var rising = try slope(at: previous).score > 0
        for _ in 1..<40 {
            let next = previous * ratio
            let score = try slope(at: next).score
            if rising, score <= 0,
                let peak = try climb(from: (previous + next) / 2, between: previous, and: next)
            {
                found.append(peak)
            }
            rising = score > 0
            previous = next
        }
        return found
    }

    private func startingPoint() throws(SynthesisError) -> Double {
        let profile = try WeightedProfile(data, at: 0)
        return max(0, (profile.residual - Double(data.residualDegreesOfFreedom)) / profile.trace)
    }

    private func climb(
        from start: Double,
        between lowest: Double,
        and highest: Double
    ) throws(SynthesisError) -> Double? {
        var low = lowest
        var high = highest
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
                next = high.isFinite ? (low + high) / 2 : current + abs(fisher)
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
