import Statistics
import Testing

@testable import Trials

@Suite("The analysis of a trial")
struct TrialAnalysisTests {
    @Test("A cluster trial's result is that of the library's intention-to-treat analysis")
    func agreesWithLibrary() throws {
        let data = try SimulatedTrial().data()
        let analysis = try TrialAnalysis.analysed(data)
        let pupils = data.pupils
        let strata: [Double] = pupils.stratum.map { Double($0) }
        let trial = try IntentionToTreat(
            outcome: pupils.outcome,
            treatment: pupils.arm.map { Double($0) },
            covariates: DesignMatrix(
                names: ["baseline", "stratum"],
                matrix: Matrix(columns: [pupils.baseline, strata])
            ),
            clusters: Clusters(pupils.school)
        )
        let primary = analysis.primary
        #expect(isClose(primary.difference.estimate, trial.difference.estimate))
        #expect(isClose(primary.difference.pValue, trial.difference.pValue, 1e-7))
        #expect(isClose(primary.effect.g, trial.effectSize.hedgesG))
        #expect(isClose(primary.effect.standardError, trial.effectSize.standardError, 1e-8))
        #expect(isClose(primary.effect.lower, trial.effectSize.lower, 1e-7))
        #expect(isClose(try #require(primary.unadjusted).estimate, trial.unadjusted.estimate))
        #expect(primary.treated == 240 && primary.control == 240)
        #expect(primary.effect.lower < 0.3 && primary.effect.upper > 0.3)
    }

    @Test("The subgroup of eligible pupils is that of the library")
    func subgroupAgrees() throws {
        let data = try SimulatedTrial(fsmExtra: 0.5).data()
        let fsm = try #require(try TrialAnalysis.analysed(data).fsm.value)
        let pupils = data.pupils
        let meals: [Double] = pupils.isFSM.map { $0 == true ? 1 : 0 }
        let strata: [Double] = pupils.stratum.map { Double($0) }
        let library = try SubgroupEffect(
            outcome: pupils.outcome,
            treatment: pupils.arm.map { Double($0) },
            subgroup: meals,
            covariates: DesignMatrix(
                names: ["baseline", "stratum"],
                matrix: Matrix(columns: [pupils.baseline, strata])
            ),
            clusters: Clusters(pupils.school)
        )
        #expect(isClose(fsm.interaction.estimate, library.interaction.estimate))
        #expect(isClose(fsm.interactionEffect.g, library.interactionEffectSize.hedgesG))
        #expect(isClose(fsm.eligible.effect.g, library.inside.effectSize.hedgesG))
        #expect(isClose(fsm.others.effect.upper, library.outside.effectSize.upper, 1e-7))
        #expect(fsm.eligible.treated + fsm.others.treated == 240)
    }

    @Test("The order of rows changes no digit")
    func orderIsOfNoAccount() throws {
        let data = try SimulatedTrial(missing: 0.1, compliance: 0.8).data()
        let analysis = try TrialAnalysis.analysed(data)
        #expect(try TrialAnalysis.analysed(data.shuffled(seed: 4)) == analysis)
    }

    @Test("Adding to every outcome moves no difference; stretching the scale moves no effect size")
    func invariances() throws {
        let data = try SimulatedTrial().data()
        let analysis = try TrialAnalysis.analysed(data).primary
        let moved = try data.changing { $0.outcome = $0.outcome.map { $0 + 40 } }
        let stretched = try data.changing { $0.outcome = $0.outcome.map { $0 * 3 } }
        let first = try TrialAnalysis.analysed(moved).primary
        let second = try TrialAnalysis.analysed(stretched).primary
        #expect(isClose(first.difference.estimate, analysis.difference.estimate, 1e-8))
        #expect(isClose(second.effect.g, analysis.effect.g, 1e-8))
        #expect(isClose(second.difference.estimate, 3 * analysis.difference.estimate, 1e-8))
    }

    @Test("Indicators of schools give what least squares with a column for each school gives")
    func schoolIndicators() throws {
        let simulated = SimulatedTrial(unit: .pupil, model: .schoolIndicators, schools: 6, strata: 0)
        let data = try simulated.data()
        let primary = try TrialAnalysis.analysed(data).primary
        let pupils = data.pupils
        var names = ["(Intercept)", "treatment", "baseline"]
        var columns: [[Double]] = [
            pupils.outcome.map { _ in 1 }, pupils.arm.map { Double($0) }, pupils.baseline,
        ]
        for school in 1..<6 {
            names.append("school \(school)")
            columns.append(pupils.school.map { $0 == school ? 1 : 0 })
        }
        let fit = try LinearFit(
            outcome: pupils.outcome,
            design: DesignMatrix(names: names, matrix: Matrix(columns: columns))
        )
        let test = try fit.tests()[1]
        #expect(isClose(primary.difference.estimate, test.estimate))
        #expect(isClose(primary.difference.standardError, test.standardError))
        #expect(primary.difference.degreesOfFreedom == test.degreesOfFreedom)
        #expect(isClose(primary.difference.pValue, test.pValue, 1e-8))
    }

