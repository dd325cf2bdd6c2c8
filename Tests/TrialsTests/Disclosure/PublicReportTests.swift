import Foundation
import Statistics
import Testing

@testable import Trials

@Suite("What of a trial may be public")
struct PublicReportTests {
    @Test("Small arms, and arms of two schools, have no public figures")
    func tooSmall() throws {
        var trial = SimulatedTrial(schools: 4, pupilsPerSchool: 24, strata: 1)
        #expect(Disclosure.refusal(try TrialAnalysis.analysed(trial.data())) != nil)
        trial.schools = 6
        #expect(Disclosure.refusal(try TrialAnalysis.analysed(trial.data())) == nil)
        trial.pupilsPerSchool = 3
        #expect(Disclosure.refusal(try TrialAnalysis.analysed(trial.data())) != nil)
        var within = SimulatedTrial(unit: .pupil, schools: 2, strata: 1)
        #expect(Disclosure.refusal(try TrialAnalysis.analysed(within.data())) != nil)
        within.schools = 3
        #expect(Disclosure.refusal(try TrialAnalysis.analysed(within.data())) == nil)
    }

    @Test("A few lost pupils can be worked out from nothing in the report", arguments: 0..<25)
    func lostPupils(seed: Int) throws {
        var trial = SimulatedTrial(schools: 12, missing: 0.02, compliance: 0.9, seed: UInt64(seed))
        trial.missingBaseline = 0.01
        trial.pupilsPerSchool = 16
        var plan = trial.plan
        plan.permutations = 19
        let data = try trial.data().changing(plan: plan)
        let analysis = try TrialAnalysis.analysed(data)
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        for (arm, flow) in zip(report.arms, analysis.flow.arms) {
            let lost = flow.allocated - flow.analysed
            // The page of the allocation says how many were allocated.
            #expect(arm.allocated == .exact(flow.allocated))
            if CountSystem.isFew(lost) {
                #expect(arm.allocated.exact == nil || arm.analysed.exact == nil)
            }
            let parts = [
                (arm.erased, flow.erased), (arm.schoolNotTested, flow.schoolNotTested),
                (arm.noOutcome, flow.noOutcome), (arm.noBaseline, flow.noBaseline),
            ]
            for (shown, count) in parts where CountSystem.isFew(count) { #expect(shown == .few) }
        }
        for comparison in report.comparisons {
            let isHidden = [0, comparison.arm].contains { report.arms[$0].analysed.exact == nil }
            #expect((comparison.effect.deviationDegreesOfFreedom == nil) == isHidden)
        }
        let pupils = try #require(report.losses.first { $0.level == .pupil })
        for (share, flow) in zip(pupils.arms, analysis.flow.arms)
        where CountSystem.isFew(flow.allocated - flow.analysed) {
            #expect(share != .exact(ParticipantFlow.loss(flow.allocated, flow.analysed)))
        }
    }

    @Test("Means of everyone and of those analysed do not stand together where few were lost")
    func means() throws {
        let data = try SimulatedTrial().data().changing { $0.outcome[0] = .nan }
        let analysis = try TrialAnalysis.analysed(data)
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        #expect(analysis.balance.contains { !$0.isAmongAnalysed })
        #expect(report.balance.allSatisfy { $0.isAmongAnalysed })
        let whole = TrialReport(analysis, cost: nil, isForEveryone: false)
        #expect(whole.balance == analysis.balance)
    }

    /// 64 pupils in each arm: how many of control and of those offered it lack an outcome, and how many of control
    /// lack their baseline.
    private static func lacking(_ control: Int, _ offered: Int, baseline: Int = 0) throws -> TrialAnalysis {
        let trial = SimulatedTrial(schools: 8, pupilsPerSchool: 16)
        var plan = trial.plan
        plan.permutations = 19
        plan.hasFSMSubgroup = false
        let data = try trial.data()
        // Every fourth pupil of an arm, so that no school loses all of its own.
        func pick(_ arm: Int, from first: Int, _ count: Int) -> [Int] {
            let rows = data.pupils.arm.indices.filter { data.pupils.arm[$0] == arm }
            return Array(rows.indices.filter { $0 % 4 == first }.map { rows[$0] }.prefix(count))
        }
        let changed = try data.changing(plan: plan) { pupils in
            for row in pick(0, from: 0, control) + pick(1, from: 0, offered) { pupils.outcome[row] = .nan }
            for row in pick(0, from: 1, baseline) { pupils.baseline[row] = .nan }
        }
        let analysis = try TrialAnalysis.analysed(changed)
        #expect(analysis.flow.arms.map(\.noOutcome) == [control, offered])
        #expect(analysis.flow.arms.map(\.noBaseline) == [baseline, 0])
        return analysis
    }

    private static func missing(_ analysis: TrialAnalysis, isForEveryone: Bool) throws -> TrialReport.Missing
    {
        try #require(TrialReport(analysis, cost: nil, isForEveryone: isForEveryone).missing.value)
    }

    @Test("A few who lack a score are told by no share, however many they are", arguments: [1, 5, 9])
    func missingShare(few: Int) throws {
        let analysis = try Self.lacking(few, 12)
        let share = Double(few + 12) / 128
        #expect(isClose(try #require(analysis.missing.value).share, share))
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        #expect(report.arms[0].noOutcome == .few && report.arms[0].analysed.exact == nil)
        #expect(try Self.missing(analysis, isForEveryone: true).share == .hidden)
        guard case .exact(let whole) = try Self.missing(analysis, isForEveryone: false).share else {
            Issue.record("Those who analyse read the share.")
            return
        }
        #expect(isClose(whole, share))
    }

    @Test("The share of many who lack a score is exact, and of a few of each kind a bound above it")
    func missingShareOfMany() throws {
        let many = try Self.missing(try Self.lacking(12, 15), isForEveryone: true).share
        #expect(many == .exact(27.0 / 128) && many.text == "21.1%")
        // Twelve of control are lost, but six of them in one way and six in another.
        let parts = try Self.lacking(6, 12, baseline: 6)
        let truth = try #require(parts.missing.value).share
        switch try Self.missing(parts, isForEveryone: true).share {
        case .exact: Issue.record("An exact share tells how few there are of each kind.")
        case .below(let most): #expect(most > truth)
        case .hidden: break
        }
    }

    @Test("Few untested pupils are not told by both means where others who were lost make them many")
    func untestedBesideErased() throws {
        let data = try SimulatedTrial(missingBaseline: 0).data()
        let arms = data.pupils.arm
        let rows = arms.indices.filter { arms[$0] == 0 }.prefix(12)
        let changed = try data.changing { pupils in
            for row in rows.prefix(3) { pupils.outcome[row] = .nan }
            for row in rows.dropFirst(3) { pupils.baseline[row] = .nan }
        }
        let analysis = try TrialAnalysis.analysed(changed)
        #expect(analysis.flow.arms[0].allocated - analysis.flow.arms[0].analysed == 12)
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        #expect(report.balance.allSatisfy { $0.isAmongAnalysed })
    }

    @Test("An arm of few pupils is not told by the sum of all arms")
    func fewAllocated() throws {
        let data = try SimulatedTrial(schools: 8).data()
        var places: [Int: Int] = [:]
        let kept = data.pupils.arm.indices.filter { row in
            guard data.pupils.arm[row] == 1 else { return true }
            places[data.pupils.school[row], default: 0] += 1
            return places[data.pupils.school[row], default: 0] <= 2
        }
        let analysis = try TrialAnalysis.analysed(try data.changing { $0 = $0.picking(kept) })
        let counts = ProtectedCounts(analysis, isForEveryone: true)
        #expect(CountSystem.isFew(analysis.flow.arms[1].allocated) && counts.arms[1].allocated == .few)
        #expect(counts.arms[0].allocated.exact == nil || counts.allocated.exact == nil)
    }

    @Test(
        "Means of everyone, beside differences of those analysed, do not give the score of a pupil who was lost"
    )
    func meansOfEveryone() throws {
        let data = try SimulatedTrial().data().changing { $0.outcome[0] = .nan }
        let arm = data.pupils.arm[0]
        let analysis = try TrialAnalysis.analysed(data)
        let own = try #require(analysis.arms[arm].baseline)
        let shown = TrialReport(analysis, cost: nil, isForEveryone: true).arms
        let step = try #require(shown[arm].meanStep)
        // Who knows the mean of the others is as wrong about the pupil as the rounding is, times the pupils.
        #expect(step / 2 * Double(own.count) >= 1)
        let mean = try #require(shown[arm].baselineMean)
        let steps = mean / (step * own.deviation)
        #expect((steps - steps.rounded()).magnitude < 1e-6)
        #expect((mean - own.mean).magnitude <= step * own.deviation / 2 + 1e-9)
        #expect(
            shown[1 - arm].meanStep == nil
                && shown[1 - arm].baselineMean == analysis.arms[1 - arm].baseline?.mean
        )
        let whole = TrialReport(analysis, cost: nil, isForEveryone: false).arms[arm]
        #expect(whole.meanStep == nil && whole.baselineMean == own.mean)
    }

