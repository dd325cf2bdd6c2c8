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
            try await network.programmes.answerApproval(of: booking.id, approves: true, by: sue)
            mails = try await network.mails().map(\.to.address)
            #expect(
                Set(mails) == ["teacher.0@seaview.test", "teacher.1@seaview.test", "sam.booker@school.test"]
            )
            #expect(try await network.programmes.booking(booking.id, by: sue).approval == .approved)
            #expect(try await network.programmes.bookingsToApprove(by: sue).isEmpty)
            await #expect(throws: BookingRefusal.approvalAnswered) {
                try await network.programmes.answerApproval(of: booking.id, approves: false, by: sue)
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
            for (name, refusal) in [
                ("Sam Booker", AccessError.forbidden), ("Nora Lead", .notFound), ("Hal Booker", .notFound),
            ] {
                await #expect(throws: refusal, "\(name)") {
                    try await network.programmes.answerApproval(
                        of: booking.id,
                        approves: true,
                        by: network.actor(name)
                    )
                }
                await #expect(throws: refusal, "\(name)") {
                    try await network.programmes.setNeedsApproval(
                        false,
                        for: Network.seaview.id,
                        by: network.actor(name)
                    )
                }
            }
        }
    }
}
