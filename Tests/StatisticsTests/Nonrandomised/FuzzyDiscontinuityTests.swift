import Foundation
import Statistics
import Testing

/// Fuzzy regression discontinuity against rdrobust (Python 2.1.1), two-stage least squares, a known truth, and
/// what must hold for any data.
@Suite struct FuzzyDiscontinuityTests {
    /// Units whose side moves them to receive a programme in part: who would do well anyway receives it more often,
    /// so that comparing those who received it with the others is far off. The effect is 0.5 for everyone.
    struct Sample {
        var running: [Double] = []
        var received: [Double] = []
        var outcome: [Double] = []
        static let effect = 0.5

        init(count: Int = 400, seed: UInt64 = 1, isOneSided: Bool = false) {
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<count {
                let x = 2 * generator.uniform() - 1
                let ability = generator.normal()
                let chance = x >= 0 ? 0.75 : (isOneSided ? 0 : 0.15)
                let isReceived = generator.uniform() < chance + (chance > 0 && ability > 0 ? 0.15 : 0)
                running.append(x)
                received.append(isReceived ? 1 : 0)
                outcome.append(
                    x + x * x + (isReceived ? Self.effect : 0) + 0.3 * ability + 0.2 * generator.normal()
                )
            }
        }

        func fit(bandwidth: Double? = nil, biasBandwidth: Double? = nil, clusters: Clusters? = nil) throws
            -> FuzzyDiscontinuity
        {
            try FuzzyDiscontinuity(
                outcome: outcome,
                received: received,
                running: running,
                cutoff: 0,
                bandwidth: bandwidth,
                biasBandwidth: biasBandwidth,
                clusters: clusters
            )
        }
    }

