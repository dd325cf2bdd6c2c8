import Foundation
import Statistics
import Testing

@testable import Trials

@Suite("The analysis of a matched comparison")
struct MatchedAnalysisTests {
    /// The means of schools, counted here a second time.
    private func schools(_ data: TrialData) -> (outcome: [Double], arm: [Double], covariates: [[Double]]) {
        let pupils = data.pupils
        var outcome: [Double] = []
        var arm: [Double] = []
        var baseline: [Double] = []
        var meals: [Double] = []
        for school in data.schools.indices {
            let rows = (0..<pupils.count).filter { pupils.school[$0] == school }
            let count = Double(rows.count)
            outcome.append(rows.reduce(0) { $0 + pupils.outcome[$1] } / count)
            baseline.append(rows.reduce(0) { $0 + pupils.baseline[$1] } / count)
            meals.append(Double(rows.count { pupils.isFSM[$0] == true }) / count)
            arm.append(Double(pupils.arm[rows[0]]))
        }
        return (outcome, arm, [baseline, meals])
    }

    @Test("of schools is that of the library on their means", arguments: MatchDistance.allCases)
    func agreesWithLibrary(distance: MatchDistance) throws {
        let caliper: Double? = distance == .propensity ? 0.5 : nil
        let trial = SimulatedMatch(matching: MatchingPlan(distance: distance, caliper: caliper))
        let data = try trial.data()
        let analysis = try TrialAnalysis.analysed(data)
        let (outcome, arm, covariates) = schools(data)
        var options = MatchedComparison.Options()
        options.distance = distance == .propensity ? .propensity : .mahalanobis
        options.caliper = caliper
        options.biasAdjusted = true
        let library = try MatchedComparison(
            outcome: outcome,
            treatment: arm,
            covariates: DesignMatrix(names: ["baseline", "fsm"], matrix: Matrix(columns: covariates)),
            options: options
        )
        let primary = analysis.primary
        #expect(isClose(primary.difference.estimate, library.effect.estimate, 1e-7))
        #expect(isClose(primary.difference.standardError, library.effect.standardError, 1e-7))
        let found = try #require(analysis.matching)
        #expect(found.matched == library.matches.count && found.unmatched == library.unmatched.count)
        #expect(found.othersUsed == library.othersUsed)
        #expect(found.matched + found.unmatched == arm.count { $0 == 1 })
        for (ours, theirs) in zip(found.balance, library.balance) {
            #expect(isClose(ours.before, theirs.before, 1e-7) && isClose(ours.after, theirs.after, 1e-7))
        }
        // Over the standard deviation of pupils, not that of schools.
        #expect(primary.effect.deviation > 10 && primary.effect.deviation < 20)
        #expect(analysis.discontinuity == nil && analysis.allocationTest == .notPlanned)
    }

    @Test("finds the effect where groups that chose themselves differ before")
    func unconfounded() throws {
        var covered = 0
        var coveredRaw = 0
        for seed in 1...20 {
            let trial = SimulatedMatch(seed: UInt64(seed))
            let analysis = try TrialAnalysis.analysed(trial.data())
            let difference = analysis.primary.difference
            if difference.lower <= trial.effect, difference.upper >= trial.effect { covered += 1 }
            let raw = try #require(analysis.primary.unadjusted)
            if raw.lower <= trial.effect, raw.upper >= trial.effect { coveredRaw += 1 }
            let baseline = try #require(analysis.matching?.balance.first)
            #expect(baseline.after.magnitude < baseline.before.magnitude)
        }
        #expect(covered >= 17)
        #expect(coveredRaw <= 12)
    }

    @Test("of pupils matches pupils with pupils")
    func pupils() throws {
        let trial = SimulatedMatch(unit: .pupil, schools: 8, pupilsPerSchool: 40)
        let data = try trial.data()
        let analysis = try TrialAnalysis.analysed(data)
        let meals: [Double] = data.pupils.isFSM.map { $0 == true ? 1 : 0 }
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        options.biasAdjusted = true
        let library = try MatchedComparison(
            outcome: data.pupils.outcome,
            treatment: data.pupils.arm.map(Double.init),
            covariates: DesignMatrix(
                names: ["baseline", "fsm"],
                matrix: Matrix(columns: [data.pupils.baseline, meals])
            ),
            options: options
        )
        #expect(isClose(analysis.primary.difference.estimate, library.effect.estimate))
        #expect(isClose(analysis.primary.effect.g, library.effectSize.hedgesG))
        #expect(isClose(analysis.primary.effect.upper, library.effectSize.upper))
        // Nothing that is kept tells which pupil was beside which.
        #expect(throws: TrialError.self) { try TrialAnalysis.repeated(SufficientStatistics(data)) }
        let words = try CutOffAnalysisTests.words(TrialReport(analysis, cost: nil, isForEveryone: true))
        #expect(words.cautions.contains { $0.contains("Pupils of one school count as independent") })
    }

