import Testing

@testable import Trials

@Suite("Who was counted")
struct FlowTests {
    /// Six schools of 24: school 1 stopped testing, school 2 took its rows back, some pupils lack a score.
    func data() throws -> TrialData {
        let whole = try SimulatedTrial(schools: 6).data()
        var schools = whole.schools
        schools[0].leftTesting = true
        schools[1].leftData = true
        schools[1].erased = [24, 0]
        schools[3].leftDelivery = true
        schools[5].hasReturned = true
        schools[4].lateArrivals = 2
        let kept = (0..<whole.pupils.count).filter { whole.pupils.school[$0] != 1 }
        let first = kept.first { whole.pupils.school[$0] == 2 } ?? 0
        return try whole.changing(schools: schools) { pupils in
            for row in 0..<pupils.count where pupils.school[row] == 0 { pupils.outcome[row] = .nan }
            pupils.outcome[first] = .nan
            pupils.baseline[first + 1] = .nan
            pupils.baseline[first + 2] = .nan
            pupils = pupils.picking(kept)
        }
    }

    @Test("Everyone allocated is counted once, also those whose rows may no longer be used")
    func everyone() throws {
        let flow = try ParticipantFlow(AnalysisTable(data()))
        #expect(flow.allocated == 6 * 24)
        for arm in flow.arms {
            let lost = arm.erased + arm.schoolNotTested + arm.noOutcome + arm.noBaseline
            #expect(lost + arm.analysed == arm.allocated)
        }
        #expect(flow.arms[0].erased == 24)
        #expect(flow.arms[0].schoolNotTested == 24)
        #expect(flow.arms[0].leftTesting == 1 && flow.arms[0].leftData == 1)
        #expect(flow.arms[1].noOutcome == 1 && flow.arms[1].noBaseline == 2)
        #expect(flow.arms[1].leftDelivery == 1)
        #expect(flow.arms.compactMap(\.returned) == [1])
        #expect(flow.lateArrivals == 2)
        #expect(flow.schoolsAllocated == 6)
    }

    @Test("A school that took its rows back before the draw is of no arm")
    func beforeTheDraw() throws {
        let whole = try SimulatedTrial(schools: 6).data()
        let left = TrialData.School(code: "S099", leftData: true)
        let flow = ParticipantFlow(AnalysisTable(try whole.changing(schools: whole.schools + [left])))
        #expect(flow.schools == 7 && flow.schoolsAllocated == 6)
    }

    @Test("A school without a result is lost at the level of schools")
    func levels() throws {
        let flow = try ParticipantFlow(AnalysisTable(data()))
        let schools = try #require(flow.losses.first { $0.level == .school })
        #expect(
            schools.allocated == [4, 2] || schools.allocated == [3, 3] || schools.allocated.reduce(0, +) == 6
        )
        #expect(schools.allocated.reduce(0, +) - schools.analysed.reduce(0, +) == 2)
        let pupils = try #require(flow.losses.first { $0.level == .pupil })
        #expect(isClose(pupils.overall, 51.0 / 144))
        let analysis = try TrialAnalysis.analysed(data())
        let shown = TrialReport(analysis, cost: nil, isForEveryone: false).losses
        let differential = try #require(shown.first { $0.level == .pupil }?.differential(arm: 1))
        #expect(isClose(differential, pupils.shares[1] - pupils.shares[0]))
    }

    @Test("Leaving delivery loses nobody")
    func delivery() throws {
        var trial = try SimulatedTrial(schools: 6).data()
        var schools = trial.schools
        schools[3].leftDelivery = true
        trial = try trial.changing(schools: schools)
        let flow = ParticipantFlow(AnalysisTable(trial))
        #expect(flow.attrition == 0)
    }
}
