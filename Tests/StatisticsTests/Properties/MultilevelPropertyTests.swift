import Statistics
import Testing

/// What must hold for multilevel models whatever the data, and a second way to the same answer.
@Suite struct MultilevelPropertyTests {
    static let seeds: [UInt64] = [11, 12, 13, 14]

    static func trial(_ seed: UInt64) -> SimulatedTrial {
        SimulatedTrial(schools: 9, pupils: 7, tau: 0.8, seed: seed)
    }

    static func fit(
        _ trial: SimulatedTrial,
        outcome: [Double]? = nil,
        estimator: VarianceEstimator = .restrictedMaximumLikelihood
    ) throws -> MultilevelFit {
        try MultilevelFit.randomIntercept(
            outcome: outcome ?? trial.outcome,
            design: trial.design,
            clusters: trial.clusters,
            estimator: estimator
        )
    }

    @Test(arguments: seeds) func outcomesInOtherUnitsScaleEverything(_ seed: UInt64) throws {
        let trial = Self.trial(seed)
        let plain = try Self.fit(trial)
        let moved = try Self.fit(trial, outcome: trial.outcome.map { 1e4 + 12 * $0 })
        expectClose(moved.coefficients[1], 12 * plain.coefficients[1], relative: 1e-8)
        for (left, right) in zip(moved.components, plain.components) {
            expectClose(left.estimate, 144 * right.estimate, relative: 1e-7)
        }
        let a = try moved.tests()[1]
        let b = try plain.tests()[1]
        expectClose(a.degreesOfFreedom, b.degreesOfFreedom, relative: 1e-5)
        expectClose(a.pValue, b.pValue, relative: 1e-5)
    }

    @Test(arguments: seeds) func theGeneralFitGivesTheSame(_ seed: UInt64) throws {
        let trial = Self.trial(seed)
        for estimator in VarianceEstimator.allCases {
            let sums = try Self.fit(trial, estimator: estimator)
            let blocks = try MultilevelFit.randomTerms(
                outcome: trial.outcome,
                design: trial.design,
                terms: [RandomTerm("cluster", clusters: trial.clusters)],
                estimator: estimator
            )
            expectClose(blocks.logLikelihood, sums.logLikelihood, relative: 1e-10)
            for (left, right) in zip(blocks.components, sums.components) {
                expectClose(left.estimate, right.estimate, relative: 1e-6, floor: 1e-9)
            }
            for index in 0..<3 {
                expectClose(blocks.coefficients[index], sums.coefficients[index], relative: 1e-7)
            }
        }
    }

