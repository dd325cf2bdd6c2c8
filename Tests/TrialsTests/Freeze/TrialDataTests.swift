import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("The frozen data of a trial")
struct TrialDataTests {
    @Test(
        "hold everyone who was allocated, with arms, strata, classes and outcomes in their places",
        arguments: TestEngine.available
    )
    func whole(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published(.schools, [.strata: "need,region"])
            let places = try await world.allocated(id)
            let trials = try world.on("2027-04-10")
            for number in 1...7 {
                try await trials.uploadRoster(
                    Array(TrialWorld.outcomes(number).utf8),
                    .outcome,
                    to: places[number - 1],
                    by: TrialWorld.lead(of: number)
                )
            }
            try await trials.recordLateArrivals("3", of: places[1], by: TrialWorld.lead(of: 2))
            _ = try await trials.removePupil(
                code: "P105",
                from: places[0],
                .erasure,
                by: TrialWorld.lead(of: 1)
            )
            try await trials.withdraw(places[2], from: .data, reason: "Governors", by: TrialWorld.lead(of: 3))
            try await trials.withdraw(
                places[3],
                from: .testing,
                reason: "No time",
                by: TrialWorld.lead(of: 4)
            )
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let opened = try await trials.openTrialData(of: id, by: TrialWorld.analyst)
            let data = opened.data
            #expect(data.schools.map(\.code) == (1...8).map { "S00\($0)" })
            #expect(data.pupils.count == 8 * 24 - 1 - 24)
            #expect(data.schools[0].erased.reduce(0, +) == 1)
            #expect(data.schools[2].leftData && data.schools[2].erased.reduce(0, +) == 24)
            #expect(data.schools[1].lateArrivals == 3)
            #expect(data.schools[3].leftTesting && !data.schools[3].leftData)
            #expect(Set(data.plan.strata) == ["more need / South East", "more need / London"])
            #expect(data.plan.arms == ["Control", "Intervention"])
            // The eighth school sent nothing, the fourth withdrew what it had sent.
            let tested = Set(zip(data.pupils.school, data.pupils.outcome).filter { !$0.1.isNaN }.map(\.0))
            #expect(tested == [0, 1, 4, 5, 6])
            #expect(Set(data.pupils.classGroup.compactMap(\.self)).count == 14)
            for row in 0..<data.pupils.count {
                #expect(data.schools[data.pupils.school[row]].arm == data.pupils.arm[row])
            }
            // One school, one pupil: its own numbers.
            let first = try #require((0..<data.pupils.count).first { data.pupils.school[$0] == 4 })
            #expect(data.pupils.baseline[first] == Double(30 + (7 + 25) % 23))
            #expect(data.pupils.outcome[first] == Double(35 + (11 + 15) % 29))
        }
    }

    @Test(
        "where pupils were drawn in pairs or classes know their strata",
        arguments: [
            (ProtocolDesign.classes, [ProtocolItem.method: "pairs", .strata: ""], 8),
            (.pupilsWithinSchools, [.strata: "school,fsm"], 8),
            (.schools, [.method: "minimisation", .strata: "region"], 2),
            (.schools, [.method: "simple", .strata: ""], 0),
        ] as [(ProtocolDesign, [ProtocolItem: String], Int)]
    )
    func strata(_ design: ProtocolDesign, _ changes: [ProtocolItem: String], _ expected: Int) async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(design, changes)
            let places = try await world.allocated(id, schools: design == .pupilsWithinSchools ? 4 : 8)
            let trials = try world.on("2027-04-10")
            try await trials.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: TrialWorld.lead(of: 1)
            )
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            #expect(data.plan.strata.count == expected, "\(data.plan.strata)")
            if !data.plan.strata.isEmpty { #expect(Set(data.pupils.stratum).count == expected) }
        }
    }

    @Test("with a cut-off hold the score that decided", arguments: TestEngine.available)
    func cutOff(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published(.regressionDiscontinuity)
            for number in 1...3 {
                let place = try await world.joined(id, number)
                let file = TrialWorld.roster(number).replacing("FSM\r\n", with: "FSM,Deciding score\r\n")
                    .replacing("yes\r\n", with: "yes,30\r\n").replacing("no\r\n", with: "no,45\r\n")
                try await world.on("2026-10-10").uploadRoster(
                    Array(file.utf8),
                    .roster,
                    to: place,
                    by: TrialWorld.lead(of: number)
                )
            }
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            try await trials.allocate(id, by: TrialWorld.analyst)
            let mine = try await trials.trials(ofSchool: TrialWorld.school(1).id, by: TrialWorld.lead(of: 1))
            try await world.on("2027-04-05").uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: mine[0].place.id,
                by: TrialWorld.lead(of: 1)
            )
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            #expect(data.plan.assignment == .cutOff(score: 40, offeredBelow: true))
            #expect(zip(data.pupils.score, data.pupils.arm).allSatisfy { ($0 < 40) == ($1 == 1) })
        }
    }

    @Test("are frozen once, by the hub, and only when there is an outcome")
    func freezing() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-06-01")
            await #expect(throws: AllocationRefusal.self) {
                try await trials.freezeTrial(id, by: TrialWorld.analyst)
            }
            try await trials.uploadRoster(
                Array(TrialWorld.outcomes(1).utf8),
                .outcome,
                to: places[0],
                by: TrialWorld.lead(of: 1)
            )
            await #expect(throws: AccessError.forbidden) {
                try await trials.freezeTrial(id, by: TrialWorld.hubEditor)
            }
            await #expect(throws: AccessError.forbidden) {
                try await trials.freezeTrial(id, by: TrialWorld.lead(of: 1))
            }
            try await trials.freezeTrial(id, by: TrialWorld.hubLead)
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.freezeTrial(id, by: TrialWorld.hubLead)
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.amendProtocol(
                    id,
                    version: 12,
                    changing: [.model: "class-in-school"],
                    reason: "Looks better",
                    by: TrialWorld.hubLead
                )
            }
        }
    }
}
