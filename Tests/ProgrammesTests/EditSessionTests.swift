import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Changing one session or all later ones")
struct EditSessionTests {
    static let dates = ["2027-02-03", "2027-02-10", "2027-02-24", "2027-03-10"]

    static func week(_ network: Network) async throws -> Run {
        try await network.published(Network.offerDraft, Network.runDraft(dates: dates)).1
    }

    /// The second session, a week later and at ten, in the hall.
    static func typed(_ run: Run) -> SessionDraft {
        var draft = SessionDraft(run.sessions[1])
        draft.date = "17/02/2027"
        draft.start = "10:00"
        draft.room = "Hall"
        return draft
    }

    static func edit(_ network: Network, _ run: Run, _ typed: SessionDraft, andLater: Bool) async throws {
        try await network.programmes.editSession(
            run.sessions[1].id,
            typed,
            andLater: andLater,
            version: run.version,
            by: network.actor("Noel Editor")
        )
    }

    @Test("one session changes alone", arguments: TestEngine.available)
    func alone(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.week(network)
            try await Self.edit(network, run, Self.typed(run), andLater: false)
            let after = try await network.current(run)
            #expect(
                after.sessions.map(\.heldOn.description) == [
                    "2027-02-03", "2027-02-17", "2027-02-24", "2027-03-10",
                ]
            )
            #expect(after.sessions.map(\.room) == ["", "Hall", "", ""])
            #expect(after.sessions.map(\.sequence) == [0, 1, 0, 0])
        }
    }

    @Test("or all later ones with it, and those who booked hear of each", arguments: TestEngine.available)
    func later(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.week(network)
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            try await network.emptyOutbox()
            try await Self.edit(network, run, Self.typed(run), andLater: true)
            let after = try await network.current(run)
            #expect(
                after.sessions.map(\.heldOn.description) == [
                    "2027-02-03", "2027-02-17", "2027-03-03", "2027-03-17",
                ]
            )
            #expect(after.sessions.map(\.start.description) == ["09:30", "10:00", "10:00", "10:00"])
            #expect(after.sessions.map(\.end.description) == ["15:30", "15:30", "15:30", "15:30"])
            #expect(after.sessions.map(\.room) == ["", "Hall", "Hall", "Hall"])
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == ["teacher.0@seaview.test"])
            let files = try await network.attachments(of: try #require(mails.first))
            #expect(files.count == 3)
        }
    }

    @Test(
        "with nothing in it the session stays, and the form says what it needs",
        arguments: TestEngine.available
    )
    func empty(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.week(network)
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            try await network.emptyOutbox()
            for andLater in [false, true] {
                let faults = await #expect(throws: Faults.self) {
                    try await Self.edit(network, run, SessionDraft(), andLater: andLater)
                }
                #expect(faults?.list.map(\.field) == ["date-0", "start-0", "end-0"])
            }
            let after = try await network.current(run)
            #expect(after.sessions.map(\.heldOn.description) == Self.dates)
            let mails = try await network.mails()
            #expect(mails.isEmpty)
        }
    }

    @Test("what is wrong stands beside the field; an old version is refused", arguments: TestEngine.available)
    func faults(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.week(network)
            var wrong = Self.typed(run)
            wrong.date = "soon"
            wrong.end = "09:00"
            let typed = wrong
            let faults = await #expect(throws: Faults.self) {
                try await Self.edit(network, run, typed, andLater: true)
            }
            #expect(faults?.list.map(\.field) == ["date-0", "end-0"])
            try await Self.edit(network, run, Self.typed(run), andLater: false)
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.edit(network, run, Self.typed(run), andLater: false)
            }
            await #expect(throws: AccessError.self) {
                try await network.programmes.editSession(
                    run.sessions[1].id,
                    Self.typed(run),
                    andLater: false,
                    version: run.version + 1,
                    by: network.actor("Sam Booker")
                )
            }
        }
    }
}