    @Test(arguments: 0..<3) func agreesWithRdrobust(_ index: Int) throws {
        let fixture = try Reference.fixture("fuzzy-discontinuity")
        let reference = fixture.cases.array[index]
        let isGiven = reference.name.string == "given"
        let fit = try FuzzyDiscontinuity(
            outcome: fixture.outcome.numbers.compactMap(\.self),
            received: reference.received.numbers.compactMap(\.self),
            running: fixture.running.numbers.compactMap(\.self),
            cutoff: 90,
            treatedAbove: false,
            bandwidth: isGiven ? reference.h.number : nil,
            biasBandwidth: isGiven ? reference.b.number : nil
        )
        expectClose(fit.outcome.bandwidth, try #require(reference.h.number), relative: 1e-9)
        expectClose(fit.outcome.biasBandwidth, try #require(reference.b.number), relative: 1e-9)
        let conventional = reference.conventional.numbers.compactMap(\.self)
        expectClose(fit.conventional.estimate, conventional[0], relative: 1e-8)
        expectClose(fit.conventional.standardError, conventional[1], relative: 1e-8)
        let robust = reference.robust.numbers.compactMap(\.self)
        expectClose(fit.robust.estimate, robust[0], relative: 1e-8)
        expectClose(fit.robust.standardError, robust[1], relative: 1e-8)
        let interval = reference.interval.numbers.compactMap(\.self)
        expectClose(fit.robust.lower, interval[0], relative: 1e-8)
        expectClose(fit.robust.upper, interval[1], relative: 1e-8)
        // rdrobust counts above less below; those below are the ones offered it here.
        let (gap, error) = (
            reference.gap.numbers.compactMap(\.self), reference.gapError.numbers.compactMap(\.self)
        )
        expectClose(fit.received.conventional.estimate, -gap[0], relative: 1e-8)
        expectClose(fit.received.robust.estimate, -gap[2], relative: 1e-8)
        expectClose(fit.received.robust.standardError, error[2], relative: 1e-8)
    }

    /// Lines on both sides with the weights of the kernel are a linear model; the side is the instrument.
    @Test(arguments: [0.4, 0.8, 1.5]) func theRatioOfGapsIsTwoStageLeastSquares(bandwidth: Double) throws {
        let sample = Sample()
        let fit = try sample.fit(bandwidth: bandwidth)
        let rows = sample.running.indices.filter { sample.running[$0].magnitude < bandwidth }
        let roots = rows.map { (1 - sample.running[$0].magnitude / bandwidth).squareRoot() }
        let column = { (value: (Int) -> Double) in zip(rows, roots).map { value($0) * $1 } }
        let isAbove = { (row: Int) in sample.running[row] >= 0 ? 1.0 : 0 }
        let stages = try TwoStageFit(
            outcome: column { sample.outcome[$0] },
            endogenous: DesignMatrix(
                names: ["received"],
                matrix: Matrix(columns: [column { sample.received[$0] }])
            ),
            exogenous: DesignMatrix(
                names: ["one", "below", "above"],
                matrix: Matrix(columns: [
                    column { _ in 1 }, column { sample.running[$0] },
                    column { sample.running[$0] * isAbove($0) },
                ])
            ),
            instruments: DesignMatrix(names: ["side"], matrix: Matrix(columns: [column { isAbove($0) }]))
        )
        expectClose(fit.conventional.estimate, try stages.tests(.hc2)[0].estimate, relative: 1e-9)
    }

    @Test func theGapsAreThoseOfTheSharpDesign() throws {
        let sample = Sample()
        let fit = try sample.fit()
        let sharp = try RegressionDiscontinuity(outcome: sample.outcome, running: sample.running, cutoff: 0)
        #expect(fit.outcome.robust == sharp.robust && fit.outcome.bandwidth == sharp.bandwidth)
        let first = try RegressionDiscontinuity(
            outcome: sample.received,
            running: sample.running,
            cutoff: 0,
            bandwidth: sharp.bandwidth,
            biasBandwidth: sharp.biasBandwidth
        )
        #expect(fit.received.robust == first.robust)
        expectClose(
            fit.conventional.estimate,
            sharp.conventional.estimate / first.conventional.estimate,
            relative: 1e-12
        )
        // To the first order the corrected ratio is that of the corrected gaps.
        expectClose(fit.robust.estimate, sharp.robust.estimate / first.robust.estimate, relative: 0.05)
    }

    /// Of 200 seeded samples the interval covers the effect on those who receive it because of their side nearly as
    /// often as it says; the difference between those who received it and the others never does.
    @Test(arguments: [false, true]) func coversAKnownTruth(isOneSided: Bool) throws {
        var covered = 0
        var naive = 0
        var sum = 0.0
        for seed in 0..<200 {
            let sample = Sample(count: 600, seed: 40_000 + UInt64(seed), isOneSided: isOneSided)
            let fit = try sample.fit()
            sum += fit.robust.estimate
            if fit.robust.lower <= Sample.effect, Sample.effect <= fit.robust.upper { covered += 1 }
            let parts = [0.0, 1].map { code in
                sample.outcome.indices.filter { sample.received[$0] == code }.map { sample.outcome[$0] }
            }
            let plain =
                try ArmSummary(name: "", values: parts[1]).mean - ArmSummary(name: "", values: parts[0]).mean
            if (plain - Sample.effect).magnitude < 0.2 { naive += 1 }
        }
        #expect(covered >= 178 && covered <= 199, "\(covered)")
        #expect((sum / 200 - Sample.effect).magnitude < 0.05, "\(sum / 200)")
        #expect(naive == 0, "\(naive)")
    }

    @Test func unitsOfMeasurementAndSidesDoNotMatter() throws {
        let sample = Sample()
        let plain = try sample.fit()
        let moved = try FuzzyDiscontinuity(
            outcome: sample.outcome.map { 10 * $0 - 3 },
            received: sample.received.map { 2 * $0 + 5 },
            running: sample.running.map { 100 + 8 * $0 },
            cutoff: 100
        )
        expectClose(moved.robust.estimate, 5 * plain.robust.estimate, relative: 1e-6)
        expectClose(moved.robust.standardError, 5 * plain.robust.standardError, relative: 1e-6)
        let mirrored = try FuzzyDiscontinuity(
            outcome: sample.outcome,
            received: sample.received,
            running: sample.running.map { -$0 },
            cutoff: 0,
            treatedAbove: false
        )
        expectClose(mirrored.robust.estimate, plain.robust.estimate, relative: 1e-8)
        expectClose(mirrored.robust.standardError, plain.robust.standardError, relative: 1e-8)
        expectClose(mirrored.firstStageStatistic, plain.firstStageStatistic, relative: 1e-8)
        #expect(plain.firstStageStatistic > 10)
    }

    @Test(arguments: [false, true]) func comesOutAgainFromItsSums(isClustered: Bool) throws {
        let sample = Sample()
        let clusters = isClustered ? Clusters(sample.running.indices.map { $0 % 40 }) : nil
        let fit = try sample.fit(clusters: clusters)
        let again = try fit.sums.estimates()
        for (first, second) in [
            (fit.conventional, again.conventional), (fit.robust, again.robust),
            (fit.received.robust, again.received),
        ] {
            expectClose(second.estimate, first.estimate, relative: 1e-9)
            expectClose(second.standardError, first.standardError, relative: 1e-9)
        }
        let text = try JSONEncoder().encode(fit.sums)
        #expect(try JSONDecoder().decode(FuzzyDiscontinuitySums.self, from: text) == fit.sums)
    }

    @Test func whatCannotBeComparedIsRefused() throws {
        var sample = Sample()
        sample.received[3] = .nan
        #expect(throws: TrialError.notFinite(column: "received", row: 3)) { try sample.fit() }
        // Everyone on one side and nobody on the other: the sharp design.
        sample.received = sample.running.map { $0 >= 0 ? 1 : 0 }
        #expect(throws: TrialError.noVariation(column: "received")) { try sample.fit() }
        sample.received = sample.running.map { _ in 0 }
        #expect(throws: TrialError.noVariation(column: "received")) { try sample.fit() }
        sample = Sample()
        #expect(throws: TrialError.invalidArgument("bandwidth")) { try sample.fit(bandwidth: -1) }
    }
}
