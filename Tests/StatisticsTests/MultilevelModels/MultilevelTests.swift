import Statistics
import Testing

/// Multilevel models against the likelihood written out with whole matrices, and against themselves.
@Suite struct MultilevelTests {
    static let trial = SimulatedTrial(schools: 9, pupils: 5, seed: 4)

    /// The restricted log-likelihood with V formed in full.
    static func denseLogLikelihood(_ trial: SimulatedTrial, tau: Double, sigma: Double, restricted: Bool)
        throws -> Double
    {
        let n = trial.outcome.count
        var v = Matrix.diagonal(Array(repeating: sigma, count: n))
        for row in 0..<n {
            for column in 0..<n where trial.schools[row] == trial.schools[column] { v[row, column] += tau }
        }
        let root = try Cholesky(v)
        let x = trial.design.matrix
        let information = try Cholesky(x.multiplied(by: root.solve(x), transposingSelf: true))
        let pulled = x.multiplied(by: Matrix(columns: [root.solve(trial.outcome)]), transposingSelf: true)
        let beta = information.solve(pulled.elements)
        let rest = zip(trial.outcome, x * beta).map { $0 - $1 }
        let quadratic = zip(rest, root.solve(rest)).reduce(0) { $0 + $1.0 * $1.1 }
        let degrees = Double(restricted ? n - 3 : n)
        return
            -(degrees * 1.8378770664093453 + root.logDeterminant + quadratic
            + (restricted ? information.logDeterminant : 0)) / 2
    }

