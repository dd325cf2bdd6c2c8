/// Where the likelihood over a structured covariance is highest.
struct StructuredMaximum {
    let parameters: [Double]
    let likelihood: StructuredLikelihood
    /// Whether **G** is singular there.
    let isBoundary: Bool
}

/// The search over a factor of **G**: it may end on the boundary, where **G** is singular, as well as inside.
///
/// **G** = **DLL**ᵀ**D** with a lower triangle **L** (unstructured) or a diagonal one; compound symmetry is the
/// sum of the squares of two numbers, each times a projection. **D** holds a unit for each outcome, so that neither units nor
/// their differences change the search. Whatever the factor, **G** is positive semidefinite, and every parameter of it
/// is a quadratic form θᵀ**Q**θ of the entries θ of the factor.
struct FactoredSearch {
    let search: StructuredSearch
    /// What an outcome deviates by, one for each; the highest for all in compound symmetry.
    private let units: [Double]
    /// **Q** of each parameter.
    private let forms: [Matrix]
    /// Row and column of each entry of the factor.
    private let entries: [(row: Int, column: Int)]

    init(_ search: StructuredSearch) {
        self.search = search
        let size: Int = search.size
        var units: [Double] = search.outcomeUnits
        if search.structure == .compoundSymmetry {
            units = units.map { _ in units.max() ?? 1 }
        }
        self.units = units
        switch search.structure {
        case .diagonal:
            entries = (0..<size).map { ($0, $0) }
            forms = units.indices.map { place in
                Matrix.diagonal(units.indices.map { $0 == place ? units[place] * units[place] : 0 })
            }
        case .compoundSymmetry:
            entries = [(0, 0), (1, 1)]
            let share: Double = 1 / Double(size)
            let square: Double = units[0] * units[0]
            forms = [
                square * Matrix.diagonal([1 - share, share]), square * Matrix.diagonal([-share, share]),
            ]
        case .unstructured:
            let entries = (0..<size).flatMap { column in (column..<size).map { ($0, column) } }
            self.entries = entries
            forms = (0..<size).flatMap { row in
                (0...row).map { column in
                    var form = Matrix(rows: entries.count, columns: entries.count)
                    for (one, first) in entries.enumerated() where first.0 == row {
                        for (other, second) in entries.enumerated() where second == (column, first.1) {
                            form[one, other] += 0.5 * units[row] * units[column]
                            form[other, one] += 0.5 * units[row] * units[column]
                        }
                    }
                    return form
                }
            }
        }
    }

    /// The parameters of **G** that belong to a factor.
    private func parameters(_ factor: [Double]) -> [Double] { forms.map { $0.quadraticForm(factor) } }

    private func likelihood(_ factor: [Double]) throws(SynthesisError) -> StructuredLikelihood {
        try search.likelihood(parameters(factor))
    }

    /// The factor of a covariance; a pivot that is negligible leaves its column empty.
    private func factor(_ parameters: [Double]) -> (entries: [Double], isSingular: Bool) {
        if search.structure == .compoundSymmetry {
            let squares: [Double] = [
                parameters[0] - parameters[1],
                parameters[0] + Double(search.size - 1) * parameters[1],
            ].map { max($0, 0) / (units[0] * units[0]) }
            let least: Double = negligible(squares)
            return (
                squares.map { $0 > least ? $0.squareRoot() : 0 },
                squares.contains { $0 <= least }
            )
        }
        let covariance: Matrix = search.covariance(parameters)
        let size: Int = search.size
        var scaled = Matrix(rows: size, columns: size)
        for row in 0..<size {
            for column in 0..<size {
                scaled[row, column] = covariance[row, column] / units[row] / units[column]
            }
        }
        let least: Double = negligible(scaled.diagonal)
        var lower = Matrix(rows: size, columns: size)
        var isSingular = false
        for column in 0..<size {
            for row in column..<size where scaled[row, row] > least {
                lower[row, column] =
                    scaled[row, column]
                    - (0..<column).reduce(0) { $0 + lower[row, $1] * lower[column, $1] }
            }
            let pivot: Double = lower[column, column]
            isSingular = isSingular || pivot <= least
            for row in column..<size {
                lower[row, column] = pivot > least ? lower[row, column] / pivot.squareRoot() : 0
            }
        }
        return (entries.map { lower[$0.row, $0.column] }, isSingular)
    }

