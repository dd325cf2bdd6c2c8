import Statistics
import Testing

/// Regression discontinuity against rdrobust (Python 2.1.1) and what must hold for any data.
@Suite struct DiscontinuityTests {
    static func data() throws -> (running: [Double], outcome: [Double], cases: [JSON]) {
        let fixture = try Reference.fixture("discontinuity")
        return (
            fixture.running.numbers.compactMap(\.self), fixture.outcome.numbers.compactMap(\.self),
            fixture.cases.array
        )
    }

    @Test(arguments: 0..<3) func agreesWithRdrobust(_ index: Int) throws {
        let (running, outcome, cases) = try Self.data()
        let reference = cases[index]
        let isOptimal = reference.name.string == "optimal"
        let fit = try RegressionDiscontinuity(
            outcome: outcome,
            running: running,
            cutoff: 90,
            bandwidth: isOptimal ? nil : reference.h.number,
            biasBandwidth: isOptimal ? nil : reference.b.number
        )
        expectClose(fit.bandwidth, try #require(reference.h.number), relative: 1e-9)
        expectClose(fit.biasBandwidth, try #require(reference.b.number), relative: 1e-9)
        let conventional = reference.conventional.numbers.compactMap(\.self)
        expectClose(fit.conventional.estimate, conventional[0], relative: 1e-9)
        expectClose(fit.conventional.standardError, conventional[1], relative: 1e-9)
        let robust = reference.robust.numbers.compactMap(\.self)
        expectClose(fit.robust.estimate, robust[0], relative: 1e-8)
        expectClose(fit.robust.standardError, robust[1], relative: 1e-8)
        let interval = reference.interval.numbers.compactMap(\.self)
        expectClose(fit.robust.lower, interval[0], relative: 1e-8)
        expectClose(fit.robust.upper, interval[1], relative: 1e-8)
        #expect(fit.units == reference.units.array.compactMap(\.integer))
        #expect(fit.effectiveUnits == reference.effective.array.compactMap(\.integer))
    }

    @Test func unitsOfMeasurementDoNotMatter() throws {
        let (running, outcome, _) = try Self.data()
        let plain = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 90)
        let moved = try RegressionDiscontinuity(
            outcome: outcome.map { 10 * $0 - 3 },
            running: running.map { 1000 + $0 / 4 },
            cutoff: 1022.5
        )
        expectClose(moved.bandwidth * 4, plain.bandwidth, relative: 1e-6)
        expectClose(moved.robust.estimate, 10 * plain.robust.estimate, relative: 1e-6)
        expectClose(moved.robust.standardError, 10 * plain.robust.standardError, relative: 1e-6)
    }

    @Test func mirroringTheScoreTurnsTheEffectRound() throws {
        let (running, outcome, _) = try Self.data()
        // No score lies on the cutoff, so the sides change places exactly.
        let plain = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 90.001)
        let mirrored = try RegressionDiscontinuity(
            outcome: outcome,
            running: running.map { -$0 },
            cutoff: -90.001
        )
        let below = try RegressionDiscontinuity(
            outcome: outcome,
            running: running,
            cutoff: 90.001,
            treatedAbove: false
        )
        expectClose(mirrored.robust.estimate, -plain.robust.estimate, relative: 1e-8)
        expectClose(below.robust.estimate, -plain.robust.estimate, relative: 1e-12)
        expectClose(below.robust.lower, -plain.robust.upper, relative: 1e-12)
        expectClose(mirrored.bandwidth, plain.bandwidth, relative: 1e-8)
    }