    @Test(
        "of schools comes out the same from the sums that are kept",
        arguments: [AllocatedUnit.school, .classGroup]
    )
    func repeated(unit: AllocatedUnit) throws {
        var trial = SimulatedMatch(schools: 40)
        trial.hasFSMSubgroup = true
        trial.matching.covariates = [.baseline, .fsm, .size]
        var data = try trial.data().changing { pupils in
            for row in 0..<pupils.count where row % 17 == 0 { pupils.outcome[row] = .nan }
        }
        if unit == .classGroup {
            var plan = data.plan
            plan.unit = unit
            data = try data.changing(plan: plan)
        }
        let expected = try TrialAnalysis.analysed(data)
        let figures = ReproducedFigure.all(
            expected: expected,
            found: try TrialAnalysis.repeated(SufficientStatistics(data))
        )
        #expect(figures.count > 40 && figures.contains { $0.name == "Matched" })
        #expect(figures.contains { $0.name == "FSM interaction" } == (expected.fsm.value != nil))
        if unit == .school { #expect(expected.fsm.value != nil) }
        for figure in figures {
            #expect(figure.isSame, "\(figure.name): \(figure.expected) and \(figure.found)")
        }
    }

    @Test("of schools compares eligible pupils and the others over the very same matches")
    func mealsOfSchools() throws {
        var trial = SimulatedMatch()
        trial.hasFSMSubgroup = true
        let data = try trial.data()
        let pupils = data.pupils
        var means: [[Double]] = [[], []]
        var before: [[Double]] = [[], []]
        var share: [Double] = []
        var arm: [Double] = []
        for school in data.schools.indices {
            let rows = (0..<pupils.count).filter { pupils.school[$0] == school }
            let parts = [true, false].map { isFSM in rows.filter { pupils.isFSM[$0] == isFSM } }
            guard parts.allSatisfy({ !$0.isEmpty }) else { continue }
            for (place, part) in parts.enumerated() {
                let count = Double(part.count)
                means[place].append(part.reduce(0) { $0 + pupils.outcome[$1] } / count)
                before[place].append(part.reduce(0) { $0 + pupils.baseline[$1] } / count)
            }
            share.append(Double(parts[0].count) / Double(rows.count))
            arm.append(Double(pupils.arm[rows[0]]))
        }
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        options.biasAdjusted = true
        let covariates = DesignMatrix(
            names: ["eligible", "others", "share"],
            matrix: Matrix(columns: [before[0], before[1], share])
        )
        let outcomes = [zip(means[0], means[1]).map { $0 - $1 }, means[0], means[1]]
        let library = try outcomes.map { outcome in
            try MatchedComparison(
                outcome: outcome,
                treatment: arm,
                covariates: covariates,
                options: options
            ).effect
        }
        let analysis = try TrialAnalysis.analysed(data)
        let fsm = try #require(analysis.fsm.value)
        for (ours, theirs) in zip([fsm.interaction, fsm.eligible.difference, fsm.others.difference], library)
        {
            #expect(isClose(ours.estimate, theirs.estimate, 1e-7))
            #expect(isClose(ours.standardError, theirs.standardError, 1e-7))
        }
        let rest = fsm.eligible.difference.estimate - fsm.others.difference.estimate
        #expect(isClose(fsm.interaction.estimate, rest, 1e-7))
        let words = try CutOffAnalysisTests.words(TrialReport(analysis, cost: nil, isForEveryone: true))
        #expect(words.fsm.hasPrefix("Among pupils eligible"))
        #expect(words.fsm.contains("similar schools that have pupils of both"))
    }

    @Test("of few schools says that its range rests on there being many", arguments: [40, 120])
    func fewSchools(count: Int) throws {
        let data = try SimulatedMatch(schools: count, pupilsPerSchool: 6).data()
        let analysis = try TrialAnalysis.analysed(data)
        let found = try #require(analysis.matching)
        #expect((found.matched < 20) == (count == 40), "\(found.matched)")
        #expect(found.tooFew.isEmpty == (count == 120))
        let words = try CutOffAnalysisTests.words(TrialReport(analysis, cost: nil, isForEveryone: true))
        let says = words.cautions.contains { $0.hasPrefix("Fewer than 20 schools offered it are matched") }
        #expect(says == (count == 40), "\(words.cautions)")
    }

    @Test("of pupils matches eligible pupils with eligible ones")
    func mealsOfPupils() throws {
        var trial = SimulatedMatch(unit: .pupil, schools: 8, pupilsPerSchool: 40)
        trial.hasFSMSubgroup = true
        let data = try trial.data()
        let fsm = try #require(try TrialAnalysis.analysed(data).fsm.value)
        var options = MatchedComparison.Options()
        options.distance = .mahalanobis
        options.biasAdjusted = true
        var errors = 0.0
        for (isFSM, part) in [(true, fsm.eligible), (false, fsm.others)] {
            let rows = (0..<data.pupils.count).filter { data.pupils.isFSM[$0] == isFSM }
            let library = try MatchedComparison(
                outcome: rows.map { data.pupils.outcome[$0] },
                treatment: rows.map { Double(data.pupils.arm[$0]) },
                covariates: DesignMatrix(
                    names: ["baseline"],
                    matrix: Matrix(columns: [rows.map { data.pupils.baseline[$0] }])
                ),
                options: options
            )
            #expect(isClose(part.difference.estimate, library.effect.estimate))
            #expect(isClose(part.effect.g, library.effectSize.hedgesG))
            #expect(part.treated + part.control == rows.count)
            errors += part.difference.standardError * part.difference.standardError
        }
        // The parts share nobody.
        #expect(isClose(fsm.interaction.standardError, errors.squareRoot()))
        let rest = fsm.eligible.difference.estimate - fsm.others.difference.estimate
        #expect(isClose(fsm.interaction.estimate, rest))
    }

    @Test("finds what eligible pupils alone gained", arguments: [AllocatedUnit.school, .pupil])
    func extraOfEligible(unit: AllocatedUnit) throws {
        var trial = SimulatedMatch(unit: unit, schools: 30, pupilsPerSchool: 30)
        trial.hasFSMSubgroup = true
        let data = try trial.data()
        let more = try data.changing { pupils in
            for row in 0..<pupils.count where pupils.isFSM[row] == true && pupils.arm[row] == 1 {
                pupils.outcome[row] += 5
            }
        }
        let before = try #require(try TrialAnalysis.analysed(data).fsm.value)
        let after = try #require(try TrialAnalysis.analysed(more).fsm.value)
        #expect(isClose(after.interaction.estimate, before.interaction.estimate + 5, 1e-7))
        #expect(isClose(after.eligible.difference.estimate, before.eligible.difference.estimate + 5, 1e-7))
        #expect(isClose(after.others.difference.estimate, before.others.difference.estimate, 1e-7))
    }

    @Test("says why eligible pupils are not compared", arguments: [AllocatedUnit.school, .pupil])
    func fewEligible(unit: AllocatedUnit) throws {
        var trial = SimulatedMatch(unit: unit, schools: 20, pupilsPerSchool: 20)
        trial.hasFSMSubgroup = true
        let few = try trial.data().changing { pupils in
            for row in 0..<pupils.count { pupils.isFSM[row] = row % 97 == 0 }
        }
        let none = try few.changing { pupils in
            for row in 0..<pupils.count { pupils.isFSM[row] = false }
        }
        for data in [few, none] {
            let analysis = try TrialAnalysis.analysed(data)
            #expect(analysis.fsm.reason != nil)
            let words = try CutOffAnalysisTests.words(TrialReport(analysis, cost: nil, isForEveryone: true))
            #expect(words.fsm.hasPrefix(Disclosure.hidden))
        }
        trial.hasFSMSubgroup = false
        #expect(try TrialAnalysis.analysed(trial.data()).fsm == .notPlanned)
    }

    @Test("counts whoever found nobody alike, and says that the result is not about them")
    func unmatched() throws {
        let trial = SimulatedMatch(matching: MatchingPlan(covariates: [.baseline], caliper: 0.02))
        let analysis = try TrialAnalysis.analysed(trial.data())
        #expect(try #require(analysis.matching).unmatched > 0)
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        let words = try CutOffAnalysisTests.words(report)
        #expect(words.cautions.contains { $0.hasPrefix("Nobody similar enough was found for") })
        #expect(words.support.contains { $0.contains("(ATT)") })
        #expect(words.months == nil)
        #expect(RatingRule.padlocks(of: analysis.plan) == 3)
        var without = trial.plan
        without.matching = MatchingPlan(covariates: [.fsm])
        without.adjustsForBaseline = false
        #expect(RatingRule.padlocks(of: without) == 2)
    }

    @Test("says who is left out because something on which they are matched is not known")
    func incomplete() throws {
        let data = try SimulatedMatch(unit: .pupil, schools: 8, pupilsPerSchool: 40).data().changing {
            for row in 0..<30 { $0.isFSM[row] = nil }
        }
        let analysis = try TrialAnalysis.analysed(data)
        let offered = data.pupils.arm[..<30].count { $0 == 1 }
        #expect(try #require(analysis.matching).incomplete == [30 - offered, offered])
        let report = TrialReport(analysis, cost: nil, isForEveryone: false)
        #expect(report.matching?.incomplete == [.exact(30 - offered), .exact(offered)])
        let words = try CutOffAnalysisTests.words(report)
        #expect(words.cautions.contains { $0.hasPrefix("Left out, because") })
        // An analysis that was kept before these were counted has its report all the same.
        let found = try #require(analysis.matching)
        var earlier = analysis
        earlier.matching = MatchingAnalysis(
            unit: found.unit,
            distance: found.distance,
            caliper: found.caliper,
            matched: found.matched,
            unmatched: found.unmatched,
            othersUsed: found.othersUsed,
            othersUnused: found.othersUnused,
            incomplete: nil,
            balance: found.balance,
            isAdjusted: found.isAdjusted
        )
        #expect(TrialReport(earlier, cost: nil, isForEveryone: false).matching == report.matching)
        let whole = try TrialAnalysis.analysed(SimulatedMatch().data())
        let said = try CutOffAnalysisTests.words(TrialReport(whole, cost: nil, isForEveryone: false))
        #expect(!said.cautions.contains { $0.hasPrefix("Left out, because") })
    }

    @Test("what was kept before these were counted is still read")
    func earlierReport() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedMatch().data())
        let report = TrialReport(analysis, cost: nil, isForEveryone: false)
        func earlier<Kept: Codable>(_ now: Kept) throws -> Kept {
            let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(now))
            var kept = try #require(written as? [String: Any])
            #expect(kept.removeValue(forKey: "incomplete") != nil)
            return try JSONDecoder().decode(Kept.self, from: JSONSerialization.data(withJSONObject: kept))
        }
        let kept = try earlier(#require(report.matching))
        #expect(kept.incomplete == nil && kept.matched == report.matching?.matched)
        let analysed = try earlier(#require(analysis.matching))
        #expect(analysed.incomplete == nil && analysed.matched == analysis.matching?.matched)
    }

    @Test("What stands in the way of a model or of a draw is said in words")
    func problems() {
        #expect(
            AnalysisProblem.words(ResamplingError.treatmentVariesWithinUnit(row: 3))
                == "Pupils of one unit that was allocated as a whole are in different arms."
        )
        let error = TrialError.multilevel(.clustersUsedUp(level: "school", count: 2, coefficients: 2))
        #expect(
            AnalysisProblem.words(error)
                == "Too few to tell their variance beside what differs between them: school (2)."
        )
    }

    @Test("Two matched schools keep the figures from the public")
    func disclosure() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedMatch().data())
        #expect(Disclosure.refusal(analysis) == nil)
        let narrow = SimulatedMatch(matching: MatchingPlan(covariates: [.baseline, .fsm], caliper: 0.1))
        let few = try TrialAnalysis.analysed(narrow.data())
        let matching = try #require(few.matching)
        #expect((Disclosure.refusal(few) == nil) == (min(matching.matched, matching.othersUsed) >= 3))
        for (matched, othersUsed) in [(2, 9), (9, 2)] {
            var two = analysis
            two.matching = MatchingAnalysis(
                unit: .school,
                distance: .mahalanobis,
                caliper: nil,
                matched: matched,
                unmatched: 0,
                othersUsed: othersUsed,
                othersUnused: 0,
                incomplete: [0, 0],
                balance: [],
                isAdjusted: true
            )
            #expect(Disclosure.refusal(two) == "Fewer than 3 schools are matched with others.")
        }
    }
}
