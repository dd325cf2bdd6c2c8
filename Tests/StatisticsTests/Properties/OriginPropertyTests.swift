import Foundation
import Statistics
import Testing

/// Where a scale has its zero is no property of the data: scores and baselines a million standard deviations farther
/// from zero change neither effects nor variances.
@Suite struct OriginPropertyTests {
    static let seeds: [UInt64] = [51, 52, 53]
    /// A power of two: with scores on a grid the sums are exact, so that the data differ in nothing else.
    static let shift: Double = 4_194_304

    enum Model: String, CaseIterable, CustomTestStringConvertible {
        case intercept, nested, slope

        var testDescription: String { rawValue }
    }

    /// Pupils in classes in schools, every second one treated.
    struct Data {
        let outcome: [Double]
        let design: DesignMatrix
        let terms: [RandomTerm]

        init(_ model: Model, seed: UInt64, outcomeShift: Double = 0, baselineShift: Double = 0) {
            let trial = SimulatedTrial(schools: 10, pupils: 9, withinSchools: true, tau: 0.9, seed: seed)
            var generator = SeededGenerator(seed: seed, stream: 7)
            let effects: [Double] = (0..<40).map { _ in 0.8 * generator.normal() }
            let slopes: [Double] = (0..<10).map { _ in 0.9 * generator.normal() }
            let classes: [Int] = trial.schools.enumerated().map { $1 * 4 + $0 % 4 }
            let grid = { (value: Double) -> Double in (value * 4096).rounded() / 4096 }
            outcome = trial.outcome.indices.map { row in
                let slope: Double = slopes[trial.schools[row]] * trial.treatment[row]
                let extra: Double = model == .slope ? slope : effects[classes[row]]
                return grid(trial.outcome[row] + extra) + outcomeShift
            }
            let ones: [Double] = Array(repeating: 1, count: outcome.count)
            let baseline: [Double] = trial.baseline.map { grid($0) + baselineShift }
            design = DesignMatrix(
                names: ["(Intercept)", "treatment", "baseline"],
                matrix: Matrix(columns: [ones, trial.treatment, baseline])
            )
            let schools: Clusters = trial.clusters
            switch model {
            case .intercept: terms = [RandomTerm("school", clusters: schools)]
            case .nested:
                terms = [
                    RandomTerm("school", clusters: schools), RandomTerm("class", clusters: Clusters(classes)),
                ]
            case .slope:
                let slope: [(name: String, values: [Double])] = [("treatment", trial.treatment)]
                terms = [RandomTerm("school", clusters: schools, slopes: slope)]
            }
        }

        func fit(_ model: Model) throws -> MultilevelFit {
            guard model != .intercept else {
                return try MultilevelFit.randomIntercept(
                    outcome: outcome,
                    design: design,
                    clusters: terms[0].clusters
                )
            }
            return try MultilevelFit.randomTerms(outcome: outcome, design: design, terms: terms)
        }
    }

