/// Coordinates in which Euclidean distance is the distance of a comparison.
struct MatchingMetric {
    let coordinates: [[Double]]
    /// What a caliper of one means in these coordinates.
    let unit: Double
    let propensity: PropensityModel?

    init(
        _ treatment: [Double],
        _ covariates: DesignMatrix,
        _ distance: MatchedComparison.Distance,
        level: Double
    ) throws(TrialError) {
        switch distance {
        case .propensity:
            let model = try PropensityModel(treatment: treatment, covariates: covariates, level: level)
            propensity = model
            coordinates = model.logOdds.map { [$0] }
            let mean: Double = model.logOdds.reduce(0, +) / Double(model.logOdds.count)
            let squares: Double = sumOfSquares(model.logOdds.map { $0 - mean })
            unit = (squares / Double(model.logOdds.count - 1)).squareRoot()
        case .mahalanobis:
            propensity = nil
            unit = 1
            coordinates = try MatchingMetric.whitened(covariates, treatment)
        }
    }

    /// Covariates times **L**⁻ᵀ, where **LL**ᵀ is their covariance pooled within the groups.
    private static func whitened(
        _ covariates: DesignMatrix,
        _ treatment: [Double]
    ) throws(TrialError) -> [[Double]] {
        if let place = covariates.notFinite { throw .notFinite(column: place.column, row: place.row) }
        // Distances do not depend on the origin, and their digits are not to.
        let matrix: Matrix = covariates.matrix.subtracting(covariates.matrix.row(0))
        var centred: Matrix = matrix
        for column in 0..<matrix.columns {
            for code in [0.0, 1.0] {
                let rows: [Int] = treatment.indices.filter { treatment[$0] == code }
                let mean: Double = rows.reduce(0) { $0 + matrix[$1, column] } / Double(rows.count)
                for row in rows { centred[row, column] = matrix[row, column] - mean }
            }
        }
        do {
            let none = Matrix(rows: centred.rows, columns: 1)
            _ = try LeastSquares(design: centred, responses: none)
        } catch {
            throw .linearModel(LinearModelError(error, names: covariates.names))
        }
        let covariance: Matrix = (1 / Double(matrix.rows - 2)) * centred.crossProduct
        let lower: Matrix
        do {
            lower = try Cholesky(covariance).lower
        } catch {
            throw .linearModel(.linearAlgebra(error))
        }
        return (0..<matrix.rows).map { row in
            var solved: [Double] = []
            for i in 0..<matrix.columns {
                var value: Double = matrix[row, i]
                for j in 0..<i { value -= lower[i, j] * solved[j] }
                solved.append(value / lower[i, i])
            }
            return solved
        }
    }
}

/// Finds matches by a metric.
struct Matching {
    let metric: MatchingMetric
    let treatment: [Double]
    let groups: [Int]
    let options: MatchedComparison.Options

    private var limit: Double { options.caliper.map { $0 * metric.unit } ?? .infinity }

    private func units(_ code: Double) -> [Int: [Int]] {
        Dictionary(
            grouping: treatment.indices.filter { treatment[$0] == code },
            by: { groups[$0] }
        )
    }

    private func searches(_ code: Double) -> [Int: NeighbourSearch] {
        units(code).mapValues { NeighbourSearch(units: $0, coordinates: metric.coordinates) }
    }

    /// Each treated unit with its nearest ones, however often they serve.
    func withReplacement() -> [MatchedComparison.Match] {
        let searches = searches(0)
        return treatment.indices.filter { treatment[$0] == 1 }.compactMap { unit in
            let found: [NeighbourSearch.Found] =
                searches[groups[unit]]?.nearest(
                    to: metric.coordinates[unit],
                    count: options.neighbours,
                    limit: limit
                ) ?? []
            guard found.count >= options.neighbours, let last = found.last else { return nil }
            return MatchedComparison.Match(
                treated: unit,
                others: found.map(\.unit).sorted(),
                distance: last.distance
            )
        }
    }

