import Statistics
import Testing

/// Chained equations beside mice: two programs draw different values, so means and variances of a regression over many
/// tables agree up to their simulation error.
@Suite struct MiceTests {
    @Test("imputed tables have the estimates and variances that mice's have", arguments: 0..<2)
    func agreement(index: Int) throws {
        let fixture = try Reference.fixture("imputation")
        let reference = fixture.fits[index]
        let method: MultipleImputation.Method =
            reference.method.string == "norm" ? .normal : .predictiveMeanMatching
        let tables = 400
        let imputed = try MultipleImputation(
            variables: [
                .init("y", values: fixture.y.numbers.map { $0 ?? .nan }, method: method),
                .init("x", values: fixture.x.numbers.map { $0 ?? .nan }, method: method),
                .init("z", values: fixture.z.numbers.map { $0 ?? .nan }),
            ],
            imputations: tables,
            rounds: 5,
            seed: 20_270_101
        )
        var estimates: [[Double]] = []
        var squares: [[Double]] = []
        for table in imputed.completed {
            let ones: [Double] = table[0].map { _ in 1 }
            let design = DesignMatrix(
                names: ["(Intercept)", "x", "z"],
                matrix: Matrix(columns: [ones, table[1], table[2]])
            )
            let fit = try LinearFit(outcome: table[0], design: design)
            let variance: Double = fit.residualSumOfSquares / fit.degreesOfFreedom
            estimates.append(fit.coefficients)
            squares.append(fit.unscaledCovariance.diagonal.map { variance * $0 })
        }
        let others: Double = try #require(fixture.tables.number)
        let draws: Double = 1 / Double(tables) + 1 / others
        for place in 0..<3 {
            let pooled = try PooledEstimate(
                name: "coefficient",
                estimates: estimates.map { $0[place] },
                standardErrors: squares.map { $0[place].squareRoot() }
            )
            let estimate: Double = try #require(reference.estimates[place].number)
            let within: Double = try #require(reference.within[place].number)
            let between: Double = try #require(reference.between[place].number)
            // Four simulation errors; those of variances with some room for tails heavier than normal.
            let room: Double = 4 * (between * draws).squareRoot()
            #expect(abs(pooled.test.estimate - estimate) < room, "\(place): \(pooled.test.estimate)")
            expectClose(pooled.betweenVariance, between, relative: 5 * (2 * draws).squareRoot(), "between")
            expectClose(pooled.withinVariance, within, relative: 0.1, "within")
        }
    }
}
