import Access
import Database
import Evidence
import Foundation
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("Schools that come back")
struct ComingBackTests {
    @Test(
        "before the draw a school joins again by signing once more, and what happened is kept",
        arguments: TestEngine.available
    )
    func joiningAgain(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let places = try await world.withRosters(id, schools: 7)
            let place = places[1]
            let lead = TrialWorld.lead(of: 2)
            let trials = try world.on("2026-10-20")
            try await trials.withdraw(place, from: .testing, reason: "No time", by: lead)
            try await trials.withdraw(place, from: .data, reason: "Governors", by: lead)

            let later = try world.on("2026-10-21")
            let hash = try await later.memorandum(of: id).sha256
            func join(_ hash: String, by actor: Actor) async throws -> ID<TrialSchool> {
                try await later.joinTrial(
                    id,
                    for: TrialWorld.school(2).id,
                    memorandum: hash,
                    mayBeNamed: false,
                    by: actor
                )
            }
            for actor in [TrialWorld.evaluator(of: 2), TrialWorld.hubLead, TrialWorld.lead(of: 3)] {
                await #expect(throws: AccessError.self) { try await join(hash, by: actor) }
            }
            await #expect(throws: Faults.self) {
                try await join(String(repeating: "0", count: 64), by: lead)
            }
            let again = try await join(hash, by: lead)
            #expect(again == place)

