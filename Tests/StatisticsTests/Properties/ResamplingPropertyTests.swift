@testable import Statistics
import Testing

/// Permutations within schools: the fast way of drawing keeps what the design says, and its level.
@Suite struct ResamplingPropertyTests {
    static func test(_ trial: SimulatedTrial, permutations: Int, seed: UInt64) throws -> PermutationTest {
        try PermutationTest.multilevel(
            outcome: trial.outcome,
            design: PermutationDesign(treatment: trial.treatment, strata: trial.schools),
            clusters: trial.clusters,
            covariates: trial.covariates,
            permutations: permutations,
            seed: seed
        )
    }

    @Test func theObservedStatisticIsTheModels() throws {
        let trial = SimulatedTrial(schools: 8, pupils: 9, withinSchools: true, seed: 5)
        let test = try Self.test(trial, permutations: 99, seed: 1)
        let fit = try IntentionToTreat(
            outcome: trial.outcome,
            treatment: trial.treatment,
            covariates: trial.covariates,
            clusters: trial.clusters
        )
        expectClose(test.observed, fit.difference.statistic, relative: 1e-7)
    }

    @Test func aClearEffectIsRejectedAsOftenAsOneDrawCan() throws {
        let trial = SimulatedTrial(schools: 10, pupils: 20, effect: 3, withinSchools: true, seed: 6)
        let test = try Self.test(trial, permutations: 199, seed: 2)
        expectClose(test.pValue, 1.0 / 200, relative: 1e-12)
    }

    @Test func treatmentTurnedRoundHasTheSamePValue() throws {
        let trial = SimulatedTrial(schools: 8, pupils: 9, effect: 0.2, withinSchools: true, seed: 7)
        func p(_ treatment: [Double]) throws -> Double {
            try PermutationTest.multilevel(
                outcome: trial.outcome,
                design: PermutationDesign(treatment: treatment, strata: trial.schools),
                clusters: trial.clusters,
                covariates: trial.covariates,
                permutations: 1999,
                seed: 4
            ).pValue
        }
        let plain = try p(trial.treatment)
        let turned = try p(trial.treatment.map { 1 - $0 })
        #expect(abs(plain - turned) < 5 * (plain * (1 - plain) / 1000).squareRoot() + 0.005)
    }

    @Test func strataAcrossSchoolsAreRespectedToo() throws {
        // Rows drawn within two strata that cut across schools: counts by school may change, the test still runs.
        let trial = SimulatedTrial(schools: 6, pupils: 10, effect: 0.1, withinSchools: true, seed: 8)
        let strata = trial.outcome.indices.map { ($0 / 3) % 2 }
        let test = try PermutationTest.multilevel(
            outcome: trial.outcome,
            design: PermutationDesign(treatment: trial.treatment, strata: strata),
            clusters: trial.clusters,
            permutations: 499,
            seed: 3
        )
        #expect(test.permutations == 499)
        #expect(test.pValue > 0.002 && test.pValue <= 1)
    }

    /// Under no effect p values are uniform: of 200 trials about one in ten is below 0.1.
    @Test func theLevelIsKept() throws {
        var below = 0
        for seed in 0..<200 {
            let trial = SimulatedTrial(
                schools: 4,
                pupils: 6,
                effect: 0,
                withinSchools: true,
                seed: 900 + UInt64(seed)
            )
            if try Self.test(trial, permutations: 99, seed: UInt64(seed)).pValue <= 0.1 { below += 1 }
        }
        #expect(below >= 6 && below <= 36, "\(below)")
    }

    @Test func theMeanDifferenceAgreesWithFullEnumeration() throws {
        // Without schools in the model, drawn and exact p values of the mean agree within Monte Carlo error.
        let outcome: [Double] = [3, 5, 4, 8, 9, 7, 6, 10]
        let treatment: [Double] = [0, 0, 0, 1, 1, 0, 1, 1]
        let drawn = try PermutationTest.linear(
            outcome: outcome,
            design: PermutationDesign(treatment: treatment),
            permutations: 4999,
            seed: 12
        )
        // 70 allocations of four in eight; 2 · the number with a sum of treated of at least 33 over 70.
        var beyond = 0
        for mask in 0..<256 where mask.nonzeroBitCount == 4 {
            let sum = (0..<8).reduce(0.0) { $0 + (mask >> $1 & 1 == 1 ? outcome[$1] : 0) }
            if abs(2 * sum - 52) >= abs(2.0 * 33 - 52) - 1e-9 { beyond += 1 }
        }
        #expect(abs(drawn.pValue - Double(beyond) / 70) < 5 * drawn.monteCarloError + 0.001)
    }

    @Test func bootstrapsDoNotDependOnTheOrderOfRows() throws {
        let trial = SimulatedTrial(schools: 12, pupils: 6, seed: 33)
        let rows = trial.outcome.indices.sorted { (trial.schools[$0], -$0) < (trial.schools[$1], -$1) }
        func draw(_ rows: [Int]) throws -> ClusterBootstrap {
            try ClusterBootstrap(
                outcome: rows.map { trial.outcome[$0] },
                treatment: rows.map { trial.treatment[$0] },
                clusters: Clusters(rows.map { trial.schools[$0] }),
                replicates: 50,
                seed: 9
            )
        }
        let plain = try draw(Array(trial.outcome.indices))
        let turned = try draw(rows)
        for (left, right) in zip(plain.differences, turned.differences) {
            expectClose(left, right, relative: 1e-7)
        }
    }
}

/// Small bounded draws are uniform and exact, whatever the bound.
@Suite struct SmallDrawTests {
    @Test(arguments: [UInt32(1), 2, 3, 7, 100, 4096, 4097, 70_000]) func everyNumberIsDrawnAlikeOften(
        _ bound: UInt32
    ) {
        var generator = SeededGenerator(seed: UInt64(bound))
        var draws = SmallDraws()
        let cells = Int(min(bound, 10))
        var counts: [Int] = Array(repeating: 0, count: cells)
        let repeats = 20_000
        for _ in 0..<repeats {
            let value = draws.next(below: bound, using: &generator)
            #expect(value >= 0 && value < Int(bound))
            counts[value * cells / Int(bound)] += 1
        }
        // χ² with nine degrees of freedom passes 33.7 once in ten thousand times.
        let expected = (0..<cells).map { cell in
            let width = (0..<Int(bound)).count { $0 * cells / Int(bound) == cell }
            return Double(repeats) * Double(width) / Double(bound)
        }
        let statistic = zip(counts, expected).reduce(0.0) {
            $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) / $1.1
        }
        #expect(statistic < 33.7)
    }
}
