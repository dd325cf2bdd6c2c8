import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Nobody without the right sees a pupil’s row")
struct PupilRowAccessTests {
    static let people: [(name: String, actor: Actor)] = [
        ("nobody", .anonymous), ("a stranger", TrialWorld.stranger),
        ("another school’s lead", TrialWorld.lead(of: 2)),
        ("another school’s evaluator", TrialWorld.evaluator(of: 2)),
        ("a member of the school", TrialWorld.member(of: 1)),
        ("the school’s lead", TrialWorld.lead(of: 1)),
        ("the school’s evaluator", TrialWorld.evaluator(of: 1)),
        ("the hub’s editor", TrialWorld.hubEditor), ("the hub’s lead", TrialWorld.hubLead),
        ("the analyst", TrialWorld.analyst), ("an administrator of the network", TrialWorld.administrator),
    ]

    /// A trial of pupils drawn within schools, with outcomes.
    func tested(_ body: (TrialWorld, ID<Trial>, ID<TrialSchool>) async throws -> Void) async throws {
        try await TrialWorld.open { world in
            let id = try await world.published(.pupilsWithinSchools)
            let places = try await world.allocated(id)
            let trials = try world.on("2027-04-05")
            for (number, place) in places.enumerated() {
                try await trials.uploadRoster(
                    Array(TrialWorld.outcomes(number + 1).utf8),
                    .outcome,
                    to: place,
                    by: TrialWorld.lead(of: number + 1)
                )
            }
            try await body(world, id, places[0])
        }
    }

    func isAllowed(_ body: () async throws -> some Any) async -> Bool {
        do {
            _ = try await body()
            return true
        } catch is AccessError {
            return false
        } catch {
            Issue.record("refused for another reason: \(error)")
            return false
        }
    }

    @Test("each verb that opens rows, against each person, before and after the freeze")
    func matrix() async throws {
        try await tested { world, id, place in
            var allowed: [String: Set<String>] = [:]
            for isFrozen in [false, true] {
                if isFrozen {
                    try await world.on("2027-06-01").freezeTrial(id, by: TrialWorld.analyst)
                    try await world.keptAnalysis(of: id)
                }
                let trials = try world.on("2027-06-02")
                for (name, actor) in Self.people {
                    let when = isFrozen ? "after" : "before"
                    if await isAllowed({ try await trials.schoolData(place, by: actor) }) {
                        allowed["data \(when)", default: []].insert(name)
                    }
                    if await isAllowed({ try await trials.schoolAllocation(place, by: actor) }) {
                        allowed["allocation \(when)", default: []].insert(name)
                    }
                    if await isAllowed({ try await trials.allocationFile(.units, of: id, by: actor) }) {
                        allowed["units \(when)", default: []].insert(name)
                    }
                    if isFrozen, await isAllowed({ try await trials.openTrialData(of: id, by: actor) }) {
                        allowed["all rows \(when)", default: []].insert(name)
                    }
                    if isFrozen, await isAllowed({ try await trials.trialRows(of: id, by: actor) }) {
                        allowed["file of all rows \(when)", default: []].insert(name)
                    }
                    if isFrozen, await isAllowed({ try await trials.reproductionBundle(of: id, by: actor) }) {
                        allowed["sums \(when)", default: []].insert(name)
                    }
                }
            }
            let office: Set = ["the school’s lead", "the school’s evaluator"]
            #expect(
                allowed == [
                    "data before": ["the school’s evaluator"], "data after": ["the school’s evaluator"],
                    "allocation before": office, "allocation after": office, "units before": ["the analyst"],
                    "units after": ["the analyst"], "all rows after": ["the analyst"],
                    "file of all rows after": ["the analyst"], "sums after": ["the analyst"],
                ]
            )
        }
    }

    @Test("and nobody at all sees outcomes beside arms before the freeze")
    func outcomesByArm() async throws {
        try await tested { world, id, place in
            let trials = try world.on("2027-05-01")
            for (_, actor) in Self.people where actor != .anonymous {
                await #expect(throws: (any Error).self) { try await trials.openTrialData(of: id, by: actor) }
            }
            await #expect(throws: TrialsError.wrongStep) {
                try await trials.openTrialData(of: id, by: .system("job"))
            }
            let before = try await trials.schoolData(place, by: TrialWorld.evaluator(of: 1))
            #expect(!String(decoding: before, as: UTF8.self).contains("Arm"))
            let allocation = try await trials.schoolAllocation(place, by: TrialWorld.evaluator(of: 1))
            #expect(!String(decoding: allocation, as: UTF8.self).contains("Outcome"))
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let after = try await trials.schoolData(place, by: TrialWorld.evaluator(of: 1))
            #expect(String(decoding: after, as: UTF8.self).contains("Arm"))
        }
    }

    @Test("without leaving an entry in the audit, whoever may")
    func audited() async throws {
        try await tested { world, id, place in
            let trials = try world.on("2027-06-01")
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let before = try await world.verbs().count
            _ = try await trials.schoolData(place, by: TrialWorld.evaluator(of: 1))
            _ = try await trials.schoolAllocation(place, by: TrialWorld.lead(of: 1))
            _ = try await trials.allocationFile(.units, of: id, by: TrialWorld.analyst)
            _ = try await trials.openTrialData(of: id, by: TrialWorld.analyst)
            let verbs = try await world.verbs()
            #expect(verbs.count == before + 4)
            #expect(
                Set(verbs).isSuperset(of: ["trial.export-rows", "trial.read-allocation", "trial.open-rows"])
            )
        }
    }
}
