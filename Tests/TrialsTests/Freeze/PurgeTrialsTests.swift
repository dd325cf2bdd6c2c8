import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("The purge of a trial")
struct PurgeTrialsTests {
    @Test(
        "destroys rows and key on its day, and keeps the sums of a frozen trial",
        arguments: TestEngine.available
    )
    func onItsDay(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published(.pupilsWithinSchools)
            let places = try await world.allocated(id, schools: 4)
            let trials = try world.on("2027-04-10")
            for number in 1...4 {
                try await trials.uploadRoster(
                    Array(TrialWorld.outcomes(number).utf8),
                    .outcome,
                    to: places[number - 1],
                    by: TrialWorld.lead(of: number)
                )
            }
            try await trials.freezeTrial(id, by: TrialWorld.analyst)
            let data = try await trials.openTrialData(of: id, by: TrialWorld.analyst).data
            let dayBefore = try world.on("2029-09-29")
            #expect(try await dayBefore.purgeTrialsDue() == 0)
            #expect(try await world.keys.sealedKey(of: id) != nil)

            let later = try world.on("2029-09-30")
            #expect(try await later.purgeTrialsDue() == 1)
            #expect(try await later.purgeTrialsDue() == 0)
            #expect(try await world.keys.sealedKey(of: id) == nil)
            let blocks = try await world.database.read { try $0.count("SELECT count(*) FROM pupil_block") }
            #expect(blocks == 0)
            await #expect(throws: TrialsError.rowsGone) {
                try await later.openTrialData(of: id, by: TrialWorld.analyst)
            }
            await #expect(throws: TrialsError.rowsGone) {
                try await later.schoolData(places[0], by: TrialWorld.evaluator(of: 1))
            }
            // Nobody had analysed it: the purge did, and what it kept repeats the result.
            let bundle = try await later.reproductionBundle(of: id, by: TrialWorld.analyst)
            #expect(bundle.statistics == SufficientStatistics(data))
            #expect(try bundle.repeated().allSatisfy { $0.isSame })
            await #expect(throws: AccessError.forbidden) {
                try await later.reproductionBundle(of: id, by: TrialWorld.lead(of: 1))
            }
            #expect(try await later.publishedProtocol(id)?.course.stage == .purged)
        }
    }

    @Test(
        "freezes and analyses a trial that nobody froze, and one without outcomes has nothing to keep",
        arguments: TestEngine.available
    )
    func neverFrozen(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            let places = try await world.allocated(id)
            let bare = try await world.published()
            _ = try await world.allocated(bare)
            let tested = try world.on("2027-04-10")
            for (index, place) in places.enumerated() {
                try await tested.uploadRoster(
                    Array(TrialWorld.outcomes(index + 1).utf8),
                    .outcome,
                    to: place,
                    by: TrialWorld.lead(of: index + 1)
                )
            }
            let later = try world.on("2029-09-30")
            #expect(try await later.purgeTrialsDue() == 2)
            let course = try #require(try await later.publishedProtocol(id)).course
            #expect(course.frozenAt != nil && course.stage == .purged)
            let bundle = try await later.reproductionBundle(of: id, by: TrialWorld.analyst)
            #expect(try bundle.repeated().allSatisfy { $0.isSame })
            await #expect(throws: TrialsError.wrongStep) {
                try await later.reproductionBundle(of: bare, by: TrialWorld.analyst)
            }
            #expect(try await later.publishedProtocol(bare)?.course.frozenAt == nil)
        }
    }

    @Test("destroys the key that a crash left behind")
    func leftBehind() async throws {
        try await TrialWorld.open { world in
            let id = try await world.published()
            _ = try await world.withRosters(id, schools: 2)
            let later = try world.on("2029-10-01")
            let sealed = try await world.keys.sealedKey(of: id)
            try await later.purgeTrialsDue()
            let copy = try #require(sealed)
            _ = try await world.keys.keep(copy, of: id)
            #expect(try await later.purgeTrialsDue() == 0)
            #expect(try await world.keys.sealedKey(of: id) == nil)
        }
    }
}
