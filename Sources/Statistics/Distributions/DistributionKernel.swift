internal import CNumerics

/// A family and its parameters in the form that Boost.Math takes them.
///
/// Made only by the distributions of this module, which have checked the parameters.
public struct DistributionKernel: Sendable, Hashable {
    enum Family: Int32 {
        case normal, studentT, chiSquared, fisherF, beta, gamma, binomial, hypergeometric
        case noncentralT, noncentralChiSquared, noncentralF, studentizedRange
    }

    enum Function: Int32 {
        case cumulative, survival, quantile, upperQuantile, logDensity, logCumulative
    }

    let family: Family
    let first: Double
    let second: Double
    let third: Double

    init(_ family: Family, _ first: Double, _ second: Double = 0, _ third: Double = 0) {
        self.family = family
        self.first = first
        self.second = second
        self.third = third
    }

    /// One crossing of the C boundary for one point.
    func evaluate(_ function: Function, _ x: Double) throws(DistributionError) -> Double {
        var argument = x
        var result = 0.0
        let status = unsafe braid_distribution(
            family.rawValue,
            function.rawValue,
            first,
            second,
            third,
            &argument,
            1,
            &result
        )
        guard status == 0 else { throw error(status, function, x) }
        return result
    }

    /// One crossing of the C boundary for all points.
    func evaluate(_ function: Function, _ points: [Double]) throws(DistributionError) -> [Double] {
        var results = [Double](repeating: .nan, count: points.count)
        let status = unsafe braid_distribution(
            family.rawValue,
            function.rawValue,
            first,
            second,
            third,
            points,
            points.count,
            &results
        )
        guard status == 0 else {
            // The points before the failing one have their result, so the first without one is to blame.
            let culprit = zip(points, results).first { $0.1.isNaN }?.0 ?? points.last ?? .nan
            throw error(status, function, culprit)
        }
        return results
    }

    private func error(_ status: Int32, _ function: Function, _ x: Double) -> DistributionError {
        if x.isNaN { return .invalidArgument(x) }
        let wantsProbability = function == .quantile || function == .upperQuantile
        if wantsProbability, !(x >= 0 && x <= 1) { return .invalidProbability(x) }
        switch status {
        case 1: return .invalidArgument(x)
        case 2: return .notRepresentable(at: x)
        default: return .notConverged(at: x)
        }
    }
}
