extension Allocation {
    /// Pair matching: units are paired with the nearest others on covariates, and a coin decides within each
    /// pair.
    ///
    /// Distances are Mahalanobis distances over all units; pairs stay within strata. Nearest pairs are taken
    /// first and partners are then exchanged between pairs as long as that brings the sum of distances down,
    /// so the matching does not depend on the order of the list except where distances are equal.
    ///
    /// - Parameters:
    ///   - units: In the order in which they are allocated.
    ///   - arms: Two arms of equal shares.
    ///   - covariates: A row for each unit.
    ///   - generator: Where the draws come from.
    /// - Throws: ``RandomisationError/oddStratum(_:)`` where a unit would be left alone.
    /// - Complexity: O(units² log units) for the pairs, and O(units²) for each round of exchanges.
    public static func pairs(
        _ units: [AllocationUnit],
        arms: [Arm],
        covariates: Matrix,
        using generator: inout SeededGenerator
    ) throws(RandomisationError) -> Allocation {
        try validate(units, arms)
        guard arms.count == 2, arms[0].share == arms[1].share else { throw .invalidArms }
        let distance = try BalanceMetric(covariates, count: units.count)
        var assignment: [Int] = Array(repeating: 0, count: units.count)
        var pairs: [Int] = Array(repeating: 0, count: units.count)
        var count: Int = 0
        for stratum in strata(units) {
            guard stratum.units.count.isMultiple(of: 2) else { throw .oddStratum(stratum.name) }
            for pair in match(stratum.units, distance) {
                let heads: Bool = generator.next(below: 2) == 0
                assignment[pair.0] = heads ? 0 : 1
                assignment[pair.1] = heads ? 1 : 0
                pairs[pair.0] = count
                pairs[pair.1] = count
                count += 1
            }
        }
        return Allocation(units: units, arms: arms, assignment: assignment, pairs: pairs, method: "pairs")
    }

    private static func match(_ units: [Int], _ metric: BalanceMetric) -> [(Int, Int)] {
        var candidates: [(distance: Double, first: Int, second: Int)] = []
        for (place, first) in units.enumerated() {
            for second in units[(place + 1)...] {
                candidates.append((metric.distance(first, second), first, second))
            }
        }
        candidates.sort { ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second) }
        var taken: Set<Int> = []
        var pairs: [(Int, Int)] = []
        for candidate in candidates
        where !taken.contains(candidate.first) && !taken.contains(candidate.second) {
            taken.insert(candidate.first)
            taken.insert(candidate.second)
            pairs.append((candidate.first, candidate.second))
        }
        var improved: Bool = true
        while improved {
            improved = false
            for a in pairs.indices {
                for b in pairs.indices where b > a {
                    let (p, q) = pairs[a]
                    let (r, s) = pairs[b]
                    let now: Double = metric.distance(p, q) + metric.distance(r, s)
                    let straight: Double = metric.distance(p, r) + metric.distance(q, s)
                    let crossed: Double = metric.distance(p, s) + metric.distance(q, r)
                    guard min(straight, crossed) < now - 1e-12 * max(now, 1) else { continue }
                    pairs[a] = straight <= crossed ? (p, r) : (p, s)
                    pairs[b] = straight <= crossed ? (q, s) : (r, q)
                    improved = true
                }
            }
        }
        return pairs
    }
}

/// Mahalanobis distances between units, and between the means of arms.
struct BalanceMetric {
    private let whitened: Matrix

    /// Standardises covariates so that plain distances are Mahalanobis distances.
    init(_ covariates: Matrix, count: Int) throws(RandomisationError) {
        guard covariates.rows == count, covariates.columns > 0 else { throw .invalidCovariate(row: 0) }
        if let place = covariates.elements.firstIndex(where: { !$0.isFinite }) {
            throw .invalidCovariate(row: place % count)
        }
        guard count > covariates.columns else { throw .collinearCovariates }
        var centred: Matrix = covariates
        for column in 0..<covariates.columns {
            let mean: Double = covariates.column(column).reduce(0, +) / Double(count)
            for row in 0..<count { centred[row, column] -= mean }
        }
        do {
            let scale: [Double] = (0..<centred.columns).map { sumOfSquares(centred.column($0)).squareRoot() }
            guard scale.allSatisfy({ $0 > 0 }) else { throw RandomisationError.collinearCovariates }
            for column in 0..<centred.columns {
                for row in 0..<count {
                    centred[row, column] *= Double(count - 1).squareRoot() / scale[column]
                }
            }
            let correlation: Matrix = (1 / Double(count - 1)) * centred.crossProduct
            let eigen = try SymmetricEigen(correlation)
            guard let least = eigen.values.first, least > 1e-10 else {
                throw RandomisationError.collinearCovariates
            }
            whitened = centred * eigen.mapped { 1 / $0.squareRoot() }
        } catch {
            throw .collinearCovariates
        }
    }

    func distance(_ first: Int, _ second: Int) -> Double {
        var sum: Double = 0
        for column in 0..<whitened.columns {
            let difference: Double = whitened[first, column] - whitened[second, column]
            sum += difference * difference
        }
        return sum.squareRoot()
    }

    /// The Mahalanobis distance of the arms' means for two arms, *n*₁*n*₀/*n* · *d*ᵀ**S**⁻¹*d*; for more arms
    /// the largest over pairs.
    func imbalance(_ assignment: [Int], arms: Int) -> Double {
        var sums = Matrix(rows: arms, columns: whitened.columns)
        var counts: [Double] = Array(repeating: 0, count: arms)
        for (unit, arm) in assignment.enumerated() {
            counts[arm] += 1
            for column in 0..<whitened.columns { sums[arm, column] += whitened[unit, column] }
        }
        var worst: Double = 0
        for first in 0..<arms {
            for second in 0..<first {
                guard counts[first] > 0, counts[second] > 0 else { return .infinity }
                var square: Double = 0
                for column in 0..<whitened.columns {
                    let difference: Double =
                        sums[first, column] / counts[first] - sums[second, column] / counts[second]
                    square += difference * difference
                }
                worst = max(worst, square * counts[first] * counts[second] / (counts[first] + counts[second]))
            }
        }
        return worst
    }
}
