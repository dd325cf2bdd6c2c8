import Statistics
import Testing

/// Robust covariances against their definitions written out with whole n × n matrices.
@Suite struct ClusterRobustTests {
    static let trial = SimulatedTrial(schools: 8, pupils: 4, seed: 21)

    /// (I − H) restricted to the rows of a cluster, raised to a power by its eigenvalues.
    static func rootOfRest(_ rows: [Int], _ design: Matrix, _ bread: Matrix, _ exponent: Double) throws
        -> Matrix
    {
        let part = design.selectingRows(rows)
        let hat = (part * bread).multiplied(by: part, transposingRight: true)
        return try SymmetricEigen(.identity(rows.count) - hat).mapped { $0 > 1e-10 ? pow($0, exponent) : 0 }
    }

    static func pow(_ base: Double, _ exponent: Double) -> Double {
        exponent == -0.5 ? 1 / base.squareRoot() : 1 / base
    }

    @Test(arguments: [(ClusterAdjustment.cr2, -0.5), (.cr3, -1)])
    func theSumOfClusterProductsIsTheDefinition(adjustment: ClusterAdjustment, exponent: Double) throws {
        let trial = Self.trial
        let fit = try LinearFit(outcome: trial.outcome, design: trial.design)
        let bread = fit.unscaledCovariance
        var meat = Matrix(rows: 3, columns: 3)
        for rows in trial.clusters.members {
            let part = trial.design.matrix.selectingRows(rows)
            let adjusted =
                try Self.rootOfRest(rows, trial.design.matrix, bread, exponent)
                * rows.map { fit.residuals[$0] }
            let score = part.multiplied(by: Matrix(columns: [adjusted]), transposingSelf: true)
            meat = meat + score.multiplied(by: score, transposingRight: true)
        }
        let expected = bread * meat * bread
        let robust = try fit.clusterRobust(trial.clusters, adjustment: adjustment)
        expectClose(robust.covariance.elements, expected.elements, relative: 1e-9, "\(adjustment)")
    }

    @Test func cr2IsUnbiasedWhenErrorsAreIndependent() throws {
        // E(V) = Σ B X'A(I−H)(I−H)'A'X B must equal σ²(X'X)⁻¹ under the working model.
        let trial = Self.trial
        let fit = try LinearFit(outcome: trial.outcome, design: trial.design)
        let design = trial.design.matrix
        let rest =
            Matrix.identity(design.rows)
            - (design * fit.unscaledCovariance).multiplied(by: design, transposingRight: true)
        var expected = Matrix(rows: 3, columns: 3)
        for rows in trial.clusters.members {
            let adjust = try Self.rootOfRest(rows, design, fit.unscaledCovariance, -0.5)
            let influence =
                design.selectingRows(rows).multiplied(by: adjust, transposingSelf: true)
                * rest.selectingRows(rows)
            expected = expected + influence.multiplied(by: influence, transposingRight: true)
        }
        let mean = fit.unscaledCovariance * expected * fit.unscaledCovariance
        expectClose(mean.elements, fit.unscaledCovariance.elements, relative: 1e-9, "E(V)")
    }

    @Test func clustersOfOneRowGiveHeteroscedasticErrors() throws {
        let trial = Self.trial
        let fit = try LinearFit(outcome: trial.outcome, design: trial.design)
        let single = Clusters(Array(trial.outcome.indices))
        let pairs: [(ClusterAdjustment, CovarianceEstimator)] = [(.cr0, .hc0), (.cr2, .hc2), (.cr3, .hc3)]
        for (cluster, row) in pairs {
            let left = try fit.clusterRobust(single, adjustment: cluster).covariance
            expectClose(left.elements, try fit.covariance(row).elements, relative: 1e-9, "\(cluster)")
        }
    }