    /// At 2³⁸ standard deviations least squares of the columns as they stand would call the baseline the constant; of a
    /// mean nothing was left at 2²⁸.
    @Test(arguments: seeds, [0x1p20, 0x1p28, 0x1p38])
    func leastSquaresDoesNotDependOnTheOrigin(seed: UInt64, origin: Double) throws {
        let plain = Data(.intercept, seed: seed)
        let weights: [Double] = plain.outcome.indices.map { 1 + Double($0 % 3) }
        let shifts: [(Double, Double)] = [(origin, 0), (0, origin), (origin, -origin)]
        for weights in [nil, weights] {
            let fit = try LinearFit(outcome: plain.outcome, design: plain.design, weights: weights)
            let mean = try fit.adjustedMean("mean", over: plain.design)
            for (outcomeShift, baselineShift) in shifts {
                let data = Data(
                    .intercept,
                    seed: seed,
                    outcomeShift: outcomeShift,
                    baselineShift: baselineShift
                )
                let moved = try LinearFit(outcome: data.outcome, design: data.design, weights: weights)
                let label = "\(seed) \(outcomeShift) \(baselineShift)"
                expectClose(moved.rSquared, fit.rSquared, relative: 1e-10, label)
                expectClose(moved.residualSumOfSquares, fit.residualSumOfSquares, relative: 1e-10, label)
                for estimator in [CovarianceEstimator.classical, .hc2] {
                    let own = try moved.tests(estimator)
                    let other = try fit.tests(estimator)
                    for place in 1..<3 {
                        let (one, two) = (own[place], other[place])
                        expectClose(one.estimate, two.estimate, relative: 1e-10, label)
                        expectClose(one.standardError, two.standardError, relative: 1e-10, label)
                    }
                }
                let there = try moved.adjustedMean("mean", over: data.design)
                // The mean row that is asked about is itself rounded, to the last digit of a number at the origin.
                let digits: Double = max(1e-10, 4 * origin.ulp)
                expectClose(there.standardError, mean.standardError, relative: digits, label)
                let estimate: Double = there.estimate - outcomeShift
                expectClose(estimate, mean.estimate, relative: digits, floor: digits, label)
            }
        }
    }

    @Test(arguments: [0x1p28, 0x1p38]) func permutationsDoNotDependOnTheOrigin(origin: Double) throws {
        let tests: [PermutationTest] = try [0, origin].map { (shift: Double) in
            let data = Data(.intercept, seed: 53, outcomeShift: shift, baselineShift: -shift)
            return try PermutationTest.linear(
                outcome: data.outcome,
                design: PermutationDesign(treatment: data.design.matrix.column(1)),
                covariates: DesignMatrix(
                    names: ["baseline"],
                    matrix: Matrix(columns: [data.design.matrix.column(2)])
                ),
                permutations: 99,
                seed: 3
            )
        }
        expectClose(tests[1].observed, tests[0].observed, relative: 1e-9)
        #expect(tests[1].pValue == tests[0].pValue)
    }

    /// Clusters were said to be too few at 2²⁶ standard deviations, the model to be exact at 2³⁰.
    @Test(arguments: [0x1p26, 0x1p30, 0x1p38], [false, true])
    func effectsOnCompliersDoNotDependOnTheOrigin(origin: Double, isClustered: Bool) throws {
        var generator = SeededGenerator(seed: 55)
        let chances: [Double] = (0..<200).map { _ in generator.uniform() }
        let fits: [ComplierEffect] = try [0, origin].map { (shift: Double) in
            let data = Data(.intercept, seed: 54, outcomeShift: shift, baselineShift: -shift)
            let treatment: [Double] = data.design.matrix.column(1)
            return try ComplierEffect(
                outcome: data.outcome,
                treatment: treatment,
                compliance: treatment.indices.map { chances[$0] < 0.7 ? treatment[$0] : 0 },
                covariates: DesignMatrix(
                    names: ["baseline"],
                    matrix: Matrix(columns: [data.design.matrix.column(2)])
                ),
                clusters: isClustered ? data.terms[0].clusters : nil,
                standardDeviation: 1,
                degreesOfFreedom: 50,
                denominator: .pooled
            )
        }
        expectClose(fits[1].effect.estimate, fits[0].effect.estimate, relative: 1e-10)
        expectClose(fits[1].effect.standardError, fits[0].effect.standardError, relative: 1e-10)
        expectClose(fits[1].firstStage.statistic, fits[0].firstStage.statistic, relative: 1e-9)
    }