    /// What counts as zero among variances in units of their outcomes.
    private func negligible(_ variances: [Double]) -> Double { 1e-10 * max(variances.max() ?? 0, 1e-4) }

    /// The highest of the maxima to which the starts lead.
    /// - Parameter near: Parameters to start from as well.
    /// - Returns: `nil` when no start comes to rest.
    func maximum(near: [Double]) -> StructuredMaximum? {
        var starts: [[Double]] = FactoredSearch.starts.map { scale in
            entries.map { $0.row == $0.column ? scale : 0 }
        }
        starts.append(factor(near).entries)
        var best: (factor: [Double], likelihood: StructuredLikelihood)?
        for start in starts {
            guard let found = maximize(start) else { continue }
            if let best, found.likelihood.logLikelihood < best.likelihood.logLikelihood + 1e-9 { continue }
            best = found
        }
        guard let best else { return nil }
        // On the boundary the rest of the factor comes to rest once more beside columns that are empty.
        let reduced = factor(parameters(best.factor))
        guard reduced.isSingular, let rest = maximize(reduced.entries) else {
            return StructuredMaximum(
                parameters: parameters(best.factor),
                likelihood: best.likelihood,
                isBoundary: false
            )
        }
        let last: [Double] = parameters(factor(parameters(rest.factor)).entries)
        guard let there = try? search.likelihood(last) else { return nil }
        return StructuredMaximum(parameters: last, likelihood: there, isBoundary: true)
    }

    /// Standard deviations of true effects, in units of their outcomes, from which the maximum is sought.
    private static let starts: [Double] = [0.5, 0.1, 1.5]

    /// Newton steps on the factor, the curvature made negative by its eigenvalues, shortened until the likelihood rises.
    /// - Returns: `nil` when they do not come to rest.
    private func maximize(_ start: [Double]) -> (factor: [Double], likelihood: StructuredLikelihood)? {
        var current: [Double] = start
        guard var here = try? likelihood(current) else { return nil }
        var quiet = 0
        for _ in 0..<200 {
            let slopes: [[Double]] = forms.map { form in (form * current).map { 2 * $0 } }
            let jacobian = Matrix(columns: slopes)
            let gradient: [Double] = jacobian * here.score
            let bent: Matrix = zip(here.score, forms).reduce(
                Matrix(rows: current.count, columns: current.count)
            ) { $0 + 2 * $1.0 * $1.1 }
            let information: Matrix =
                (jacobian * here.observed).multiplied(by: jacobian, transposingRight: true) - bent
            guard let eigen = try? SymmetricEigen(information) else { return nil }
            let largest: Double = eigen.values.map(\.magnitude).max() ?? 1
            let inverse: Matrix = eigen.mapped { 1 / max($0.magnitude, 1e-8 * max(largest, 1e-300)) }
            var move: [Double] = inverse * gradient
            let size: Double = max(current.map(\.magnitude).max() ?? 0, 1)
            let longest: Double = move.map(\.magnitude).max() ?? 0
            if longest > size { move = move.map { $0 * size / longest } }
            let promised: Double = scalarProduct(move, gradient)
            let weight: Double = max(here.logLikelihood.magnitude, 1)
            var length = 1.0
            var moved = 0.0
            while length > 1e-10 {
                let trial: [Double] = zip(current, move).map { $0 + length * $1 }
                if let there = try? likelihood(trial),
                    there.logLikelihood >= here.logLikelihood + 1e-4 * length * promised - 1e-12 * weight
                {
                    moved = length * longest / size
                    (current, here) = (trial, there)
                    break
                }
                length /= 2
            }
            quiet = promised < 1e-11 * weight || moved < 1e-9 ? quiet + 1 : 0
            if moved < 1e-13 || quiet >= 4 { return (current, here) }
        }
        return nil
    }
}
