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
        #expect(result.effectSize.denominator == .pooled)
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
}