    @Test(arguments: VarianceEstimator.allCases) func theMaximumIsOneOfTheDenseLikelihood(
        estimator: VarianceEstimator
    ) throws {
        let trial = Self.trial
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters,
            estimator: estimator
        )
        let restricted = estimator == .restrictedMaximumLikelihood
        let tau = fit.components[0].estimate
        let sigma = fit.residualVariance
        let best = try Self.denseLogLikelihood(trial, tau: tau, sigma: sigma, restricted: restricted)
        expectClose(fit.logLikelihood, best, relative: 1e-11)
        for (up, down) in [(1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98)] {
            let near = try Self.denseLogLikelihood(
                trial,
                tau: tau * up,
                sigma: sigma * down,
                restricted: restricted
            )
            #expect(near < best)
        }
    }

    @Test func theGeneralEngineAgreesWithTheProfile() throws {
        let trial = Self.trial
        let special = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters
        )
        let general = try MultilevelFit.randomTerms(
            outcome: trial.outcome,
            design: trial.design,
            terms: [RandomTerm("cluster", clusters: trial.clusters)]
        )
        expectClose(general.coefficients, special.coefficients.map { $0 }, relative: 1e-8, "b")
        expectClose(
            general.components.map(\.estimate),
            special.components.map(\.estimate),
            relative: 1e-7,
            "variances"
        )
        for method in DegreesOfFreedomMethod.allCases {
            let left = try general.tests(method)
            let right = try special.tests(method)
            expectClose(left.map(\.standardError), right.map(\.standardError), relative: 1e-7, "\(method) se")
            if method != .normal {
                expectClose(
                    left.map(\.degreesOfFreedom),
                    right.map(\.degreesOfFreedom),
                    relative: 1e-5,
                    "\(method)"
                )
            }
        }
        expectClose(
            general.randomEffects.map { $0[0] },
            special.randomEffects.map { $0[0] },
            relative: 1e-6,
            "effects"
        )
    }

    @Test func rowsInAnotherOrderGiveTheSameFit() throws {
        let trial = Self.trial
        var order = Array(trial.outcome.indices)
        var generator = SeededGenerator(seed: 3)
        generator.shuffle(&order)
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters
        )
        let shuffled = try MultilevelFit.randomIntercept(
            outcome: order.map { trial.outcome[$0] },
            design: DesignMatrix(names: trial.design.names, matrix: trial.design.matrix.selectingRows(order)),
            clusters: Clusters(order.map { trial.schools[$0] })
        )
        expectClose(shuffled.coefficients, fit.coefficients.map { $0 }, relative: 1e-10, "b")
        expectClose(shuffled.logLikelihood, fit.logLikelihood, relative: 1e-12)
    }

    @Test func aLargeOriginCostsNoDigits() throws {
        let trial = Self.trial
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters
        )
        let far = try MultilevelFit.randomIntercept(
            outcome: trial.outcome.map { $0 + 1_048_576 },
            design: trial.design,
            clusters: trial.clusters
        )
        expectClose(far.components[0].estimate, fit.components[0].estimate, relative: 1e-6)
        expectClose(far.coefficients[1], fit.coefficients[1], relative: 1e-7)
    }

    @Test func noVarianceBetweenSchoolsIsReportedAtTheBoundary() throws {
        // Every school has the same values, so schools differ less than chance would make them.
        let outcome: [Double] = (0..<20).map { row in
            let nudge: Double = row == 0 || row == 5 ? 0.1 : 0
            return Double(row % 5) + nudge
        }
        let treatment: [Double] = (0..<20).map { Double(($0 / 5) % 2) }
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [Array(repeating: 1, count: 20), treatment])
        )
        let fit = try MultilevelFit.randomIntercept(
            outcome: outcome,
            design: design,
            clusters: Clusters((0..<20).map { $0 / 5 }),
            level: "school"
        )
        #expect(fit.boundary == ["school"])
        #expect(fit.components[0].estimate == 0)
        let plain = try LinearFit(outcome: outcome, design: design).tests()[1]
        let test = try fit.tests()[1]
        expectClose(test.standardError, plain.standardError, relative: 1e-10)
        expectClose(test.degreesOfFreedom, 18, relative: 1e-9)
    }

    /// Schools and effects that differ less than chance would make them: nothing of the random part is left.
    /// R 4.2.2, lme4 1.1-31 and lmerTest 3.1-3 on these rows: singular, 1 ± 0.353553 with 22 df, log-likelihood
    /// −30.537052 (ML −29.558203).
    @Test(arguments: [
        (VarianceEstimator.restrictedMaximumLikelihood, -30.537_051_583_321_2, 0.353_553_390_593_274),
        (.maximumLikelihood, -29.558_203_403_615_2, 0.338_501_600_193_165),
    ])
    func neitherSchoolsNorTheirEffectsVary(
        estimator: VarianceEstimator,
        logLikelihood: Double,
        error: Double
    ) throws {
        let without: [Double] = [0.3, -0.4, 1.1, 0.7, -0.9, 0.2]
        let with: [Double] = [1.5, 0.4, 2.6, -0.3, 0.8, 1.9]
        let outcome: [Double] = (0..<6).flatMap { school in
            [without[school], 0.2 - without[school], with[school], 2.2 - with[school]]
        }
        let treatment: [Double] = (0..<24).map { $0 % 4 < 2 ? 0 : 1 }
        let schools = Clusters((0..<24).map { $0 / 4 })
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [Array(repeating: 1, count: 24), treatment])
        )
        let fit = try MultilevelFit.randomTerms(
            outcome: outcome,
            design: design,
            terms: [RandomTerm("school", clusters: schools, slopes: [("treatment", treatment)])],
            estimator: estimator
        )
        #expect(fit.boundary == ["school", "school: treatment"])
        #expect(fit.components.dropLast().allSatisfy { $0.estimate == 0 && $0.standardError == nil })
        expectClose(fit.logLikelihood, logLikelihood, relative: 1e-9)
        let test = try fit.tests()[1]
        expectClose(test.estimate, 1, relative: 1e-9)
        expectClose(test.standardError, error, relative: 1e-9)
        expectClose(test.degreesOfFreedom, 22, relative: 1e-9)
    }

    @Test func crossedLevelsAgreeWithTheDenseLikelihood() throws {
        var generator = SeededGenerator(seed: 77)
        let rows = 60
        let first = (0..<rows).map { $0 % 6 }
        let second = (0..<rows).map { ($0 / 6) % 5 }
        let shifts = (0..<11).map { _ in generator.normal() }
        let y: [Double] = (0..<rows).map { row in
            let shift: Double = shifts[first[row]] + shifts[6 + second[row]]
            return shift + generator.normal()
        }
        let design = DesignMatrix(
            names: ["(Intercept)"],
            matrix: Matrix(rows: rows, columns: 1, repeating: 1)
        )
        let fit = try MultilevelFit.randomTerms(
            outcome: y,
            design: design,
            terms: [
                RandomTerm("primary", clusters: Clusters(first)),
                RandomTerm("secondary", clusters: Clusters(second)),
            ]
        )
        func dense(_ a: Double, _ b: Double, _ s: Double) throws -> Double {
            var v = Matrix.diagonal(Array(repeating: s, count: rows))
            for i in 0..<rows {
                for j in 0..<rows {
                    v[i, j] += (first[i] == first[j] ? a : 0) + (second[i] == second[j] ? b : 0)
                }
            }
            let root = try Cholesky(v)
            let ones = [Double](repeating: 1, count: rows)
            let information = root.solve(ones).reduce(0, +)
            let mean = root.solve(y).reduce(0, +) / information
            let rest = y.map { $0 - mean }
            let quadratic = zip(rest, root.solve(rest)).reduce(0) { $0 + $1.0 * $1.1 }
            let log = try Cholesky(Matrix([[information]])).logDeterminant
            return -(Double(rows - 1) * 1.8378770664093453 + root.logDeterminant + quadratic + log) / 2
        }
        let v = fit.components.map(\.estimate)
        let best = try dense(v[0], v[1], v[2])
        expectClose(fit.logLikelihood, best, relative: 1e-10)
        for place in 0..<3 {
            for factor in [0.97, 1.03] {
                var moved = v
                moved[place] *= factor
                #expect(try dense(moved[0], moved[1], moved[2]) < best)
            }
        }
    }

    @Test func clustersWithNoMoreRowsThanEffectsAreRefused() throws {
        var generator = SeededGenerator(seed: 78)
        let pairs = Clusters((0..<40).map { $0 / 2 })
        let treatment: [Double] = (0..<40).map { Double($0 % 2) }
        let outcome: [Double] = treatment.map { $0 + generator.normal() }
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [Array(repeating: 1, count: 40), treatment])
        )
        let term = RandomTerm("pair", clusters: pairs, slopes: [("treatment", treatment)])
        // lme4 refuses as many effects as rows, too.
        #expect(
            throws: MultilevelError.invalidArgument(
                "no pair has more rows than the 2 effects that vary between them, so that nothing tells these from what is left over"
            )
        ) { try MultilevelFit.randomTerms(outcome: outcome, design: design, terms: [term]) }
    }

    @Test func satterthwaiteIsExactInABalancedTrial() throws {
        // Equal schools, treatment by school: the test of treatment has exactly J − 2 degrees of freedom.
        var generator = SeededGenerator(seed: 15)
        let schools = (0..<80).map { $0 / 8 }
        let shifts = (0..<10).map { _ in generator.normal() }
        let treatment = schools.map { Double($0 % 2) }
        let y = schools.map { shifts[$0] + 0.5 * generator.normal() }
        let design = DesignMatrix(
            names: ["(Intercept)", "treatment"],
            matrix: Matrix(columns: [Array(repeating: 1, count: 80), treatment])
        )
        let fit = try MultilevelFit.randomIntercept(outcome: y, design: design, clusters: Clusters(schools))
        for method in [DegreesOfFreedomMethod.satterthwaite, .kenwardRoger] {
            expectClose(try fit.tests(method)[1].degreesOfFreedom, 8, relative: 1e-8, "\(method)")
        }
    }

    @Test func profileIntervalsHoldTheEstimateAndItsLikelihoodRatio() throws {
        let trial = Self.trial
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters,
            estimator: .maximumLikelihood
        )
        let profile = try fit.profileIntervals()
        #expect(profile.residualStandardDeviation.contains(fit.residualVariance.squareRoot()))
        #expect(profile.clusterStandardDeviation.contains(fit.components[0].estimate.squareRoot()))
        for (test, named) in zip(try fit.tests(), profile.coefficients) {
            #expect(named.interval.contains(test.estimate))
        }
        let narrow = try fit.profileIntervals(level: 0.5)
        #expect(narrow.coefficients[1].interval.lowerBound > profile.coefficients[1].interval.lowerBound)
    }

    @Test func badInputIsNamed() throws {
        let trial = Self.trial
        let n = trial.outcome.count
        #expect(throws: MultilevelError.tooFewClusters(level: "cluster", count: 1)) {
            try MultilevelFit.randomIntercept(
                outcome: trial.outcome,
                design: trial.design,
                clusters: Clusters(Array(repeating: 1, count: n))
            )
        }
        #expect(throws: MultilevelError.noReplication(level: "cluster")) {
            try MultilevelFit.randomIntercept(
                outcome: trial.outcome,
                design: trial.design,
                clusters: Clusters(Array(0..<n))
            )
        }
        let twice = trial.design.joined(
            with: DesignMatrix(names: ["again"], matrix: Matrix(columns: [trial.baseline.map { 2 * $0 + 1 }]))
        )
        #expect(throws: MultilevelError.collinear(terms: ["again"])) {
            try MultilevelFit.randomIntercept(outcome: trial.outcome, design: twice, clusters: trial.clusters)
        }
        #expect(throws: MultilevelError.constantOutcome) {
            try MultilevelFit.randomIntercept(
                outcome: Array(repeating: 2, count: n),
                design: trial.design,
                clusters: trial.clusters
            )
        }
        var broken = trial.outcome
        broken[3] = .infinity
        #expect(throws: MultilevelError.notFinite(column: "outcome", row: 3)) {
            try MultilevelFit.randomIntercept(outcome: broken, design: trial.design, clusters: trial.clusters)
        }
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters,
            estimator: .maximumLikelihood
        )
        #expect(throws: MultilevelError.invalidArgument("Kenward–Roger needs REML")) {
            try fit.tests(.kenwardRoger)
        }
    }
}
