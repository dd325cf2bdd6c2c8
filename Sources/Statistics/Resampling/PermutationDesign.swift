/// How treatment was allocated, and so how a permutation test may rearrange it.
public struct PermutationDesign: Sendable {
    /// The unit of allocation of each row.
    let unitOfRow: [Int]
    /// Units by stratum, one stratum after another.
    let order: [Int]
    /// Where each stratum ends in `order`.
    let ends: [Int]
    /// Treated units of each stratum.
    let treatedCounts: [Int]
    /// Treatment of each unit.
    let treatment: [Double]
    /// Whether a unit is a row, and units are exchanged within strata.
    let individual: Bool
    /// The draw itself, where units were not exchangeable: each balanced those before it.
    private let coin: BiasedCoin?

    /// A design from the unit and the stratum of each row.
    /// - Parameters:
    ///   - treatment: The allocation of each row, 0 or 1.
    ///   - clusters: The units allocated as a whole; each row its own when `nil`.
    ///   - strata: The stratum, block or pair of each row, within which treatment is exchanged; one when
    ///     `nil`.
    /// - Throws: ``ResamplingError/treatmentVariesWithinUnit(row:)``, ``ResamplingError/nothingToPermute``.
    public init(
        treatment: [Double],
        clusters: Clusters? = nil,
        strata: [Int]? = nil
    ) throws(ResamplingError) {
        let units: Clusters = clusters ?? Clusters(Array(treatment.indices))
        precondition(units.index.count == treatment.count, "Every row has a unit.")
        if let row = treatment.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .invalidArgument("treatment in row \(row)")
        }
        var arm: [Double?] = Array(repeating: nil, count: units.count)
        var stratum: [Int] = Array(repeating: 0, count: units.count)
        for (row, unit) in units.index.enumerated() {
            if let known = arm[unit], known != treatment[row] { throw .treatmentVariesWithinUnit(row: row) }
            arm[unit] = treatment[row]
            if let strata { stratum[unit] = strata[row] }
        }
        let treatmentOfUnit: [Double] = arm.map { $0 ?? 0 }
        unitOfRow = units.index
        self.treatment = treatmentOfUnit
        individual = clusters == nil
        coin = nil
        let groups = Dictionary(grouping: 0..<units.count, by: { stratum[$0] }).sorted { $0.key < $1.key }
        order = groups.flatMap(\.value)
        var end: Int = 0
        ends = groups.map { group in
            end += group.value.count
            return end
        }
        treatedCounts = groups.map { group in group.value.count { treatmentOfUnit[$0] == 1 } }
        let varies: Bool = groups.contains { group in
            group.value.contains { treatmentOfUnit[$0] != treatmentOfUnit[group.value[0]] }
        }
        guard varies else { throw .nothingToPermute }
    }

    /// A design by minimisation: the draw is repeated unit by unit, with its own biased coin, because units whose
    /// arm depends on those before them cannot be exchanged.
    ///
    /// - Parameters:
    ///   - treatment: The allocation of each row, 0 or 1.
    ///   - clusters: The units allocated as a whole; each row its own when `nil`.
    ///   - factors: For each factor that was balanced, the level of every row.
    ///   - order: The order in which units were taken, by their numbers; that of their first rows when `nil`.
    ///   - shares: The shares of control and treatment.
    ///   - probability: The chance of the arm that leaves least imbalance.
    /// - Throws: ``ResamplingError/treatmentVariesWithinUnit(row:)``, ``ResamplingError/nothingToPermute``.
    /// - Note: Rosenberger & Lachin (2016), *Randomization in Clinical Trials*, ch. 6: the reference set of a test is
    ///   that of the procedure which allocated.
    public init(
        treatment: [Double],
        clusters: Clusters? = nil,
        minimising factors: [[String]],
        order: [Int]? = nil,
        shares: [Int] = [1, 1],
        probability: Double = 0.8
    ) throws(ResamplingError) {
        let plain = try PermutationDesign(treatment: treatment, clusters: clusters)
        guard !factors.isEmpty, factors.allSatisfy({ $0.count == treatment.count }), shares.count == 2,
            shares.allSatisfy({ $0 >= 1 }), 2 * probability >= 1, probability <= 1
        else { throw .invalidArgument("factors, shares or probability") }
        var first: [Int] = Array(repeating: -1, count: plain.units)
        for (row, unit) in plain.unitOfRow.enumerated() where first[unit] < 0 { first[unit] = row }
        unitOfRow = plain.unitOfRow
        self.order = plain.order
        ends = plain.ends
        treatedCounts = plain.treatedCounts
        self.treatment = plain.treatment
        individual = false
        coin = BiasedCoin(
            units: plain.units,
            factors: factors.map { levels in first.map { levels[$0] } },
            shares: shares,
            probability: probability,
            order: order
        )
    }

    /// The number of units.
    var units: Int { treatment.count }

    /// Treatment of every unit after exchanging it at random within strata, or after drawing anew.
    func permuted(_ generator: inout SeededGenerator) -> [Double] {
        if let coin { return coin.assignment(using: &generator).map(Double.init) }
        var result: [Double] = treatment
        var start: Int = 0
        for end in ends {
            // Fisher–Yates over the places of the stratum.
            var last: Int = end - 1
            while last > start {
                let other: Int = start + generator.next(below: last - start + 1)
                result.swapAt(order[last], order[other])
                last -= 1
            }
            start = end
        }
        return result
    }
}

/// The result of a permutation test.
public struct PermutationTest: Sendable, Equatable {
    /// The statistic of the allocation as it was.
    public let observed: Double
    /// The share of allocations whose statistic is at least as far from zero, the one observed among them.
    public let pValue: Double
    /// The allocations looked at, without the one observed unless all were.
    public let permutations: Int
    /// Whether all allocations were looked at.
    public let isExact: Bool
    /// The standard error of the p value through drawing instead of enumerating; zero when exact.
    public let monteCarloError: Double

    /// A Monte Carlo p value (1 + *b*)/(1 + *N*), which keeps its level (Phipson & Smyth 2010).
    init(observed: Double, replicates: [Double]) throws(ResamplingError) {
        let fitted: [Double] = replicates.filter { !$0.isNaN }
        let failed: Int = replicates.count - fitted.count
        guard failed * 20 <= replicates.count else {
            throw .tooManyFailures(failed: failed, of: replicates.count)
        }
        // Ties with the observed statistic count, whatever the last digit.
        let bound: Double = observed.magnitude * (1 - 1e-10)
        let beyond: Int = fitted.count { $0.magnitude >= bound }
        self.observed = observed
        permutations = fitted.count
        isExact = false
        let p: Double = Double(1 + beyond) / Double(1 + fitted.count)
        pValue = p
        monteCarloError = (p * (1 - p) / Double(fitted.count)).squareRoot()
    }

    init(observed: Double, beyond: Int, of total: Int) {
        self.observed = observed
        pValue = Double(beyond) / Double(total)
        permutations = total
        isExact = true
        monteCarloError = 0
    }
}