    @Test(
        "Every design of the templates is analysed",
        arguments: [
            (AllocatedUnit.pupil, PrimaryModel.schoolIntercept), (.pupil, .individual),
            (.pupil, .schoolIndicators), (.classGroup, .classIntercept), (.classGroup, .classInSchool),
            (.school, .schoolIntercept), (.school, .classInSchool),
        ]
    )
    func designs(unit: AllocatedUnit, model: PrimaryModel) throws {
        var trial = SimulatedTrial(unit: unit, model: model, schools: 12, missing: 0.1, compliance: 0.7)
        trial.pupilsPerSchool = 16
        if unit != .school { trial.strata = 1 }
        let analysis = try TrialAnalysis.analysed(trial.data())
        #expect(analysis.primary.effect.lower < analysis.primary.effect.g)
        #expect(analysis.primary.effect.g < analysis.primary.effect.upper)
        #expect(analysis.fsm.value != nil)
        #expect(analysis.complier.value != nil)
        #expect(analysis.missing.value?.imputations == 5)
        #expect(analysis.allocationTest.value?.permutations == 199)
        #expect(analysis.leaveOneOut.value?.count == 12)
        #expect(analysis.residuals.value?.quantiles.count == 21)
        #expect(analysis.precision.asAnalysed ?? 9 < 2)
        #expect((analysis.primary.outcomeICC == nil) == (model == .individual))
    }

    @Test("Each arm of several is compared with control, and Holm's rule raises the p values")
    func severalArms() throws {
        var trial = SimulatedTrial(arms: ["Usual", "Pairs", "Pairs and talk"])
        trial.schools = 30
        let analysis = try TrialAnalysis.analysed(trial.data())
        #expect(analysis.comparisons.map(\.arm) == [1, 2])
        let sorted = analysis.comparisons.sorted { $0.difference.pValue < $1.difference.pValue }
        #expect(isClose(sorted[0].adjustedPValue, min(1, 2 * sorted[0].difference.pValue)))
        #expect(sorted[1].adjustedPValue >= sorted[1].difference.pValue)
        #expect(analysis.primary.arm == 1)
    }

    @Test("Nothing is told of arms where one has no outcome")
    func noOutcomes() throws {
        let data = try SimulatedTrial(schools: 6).data().changing { pupils in
            for row in 0..<pupils.count where pupils.arm[row] == 1 { pupils.outcome[row] = .nan }
        }
        #expect(throws: TrialError.tooFewUnits(arm: "Paired reading", count: 0)) {
            try TrialAnalysis.analysed(data)
        }
    }

    @Test("Parts are told in order, each once")
    func steps() throws {
        var steps: [TrialAnalysis.Step] = []
        _ = try TrialAnalysis.analysed(SimulatedTrial(schools: 6).data()) { steps.append($0) }
        #expect(steps == TrialAnalysis.Step.allCases)
    }

    @Test("Columns that do not fit the plan are refused")
    func faultyData() throws {
        let data = try SimulatedTrial(schools: 6).data()
        #expect(throws: TrialDataError.unequalColumns) { try data.changing { $0.arm.removeLast() } }
        #expect(throws: TrialDataError.unknownArm(row: 3)) { try data.changing { $0.arm[3] = 2 } }
        #expect(throws: TrialDataError.unknownSchool(row: 0)) { try data.changing { $0.school[0] = 6 } }
        #expect(throws: TrialDataError.unknownStratum(row: 1)) { try data.changing { $0.stratum[1] = 2 } }
        #expect(throws: TrialDataError.armDiffersFromSchool(row: 0)) { try data.changing { $0.arm[0] = 1 } }
        #expect(throws: TrialDataError.notFinite(row: 5)) { try data.changing { $0.outcome[5] = .infinity } }
        var plan = data.plan
        plan.primaryArm = 0
        #expect(throws: TrialDataError.unusablePlan("arms")) { try data.changing(plan: plan) }
    }
}