            let school = try await later.trialSchool(place, by: lead)
            #expect(school.takesPart && school.code == "S002" && !school.mayBeNamed)
            #expect(school.notice != nil && school.isCounted(drawnAt: nil))
            #expect(try await later.recruitment(of: id).joined == 7)
            let history = try await later.withdrawals(of: place, by: lead)
            #expect(Set(history.map(\.part)) == [.testing, .data])
            let day = try TrialWorld.instant("2026-10-21")
            #expect(history.allSatisfy { $0.returnedAt == day && $0.returnReason == nil })
            let signed = try await later.signedMemorandum(of: place, by: lead)
            #expect(signed.signedAt == day && signed.former.map(\.sha256) == [hash])
            let first = try TrialWorld.instant("2026-09-05")
            #expect(signed.former.map(\.signedAt) == [first])
            let reasons = try await later.reasons(of: id, by: TrialWorld.hubLead)
            #expect(
                Set(reasons[place] ?? []) == [
                    "Testing: No time (joined again on 21 October 2026)",
                    "Use of its data: Governors (joined again on 21 October 2026)",
                ]
            )
            #expect(try await world.verbs().count { $0 == "trial.join-again" } == 1)

            // It may leave once more, and come back once more.
            try await later.withdraw(place, from: .testing, reason: "Again", by: lead)
            let third = try await join(hash, by: lead)
            #expect(third == place)
            #expect(try await later.withdrawals(of: place, by: lead).count == 3)

            // Its rows were destroyed: it sends them anew, and is drawn with the others.
            #expect(try await later.rowCounts(of: place, by: lead).isEmpty)
            try await later.uploadRoster(
                Array(TrialWorld.roster(2).utf8),
                .roster,
                to: place,
                by: TrialWorld.evaluator(of: 2)
            )
            try await later.lockRosters(of: id, by: TrialWorld.analyst)
            try await later.allocate(id, by: TrialWorld.analyst)
            #expect(try await later.schoolCounts(of: place, by: lead).arm != nil)
            // Whoever came back before the draw was away from nothing that is reported.
            let returned = try await world.database.read { try $0.returnedSchools(of: id) }
            #expect(returned.isEmpty)
        }
    }

    private static func sendOutcomes(_ trials: Trials, _ number: Int, _ place: ID<TrialSchool>) async throws {
        try await trials.uploadRoster(
            Array(TrialWorld.outcomes(number).utf8),
            .outcome,
            to: place,
            by: TrialWorld.evaluator(of: number)
        )
    }

    @Test(
        "after the draw each part is taken back until the freeze, and the flow counts that a school was away",
        arguments: TestEngine.available
    )
    func takingBack(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let trials = try world.on("2027-04-10")
            for number in 1...7 { try await Self.sendOutcomes(trials, number, places[number - 1]) }
            let left: [TrialSchool.Part] = [.delivery, .testing, .data, .testing]
            for (place, part) in left.enumerated() {
                let lead = TrialWorld.lead(of: place + 1)
                try await trials.withdraw(places[place], from: part, reason: "Staff left", by: lead)
            }
            let before = try await trials.schoolCounts(of: places[1], by: TrialWorld.lead(of: 2))

            let later = try world.on("2027-05-02")
            for (place, part) in left.dropLast().enumerated() {
                let lead = TrialWorld.lead(of: place + 1)
                try await later.takeBackWithdrawal(
                    of: places[place],
                    from: part,
                    reason: "A teacher was found",
                    by: lead
                )
                let withdrawals = try await later.withdrawals(of: places[place], by: lead)
                #expect(withdrawals.map(\.returnReason) == ["A teacher was found"])
            }
            #expect(try await world.verbs().count { $0 == "trial.take-back-withdrawal" } == 3)
            // It is where it was drawn.
            let after = try await later.schoolCounts(of: places[1], by: TrialWorld.lead(of: 2))
            #expect(after == before && after.arm != nil)
            // What was destroyed stays destroyed, and is said to be.
            let emptied = try await later.schoolCounts(of: places[2], by: TrialWorld.lead(of: 3))
            #expect(emptied.erased.reduce(0, +) == 24)
            await #expect(throws: UploadRefusal.rosterDestroyed) {
                try await Self.sendOutcomes(later, 3, places[2])
            }
            await #expect(throws: UploadRefusal.locked) {
                try await later.uploadRoster(
                    Array(TrialWorld.roster(3).utf8),
                    .roster,
                    to: places[2],
                    by: TrialWorld.evaluator(of: 3)
                )
            }

            try await later.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await later.openTrialData(of: id, by: TrialWorld.analyst).data
            #expect(data.schools.map(\.hasReturned) == [true, true, true, nil, nil, nil, nil, nil])
            #expect(!data.schools[1].leftTesting && data.schools[3].leftTesting)
            #expect(!data.schools[2].leftData && data.schools[2].erased.reduce(0, +) == 24)
            let tested = Set(zip(data.pupils.school, data.pupils.outcome).filter { !$0.1.isNaN }.map(\.0))
            #expect(tested == [0, 1, 4, 5, 6])
            let flow = ParticipantFlow(AnalysisTable(data))
            #expect(flow.arms.reduce(0) { $0 + ($1.returned ?? 0) } == 3)
            #expect(flow.allocated == 8 * 24)

            // Never after the freeze.
            await #expect(throws: TrialsError.wrongStep) {
                try await world.on("2027-06-02").takeBackWithdrawal(
                    of: places[3],
                    from: .testing,
                    reason: "Late",
                    by: TrialWorld.lead(of: 4)
                )
            }
        }
    }

    @Test("only the school’s lead takes back, with a reason, what the school has left")
    func refusals() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            let early = try await world.joined(id, 8)
            let lead = TrialWorld.lead(of: 8)
            try await world.on("2026-09-10").withdraw(early, from: .delivery, reason: "x", by: lead)
            // Before the draw the way back is to sign again.
            await #expect(throws: TrialsError.wrongStep) {
                try await world.on("2026-09-11").takeBackWithdrawal(
                    of: early,
                    from: .delivery,
                    reason: "x",
                    by: lead
                )
            }
            let places = try await world.allocated(id, schools: 6)
            let trials = try world.on("2027-04-10")
            try await trials.withdraw(places[0], from: .testing, reason: "x", by: TrialWorld.hubLead)
            func takeBack(_ part: TrialSchool.Part, _ reason: String, by actor: Actor) async throws {
                try await trials.takeBackWithdrawal(of: places[0], from: part, reason: reason, by: actor)
            }
            let own = TrialWorld.lead(of: 1)
            await #expect(throws: Faults.self) { try await takeBack(.testing, " ", by: own) }
            await #expect(throws: TrialsError.wrongStep) { try await takeBack(.delivery, "x", by: own) }
            for actor in [
                TrialWorld.hubLead, TrialWorld.analyst, TrialWorld.evaluator(of: 1), TrialWorld.lead(of: 2),
            ] {
                await #expect(throws: AccessError.self) { try await takeBack(.testing, "x", by: actor) }
            }
            #expect(try await !trials.trialSchool(places[0], by: own).takesPart)
            try await takeBack(.testing, "x", by: own)
            #expect(try await trials.trialSchool(places[0], by: own).takesPart)
            await #expect(throws: TrialsError.wrongStep) { try await takeBack(.testing, "x", by: own) }
        }
    }
}
