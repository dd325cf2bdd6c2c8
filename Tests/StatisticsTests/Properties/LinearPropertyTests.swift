import Statistics
import Testing

/// What must hold for least squares whatever the data: linearity, units, order, duplication, and a second way to the same.
@Suite struct LinearPropertyTests {
    /// A seeded problem with a factor and unequal clusters.
    struct Problem {
        let outcome: [Double]
        let design: DesignMatrix
        let clusters: Clusters

        init(seed: UInt64, rows: Int = 60) {
            var generator = SeededGenerator(seed: seed)
            var columns: [[Double]] = [[], [], [], []]
            var outcome: [Double] = []
            var labels: [Int] = []
            for row in 0..<rows {
                let label = Int(generator.uniform() * 9)
                let x = generator.normal()
                let z = generator.uniform()
                labels.append(label)
                columns[0].append(1)
                columns[1].append(x)
                columns[2].append(z)
                columns[3].append(row % 3 == 0 ? 1 : 0)
                outcome.append(3 + x - 2 * z + 0.5 * Double(label) + generator.normal())
            }
            self.outcome = outcome
            design = DesignMatrix(names: ["1", "x", "z", "f"], matrix: Matrix(columns: columns))
            clusters = Clusters(labels)
        }

        func fit(_ outcome: [Double]? = nil, _ design: DesignMatrix? = nil) throws -> LinearFit {
            try LinearFit(outcome: outcome ?? self.outcome, design: design ?? self.design)
        }
    }

    static let seeds: [UInt64] = [1, 2, 3, 4, 5]

    @Test(arguments: seeds) func outcomesInOtherUnitsScaleEstimatesAndErrors(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let plain = try problem.fit()
        let moved = try problem.fit(problem.outcome.map { 100 - 7 * $0 })
        for (index, pair) in zip(try plain.tests(.hc3), try moved.tests(.hc3)).enumerated() {
            let shift: Double = index == 0 ? 100 : 0
            expectClose(pair.1.estimate, shift - 7 * pair.0.estimate, relative: 1e-9)
            expectClose(pair.1.standardError, 7 * pair.0.standardError, relative: 1e-9)
        }
        expectClose(moved.rSquared, plain.rSquared, relative: 1e-10)
    }

    @Test(arguments: seeds) func estimatesAreLinearInTheOutcome(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let other = Problem(seed: seed + 100)
        let sum = try problem.fit(zip(problem.outcome, other.outcome).map { 2 * $0 + $1 })
        let first = try problem.fit()
        let second = try problem.fit(other.outcome)
        for index in 0..<4 {
            expectClose(
                sum.coefficients[index],
                2 * first.coefficients[index] + second.coefficients[index],
                relative: 1e-9
            )
        }
    }

    @Test(arguments: seeds) func theOrderOfRowsDoesNotMatter(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        var rows = Array(problem.outcome.indices)
        var generator = SeededGenerator(seed: seed)
        generator.shuffle(&rows)
        let turned = try problem.fit(
            rows.map { problem.outcome[$0] },
            DesignMatrix(names: problem.design.names, matrix: problem.design.matrix.selectingRows(rows))
        )
        let clusters = Clusters(rows.map { problem.clusters.index[$0] })
        let left = try problem.fit().clusterRobust(problem.clusters).tests()
        let right = try turned.clusterRobust(clusters).tests()
        for (a, b) in zip(left, right) {
            expectClose(b.estimate, a.estimate, relative: 1e-10)
            expectClose(b.standardError, a.standardError, relative: 1e-9)
            expectClose(b.degreesOfFreedom, a.degreesOfFreedom, relative: 1e-8)
        }
    }

    @Test(arguments: seeds) func everyRowTwiceIsAWeightOfTwo(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let rows = Array(problem.outcome.indices)
        let double = try problem.fit(
            problem.outcome + problem.outcome,
            DesignMatrix(
                names: problem.design.names,
                matrix: problem.design.matrix.selectingRows(rows + rows)
            )
        )
        let plain = try problem.fit()
        for index in 0..<4 {
            expectClose(double.coefficients[index], plain.coefficients[index], relative: 1e-10)
        }
        expectClose(double.residualSumOfSquares, 2 * plain.residualSumOfSquares, relative: 1e-10)
        // Clusters that hold both copies know that nothing new was seen: CR0 does not change.
        let both = Clusters(problem.clusters.index + problem.clusters.index)
        let left = try plain.clusterRobust(problem.clusters, adjustment: .cr0).covariance
        let right = try double.clusterRobust(both, adjustment: .cr0).covariance
        for index in 0..<4 { expectClose(right[index, index], left[index, index], relative: 1e-9) }
    }