    @Test(arguments: seeds) func noOtherVarianceHasAHigherLikelihood(_ seed: UInt64) throws {
        // The likelihood of the dense model, worked out from its definition, at and around the maximum.
        let trial = Self.trial(seed)
        let fit = try Self.fit(trial, estimator: .maximumLikelihood)
        func likelihood(_ between: Double, _ within: Double) throws -> Double {
            var logs = 0.0
            var form = 0.0
            for members in trial.clusters.members {
                let n = members.count
                var covariance = Matrix(rows: n, columns: n, repeating: between)
                for place in 0..<n { covariance[place, place] = between + within }
                let factor = try Cholesky(covariance)
                let rest = members.map { row in
                    trial.outcome[row]
                        - zip(trial.design.matrix.row(row), fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
                }
                logs += factor.logDeterminant
                form += zip(rest, factor.solve(rest)).reduce(0) { $0 + $1.0 * $1.1 }
            }
            return -0.5 * (Double(trial.outcome.count) * 1.8378770664093453 + logs + form)
        }
        let (tau, sigma) = (fit.components[0].estimate, fit.components[1].estimate)
        let best = try likelihood(tau, sigma)
        expectClose(best, fit.logLikelihood, relative: 1e-10)
        for factor in [0.9, 0.99, 1.01, 1.1] {
            #expect(try likelihood(tau * factor, sigma) <= best + 1e-9)
            #expect(try likelihood(tau, sigma * factor) <= best + 1e-9)
        }
    }

    @Test(arguments: seeds) func balancedDataHaveClosedForms(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var outcome: [Double] = []
        var schools: [Int] = []
        let (groups, size) = (8, 6)
        for school in 0..<groups {
            let shift = 2 * generator.normal()
            for _ in 0..<size {
                schools.append(school)
                outcome.append(shift + generator.normal())
            }
        }
        let design = DesignMatrix(
            names: ["1"],
            matrix: Matrix(columns: [Array(repeating: 1, count: outcome.count)])
        )
        let fit = try MultilevelFit.randomIntercept(
            outcome: outcome,
            design: design,
            clusters: Clusters(schools)
        )
        let mean = outcome.reduce(0, +) / Double(outcome.count)
        let means = (0..<groups).map { group in
            outcome[(group * size)..<((group + 1) * size)].reduce(0, +) / Double(size)
        }
        let between = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * Double(size) / Double(groups - 1)
        let within =
            outcome.enumerated().reduce(0) {
                $0 + ($1.element - means[$1.offset / size]) * ($1.element - means[$1.offset / size])
            }
            / Double(groups * (size - 1))
        expectClose(fit.residualVariance, within, relative: 1e-9)
        expectClose(fit.components[0].estimate, (between - within) / Double(size), relative: 1e-8)
        expectClose(fit.coefficients[0], mean, relative: 1e-12)
        let shares = try ["cluster", "residual"].map { try fit.intraclassCorrelation(of: $0).estimate }
        expectClose(
            shares[0],
            fit.components[0].estimate / (fit.components[0].estimate + within),
            relative: 1e-12
        )
        expectClose(shares[0] + shares[1], 1, relative: 1e-12)
        #expect(try fit.intraclassCorrelation().estimate == shares[0])
        #expect(throws: MultilevelError.self) { try fit.intraclassCorrelation(of: "school") }
        let test = try fit.tests(.kenwardRoger)[0]
        expectClose(test.standardError, (between / Double(groups * size)).squareRoot(), relative: 1e-8)
        expectClose(test.degreesOfFreedom, Double(groups - 1), relative: 1e-6)
    }

    @Test func clustersThatDoNotDifferHaveAVarianceOfZero() throws {
        // Means of all clusters are equal, which is less variation than chance would give.
        let outcome: [Double] = [1, 2, 3, 3, 1, 2, 2, 3, 1, 3, 2, 1]
        let design = DesignMatrix(names: ["1"], matrix: Matrix(columns: [Array(repeating: 1, count: 12)]))
        let fit = try MultilevelFit.randomIntercept(
            outcome: outcome,
            design: design,
            clusters: Clusters([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
        )
        #expect(fit.components[0].estimate == 0)
        #expect(fit.boundary == ["cluster"])
        #expect(fit.components[0].standardError == nil)
        #expect(fit.randomEffects.allSatisfy { $0 == [0] })
    }

    @Test func whatCannotBeEstimatedIsRefusedWithItsReason() throws {
        let ones: [Double] = Array(repeating: 1, count: 6)
        let arm: [Double] = [1, 1, 1, 0, 0, 0]
        let design = DesignMatrix(names: ["1", "arm"], matrix: Matrix(columns: [ones, arm]))
        #expect(throws: MultilevelError.clustersUsedUp(level: "cluster", count: 2, coefficients: 2)) {
            try MultilevelFit.randomIntercept(
                outcome: [1, 2, 4, 3, 5, 9],
                design: design,
                clusters: Clusters([0, 0, 0, 1, 1, 1])
            )
        }
        #expect(throws: MultilevelError.noResidualVariation) {
            try MultilevelFit.randomIntercept(
                outcome: [1, 1, 2, 2, 5, 5],
                design: DesignMatrix(names: ["1"], matrix: Matrix(columns: [ones])),
                clusters: Clusters([0, 0, 1, 1, 2, 2])
            )
        }
        #expect(throws: MultilevelError.constantOutcome) {
            try MultilevelFit.randomIntercept(
                outcome: ones,
                design: design,
                clusters: Clusters([0, 0, 1, 1, 2, 2])
            )
        }
        let pairs = Clusters([0, 0, 1, 1, 2, 2])
        let scores: [Double] = [1, 2, 4, 3, 5, 9]
        let constant = DesignMatrix(names: ["1"], matrix: Matrix(columns: [ones]))
        #expect(throws: MultilevelError.collinear(terms: ["again"])) {
            try MultilevelFit.randomTerms(
                outcome: scores,
                design: constant,
                terms: [
                    RandomTerm("pair", clusters: pairs),
                    RandomTerm("again", clusters: Clusters(["x", "x", "b", "b", "c", "c"])),
                ]
            )
        }
        #expect(throws: MultilevelError.collinear(terms: ["pair: dose"])) {
            try MultilevelFit.randomTerms(
                outcome: scores,
                design: constant,
                terms: [RandomTerm("pair", clusters: pairs, slopes: [("dose", ones.map { 2 * $0 })])]
            )
        }
        var options = IntentionToTreat.Options()
        options.randomSlope = true
        #expect(throws: TrialError.self) {
            try IntentionToTreat(
                outcome: [1, 2, 4, 3, 5, 9],
                treatment: arm,
                clusters: Clusters([0, 0, 1, 2, 3, 3]),
                options: options
            )
        }
    }
}
