import Access
import Accounts
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Who leads a session")
struct FacilitatorTests {
    /// A run of two sessions: Mia, who has an account, leads the first, and a guest who has none leads both.
    static func led(_ network: Network) async throws -> Run {
        var draft = Network.runDraft()
        draft.sessions[0].facilitators = "Mia Member, \(Network.email(of: "Mia Member"))\nGuest Speaker"
        draft.sessions[1].facilitators = "Guest Speaker"
        return try await network.published(Network.offerDraft, draft).1
    }

    @Test("is public by name, and stays with the session when it is changed", arguments: TestEngine.available)
    func names(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.led(network)
            #expect(
                run.sessions.map { $0.facilitators.map(\.name) } == [
                    ["Mia Member", "Guest Speaker"], ["Guest Speaker"],
                ]
            )
            #expect(run.sessions[0].facilitators.map { $0.person != nil } == [true, false])
            // Whoever reads the offer learns no address; those who edit it have them in the form.
            await #expect(throws: AccessError.forbidden) {
                _ = try await network.programmes.facilitatorAddresses(
                    of: run.id,
                    by: network.actor("Mia Member")
                )
            }
            let addresses = try await network.programmes.facilitatorAddresses(
                of: run.id,
                by: network.actor("Noel Editor")
            )
            let draft = RunDraft(run, addresses)
            #expect(
                draft.sessions[0].facilitators
                    == "Mia Member, \(Network.email(of: "Mia Member"))\nGuest Speaker"
            )
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            try await network.emptyOutbox()
            var typed = SessionDraft(run.sessions[0])
            typed.facilitators = "Ann Other"
            try await network.programmes.editSession(
                run.sessions[0].id,
                typed,
                andLater: true,
                version: run.version,
                by: network.actor("Noel Editor")
            )
            let after = try await network.current(run)
            #expect(after.sessions.map { $0.facilitators.map(\.name) } == [["Ann Other"], ["Ann Other"]])
            #expect(after.sessions.map(\.sequence) == [0, 0])
            #expect(try await network.mails().isEmpty, "another facilitator moves nothing")
        }
    }

    @Test(
        "is typed as a name, or a name and an address",
        arguments: [
            ("Ann Other, ann-at-school", "Write “Ann Other, ann-at-school” as a name"),
            ("a, b, c", "Write “a, b, c” as a name"),
            ("Ann, ann@school.test\nAnne, ANN@school.test", "ann@school.test is named twice"),
            ((0...8).map { "Person \($0)" }.joined(separator: "\n"), "Name at most 8"),
        ]
    )
    func refused(typed: String, message: String) async throws {
        try await Network.with(.sqlite) { network in
            let (offer, _) = try await network.published()
            var draft = Network.runDraft()
            draft.sessions[1].facilitators = typed
            let run = draft
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.programmes.addRun(to: offer.id, run, by: network.actor("Noel Editor"))
            }
            #expect(faults?.list.map(\.field) == ["facilitators-1"])
            #expect(faults?.list.first?.message.hasPrefix(message) == true)
        }
    }

    @Test(
        "keeps the register of that session alone, without what people eat",
        arguments: TestEngine.available
    )
    func register(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let run = try await Self.led(network)
            let mia = network.actor("Mia Member")
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            try await programmes.saveNeeds(
                [booking.places[0].id: PlaceNeeds(dietary: "Vegan")],
                of: booking.id,
                by: network.actor("Sam Booker")
            )
            AttendanceTests.toTheDay(network)
            let session = run.sessions[0].id
            try await programmes.markAttendance(at: session, [booking.places[0].id: .present], by: mia)
            let own = try await programmes.attendanceSheet(of: session, by: mia)
            #expect(own.lines.map(\.state) == [.present, nil])
            #expect(own.lines.map(\.needs.dietary) == ["", ""])
            #expect(!own.isOrganiser)
            let hubs = try await programmes.attendanceSheet(of: session, by: network.actor("Noel Editor"))
            #expect(hubs.lines.map(\.needs.dietary) == ["Vegan", ""])
            #expect(hubs.isOrganiser)
            await #expect(throws: AccessError.notFound, "the other session") {
                _ = try await programmes.attendanceSheet(of: run.sessions[1].id, by: mia)
            }
            await #expect(throws: AccessError.notFound, "the run") {
                _ = try await programmes.finishRun(run.id, by: mia)
            }
            #expect(try await programmes.ledSessions(by: mia).map(\.session.id) == [session])
            let places = try await network.database.read { try $0.count("SELECT count(*) FROM place") }
            #expect(places == 2, "whoever leads takes no place and is counted by nobody")
        }
    }

    @Test("has it in the calendar, and is forgotten when erased", arguments: TestEngine.available)
    func calendar(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.led(network)
            let mia = network.actor("Mia Member")
            let person = try #require(mia.person?.id)
            let token = try await network.programmes.renewCalendarAddress(version: 0, by: mia)
            let feed = try await network.programmes.ownCalendar(at: token).text
            #expect(feed.contains("\(run.sessions[0].id)-leads-\(person)"))
            #expect(!feed.contains("\(run.sessions[1].id)"))
            #expect(feed.contains("STATUS:CONFIRMED") && !feed.contains("STATUS:CANCELLED"))
            try await CancelRunTests.cancel(run, network)
            let cancelled = try await network.programmes.ownCalendar(at: token).text
            #expect(cancelled.contains("STATUS:CANCELLED") && !cancelled.contains("STATUS:CONFIRMED"))
            #expect(try await network.programmes.ledSessions(by: mia).isEmpty)
            let records = try await network.database.read {
                try ProgrammesPersonalData().records(of: person, in: $0)
            }
            let kinds = records.flatMap(\.fields).compactMap { field in
                if case .text(let text) = field.value, field.name == "kind" { text } else { nil }
            }
            #expect(kinds == ["secret address of a calendar", "leads a session"])
            let now = network.clock.now
            try await network.database.write {
                _ = try ProgrammesPersonalData().erase(person, at: now, in: $0)
            }
            let after = try await network.current(run)
            #expect(after.sessions[0].facilitators.map(\.name) == ["Guest Speaker"])
        }
    }
}