    @Test(arguments: seeds) func residualsAreOrthogonalToEveryColumn(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let fit = try problem.fit()
        for column in 0..<4 {
            let product = zip(problem.design.matrix.column(column), fit.residuals).reduce(0) {
                $0 + $1.0 * $1.1
            }
            #expect(abs(product) < 1e-10 * Double(problem.outcome.count))
        }
        let leverage = fit.leverage.reduce(0, +)
        expectClose(leverage, 4, relative: 1e-10, "the trace of the hat matrix")
    }

    /// Frisch–Waugh–Lovell: the coefficient of x alone, after both sides were cleared of the other columns.
    @Test(arguments: seeds) func partiallingOutGivesTheSameCoefficient(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let others = DesignMatrix(
            names: ["1", "z", "f"],
            matrix: problem.design.matrix.selectingColumns([0, 2, 3])
        )
        let outcome = try problem.fit(nil, others).residuals
        let column = try problem.fit(problem.design.matrix.column(1), others).residuals
        let slope =
            zip(outcome, column).reduce(0) { $0 + $1.0 * $1.1 } / column.reduce(0) { $0 + $1 * $1 }
        expectClose(try problem.fit().coefficients[1], slope, relative: 1e-10)
    }

    @Test(arguments: seeds) func singleRowsAsClustersAreHeteroscedasticErrors(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let fit = try problem.fit()
        let single = Clusters(Array(problem.outcome.indices))
        for (form, kind) in [(ClusterAdjustment.cr0, CovarianceEstimator.hc0), (.cr2, .hc2), (.cr3, .hc3)] {
            let left = try fit.clusterRobust(single, adjustment: form).tests()
            let right = try fit.tests(kind)
            for (a, b) in zip(left, right) {
                expectClose(a.standardError, b.standardError, relative: 1e-9, form.rawValue)
            }
        }
    }

    /// With one instrument the estimate is what it does to the outcome over what it does to x.
    @Test(arguments: seeds) func oneInstrumentIsARatioOfTwoRegressions(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        var generator = SeededGenerator(seed: seed + 50)
        let x = problem.design.matrix.column(1)
        let lever = x.map { 0.8 * $0 + generator.normal() }
        let others = DesignMatrix(
            names: ["1", "z", "f"],
            matrix: problem.design.matrix.selectingColumns([0, 2, 3])
        )
        let instrument = DesignMatrix(names: ["lever"], matrix: Matrix(columns: [lever]))
        let fit = try TwoStageFit(
            outcome: problem.outcome,
            endogenous: DesignMatrix(names: ["x"], matrix: Matrix(columns: [x])),
            exogenous: others,
            instruments: instrument
        )
        let design = instrument.joined(with: others)
        let onOutcome = try problem.fit(nil, design).coefficients[0]
        let onX = try problem.fit(x, design)
        expectClose(try fit.tests(.hc0)[0].estimate, onOutcome / onX.coefficients[0], relative: 1e-9)
        let t = try onX.tests(.classical)[0].statistic
        expectClose(fit.firstStage[0].test.statistic, t * t, relative: 1e-8)
    }

    @Test(arguments: seeds) func aDependentColumnIsNamedWhereverItStands(_ seed: UInt64) throws {
        let problem = Problem(seed: seed)
        let extra = zip(problem.design.matrix.column(1), problem.design.matrix.column(2)).map {
            1e6 * ($0 - 2 * $1)
        }
        let design = problem.design.joined(
            with: DesignMatrix(names: ["dependent"], matrix: Matrix(columns: [extra]))
        )
        #expect(throws: LinearModelError.collinear(terms: ["dependent"])) {
            try problem.fit(nil, design)
        }
    }
}
