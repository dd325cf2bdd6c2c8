import Statistics
import Testing

/// Crossed levels of three shapes, balanced, sparse and with a variance of zero, in a synthesis against metafor and in a
/// multilevel model against lme4.
@Suite struct CrossedShapeTests {
    struct Data {
        let fit: JSON
        let isRestricted: Bool
        let first: [String]
        let second: [String]
        let slope: [Double]
        private let columns: JSON

        init(_ index: Int) throws {
            let fixture = try Reference.fixture("crossed-shapes")
            fit = fixture.fits[index]
            isRestricted = (fit.restricted.value as? Bool) == true
            columns = fixture.data[try #require(fit.shape.string)]
            first = columns.a.array.compactMap(\.string)
            second = columns.b.array.compactMap(\.string)
            slope = columns.x.numbers.compactMap(\.self)
        }

        func column(_ name: String) -> [Double] { columns[name].numbers.compactMap(\.self) }
    }

    @Test(arguments: 0..<6) func agreesWithMetafor(_ index: Int) throws {
        let data = try Data(index)
        let reference = data.fit.meta
        let fit = try CrossedMetaAnalysis.fit(
            effects: data.column("effects"),
            variances: data.column("variances"),
            levels: [
                HeterogeneityLevel("a", groups: data.first), HeterogeneityLevel("b", groups: data.second),
            ],
            moderators: [.continuous(name: "x", values: data.slope)],
            restricted: data.isRestricted
        )
        expectClose(fit.logLikelihood, try #require(reference.ll.number), relative: 1e-10)
        let variances: [Double] = fit.components.map(\.variance)
        expectClose(variances, reference.sigma2.numbers, relative: 1e-6, floor: 1e-9, "variances")
        expectClose(fit.coefficients.map(\.estimate), reference.b.numbers, relative: 1e-7, "b")
        expectClose(fit.coefficients.map(\.standardError), reference.se.numbers, relative: 1e-6, "se")
        if data.fit.shape.string == "zero" {
            #expect(variances[1] == 0)
            #expect(fit.components[1].standardError == nil)
        }
    }

    @Test(arguments: 0..<6) func agreesWithLme4(_ index: Int) throws {
        let data = try Data(index)
        let reference = data.fit.lmer
        let ones: [Double] = data.slope.map { _ in 1 }
        let fit = try MultilevelFit.randomTerms(
            outcome: data.column("outcome"),
            design: DesignMatrix(
                names: ["(Intercept)", "x"],
                matrix: Matrix(columns: [ones, data.slope])
            ),
            terms: [
                RandomTerm("a", clusters: Clusters(data.first)),
                RandomTerm("b", clusters: Clusters(data.second)),
            ],
            estimator: data.isRestricted ? .restrictedMaximumLikelihood : .maximumLikelihood
        )
        expectClose(fit.logLikelihood, try #require(reference.ll.number), relative: 1e-9)
        let variances: [Double] = fit.components.map(\.estimate)
        expectClose(variances, reference.variances.numbers, relative: 2e-6, floor: 1e-9, "variances")
        let tests = try fit.tests()
        expectClose(tests.map(\.estimate), reference.b.numbers, relative: 1e-7, "b")
        expectClose(tests.map(\.standardError), reference.se.numbers, relative: 1e-6, "se")
        let isZero: Bool = data.fit.shape.string == "zero"
        #expect(fit.boundary == (isZero ? ["b"] : []))
        // On the boundary lmerTest takes another information.
        guard !isZero, data.isRestricted else { return }
        expectClose(tests.map(\.degreesOfFreedom), reference.df.numbers, relative: 1e-3, "df")
    }
}
