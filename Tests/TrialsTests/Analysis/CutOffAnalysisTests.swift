import Profiles
import Statistics
import Testing

@testable import Trials

@Suite("The analysis of a trial in which a score decided")
struct CutOffAnalysisTests {
    @Test("is that of the library's regression discontinuity to the digit", arguments: [true, false])
    func agreesWithLibrary(offeredBelow: Bool) throws {
        let data = try SimulatedCutOff(offeredBelow: offeredBelow).data()
        let analysis = try TrialAnalysis.analysed(data)
        let library = try RegressionDiscontinuity(
            outcome: data.pupils.outcome,
            running: data.pupils.score,
            cutoff: SimulatedCutOff.cut,
            treatedAbove: !offeredBelow
        )
        let primary = analysis.primary
        #expect(isClose(primary.difference.estimate, library.robust.estimate))
        #expect(isClose(primary.difference.standardError, library.robust.standardError))
        #expect(isClose(primary.effect.g, library.robust.estimate / 15))
        #expect(isClose(primary.effect.lower, library.robust.lower / 15))
        #expect(isClose(primary.effect.upper, library.robust.upper / 15))
        #expect(primary.effect.deviation == 15 && primary.effect.deviationDegreesOfFreedom == nil)
        let found = try #require(analysis.discontinuity)
        #expect(isClose(found.bandwidth, library.bandwidth) && found.clusters == nil)
        #expect(isClose(found.conventional.estimate, library.conventional.estimate))
        // Control, then offered; the library counts below, then above.
        let within = found.sides.map(\.withinBandwidth)
        #expect((offeredBelow ? within.reversed() : within) == library.effectiveUnits)
        #expect(analysis.matching == nil && analysis.allocationTest == .notPlanned)
        #expect(analysis.balance.isEmpty && primary.withoutBaseline == nil)
    }

    @Test("sums errors within schools where enough of them have pupils on each side")
    func clusters() throws {
        let data = try SimulatedCutOff(schools: 24, pupilsPerSchool: 30).data()
        let analysis = try TrialAnalysis.analysed(data)
        // The order of the library's clusters is that of first appearance, and of no account.
        let library = try RegressionDiscontinuity(
            outcome: data.pupils.outcome,
            running: data.pupils.score,
            cutoff: SimulatedCutOff.cut,
            treatedAbove: false,
            clusters: Clusters(data.pupils.school)
        )
        #expect(analysis.discontinuity?.clusters == 24)
        #expect(isClose(analysis.primary.difference.standardError, library.robust.standardError))
    }

    @Test("covers the gap where the covariate model is far off")
    func covers() throws {
        var covered = 0
        var coveredByModel = 0
        for seed in 1...30 {
            let trial = SimulatedCutOff(schools: 3, pupilsPerSchool: 220, seed: UInt64(seed))
            let data = try trial.data()
            let found = try DiscontinuityFit(AnalysisTable(data), rows: Array(0..<data.pupils.count)).fit
            if found.robust.lower <= trial.gap, found.robust.upper >= trial.gap { covered += 1 }
            var plan = trial.plan
            plan.assignment = .randomised
            plan.model = .schoolIndicators
            plan.adjustsForBaseline = true
            let table = try AnalysisTable(data.changing(plan: plan))
            let frame = ModelFrame(table, arm: 1, rows: table.analysed(arm: 1))
            let model = try PrimaryFit(frame, plan).difference
            if model.lower <= trial.gap, model.upper >= trial.gap { coveredByModel += 1 }
        }
        #expect(covered >= 26)
        #expect(coveredByModel <= 1)
    }

