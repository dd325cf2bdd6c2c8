import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing
import Trials

@Suite("Rows of a school that come or go while others are worked on")
struct RowsMeanwhileTests {
    private static let office = TrialWorld.lead(of: 1)
    private static let day = "2027-04-10"

    /// A school of a trial whose schools are allocated.
    private static func allocated(
        on engine: TestEngine,
        _ body: (TrialWorld, ID<TrialSchool>) async throws -> Void
    ) async throws {
        try await TrialWorld.open(on: engine) { world in
            let places = try await world.allocated(try await world.published())
            try await body(world, places[0])
        }
    }

    /// How many rows the school has of each wave.
    private static func rows(_ world: TrialWorld, _ place: ID<TrialSchool>) async throws -> [Wave: Int] {
        let counts = try await world.on(day).rowCounts(of: place, by: office)
        return Dictionary(uniqueKeysWithValues: counts.map { ($0.wave, $0.count) })
    }

    @discardableResult
    private static func sendOutcomes(_ trials: Trials, _ place: ID<TrialSchool>) async throws -> RosterUpload
    {
        try await trials.uploadRoster(
            Array(TrialWorld.outcomes(1).utf8),
            .outcome,
            to: place,
            by: office
        )
    }

    @discardableResult
    private static func remove(_ trials: Trials, _ place: ID<TrialSchool>) async throws -> ErasureAnswer {
        try await trials.removePupil(code: "P105", from: place, .erasure, by: office)
    }

    private static func withdraw(_ trials: Trials, _ place: ID<TrialSchool>) async throws {
        try await trials.withdraw(place, from: .data, reason: "Governors", by: office)
    }

    @Test("outcomes that come while a pupil is taken out are not overlooked", arguments: TestEngine.available)
    func outcomesMeanwhile(on engine: TestEngine) async throws {
        try await Self.allocated(on: engine) { world, place in
            let trials = try world.on(Self.day)
            let interrupted = try world.on(
                Self.day,
                database: InterruptedDatabase(world.database) { try await Self.sendOutcomes(trials, place) }
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.remove(interrupted, place)
            }
            let before = try await Self.rows(world, place)
            #expect(before == [.roster: 24, .outcome: 24])
            let answer = try await Self.remove(trials, place)
            #expect(answer == .removed)
            let after = try await Self.rows(world, place)
            #expect(after == [.roster: 23, .outcome: 23])
        }
    }

    @Test(
        "a pupil who is taken out while outcomes come does not come with them",
        arguments: TestEngine.available
    )
    func pupilMeanwhile(on engine: TestEngine) async throws {
        try await Self.allocated(on: engine) { world, place in
            let trials = try world.on(Self.day)
            let interrupted = try world.on(
                Self.day,
                database: InterruptedDatabase(world.database) { try await Self.remove(trials, place) }
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.sendOutcomes(interrupted, place)
            }
            let before = try await Self.rows(world, place)
            #expect(before == [.roster: 23])
            let again = try await Self.sendOutcomes(trials, place)
            #expect(again.total == 23)
        }
    }

    @Test(
        "what a school withdrew does not come back by a pupil who is taken out",
        arguments: TestEngine.available
    )
    func withdrawnMeanwhile(on engine: TestEngine) async throws {
        try await Self.allocated(on: engine) { world, place in
            let trials = try world.on(Self.day)
            let interrupted = try world.on(
                Self.day,
                database: InterruptedDatabase(world.database) { try await Self.withdraw(trials, place) }
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.remove(interrupted, place)
            }
            let left = try await Self.rows(world, place)
            #expect(left.isEmpty)
        }
    }

    @Test(
        "a pupil is not counted twice who is taken out while the school withdraws",
        arguments: TestEngine.available
    )
    func countedOnce(on engine: TestEngine) async throws {
        try await Self.allocated(on: engine) { world, place in
            let trials = try world.on(Self.day)
            let interrupted = try world.on(
                Self.day,
                database: InterruptedDatabase(world.database) { try await Self.remove(trials, place) }
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.withdraw(interrupted, place)
            }
            try await Self.withdraw(trials, place)
            let counts = try await trials.schoolCounts(of: place, by: Self.office)
            #expect(counts.erased.reduce(0, +) == 24)
        }
    }

    @Test(
        "a pupil who is taken out while pupils are allocated is not allocated",
        arguments: TestEngine.available
    )
    func drawnMeanwhile(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine) { world in
            let id = try await world.published(.pupilsWithinSchools)
            let place = try await world.withRosters(id)[0]
            let trials = try world.on("2026-10-25")
            try await trials.lockRosters(of: id, by: TrialWorld.analyst)
            let interrupted = try world.on(
                "2026-10-25",
                database: InterruptedDatabase(world.database) { try await Self.remove(trials, place) }
            )
            await #expect(throws: DatabaseError.staleVersion) {
                try await interrupted.allocate(id, by: TrialWorld.analyst)
            }
            let left = try await Self.rows(world, place)
            #expect(left == [.roster: 23])
        }
    }
}
