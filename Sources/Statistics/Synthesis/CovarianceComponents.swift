/// A variance, a covariance or a correlation of true effects of several outcomes.
public struct CovarianceComponent: Sendable, Equatable {
    /// What it is: `variance of reading`, `covariance of reading and writing`; in compound symmetry `variance` and
    /// `correlation`.
    public let name: String
    /// Its estimate.
    public let estimate: Double
    /// From the observed information, what lies on the boundary held there; nil for what does, and for all of an
    /// unstructured covariance that is singular.
    public let standardError: Double?
}

extension StructuredSearch {
    /// What the covariance at a maximum consists of.
    func components(_ found: StructuredMaximum, _ names: [String]) -> [CovarianceComponent] {
        let parameters: [Double] = found.parameters
        switch structure {
        case .diagonal:
            let free: [Int] = parameters.indices.filter { parameters[$0] > 0 }
            let errors: [Double?] = standardErrors(found, free.map { unit($0, parameters.count) })
            return parameters.indices.map { (index: Int) -> CovarianceComponent in
                let place: Int? = free.firstIndex(of: index)
                return CovarianceComponent(
                    name: "variance of \(names[index])",
                    estimate: parameters[index],
                    standardError: place.flatMap { errors[$0] }
                )
            }
        case .compoundSymmetry: return symmetric(found)
        case .unstructured:
            let places: [(Int, Int)] = (0..<size).flatMap { row in (0...row).map { (row, $0) } }
            let all: [[Double]] = parameters.indices.map { unit($0, parameters.count) }
            let errors: [Double?] =
                found.isBoundary
                ? [Double?](repeating: nil, count: parameters.count) : standardErrors(found, all)
            return parameters.indices.map { (index: Int) -> CovarianceComponent in
                let (row, column) = places[index]
                return CovarianceComponent(
                    name: row == column
                        ? "variance of \(names[row])" : "covariance of \(names[column]) and \(names[row])",
                    estimate: parameters[index],
                    standardError: errors[index]
                )
            }
        }
    }

    /// One variance and one correlation for all.
    private func symmetric(_ found: StructuredMaximum) -> [CovarianceComponent] {
        let variance: Double = found.parameters[0]
        guard variance > 0 else {
            return [CovarianceComponent(name: "variance", estimate: 0, standardError: nil)]
        }
        let correlation: Double = found.parameters[1] / variance
        // Along these the variance changes beside a fixed correlation, and the correlation beside a fixed variance.
        let both: [[Double]] = [[1, correlation], [0, variance]]
        let errors: [Double?] = standardErrors(found, found.isBoundary ? [both[0]] : both)
        let last: Double? = found.isBoundary ? nil : errors[1]
        return [
            CovarianceComponent(name: "variance", estimate: variance, standardError: errors[0]),
            CovarianceComponent(name: "correlation", estimate: correlation, standardError: last),
        ]
    }

    /// Standard errors of coordinates along which the parameters change by these directions; nil where the information
    /// is not positive definite.
    private func standardErrors(_ found: StructuredMaximum, _ directions: [[Double]]) -> [Double?] {
        guard !directions.isEmpty else { return [] }
        let jacobian = Matrix(columns: directions)
        let information: Matrix = jacobian.multiplied(
            by: found.likelihood.observed * jacobian,
            transposingSelf: true
        )
        guard let factor = try? Cholesky(information) else { return directions.map { _ in nil } }
        return factor.inverse.diagonal.map { $0.squareRoot() }
    }

    private func unit(_ place: Int, _ count: Int) -> [Double] {
        (0..<count).map { $0 == place ? 1 : 0 }
    }

    /// The highest likelihood beside one component that is held, in a diagonal or compound-symmetric covariance.
    ///
    /// - Parameters:
    ///   - index: Of the variance or, in compound symmetry as 1, of the correlation.
    ///   - near: Parameters to start from.
    ///   - spread: A variance to start from as well.
    func highest(
        holding index: Int,
        at value: Double,
        near: [Double],
        spread: Double
    ) throws(SynthesisError) -> Double {
        let box: VarianceBox
        let start: [Double]
        if structure == .diagonal {
            let others: [Int] = near.indices.filter { $0 != index }
            box = VarianceBox(
                search: self,
                origin: near.indices.map { $0 == index ? value : 0 },
                directions: others.map { unit($0, near.count) },
                upper: .infinity
            )
            start = others.map { near[$0] }
        } else if index == 1 {
            box = VarianceBox(search: self, origin: [0, 0], directions: [[1, value]], upper: .infinity)
            start = [near[0]]
        } else {
            // The covariance lies between −v/(q − 1) and v.
            let least: Double = -value / Double(size - 1)
            let correlation: Double = near[0] > 0 ? near[1] / near[0] : 0
            box = VarianceBox(
                search: self,
                origin: [value, least],
                directions: [[0, 1]],
                upper: value - least
            )
            start = [correlation * value - least]
        }
        let first: Double = try box.highest(from: start)
        let second: Double = try box.highest(from: start.map { max($0, spread / 4) })
        return max(first, second)
    }
}

