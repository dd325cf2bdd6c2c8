import Statistics
import Testing

@testable import Trials

@Suite("The other analyses of a trial")
struct SecondaryAnalysisTests {
    @Test("Where all received it there is no other effect than that of the offer")
    func fullCompliance() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedTrial(schools: 8, compliance: 1).data())
        guard case .left(let why) = analysis.complier else {
            Issue.record("an effect of receiving it was estimated")
            return
        }
        #expect(why.contains("that of the offer"))
    }

    @Test("Where half receive it, those who do gain about twice what the offer gains")
    func halfCompliance() throws {
        let data = try SimulatedTrial(schools: 40, pupilsPerSchool: 16, effect: 0.6, compliance: 0.5).data()
        let analysis = try TrialAnalysis.analysed(data)
        let complier = try #require(analysis.complier.value)
        let ratio = complier.effect.g / analysis.primary.effect.g
        #expect(ratio > 1.6 && ratio < 2.6)
        #expect(complier.firstStageF > 100)
    }

    @Test("No complier effect is asked for without a threshold")
    func noThreshold() throws {
        #expect(try TrialAnalysis.analysed(SimulatedTrial(schools: 8).data()).complier == .notPlanned)
    }

    @Test("Up to 5 % missing nothing is imputed; above it everything is")
    func threshold() throws {
        let little = try TrialAnalysis.analysed(SimulatedTrial(missing: 0.02).data())
        guard case .left = little.missing else {
            Issue.record("imputed although only 2 % are missing")
            return
        }
        let much = try TrialAnalysis.analysed(SimulatedTrial(missing: 0.15, missingBaseline: 0.05).data())
        let missing = try #require(much.missing.value)
        #expect(missing.share > 0.1 && missing.share < 0.3)
        #expect(missing.shifts.map(\.amount) == [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3])
        let effects = missing.shifts.map(\.effect.g)
        #expect(effects == effects.sorted())
        #expect(effects[2] < missing.effect.g && missing.effect.g < effects[3])
    }

    @Test("A shift of the missing moves the result by the shift times their share in the arm")
    func shift() throws {
        let trial = SimulatedTrial(model: .individual, strata: 1, missing: 0.2)
        let data = try trial.data()
        let analysis = try TrialAnalysis.analysed(data)
        let missing = try #require(analysis.missing.value)
        let treated = data.pupils.arm.indices.filter { data.pupils.arm[$0] == 1 }
        let share = Double(treated.count { data.pupils.outcome[$0].isNaN }) / Double(treated.count)
        let moved = missing.shifts[5].effect.g - missing.effect.g
        #expect((moved - 0.3 * share).magnitude < 0.02)
    }

    @Test("Under no effect the permutation p agrees with the model's")
    func permutation() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedTrial(effect: 0, seed: 9).data())
        let test = try #require(analysis.allocationTest.value)
        #expect((test.pValue - analysis.primary.difference.pValue).magnitude < 0.15)
        #expect(test.statistic == .model)
    }

    @Test("With many pairs the draw is repeated on means of residuals")
    func manyPairs() throws {
        var trial = SimulatedTrial(schools: 60, pupilsPerSchool: 10, strata: 30, effect: 0.8)
        trial.icc = 0.05
        let analysis = try TrialAnalysis.analysed(trial.data())
        let test = try #require(analysis.allocationTest.value)
        #expect(test.statistic == .residualMeans)
        #expect(test.pValue < 0.02)
    }

    @Test("Where schools are the strata, missing scores are imputed and the draw is repeated all the same")
    func schoolsAsStrata() throws {
        let trial = SimulatedTrial(
            unit: .pupil,
            model: .schoolIndicators,
            schools: 12,
            strata: 12,
            missing: 0.1
        )
        let analysis = try TrialAnalysis.analysed(trial.data())
        let missing = try #require(analysis.missing.value)
        #expect((missing.effect.g - analysis.primary.effect.g).magnitude < 0.1)
        let test = try #require(analysis.allocationTest.value)
        #expect(test.statistic == .model && test.permutations == 199)
        #expect((test.pValue - analysis.primary.difference.pValue).magnitude < 0.15)
    }

    @Test("One odd school shows when it is left out")
    func oddSchool() throws {
        let data = try SimulatedTrial().data().changing { pupils in
            for row in 0..<pupils.count where pupils.school[row] == 3 { pupils.outcome[row] += 60 }
        }
        let left = try #require(try TrialAnalysis.analysed(data).leaveOneOut.value)
        let odd = try #require(left.first { $0.school == 3 })
        let rest = left.filter { $0.school != 3 }.map(\.g)
        let nearest = rest.map { ($0 - odd.g).magnitude }.min() ?? 0
        #expect(nearest > 0.1)
    }

    @Test("Classes in schools: without a school the result is that of the pupils of the others")
    func leavingOutOfClasses() throws {
        let trial = SimulatedTrial(unit: .classGroup, model: .classInSchool, schools: 8, strata: 1, icc: 0.3)
        let whole = try trial.data()
        let analysis = try TrialAnalysis.analysed(whole)
        let left = try #require(analysis.leaveOneOut.value)
        #expect(left.map(\.school) == Array(0..<8))
        let scale: Double = analysis.primary.effect.g / analysis.primary.difference.estimate
        for one in left.prefix(3) {
            let rest = try whole.changing { pupils in
                pupils = pupils.picking(pupils.school.indices.filter { pupils.school[$0] != one.school })
            }
            let alone = try TrialAnalysis.analysed(rest).primary.difference
            #expect(isClose(one.g, alone.estimate * scale, 1e-8))
        }
    }

    @Test("Where no school can be left out nothing is said of leaving one out")
    func noSchoolToLeaveOut() throws {
        // Four schools carry a constant, treatment and a stratum; three do not.
        let analysis = try TrialAnalysis.analysed(SimulatedTrial(schools: 4).data())
        #expect(analysis.leaveOneOut.reason == "With any one school left out nothing can be estimated.")
        let words = try CutOffAnalysisTests.words(TrialReport(analysis, cost: nil, isForEveryone: false))
        #expect(!words.support.contains { $0.hasPrefix("Leaving out") })
    }

    @Test("Schools without which nothing can be estimated are said beside the range of the others")
    func indispensable() throws {
        let whole = try SimulatedTrial().data()
        let only = try #require(whole.pupils.school.indices.first { whole.pupils.arm[$0] == 1 })
        let school = whole.pupils.school[only]
        let data = try whole.changing { pupils in
            pupils = pupils.picking(
                pupils.school.indices.filter { pupils.arm[$0] == 0 || pupils.school[$0] == school }
            )
        }
        let analysis = try TrialAnalysis.analysed(data)
        let left = try #require(analysis.leaveOneOut.value)
        #expect(!left.contains { $0.school == school })
        #expect(analysis.schoolsCompared == Set(data.pupils.school).count)
        let report = TrialReport(analysis, cost: nil, isForEveryone: false)
        let shown = try #require(report.leaveOneOut.value)
        #expect(shown.indispensable == Set(data.pupils.school).count - left.count)
        let words = try CutOffAnalysisTests.words(report).support
        let line = try #require(words.first { $0.hasPrefix("Leaving out") })
        #expect(line.hasPrefix("Leaving out any one of \(left.count) schools, the result lies between "))
        #expect(line.hasSuffix("nothing can be estimated."))
        let all = try TrialAnalysis.analysed(whole)
        #expect(all.schoolsCompared == 20 && all.leaveOneOut.value?.count == 20)
    }

    @Test("A ceiling is seen, by the scale's own end")
    func ceiling() throws {
        var trial = SimulatedTrial()
        trial.effect = 0
        var plan = trial.plan
        plan.outcome.lowest = 0
        plan.outcome.highest = 105
        let data = try trial.data().changing(plan: plan) { $0.outcome = $0.outcome.map { min($0, 105) } }
        let analysis = try TrialAnalysis.analysed(data)
        let scale = try #require(analysis.scales.first)
        #expect(scale.ceiling > 0.2 && scale.isConcern)
        #expect(scale.floor == 0)
        #expect(scale.skewness < 0)
    }

    @Test("Residual quantiles leave ten pupils beyond each end")
    func residuals() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedTrial(schools: 10, pupilsPerSchool: 20).data())
        let check = try #require(analysis.residuals.value)
        #expect(isClose(check.quantiles[0].expected, try StandardNormal().quantile(0.05), 1e-9))
        #expect(check.bands.map(\.pupils).reduce(0, +) == 200)
        #expect(check.quantiles.map(\.found) == check.quantiles.map(\.found).sorted())
    }

    @Test(
        "Cost is spread over three years",
        arguments: [
            (30_000, 0, 100, 100), (0, 30_000, 100, 300), (30_000, 30_000, 100, 400), (1, 0, 2, 0),
            (3, 0, 2, 1),
        ]
    )
    func cost(once: Int, yearly: Int, pupils: Int, pence: Int) throws {
        let items = [
            CostPerPupil.Item(name: "Books", isYearly: false, pence: once),
            CostPerPupil.Item(name: "Cover", isYearly: true, pence: yearly),
        ]
        #expect(try #require(CostPerPupil(items: items, pupils: pupils)).pence == pence)
        #expect(CostPerPupil(items: [], pupils: 3) == nil)
        #expect(CostPerPupil(items: items, pupils: 0) == nil)
    }

    @Test("The detectable effect at randomisation is that of the planning formula")
    func precision() throws {
        var trial = SimulatedTrial(schools: 40, pupilsPerSchool: 25, strata: 1)
        trial.icc = 0.15
        let precision = try TrialAnalysis.analysed(trial.data()).precision
        // DOMAIN: 0.28 with 40 schools of 25, ICC 0.15 and R² 0.5 at both levels.
        #expect(((precision.asRandomised ?? 0) - 0.28).magnitude < 0.01)
    }
}
