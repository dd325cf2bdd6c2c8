import Access
import Database
import Evidence
import Foundation
import Mail
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Booking places")
struct BookingTests {
    @Test(
        "a booking holds places, price, order number and a readable reference",
        arguments: TestEngine.available
    )
    func booksPlaces(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(3), key: "a")
            #expect(
                booking.reference.wholeMatch(of: /[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}/) != nil
            )
            #expect(booking.heldPlaces.map(\.name) == ["Teacher 0", "Teacher 1", "Teacher 2"])
            #expect(booking.purchaseOrder == "PO 7")
            #expect(booking.cost.net == Pence(13_650))
            #expect(booking.cost.vat == Pence(2730))
            let after = try await network.current(run)
            #expect(after.taken == 3 && after.placesLeft == 27)
            #expect(try await network.auditVerbs().contains("booking.make"))
            #expect(offer.facts.postcode == "NE1 1AA")
        }
    }

    @Test(
        "the booker and each colleague get an email, colleagues with one calendar entry a session",
        arguments: TestEngine.available
    )
    func sendsMails(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let mails = try await network.mails()
            #expect(
                Set(mails.map(\.to.address)) == [
                    "sam.booker@school.test", "teacher.0@seaview.test", "teacher.1@seaview.test",
                ]
            )
            let toBooker = try #require(mails.first { $0.to.address == "sam.booker@school.test" })
            #expect(toBooker.subject.contains(booking.reference))
            #expect(toBooker.text.contains("2 places: £109.20, of which VAT £18.20"))
            #expect(toBooker.text.contains("Wednesday 3 February 2027, 09:30 to 15:30"))
            let toBookerFiles = try await network.attachments(of: toBooker)
            #expect(toBookerFiles.count == 1 && toBookerFiles[0].contains("METHOD:PUBLISH\r\n"))
            let files = try await network.calendarFiles(to: "teacher.0@seaview.test")
            #expect(files.count == 2)
            #expect(
                files.allSatisfy {
                    $0.contains("METHOD:REQUEST\r\n") && $0.contains("mailto:teacher.0@seaview.test")
                }
            )
            #expect(files.allSatisfy { !$0.contains("teacher.1@") }, "nobody learns who else goes")
        }
    }

    @Test("the booker's email says who else has one", arguments: TestEngine.available)
    func saysWhoHasAnEmail(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let sam = Network.email(of: "Sam Booker")
            let cases: [(colleagues: [ColleagueDraft], words: String)] = [
                (Network.colleagues(2), "Each of them has an email with the details."),
                (Network.colleagues(1, "Tutor"), "Tutor 0 has an email with the details."),
                (
                    [ColleagueDraft(name: "Sam Booker", email: sam)],
                    "You have another email with the details."
                ),
            ]
            for (position, each) in cases.enumerated() {
                try await network.emptyOutbox()
                _ = try await network.book(run, each.colleagues, key: "\(position)")
                let mails = try await network.mails()
                let confirmation = try #require(mails.first { $0.subject.hasPrefix("Booked (") })
                #expect(confirmation.text.contains(each.words), "\(confirmation.text)")
            }
        }
    }

    @Test("the same key books once, and answers the same booking", arguments: TestEngine.available)
    func booksOnce(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let first = try await network.book(run, Network.colleagues(2), key: "same")
            let second = try await network.book(run, Network.colleagues(2), key: "same")
            #expect(first == second)
            #expect(try await network.current(run).taken == 2)
            #expect(try await network.mails().count == 3)
        }
    }

    @Test("one person's key never answers another's", arguments: TestEngine.available)
    func keysAreOnesOwn(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let first = try await network.book(run, Network.colleagues(1), key: "same")
            let second = try await network.book(
                run,
                Network.colleagues(1, "Other"),
                for: Network.hillside,
                by: "Hal Booker",
                key: "same"
            )
            #expect(first.id != second.id)
        }
    }

    @Test(
        "a colleague has one place in a run, however the address is written",
        arguments: TestEngine.available
    )
    func onePlaceEach(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            let again = [
                ColleagueDraft(name: "Someone new", email: "new@seaview.test"),
                ColleagueDraft(name: "Teacher Zero", email: " TEACHER.0@Seaview.test "),
            ]
            await #expect(throws: BookingRefusal.alreadyBooked(["Teacher Zero"])) {
                _ = try await network.book(run, again, key: "b")
            }
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.book(
                    run,
                    [
                        ColleagueDraft(name: "A", email: "a@b.test"),
                        ColleagueDraft(name: "B", email: "A@B.test"),
                    ],
                    key: "c"
                )
            }
            #expect(faults?.list.map(\.field) == ["email-1"])
            #expect(faults?.list.first?.message.contains(" is also Colleague 1. ") == true)
            #expect(try await network.current(run).taken == 1, "all or none")
        }
    }

    @Test("what is typed wrongly is named by row", arguments: TestEngine.available)
    func namesFaults(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let rows = [
                ColleagueDraft(), ColleagueDraft(name: "Ann", email: ""),
                ColleagueDraft(name: "", email: "bo@x.test"),
                ColleagueDraft(name: "Cy", email: "cy@nowhere"),
            ]
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.book(run, rows, key: "a")
            }
            #expect(faults?.list.map(\.field) == ["email-1", "name-2", "email-3"])
            #expect(faults?.list[0].message.contains("Ann") == true)
            let empty = await #expect(throws: Faults.self) {
                _ = try await network.book(run, [ColleagueDraft()], key: "b")
            }
            #expect(empty?.list.map(\.field) == ["name-0"])
        }
    }

    @Test("who may book for a school", arguments: TestEngine.available)
    func permissions(on engine: TestEngine) async throws {
        let cases: [(String, AccessError?)] = [
            ("Sam Booker", nil), ("Sue Lead", nil), ("Mia Member", .forbidden), ("Hal Booker", .notFound),
            ("Nora Lead", nil), ("Noel Editor", nil), ("Nina Booker", .notFound), ("Fay Lead", .notFound),
            ("Pat Outsider", .notFound),
        ]
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            for (position, (name, refusal)) in cases.enumerated() {
                let colleagues = Network.colleagues(1, "For\(position)")
                if let refusal {
                    await #expect(throws: refusal, "\(name)") {
                        _ = try await network.book(run, colleagues, by: name, key: "k\(position)")
                    }
                } else {
                    _ = try await network.book(run, colleagues, by: name, key: "k\(position)")
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                let draft = BookingDraft(
                    run: run.id,
                    organisation: Network.seaview.id,
                    colleagues: Network.colleagues(1)
                )
                let key = try #require(IdempotencyKey("anonymous"))
                _ = try await network.programmes.bookPlaces(draft, by: .anonymous, key: key)
            }
        }
    }

    @Test(
        "whoever runs an offer books for a school that asks, and the school can change it",
        arguments: TestEngine.available
    )
    func onBehalf(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), by: "Nora Lead", key: "a")
            #expect(booking.organisation == Network.seaview && booking.bookedBy.name == "Nora Lead")
            let told = Set(try await network.mails().map(\.to.address))
            #expect(told.isSuperset(of: ["teacher.0@seaview.test", "teacher.1@seaview.test"]))
            let register = try await network.programmes.register(of: run.id, by: network.actor("Nora Lead"))
            #expect(register.lines.count == 2 && register.lines.allSatisfy { !$0.isUnconfirmed })
            try await WaitingListTests.cancel(1, of: booking, network)
            let left = try await network.current(run)
            #expect(left.taken == 1)
            // Nobody books for a hub or for what is not there.
            for id in [Network.fens.id, ID<Organisation>(rawValue: 9_999)] {
                let draft = BookingDraft(
                    run: run.id,
                    organisation: id,
                    colleagues: Network.colleagues(1, "Else")
                )
                await #expect(throws: AccessError.notFound, "\(id)") {
                    _ = try await network.programmes.bookPlaces(
                        draft,
                        by: network.actor("Nora Lead"),
                        key: try #require(IdempotencyKey("else-\(id)"))
                    )
                }
            }
        }
    }

    @Test("a member books a place for themself and nobody else", arguments: TestEngine.available)
    func ownPlace(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let own = [ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))]
            let booking = try await network.book(run, own, by: "Mia Member", key: "own")
            #expect(booking.heldPlaces.map(\.person) == [booking.bookedBy.id])
            // Whoever goes gets calendar entries as an attender, not a second set as the booker.
            let mails = try await network.mails()
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for mail in mails { group.addTask { try await network.attachments(of: mail).count } }
                var counts: [Int] = []
                for try await count in group { counts.append(count) }
                return counts.sorted()
            }
            #expect(counts == [0, 2])
            await #expect(throws: AccessError.forbidden) {
                _ = try await network.book(run, own + Network.colleagues(1), by: "Mia Member", key: "two")
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.book(
                    run,
                    own,
                    for: Network.hillside,
                    by: "Mia Member",
                    key: "elsewhere"
                )
            }
        }
    }

    @Test("another school's booking does not exist, for any verb", arguments: TestEngine.available)
    func othersDoNotExist(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(2), key: "a")
            let place = booking.places[0].id
            for name in ["Hal Booker", "Pat Outsider", "Fay Lead", "Mia Member"] {
                let actor = network.actor(name)
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.programmes.booking(booking.id, by: actor)
                }
                await #expect(throws: AccessError.notFound, "\(name)") {
                    try await network.programmes.cancelPlaces([place], of: booking.id, version: 1, by: actor)
                }
                await #expect(throws: AccessError.notFound, "\(name)") {
                    try await network.programmes.substitute(
                        ColleagueDraft(name: "X", email: "x@y.test"),
                        for: place,
                        of: booking.id,
                        version: 1,
                        by: actor
                    )
                }
            }
            await #expect(throws: AccessError.notSignedIn) {
                _ = try await network.programmes.booking(booking.id, by: .anonymous)
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.bookings(
                    of: Network.seaview.id,
                    by: network.actor("Hal Booker")
                )
            }
            for name in ["Sam Booker", "Sue Lead", "Nora Lead", "Nina Booker"] {
                let page = try await network.programmes.booking(booking.id, by: network.actor(name))
                #expect(page.booking.heldPlaces.count == 2, "\(name)")
            }
        }
    }

    @Test("someone who goes sees their own place and nobody else's name", arguments: TestEngine.available)
    func attenderSeesOwn(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let going =
                Network.colleagues(2) + [
                    ColleagueDraft(name: "Pat", email: Network.email(of: "Pat Outsider"))
                ]
            let booking = try await network.book(run, going, key: "a")
            let pat = network.actor("Pat Outsider")
            let page = try await network.programmes.booking(booking.id, by: pat)
            #expect(page.booking.places.map(\.name) == ["Pat"])
            #expect(page.booking.purchaseOrder == nil && !page.mayChange)
            #expect(try await network.programmes.ownBookings(by: pat).map(\.booking.id) == [booking.id])
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.cancelPlaces(
                    [booking.places[0].id],
                    of: booking.id,
                    version: 1,
                    by: pat
                )
            }
            try await network.programmes.cancelPlaces(
                [booking.places[2].id],
                of: booking.id,
                version: 1,
                by: pat
            )
            #expect(try await network.current(run).taken == 2)
        }
    }

    @Test(
        "booking ends with the offer, the last day for booking and the first session",
        arguments: TestEngine.available
    )
    func bookingEnds(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var draft = Network.runDraft()
            draft.closesOn = "31 January 2027"
            let (offer, run) = try await network.published(Network.offerDraft, draft)
            network.clock.advance(hours: 24 * 24 + 14)
            #expect(LocalDate(network.clock.now, in: .london) == LocalDate("2027-01-31"))
            _ = try await network.book(run, Network.colleagues(1, "Intime"), key: "a")
            network.clock.advance(hours: 2)
            await #expect(throws: BookingRefusal.closed) {
                _ = try await network.book(run, Network.colleagues(1, "Late"), key: "b")
            }
            try await network.programmes.closeOffer(
                offer.id,
                version: offer.version,
                by: network.actor("Nora Lead")
            )
            await #expect(throws: BookingRefusal.closed) {
                _ = try await network.book(run, Network.colleagues(1, "Closed"), key: "c")
            }
        }
    }

    @Test("a draft cannot be booked, or known", arguments: TestEngine.available)
    func draftsAreUnknown(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let editor = network.actor("Noel Editor")
            let id = try await network.programmes.createOffer(
                Network.offerDraft,
                of: Network.north.id,
                by: editor
            )
            _ = try await network.programmes.addRun(to: id, Network.runDraft(), by: editor)
            let run = try #require(try await network.programmes.offer(id, by: editor).runs.first)
            await #expect(throws: AccessError.notFound) {
                _ = try await network.book(run, Network.colleagues(1), key: "a")
            }
        }
    }

    @Test("the price and rate stay as they were booked", arguments: TestEngine.available)
    func priceStays(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published()
            let booking = try await network.book(run, Network.colleagues(1), key: "a")
            var draft = OfferDraft(offer)
            draft.price = "90"
            draft.vat = .none
            try await network.programmes.editOffer(
                offer.id,
                draft,
                version: offer.version,
                by: network.actor("Nora Lead")
            )
            let later = try await network.programmes.booking(booking.id, by: network.actor("Sam Booker"))
            #expect(later.booking.cost == booking.cost)
            #expect(later.offer.facts.price == Pence(9000))
        }
    }

    @Test(
        "people and the purchase order are remembered, the school's own only",
        arguments: TestEngine.available
    )
    func remembers(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(2), key: "a")
            network.clock.advance(hours: 1)
            _ = try await network.book(run, Network.colleagues(1, "Newer"), key: "b")
            let sam = network.actor("Sam Booker")
            let memory = try await network.programmes.remembered(of: Network.seaview.id, by: sam)
            #expect(memory.colleagues.first?.name == "Newer 0")
            #expect(Set(memory.colleagues.map(\.name)) == ["Newer 0", "Teacher 0", "Teacher 1"])
            #expect(memory.purchaseOrder == "PO 7")
            let other = try await network.programmes.remembered(
                of: Network.seaview.id,
                by: network.actor("Hal Booker")
            )
            #expect(other.colleagues.isEmpty && other.purchaseOrder == nil)
        }
    }
}
