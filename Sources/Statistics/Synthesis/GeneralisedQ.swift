/// *Q*(τ²), the weighted residual sum of squares, which falls strictly as τ² grows.
struct GeneralisedQ {
    let data: SynthesisData

    /// The τ² ≥ 0 at which *Q*(τ²) = `target`, or nil when *Q*(0) is already below it.
    ///
    /// Newton from the left: *Q* is convex and falling, so no step passes the root.
    ///
    /// - Complexity: O(*k*) an iteration, quadratic convergence.
    func root(at target: Double) throws(SynthesisError) -> Double? {
        var tauSquared = 0.0
        for iteration in 0..<200 {
            let profile = try WeightedProfile(data, at: tauSquared)
            let excess = profile.residual - target
            if iteration == 0 {
                if excess < 0 { return nil }
                guard target > 0 else { throw .undefined(what: "a Q of zero") }
            }
            // On the reciprocal scale the curve is nearly straight, so the step reaches far roots at once.
            let step = excess * profile.residual / (target * profile.residualSquared)
            guard step.isFinite else { throw .notConverged(what: "generalised Q") }
            let next = max(0, tauSquared + step)
            if abs(next - tauSquared) <= 4e-16 * next || next == tauSquared { return next }
            if iteration > 60, abs(next - tauSquared) <= 1e-13 * next { return next }
            tauSquared = next
        }
        throw .notConverged(what: "generalised Q")
    }
}
