import Services
import TestTrials
import Testing

@testable import Trials

@Suite("How a trial was delivered")
struct DeliveryTests {
    /// Schools take turns: in school-level trials even places are control.
    private func analysis(
        schools count: Int = 12,
        unit: AllocatedUnit = .school,
        _ change: (Int, inout TrialData.School) -> Void
    ) throws -> TrialAnalysis {
        let trial = SimulatedTrial(unit: unit, schools: count, strata: 1, compliance: 0.8)
        let data = try trial.data()
        var schools = data.schools
        for place in schools.indices { change(place, &schools[place]) }
        var plan = data.plan
        plan.permutations = 19
        return try TrialAnalysis.analysed(data.changing(plan: plan, schools: schools))
    }

    @Test("is told in sums: schools that were trained, and the means of what they answered")
    func sums() throws {
        let analysis = try analysis { place, school in
            school.trainingSessions = place % 2 == 1 ? place : 0
            school.fidelity = Fidelity(adherence: place % 2 == 1 ? 4 : 1, quality: 3, responsiveness: 5)
        }
        let delivery = try #require(analysis.delivery)
        // The threshold is 8: of schools 1, 3, 5, 7, 9 and 11 two.
        #expect(delivery.training?.offered == .init(schools: 6, reached: 2))
        #expect(delivery.training?.control == .init(schools: 6, reached: 0))
        // What a control school answered is not delivery.
        #expect(delivery.schools == 6 && delivery.answers == .init(schools: 6, means: [4, 3, 5]))
        let report = try #require(TrialReport(analysis, cost: nil, isForEveryone: true).delivery)
        #expect(report.means == [4, 3, 5])
        #expect(
            report.lines == [
                "2 of 6 schools that were offered it (33.3%) were present at 8 sessions of the training or more, and so were 0 of 6 control schools.",
                "6 of 6 schools that were offered it said how delivery went.",
            ]
        )
    }

    @Test("is left out where nothing is known of it")
    func unknown() throws {
        let analysis = try analysis { _, _ in }
        #expect(analysis.delivery == nil)
        #expect(TrialReport(analysis, cost: nil, isForEveryone: true).delivery == nil)
    }

    @Test(
        "is hidden from everyone where fewer than three schools answered, not from the analyst",
        arguments: 1...3
    )
    func few(answers: Int) throws {
        let analysis = try analysis(unit: .pupil) { place, school in
            if place < answers { school.fidelity = Fidelity(adherence: 5, quality: 4, responsiveness: 3) }
        }
        let open = try #require(TrialReport(analysis, cost: nil, isForEveryone: true).delivery)
        let whole = try #require(TrialReport(analysis, cost: nil, isForEveryone: false).delivery)
        #expect(whole.means == [5, 4, 3] && whole.answered == answers)
        #expect(open.means == (answers < 3 ? [] : [5, 4, 3]))
        #expect(open.answered == (answers < 3 ? nil : 3))
        #expect(open.schools == 12)
    }

    @Test("does not count schools that took their data back")
    func withdrawn() throws {
        let analysis = try analysis { place, school in
            school.trainingSessions = 9
            school.leftData = place == 1
        }
        #expect(analysis.delivery?.training?.offered == .init(schools: 5, reached: 5))
    }

    @Test("is not asked of control schools")
    func control() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-03-01")
            for (position, place) in places.enumerated() {
                let lead = TrialWorld.lead(of: position + 1)
                let answers = ["adherence": "4", "quality": "3", "responsiveness": "5"]
                if try await trials.schoolCounts(of: place, by: lead).delivers {
                    try await trials.recordFidelity(answers, of: place, by: lead)
                } else {
                    await #expect(throws: TrialsError.wrongStep) {
                        try await trials.recordFidelity(answers, of: place, by: lead)
                    }
                }
            }
        }
    }
}
