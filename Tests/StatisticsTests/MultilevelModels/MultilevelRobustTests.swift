import Foundation
import Statistics
import Testing

/// Robust covariances of multilevel fits against their definitions written out with whole n × n matrices.
@Suite struct MultilevelRobustTests {
    static let trial = SimulatedTrial(schools: 8, pupils: 6, withinSchools: true, tau: 0.9, seed: 31)
    /// Two classes in each school.
    static let classes: [Int] = trial.schools.enumerated().map { $1 * 2 + ($0 / 3) % 2 }

    enum Model: String, CaseIterable, CustomTestStringConvertible {
        case intercept, slope, uncorrelatedSlope, nested

        var testDescription: String { rawValue }

        var terms: [RandomTerm] {
            let schools = MultilevelRobustTests.trial.clusters
            let slope = [("treatment", MultilevelRobustTests.trial.treatment)]
            switch self {
            case .intercept: return [RandomTerm("school", clusters: schools)]
            case .slope: return [RandomTerm("school", clusters: schools, slopes: slope)]
            case .uncorrelatedSlope:
                return [RandomTerm("school", clusters: schools, slopes: slope, correlated: false)]
            case .nested:
                return [
                    RandomTerm("school", clusters: schools),
                    RandomTerm("class", clusters: Clusters(MultilevelRobustTests.classes)),
                ]
            }
        }

        func fit() throws -> MultilevelFit {
            let trial = MultilevelRobustTests.trial
            if self == .intercept {
                return try MultilevelFit.randomIntercept(
                    outcome: trial.outcome,
                    design: trial.design,
                    clusters: trial.clusters
                )
            }
            return try MultilevelFit.randomTerms(outcome: trial.outcome, design: trial.design, terms: terms)
        }

        /// The covariance of two rows that the fit implies.
        func covariance(_ fit: MultilevelFit, _ i: Int, _ j: Int) -> Double {
            let trial = MultilevelRobustTests.trial
            let classes = MultilevelRobustTests.classes
            let v = fit.components.map(\.estimate)
            let (a, b) = (trial.treatment[i], trial.treatment[j])
            let own = i == j ? v[v.count - 1] : 0
            guard trial.schools[i] == trial.schools[j] else { return own }
            switch self {
            case .intercept: return own + v[0]
            case .slope: return own + v[0] + v[1] * (a + b) + v[2] * a * b
            case .uncorrelatedSlope: return own + v[0] + v[1] * a * b
            case .nested: return own + v[0] + (classes[i] == classes[j] ? v[1] : 0)
            }
        }
    }

    /// What the definition gives: the covariance, and the degrees of freedom of each coefficient.
    struct Dense {
        var covariance: Matrix
        var degrees: [Double]
        /// The expectation of the covariance where the working model holds.
        var expectation: Matrix
        /// (**X**ᵀ**V**⁻¹**X**)⁻¹.
        var bread: Matrix

        init(_ model: Model, _ fit: MultilevelFit, _ adjustment: ClusterAdjustment) throws {
            let trial = MultilevelRobustTests.trial
            let n = trial.outcome.count
            let x = trial.design.matrix
            var v = Matrix(rows: n, columns: n)
            for j in 0..<n {
                for i in 0..<n { v[i, j] = model.covariance(fit, i, j) }
            }
            let inverse = try Cholesky(v).inverse
            bread = try Cholesky(x.multiplied(by: inverse * x, transposingSelf: true)).inverse
            let hat = x * bread.multiplied(by: x, transposingRight: true) * inverse
            let rest = Matrix.identity(n) - hat
            let spread = (rest * v).multiplied(by: rest, transposingRight: true)
            let residuals = zip(trial.outcome, x * fit.coefficients).map { $0 - $1 }
            covariance = Matrix(rows: 3, columns: 3)
            expectation = covariance
            // Pᵀ: for each cluster, what its residuals are multiplied by: p × n with zeros elsewhere.
            var influences: [Matrix] = []
            for rows in trial.clusters.members {
                let own = v.selectingRows(rows).selectingColumns(rows)
                let free = spread.selectingRows(rows).selectingColumns(rows)
                let adjust: Matrix
                switch adjustment {
                case .cr2:
                    // The upper Cholesky factor D of V: A = Dᵀ(DSDᵀ)^(−½)D.
                    let upper = try Cholesky(own).lower.transposed
                    let middle = (upper * free).multiplied(by: upper, transposingRight: true)
                    let root = try SymmetricEigen(middle).mapped { 1 / $0.squareRoot() }
                    adjust = upper.multiplied(by: root * upper, transposingSelf: true)
                case .cr3:
                    // Solves (I − Hⱼⱼ)A = I by the normal equations.
                    let part = rest.selectingRows(rows).selectingColumns(rows)
                    let square = try Cholesky(part.crossProduct).inverse
                    adjust = square.multiplied(by: part, transposingRight: true)
                default: adjust = .identity(rows.count)
                }
                let weighted = x.selectingRows(rows).multiplied(
                    by: try Cholesky(own).inverse * adjust,
                    transposingSelf: true
                )
                let factor = bread * weighted
                let score = factor * rows.map { residuals[$0] }
                for i in 0..<3 {
                    for j in 0..<3 { covariance[i, j] += score[i] * score[j] }
                }
                influences.append(factor * rest.selectingRows(rows))
            }
            degrees = []
            for coefficient in 0..<3 {
                // Ω of the quadratic form in the errors, each entry pᵢᵀVpⱼ.
                let m = influences.count
                var omega = Matrix(rows: m, columns: m)
                for i in 0..<m {
                    for j in 0..<m {
                        let left = Matrix([influences[i].row(coefficient)])
                        let right = Matrix([influences[j].row(coefficient)])
                        omega[i, j] = (left * v).multiplied(by: right, transposingRight: true)[0, 0]
                    }
                }
                degrees.append(omega.trace * omega.trace / (omega * omega).trace)
            }
            for influence in influences {
                expectation =
                    expectation + (influence * v).multiplied(by: influence, transposingRight: true)
            }
        }
    }

