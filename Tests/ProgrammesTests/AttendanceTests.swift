import Access
import Database
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The register of a session")
struct AttendanceTests {
    /// Two hours before the session of 3 February 2027: the tests start on 7 January, 09:00.
    static func toTheDay(_ network: Network) { network.clock.advance(hours: 24 * 27 - 1.5) }

    @Test("marks who came; sent twice it says the same", arguments: TestEngine.available)
    func marks(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(3), key: "a")
            let session = run.sessions[0].id
            let places = booking.places.map(\.id)
            await #expect(throws: BookingRefusal.notYet) {
                try await programmes.markAttendance(at: session, [places[0]: .present], by: noel)
            }
            Self.toTheDay(network)
            let marks: [ID<BookedPlace>: AttendanceState?] = [places[0]: .present, places[1]: .absent]
            #expect(try await programmes.markAttendance(at: session, marks, by: noel) == 2)
            #expect(try await programmes.markAttendance(at: session, marks, by: noel) == 0)
            // Someone else at the other door changes one mark only.
            #expect(
                try await programmes.markAttendance(
                    at: session,
                    [places[1]: .present],
                    by: network.actor("Nora Lead")
                ) == 1
            )
            var sheet = try await programmes.attendanceSheet(of: session, by: noel)
            #expect(sheet.lines.map(\.state) == [.present, .present, nil])
            #expect(
                try await programmes.markAttendance(at: session, [places[0]: AttendanceState?.none], by: noel)
                    == 1
            )
            sheet = try await programmes.attendanceSheet(of: session, by: noel)
            #expect(sheet.lines.map(\.state) == [nil, .present, nil])
            #expect(try await network.auditVerbs().count { $0 == "session.mark-attendance" } == 3)
        }
    }

    @Test("apologies come from the person or the booker, beforehand", arguments: TestEngine.available)
    func apologies(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (_, run) = try await network.published()
            let mia = ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))
            let booking = try await network.book(run, [mia] + Network.colleagues(1), key: "a")
            let session = run.sessions[0].id
            try await programmes.sendApologies(
                for: booking.places[0].id,
                from: session,
                by: network.actor("Mia Member")
            )
            try await programmes.sendApologies(
                for: booking.places[1].id,
                from: session,
                by: network.actor("Sam Booker")
            )
            for name in ["Hal Booker", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    try await programmes.sendApologies(
                        for: booking.places[1].id,
                        from: session,
                        by: network.actor(name)
                    )
                }
            }
            await #expect(throws: AccessError.notFound) {
                try await programmes.sendApologies(
                    for: booking.places[1].id,
                    from: session,
                    by: network.actor("Mia Member")
                )
            }
            let sheet = try await programmes.attendanceSheet(of: session, by: network.actor("Noel Editor"))
            #expect(sheet.count(.apologies) == 2)
            // The place is still theirs.
            #expect(try await network.current(run).taken == 2)
            network.clock.advance(hours: 24 * 60)
            await #expect(throws: BookingRefusal.started) {
                try await programmes.sendApologies(
                    for: booking.places[0].id,
                    from: session,
                    by: network.actor("Mia Member")
                )
            }
        }
    }

    @Test("apologies are taken back by those who may send them", arguments: TestEngine.available)
    func comesAfterAll(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let sam = network.actor("Sam Booker")
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let session = run.sessions[0].id
            let (first, second) = (booking.places[0].id, booking.places[1].id)
            func excused() async throws -> Int {
                try await programmes.attendanceSheet(of: session, by: noel).count(.apologies)
            }
            for place in [first, second] {
                try await programmes.sendApologies(for: place, from: session, by: sam)
            }
            await #expect(throws: AccessError.notFound) {
                try await programmes.takeBackApologies(
                    for: first,
                    from: session,
                    by: network.actor("Hal Booker")
                )
            }
            for _ in 0..<2 { try await programmes.takeBackApologies(for: first, from: session, by: sam) }
            #expect(try await excused() == 1)
            #expect(try await network.auditVerbs().count { $0 == "session.take-back-apologies" } == 1)
            // What the register says by then stays.
            Self.toTheDay(network)
            try await programmes.markAttendance(at: session, [second: .present], by: noel)
            try await programmes.takeBackApologies(for: second, from: session, by: sam)
            let sheet = try await programmes.attendanceSheet(of: session, by: noel)
            #expect(sheet.count(.present) == 1 && sheet.count(.apologies) == 0)
            network.clock.advance(hours: 24)
            await #expect(throws: BookingRefusal.started, "the session is over") {
                try await programmes.takeBackApologies(for: first, from: session, by: sam)
            }
        }
    }

    @Test(
        "someone who came without a place is added once, and a full room grows by one",
        arguments: TestEngine.available
    )
    func walkIns(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 1))
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            let noel = network.actor("Noel Editor")
            var draft = WalkInDraft()
            draft.name = "Wanda Walker"
            draft.email = "wanda@hillside.test"
            draft.school = Network.hillside.id
            let session = run.sessions[0].id
            let key = try #require(IdempotencyKey("walk-in-key"))
            await #expect(throws: BookingRefusal.notYet) {
                try await network.programmes.addWalkIn(draft, to: session, by: noel, key: key)
            }
            Self.toTheDay(network)
            for _ in 0..<2 { try await network.programmes.addWalkIn(draft, to: session, by: noel, key: key) }
            let another = try #require(IdempotencyKey("another-walk-in"))
            await #expect(throws: BookingRefusal.onRegister("Wanda Walker")) {
                try await network.programmes.addWalkIn(draft, to: session, by: noel, key: another)
            }
            let after = try await network.current(run)
            #expect(after.taken == 2 && after.capacity == 2)
            let sheet = try await network.programmes.attendanceSheet(of: session, by: noel)
            #expect(sheet.lines.map(\.place.name) == ["Teacher 0", "Wanda Walker"])
            #expect(sheet.lines.last?.state == .present && sheet.lines.last?.organisation == Network.hillside)
        }
    }

    @Test("the door opens an hour before, and lets in who has a place", arguments: TestEngine.available)
    func door(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            let session = run.sessions[0].id
            try await programmes.openDoor(of: session, by: noel)
            let code = try #require(try await programmes.attendanceSheet(of: session, by: noel).doorCode)
            try await programmes.openDoor(of: session, by: noel)
            #expect(
                try await programmes.attendanceSheet(of: session, by: noel).doorCode == code,
                "a second poster is the same"
            )
            await #expect(throws: BookingRefusal.notYet) {
                _ = try await programmes.checkIn(atDoor: code, as: "teacher.0@seaview.test")
            }
            Self.toTheDay(network)
            network.clock.advance(hours: 1.5)
            await #expect(throws: BookingRefusal.placeNotHeld) {
                _ = try await programmes.checkIn(atDoor: code, as: "stranger@seaview.test")
            }
            for _ in 0..<2 {
                #expect(
                    try await programmes.checkIn(atDoor: code, as: " Teacher.0@Seaview.test ") == "Teacher 0"
                )
            }
            #expect(try await programmes.attendanceSheet(of: session, by: noel).count(.present) == 1)
            #expect(try await network.auditVerbs().count { $0 == "session.check-in" } == 1)
            await #expect(throws: AccessError.notFound) {
                _ = try await programmes.door("WRONG-CODE", by: .anonymous)
            }
        }
    }

    @Test("to others than the hubs that run it there is no register", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            let session = run.sessions[0].id
            let refusals: [(String, AccessError)] = [
                ("Nina Booker", .forbidden), ("Fay Lead", .notFound), ("Sam Booker", .notFound),
            ]
            for (name, refusal) in refusals {
                await #expect(throws: refusal, "\(name)") {
                    _ = try await network.programmes.attendanceSheet(of: session, by: network.actor(name))
                }
                await #expect(throws: refusal, "\(name)") {
                    try await network.programmes.markAttendance(
                        at: session,
                        [booking.places[0].id: .apologies],
                        by: network.actor(name)
                    )
                }
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.session(
                    forTicket: booking.places[0].id,
                    by: network.actor("Sam Booker")
                )
            }
            #expect(try await network.programmes.ticket(booking.places[0].id).isHeld)
        }
    }

    @Test("an online course has no door: its email says how to join", arguments: TestEngine.available)
    func online(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            for mode in [OfferMode.online, .inPerson] {
                var draft = Network.offerDraft
                draft.mode = mode
                if mode == .online { (draft.venue, draft.postcode) = ("", "") }
                var dates = Network.runDraft()
                if mode == .online { dates.sessions[0].link = "https://meet.test/1" }
                let (_, run) = try await network.published(draft, dates)
                try await network.emptyOutbox()
                let booking = try await network.book(run, Network.colleagues(1), key: mode.rawValue)
                let ticket = try await network.programmes.ticket(booking.places[0].id)
                #expect(ticket.isOnline == (mode == .online))
                let mails = try await network.mails()
                let told = try #require(mails.first { $0.subject.hasPrefix("Your place") })
                #expect(told.text.contains("to show at the door") == (mode == .inPerson))
                #expect(told.text.contains("The links to join stand above") == (mode == .online))
                #expect(told.text.contains("Times are UK time.") == (mode == .online))
            }
        }
    }

    @Test("a session whose register was kept cannot be taken away", arguments: TestEngine.available)
    func keptSession(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            let noel = network.actor("Noel Editor")
            try await network.programmes.markAttendance(
                at: run.sessions[0].id,
                [booking.places[0].id: .apologies],
                by: noel
            )
            var draft = RunDraft(run)
            draft.sessions.removeFirst()
            await #expect(throws: OfferRefusal.hasAttendance(run.sessions[0].heldOn)) {
                try await network.programmes.editRun(run.id, draft, version: 1, by: noel)
            }
        }
    }
}