/// Newton's method over coordinates between zero and an upper bound, along each of which the parameters of a covariance
/// change by a direction.
private struct VarianceBox {
    let search: StructuredSearch
    /// The parameters where all coordinates are zero.
    let origin: [Double]
    let directions: [[Double]]
    let upper: Double

    private func parameters(_ coordinates: [Double]) -> [Double] {
        origin.indices.map { place in
            coordinates.indices.reduce(origin[place]) { $0 + coordinates[$1] * directions[$1][place] }
        }
    }

    /// The log-likelihood where it is highest.
    func highest(from start: [Double]) throws(SynthesisError) -> Double {
        var current: [Double] = start.map { min(max($0, 0), upper) }
        var here = try search.likelihood(parameters(current))
        for _ in 0..<200 {
            let weight: Double = max(1, here.logLikelihood.magnitude)
            let slope: [Double] = directions.map { scalarProduct($0, here.score) }
            let free: [Int] = current.indices.filter {
                (current[$0] > 0 || slope[$0] > 0) && (current[$0] < upper || slope[$0] < 0)
            }
            guard !free.isEmpty else { return here.logLikelihood }
            let gradient: [Double] = free.map { slope[$0] }
            let steps: [[Double]] = self.steps(here, free, gradient)
            var accepted: (coordinates: [Double], likelihood: StructuredLikelihood)?
            for step in steps where accepted == nil {
                var factor = 1.0
                while factor > 1e-10, accepted == nil {
                    var next: [Double] = current
                    for (place, index) in free.enumerated() {
                        next[index] = min(max(current[index] + factor * step[place], 0), upper)
                    }
                    if let there = try? search.likelihood(parameters(next)),
                        there.logLikelihood > here.logLikelihood
                    {
                        accepted = (next, there)
                    }
                    factor /= 2
                }
            }
            // No step leads higher: what is left is rounding.
            guard let accepted else {
                let promised: Double = steps.last.map { scalarProduct($0, gradient) } ?? 0
                guard promised < 1e-8 * weight else { break }
                return here.logLikelihood
            }
            let gain: Double = accepted.likelihood.logLikelihood - here.logLikelihood
            (current, here) = accepted
            if gain < 1e-13 * weight { return here.logLikelihood }
        }
        throw .notConverged(what: "the profile of a covariance")
    }

    /// Newton's step and, as one that always leads higher, the slope over its expected information.
    private func steps(_ here: StructuredLikelihood, _ free: [Int], _ gradient: [Double]) -> [[Double]] {
        let jacobian = Matrix(columns: free.map { directions[$0] })
        let parts: [Matrix] = [here.observed, here.expected].map { (information: Matrix) -> Matrix in
            jacobian.multiplied(by: information * jacobian, transposingSelf: true)
        }
        let newton: [[Double]] = parts.compactMap { (part: Matrix) -> [Double]? in
            (try? Cholesky(part))?.solve(gradient)
        }
        let scales: [Double] = parts[1].diagonal
        let scaled: [Double] = zip(gradient, scales).map { $1 > 0 ? $0 / $1 : 0 }
        return Array(newton.prefix(1)) + [scaled]
    }
}

extension MultivariateMetaAnalysis {
    /// The profile-likelihood interval of a component, by its place in ``components``: the values beside which the
    /// likelihood, highest over the others, is not too much lower. An end may lie on the boundary.
    ///
    /// - Throws: ``SynthesisError/undefined(what:)`` for an unstructured covariance.
    /// - Note: metafor's `confint(rma.mv(struct = "CS" or "DIAG"))`.
    public func componentInterval(_ index: Int) throws(SynthesisError) -> ConfidenceInterval {
        guard components.indices.contains(index) else {
            throw .invalidOption(name: "component", value: Double(index))
        }
        guard search.structure != .unstructured else {
            throw .undefined(what: "a profile-likelihood interval in an unstructured covariance")
        }
        let level = level
        let drop = try evaluating { () throws(DistributionError) in
            try ChiSquared(degreesOfFreedom: 1).quantile(level) / 2
        }
        let target: Double = logLikelihood - drop
        let estimate: Double = components[index].estimate
        let deviation: Double = search.outcomeUnits.max() ?? 1
        let spread: Double = deviation * deviation
        func excess(_ value: Double) throws(SynthesisError) -> Double {
            try search.highest(holding: index, at: value, near: parameters, spread: spread) - target
        }
        let isCorrelation: Bool = search.structure == .compoundSymmetry && index == 1
        let least: Double = isCorrelation ? -1 / Double(search.size - 1) : 0
        let reachesLeast: Bool = try excess(least) >= 0
        let lower: Double = reachesLeast ? least : try profileCrossing(least, estimate, excess)
        if isCorrelation {
            let reachesOne: Bool = try excess(1) >= 0
            let upper: Double = reachesOne ? 1 : try profileCrossing(1, estimate, excess)
            return ConfidenceInterval(lower: lower, upper: upper, level: level)
        }
        var step: Double = max(estimate, spread)
        var outside: Double = estimate + step
        while try excess(outside) > 0 {
            step *= 2
            outside += step
            guard step < 1e12 * spread else { throw .notConverged(what: "the profile of a covariance") }
        }
        let upper: Double = try profileCrossing(outside, estimate, excess)
        return ConfidenceInterval(lower: lower, upper: upper, level: level)
    }
}