    static func robust(_ model: Model, _ adjustment: ClusterAdjustment) throws -> (
        MultilevelFit, ClusterRobustFit
    ) {
        let fit = try model.fit()
        let robust = try fit.clusterRobust(
            outcome: trial.outcome,
            design: trial.design,
            terms: model.terms,
            adjustment: adjustment
        )
        return (fit, robust)
    }

    @Test(arguments: Model.allCases, [ClusterAdjustment.cr0, .cr2, .cr3])
    func crossProductsGiveWhatTheDefinitionGives(model: Model, adjustment: ClusterAdjustment) throws {
        let (fit, robust) = try Self.robust(model, adjustment)
        let dense = try Dense(model, fit, adjustment)
        expectClose(robust.covariance.elements, dense.covariance.elements, relative: 1e-8, "covariance")
        expectClose(try robust.tests().map(\.degreesOfFreedom), dense.degrees, relative: 1e-8, "df")
        #expect(robust.clusters == 8)
        #expect(robust.coefficients == fit.coefficients)
    }

    @Test(arguments: Model.allCases) func cr2IsUnbiasedWhereTheWorkingModelHolds(model: Model) throws {
        let dense = try Dense(model, try model.fit(), .cr2)
        expectClose(dense.expectation.elements, dense.bread.elements, relative: 1e-8, "E(V)")
    }

    @Test(arguments: ClusterAdjustment.allCases)
    func withoutVarianceBetweenSchoolsItIsThatOfLeastSquares(adjustment: ClusterAdjustment) throws {
        // The same values in every school: schools differ less than chance would make them.
        let outcome: [Double] = (0..<48).map { row in
            let nudge: Double = row % 9 == 0 ? 0.4 : 0
            return Double((row % 8) * 3 % 8) + nudge
        }
        let slope: [Double] = (0..<48).map { row in Double((row * 7) % 11 + row / 16) }
        let schools = Clusters((0..<48).map { $0 / 8 })
        let design = DesignMatrix(
            names: ["(Intercept)", "x"],
            matrix: Matrix(columns: [Array(repeating: 1, count: 48), slope])
        )
        let fit = try MultilevelFit.randomIntercept(outcome: outcome, design: design, clusters: schools)
        #expect(fit.components[0].estimate == 0)
        let robust = try fit.clusterRobust(
            outcome: outcome,
            design: design,
            terms: [RandomTerm("school", clusters: schools)],
            adjustment: adjustment
        )
        let plain = try LinearFit(outcome: outcome, design: design)
            .clusterRobust(schools, adjustment: adjustment)
        expectClose(robust.covariance.elements, plain.covariance.elements, relative: 1e-9, "\(adjustment)")
        expectClose(
            try robust.tests().map(\.degreesOfFreedom),
            try plain.tests().map(\.degreesOfFreedom),
            relative: 1e-8,
            "df"
        )
        let hypotheses = Matrix([[1, 0], [0, 1]])
        expectClose(
            try robust.jointTest(hypotheses).statistic,
            try plain.jointTest(hypotheses).statistic,
            relative: 1e-7
        )
    }