    @Test func jointTestsOfOneHypothesisAreSquaredT() throws {
        let robust = try LinearFit(outcome: Self.trial.outcome, design: Self.trial.design)
            .clusterRobust(Self.trial.clusters)
        let single = try robust.tests()[1]
        let joint = try robust.jointTest(Matrix([[0, 1, 0]]))
        expectClose(joint.statistic, single.statistic * single.statistic, relative: 1e-9)
        expectClose(joint.denominatorDegreesOfFreedom, single.degreesOfFreedom, relative: 1e-8)
        expectClose(joint.pValue, single.pValue, relative: 1e-8)
        #expect(throws: LinearModelError.untestable) {
            try robust.jointTest(Matrix([[0, 1, 0], [0, 2, 0]]))
        }
    }

    @Test func weightsActAsRepeatedRows() throws {
        let trial = Self.trial
        let weights: [Double] = trial.outcome.indices.map { Double(1 + $0 % 2) }
        let repeated: [Int] = trial.outcome.indices.flatMap { Array(repeating: $0, count: 1 + $0 % 2) }
        let weighted = try LinearFit(outcome: trial.outcome, design: trial.design, weights: weights)
        let doubled = try LinearFit(
            outcome: repeated.map { trial.outcome[$0] },
            design: DesignMatrix(
                names: trial.design.names,
                matrix: trial.design.matrix.selectingRows(repeated)
            )
        )
        expectClose(weighted.coefficients, doubled.coefficients, relative: 1e-11, "b")
        expectClose(weighted.residualSumOfSquares, doubled.residualSumOfSquares, relative: 1e-11)
    }

    @Test func shiftAndScaleMoveCoefficientsAsTheyShould() throws {
        let trial = Self.trial
        let fit = try LinearFit(outcome: trial.outcome, design: trial.design)
        let moved = try LinearFit(outcome: trial.outcome.map { 1e6 + 3 * $0 }, design: trial.design)
        expectClose(moved.coefficients[1], 3 * fit.coefficients[1], relative: 1e-7)
        expectClose(moved.rSquared, fit.rSquared, relative: 1e-7)
    }

    @Test func badInputIsNamed() throws {
        let ones = [Double](repeating: 1, count: 6)
        let design = DesignMatrix(
            names: ["(Intercept)", "x"],
            matrix: Matrix(columns: [ones, [1, 2, 3, 4, 5, 6]])
        )
        #expect(throws: LinearModelError.constantOutcome) { try LinearFit(outcome: ones, design: design) }
        #expect(throws: LinearModelError.notFinite(column: "outcome", row: 2)) {
            try LinearFit(outcome: [1, 2, .nan, 4, 5, 7], design: design)
        }
        let gap = DesignMatrix(
            names: ["(Intercept)", "x"],
            matrix: Matrix(columns: [ones, [1, 2, .nan, 4, 5, 6]])
        )
        #expect(throws: LinearModelError.notFinite(column: "x", row: 2)) {
            try LinearFit(outcome: [1, 2, 3, 4, 5, 7], design: gap)
        }
        #expect(throws: LinearModelError.noResidualVariation) {
            try LinearFit(outcome: [2, 4, 6, 8, 10, 12], design: design)
        }
        let twice = DesignMatrix(names: ["a", "b"], matrix: Matrix(columns: [ones, ones]))
        #expect(throws: LinearModelError.collinear(terms: ["b"])) {
            try LinearFit(outcome: [1, 2, 3, 4, 5, 7], design: twice)
        }
        #expect(throws: LinearModelError.invalidWeight(row: 1)) {
            try LinearFit(outcome: [1, 2, 3, 4, 5, 7], design: design, weights: [1, 0, 1, 1, 1, 1])
        }
        let fit = try LinearFit(outcome: [1, 3, 2, 5, 4, 7], design: design)
        #expect(throws: LinearModelError.tooFewClusters(1)) {
            try fit.clusterRobust(Clusters(["a", "a", "a", "a", "a", "a"]))
        }
    }

    @Test func factorsAndInteractionsAreCodedByTreatmentContrasts() throws {
        let table = try DataTable([
            "size": .labels(["s", "l", "s", "m"]), "x": .numbers([1, 2, 3, 4]),
            "y": .numbers([1, .nan, 3, 4]),
        ])
        let design = try DesignMatrix(
            terms: [
                .intercept, .factor("size", reference: "s"), .interaction(.number("x"), .factor("size")),
            ],
            table: table
        )
        #expect(design.names == ["(Intercept)", "sizel", "sizem", "x:sizem", "x:sizes"])
        #expect(design.matrix.column(4) == [1, 0, 3, 0])
        #expect(try table.completeRows(of: ["x", "y"]) == [0, 2, 3])
        #expect(throws: LinearModelError.missingColumn("z")) { try table.numbers("z") }
        #expect(throws: LinearModelError.notFinite(column: "y", row: 1)) {
            try DesignMatrix(terms: [.number("y")], table: table)
        }
    }
}
