import Statistics
import Testing

/// Difference in differences: the four means by hand, and the regression with an effect of each unit.
@Suite struct DifferenceInDifferencesTests {
    static let before: [Double] = [10, 12, 11, 14, 20, 21, 19, 24]
    static let after: [Double] = [13, 14, 15, 16, 21, 22, 22, 25]
    static let treatment: [Double] = [1, 1, 1, 1, 0, 0, 0, 0]

    @Test func theEstimateIsTheDifferenceOfTheChangesOfMeans() throws {
        let result = try DifferenceInDifferences(
            before: Self.before,
            after: Self.after,
            treatment: Self.treatment
        )
        // Treated rise by 2.75, the others by 1.5.
        expectClose(result.effect.estimate, 1.25, relative: 1e-12)
        #expect(result.earlierChange == nil)
        #expect(result.effectSize?.denominator == .pooled)
        #expect(result.warnings.isEmpty)
    }

    /// R: lm of changes with HC2 (sandwich) and CR2 errors and Satterthwaite degrees of freedom (clubSandwich).
    @Test(arguments: [0.0, 1_048_576]) func agreesWithR(origin: Double) throws {
        let reference = try Reference.fixture("difference-in-differences").two
        let column = { (name: String) in reference[name].numbers.compactMap(\.self) }
        let moved = { (name: String) in column(name).map { $0 + origin } }
        let schools = Clusters(column("school"))
        let plain = try DifferenceInDifferences(
            before: moved("before"),
            after: moved("after"),
            treatment: column("treatment")
        )
        let clustered = try DifferenceInDifferences(
            before: moved("before"),
            after: moved("after"),
            treatment: column("treatment"),
            earlier: moved("earlier"),
            clusters: schools
        )
        let change = try #require(clustered.earlierChange)
        // Tenths lose seven digits to an origin a million away.
        let digits: Double = origin == 0 ? 1e-10 : 1e-7
        for (test, name) in [(plain.effect, "hc2"), (clustered.effect, "cr2"), (change, "earlierChange")] {
            let figures: [Double] = column(name)
            expectClose(test.estimate, figures[0], relative: digits, floor: digits, name)
            expectClose(test.standardError, figures[1], relative: digits, name)
            expectClose(test.degreesOfFreedom, figures[2], relative: max(digits, 1e-8), name)
            expectClose(test.pValue, figures[3], relative: max(10 * digits, 1e-8), name)
        }
        let deviation = try #require(reference.deviation.number)
        let size = try #require(plain.effectSize)
        expectClose(size.standardDeviation, deviation, relative: digits)
    }

    @Test func theRegressionWithAnEffectOfEachUnitGivesTheSame() throws {
        let units = (0..<16).map { "\($0 % 8)" }
        let time = (0..<16).map { $0 < 8 ? 0.0 : 1 }
        let table = try DataTable([
            "unit": .labels(units), "time": .numbers(time),
            "product": .numbers((0..<16).map { time[$0] * Self.treatment[$0 % 8] }),
        ])
        let design = try DesignMatrix(
            terms: [.intercept, .factor("unit"), .number("time"), .number("product")],
            table: table
        )
        let fit = try LinearFit(outcome: Self.before + Self.after, design: design)
        let result = try DifferenceInDifferences(
            before: Self.before,
            after: Self.after,
            treatment: Self.treatment
        )
        expectClose(fit.coefficients[9], result.effect.estimate, relative: 1e-10)
    }

    @Test func anEarlierMeasurementShowsUnequalChanges() throws {
        let earlier: [Double] = [8, 9, 9, 11, 20, 21, 18, 24]
        let result = try DifferenceInDifferences(
            before: Self.before,
            after: Self.after,
            treatment: Self.treatment,
            earlier: earlier,
            clusters: Clusters(["a", "a", "b", "b", "c", "c", "d", "d"])
        )
        let change = try #require(result.earlierChange)
        expectClose(change.estimate, 2.25, relative: 1e-12)
        #expect(throws: TrialError.notFinite(column: "before", row: 0)) {
            try DifferenceInDifferences(
                before: [.nan, 1, 2, 3],
                after: [1, 2, 3, 4],
                treatment: [0, 1, 0, 1]
            )
        }
    }

    /// A part that cannot be computed is missing, and the effect is not.
    @Test(arguments: [false, true]) func aBaselineThatDoesNotVaryLeavesNoEffectSize(isByGroup: Bool) throws {
        let before: [Double] = Self.treatment.map { isByGroup ? 0.1 + $0 : 0.1 }
        let result = try DifferenceInDifferences(
            before: before,
            after: Self.after,
            treatment: Self.treatment
        )
        // The means after are 14.5 and 22.5.
        expectClose(result.effect.estimate, isByGroup ? -9 : -8, relative: 1e-12)
        #expect(result.effectSize == nil)
        #expect(result.warnings.count == 1)
        #expect(result.warnings.first?.contains("effect size") == true)
    }

    @Test(arguments: [0.0, 2], [false, true])
    func anEarlierChangeThatIsTheSameForAllIsLeftOut(ofTreated: Double, isClustered: Bool) throws {
        let earlier: [Double] = zip(Self.before, Self.treatment).map { $0 - 0.3 - ofTreated * $1 }
        let result = try DifferenceInDifferences(
            before: Self.before,
            after: Self.after,
            treatment: Self.treatment,
            earlier: earlier,
            clusters: isClustered ? Clusters(["a", "a", "b", "b", "c", "c", "d", "d"]) : nil
        )
        expectClose(result.effect.estimate, 1.25, relative: 1e-12)
        #expect(result.earlierChange == nil)
        #expect(result.effectSize != nil)
        #expect(result.warnings.count == 1)
        #expect(result.warnings.first?.contains("earlier change") == true)
    }

    /// What the effect itself rests on is still refused.
    @Test func aChangeThatIsTheSameForAllIsRefused() {
        #expect(throws: TrialError.linearModel(.constantOutcome)) {
            try DifferenceInDifferences(
                before: Self.before,
                after: Self.before.map { $0 + 1 },
                treatment: Self.treatment
            )
        }
    }
}
