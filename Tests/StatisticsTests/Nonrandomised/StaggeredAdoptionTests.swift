import Statistics
import Testing

/// Staggered difference in differences: by hand, against two periods, and a simulation in which regression fails.
@Suite struct StaggeredAdoptionTests {
    @Test func twoPeriodsAndOneCohortAreTheClassicalEstimate() throws {
        let before: [Double] = [10, 12, 11, 14, 20, 21, 19, 24]
        let after: [Double] = [13, 14, 15, 16, 21, 22, 22, 25]
        let treatment: [Double] = [1, 1, 1, 1, 0, 0, 0, 0]
        let classical = try DifferenceInDifferences(before: before, after: after, treatment: treatment)
        let staggered = try StaggeredAdoption(
            outcome: zip(before, after).map { [$0, $1] },
            start: treatment.map { $0 == 1 ? 1 : nil }
        )
        expectClose(staggered.overall.estimate, classical.effect.estimate, relative: 1e-12)
        expectClose(staggered.overall.standardError, classical.effect.standardError, relative: 1e-12)
        #expect(staggered.earlierChanges == nil)
        #expect(staggered.cohortEffects.count == 1)
    }

    /// R: a regression with effects of units, periods and each cohort in each period, and of changes cell by cell.
    @Test(arguments: StaggeredAdoption.Comparison.allCases) func agreesWithR(
        comparison: StaggeredAdoption.Comparison
    ) throws {
        let reference = try Reference.fixture("difference-in-differences").staggered
        let fit = try StaggeredAdoption(
            outcome: reference.outcome.matrix,
            start: reference.start.numbers.map { $0.map { Int($0) } },
            comparison: comparison
        )
        let cells = reference.cells.matrix
        let expected = (comparison == .neverTreated ? reference.never : reference.notYet).matrix
        #expect(fit.cohortEffects.count == cells.count)
        for (cell, figures) in zip(cells, expected) {
            let own = try #require(
                fit.cohortEffects.first { $0.cohort == Int(cell[0]) && $0.period == Int(cell[1]) }
            )
            expectClose(own.test.estimate, figures[0], relative: 1e-10, "\(cell)")
            expectClose(own.test.standardError, figures[1], relative: 1e-10, "\(cell)")
        }
        guard comparison == .neverTreated else { return }
        let overall = reference.overall.numbers.compactMap(\.self)
        expectClose(fit.overall.estimate, overall[0], relative: 1e-10)
        expectClose(fit.overall.standardError, overall[1], relative: 1e-10)
    }

    @Test func cohortsArePutTogetherByTheirUnits() throws {
        // Cohort 1 (two units) gains 3 at once; cohort 2 (four units) gains 6; the others never change.
        var outcome: [[Double]] = []
        var start: [Int?] = []
        for (cohort, gain, size) in [(1, 3.0, 2), (2, 6.0, 4)] {
            for unit in 0..<size {
                let level = Double(unit)
                // Opposite wobbles in pairs of units leave every mean as it is.
                let wobble = unit % 2 == 0 ? 0.5 : -0.5
                outcome.append((0..<4).map { level + wobble * Double($0) + ($0 >= cohort ? gain : 0) })
                start.append(cohort)
            }
        }
        for unit in 0..<4 {
            outcome.append((0..<4).map { Double(unit) + (unit % 2 == 0 ? 0.3 : -0.3) * Double($0) })
            start.append(nil)
        }
        let fit = try StaggeredAdoption(outcome: outcome, start: start, comparison: .neverTreated)
        // Cohort 1 has three periods with effect 3 and weight 2, cohort 2 two periods with 6 and weight 4.
        expectClose(fit.overall.estimate, (3 * 2 * 3 + 2 * 4 * 6) / (3.0 * 2 + 2 * 4), relative: 1e-12)
        let atStart = try #require(fit.byExposure.first { $0.periodsSinceStart == 0 })
        expectClose(atStart.test.estimate, (2 * 3 + 4 * 6) / 6.0, relative: 1e-12)
    }

    /// Effects that grow with exposure: early starters are no comparison for late ones.
    private func growing(seed: UInt64, units: Int = 300) -> (outcome: [[Double]], start: [Int?]) {
        var generator = SeededGenerator(seed: seed)
        var outcome: [[Double]] = []
        var start: [Int?] = []
        for unit in 0..<units {
            let cohort: Int? = [2, 4, nil][unit % 3]
            let level = generator.normal()
            outcome.append(
                (0..<6).map { period in
                    let exposure = cohort.map { max(0, period - $0 + 1) } ?? 0
                    return level + 0.2 * Double(period) + 0.5 * Double(exposure) + 0.5 * generator.normal()
                }
            )
            start.append(cohort)
        }
        return (outcome, start)
    }

    @Test func growingEffectsAreFoundByExposure() throws {
        let data = growing(seed: 8)
        for comparison in StaggeredAdoption.Comparison.allCases {
            let fit = try StaggeredAdoption(outcome: data.outcome, start: data.start, comparison: comparison)
            for (exposure, test) in fit.byExposure {
                let truth = exposure < 0 ? 0 : 0.5 * Double(exposure + 1)
                #expect(abs(test.estimate - truth) < 4 * test.standardError, "\(comparison) \(exposure)")
            }
            let earlier = try #require(fit.earlierChanges)
            #expect(earlier.pValue > 0.001)
        }
    }

    @Test func intervalsOfTheOverallEffectCoverIt() throws {
        // Exposures 1…4 for the first cohort and 1…2 for the second, of equal size: mean gain 0.5 · 13/6.
        let truth = 0.5 * 13 / 6
        var covered = 0
        for seed in 0..<200 {
            let data = growing(seed: 4000 + UInt64(seed), units: 60)
            let test = try StaggeredAdoption(outcome: data.outcome, start: data.start).overall
            if test.lower <= truth, truth <= test.upper { covered += 1 }
        }
        #expect(covered >= 178 && covered <= 199, "\(covered)")
    }

    @Test func unequalChangesBeforehandAreSeen() throws {
        var data = growing(seed: 21)
        for unit in data.outcome.indices where data.start[unit] == 4 {
            for period in 0..<6 { data.outcome[unit][period] += 0.4 * Double(period) }
        }
        let fit = try StaggeredAdoption(outcome: data.outcome, start: data.start, comparison: .neverTreated)
        #expect(try #require(fit.earlierChanges).pValue < 1e-6)
    }

    @Test func clustersOfOneUnitChangeOnlyTheReference() throws {
        let data = growing(seed: 5, units: 60)
        let plain = try StaggeredAdoption(outcome: data.outcome, start: data.start)
        let single = try StaggeredAdoption(
            outcome: data.outcome,
            start: data.start,
            clusters: Clusters(Array(data.start.indices))
        )
        expectClose(
            single.overall.standardError,
            plain.overall.standardError * (60.0 / 59).squareRoot(),
            relative: 1e-12
        )
        #expect(single.overall.degreesOfFreedom == 59)
    }

    /// Where clusters are whole groups their contributions sum to zero but for rounding, whatever the scale.
    @Test(arguments: [0.0, 1e3, 1e6]) func clustersThatAreWholeGroupsAreRefused(level: Double) throws {
        var generator = SeededGenerator(seed: 8)
        let start: [Int?] = (0..<40).map { $0 < 15 ? 1 : nil }
        let outcome: [[Double]] = start.map { begun in
            let before = level + generator.normal()
            return [before, before + (begun == nil ? 0 : 0.5) + generator.normal()]
        }
        let refused = TrialError.linearModel(.exactlyFitted(name: "cohort 1, period 1"))
        #expect(throws: refused) {
            try StaggeredAdoption(
                outcome: outcome,
                start: start,
                clusters: Clusters(start.map { $0 == nil ? "never" : "first" })
            )
        }
        #expect(throws: TrialError.linearModel(.tooFewClusters(1))) {
            try StaggeredAdoption(outcome: outcome, start: start, clusters: Clusters(start.map { _ in 0 }))
        }
        let fit = try StaggeredAdoption(
            outcome: outcome,
            start: start,
            clusters: Clusters((0..<40).map { $0 / 5 })
        )
        #expect(fit.overall.standardError > 0.05 && fit.overall.standardError < 5)
    }

    @Test func shiftsOfUnitsAndPeriodsDoNotMatter() throws {
        let data = growing(seed: 6, units: 60)
        let plain = try StaggeredAdoption(outcome: data.outcome, start: data.start)
        let moved = try StaggeredAdoption(
            outcome: data.outcome.enumerated().map { unit, values in
                values.enumerated().map { $1 + 3 * Double(unit) + Double($0 * $0) }
            },
            start: data.start
        )
        expectClose(moved.overall.estimate, plain.overall.estimate, relative: 1e-10)
        expectClose(moved.overall.standardError, plain.overall.standardError, relative: 1e-9)
    }

    @Test func withoutACohortOrAComparisonThereIsNoEffect() {
        let outcome = [[1.0, 2], [2, 4], [3, 5]]
        #expect(throws: TrialError.self) { try StaggeredAdoption(outcome: outcome, start: [1, 1, 1]) }
        #expect(throws: TrialError.self) { try StaggeredAdoption(outcome: outcome, start: [nil, nil, nil]) }
        #expect(throws: TrialError.notFinite(column: "outcome", row: 1)) {
            try StaggeredAdoption(outcome: [[1, 2], [.nan, 3]], start: [1, nil])
        }
    }
}