    @Test(arguments: Model.allCases, seeds)
    func multilevelModelsDoNotDependOnTheOrigin(model: Model, seed: UInt64) throws {
        let plain = Data(model, seed: seed)
        let fit = try plain.fit(model)
        let robust = try fit.clusterRobust(outcome: plain.outcome, design: plain.design, terms: plain.terms)
        let shifts: [(Double, Double)] = [
            (Self.shift, 0), (0, Self.shift), (-Self.shift, Self.shift),
        ]
        for (outcomeShift, baselineShift) in shifts {
            let data = Data(model, seed: seed, outcomeShift: outcomeShift, baselineShift: baselineShift)
            let moved = try data.fit(model)
            let label = "\(model) \(seed) \(outcomeShift) \(baselineShift)"
            #expect(moved.boundary == fit.boundary)
            expectClose(moved.logLikelihood, fit.logLikelihood, relative: 1e-12, label)
            for (left, right) in zip(moved.components, fit.components) {
                expectClose(left.estimate, right.estimate, relative: 1e-10, label)
            }
            let again = try data.fit(model).clusterRobust(
                outcome: data.outcome,
                design: data.design,
                terms: data.terms
            )
            for column in 1...2 {
                let (a, b) = (try moved.tests()[column], try fit.tests()[column])
                expectClose(a.estimate, b.estimate, relative: 1e-10, label)
                expectClose(a.standardError, b.standardError, relative: 1e-10, label)
                expectClose(a.degreesOfFreedom, b.degreesOfFreedom, relative: 1e-9, label)
                let (c, d) = (try again.coefficientTest(at: column), try robust.coefficientTest(at: column))
                expectClose(c.standardError, d.standardError, relative: 1e-10, label)
                expectClose(c.degreesOfFreedom, d.degreesOfFreedom, relative: 1e-9, label)
            }
            // The constant is where both have their zero.
            let expected: Double =
                fit.coefficients[0] + outcomeShift - baselineShift * fit.coefficients[2]
            #expect(abs(moved.coefficients[0] - expected) <= 1e-14 * Self.shift, "\(label)")
        }
    }

    @Test(arguments: seeds) func propensitiesDoNotDependOnTheOrigin(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scores: [Double] = (0..<150).map { _ in (generator.normal() * 4096).rounded() / 4096 }
        let treatment: [Double] = scores.map { generator.uniform() < 1 / (1 + exp(-$0)) ? 1 : 0 }
        func model(_ shift: Double) throws -> PropensityModel {
            try PropensityModel(
                treatment: treatment,
                covariates: DesignMatrix(
                    names: ["score"],
                    matrix: Matrix(columns: [scores.map { $0 + shift }])
                )
            )
        }
        let plain = try model(0)
        let moved = try model(Self.shift)
        expectClose(moved.coefficients[1].estimate, plain.coefficients[1].estimate, relative: 1e-10)
        expectClose(moved.coefficients[1].standardError, plain.coefficients[1].standardError, relative: 1e-9)
        for (left, right) in zip(moved.probabilities, plain.probabilities) {
            expectClose(left, right, relative: 1e-10)
        }
    }

    /// A penalty on how far from zero a column lies would take all of its slope.
    @Test func imputedYesAndNoStillFollowAScoreFarFromZero() throws {
        var generator = SeededGenerator(seed: 54)
        let scores: [Double] = (0..<400).map { _ in (generator.normal() * 4096).rounded() / 4096 }
        let full: [Double] = scores.map { generator.uniform() < 1 / (1 + exp(-4 * $0)) ? 1 : 0 }
        let known: [Double] = full.map { generator.uniform() < 0.4 ? .nan : $0 }
        let imputed = try MultipleImputation(
            variables: [
                .init("fsm", values: known, method: .logistic),
                .init("score", values: scores.map { $0 + 1_048_576 }),
            ],
            imputations: 4,
            rounds: 2,
            seed: 3
        )
        for table in imputed.completed {
            let missing: [Int] = known.indices.filter { known[$0].isNaN }
            let shares: [Double] = [true, false].map { isHigh -> Double in
                let rows: [Int] = missing.filter { (scores[$0] > 0) == isHigh }
                return rows.reduce(0) { $0 + table[0][$1] } / Double(rows.count)
            }
            #expect(shares[0] - shares[1] > 0.5, "\(shares)")
        }
    }
}
