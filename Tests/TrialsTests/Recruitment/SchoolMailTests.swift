import Access
import Database
import Services
import TestDatabases
import TestTrials
import Testing

@testable import Trials

@Suite("What a trial writes to its schools")
struct SchoolMailTests {
    /// Subjects and addresses in the outbox, in order of sending.
    private func mails(_ world: TrialWorld) async throws -> [String] {
        try await world.database.read {
            try $0.rows("SELECT to_address, subject FROM mail ORDER BY created_at, subject, to_address").map {
                "\(try $0.get(0, as: String.self)): \(try $0.get(1, as: String.self))"
            }
        }
    }

    @Test(
        "A school is reminded once of the roster and once of testing, and only while nothing was sent",
        arguments: TestEngine.available
    )
    func reminders(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.joined(id, 1)
            _ = try await world.joined(id, 2)
            #expect(try await world.on("2026-10-12").remindSchools() == 0)
            #expect(try await world.on("2026-10-13").remindSchools() == 2)
            #expect(try await world.on("2026-10-14").remindSchools() == 0)
            // Only the lead of the first school has an address.
            #expect(try await mails(world) == ["lead@one.example: Roster due: Tidal Readers in year 4"])
            let places = try await world.allocated(id)
            #expect(try await world.on("2027-03-31").remindSchools() == 0)
            let opened = try world.on("2027-04-01")
            try await opened.uploadRoster(
                Array(TrialWorld.outcomes(8).utf8),
                .outcome,
                to: places[7],
                by: TrialWorld.lead(of: 8)
            )
            try await opened.withdraw(places[6], from: .testing, reason: "x", by: TrialWorld.lead(of: 7))
            #expect(try await opened.remindSchools() == 6)
            #expect(try await opened.remindSchools() == 0)
            #expect(
                try await mails(world) == [
                    "lead@one.example: Roster due: Tidal Readers in year 4",
                    "lead@one.example: Allocated: Tidal Readers in year 4",
                    "lead@one.example: Testing has begun: Tidal Readers in year 4",
                ]
            )
        }
    }

    @Test("Schools that joined are told that results are published", arguments: TestEngine.available)
    func published(on engine: TestEngine) async throws {
        try await TrialWorld.open(on: engine, rehearses: false) { world in
            let id = try await world.published()
            _ = try await world.reported(id, try await world.allocated(id))
            #expect(
                try await mails(world).last
                    == "lead@one.example: Results are published: Tidal Readers in year 4"
            )
        }
    }
}
