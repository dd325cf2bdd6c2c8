import Access
import Accounts
import Database
import Directory
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Prices of bookings")
struct PriceTests {
    /// £60.00, or £40.00 for members of Northshore's alliance, without VAT.
    static var memberDraft: OfferDraft {
        var draft = Network.offerDraft
        draft.price = "60"
        draft.memberPrice = "40"
        draft.vat = .none
        return draft
    }

    static func tie(
        _ network: Network,
        _ school: Organisation,
        state: PartnershipState = .active
    ) async throws {
        try await network.database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO partnership (id, from_id, to_id, kind, state, version)
                VALUES (9, \(school.id), \(Network.north.id), 'alliance-member', \(state), 1)
                """
            )
        }
    }

    /// Seaview's share is 41 % now and was below 30 % before; Hillside's is 29.9 %.
    static func shares(_ network: Network) async throws {
        try await OpenBookingTests.website("", of: Network.seaview, urn: 100_001, network)
        try await OpenBookingTests.website("", of: Network.hillside, urn: 100_002, network)
        try await network.database.write { transaction in
            for (urn, year, value) in [(100_001, 2024, 12.0), (100_001, 2025, 41.2), (100_002, 2025, 29.9)] {
                try transaction.execute(
                    """
                    INSERT INTO characteristic (urn, academic_year, measure, value)
                    VALUES (\(urn), \(year), 'premium-percentage', \(value))
                    """
                )
            }
        }
    }

    static func fund(_ network: Network, _ offer: Offer, places: Int, version: Int? = nil) async throws {
        var draft = FundingDraft()
        draft.places = "\(places)"
        draft.premium = "30%"
        draft.paidBy = "the Coast Fund"
        try await network.programmes.setFunding(
            draft,
            of: offer.id,
            version: version ?? offer.version,
            by: network.actor("Nora Lead")
        )
    }

    static func quote(_ network: Network, _ run: Run, _ places: Int, code: String = "") async throws -> Quote
    {
        try await network.programmes.preview(
            BookingDraft(
                run: run.id,
                organisation: Network.seaview.id,
                colleagues: Network.colleagues(places),
                discountCode: code
            ),
            by: network.actor("Sam Booker")
        ).quote
    }

    /// What some bookings cost now, before VAT.
    static func nets(_ network: Network, _ bookings: [Booking]) async throws -> [Pence] {
        var nets: [Pence] = []
        for booking in bookings {
            let record = try await network.programmes.booking(booking.id, by: network.actor("Sam Booker"))
            nets.append(record.booking.cost.net)
        }
        return nets
    }

    static func funding(_ network: Network, _ offer: Offer) async throws -> OfferFunding? {
        try await network.programmes.offer(offer.id, by: .anonymous).funding
    }

    @Test("members of a hub's alliance pay the member price", arguments: TestEngine.available)
    func members(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.tie(network, Network.seaview)
            let (_, run) = try await network.published(Self.memberDraft)
            let member = try await network.book(run, Network.colleagues(2), key: "a")
            #expect(member.cost.total == Pence(8000))
            #expect(
                member.priceLines.map(\.reason) == ["member price: alliance member of \(Network.north.name)"]
            )
            let other = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            #expect(other.cost.total == Pence(6000) && other.priceLines.map(\.reason) == [""])
        }
    }

    @Test("so do the schools of a trust that is a member", arguments: TestEngine.available)
    func trusts(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await OpenBookingTests.website("", of: Network.seaview, urn: 100_001, network)
            let trust = Organisation(id: ID(rawValue: 71), kind: .group, name: "Shore Trust")
            try await network.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO organisation (id, kind, name) VALUES (\(trust.id), 'group', \(trust.name))"
                )
                try transaction.execute(
                    """
                    INSERT INTO school_group (uid, organisation_id, kind, is_open, name_key)
                    VALUES (501, \(trust.id), 'multi-academy-trust', 1, 'shore trust')
                    """
                )
                try transaction.execute("INSERT INTO group_member (group_uid, urn) VALUES (501, 100001)")
            }
            try await Self.tie(network, trust)
            let (_, run) = try await network.published(Self.memberDraft)
            #expect(try await Self.quote(network, run, 1).cost.total == Pence(4000))
        }
    }

    @Test("but not those whose membership ended", arguments: TestEngine.available)
    func endedMembership(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.tie(network, Network.seaview, state: .ended)
            let (_, run) = try await network.published(Self.memberDraft)
            #expect(try await Self.quote(network, run, 1).cost.total == Pence(6000))
        }
    }

    @Test(
        "funded places go to eligible schools by their latest figure until none is left",
        arguments: TestEngine.available
    )
    func funded(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.shares(network)
            let (offer, run) = try await network.published(Self.memberDraft)
            try await Self.fund(network, offer, places: 3)
            let shown = try await Self.quote(network, run, 2)
            #expect(
                shown.lines.map(\.words) == [
                    "2 places free, funded: 41% of pupils attract pupil premium (2025/26)"
                ]
            )
            let first = try await network.book(run, Network.colleagues(2), key: "a")
            #expect(first.priceLines == shown.lines && first.cost.total == .zero)
            // Hillside is just below the share.
            let other = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "b"
            )
            #expect(other.cost.total == Pence(6000))
            let second = try await network.book(run, Network.colleagues(2, "More"), key: "c")
            #expect(second.heldPlaces.map(\.price) == [.zero, Pence(6000)])
            #expect(try await Self.funding(network, offer)?.left == 0)
            // A place that is given back is free for the next; back again, it is funded again.
            let sam = network.actor("Sam Booker")
            let place = first.places[0].id
            try await network.programmes.cancelPlaces([place], of: first.id, version: 1, by: sam)
            #expect(try await Self.funding(network, offer)?.left == 1)
            try await network.programmes.reinstatePlace(place, of: first.id, version: 2, by: sam)
            #expect(try await Self.funding(network, offer)?.left == 0)
        }
    }

    @Test("or because the school lies in an area", arguments: TestEngine.available)
    func area(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await OpenBookingTests.website("", of: Network.seaview, urn: 100_001, network)
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO area (id, slug, name, kind, summary, version)
                    VALUES (81, 'coast', 'the Coast', 'other', '', 1)
                    """
                )
                try transaction.execute("INSERT INTO area_school (area_id, urn) VALUES (81, 100001)")
            }
            let (offer, run) = try await network.published(Self.memberDraft)
            var draft = FundingDraft()
            draft.places = "5"
            draft.areas = [ID(rawValue: 81)]
            try await network.programmes.setFunding(
                draft,
                of: offer.id,
                version: offer.version,
                by: network.actor("Nora Lead")
            )
            let words = try await Self.quote(network, run, 1).lines.map(\.words)
            #expect(words == ["1 place free, funded: the school is in the Coast"])
            let kept = try #require(try await Self.funding(network, offer))
            #expect(FundingDraft(kept).areas == draft.areas && FundingDraft(kept).places == "5")
        }
    }

    @Test(
        "a new academy has a funded place by the figures of the school that it was",
        arguments: TestEngine.available
    )
    func fundedBefore(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await OpenBookingTests.website("", of: Network.seaview, urn: 100_001, network)
            try await network.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO lineage_member (urn, lineage_id) VALUES (100009, 100001)"
                )
                try transaction.execute(
                    """
                    INSERT INTO characteristic (urn, academic_year, measure, value)
                    VALUES (100009, 2025, 'premium-percentage', 45.5)
                    """
                )
                // What is hidden in the newest year says nothing.
                try transaction.execute(
                    """
                    INSERT INTO characteristic (urn, academic_year, measure, missing)
                    VALUES (100001, 2026, 'premium-percentage', 'SUPP')
                    """
                )
            }
            let (offer, run) = try await network.published(Self.memberDraft)
            try await Self.fund(network, offer, places: 3)
            let shown = try await Self.quote(network, run, 1)
            #expect(
                shown.lines.map(\.words) == [
                    "1 place free, funded: 45% of pupils attract pupil premium (2025/26)"
                ]
            )
        }
    }

    @Test("a fund cannot shrink below what is taken, nor be without a rule", arguments: TestEngine.available)
    func fundBounds(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.shares(network)
            let (offer, run) = try await network.published(Self.memberDraft)
            try await Self.fund(network, offer, places: 3)
            _ = try await network.book(run, Network.colleagues(2), key: "a")
            for places in [0, 1] {
                let faults = await #expect(throws: Faults.self) {
                    try await Self.fund(network, offer, places: places, version: offer.version + 1)
                }
                #expect(faults?.list.map(\.field) == ["places"])
            }
            var ruleless = FundingDraft()
            ruleless.places = "4"
            let typed = ruleless
            let faults = await #expect(throws: Faults.self) {
                try await network.programmes.setFunding(
                    typed,
                    of: offer.id,
                    version: offer.version + 1,
                    by: network.actor("Nora Lead")
                )
            }
            #expect(faults?.list.map(\.field) == ["areas"])
            await #expect(throws: DatabaseError.staleVersion) {
                try await Self.fund(network, offer, places: 9, version: offer.version)
            }
            await #expect(throws: AccessError.self) {
                try await network.programmes.setFunding(
                    FundingDraft(),
                    of: offer.id,
                    version: offer.version + 1,
                    by: network.actor("Fay Lead")
                )
            }
        }
    }

    @Test(
        "a school's price is paid once, and stays with whoever still goes",
        arguments: TestEngine.available
    )
    func schoolPrice(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await network.programmes.setCancellationLadder(
                .common,
                of: Network.north.id,
                by: network.actor("Nora Lead")
            )
            let (_, run) = try await network.published(Self.schoolDraft)
            let first = try await network.book(run, Network.colleagues(2), key: "a")
            let second = try await network.book(run, Network.colleagues(1, "More"), key: "b")
            #expect(first.cost.total == Pence(30_000) && second.cost.total == .zero)
            // Late, 27 days before: the carrier goes, the price stays with the others and nothing is charged.
            let sam = network.actor("Sam Booker")
            let carrier = try #require(first.places.first { $0.basis == .school })
            try await network.programmes.cancelPlaces([carrier.id], of: first.id, version: 1, by: sam)
            #expect(try await Self.nets(network, [first, second]) == [Pence(30_000), .zero])
            // All of the first booking: the second carries it, as the page that asks says.
            let staying = try await network.programmes.booking(first.id, by: sam)
            #expect(staying.charge(for: [first.places[1].id]) == .zero)
            try await network.programmes.cancelPlaces([first.places[1].id], of: first.id, version: 2, by: sam)
            #expect(try await Self.nets(network, [first, second]) == [.zero, Pence(30_000)])
            // Everyone: half of it is charged, once.
            let last = try await network.programmes.booking(second.id, by: sam)
            #expect(last.charge(for: [second.places[0].id]) == Pence(15_000))
            try await network.programmes.cancelPlaces(
                [second.places[0].id],
                of: second.id,
                version: 1,
                by: sam
            )
            #expect(try await Self.nets(network, [first, second]) == [.zero, Pence(15_000)])
            // Back: the price is due again, the charge is not.
            try await network.programmes.reinstatePlace(carrier.id, of: first.id, version: 3, by: sam)
            #expect(try await Self.nets(network, [first, second]) == [Pence(30_000), .zero])
        }
    }

    static var schoolDraft: OfferDraft {
        var draft = memberDraft
        draft.basis = .school
        draft.memberPrice = ""
        draft.price = "300"
        return draft
    }

    @Test(
        "a school's price that was invoiced goes with whoever still goes, and is not asked for again",
        arguments: TestEngine.available
    )
    func invoicedSchoolPrice(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (nora, sam) = (network.actor("Nora Lead"), network.actor("Sam Booker"))
            try await network.programmes.setBilling(
                InvoiceTests.billing,
                of: Network.north.id,
                version: 0,
                by: nora
            )
            let (_, run) = try await network.published(Self.schoolDraft)
            let first = try await network.book(run, Network.colleagues(2), key: "a")
            let second = try await network.book(run, Network.colleagues(1, "More"), key: "b")
            #expect(try await InvoiceTests.draft(network) == 1)
            try await network.programmes.cancelPlaces(
                Set(first.places.map(\.id)),
                of: first.id,
                version: 1,
                by: sam
            )
            #expect(try await Self.nets(network, [first, second]) == [.zero, Pence(30_000)])
            #expect(try await InvoiceTests.unbilled(network).isEmpty)
            let third = try await network.book(run, Network.colleagues(1, "Third"), key: "c")
            #expect(third.cost.total == .zero)
            let invoice = try await InvoiceTests.seaview(network)
            try await network.programmes.withdrawInvoice(invoice.id, version: 1, by: nora)
            let open = try await InvoiceTests.unbilled(network)
            #expect(open.map(\.places) == [1] && open.map(\.net) == [Pence(30_000)])
        }
    }

    @Test(
        "a place given back is included when the school paid again meanwhile",
        arguments: TestEngine.available
    )
    func schoolPaidMeanwhile(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let sam = network.actor("Sam Booker")
            let (_, run) = try await network.published(Self.schoolDraft)
            let first = try await network.book(run, Network.colleagues(1), key: "a")
            let place = first.places[0].id
            try await network.programmes.cancelPlaces([place], of: first.id, version: 1, by: sam)
            let second = try await network.book(run, Network.colleagues(1, "More"), key: "b")
            #expect(second.cost.total == Pence(30_000))
            try await network.programmes.reinstatePlace(place, of: first.id, version: 2, by: sam)
            #expect(try await Self.nets(network, [first, second]) == [.zero, Pence(30_000)])
        }
    }

    @Test("and its places move together", arguments: TestEngine.available)
    func schoolMoves(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Self.memberDraft
            draft.basis = .school
            let (offer, run) = try await network.published(draft)
            let other = try await network.programmes.addRun(
                to: offer.id,
                Network.runDraft(dates: ["2027-05-05"]),
                by: network.actor("Noel Editor")
            )
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let sam = network.actor("Sam Booker")
            await #expect(throws: BookingRefusal.schoolMovesTogether) {
                _ = try await network.programmes.movePlaces(
                    [booking.places[1].id],
                    of: booking.id,
                    to: other,
                    version: 1,
                    by: sam
                )
            }
            let moved = try await network.programmes.movePlaces(
                Set(booking.places.map(\.id)),
                of: booking.id,
                to: other,
                version: 1,
                by: sam
            )
            let after = try await network.programmes.booking(moved, by: sam).booking
            #expect(after.cost.net == Pence(6000) && after.priceLines == booking.priceLines)
        }
    }

    @Test(
        "nobody pays more than was shown, and the email and the invoice have the same",
        arguments: TestEngine.available
    )
    func agreed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await Self.shares(network)
            var draft = Self.memberDraft
            draft.vat = .standard
            draft.memberPrice = ""
            let (offer, run) = try await network.published(draft)
            try await Self.fund(network, offer, places: 1)
            let shown = try await Self.quote(network, run, 2)
            #expect(shown.cost.total == Pence(7200))
            var booking = BookingDraft(
                run: run.id,
                organisation: Network.seaview.id,
                colleagues: Network.colleagues(2),
                agreedTotal: Pence(7199)
            )
            let sam = network.actor("Sam Booker")
            let wrong = booking
            await #expect(throws: BookingRefusal.priceChanged(Pence(7200))) {
                _ = try await network.programmes.bookPlaces(
                    wrong,
                    by: sam,
                    key: try #require(IdempotencyKey("agreed-one"))
                )
            }
            // Who was shown more than it costs now pays what it costs.
            booking.agreedTotal = Pence(9000)
            let made = try await network.programmes.bookPlaces(
                booking,
                by: sam,
                key: try #require(IdempotencyKey("agreed-two"))
            )
            #expect(made.cost == shown.cost)
            let mail = try #require(try await network.mails().first { $0.subject.hasPrefix("Booked") })
            #expect(mail.text.contains("2 places: £72.00, of which VAT £12.00"))
            #expect(mail.text.contains("1 place free, funded: 41% of pupils attract pupil premium (2025/26)"))
            try await network.programmes.setBilling(
                InvoiceTests.billing,
                of: Network.north.id,
                version: 0,
                by: network.actor("Nora Lead")
            )
            _ = try await InvoiceTests.draft(network)
            let invoice = try await InvoiceTests.seaview(network)
            #expect(invoice.total == shown.cost.total && invoice.lines.map(\.quantity) == [1])
        }
    }

    @Test("nobody else's prices can be asked", arguments: TestEngine.available)
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published(Self.memberDraft)
            for name in ["Hal Booker", "Pat Outsider"] {
                await #expect(throws: AccessError.self) {
                    _ = try await network.programmes.preview(
                        BookingDraft(
                            run: run.id,
                            organisation: Network.seaview.id,
                            colleagues: Network.colleagues(1)
                        ),
                        by: network.actor(name)
                    )
                }
            }
        }
    }
}