    @Test func clustersAboveTheModelsAreTaken() throws {
        // Pairs of schools as robust clusters: every random effect lies in one of them.
        let pairs = Clusters(Self.trial.schools.map { $0 / 2 })
        let fit = try Model.intercept.fit()
        let robust = try fit.clusterRobust(
            outcome: Self.trial.outcome,
            design: Self.trial.design,
            terms: Model.intercept.terms,
            clusters: pairs
        )
        #expect(robust.clusters == 4)
        #expect(robust.covariance != (try Self.robust(.intercept, .cr2).1.covariance))
    }

    @Test func aSchoolThatACoefficientAbsorbsLeavesTheOthers() throws {
        // An indicator of the last school fits its mean, which has no residual left in that direction.
        let trial = Self.trial
        let last = trial.schools.map { $0 == 7 ? 1.0 : 0 }
        let design = trial.design.joined(with: DesignMatrix(names: ["last"], matrix: Matrix(columns: [last])))
        let fit = try MultilevelFit.randomIntercept(
            outcome: trial.outcome,
            design: design,
            clusters: trial.clusters
        )
        let robust = try fit.clusterRobust(
            outcome: trial.outcome,
            design: design,
            terms: Model.intercept.terms
        )
        let tests = try robust.tests()
        #expect(tests.allSatisfy { $0.standardError.isFinite && $0.degreesOfFreedom.isFinite })
        #expect(tests[1].degreesOfFreedom > 3)
    }

    @Test func clustersThatDoNotHoldTheEffectsAreRefused() throws {
        let trial = Self.trial
        let fit = try Model.intercept.fit()
        let split = Clusters(trial.outcome.indices.map { $0 % 5 })
        #expect(throws: MultilevelError.notNested(row: 1)) {
            try fit.clusterRobust(
                outcome: trial.outcome,
                design: trial.design,
                terms: Model.intercept.terms,
                clusters: split
            )
        }
        #expect(throws: MultilevelError.tooFewClusters(level: "robust cluster", count: 1)) {
            try fit.clusterRobust(
                outcome: trial.outcome,
                design: trial.design,
                terms: Model.intercept.terms,
                clusters: Clusters(Array(repeating: 0, count: trial.outcome.count))
            )
        }
    }
}

/// `e2_lmm.json`, `cluster_robust_at_default_fit`: clubSandwich 0.5.8 `vcovCR` and `coef_test` of lme4 fits.
@Suite(.enabled(if: Reference.hasRealData)) struct RealMultilevelRobustTests {
    /// lme4's default fit is good to about seven digits of the variances, five where slopes vary.
    static func compare(_ name: String, relative: Double) throws {
        let reference = try Reference.real("e2_lmm.json").models[name]
        let (outcome, design, table) = try RealMultilevelTests.parts(reference)
        let fit: MultilevelFit
        let terms: [RandomTerm]
        if RealMultilevelTests.intercepts.contains(name) {
            let clusters = Clusters(try table.numbers(try #require(reference.cluster.string)))
            terms = [RandomTerm("school", clusters: clusters)]
            fit = try MultilevelFit.randomIntercept(outcome: outcome, design: design, clusters: clusters)
        } else {
            terms = try RealRandomTermTests.terms(name, reference, table)
            fit = try MultilevelFit.randomTerms(outcome: outcome, design: design, terms: terms)
        }
        let figures = reference.REML.cluster_robust_at_default_fit.array
        #expect(figures.count == 3)
        for expected in figures {
            let name = try #require(expected.type.string)
            let adjustment = try #require(ClusterAdjustment(rawValue: name))
            let tests = try fit.clusterRobust(
                outcome: outcome,
                design: design,
                terms: terms,
                adjustment: adjustment
            ).tests()
            let label = "\(reference.formula.string ?? "") \(adjustment)"
            expectClose(tests.map(\.standardError), expected.SE.numbers, relative: relative, label)
            expectClose(
                tests.map(\.degreesOfFreedom),
                expected.df_Satt.numbers,
                relative: relative,
                label + " df"
            )
        }
    }

    @Test(arguments: RealMultilevelTests.intercepts) func randomInterceptsAgree(name: String) throws {
        try Self.compare(name, relative: 1e-6)
    }

    @Test(arguments: RealRandomTermTests.cases) func slopesAndNestedLevelsAgree(name: String) throws {
        try Self.compare(name, relative: 1e-4)
    }
}
