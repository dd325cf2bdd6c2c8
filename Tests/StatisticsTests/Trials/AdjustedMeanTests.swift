import Foundation
import Statistics
import Testing

/// Adjusted means against the constant of a model whose columns are centred where the mean is taken.
@Suite struct AdjustedMeanTests {
    static let trial = SimulatedTrial(schools: 10, pupils: 6, withinSchools: true, tau: 0.7, seed: 5)

    /// The design with everyone in one arm.
    static func design(_ arm: Double, product: Bool = false) -> DesignMatrix {
        let rows = trial.outcome.count
        let all = DesignMatrix(
            names: ["(Intercept)", "treatment", "baseline"],
            matrix: Matrix(columns: [
                Array(repeating: 1, count: rows), Array(repeating: arm, count: rows), trial.baseline,
            ])
        )
        guard product else { return all }
        return all.joined(with: products(Array(repeating: arm, count: rows)))
    }

    static func products(_ treatment: [Double]) -> DesignMatrix {
        DesignMatrix(
            names: ["treatment:baseline"],
            matrix: Matrix(columns: [zip(treatment, trial.baseline).map { $0 * $1 }])
        )
    }

    /// The design whose constant is the mean of an arm at the mean baseline.
    static func centred(_ arm: Double, product: Bool = false) -> DesignMatrix {
        let rows = trial.outcome.count
        let mean = trial.baseline.reduce(0, +) / Double(rows)
        let treatment = trial.treatment.map { $0 - arm }
        let baseline = trial.baseline.map { $0 - mean }
        var columns = [Array(repeating: 1, count: rows), treatment, baseline]
        if product { columns.append(zip(treatment, baseline).map { $0 * $1 }) }
        return DesignMatrix(
            names: ["constant", "treatment", "baseline", "product"].prefix(columns.count).map { $0 },
            matrix: Matrix(columns: columns)
        )
    }

    static func expectSame(_ mean: CoefficientTest, _ constant: CoefficientTest, df: Double = 1e-6) {
        expectClose(mean.estimate, constant.estimate, relative: 1e-9, "mean")
        expectClose(mean.standardError, constant.standardError, relative: 1e-7, "se")
        expectClose(mean.degreesOfFreedom, constant.degreesOfFreedom, relative: df, "df")
        expectClose(mean.lower, constant.lower, relative: 1e-7, "lower")
    }

    @Test(arguments: [0.0, 1], [false, true])
    func ofALinearModelTheyAreTheConstantWhereTheMeanIsTaken(arm: Double, product: Bool) throws {
        let trial = Self.trial
        let design = product ? trial.design.joined(with: Self.products(trial.treatment)) : trial.design
        let fit = try LinearFit(outcome: trial.outcome, design: design)
        let other = try LinearFit(outcome: trial.outcome, design: Self.centred(arm, product: product))
        for estimator in [CovarianceEstimator.classical, .hc2] {
            let mean = try fit.adjustedMean("mean", over: Self.design(arm, product: product), estimator)
            Self.expectSame(mean, try other.tests(estimator)[0])
        }
    }

    @Test(arguments: [0.0, 1], DegreesOfFreedomMethod.allCases)
    func ofAMultilevelModelTheyAreTheConstantWhereTheMeanIsTaken(
        arm: Double,
        method: DegreesOfFreedomMethod
    ) throws {
        let trial = Self.trial
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: trial.design,
            clusters: trial.clusters
        )
        let other = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: Self.centred(arm),
            clusters: trial.clusters
        )
        let mean = try fit.adjustedMean("mean", over: Self.design(arm), method)
        let constant = try other.tests(method)[0]
        if method == .normal {
            expectClose(mean.upper, constant.upper, relative: 1e-7)
        } else {
            Self.expectSame(mean, constant)
        }
    }

    @Test(arguments: [false, true]) func theArmsOfATrialDifferByItsDifference(clustered: Bool) throws {
        let trial = Self.trial
        let analysis = try IntentionToTreat(
            outcome: trial.outcome,
            treatment: trial.treatment,
            covariates: trial.covariates,
            clusters: clustered ? trial.clusters : nil
        )
        let means = try analysis.adjustedMeans()
        expectClose(
            means.treated.estimate - means.control.estimate,
            analysis.difference.estimate,
            relative: 1e-9
        )
        let constant =
            clustered
            ? try MultilevelFit.randomIntercept(
                outcome: trial.outcome,
                design: Self.centred(1),
                clusters: trial.clusters
            ).tests()[0] : try LinearFit(outcome: trial.outcome, design: Self.centred(1)).tests()[0]
        Self.expectSame(means.treated, constant)
        // Not adjusted and without clusters they are the means of the arms, which is what they then mean.
        let plain = try IntentionToTreat(outcome: trial.outcome, treatment: trial.treatment).adjustedMeans()
        let control = zip(trial.outcome, trial.treatment).filter { $0.1 == 0 }.map(\.0)
        expectClose(plain.control.estimate, control.reduce(0, +) / Double(control.count), relative: 1e-12)
    }

    @Test func aLevelWidensTheIntervalOnly() throws {
        let trial = Self.trial
        let analysis = try IntentionToTreat(
            outcome: trial.outcome,
            treatment: trial.treatment,
            clusters: trial.clusters
        )
        let wide = try analysis.adjustedMeans(level: 0.99).treated
        let narrow = try analysis.adjustedMeans(level: 0.9).treated
        #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
        #expect(wide.estimate == narrow.estimate && wide.standardError == narrow.standardError)
    }

    @Test func aMissingValueIsNamed() throws {
        let trial = Self.trial
        var columns = (0..<3).map { Self.design(1).matrix.column($0) }
        columns[2][4] = .nan
        let broken = DesignMatrix(names: trial.design.names, matrix: Matrix(columns: columns))
        #expect(throws: LinearModelError.notFinite(column: "baseline", row: 4)) {
            try LinearFit(outcome: trial.outcome, design: trial.design).adjustedMean("mean", over: broken)
        }
        #expect(throws: MultilevelError.notFinite(column: "baseline", row: 4)) {
            try MultilevelFit.randomIntercept(
                outcome: trial.outcome,
                design: trial.design,
                clusters: trial.clusters
            ).adjustedMean("mean", over: broken)
        }
    }
}

/// `e1_trial_lm.json`, `adjusted_means`: predictions of R 4.2.2 `lm` with everyone in one arm.
@Suite(.enabled(if: Reference.hasRealData)) struct RealAdjustedMeanTests {
    @Test(arguments: RealLinearModelTests.cases) func theyAgreeWithR(name: String) throws {
        let reference = try Reference.real("e1_trial_lm.json").lm[name]
        let (fit, table) = try RealLinearModelTests.fit(reference)
        let formula = try #require(reference.formula.string)
        let original = try DesignMatrix(terms: RealTrials.terms(formula), table: table).matrix
        for (code, mean, error) in [(1.0, "trt1", "se1"), (0, "trt0", "se0")] {
            // The file holds a product with treatment at its mean, whichever the arm.
            var columns = (0..<original.columns).map { original.column($0) }
            columns[1] = Array(repeating: code, count: table.rows)
            let design = DesignMatrix(names: fit.names, matrix: Matrix(columns: columns))
            let found = try fit.adjustedMean(mean, over: design)
            let expected = reference.adjusted_means
            expectClose(found.estimate, try #require(expected[mean].number), relative: 1e-10, mean)
            expectClose(found.standardError, try #require(expected[error].number), relative: 1e-9, error)
        }
    }
}
