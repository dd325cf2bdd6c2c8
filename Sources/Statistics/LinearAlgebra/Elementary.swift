#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// The elementary functions of the C library under the names that the formulas use, so that no file of the
// library needs Foundation for a logarithm.

/// The natural logarithm.
func ln(_ x: Double) -> Double { log(x) }

/// The exponential.
func exponential(_ x: Double) -> Double { exp(x) }

/// A base raised to a power.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The inverse hyperbolic tangent.
func inverseHyperbolicTangent(_ x: Double) -> Double { atanh(x) }

/// The hyperbolic tangent.
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// The inverse sine, in radians.
func arcsine(_ x: Double) -> Double { asin(x) }

/// The scalar product of two vectors of one length.
func dot(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}

/// The place of the first value that is infinite or not a number: a pass over the bits, which the compiler can take
/// several at a time, and a search only where there is one.
func firstNotFinite(_ values: [Double]) -> Int? {
    let exponent: UInt64 = 0x7FF0_0000_0000_0000
    var found: UInt64 = 0
    for value in values { found |= value.bitPattern & exponent == exponent ? 1 : 0 }
    return found == 0 ? nil : values.firstIndex { !$0.isFinite }
}
