/// The draw of minimisation (Pocock & Simon 1975), unit by unit; see
/// ``Allocation/minimisation(_:arms:factors:weights:probability:using:)``.
struct BiasedCoin: Sendable {
    /// For each factor, the level of every unit, from zero.
    private let levels: [[Int]]
    /// How many levels each factor has.
    private let levelCounts: [Int]
    private let units: Int
    private let weights: [Double]
    private let shares: [Int]
    private let probability: Double
    /// The order in which units are taken; that of their numbers when `nil`.
    private let order: [Int]?

    init(
        units: Int,
        factors: [[String]],
        weights: [Double]? = nil,
        shares: [Int],
        probability: Double,
        order: [Int]? = nil
    ) {
        let coded = factors.map { Clusters($0) }
        self.units = units
        levels = coded.map(\.index)
        levelCounts = coded.map(\.count)
        self.weights = weights ?? Array(repeating: 1, count: factors.count)
        self.shares = shares
        self.probability = probability
        self.order = order
    }

    /// The number of the arm of each unit.
    func assignment(using generator: inout SeededGenerator) -> [Int] {
        let arms: Int = shares.count
        // Of each factor: level after level, the counts of every arm over its share.
        var counts: [[Double]] = levelCounts.map { Array(repeating: 0, count: $0 * arms) }
        var result: [Int] = Array(repeating: 0, count: units)
        var imbalances: [Double] = Array(repeating: 0, count: arms)
        for place in 0..<units {
            let unit: Int = order?[place] ?? place
            for candidate in 0..<arms {
                var total: Double = 0
                for factor in levels.indices {
                    let start: Int = levels[factor][unit] * arms
                    var most: Double = -1
                    var least: Double = .infinity
                    for arm in 0..<arms {
                        let added: Double = arm == candidate ? 1 / Double(shares[arm]) : 0
                        let count: Double = counts[factor][start + arm] + added
                        most = max(most, count)
                        least = min(least, count)
                    }
                    total += weights[factor] * (most - least)
                }
                imbalances[candidate] = total
            }
            let arm: Int = drawn(imbalances, &generator)
            result[unit] = arm
            for factor in levels.indices {
                counts[factor][levels[factor][unit] * arms + arm] += 1 / Double(shares[arm])
            }
        }
        return result
    }

    /// The arm that leaves least imbalance with the coin's probability, otherwise another one.
    private func drawn(_ imbalances: [Double], _ generator: inout SeededGenerator) -> Int {
        let least: Double = imbalances.min() ?? 0
        let best: [Int] = imbalances.indices.filter { imbalances[$0] <= least + 1e-12 }
        let others: [Int] = imbalances.indices.filter { imbalances[$0] > least + 1e-12 }
        let takesBest: Bool = others.isEmpty || generator.uniform() < probability
        // One of the choices, by their shares.
        let slots: [Int] = (takesBest ? best : others).flatMap { Array(repeating: $0, count: shares[$0]) }
        return slots[generator.next(below: slots.count)]
    }
}
