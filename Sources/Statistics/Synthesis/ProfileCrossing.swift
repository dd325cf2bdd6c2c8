/// Where a profile leaves its interval: the zero of `excess` between a value outside, where it is below zero, and one
/// inside, where it is not.
func profileCrossing(
    _ outside: Double,
    _ inside: Double,
    _ excess: (Double) throws(SynthesisError) -> Double
) throws(SynthesisError) -> Double {
    var far = outside
    var near = inside
    var atFar = try excess(far)
    var atNear = try excess(near)
    for iteration in 0..<200 {
        let secant = far - atFar * (far - near) / (atFar - atNear)
        let middle = iteration % 3 == 2 || !secant.isFinite ? (far + near) / 2 : secant
        if abs(far - near) <= 1e-12 * max(abs(far), abs(near)) { return middle }
        let here = try excess(middle)
        if here >= 0 {
            near = middle
            atNear = here
            atFar /= 2
        } else {
            far = middle
            atFar = here
            atNear /= 2
        }
    }
    return (far + near) / 2
}
