import Statistics
import Testing

/// Joint cluster-robust tests of a synthesis against clubSandwich, and one against one.
@Suite struct RobustJointTests {
    static func fit() throws -> (ThreeLevelMetaAnalysis, JSON) {
        let fixture = try Reference.fixture("robust-joint")
        let fit = try ThreeLevelMetaAnalysis.fit(
            effects: fixture.yi.numbers.compactMap(\.self),
            variances: fixture.vi.numbers.compactMap(\.self),
            clusters: fixture.cluster.array.compactMap(\.string),
            moderators: [
                .continuous(name: "x", values: fixture.x.numbers.compactMap(\.self)),
                .factor(name: "subject", values: fixture.subject.array.compactMap(\.string)),
            ]
        )
        return (fit, fixture)
    }

    @Test(arguments: 0..<3) func agreesWithClubSandwich(_ index: Int) throws {
        let (fit, fixture) = try Self.fit()
        let reference = fixture.tests[index]
        let test = try fit.robust().jointTest(
            columns: reference.columns.numbers.compactMap { $0.map(Int.init) }
        )
        // metafor's optimiser stops at about six digits of the variances.
        expectClose(test.statistic, try #require(reference.F.number), relative: 1e-5)
        expectClose(test.degreesOfFreedom, try #require(reference.df1.number), relative: 1e-12)
        expectClose(
            try #require(test.denominatorDegreesOfFreedom),
            try #require(reference.df2.number),
            relative: 1e-5
        )
        expectClose(test.pValue, try #require(reference.p.number), relative: 1e-4)
    }

    @Test func oneHypothesisIsTheSquareOfItsTest() throws {
        let robust = try Self.fit().0.robust()
        for column in 0..<robust.coefficients.count {
            let row = robust.coefficients[column]
            let test = try robust.jointTest(columns: [column])
            expectClose(test.statistic, row.statistic * row.statistic, relative: 1e-8)
            expectClose(
                try #require(test.denominatorDegreesOfFreedom),
                try #require(row.degreesOfFreedom),
                relative: 1e-8
            )
            expectClose(test.pValue, row.pValue, relative: 1e-8)
        }
    }

    @Test func theOrderOfHypothesesDoesNotMatter() throws {
        let robust = try Self.fit().0.robust()
        let forward = try robust.jointTest(columns: [1, 2, 3])
        let backward = try robust.jointTest(columns: [3, 1, 2])
        expectClose(forward.statistic, backward.statistic, relative: 1e-9)
        expectClose(forward.pValue, backward.pValue, relative: 1e-9)
    }

    @Test func repeatedHypothesesAreRefused() throws {
        let robust = try Self.fit().0.robust()
        #expect(throws: SynthesisError.self) { try robust.jointTest(columns: [1, 1]) }
        #expect(throws: SynthesisError.emptyDesign) { try robust.jointTest(columns: []) }
        #expect(throws: SynthesisError.emptyDesign) { try robust.jointTest(columns: [9]) }
    }

    @Test func clustersThatCannotCarryTheModelAreRefused() throws {
        #expect(throws: SynthesisError.tooFewClusters(found: 2, needed: 3)) {
            try ThreeLevelMetaAnalysis.fit(
                effects: [0.1, 0.2, 0.4, 0.3],
                variances: [0.1, 0.1, 0.1, 0.1],
                clusters: ["a", "a", "b", "b"],
                moderators: [.continuous(name: "m", values: [1, 1, 2, 2])]
            )
        }
    }
}
