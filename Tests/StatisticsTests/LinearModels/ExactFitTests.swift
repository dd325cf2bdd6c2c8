import Statistics
import Testing

/// Six clusters of ten rows, of which the first alone is at the reference level: the constant reproduces its mean, so every
/// score of the constant is zero but for rounding. The other coefficients are tested as ever.
@Suite struct ExactFitTests {
    static let clusters = Clusters((0..<60).map { "c\($0 / 10)" })
    static let design: DesignMatrix = {
        let levels: [Int] = (0..<60).map { $0 / 10 == 0 ? 0 : 1 + ($0 / 10) % 2 }
        let ones: [Double] = Array(repeating: 1, count: 60)
        let first: [Double] = levels.map { $0 == 1 ? 1 : 0 }
        let second: [Double] = levels.map { $0 == 2 ? 1 : 0 }
        return DesignMatrix(
            names: ["(Intercept)", "first", "second"],
            matrix: Matrix(columns: [ones, first, second])
        )
    }()

    static func outcome(shift: Double = 0, scale: Double = 1) -> [Double] {
        var generator = SeededGenerator(seed: 5)
        let effects: [Double] = (0..<6).map { _ in 0.5 * generator.normal() }
        return (0..<60).map { scale * (shift + effects[$0 / 10] + generator.normal()) }
    }

    @Test(arguments: [(0.0, 1.0), (1e3, 1.0), (1e6, 1.0), (0.0, 1e-9), (0.0, 1e9)])
    func whatTheModelReproducesHasNoRobustTest(shift: Double, scale: Double) throws {
        let fit = try LinearFit(outcome: Self.outcome(shift: shift, scale: scale), design: Self.design)
        for adjustment in ClusterAdjustment.allCases {
            let robust = try fit.clusterRobust(Self.clusters, adjustment: adjustment)
            let refused = LinearModelError.exactlyFitted(name: "(Intercept)")
            #expect(throws: refused, "\(adjustment)") { try robust.coefficientTest(at: 0) }
            #expect(throws: refused, "\(adjustment)") { try robust.tests() }
            #expect(throws: LinearModelError.untestable, "\(adjustment)") {
                try robust.jointTest(Matrix([[1, 0, 0], [0, 1, 0]]))
            }
            for place in 1...2 {
                let test = try robust.coefficientTest(at: place)
                #expect(test.standardError > 0.01 * scale && test.standardError < 10 * scale)
            }
        }
    }

    /// The difference of two clusters that have indicators of their own beside the constant of the others.
    @Test func aContrastOfTwoClustersIsRefused() throws {
        let ones: [Double] = Array(repeating: 1, count: 60)
        let first: [Double] = (0..<60).map { $0 / 10 == 0 ? 1 : 0 }
        let second: [Double] = (0..<60).map { $0 / 10 == 1 ? 1 : 0 }
        let design = DesignMatrix(
            names: ["(Intercept)", "first", "second"],
            matrix: Matrix(columns: [ones, first, second])
        )
        let robust = try LinearFit(outcome: Self.outcome(), design: design).clusterRobust(Self.clusters)
        #expect(throws: LinearModelError.exactlyFitted(name: "difference")) {
            try robust.contrast("difference", weights: [0, 1, -1])
        }
        #expect(throws: LinearModelError.untestable) {
            try robust.jointTest(Matrix([[0, 1, 0], [0, 0, 1]]))
        }
        #expect(try robust.tests().count == 3)
    }

    @Test(arguments: [ClusterAdjustment.cr0, .cr2])
    func soItIsInAMultilevelModel(adjustment: ClusterAdjustment) throws {
        let outcome = Self.outcome()
        let fit = try MultilevelFit.randomIntercept(
            outcome: outcome,
            design: Self.design,
            clusters: Self.clusters
        )
        let robust = try fit.clusterRobust(
            outcome: outcome,
            design: Self.design,
            terms: [RandomTerm("cluster", clusters: Self.clusters)],
            adjustment: adjustment
        )
        #expect(throws: LinearModelError.exactlyFitted(name: "(Intercept)")) {
            try robust.coefficientTest(at: 0)
        }
        #expect(try robust.coefficientTest(at: 1).standardError > 0.01)
    }

    @Test(arguments: RobustForm.allCases)
    func andInASynthesis(form: RobustForm) throws {
        let outcome = Self.outcome()
        let rows: [Int] = (0..<60).filter { $0 % 3 == 0 }
        let levels: [String] = rows.map { row in row < 10 ? "a" : row / 10 % 2 == 0 ? "b" : "c" }
        let fit = try MetaAnalysis.regression(
            effects: rows.map { outcome[$0] },
            // Alike: CR2 weighs the residuals of unlike rows so that their sum is not zero.
            variances: Array(repeating: 0.1, count: rows.count),
            moderators: [.factor(name: "level", values: levels)]
        )
        let refused = SynthesisError.undefined(
            what: "a robust test of intercept, which the model reproduces exactly"
        )
        #expect(throws: refused) { try fit.robust(form, clusters: rows.map { "c\($0 / 10)" }) }
        // Where clusters reach over levels there is something to test.
        let mixed = try fit.robust(form, clusters: rows.map { "c\($0 % 8)" })
        #expect(mixed.coefficients.allSatisfy { $0.standardError > 0.001 })
    }
}
