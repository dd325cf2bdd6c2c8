import Statistics
import Testing

@testable import Trials

@Suite("A trial allocated by minimisation")
struct MinimisedAnalysisTests {
    /// Region, phase and size of 24 schools: of twelve combinations most occur.
    private static let levels: [[String]] = (0..<24).map { school in
        [
            ["north", "south", "west"][school * school % 7 % 3],
            (school / 2) % 2 == 0 ? "primary" : "secondary",
            (school / 3) % 2 == 0 ? "small" : "large",
        ]
    }

    private func data(
        _ levels: [[String]] = levels,
        model: PrimaryModel = .schoolIntercept,
        seed: UInt64 = 5
    ) throws -> TrialData {
        var simulated = SimulatedTrial()
        simulated.schools = levels.count
        simulated.strata = 0
        simulated.model = model
        simulated.missing = 0.03
        simulated.seed = seed
        let plain = try simulated.data()
        let names = Set(levels.map { $0.joined(separator: " / ") }).sorted()
        let places = levels.map { names.firstIndex(of: $0.joined(separator: " / ")) ?? 0 }
        var plan = plain.plan
        plan.strata = names
        plan.minimisation = MinimisationPlan(
            factors: levels[0].indices.map { factor in
                .init(
                    name: "factor \(factor)",
                    levels: names.map { $0.split(separator: " / ").map(String.init)[factor] }
                )
            },
            shares: [1, 1]
        )
        return try plain.changing(plan: plan) { pupils in
            pupils.stratum = pupils.school.map { places[$0] }
        }
    }

    @Test("has the main effect of each factor in its model, not one column for every combination")
    func mainEffects() throws {
        let data = try data()
        let rows = (0..<data.pupils.count).filter {
            !data.pupils.outcome[$0].isNaN && !data.pupils.baseline[$0].isNaN
        }
        let level = { (row: Int, factor: Int) in Self.levels[data.pupils.school[row]][factor] }
        let has = { (factor: Int, name: String) -> [Double] in rows.map { level($0, factor) == name ? 1 : 0 }
        }
        let expected = try IntentionToTreat(
            outcome: rows.map { data.pupils.outcome[$0] },
            treatment: rows.map { Double(data.pupils.arm[$0]) },
            covariates: DesignMatrix(
                names: ["baseline", "south", "west", "secondary", "small"],
                matrix: Matrix(columns: [
                    rows.map { data.pupils.baseline[$0] }, has(0, "south"), has(0, "west"),
                    has(1, "secondary"),
                    has(2, "small"),
                ])
            ),
            clusters: Clusters(rows.map { data.pupils.school[$0] })
        )
        let analysis = try data.analysed()
        let primary = analysis.primary
        #expect(isClose(primary.difference.estimate, expected.difference.estimate))
        #expect(isClose(primary.difference.standardError, expected.difference.standardError))
        #expect(isClose(primary.difference.degreesOfFreedom ?? 0, expected.difference.degreesOfFreedom, 1e-6))
        #expect(data.plan.stratumCoefficients == 4 && data.plan.strata.count > 8)
        let test = try #require(analysis.allocationTest.value)
        #expect(test.statistic == .model && test.permutations == 199)
        // Exchanged within combinations, of which most hold two schools or one, it would be another test.
        var exchanged = data.plan
        exchanged.minimisation = nil
        let other = try data.changing(plan: exchanged).analysed().allocationTest.value
        #expect(other?.pValue != test.pValue)
    }

    @Test("gives the same digits whatever the order of rows, and from the sums that are kept")
    func repeated() throws {
        let data = try data()
        let analysis = try data.analysed()
        let shuffled = try data.shuffled(seed: 3).analysed()
        #expect(shuffled.primary == analysis.primary && shuffled.allocationTest == analysis.allocationTest)
        let again = try TrialAnalysis.repeated(SufficientStatistics(data))
        #expect(isClose(again.primary.effect.g, analysis.primary.effect.g))
        #expect(again.allocationTest.value?.pValue == analysis.allocationTest.value?.pValue)
    }

    @Test("leaves out of its model what an earlier factor says already")
    func determined() throws {
        // Every school in the west is secondary and large, and no other is large.
        let levels = (0..<24).map { school in
            school % 3 == 0
                ? ["west", "secondary", "large"]
                : [school % 3 == 1 ? "north" : "south", school % 4 < 2 ? "primary" : "secondary", "small"]
        }
        let data = try data(levels)
        let frame = ModelFrame(AnalysisTable(data), arm: 1, rows: AnalysisTable(data).analysed(arm: 1))
        #expect(
            frame.stratumColumns.map(\.name) == ["factor 0 south", "factor 0 west", "factor 1 secondary"]
        )
        #expect(try data.analysed().primary.difference.estimate.isFinite)
    }

    @Test("is refused where its factors do not fit its strata or its arms")
    func refusals() throws {
        let data = try data()
        for change: (inout MinimisationPlan) -> Void in [
            { $0.factors[0].levels.removeLast() }, { $0.shares = [1] }, { $0.factors = [] },
        ] {
            var plan = data.plan
            if var minimisation = plan.minimisation {
                change(&minimisation)
                plan.minimisation = minimisation
            }
            #expect(throws: TrialDataError.unusablePlan("minimisation")) { try data.changing(plan: plan) }
        }
    }
}