    @Test func theOrderOfUnitsDoesNotMatter() throws {
        let (running, outcome, _) = try Self.data()
        let plain = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 90)
        let turned = try RegressionDiscontinuity(
            outcome: outcome.reversed(),
            running: running.reversed(),
            cutoff: 90
        )
        expectClose(turned.robust.estimate, plain.robust.estimate, relative: 1e-9)
        expectClose(turned.robust.standardError, plain.robust.standardError, relative: 1e-9)
    }

    @Test func aStraightLineOnEachSideIsFoundExactly() throws {
        // y = 1 + 2x below and 4 + 2x above, so the gap is 3 whatever the bandwidth; a wobble gives error.
        let running = (0..<60).map { Double($0) / 10 - 3 + 0.05 }
        let outcome = running.enumerated().map {
            1 + 2 * $1 + ($1 >= 0 ? 3 : 0) + ($0 % 2 == 0 ? 1e-7 : -1e-7)
        }
        let fit = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 0, bandwidth: 2)
        expectClose(fit.conventional.estimate, 3, relative: 1e-6)
        expectClose(fit.robust.estimate, 3, relative: 1e-6)
        expectClose(fit.limits[0], 1, relative: 1e-6)
        expectClose(fit.limits[1], 4, relative: 1e-6)
    }

    @Test func oneClusterForEachUnitIsNoClusteringButForTheSmallSampleFactor() throws {
        let (running, outcome, _) = try Self.data()
        let plain = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 90, bandwidth: 9)
        let single = try RegressionDiscontinuity(
            outcome: outcome,
            running: running,
            cutoff: 90,
            bandwidth: 9,
            clusters: Clusters(Array(running.indices))
        )
        let grouped = try RegressionDiscontinuity(
            outcome: outcome,
            running: running,
            cutoff: 90,
            bandwidth: 9,
            clusters: Clusters(running.indices.map { $0 % 20 })
        )
        let ratio = single.conventional.standardError / plain.conventional.standardError
        #expect(ratio > 1 && ratio < 1.05)
        expectClose(grouped.conventional.estimate, plain.conventional.estimate, relative: 1e-12)
        #expect(grouped.conventional.standardError != plain.conventional.standardError)
    }

    @Test func repeatedScoresAreAllowed() throws {
        let (running, outcome, _) = try Self.data()
        let rounded = try RegressionDiscontinuity(
            outcome: outcome,
            running: running.map { $0.rounded() },
            cutoff: 90
        )
        #expect(rounded.robust.standardError > 0)
        #expect(rounded.units[0] + rounded.units[1] == outcome.count)
    }

    @Test func effectSizesDivideByTheDeviationGiven() throws {
        let (running, outcome, _) = try Self.data()
        let fit = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 90)
        let size = try fit.effectSize(standardDeviation: 10, degreesOfFreedom: 1e6)
        expectClose(size.hedgesG, fit.robust.estimate / 10, relative: 1e-5)
    }

    /// Of 200 seeded samples with a curved outcome, the robust interval covers the gap nearly as often as it says; the
    /// conventional one at the same bandwidth does so less often.
    @Test func robustIntervalsCoverWhereTheCurveBends() throws {
        var robust = 0
        var conventional = 0
        for seed in 0..<200 {
            var generator = SeededGenerator(seed: 70_000 + UInt64(seed))
            var running: [Double] = []
            var outcome: [Double] = []
            for _ in 0..<300 {
                let x = 2 * generator.uniform() - 1
                running.append(x)
                outcome.append(
                    2 * x + 3 * x * x - 4 * x * x * x + (x >= 0 ? 0.5 : 0) + 0.3 * generator.normal()
                )
            }
            let fit = try RegressionDiscontinuity(outcome: outcome, running: running, cutoff: 0)
            if fit.robust.lower <= 0.5, 0.5 <= fit.robust.upper { robust += 1 }
            if fit.conventional.lower <= 0.5, 0.5 <= fit.conventional.upper { conventional += 1 }
        }
        #expect(robust >= 178 && robust <= 199, "\(robust)")
        #expect(robust >= conventional, "\(conventional)")
    }

    @Test func whatCannotBeComparedIsRefused() throws {
        let (running, outcome, _) = try Self.data()
        func fit(_ running: [Double], _ outcome: [Double], cutoff: Double = 90, bandwidth: Double? = nil)
            throws
        {
            _ = try RegressionDiscontinuity(
                outcome: outcome,
                running: running,
                cutoff: cutoff,
                bandwidth: bandwidth
            )
        }
        #expect(throws: TrialError.tooFewUnits(arm: "above the cutoff", count: 0)) {
            try fit(running, outcome, cutoff: 1000)
        }
        #expect(throws: TrialError.invalidArgument("bandwidth")) { try fit(running, outcome, bandwidth: -1) }
        #expect(throws: TrialError.invalidArgument("cutoff")) { try fit(running, outcome, cutoff: .nan) }
        #expect(throws: TrialError.noVariation(column: "outcome")) {
            try fit(running, outcome.map { _ in 5 })
        }
        var broken = outcome
        broken[3] = .infinity
        #expect(throws: TrialError.notFinite(column: "outcome", row: 3)) { try fit(running, broken) }
        var lost = running
        lost[4] = .nan
        #expect(throws: TrialError.notFinite(column: "running variable", row: 4)) { try fit(lost, outcome) }
        #expect(throws: TrialError.self) { try fit(running, outcome, bandwidth: 0.001) }
    }

    /// What stands in the way of a bandwidth is named: no spread of outcomes, whole numbers or not, or one cluster.
    @Test(arguments: [1, 0.1]) func whyThereIsNoBandwidthIsSaid(unit: Double) throws {
        let running: [Double] = (0..<120).map { (Double($0 / 4) - 14.5) / 5 }
        let rise: Double = unit == 1 ? 0 : 2
        let alike: [Double] = running.map { (score: Double) -> Double in
            let level: Double = score >= 0 ? 40 : 10
            return level * unit + rise * score
        }
        let noSpread: TrialError? = #expect(throws: TrialError.self) {
            try RegressionDiscontinuity(outcome: alike, running: running, cutoff: 0)
        }
        guard case .invalidArgument(let first)? = noSpread else {
            Issue.record("\(String(describing: noSpread))")
            return
        }
        #expect(first.contains("the same at like scores"), "\(first)")
        let uneven: [Double] = alike.enumerated().map { $1 + unit * Double($0 * 7 % 5) }
        _ = try RegressionDiscontinuity(outcome: uneven, running: running, cutoff: 0)
        let schools: [Int] = running.indices.map { (row: Int) -> Int in
            running[row].magnitude < 2.5 ? (running[row] < 0 ? 1000 : 2000) : row
        }
        let oneCluster: TrialError? = #expect(throws: TrialError.self) {
            try RegressionDiscontinuity(
                outcome: uneven,
                running: running,
                cutoff: 0,
                clusters: Clusters(schools)
            )
        }
        guard case .invalidArgument(let second)? = oneCluster else {
            Issue.record("\(String(describing: oneCluster))")
            return
        }
        #expect(second.contains("one cluster"), "\(second)")
    }

    @Test(arguments: [false, true]) func comesOutAgainFromItsSums(isClustered: Bool) throws {
        let (running, outcome, _) = try Self.data()
        for treatedAbove in [true, false] {
            let fit = try RegressionDiscontinuity(
                outcome: outcome,
                running: running,
                cutoff: 90,
                treatedAbove: treatedAbove,
                clusters: isClustered ? Clusters(running.indices.map { $0 % 30 }) : nil
            )
            let again = try fit.sums.estimates()
            expectClose(again.robust.estimate, fit.robust.estimate, relative: 1e-9)
            expectClose(again.robust.standardError, fit.robust.standardError, relative: 1e-9)
            expectClose(again.conventional.estimate, fit.conventional.estimate, relative: 1e-9)
            expectClose(again.conventional.standardError, fit.conventional.standardError, relative: 1e-9)
            #expect(fit.sums.sides.map(\.effectiveUnits) == fit.effectiveUnits)
        }
    }

    @Test func crowdingIsAnExactBinomialOfTheUnitsNearby() throws {
        // Whole scores: three below at 1, two at 2; above, one at 0 and four at 1.
        let running: [Double] = [9, 9, 9, 8, 8, 5, 10, 11, 11, 11, 11, 14]
        let counts = try CutoffCounts(running: running, cutoff: 10, fewest: 4)
        #expect(counts.below == 5 && counts.above == 5 && counts.width == 2)
        // Half of each: 2 P(X ≤ 5 of 10) is above one.
        #expect(counts.pValue == 1)
        let lopsided: [Double] = (0..<5).map { 9 - Double($0) } + (0..<20).map { 10 + Double($0) / 5 }
        let few = try CutoffCounts(running: lopsided, cutoff: 10, fewest: 5)
        #expect(few.below == 5 && few.above == 20)
        // 2 Σ C(25, k)/2²⁵ for k = 0…5 = 2 · 68,406 / 33,554,432.
        expectClose(few.pValue, 2 * 68_406 / 33_554_432, relative: 1e-12)
        #expect(throws: TrialError.tooFewUnits(arm: "below the cutoff", count: 5)) {
            try CutoffCounts(running: lopsided, cutoff: 10)
        }
    }
}
