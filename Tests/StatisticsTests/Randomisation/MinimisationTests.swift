import Statistics
import Testing

/// Minimisation: the draw as it is counted by hand, and the test that repeats it.
@Suite struct MinimisationTests {
    /// Schools with a region, a phase and a size.
    static func factors(_ count: Int) -> [[String]] {
        [
            (0..<count).map { ["north", "south", "west"][$0 * $0 % 7 % 3] },
            (0..<count).map { $0 % 2 == 0 ? "primary" : "secondary" },
            (0..<count).map { ($0 / 3) % 2 == 0 ? "small" : "large" },
        ]
    }

    @Test(arguments: [[1, 1], [2, 1], [1, 1, 1]])
    func theDrawIsTheOneCountedByHand(_ shares: [Int]) throws {
        let factors = Self.factors(40)
        let arms = shares.enumerated().map { Arm("arm \($0)", share: $1) }
        let units = (0..<40).map { AllocationUnit("S\($0)") }
        for seed: UInt64 in 1...20 {
            var generator = SeededGenerator(seed: seed)
            let drawn = try Allocation.minimisation(units, arms: arms, factors: factors, using: &generator)
            var again = SeededGenerator(seed: seed)
            var byHand: [Int] = []
            for unit in 0..<40 {
                let imbalances = shares.indices.map { candidate in
                    factors.reduce(0.0) { total, levels in
                        let counts = shares.indices.map { arm in
                            let before = (0..<unit).count { levels[$0] == levels[unit] && byHand[$0] == arm }
                            return Double(before + (arm == candidate ? 1 : 0)) / Double(shares[arm])
                        }
                        return total + (counts.max() ?? 0) - (counts.min() ?? 0)
                    }
                }
                let least = imbalances.min() ?? 0
                let best = shares.indices.filter { imbalances[$0] <= least + 1e-9 }
                let others = shares.indices.filter { imbalances[$0] > least + 1e-9 }
                let choices = others.isEmpty || again.uniform() < 0.8 ? best : others
                let slots = choices.flatMap { Array(repeating: $0, count: shares[$0]) }
                byHand.append(slots[again.next(below: slots.count)])
            }
            #expect(drawn.assignment == byHand)
        }
    }

    /// 300 trials without an effect, whose outcome follows the factors and the order in which schools came.
    @Test func withoutAnEffectThePermutationPIsUniform() throws {
        let schools = 16
        let pupils = 6
        let factors = Self.factors(schools)
        let covariates = DesignMatrix(
            names: ["south", "west", "secondary", "small"],
            matrix: Matrix(columns: [
                Self.column(factors[0], "south", pupils), Self.column(factors[0], "west", pupils),
                Self.column(factors[1], "secondary", pupils), Self.column(factors[2], "small", pupils),
            ])
        )
        let rows = (0..<schools).flatMap { Array(repeating: $0, count: pupils) }
        var values: [Double] = []
        for trial: UInt64 in 0..<300 {
            var generator = SeededGenerator(seed: 7_000 + trial)
            let drawn = try Allocation.minimisation(
                (0..<schools).map { AllocationUnit("S\($0)") },
                arms: [Arm("control"), Arm("offered")],
                factors: factors,
                using: &generator
            )
            let shifts = (0..<schools).map { school in
                0.5 * generator.normal() + (factors[0][school] == "north" ? 1 : 0) + Double(school) / 20
            }
            let test = try PermutationTest.multilevel(
                outcome: rows.map { shifts[$0] + generator.normal() },
                design: PermutationDesign(
                    treatment: rows.map { Double(drawn.assignment[$0]) },
                    clusters: Clusters(rows),
                    minimising: factors.map { levels in rows.map { levels[$0] } }
                ),
                clusters: Clusters(rows),
                covariates: covariates,
                permutations: 99,
                seed: trial
            )
            values.append(test.pValue)
        }
        // Each bound is four standard errors of a share of 300 from what a uniform p gives.
        for (level, expected) in [(0.05, 0.05), (0.1, 0.1), (0.25, 0.25), (0.5, 0.5), (0.75, 0.75)] {
            let share = Double(values.count { $0 <= level + 1e-9 }) / 300
            let error = (expected * (1 - expected) / 300).squareRoot()
            #expect(abs(share - expected) < 4 * error, "p ≤ \(level): \(share)")
        }
    }

    private static func column(_ levels: [String], _ level: String, _ times: Int) -> [Double] {
        levels.flatMap { Array(repeating: $0 == level ? 1.0 : 0, count: times) }
    }

    @Test func theOrderOfUnitsIsPartOfTheDraw() throws {
        let factors = Self.factors(12)
        let treatment: [Double] = [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1]
        let outcome: [Double] = (0..<12).map { Double(($0 * 7) % 11) }
        let test = { (order: [Int]?) in
            try PermutationTest.linear(
                outcome: outcome,
                design: PermutationDesign(treatment: treatment, minimising: factors, order: order),
                permutations: 9_999,
                seed: 3
            )
        }
        let plain = try test(nil)
        #expect(try test(Array(0..<12)) == plain)
        #expect(try test(Array((0..<12).reversed())).pValue != plain.pValue)
        #expect(throws: ResamplingError.self) {
            try PermutationDesign(treatment: treatment, minimising: [["only one"]])
        }
        #expect(throws: ResamplingError.self) {
            try PermutationDesign(treatment: treatment, minimising: factors, shares: [1, 0])
        }
    }
}
