import Evidence
import Foundation
import Services
import TestDatabases
import Testing

@testable import Programmes

/// In 2027 London's clocks go forward on 28 March at 01:00 and back on 31 October at 02:00.
@Suite("Days on which the clocks change")
struct ClockChangeTests {
    private static func instant(_ day: String, _ time: String) throws -> Date {
        Date(try #require(LocalDate(day)), try #require(LocalTime(time)), in: .london)
    }

    @Test(
        "have hours that are skipped, and hours that are not",
        arguments: [
            ("2027-03-28", "00:59", false), ("2027-03-28", "01:00", true), ("2027-03-28", "01:30", true),
            ("2027-03-28", "01:59", true), ("2027-03-28", "02:00", false), ("2027-03-27", "01:30", false),
            ("2027-10-31", "01:30", false), ("2026-11-27", "09:00", false),
        ]
    )
    func skipped(day: String, time: String, isSkipped: Bool) throws {
        let clock = try #require(LocalTime(time))
        let date = try #require(LocalDate(day))
        #expect(clock.isSkipped(on: date, in: .london) == isSkipped)
    }

    @Test(
        "have instants that read as the time on the clock",
        arguments: [
            ("2027-03-28", "00:30"), ("2027-03-28", "02:00"), ("2027-03-28", "10:00"),
            ("2027-03-28", "23:59"),
            ("2027-10-31", "00:30"), ("2027-10-31", "01:30"), ("2027-10-31", "10:00"),
            ("2027-10-31", "23:59"),
            ("1969-12-31", "23:59"),
        ]
    )
    func read(day: String, time: String) throws {
        let instant = try Self.instant(day, time)
        #expect(LocalTime(instant, in: .london).description == time)
        #expect(LocalDate(instant, in: .london).description == day)
    }

    @Test("an hour that comes twice is the first of the two, each time that it is asked")
    func twice() throws {
        let first = try Self.instant("2027-10-31", "01:30")
        #expect(first == Date(timeIntervalSince1970: 1_824_942_600))
        #expect(LocalTime(first.addingTimeInterval(3600), in: .london).description == "01:30")
        #expect(try Self.instant("2027-10-31", "02:00") == first.addingTimeInterval(5400))
    }

    @Test(
        "the form of a session refuses a time that is skipped, beside its field",
        arguments: [
            ("01:30", "02:30", ["start-0"]), ("00:30", "1.30", ["end-0"]),
            ("01:00", "01:59", ["start-0", "end-0"]), ("00:30", "02:00", []),
        ]
    )
    func session(start: String, end: String, fields: [String]) async throws {
        var draft = Network.runDraft(dates: ["28/3/2027"])
        draft.sessions[0].start = start
        draft.sessions[0].end = end
        let typed = draft
        #expect(try await faultyFields { _ = try typed.checked() } == fields)
    }

    @Test("so does the form of a conference's session", arguments: TestEngine.available)
    func conference(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let conference = try await TestConference.started(network)
            var typed = try await conference.draft("At night", "01:15", "01:45")
            typed.day = "2027-03-28"
            let draft = typed
            let fields = try await faultyFields {
                _ = try await network.programmes.saveSession(
                    draft,
                    of: conference.run.id,
                    by: network.actor("Noel Editor")
                )
            }
            #expect(fields == ["start", "end"])
        }
    }
}