    /// Each comparison unit serves once: those hardest to match choose first, one match in each round.
    func greedy() -> [MatchedComparison.Match] {
        let searches = searches(0)
        var used: Set<Int> = []
        let hardness = { (unit: Int) -> Double in
            if let propensity = metric.propensity { return propensity.logOdds[unit] }
            return searches[groups[unit]]?.nearest(to: metric.coordinates[unit], count: 1).first?.distance
                ?? 0
        }
        let queue: [Int] = treatment.indices.filter { treatment[$0] == 1 }
            .map { (unit: $0, hardness: hardness($0)) }
            .sorted { ($1.hardness, $0.unit) < ($0.hardness, $1.unit) }.map(\.unit)
        var found: [Int: [NeighbourSearch.Found]] = [:]
        for _ in 0..<options.neighbours {
            for unit in queue {
                let next = searches[groups[unit]]?.nearest(
                    to: metric.coordinates[unit],
                    count: 1,
                    limit: limit,
                    excluded: used.contains
                ).min { $0.unit < $1.unit }
                guard let next else { continue }
                used.insert(next.unit)
                found[unit, default: []].append(next)
            }
        }
        return queue.sorted().compactMap { unit in
            guard let others = found[unit], others.count == options.neighbours else { return nil }
            return MatchedComparison.Match(
                treated: unit,
                others: others.map(\.unit).sorted(),
                distance: others.map(\.distance).max() ?? 0
            )
        }
    }

    /// What comparison units that serve more than once add to the variance: Σ (*K*² − Σ*w*²) σ̂².
    func repeated(_ outcome: [Double], _ matches: [MatchedComparison.Match], _ weights: [Double]) -> Double {
        var squares: [Int: Double] = [:]
        for match in matches {
            let share: Double = 1 / Double(match.others.count)
            for other in match.others { squares[other, default: 0] += share * share }
        }
        let searches = searches(0)
        var total: Double = 0
        for (unit, square) in squares.sorted(by: { $0.key < $1.key }) {
            let factor: Double = weights[unit] * weights[unit] - square
            guard factor > 1e-14 else { continue }
            let near: [NeighbourSearch.Found] =
                searches[groups[unit]]?.nearest(
                    to: metric.coordinates[unit],
                    count: options.varianceNeighbours,
                    excluded: { $0 == unit }
                ) ?? []
            guard !near.isEmpty else { continue }
            // The sample variance of the unit and its neighbours.
            let values: [Double] = [outcome[unit]] + near.map { outcome[$0.unit] }
            let mean: Double = values.reduce(0, +) / Double(values.count)
            total += factor * sumOfSquares(values.map { $0 - mean }) / Double(near.count)
        }
        return total
    }
}

/// Treated outcomes less those of their matches.
struct MatchedDifferences {
    let values: [Double]

    init(
        _ outcome: [Double],
        _ covariates: Matrix,
        _ matches: [MatchedComparison.Match],
        _ weights: [Double],
        adjusted: Bool
    ) throws(TrialError) {
        let covariates: Matrix = covariates.subtracting(covariates.row(0))
        var slopes: [Double] = Array(repeating: 0, count: covariates.columns)
        if adjusted {
            let used: [Int] = Array(Set(matches.flatMap(\.others))).sorted()
            let roots: [Double] = used.map { weights[$0].squareRoot() }
            let columns: [[Double]] = (0..<covariates.columns).map { column in
                zip(used, roots).map { covariates[$0, column] * $1 }
            }
            do {
                let fit = try LeastSquares(
                    design: Matrix(columns: [roots] + columns),
                    responses: Matrix(columns: [zip(used, roots).map { outcome[$0] * $1 }])
                )
                slopes = Array(fit.coefficients.column(0).dropFirst())
            } catch {
                throw .linearModel(
                    LinearModelError(
                        error,
                        names: ["(Intercept)"] + (1...covariates.columns).map { "covariate \($0)" }
                    )
                )
            }
        }
        values = matches.map { match in
            let count = Double(match.others.count)
            let expected: Double = match.others.reduce(0) { sum, other in
                var value: Double = outcome[other]
                for column in slopes.indices where slopes[column] != 0 {
                    value += slopes[column] * (covariates[match.treated, column] - covariates[other, column])
                }
                return sum + value / count
            }
            return outcome[match.treated] - expected
        }
    }
}
