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

@Suite("A run that its organiser cancels")
struct CancelRunTests {
    static let reason = "The tutor is ill. New dates follow in May."

    static func cancel(_ run: Run, _ network: Network, by name: String = "Noel Editor") async throws {
        let version = try await network.current(run).version
        try await network.programmes.cancelRun(
            run.id,
            reason: reason,
            version: version,
            by: network.actor(name)
        )
    }

    @Test(
        "frees and charges nothing, tells everyone once, and takes the sessions out of calendars",
        arguments: TestEngine.available
    )
    func cancels(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            try await network.programmes.setCancellationLadder(.common, of: Network.north.id, by: nora)
            let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 3))
            let booking = try await network.book(run, Network.colleagues(3), key: "a")
            _ = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            try await network.emptyOutbox()
            // Three days before: cancelling a place would cost.
            network.clock.advance(hours: 24 * 24)
            let outlook = try await network.programmes.cancellationOutlook(of: run.id, by: nora)
            #expect(outlook.places == 3 && outlook.waiting == 1 && outlook.invoices.isEmpty)
            try await Self.cancel(run, network)

            let after = try await network.current(run)
            #expect(after.cancellation?.reason == Self.reason && after.cancellation?.at == network.clock.now)
            #expect(after.taken == 0 && after.reserved == 0 && after.sessions.map(\.sequence) == [1, 1])
            let sam = network.actor("Sam Booker")
            let record = try await network.programmes.booking(booking.id, by: sam)
            #expect(record.booking.state == .cancelled && record.booking.cost.total == .zero)
            let files = try await network.calendarFiles(to: "teacher.0@seaview.test")
            #expect(files.count == 2)
            for file in files {
                #expect(file.contains("METHOD:CANCEL\r\n") && file.contains("STATUS:CANCELLED\r\n"))
                #expect(file.contains("SEQUENCE:1\r\n"))
            }
            let mails = try await network.mails()
            #expect(
                mails.map(\.to.address).sorted() == [
                    "hal.booker@school.test", "sam.booker@school.test", "teacher.0@seaview.test",
                    "teacher.1@seaview.test", "teacher.2@seaview.test",
                ]
            )
            #expect(mails.allSatisfy { $0.text.contains(Self.reason) })
            #expect(
                try await network.programmes.ownWaitingEntries(by: network.actor("Hal Booker")).isEmpty
            )
            #expect(try await network.auditVerbs().contains("run.cancel"))

            // Pressing again does nothing more.
            try await Self.cancel(run, network)
            #expect(try await network.mails().count == 5)
        }
    }

    @Test(
        "charges nothing for having cancelled late before, and says so to those who had cancelled everything",
        arguments: TestEngine.available
    )
    func dropsCharges(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let nora = network.actor("Nora Lead")
            let sam = network.actor("Sam Booker")
            let hal = network.actor("Hal Booker")
            try await programmes.setCancellationLadder(.common, of: Network.north.id, by: nora)
            let (_, run) = try await network.published()
            let whole = try await network.book(run, Network.colleagues(1), key: "a")
            let part = try await network.book(
                run,
                Network.colleagues(2, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            // Three days before: cancelling costs the whole price.
            network.clock.advance(hours: 24 * 24)
            try await programmes.cancelPlaces([whole.places[0].id], of: whole.id, version: 1, by: sam)
            try await programmes.cancelPlaces([part.places[0].id], of: part.id, version: 1, by: hal)
            func unbilled() async throws -> [Unbilled] {
                try await programmes.unbilled(
                    of: Network.north.id,
                    from: run.startsOn,
                    until: run.endsOn,
                    by: nora
                )
            }
            #expect(try await unbilled().map(\.cancellations) == [1, 1])
            try await network.emptyOutbox()
            try await Self.cancel(run, network)

            #expect(try await unbilled().isEmpty)
            for (booking, booker) in [(whole, sam), (part, hal)] {
                let record = try await programmes.booking(booking.id, by: booker)
                #expect(record.booking.charges == .zero && record.booking.cost.total == .zero)
            }
            let mails = try await network.mails()
            #expect(
                mails.map(\.to.address).sorted() == [
                    "hal.booker@school.test", "hill.1@seaview.test", "sam.booker@school.test",
                ]
            )
            let sams = try #require(mails.first { $0.to.address == "sam.booker@school.test" })
            #expect(sams.text.contains("There is nothing to pay for cancelling late"))
            #expect(sams.text.contains(whole.reference) && sams.text.contains(Self.reason))
        }
    }

    @Test(
        "tells those who lead its sessions once; who holds a place too hears of it with that",
        arguments: TestEngine.available
    )
    func facilitators(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Network.runDraft()
            let mia = "Mia Member, \(Network.email(of: "Mia Member"))"
            draft.sessions[0].facilitators = "\(mia)\nHal Booker, \(Network.email(of: "Hal Booker"))"
            draft.sessions[1].facilitators = "\(mia)\nGuest Speaker"
            let (_, run) = try await network.published(Network.offerDraft, draft)
            let own = ColleagueDraft(name: "Hal Booker", email: Network.email(of: "Hal Booker"))
            _ = try await network.book(run, [own], for: Network.hillside, by: "Hal Booker", key: "a")
            try await network.emptyOutbox()
            try await Self.cancel(run, network)
            let mails = try await network.mails()
            let mias = mails.filter { $0.to.address == Network.email(of: "Mia Member") }
            #expect(mias.map(\.subject) == ["Not taking place: Better feedback in year 7"])
            #expect(mias.allSatisfy { $0.text.contains("you were to lead 2 sessions") })
            #expect(mias.allSatisfy { $0.text.contains(Self.reason) })
            let hals = mails.filter { $0.to.address == Network.email(of: "Hal Booker") }
            #expect(hals.count == 2 && !hals.contains { $0.text.contains("you were to lead") })
            #expect(mails.count == 3)
        }
    }

    @Test("nothing in it can be changed or booked any more", arguments: TestEngine.available)
    func stays(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await MovePlacesTests.two(network)
            let booking = try await network.book(first, Network.colleagues(2), key: "a")
            let other = try await network.book(second, Network.colleagues(1, "Other"), key: "b")
            try await Self.cancel(first, network)
            let sam = network.actor("Sam Booker")
            let programmes = network.programmes
            await #expect(throws: BookingRefusal.closed) {
                _ = try await network.book(first, Network.colleagues(1, "New"), key: "c")
            }
            await #expect(throws: BookingRefusal.closed) { _ = try await network.join(first, places: 1) }
            await #expect(throws: BookingRefusal.runCancelled) {
                try await programmes.reinstatePlace(
                    booking.places[0].id,
                    of: booking.id,
                    version: 2,
                    by: sam
                )
            }
            await #expect(throws: BookingRefusal.cannotMoveThere) {
                _ = try await programmes.movePlaces(
                    [other.places[0].id],
                    of: other.id,
                    to: first.id,
                    version: 1,
                    by: sam
                )
            }
            let cancelled = try await network.current(first)
            await #expect(throws: OfferRefusal.runCancelled) {
                try await programmes.editRun(
                    first.id,
                    RunDraft(cancelled),
                    version: cancelled.version,
                    by: network.actor("Noel Editor")
                )
            }
        }
    }

    @Test(
        "gives the use of a code back, unless moved places still use it",
        arguments: TestEngine.available
    )
    func gives(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await DiscountCodeTests.make(DiscountCodeTests.draft("SPRING27"), network)
            let (first, second) = try await MovePlacesTests.two(network)
            _ = try await DiscountCodeTests.book(network, first, code: "SPRING27", number: 0)
            let moving = try await DiscountCodeTests.book(network, first, code: "SPRING27", number: 1)
            _ = try await network.programmes.movePlaces(
                [moving.places[0].id],
                of: moving.id,
                to: second.id,
                version: 1,
                by: network.actor("Sam Booker")
            )
            #expect(try await DiscountCodeTests.codes(network).map(\.uses) == [2])
            try await Self.cancel(first, network)
            #expect(try await DiscountCodeTests.codes(network).map(\.uses) == [1])
            try await Self.cancel(second, network)
            #expect(try await DiscountCodeTests.codes(network).map(\.uses) == [0])
        }
    }

    @Test("gives funded places back", arguments: TestEngine.available)
    func funded(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            try await PriceTests.fund(network, offer, places: 2)
            try await network.database.write { transaction in
                try transaction.execute("UPDATE offer_funding SET taken = 1 WHERE offer_id = \(offer.id)")
            }
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            try await network.database.write { transaction in
                try transaction.execute(
                    "UPDATE place SET price_basis = 'funded', price_pence = 0 WHERE booking_id = \(booking.id)"
                )
            }
            try await Self.cancel(run, network)
            let after = try await network.programmes.offer(offer.id, by: .anonymous)
            #expect(after.funding?.taken == 0)
        }
    }

    @Test("names what was invoiced, until it is credited", arguments: TestEngine.available)
    func invoices(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let invoice = try await InvoiceTests.issued(network)
            let run: ID<Run> = try await network.database.read {
                try #require(try $0.value("SELECT id FROM run"))
            }
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            let offer = try await programmes.offer(ofRun: run, by: nora)
            try await Self.cancel(try #require(offer.runs.first), network)
            // Seaview's is issued, Hillside's a draft.
            let outlook = try await programmes.cancellationOutlook(of: run, by: nora)
            #expect(outlook.invoices.map(\.number) == ["NSH-00001", nil])
            #expect(outlook.invoices.first?.id == invoice.id)
            try await programmes.creditInvoice(
                invoice.id,
                reason: "Cancelled",
                version: 2,
                by: nora
            )
            let after = try await programmes.cancellationOutlook(of: run, by: nora)
            #expect(after.invoices.map(\.number) == [nil])
        }
    }

    @Test(
        "names an invoice for other runs, too, until its own lines are credited",
        arguments: TestEngine.available
    )
    func sharedInvoice(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            let (first, second) = try await MovePlacesTests.two(network)
            try await programmes.setBilling(
                InvoiceTests.billing,
                of: Network.north.id,
                version: 0,
                by: nora
            )
            let booking = try await network.book(first, Network.colleagues(1), key: "a")
            _ = try await network.book(second, Network.colleagues(1), key: "b")
            _ = try await InvoiceTests.draft(network)
            let invoice = try await InvoiceTests.seaview(network)
            try await programmes.issueInvoice(invoice.id, version: 1, by: nora)
            try await Self.cancel(first, network)
            func named(_ run: Run) async throws -> [String?] {
                try await programmes.cancellationOutlook(of: run.id, by: nora).invoices.map(\.number)
            }
            #expect(try await named(first) == ["NSH-00001"])
            let line = try #require(invoice.lines.first { $0.booking == booking.id })
            try await programmes.creditInvoice(
                invoice.id,
                lines: [line.id],
                reason: "Cancelled",
                version: 2,
                by: nora
            )
            #expect(try await named(first).isEmpty)
            #expect(try await named(second) == ["NSH-00001"])
        }
    }

    @Test(
        "leaves the catalogue, is shown as cancelled on its page's feed, and clashes with nothing",
        arguments: TestEngine.available
    )
    func catalogue(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (first, second) = try await MovePlacesTests.two(network)
            try await Self.cancel(first, network)
            #expect(try await network.programmes.offers().lines.map(\.nextStart) == [second.startsOn])
            let sessions = try await network.programmes.sessions(OfferQuery())
            #expect(sessions.map(\.run.id) == [second.id])
            func statuses() async throws -> [String] {
                let feed = try await network.programmes.calendarFeed(
                    OfferQuery(),
                    named: "Training",
                    page: "https://braid.test/offers"
                )
                return feed.text.split(separator: "\r\n").filter { $0.hasPrefix("STATUS:") }.map(String.init)
            }
            #expect(try await statuses() == ["STATUS:CANCELLED", "STATUS:CANCELLED", "STATUS:CONFIRMED"])
            try await Self.cancel(second, network)
            #expect(try await network.programmes.offers().total == 0)
            #expect(try await statuses() == Array(repeating: "STATUS:CANCELLED", count: 3))
            let (other, _) = try await network.published()
            let weeks = try await network.programmes.clashes(
                with: other.id,
                on: [second.startsOn],
                excluding: nil,
                by: network.actor("Noel Editor")
            )
            #expect(weeks.map(\.total) == [0])
        }
    }

    @Test(
        "whose lead had not agreed: those who were to go have heard of nothing",
        arguments: TestEngine.available
    )
    func unapproved(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await ApprovalTests.settle(network)
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(2), key: "a")
            try await network.emptyOutbox()
            try await Self.cancel(run, network)
            #expect(try await network.mails().map(\.to.address) == ["sam.booker@school.test"])
            #expect(
                try await network.programmes.bookingsToApprove(by: network.actor("Sue Lead")).isEmpty
            )
        }
    }

    @Test(
        "only by those who edit the offer, with a reason, and before it begins",
        arguments: TestEngine.available
    )
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            for (name, refusal) in [
                ("Nina Booker", AccessError.forbidden), ("Fay Lead", .forbidden), ("Sam Booker", .forbidden),
            ] {
                await #expect(throws: refusal, "\(name)") { try await Self.cancel(run, network, by: name) }
                await #expect(throws: refusal, "\(name)") {
                    _ = try await network.programmes.cancellationOutlook(
                        of: run.id,
                        by: network.actor(name)
                    )
                }
            }
            let noel = network.actor("Noel Editor")
            await #expect(throws: Faults.self) {
                try await network.programmes.cancelRun(run.id, reason: " ", version: 1, by: noel)
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.programmes.cancelRun(run.id, reason: "Ill", version: 7, by: noel)
            }
            network.clock.advance(hours: 24 * 28)
            await #expect(throws: OfferRefusal.runStarted) { try await Self.cancel(run, network) }
            #expect(try await !network.current(run).isCancelled)
        }
    }
}
