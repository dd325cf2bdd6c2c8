import Statistics
import Testing

/// Allocations: exact shares, repeatability, balance, and what is refused.
@Suite struct AllocationTests {
    static let arms = [Arm("intervention"), Arm("control")]

    static func units(_ count: Int, strata: Int = 1) -> [AllocationUnit] {
        (0..<count).map { AllocationUnit("school \($0)", stratum: "stratum \($0 % strata)") }
    }

    static func covariates(_ count: Int) -> Matrix {
        var generator = SeededGenerator(seed: 99)
        return Matrix(rows: count, columns: 2, elements: (0..<(2 * count)).map { _ in generator.normal() })
    }

    @Test(arguments: [1, 2, 3, 5]) func stratifiedAllocationGivesExactShares(strata: Int) throws {
        let units = Self.units(40, strata: strata)
        for seed in 0..<20 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let allocation = try Allocation.stratified(units, arms: Self.arms, using: &generator)
            for stratum in Set(units.map(\.stratum)) {
                let members = units.indices.filter { units[$0].stratum == stratum }
                let treated = members.count { allocation.assignment[$0] == 0 }
                #expect(abs(2 * treated - members.count) <= 1)
            }
        }
    }

    @Test func unequalSharesAreKeptInEveryBlock() throws {
        var generator = SeededGenerator(seed: 5)
        let arms = [Arm("a", share: 2), Arm("b")]
        let allocation = try Allocation.permutedBlocks(
            Self.units(18),
            arms: arms,
            blockSizes: [6],
            using: &generator
        )
        for block in 0..<3 {
            #expect(allocation.assignment[(block * 6)..<(block * 6 + 6)].count { $0 == 0 } == 4)
        }
        #expect(allocation.counts == [12, 6])
    }

    @Test func anAllocationIsRepeatedByItsSeedAlone() throws {
        func draw(_ seed: UInt64) throws -> [Int] {
            var generator = SeededGenerator(seed: seed)
            return try Allocation.stratified(Self.units(12), arms: Self.arms, using: &generator).assignment
        }
        #expect(try draw(2026) == draw(2026))
        // Written down once so that a change of the rules cannot go unseen.
        #expect(try draw(2026) == Self.recorded)
    }

    /// Made once by an independent ChaCha20 in another language from the rules in the documentation.
    static let recorded: [Int] = [0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1]

    @Test func everyUnitIsTreatedAboutHalfOfTheTime() throws {
        var treated: [Int] = Array(repeating: 0, count: 10)
        for seed in 0..<2000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let allocation = try Allocation.stratified(Self.units(10), arms: Self.arms, using: &generator)
            for unit in 0..<10 where allocation.assignment[unit] == 0 { treated[unit] += 1 }
        }
        #expect(treated.allSatisfy { abs($0 - 1000) < 100 })
    }

    @Test func pairsHoldOneUnitOfEachArmWithinAStratum() throws {
        let covariates = Self.covariates(24)
        var generator = SeededGenerator(seed: 3)
        let allocation = try Allocation.pairs(
            Self.units(24, strata: 2),
            arms: Self.arms,
            covariates: covariates,
            using: &generator
        )
        let pairs = try #require(allocation.pairs)
        for pair in Set(pairs) {
            let members = pairs.indices.filter { pairs[$0] == pair }
            #expect(members.count == 2)
            #expect(Set(members.map { allocation.assignment[$0] }) == [0, 1])
            #expect(Set(members.map { allocation.units[$0].stratum }).count == 1)
        }
    }

    @Test func fourUnitsOnALineArePairedByNeighbours() throws {
        var generator = SeededGenerator(seed: 1)
        let line = Matrix(columns: [[0, 10, 0.5, 10.2]])
        let allocation = try Allocation.pairs(
            Self.units(4),
            arms: Self.arms,
            covariates: line,
            using: &generator
        )
        let pairs = try #require(allocation.pairs)
        #expect(pairs[0] == pairs[2])
        #expect(pairs[1] == pairs[3])
    }

    @Test func minimisationBalancesEveryFactor() throws {
        let sizes = (0..<60).map { $0 % 3 == 0 ? "large" : "small" }
        let places = (0..<60).map { $0 % 5 == 0 ? "rural" : "urban" }
        var generator = SeededGenerator(seed: 8)
        let allocation = try Allocation.minimisation(
            Self.units(60),
            arms: Self.arms,
            factors: [sizes, places],
            using: &generator
        )
        for levels in [sizes, places] {
            for level in Set(levels) {
                let members = levels.indices.filter { levels[$0] == level }
                let treated = members.count { allocation.assignment[$0] == 0 }
                #expect(abs(2 * treated - members.count) <= 5)
            }
        }
    }

    @Test func rerandomisationMeetsItsThresholdOrSaysThatItCannot() throws {
        let covariates = Self.covariates(20)
        var generator = SeededGenerator(seed: 4)
        let allocation = try Allocation.rerandomised(
            Self.units(20),
            arms: Self.arms,
            covariates: covariates,
            threshold: 0.2,
            using: &generator
        )
        #expect(allocation.counts == [10, 10])
        #expect(throws: RandomisationError.noBalancedDraw(draws: 3)) {
            try Allocation.rerandomised(
                Self.units(20),
                arms: Self.arms,
                covariates: covariates,
                threshold: 1e-9,
                limit: 3,
                using: &generator
            )
        }
    }

    @Test func badInputIsNamed() {
        var generator = SeededGenerator(seed: 1)
        #expect(throws: RandomisationError.noUnits) {
            try Allocation.simple([], arms: Self.arms, using: &generator)
        }
        #expect(throws: RandomisationError.repeatedUnit(row: 1)) {
            try Allocation.simple(
                [AllocationUnit("a"), AllocationUnit("a")],
                arms: Self.arms,
                using: &generator
            )
        }
        #expect(throws: RandomisationError.invalidArms) {
            try Allocation.simple(Self.units(3), arms: [Arm("only")], using: &generator)
        }
        #expect(throws: RandomisationError.invalidBlockSize(3)) {
            try Allocation.permutedBlocks(Self.units(6), arms: Self.arms, blockSizes: [3], using: &generator)
        }
        #expect(throws: RandomisationError.oddStratum("stratum 0")) {
            try Allocation.pairs(
                Self.units(5),
                arms: Self.arms,
                covariates: Self.covariates(5),
                using: &generator
            )
        }
        #expect(throws: RandomisationError.collinearCovariates) {
            try Allocation.pairs(
                Self.units(4),
                arms: Self.arms,
                covariates: Matrix(rows: 4, columns: 1, repeating: 2),
                using: &generator
            )
        }
    }
}
