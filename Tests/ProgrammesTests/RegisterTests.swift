import Access
import Accounts
import CSV
import Database
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("The register")
struct RegisterTests {
    @Test("says who comes, by school and name, to the hubs that run it", arguments: TestEngine.available)
    func register(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            _ = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                by: network.actor("Sam Booker")
            )
            let register = try await network.programmes.register(of: run.id, by: network.actor("Nina Booker"))
            #expect(register.lines.map(\.place.name) == ["Hill 0", "Teacher 1"])
            #expect(register.lines.map(\.organisation.name) == ["Hillside Primary", "Seaview School"])
            #expect(
                register.lines[1].reference == booking.reference && register.lines[1].bookedBy == "Sam Booker"
            )
            let refusals: [(String, AccessError)] = [
                ("Fay Lead", .notFound), ("Sam Booker", .notFound), ("Pat Outsider", .notFound),
            ]
            for (name, refusal) in refusals {
                await #expect(throws: refusal, "\(name)") {
                    _ = try await network.programmes.register(of: run.id, by: network.actor(name))
                }
                await #expect(throws: refusal, "\(name)") {
                    _ = try await network.programmes.registerCSV(of: run.id, by: network.actor(name))
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                _ = try await network.programmes.register(of: run.id, by: .anonymous)
            }
        }
    }

    @Test(
        "names who was not reached by email: of those who go and who booked",
        arguments: TestEngine.available
    )
    func undelivered(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(2), key: "a")
            let register = {
                try await network.programmes.register(of: run.id, by: network.actor("Nora Lead"))
            }
            #expect(try await register().undelivered.isEmpty)
            try await network.database.write { transaction in
                try transaction.execute(
                    "UPDATE mail SET state = 'failed', last_error = '550 no such user' WHERE to_address = 'teacher.1@seaview.test'"
                )
                // A letter to somebody else is none of this register's.
                try transaction.execute(
                    """
                    INSERT INTO mail (id, to_address, subject, body, state, due_at, created_at)
                    VALUES (1, 'hal.booker@school.test', '', '', 'failed', 0, 0)
                    """
                )
            }
            let missed = try await register().undelivered
            #expect(missed.map(\.address) == ["teacher.1@seaview.test"])
            #expect(missed.map(\.reason) == ["550 no such user"])
        }
    }

    @Test("names who waits and was not reached by email, while they wait", arguments: TestEngine.available)
    func undeliveredWaiting(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await WaitingListTests.full(network)
            let nora = network.actor("Nora Lead")
            let entry = try await network.join(
                run,
                places: 2,
                contact: "ofice@hillside.test",
                for: Network.hillside,
                by: "Nora Lead"
            )
            try await network.database.write { transaction in
                for (id, address) in [(1, "ofice@hillside.test"), (2, Network.email(of: "Nora Lead"))] {
                    try transaction.execute(
                        """
                        INSERT INTO mail (id, to_address, subject, body, state, due_at, created_at)
                        VALUES (\(id), \(address), '', '', 'failed', 0, 0)
                        """
                    )
                }
            }
            let missed = try await network.programmes.register(of: run.id, by: nora).undelivered
            #expect(missed.map(\.address) == [Network.email(of: "Nora Lead"), "ofice@hillside.test"])
            let waiting = try await network.programmes.register(of: run.id, by: nora).waiting
            #expect(waiting.map(\.email?.text) == [Network.email(of: "Nora Lead")])
            try await network.programmes.leaveWaitingList(entry.id, by: nora)
            let after = try await network.programmes.register(of: run.id, by: nora).undelivered
            #expect(after.isEmpty)
        }
    }

    @Test("as a file is safe to open, and taking it is audited", arguments: TestEngine.available)
    func file(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(
                run,
                [ColleagueDraft(name: "=HYPERLINK(1), \"Ann\"", email: "ann@seaview.test")],
                key: "a"
            )
            let bytes = try await network.programmes.registerCSV(of: run.id, by: network.actor("Nora Lead"))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(
                text.contains(
                    "School,Name,Email,Booking,Booked by,Purchase order,Dietary needs,Access needs\r\n"
                )
            )
            #expect(text.contains("Seaview School,\"'=HYPERLINK(1), \"\"Ann\"\"\",ann@seaview.test,"))
            #expect(try await network.auditVerbs().filter { $0 == "run.export-register" }.count == 1)
        }
    }

    @Test(
        "bookings of a school are listed by what is to come and what is over, in pages",
        arguments: TestEngine.available
    )
    func schoolList(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, first) = try await network.published(
                Network.offerDraft,
                Network.runDraft(dates: ["2027-02-03"])
            )
            let (_, second) = try await network.published(
                Network.offerDraft,
                Network.runDraft(dates: ["2027-03-03"])
            )
            let one = try await network.book(first, Network.colleagues(1), key: "a")
            let two = try await network.book(second, Network.colleagues(1), key: "b")
            let sam = network.actor("Sam Booker")
            let verbs = network.programmes
            #expect(
                try await verbs.bookings(of: Network.seaview.id, by: sam).bookings.map(\.booking.id) == [
                    one.id, two.id,
                ]
            )
            network.clock.advance(hours: 24 * 28)
            #expect(
                try await verbs.bookings(of: Network.seaview.id, by: sam).bookings.map(\.booking.id) == [
                    two.id
                ]
            )
            let over = try await verbs.bookings(of: Network.seaview.id, over: true, by: sam)
            #expect(over.bookings.map(\.booking.id) == [one.id] && over.total == 1)
            #expect(
                try await verbs.bookings(of: Network.seaview.id, over: true, offset: 1, by: sam).bookings
                    .isEmpty
            )
        }
    }
}
