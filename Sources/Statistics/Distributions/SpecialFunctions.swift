internal import CNumerics

/// Functions of the gamma family, from Boost.Math.
public enum SpecialFunctions {
    /// log Γ(*x*) for *x* > 0.
    public static func logGamma(_ x: Double) throws(DistributionError) -> Double {
        try evaluate(0, x)
    }

    /// The second derivative of log Γ(*x*) for *x* > 0.
    public static func trigamma(_ x: Double) throws(DistributionError) -> Double {
        try evaluate(1, x)
    }

    /// The exact small-sample correction *J*(*m*) = Γ(*m*/2) / (√(*m*/2) Γ((*m* − 1)/2)) for *m* > 1.
    ///
    /// A ratio of gamma functions, not a difference of their logarithms, so that it keeps its digits at large
    /// degrees of freedom.
    ///
    /// - Note: Hedges (1981), eq. 6e.
    public static func hedgesCorrection(degreesOfFreedom: Double) throws(DistributionError) -> Double {
        try evaluate(2, degreesOfFreedom)
    }

    private static func evaluate(_ function: Int32, _ x: Double) throws(DistributionError) -> Double {
        var argument = x
        var result = 0.0
        let status = unsafe braid_special(function, &argument, 1, &result)
        switch status {
        case 0: return result
        case 1: throw .invalidArgument(x)
        case 2: throw .notRepresentable(at: x)
        default: throw .notConverged(at: x)
        }
    }
}
