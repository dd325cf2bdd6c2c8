import Access
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Cancelling and substituting")
struct ChangeBookingTests {
    @Test(
        "a cancelled place is free again, and its holder's calendar is cleared",
        arguments: TestEngine.available
    )
    func cancels(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let requests = try await network.calendarFiles(to: "teacher.0@seaview.test")
            try await network.emptyOutbox()
            let sam = network.actor("Sam Booker")
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                by: sam
            )
            let page = try await network.programmes.booking(booking.id, by: sam)
            #expect(page.booking.heldPlaces.map(\.name) == ["Teacher 1"])
            #expect(page.booking.state == .confirmed && page.booking.version == 2)
            #expect(try await network.current(run).taken == 1)
            let mails = try await network.mails()
            #expect(Set(mails.map(\.to.address)) == ["teacher.0@seaview.test", "sam.booker@school.test"])
            let cancels = try await network.calendarFiles(to: "teacher.0@seaview.test")
            #expect(
                cancels.allSatisfy { $0.contains("METHOD:CANCEL\r\n") && $0.contains("STATUS:CANCELLED\r\n") }
            )
            // The same entries, with a higher sequence: the calendar takes them out.
            #expect(cancels.map(Self.uid) == requests.map(Self.uid))
            #expect(requests.allSatisfy { $0.contains("SEQUENCE:0\r\n") })
            #expect(cancels.allSatisfy { $0.contains("SEQUENCE:1\r\n") })
        }
    }

    static func uid(_ file: String) -> String {
        file.split(separator: "\r\n").first { $0.hasPrefix("UID:") }.map(String.init) ?? ""
    }

    @Test(
        "a booking without places is cancelled; two people never cancel over each other",
        arguments: TestEngine.available
    )
    func cancelsAll(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let all = Set(booking.places.map(\.id))
            try await network.programmes.cancelPlaces(
                all,
                of: booking.id,
                version: 1,
                by: network.actor("Sue Lead")
            )
            let page = try await network.programmes.booking(booking.id, by: network.actor("Sam Booker"))
            #expect(page.booking.state == .cancelled)
            #expect(page.booking.cost.total == .zero)
            #expect(try await network.current(run).taken == 0)
            await #expect(throws: BookingRefusal.placeNotHeld) {
                try await network.programmes.cancelPlaces(
                    all,
                    of: booking.id,
                    version: 2,
                    by: network.actor("Sam Booker")
                )
            }
            let other = try await network.book(run, Network.colleagues(2), key: "b")
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.programmes.cancelPlaces(
                    [other.places[0].id],
                    of: other.id,
                    version: 7,
                    by: network.actor("Sam Booker")
                )
            }
            #expect(try await network.current(run).taken == 2)
        }
    }

    @Test(
        "a cancelled colleague can be booked again, with calendar entries of their own",
        arguments: TestEngine.available
    )
    func booksAgain(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            let before = try await network.calendarFiles(to: "teacher.0@seaview.test").map(Self.uid)
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                by: network.actor("Sam Booker")
            )
            try await network.emptyOutbox()
            _ = try await network.book(run, Network.colleagues(1), key: "b")
            let after = try await network.calendarFiles(to: "teacher.0@seaview.test").map(Self.uid)
            // A client passes over a request whose sequence is lower than that of the cancellation it has
            // seen.
            #expect(Set(before).isDisjoint(with: after))
        }
    }

    @Test("a substitute takes the place; the run is as full as before", arguments: TestEngine.available)
    func substitutes(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            try await network.emptyOutbox()
            let sam = network.actor("Sam Booker")
            let substitute = ColleagueDraft(name: "Stand In", email: "stand.in@seaview.test")
            try await network.programmes.substitute(
                substitute,
                for: booking.places[0].id,
                of: booking.id,
                version: 1,
                by: sam
            )
            let page = try await network.programmes.booking(booking.id, by: sam)
            #expect(page.booking.heldPlaces.map(\.name) == ["Stand In", "Teacher 1"])
            #expect(page.booking.places.count == 3)
            #expect(try await network.current(run).taken == 2)
            #expect(
                try await network.calendarFiles(to: "teacher.0@seaview.test").allSatisfy {
                    $0.contains("METHOD:CANCEL")
                }
            )
            #expect(
                try await network.calendarFiles(to: "stand.in@seaview.test").allSatisfy {
                    $0.contains("METHOD:REQUEST")
                }
            )
            await #expect(throws: BookingRefusal.substituteGoes("Stand In")) {
                try await network.programmes.substitute(
                    substitute,
                    for: booking.places[1].id,
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
        }
    }

    @Test(
        "naming the same colleague twice writes to nobody again; another is told that the place is gone",
        arguments: TestEngine.available
    )
    func substitutesOnce(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            let sam = network.actor("Sam Booker")
            let place = booking.places[0].id
            let substitute = ColleagueDraft(name: "Stand In", email: "Stand.In@seaview.test")
            try await network.programmes.substitute(
                substitute,
                for: place,
                of: booking.id,
                version: 1,
                by: sam
            )
            try await network.emptyOutbox()
            try await network.programmes.substitute(
                substitute,
                for: place,
                of: booking.id,
                version: 1,
                by: sam
            )
            let mails = try await network.mails()
            #expect(mails.isEmpty)
            let page = try await network.programmes.booking(booking.id, by: sam)
            #expect(page.booking.places.map(\.name) == ["Teacher 0", "Stand In"])
            let other = ColleagueDraft(name: "Other One", email: "other.one@seaview.test")
            await #expect(throws: BookingRefusal.placeNotHeld) {
                try await network.programmes.substitute(
                    other,
                    for: place,
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
        }
    }

    @Test(
        "a substitute who is not named is the colleague, who has no number",
        arguments: TestEngine.available
    )
    func unnamedSubstitute(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            let long = String(repeating: "x", count: 300)
            for (name, first) in [
                ("", "Enter the name of the colleague at stand.in"),
                (long, "Enter the name in 100 characters or fewer, in letters"),
            ] {
                let faults = await #expect(throws: Faults.self) {
                    try await network.programmes.substitute(
                        ColleagueDraft(name: name, email: "stand.in"),
                        for: booking.places[0].id,
                        of: booking.id,
                        version: 1,
                        by: network.actor("Sam Booker")
                    )
                }
                #expect(
                    faults?.list.map(\.message) == [
                        first, "Enter the colleague’s email address in full, such as name@school.example",
                    ]
                )
            }
        }
    }

    @Test("the organiser may cancel a place; after the first session nobody", arguments: TestEngine.available)
    func organiserCancels(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(3), key: "a")
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                by: network.actor("Noel Editor")
            )
            await #expect(throws: AccessError.forbidden) {
                // A hub's booker sees the booking, but does not keep the register.
                try await network.programmes.cancelPlaces(
                    [booking.places[1].id],
                    of: booking.id,
                    version: 2,
                    by: network.actor("Nina Booker")
                )
            }
            network.clock.advance(hours: 24 * 27 + 1)
            await #expect(throws: BookingRefusal.started) {
                try await network.programmes.cancelPlaces(
                    [booking.places[1].id],
                    of: booking.id,
                    version: 2,
                    by: network.actor("Sam Booker")
                )
            }
        }
    }
}

extension Network {
    /// The calendar files in the outbox for one address, their long lines joined.
    func calendarFiles(to address: String) async throws -> [String] {
        var files: [String] = []
        for mail in try await mails() where mail.to.address == address {
            files += try await attachments(of: mail)
        }
        return files.map { $0.replacing("\r\n ", with: "") }
    }
}
