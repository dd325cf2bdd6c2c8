/// Finds where a continuous function changes sign.
enum RootFinding {
    /// A root between two points at which the function differs in sign, by bisection guarded interpolation
    /// (Brent 1973), to the spacing of doubles; `nil` when the signs agree.
    static func root<Failure: Error>(
        from lower: Double,
        to upper: Double,
        of function: (Double) throws(Failure) -> Double
    ) throws(Failure) -> Double? {
        var a: Double = lower
        var b: Double = upper
        var fa: Double = try function(a)
        var fb: Double = try function(b)
        if fa == 0 { return a }
        if fb == 0 { return b }
        guard (fa < 0) != (fb < 0) else { return nil }
        var c: Double = a
        var fc: Double = fa
        var step: Double = b - a
        var previous: Double = step
        for _ in 0..<200 {
            if (fb < 0) == (fc < 0) {
                c = a
                fc = fa
                step = b - a
                previous = step
            }
            if fc.magnitude < fb.magnitude {
                (a, b, c) = (b, c, b)
                (fa, fb, fc) = (fb, fc, fb)
            }
            let tolerance: Double = 2 * b.magnitude.ulp
            let half: Double = (c - b) / 2
            if half.magnitude <= tolerance || fb == 0 { return b }
            if previous.magnitude >= tolerance, fa.magnitude > fb.magnitude {
                let s: Double = fb / fa
                var p: Double
                var q: Double
                if a == c {
                    p = 2 * half * s
                    q = 1 - s
                } else {
                    let r: Double = fb / fc
                    let t: Double = fa / fc
                    p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
                    q = (t - 1) * (r - 1) * (s - 1)
                }
                if p > 0 { q = -q }
                p = p.magnitude
                let limit: Double = min(3 * half * q - (tolerance * q).magnitude, (previous * q).magnitude)
                previous = step
                step = 2 * p < limit ? p / q : half
                if 2 * p >= limit { previous = half }
            } else {
                step = half
                previous = half
            }
            a = b
            fa = fb
            b += step.magnitude > tolerance ? step : (half > 0 ? tolerance : -tolerance)
            fb = try function(b)
        }
        return b
    }

    /// The first point beyond `start`, in steps that double, at which the function has changed sign.
    static func bracket<Failure: Error>(
        from start: Double,
        step: Double,
        limit: Int = 60,
        of function: (Double) throws(Failure) -> Double
    ) throws(Failure) -> Double? {
        let origin: Double = try function(start)
        var reach: Double = step
        for _ in 0..<limit {
            let value: Double = try function(start + reach)
            guard value.isFinite else { return nil }
            if value == 0 || (value < 0) != (origin < 0) { return start + reach }
            reach *= 2
        }
        return nil
    }
}
