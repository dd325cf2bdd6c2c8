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
    /// Whether a unit is a row.
    let individual: Bool

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

    /// The number of units.
    var units: Int { treatment.count }

    /// Treatment of every unit after exchanging it at random within strata.
    func permuted(_ generator: inout SeededGenerator) -> [Double] {
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