    @Test("Degrees of freedom and the ends of a plot do not count pupils whose number is hidden")
    func degreesOfFreedom() throws {
        var trial = SimulatedTrial(unit: .pupil, model: .individual, schools: 4, pupilsPerSchool: 45)
        trial.strata = 1
        trial.compliance = 0.8
        var plan = trial.plan
        plan.permutations = 19
        let data = try trial.data().changing(plan: plan)
        let count = data.pupils.count
        let everyone = TrialReport(try TrialAnalysis.analysed(data), cost: nil, isForEveryone: true)
        #expect(everyone.primary?.effect.deviationDegreesOfFreedom == Double(count - 2))
        let analysis = try TrialAnalysis.analysed(data.changing { $0.outcome[0] = .nan })
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        #expect(report.analysed.exact == nil)
        let primary = try #require(report.primary)
        #expect(primary.difference.degreesOfFreedom == nil && primary.unadjusted?.degreesOfFreedom == nil)
        let effects = [
            primary.effect, primary.withoutBaseline, report.complier.value?.effect,
            report.missing.value?.effect,
        ]
        #expect(effects.allSatisfy { $0?.deviationDegreesOfFreedom == nil })
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for columns in 1...4 { #expect(!text.contains("egreesOfFreedom\":\(count - 1 - columns)")) }
        let analysts = TrialReport(analysis, cost: nil, isForEveryone: false)
        #expect(analysts.primary?.effect.deviationDegreesOfFreedom == Double(count - 3))
        // Ten of 180 would stand elsewhere than ten of 179.
        let ends = [everyone, report].map { $0.residuals.value?.quantiles.map(\.expected) }
        #expect(ends[0] != nil && ends[0] == ends[1])
    }

    @Test("The error of a difference does not count pupils who were drawn one by one")
    func errors() throws {
        var trial = SimulatedTrial(unit: .pupil, model: .individual, schools: 4, pupilsPerSchool: 45)
        trial.strata = 1
        var plan = trial.plan
        plan.permutations = 19
        let data = try trial.data().changing(plan: plan) { $0.outcome[0] = .nan }
        let analysis = try TrialAnalysis.analysed(data)
        let arm = data.pupils.arm[0]
        let (own, other) = (analysis.flow.arms[arm].allocated, analysis.flow.arms[1 - arm].allocated)
        // Over the deviation of the model with treatment alone its error is √(1/n₁ + 1/n₀): a reader tries all numbers.
        func possible(_ report: TrialReport, within: Double) throws -> [Int] {
            let primary = try #require(report.primary)
            let error = try #require(primary.unadjusted).standardError / primary.effect.deviation
            return (1...9).filter { lost in
                let root: Double = (1 / Double(own - lost) + 1 / Double(other)).squareRoot()
                return (root - error).magnitude <= within
            }
        }
        let whole = TrialReport(analysis, cost: nil, isForEveryone: false)
        #expect(try possible(whole, within: 1e-9) == [1])
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        #expect(try possible(report, within: 0.005).count > 5)
        let effect = try #require(report.primary).effect
        for value in [effect.g, effect.lower, effect.upper, effect.standardError] {
            #expect(isClose(value * 100, (value * 100).rounded()))
        }
        #expect((effect.g - analysis.primary.effect.g).magnitude <= 0.005)
        // Where schools are drawn the error is that of schools, and keeps its digits.
        let schools = try TrialAnalysis.analysed(SimulatedTrial().data().changing { $0.outcome[0] = .nan })
        let told = try #require(TrialReport(schools, cost: nil, isForEveryone: true).primary).effect
        #expect(told.g == schools.primary.effect.g && told.lower == schools.primary.effect.lower)
    }

    @Test("No result of one school is in the public report")
    func leaveOneOut() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedTrial().data())
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        let left = try #require(report.leaveOneOut.value)
        #expect(left.each.isEmpty && left.schools == 20 && left.lowest <= left.highest)
        #expect(report.residuals.value?.clusterEffects.isEmpty == true)
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for code in ["S1\"", "S12\"", "S20\""] { #expect(!text.contains(code)) }
    }

    @Test("Analysts see every count")
    func analysts() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedTrial(missing: 0.01).data())
        let report = TrialReport(analysis, cost: nil, isForEveryone: false)
        #expect(report.arms.map(\.analysed) == analysis.flow.arms.map { .exact($0.analysed) })
        #expect(report.leaveOneOut.value?.each.count == 20)
    }

    @Test("A frozen report is read back as it was")
    func frozen() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedTrial(missing: 0.1, compliance: 0.8).data())
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        let again = try JSONDecoder().decode(TrialReport.self, from: JSONEncoder().encode(report))
        #expect(again == report)
        #expect(
            try JSONDecoder().decode(TrialAnalysis.self, from: JSONEncoder().encode(analysis)) == analysis
        )
    }
}
