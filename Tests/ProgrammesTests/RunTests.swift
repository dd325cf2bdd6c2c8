import Access
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Runs and sessions")
struct RunTests {
    @Test(
        "whoever holds a place hears of a moved session, with the old entry replaced",
        arguments: TestEngine.available
    )
    func movedSessions(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            let before = try await network.calendarFiles(to: "teacher.0@seaview.test")
            try await network.emptyOutbox()
            var draft = RunDraft(run)
            draft.sessions[0].date = "10/2/2027"
            draft.sessions[1].date = ""
            draft.sessions[1].start = ""
            draft.sessions[1].end = ""
            var added = SessionDraft()
            (added.date, added.start, added.end) = ("2027-04-07", "16.00", "17.30")
            draft.sessions.append(added)
            try await network.programmes.editRun(run.id, draft, version: 1, by: network.actor("Noel Editor"))
            let after = try await network.current(run)
            #expect(after.sessions.map(\.heldOn.description) == ["2027-02-10", "2027-04-07"])
            #expect(after.sessions.map(\.sequence) == [1, 0])
            let files = try await network.calendarFiles(to: "teacher.0@seaview.test")
            let uids = before.map(ChangeBookingTests.uid)
            #expect(files.count == 3)
            let moved = try #require(files.first { ChangeBookingTests.uid($0) == uids[0] })
            #expect(
                moved.contains("SEQUENCE:1\r\n")
                    && moved.contains("DTSTART;TZID=Europe/London:20270210T093000")
            )
            let removed = try #require(files.first { ChangeBookingTests.uid($0) == uids[1] })
            #expect(removed.contains("METHOD:CANCEL\r\n"))
        }
    }

    @Test("a run that did not move tells nobody", arguments: TestEngine.available)
    func unmoved(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            try await network.emptyOutbox()
            var draft = RunDraft(run)
            draft.capacity = "40"
            try await network.programmes.editRun(run.id, draft, version: 1, by: network.actor("Noel Editor"))
            #expect(try await network.mails().isEmpty)
            #expect(try await network.current(run).capacity == 40)
        }
    }

    @Test("a run with bookings stays; one without goes", arguments: TestEngine.available)
    func removing(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            let editor = network.actor("Noel Editor")
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            await #expect(throws: OfferRefusal.hasBookings) {
                try await network.programmes.removeRun(run.id, version: 1, by: editor)
            }
            let second = try await network.programmes.addRun(to: offer.id, Network.runDraft(), by: editor)
            await #expect(throws: AccessError.forbidden) {
                try await network.programmes.removeRun(second, version: 1, by: network.actor("Sam Booker"))
            }
            try await network.programmes.removeRun(second, version: 1, by: editor)
            #expect(try await network.programmes.offer(offer.id, by: editor).runs.map(\.id) == [run.id])
        }
    }

    @Test("a form sent twice adds one run", arguments: TestEngine.available)
    func addsOnce(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, _) = try await network.published()
            let key = try #require(IdempotencyKey("add-a-run"))
            let editor = network.actor("Noel Editor")
            let first = try await network.programmes.addRun(
                to: offer.id,
                Network.runDraft(),
                by: editor,
                key: key
            )
            let second = try await network.programmes.addRun(
                to: offer.id,
                Network.runDraft(),
                by: editor,
                key: key
            )
            #expect(first == second)
            #expect(try await network.programmes.offer(offer.id, by: editor).runs.count == 2)
        }
    }

    struct FaultCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout RunDraft) -> Void
        let fields: [String]
    }

    @Test(
        "what is wrong with a run's form is named",
        arguments: [
            FaultCase(testDescription: "no capacity", change: { $0.capacity = " " }, fields: ["capacity"]),
            FaultCase(
                testDescription: "too many places",
                change: { $0.capacity = "5001" },
                fields: ["capacity"]
            ),
            FaultCase(
                testDescription: "no session",
                change: { $0.sessions = [SessionDraft()] },
                fields: ["date-0"]
            ),
            FaultCase(
                testDescription: "no such day",
                change: { $0.sessions[1].date = "30/2/2027" },
                fields: ["date-1"]
            ),
            FaultCase(
                testDescription: "ends before it starts",
                change: { $0.sessions[0].end = "9:00" },
                fields: ["end-0"]
            ),
            FaultCase(
                testDescription: "overlap",
                change: { $0.sessions[1].date = "2027-02-03" },
                fields: ["date-0"]
            ),
            FaultCase(
                testDescription: "plain link",
                change: { $0.sessions[0].link = "http://a" },
                fields: ["link-0"]
            ),
            FaultCase(
                testDescription: "closes late",
                change: { $0.closesOn = "2027-02-04" },
                fields: ["closesOn"]
            ),
        ]
    )
    func faults(_ example: FaultCase) async throws {
        try await Network.with(.sqlite) { network in
            let (offer, _) = try await network.published()
            var draft = Network.runDraft()
            example.change(&draft)
            let wrong = draft
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.programmes.addRun(to: offer.id, wrong, by: network.actor("Noel Editor"))
            }
            #expect(faults?.list.map(\.field) == example.fields)
        }
    }
}

@Suite("Days and times as people type them")
struct TypedDateTests {
    @Test(
        "are read",
        arguments: [
            ("2027-03-14", "2027-03-14"), ("14/3/2027", "2027-03-14"), ("14.03.2027", "2027-03-14"),
            (" 14 March 2027 ", "2027-03-14"), ("1 sep 2027", "2027-09-01"), ("29/2/2028", "2028-02-29"),
        ]
    )
    func days(typed: String, expected: String) {
        #expect(TypedDate.parse(typed)?.description == expected)
    }

    @Test("are refused", arguments: ["", "14/3", "14/13/2027", "29/2/2027", "14/3/27", "soon", "1 ma 2027"])
    func wrongDays(typed: String) {
        #expect(TypedDate.parse(typed) == nil)
    }

    @Test(
        "times",
        arguments: [
            ("09:30", "09:30"), ("9.05", "09:05"), ("23:59", "23:59"), ("24:00", nil), ("9", nil),
            ("+9:30", nil),
        ]
            as [(String, String?)]
    )
    func times(typed: String, expected: String?) {
        #expect(TypedTime.parse(typed)?.description == expected)
    }

    @Test("a day is spelled with its weekday")
    func spelled() {
        #expect(LocalDate("2027-03-14")?.spelled == "Sunday 14 March 2027")
    }
}
