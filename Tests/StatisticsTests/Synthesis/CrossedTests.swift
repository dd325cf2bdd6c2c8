import Statistics
import Testing

/// Crossed levels against metafor, and nested ones against the three-level model.
@Suite struct CrossedTests {
    struct Data {
        let fixture: JSON
        let effects: [Double]
        let variances: [Double]
        let study: HeterogeneityLevel
        let test: HeterogeneityLevel
        let row: HeterogeneityLevel

        init() throws {
            fixture = try Reference.fixture("crossed")
            effects = fixture.effects.numbers.compactMap(\.self)
            variances = fixture.variances.numbers.compactMap(\.self)
            study = HeterogeneityLevel("study", groups: fixture.study.array.compactMap(\.string))
            test = HeterogeneityLevel("test", groups: fixture.test.array.compactMap(\.string))
            row = HeterogeneityLevel("row", groups: effects.indices.map { "\($0)" })
        }
    }

    @Test(arguments: ["reml", "ml", "slope"]) func agreesWithMetafor(_ name: String) throws {
        let data = try Data()
        let reference = data.fixture.fits[name]
        let slope = Moderator.continuous(name: "x", values: data.fixture.x.numbers.compactMap(\.self))
        let fit = try CrossedMetaAnalysis.fit(
            effects: data.effects,
            variances: data.variances,
            levels: name == "slope" ? [data.study, data.test] : [data.study, data.test, data.row],
            moderators: name == "slope" ? [slope] : [],
            restricted: name != "ml"
        )
        // Where metafor stops short of the maximum, ours must be at least as high.
        let likelihood = try #require(reference.ll.number)
        #expect(fit.logLikelihood >= likelihood - 1e-9)
        expectClose(fit.logLikelihood, likelihood, relative: 1e-7)
        for (component, expected) in zip(fit.components, reference.sigma2.numbers) {
            expectClose(component.variance, expected ?? .nan, relative: 2e-4, floor: 1e-6, component.level)
        }
        for (index, row) in fit.coefficients.enumerated() {
            expectClose(row.estimate, reference.b.numbers[index] ?? .nan, relative: 1e-4)
            expectClose(row.standardError, reference.se.numbers[index] ?? .nan, relative: 1e-4)
        }
    }

    @Test(arguments: [true, false]) func nestedLevelsAreTheThreeLevelModel(_ restricted: Bool) throws {
        let data = try Data()
        let crossed = try CrossedMetaAnalysis.fit(
            effects: data.effects,
            variances: data.variances,
            levels: [data.study, data.row],
            restricted: restricted
        )
        let nested = try ThreeLevelMetaAnalysis.fit(
            effects: data.effects,
            variances: data.variances,
            clusters: data.study.groups,
            restricted: restricted
        )
        expectClose(crossed.logLikelihood, nested.logLikelihood, relative: 1e-11)
        expectClose(crossed.coefficients[0].estimate, nested.pooled.estimate, relative: 1e-8)
        expectClose(crossed.coefficients[0].standardError, nested.pooled.standardError, relative: 1e-8)
        for (left, right) in zip(crossed.components, nested.components) {
            expectClose(left.variance, right.variance, relative: 1e-7)
            if let error = right.standardError {
                expectClose(try #require(left.standardError), error, relative: 1e-6)
            }
        }
    }

    @Test func oneLevelOfSingleRowsIsTheRandomEffectsModel() throws {
        let data = try Data()
        let crossed = try CrossedMetaAnalysis.fit(
            effects: data.effects,
            variances: data.variances,
            levels: [data.row]
        )
        let plain = try MetaAnalysis.randomEffects(effects: data.effects, variances: data.variances)
        expectClose(crossed.components[0].variance, plain.betweenStudyVariance, relative: 1e-8)
        expectClose(crossed.coefficients[0].estimate, plain.pooled.estimate, relative: 1e-9)
        expectClose(crossed.logLikelihood, try plain.logLikelihood(), relative: 1e-11)
    }

    @Test func theOrderOfLevelsDoesNotMatter() throws {
        let data = try Data()
        func fit(_ levels: [HeterogeneityLevel]) throws -> CrossedMetaAnalysis {
            try CrossedMetaAnalysis.fit(effects: data.effects, variances: data.variances, levels: levels)
        }
        let one = try fit([data.study, data.test, data.row])
        let two = try fit([data.row, data.test, data.study])
        expectClose(one.logLikelihood, two.logLikelihood, relative: 1e-11)
        for (left, right) in zip(one.components, two.components.reversed()) {
            expectClose(left.variance, right.variance, relative: 1e-6, floor: 1e-9)
        }
    }

    @Test func levelsThatCannotBeToldApartAreRefused() throws {
        let data = try Data()
        let same = HeterogeneityLevel("copy", groups: data.study.groups.map { "x" + $0 })
        let single = HeterogeneityLevel("one", groups: data.effects.map { _ in "a" })
        #expect(
            throws: SynthesisError.undefined(what: "the variance of copy: another level has the same groups")
        ) {
            try CrossedMetaAnalysis.fit(
                effects: data.effects,
                variances: data.variances,
                levels: [data.study, same]
            )
        }
        #expect(throws: SynthesisError.tooFewClusters(found: 1, needed: 2)) {
            try CrossedMetaAnalysis.fit(effects: data.effects, variances: data.variances, levels: [single])
        }
        #expect(throws: SynthesisError.emptyDesign) {
            try CrossedMetaAnalysis.fit(effects: data.effects, variances: data.variances, levels: [])
        }
    }
}
