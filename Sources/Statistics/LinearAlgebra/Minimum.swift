/// Minimisation of a smooth function of one variable.
enum Minimum {
    /// The least value near a point, by golden sections inside a bracket found by doubling steps (Brent
    /// 1973).
    static func value<Failure: Error>(
        near start: Double,
        step: Double,
        of function: (Double) throws(Failure) -> Double
    ) throws(Failure) -> Double {
        var lower: Double = start - step
        var upper: Double = start + step
        var middle: Double = start
        var atMiddle: Double = try function(middle)
        var reach: Double = step
        for _ in 0..<60 {
            let left: Double = try function(lower)
            let right: Double = try function(upper)
            if left >= atMiddle, right >= atMiddle { break }
            reach *= 2
            if left < right {
                upper = middle
                middle = lower
                atMiddle = left
                lower = middle - reach
            } else {
                lower = middle
                middle = upper
                atMiddle = right
                upper = middle + reach
            }
        }
        // A parabola through three points converges fast near a smooth minimum; sections guard it.
        var x: Double = middle
        var fx: Double = atMiddle
        var w: Double = middle
        var fw: Double = atMiddle
        var v: Double = middle
        var fv: Double = atMiddle
        var d: Double = 0
        var e: Double = 0
        let golden: Double = 0.381_966_011_250_105_1
        for _ in 0..<200 {
            let centre: Double = (lower + upper) / 2
            let tolerance: Double = 1e-9 * max(x.magnitude, 1)
            if (x - centre).magnitude <= 2 * tolerance - (upper - lower) / 2 { break }
            var useGolden: Bool = true
            if e.magnitude > tolerance {
                let r: Double = (x - w) * (fx - fv)
                var q: Double = (x - v) * (fx - fw)
                var p: Double = (x - v) * q - (x - w) * r
                q = 2 * (q - r)
                if q > 0 { p = -p } else { q = -q }
                let before: Double = e
                e = d
                if p.magnitude < (q * before / 2).magnitude, p > q * (lower - x), p < q * (upper - x) {
                    d = p / q
                    useGolden = false
                }
            }
            if useGolden {
                e = x < centre ? upper - x : lower - x
                d = golden * e
            }
            let u: Double = d.magnitude >= tolerance ? x + d : x + (d > 0 ? tolerance : -tolerance)
            let fu: Double = try function(u)
            if fu <= fx {
                if u < x { upper = x } else { lower = x }
                (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
            } else {
                if u < x { lower = u } else { upper = u }
                if fu <= fw || w == x {
                    (v, fv, w, fw) = (w, fw, u, fu)
                } else if fu <= fv || v == x || v == w {
                    (v, fv) = (u, fu)
                }
            }
        }
        return fx
    }
}