    @Test("refuses a pupil on the wrong side of the cut-off")
    func wrongSide() throws {
        let data = try SimulatedCutOff().data()
        #expect(throws: TrialDataError.wrongSideOfCutOff(row: 3)) {
            try data.changing { $0.arm[3] = 1 - $0.arm[3] }
        }
    }

    @Test(
        "gives the effect on those who received it because of their side, to the digit",
        arguments: [4, 24]
    )
    func compliers(schools: Int) throws {
        let data = try SimulatedCutOff(
            schools: schools,
            pupilsPerSchool: 800 / schools,
            compliance: (0.8, 0.15)
        ).data()
        let analysis = try TrialAnalysis.analysed(data)
        let found = try #require(analysis.complier.value)
        let library = try FuzzyDiscontinuity(
            outcome: data.pupils.outcome,
            received: data.pupils.dosage.map { $0 >= 8 ? 1 : 0 },
            running: data.pupils.score,
            cutoff: SimulatedCutOff.cut,
            treatedAbove: false,
            clusters: schools >= 20 ? Clusters(data.pupils.school) : nil
        )
        #expect(isClose(found.difference.estimate, library.robust.estimate))
        #expect(isClose(found.difference.standardError, library.robust.standardError))
        #expect(isClose(found.effect.g, library.robust.estimate / 15))
        #expect(isClose(found.firstStageF, library.firstStageStatistic))
        #expect(isClose(try #require(found.gap).estimate, library.received.robust.estimate))
        let gap = try #require(found.gap)
        #expect(gap.lower < 0.65 && gap.upper > 0.65)
        // The primary result is of being offered it all the same.
        #expect(isClose(analysis.primary.difference.estimate, library.outcome.robust.estimate))
    }

    @Test("says who received it, and what receiving it did, apart from the result")
    func nonCompliance() throws {
        let data = try SimulatedCutOff(compliance: (0.8, 0.15)).data()
        let analysis = try TrialAnalysis.analysed(data)
        let report = TrialReport(analysis, cost: nil, isForEveryone: true)
        let received = try #require(report.discontinuity?.received)
        let arms = analysis.arms
        #expect(received[0] == .exact(Double(arms[0].complied) / Double(arms[0].complianceKnown)))
        #expect(received[1] == .exact(Double(arms[1].complied) / Double(arms[1].complianceKnown)))
        let words = try #require(try Self.words(report).compliers)
        #expect(words.hasPrefix("At the cut-off, among pupils who received it because it was offered: "))
        #expect(words.contains("\(received[1].text) of those offered it received it as planned"))
        #expect(words.contains("At the cut-off the offer moved the share who received it by "))
        let sharp = try TrialAnalysis.analysed(SimulatedCutOff(compliance: (1, 0)).data())
        #expect(sharp.complier == .left(ComplierAnalysis.allReceived))
        let none = try TrialAnalysis.analysed(SimulatedCutOff().data())
        #expect(none.complier == .notPlanned)
    }

    @Test("leaves out of the complier effect those of whom nobody knows what they received")
    func unknownDosage() throws {
        let data = try SimulatedCutOff(compliance: (0.8, 0.15)).data().changing { pupils in
            for row in 0..<pupils.count where row % 10 == 0 && pupils.arm[row] == 1 {
                pupils.dosage[row] = .nan
            }
        }
        let analysis = try TrialAnalysis.analysed(data)
        let found = try #require(analysis.complier.value)
        #expect(found.unknown == (0..<data.pupils.count).count { $0 % 10 == 0 && data.pupils.arm[$0] == 1 })
        let figures = ReproducedFigure.all(
            expected: analysis,
            found: try TrialAnalysis.repeated(SufficientStatistics(data))
        )
        #expect(figures.contains { $0.name == "Compliers: effect size" })
        #expect(figures.allSatisfy { $0.isSame })
    }

    @Test("says so where pupils differed at the cut-off already before")
    func baselineJump() throws {
        let sound = try TrialAnalysis.analysed(SimulatedCutOff().data())
        let jump = try #require(sound.discontinuity?.jumps.value?.first { $0.name == "Reading before" })
        #expect(!jump.gap.isClear)
        let unsound = try TrialAnalysis.analysed(SimulatedCutOff(baselineGap: 4).data())
        let words = try Self.words(TrialReport(unsound, cost: nil, isForEveryone: true))
        #expect(
            words.cautions.contains {
                $0.contains("differed already in Reading before: 4.")
                    || $0.contains("differed already in Reading before: 3.")
            }
        )
    }

    @Test("says so where pupils crowd on one side")
    func density() throws {
        let sound = try TrialAnalysis.analysed(SimulatedCutOff().data())
        #expect(try #require(sound.discontinuity?.density.value).pValue > 0.05)
        let unsound = try TrialAnalysis.analysed(SimulatedCutOff(moved: 0.9).data())
        #expect(try #require(unsound.discontinuity?.density.value).pValue < 0.01)
        let words = try Self.words(TrialReport(unsound, cost: nil, isForEveryone: true))
        #expect(words.cautions.contains { $0.contains("fewer pupils just above the cut-off") })
    }

    @Test("looks at eligible pupils and the others with lines of their own")
    func eligible() throws {
        let data = try SimulatedCutOff(pupilsPerSchool: 400, fsmExtra: 24).data()
        let fsm = try #require(try TrialAnalysis.analysed(data).fsm.value)
        #expect(
            isClose(
                fsm.interaction.estimate,
                fsm.eligible.difference.estimate - fsm.others.difference.estimate
            )
        )
        #expect(fsm.interaction.lower < 24 && fsm.interaction.upper > 24 && fsm.interaction.isClear)
        let few = try data.changing { pupils in
            for row in 0..<pupils.count where row > 40 { pupils.isFSM[row] = false }
        }
        guard case .left = try TrialAnalysis.analysed(few).fsm else {
            Issue.record("so few eligible pupils have no result of their own")
            return
        }
    }

    @Test("The order of rows changes no digit")
    func order() throws {
        let data = try SimulatedCutOff(schools: 3, pupilsPerSchool: 80).data()
        #expect(try TrialAnalysis.analysed(data.shuffled(seed: 3)) == TrialAnalysis.analysed(data))
    }

    @Test("No point of the plot is fewer than ten pupils, and together they are all who were analysed")
    func bins() throws {
        for seed in 1...8 {
            // Whole scores: pupils of one score are never parted.
            let data = try SimulatedCutOff(schools: 2, pupilsPerSchool: 90, seed: UInt64(seed)).data()
                .changing {
                    for row in 0..<$0.count { $0.score[row] = $0.score[row].rounded(.down) }
                }
            let bins = try #require(try TrialAnalysis.analysed(data).discontinuity).bins
            #expect(bins.allSatisfy { $0.pupils >= 10 })
            #expect(bins.reduce(0) { $0 + $1.pupils } == data.pupils.count)
            for arm in 0...1 {
                let own = bins.filter { $0.arm == arm }
                #expect(!own.isEmpty && own.map(\.score) == own.map(\.score).sorted())
            }
        }
    }

    @Test("The same result comes out of the sums that are kept, and they hold no pupil", arguments: [4, 24])
    func repeated(schools: Int) throws {
        let data = try SimulatedCutOff(
            schools: schools,
            pupilsPerSchool: 800 / schools,
            compliance: (0.9, 0.1)
        ).data()
        let expected = try TrialAnalysis.analysed(data)
        let statistics = SufficientStatistics(data)
        let found = try TrialAnalysis.repeated(statistics)
        let figures = ReproducedFigure.all(expected: expected, found: found)
        #expect(figures.contains { $0.name == "Paired reading: upper end" })
        for figure in figures {
            #expect(figure.isSame, "\(figure.name): \(figure.expected) and \(figure.found)")
        }
        #expect(found.flow == expected.flow)
        #expect(found.discontinuity == nil && found.leaveOneOut == .left(TrialAnalysis.rowsGone))
        let kept = try statistics.json()
        for score in data.pupils.score { #expect(!kept.contains("\(score)")) }
    }

    @Test(
        "Months are never shown; the design earns four padlocks, and the cut-off makes the trial detect less"
    )
    func rating() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedCutOff().data())
        #expect(RatingRule.padlocks(of: analysis.plan) == 4)
        #expect(try Self.words(TrialReport(analysis, cost: nil, isForEveryone: true)).months == nil)
        var drawn = analysis.plan
        drawn.assignment = .randomised
        // The score that decides explains as a baseline does.
        drawn.adjustsForBaseline = true
        let table = try AnalysisTable(SimulatedCutOff().data())
        let effect = analysis.primary.effect
        let flow = analysis.flow
        let cut = try #require(
            TrialPrecision(table, flow: flow, arm: 1, effect: effect, df: nil).asRandomised
        )
        let other = try AnalysisTable(SimulatedCutOff().data().changing(plan: drawn))
        let plain = try #require(
            TrialPrecision(other, flow: flow, arm: 1, effect: effect, df: nil).asRandomised
        )
        #expect(isClose(cut * cut, 2.75 * plain * plain))
    }

    @Test("Without a stated standard deviation there is no effect size, and so no result")
    func unstated() throws {
        var plan = SimulatedCutOff().plan
        plan.cutOff = nil
        let data = try SimulatedCutOff().data().changing(plan: plan)
        #expect(throws: TrialError.self) { try TrialAnalysis.analysed(data) }
    }

    @Test("Few pupils near the cut-off keep the figures from the public")
    func disclosure() throws {
        let analysis = try TrialAnalysis.analysed(SimulatedCutOff().data())
        #expect(Disclosure.refusal(analysis) == nil)
        let small = try TrialAnalysis.analysed(SimulatedCutOff(schools: 3, pupilsPerSchool: 12).data())
        let within = try #require(small.discontinuity?.sides.map(\.withinBandwidth).min())
        #expect(within < 10)
        #expect(Disclosure.refusal(small)?.contains("near the cut-off") == true)
    }

    @Test("Too few pupils whose baseline is known have no gap before of their own")
    func fewBefore() throws {
        let data = try SimulatedCutOff().data()
        var known = 0
        let few = try data.changing { pupils in
            for row in 0..<pupils.count where pupils.arm[row] == 0 {
                known += 1
                if known > 9 { pupils.baseline[row] = .nan }
            }
        }
        let jumps = try #require(try TrialAnalysis.analysed(few).discontinuity).jumps
        #expect(jumps.value?.contains { $0.name == "Reading before" } != true)
        #expect(jumps.value?.isEmpty == false)
    }

    @Test("Too few pupils near the cut-off whose dosage is known have no complier effect of their own")
    func fewReceived() throws {
        let data = try SimulatedCutOff(compliance: (0.8, 0.15)).data()
        var known = 0
        let few = try data.changing { pupils in
            for row in 0..<pupils.count where pupils.arm[row] == 1 {
                // Nine, all near: enough for lines, too few to be told of.
                if known < 9, pupils.score[row] > SimulatedCutOff.cut - 6 {
                    known += 1
                } else {
                    pupils.dosage[row] = .nan
                }
            }
        }
        let analysis = try TrialAnalysis.analysed(few)
        #expect(known == 9)
        #expect(analysis.complier.value == nil && analysis.complier != .notPlanned)
        #expect(SufficientStatistics(few).complierDiscontinuity == nil)
        // The result of the offer is of everyone all the same.
        let whole = try TrialAnalysis.analysed(data)
        #expect(isClose(analysis.primary.effect.g, whole.primary.effect.g))
    }

    static func words(_ report: TrialReport) throws -> TrialWords {
        let profiles = try ProfileLibrary.carried()
        return TrialWords(
            report,
            title: "A trial",
            rating: nil,
            scale: profiles.progressScale(ProfileLibrary.trialScale),
            balance: profiles.balance
        )
    }
}
