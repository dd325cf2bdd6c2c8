import Mail
import Database
import Access
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Approval by the school's lead")
struct ApprovalTests {
    /// Sue leads Seaview; a membership row makes her findable.
    static func settle(_ network: Network) async throws {
        try await network.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO membership (person_id, organisation_id, role, since)
                VALUES (\(network.actor("Sue Lead").person?.id), \(Network.seaview.id), 'lead', 0)
                """
            )
        }
        try await network.programmes.setNeedsApproval(
            true,
            for: Network.seaview.id,
            by: network.actor("Sue Lead")
        )
    }

    @Test(
        "keeps the places and tells those who go only when the lead agrees",
        arguments: TestEngine.available
    )
    func approves(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            #expect(try await network.current(run).taken == 2)
            var mails = try await network.mails().map(\.to.address)
            #expect(Set(mails) == ["sue.lead@school.test", "sam.booker@school.test"])
            let sue = network.actor("Sue Lead")
            #expect(try await network.programmes.bookingsToApprove(by: sue).map(\.booking.id) == [booking.id])
            try await network.emptyOutbox()
            try await network.programmes.answerApproval(of: booking.id, approves: true, version: 1, by: sue)
            mails = try await network.mails().map(\.to.address)
            #expect(
                Set(mails) == ["teacher.0@seaview.test", "teacher.1@seaview.test", "sam.booker@school.test"]
            )
            #expect(try await network.programmes.booking(booking.id, by: sue).approval == .approved)
            #expect(try await network.programmes.bookingsToApprove(by: sue).isEmpty)
            await #expect(throws: BookingRefusal.approvalAnswered) {
                try await network.programmes.answerApproval(
                    of: booking.id,
                    approves: false,
                    version: 2,
                    by: sue
                )
            }
        }
    }

    @Test("a page from before is not answered for what is there now", arguments: TestEngine.available)
    func stale(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let programmes = network.programmes
            let (sam, sue) = (network.actor("Sam Booker"), network.actor("Sue Lead"))
            let (first, second) = try await MovePlacesTests.two(network)
            let cancelled = try await network.book(first, Network.colleagues(1, "One"), key: "a")
            let moved = try await network.book(first, Network.colleagues(1, "Two"), key: "b")
            let fewer = try await network.book(first, Network.colleagues(2, "Three"), key: "c")
            for booking in [cancelled, fewer] {
                try await programmes.cancelPlaces([booking.places[0].id], of: booking.id, version: 1, by: sam)
            }
            let there = try await programmes.movePlaces(
                [moved.places[0].id],
                of: moved.id,
                to: second.id,
                version: 1,
                by: sam
            )
            try await network.emptyOutbox()
            for approves in [true, false] {
                for booking in [cancelled, moved] {
                    await #expect(throws: BookingRefusal.bookingCancelled) {
                        try await programmes.answerApproval(
                            of: booking.id,
                            approves: approves,
                            version: 1,
                            by: sue
                        )
                    }
                }
                await #expect(throws: DatabaseError.staleVersion) {
                    try await programmes.answerApproval(
                        of: fewer.id,
                        approves: approves,
                        version: 1,
                        by: sue
                    )
                }
            }
            #expect(try await network.mails().isEmpty)
            #expect(try await network.current(first).taken == 1)
            try await programmes.answerApproval(of: fewer.id, approves: true, version: 2, by: sue)
            try await programmes.answerApproval(of: there, approves: false, version: 1, by: sue)
            #expect(try await network.current(first).taken == 1)
            #expect(try await network.current(second).taken == 0)
            // And the booker's page from before, on which cancelling costs nothing, is not the one after.
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.cancelPlaces([fewer.places[1].id], of: fewer.id, version: 2, by: sam)
            }
        }
    }

    @Test(
        "declining frees the places at no cost, and nobody who was to go hears of it",
        arguments: TestEngine.available
    )
    func declines(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            try await network.programmes.setCancellationLadder(
                .common,
                of: Network.north.id,
                by: network.actor("Nora Lead")
            )
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            network.clock.advance(hours: 24 * 22)
            try await network.programmes.answerApproval(
                of: booking.id,
                approves: false,
                version: 1,
                by: network.actor("Sue Lead")
            )
            let record = try await network.programmes.booking(booking.id, by: network.actor("Sam Booker"))
            #expect(record.booking.state == .cancelled && record.booking.cost.total == .zero)
            #expect(try await network.current(run).taken == 0)
            #expect(try await !network.mails().contains { $0.to.address.hasPrefix("teacher.") })
        }
    }

    @Test(
        "a lead's own booking and a school without the rule wait for nobody",
        arguments: TestEngine.available
    )
    func notAsked(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published()
            let own = try await network.book(run, Network.colleagues(1), by: "Sue Lead", key: "a")
            let other = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            #expect(
                try await network.programmes.booking(own.id, by: network.actor("Sue Lead")).approval == nil
            )
            #expect(
                try await network.programmes.booking(other.id, by: network.actor("Hal Booker")).approval
                    == nil
            )
        }
    }

    @Test("only leads of the school decide", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            // The hub that runs it sees the booking, but not the school's rule.
            for (name, refusal, ofRule) in [
                ("Sam Booker", AccessError.forbidden, AccessError.forbidden),
                ("Nora Lead", .forbidden, .notFound), ("Hal Booker", .notFound, .notFound),
            ] {
                await #expect(throws: refusal, "\(name)") {
                    try await network.programmes.answerApproval(
                        of: booking.id,
                        approves: true,
                        version: 1,
                        by: network.actor(name)
                    )
                }
                await #expect(throws: ofRule, "\(name)") {
                    try await network.programmes.setNeedsApproval(
                        false,
                        for: Network.seaview.id,
                        by: network.actor(name)
                    )
                }
            }
        }
    }

    @Test(
        "what the lead declined is not given back, and what waits is given back without a word to those who go",
        arguments: TestEngine.available
    )
    func reinstating(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published()
            let sam = network.actor("Sam Booker")
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            try await network.programmes.cancelPlaces(
                [booking.places[0].id],
                of: booking.id,
                version: 1,
                by: sam
            )
            try await network.programmes.reinstatePlace(
                booking.places[0].id,
                of: booking.id,
                version: 2,
                by: sam
            )
            #expect(try await network.current(run).taken == 2)
            #expect(try await !network.mails().contains { $0.to.address.hasPrefix("teacher.") })

            try await network.programmes.answerApproval(
                of: booking.id,
                approves: false,
                version: 3,
                by: network.actor("Sue Lead")
            )
            let record = try await network.programmes.booking(booking.id, by: sam)
            #expect(record.approval == .declined)
            for name in ["Sam Booker", "Nora Lead"] {
                await #expect(throws: BookingRefusal.declined, "\(name)") {
                    try await network.programmes.reinstatePlace(
                        booking.places[1].id,
                        of: booking.id,
                        version: record.booking.version,
                        by: network.actor(name)
                    )
                }
            }
            #expect(try await network.current(run).taken == 0)
        }
    }

    @Test("moved places wait in their new booking as they did before", arguments: TestEngine.available)
    func moving(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (first, second) = try await MovePlacesTests.two(network)
            let sam = network.actor("Sam Booker")
            let sue = network.actor("Sue Lead")
            let booking = try await network.book(first, Network.colleagues(2), key: "a")
            try await network.emptyOutbox()
            let moved = try await network.programmes.movePlaces(
                Set(booking.places.map(\.id)),
                of: booking.id,
                to: second.id,
                version: 1,
                by: sam
            )
            #expect(try await network.programmes.booking(moved, by: sam).approval == .asked)
            #expect(try await network.programmes.bookingsToApprove(by: sue).map(\.booking.id) == [moved])
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == ["sam.booker@school.test"])
            #expect(mails.first?.subject.hasPrefix("Waiting for approval") == true)
            try await network.programmes.answerApproval(of: moved, approves: true, version: 1, by: sue)
            #expect(try await network.calendarFiles(to: "teacher.0@seaview.test").count == 1)
            // An agreed booking stays agreed.
            let back = try await network.programmes.movePlaces(
                [network.programmes.booking(moved, by: sam).booking.heldPlaces[0].id],
                of: moved,
                to: first.id,
                version: 2,
                by: sam
            )
            #expect(try await network.programmes.booking(back, by: sam).approval == .approved)
        }
    }

    @Test(
        "leads are reminded once, and what they do not answer in time ends at no cost",
        arguments: TestEngine.available
    )
    func chases(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 2))
            let sam = network.actor("Sam Booker")
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let waiting = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            try await network.emptyOutbox()
            network.clock.advance(hours: 71)
            #expect(try await network.programmes.chaseApprovals() == (0, 0))
            network.clock.advance(hours: 1)
            #expect(try await network.programmes.chaseApprovals() == (1, 0))
            #expect(try await network.programmes.chaseApprovals() == (0, 0))
            let reminders = try await network.mails()
            #expect(reminders.map(\.to.address) == ["sue.lead@school.test"])
            #expect(reminders.first?.subject.hasPrefix("Reminder: please approve") == true)
            #expect(reminders.first?.text.contains("until 09:00 on Thursday 14 January 2027") == true)

            network.clock.advance(hours: 24 * 4)
            #expect(try await network.programmes.chaseApprovals() == (0, 1))
            #expect(try await network.programmes.chaseApprovals() == (0, 0))
            let record = try await network.programmes.booking(booking.id, by: sam)
            #expect(record.booking.state == .cancelled && record.approval == .declined)
            #expect(record.booking.cost.total == .zero)
            let after = try await network.current(run)
            #expect(after.taken == 0 && after.reserved == 1, "the next in turn has a place kept")
            #expect(try await WaitingListTests.list(run, network).map(\.id) == [waiting.id])
            let told = try await network.mails().filter { $0.to.address == "sam.booker@school.test" }
            #expect(
                told.map(\.subject.localizedLowercase).allSatisfy { $0.hasPrefix("not approved in time") }
            )
            #expect(told.count == 1)
            #expect(try await !network.mails().contains { $0.to.address.hasPrefix("teacher.") })
        }
    }

    @Test("nobody keeps places for an answer beyond the first day", arguments: TestEngine.available)
    func untilTheFirstDay(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published()
            // Sunday 31 January, 09:00; the first session is on Wednesday.
            network.clock.advance(hours: 24 * 24)
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            network.clock.advance(hours: 24 * 2 + 14)
            #expect(try await network.programmes.chaseApprovals() == (0, 0))
            network.clock.advance(hours: 1)
            #expect(try await network.programmes.chaseApprovals() == (0, 1))
        }
    }

    @Test("whoever came keeps the place, though the lead never answered", arguments: TestEngine.available)
    func cameUnanswered(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.settle(network)
            let (_, run) = try await network.published()
            // The morning before the first session: there is a day for the answer.
            network.clock.advance(hours: 24 * 26)
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            network.clock.advance(hours: 25)
            try await network.programmes.markAttendance(
                at: run.sessions[0].id,
                [booking.places[0].id: .present],
                by: network.actor("Noel Editor")
            )
            #expect(try await network.programmes.chaseApprovals() == (0, 0))
            #expect(try await network.current(run).taken == 1)
        }
    }
}
