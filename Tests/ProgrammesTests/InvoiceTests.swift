import Mail
import Access
import CSV
import Database
import Evidence
import Foundation
import Programmes
import Services
import TestDatabases
import Testing

@Suite("Invoices")
struct InvoiceTests {
    static let from = LocalDate("2027-01-01") ?? LocalDate(daysSinceEpoch: 0)
    static let until = LocalDate("2027-12-31") ?? LocalDate(daysSinceEpoch: 0)

    static var billing: BillingDraft {
        var draft = BillingDraft()
        draft.seller = "Northshore Academy Trust\n1 Shore Road"
        draft.vatNumber = "GB 123 4567 89"
        draft.payment = "Sort code 00-00-00, account 00000000"
        draft.dueDays = "30"
        draft.prefix = "nsh-"
        return draft
    }

    /// Three places for Seaview, one of them cancelled late, and one for Hillside.
    static func booked(_ network: Network) async throws -> (Run, Booking) {
        let nora = network.actor("Nora Lead")
        try await network.programmes.setBilling(billing, of: Network.north.id, version: 0, by: nora)
        try await network.programmes.setCancellationLadder(.common, of: Network.north.id, by: nora)
        let (_, run) = try await network.published()
        let booking = try await network.book(run, Network.colleagues(3), key: "a")
        _ = try await network.book(
            run,
            Network.colleagues(1, "Hill"),
            for: Network.hillside,
            by: "Hal Booker",
            key: "b"
        )
        network.clock.advance(hours: 24 * 7)
        try await network.programmes.cancelPlaces(
            [booking.places[2].id],
            of: booking.id,
            version: 1,
            by: network.actor("Sam Booker")
        )
        return (run, booking)
    }

    static func draft(_ network: Network) async throws -> Int {
        try await network.programmes.draftInvoices(
            of: Network.north.id,
            from: from,
            until: until,
            by: network.actor("Nora Lead")
        )
    }

    static func unbilled(_ network: Network) async throws -> [Unbilled] {
        try await network.programmes.unbilled(
            of: Network.north.id,
            from: from,
            until: until,
            by: network.actor("Nora Lead")
        )
    }

    static func owedOtherwise(_ network: Network) async throws -> [OwedOtherwise] {
        try await network.programmes.owedOtherwise(
            of: Network.north.id,
            from: from,
            until: until,
            by: network.actor("Nora Lead")
        )
    }

    static func invoices(_ network: Network) async throws -> [Invoice] {
        try await network.programmes.invoices(of: Network.north.id, by: network.actor("Nora Lead")).invoices
    }

    static func seaview(_ network: Network) async throws -> Invoice {
        try #require(
            try await invoices(network).first { $0.school == Network.seaview && $0.kind == .invoice }
        )
    }

    /// The lines issued within a period, as the hub takes them out.
    static func file(_ network: Network, from: LocalDate, until: LocalDate, pageLength: Int = 500)
        async throws
        -> [UInt8]
    {
        var export = try await network.programmes.exportInvoices(
            of: Network.north.id,
            from: from,
            until: until,
            by: network.actor("Nora Lead")
        )
        export.pageLength = pageLength
        var bytes: [UInt8] = []
        try await export.csv { bytes += $0 }
        return bytes
    }

    /// Seaview’s invoice as it was drafted, and then issued: its version is 2 from then on.
    static func issued(_ network: Network) async throws -> Invoice {
        _ = try await booked(network)
        _ = try await draft(network)
        let invoice = try await seaview(network)
        try await network.programmes.issueInvoice(invoice.id, version: 1, by: network.actor("Nora Lead"))
        return invoice
    }

    @Test(
        "are one for each school, with places and late cancellations, and nothing twice",
        arguments: TestEngine.available
    )
    func drafts(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await Self.booked(network)
            let nora = network.actor("Nora Lead")
            let open = try await Self.unbilled(network)
            #expect(open.map(\.school) == [Network.hillside, Network.seaview])
            #expect(open.map(\.net) == [Pence(4550), Pence(2 * 4550 + 2275)])
            #expect(try await Self.draft(network) == 2)
            let invoice = try await Self.seaview(network)
            #expect(invoice.state == .draft && invoice.number == nil && invoice.purchaseOrder == "PO 7")
            #expect(invoice.stillToPay == nil, "it was not sent yet")
            #expect(
                invoice.lines.map(\.item) == [.cancellation, .place]
                    || invoice.lines.map(\.item) == [.place, .cancellation]
            )
            #expect(invoice.net == Pence(11_375))
            // VAT by line: 9100 × 20 % = 1820, 2275 × 20 % = 455.
            #expect(invoice.vat == Pence(2275) && invoice.total == Pence(13_650))
            await #expect(throws: InvoiceRefusal.nothing) { _ = try await Self.draft(network) }
            // A draft taken back frees what stood on it.
            try await network.programmes.withdrawInvoice(invoice.id, version: 1, by: nora)
            #expect(try await Self.draft(network) == 1)
        }
    }

    @Test(
        "get numbers without a gap or a repetition when issued, and are mailed to whoever booked",
        arguments: TestEngine.available
    )
    func issues(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await Self.booked(network)
            _ = try await Self.draft(network)
            try await network.emptyOutbox()
            let nora = network.actor("Nora Lead")
            for invoice in try await Self.invoices(network) {
                try await network.programmes.issueInvoice(invoice.id, version: 1, by: nora)
            }
            let issued = try await Self.invoices(network)
            #expect(Set(issued.map(\.number)) == ["NSH-00001", "NSH-00002"])
            #expect(issued.allSatisfy { $0.state == .issued && $0.dueOn == $0.issuedOn?.adding(days: 30) })
            let mails = try await network.mails()
            #expect(Set(mails.map(\.to.address)) == ["sam.booker@school.test", "hal.booker@school.test"])
            #expect(mails.allSatisfy { $0.text.contains("https://braid.test/invoices/") })
            await #expect(throws: InvoiceRefusal.wrongState(.issued)) {
                try await network.programmes.issueInvoice(issued[0].id, version: 2, by: nora)
            }
            await #expect(throws: InvoiceRefusal.wrongState(.issued)) {
                try await network.programmes.withdrawInvoice(issued[0].id, version: 2, by: nora)
            }
        }
    }

    @Test(
        "are issued together, school by school, and one that is refused keeps back no other",
        arguments: TestEngine.available
    )
    func together(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let nora = network.actor("Nora Lead")
            let (_, booking) = try await Self.booked(network)
            _ = try await Self.draft(network)
            let drafts = try await Self.invoices(network)
            #expect(drafts.map(\.school) == [Network.hillside, Network.seaview])
            let versions = Dictionary(uniqueKeysWithValues: drafts.map { ($0.id, $0.version) })
            for name in ["Nina Booker", "Fay Lead", "Sam Booker"] {
                await #expect(throws: AccessError.self, "\(name)") {
                    _ = try await programmes.issueInvoices(
                        versions,
                        of: Network.north.id,
                        by: network.actor(name)
                    )
                }
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await programmes.issueInvoices(
                    versions.merging([ID(rawValue: 5): 1]) { $1 },
                    of: Network.north.id,
                    by: nora
                )
            }
            // What stands on the draft for Seaview is not owed any more.
            try await programmes.reinstatePlace(
                booking.places[2].id,
                of: booking.id,
                version: 2,
                by: network.actor("Sam Booker")
            )
            let done = try await programmes.issueInvoices(versions, of: Network.north.id, by: nora)
            #expect(done.issued == 1)
            #expect(done.refused.map(\.school) == [Network.seaview.name])
            #expect(done.refused.map(\.refusal) == [.owedOtherwise])
            let again = try await programmes.issueInvoices(versions, of: Network.north.id, by: nora)
            #expect(again.issued == 0)
            #expect(again.refused.map(\.refusal) == [.wrongState(.issued), .owedOtherwise])
            let numbers = try await Self.invoices(network).map(\.number)
            #expect(numbers == ["NSH-00001", nil])
            try await programmes.withdrawInvoice(drafts[1].id, version: drafts[1].version, by: nora)
            _ = try await Self.draft(network)
            let seaview = try await Self.seaview(network)
            let stale = try await programmes.issueInvoices(
                [seaview.id: seaview.version + 1],
                of: Network.north.id,
                by: nora
            )
            #expect(stale.refused.map(\.refusal) == [nil], "somebody changed it meanwhile")
        }
    }

    @Test("issued at once by several people still have each number once", arguments: TestEngine.available)
    func atOnce(on engine: TestEngine) async throws {
        try await Network.with(engine, rehearses: false) { network in
            let nora = network.actor("Nora Lead")
            try await network.programmes.setBilling(Self.billing, of: Network.north.id, version: 0, by: nora)
            for round in 0..<6 {
                let (_, run) = try await network.published()
                _ = try await network.book(run, Network.colleagues(1), key: "round-\(round)")
                _ = try await Self.draft(network)
            }
            let drafts = try await Self.invoices(network)
            #expect(drafts.count == 6)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for draft in drafts {
                    group.addTask {
                        try await network.programmes.issueInvoice(draft.id, version: 1, by: nora)
                    }
                }
                try await group.waitForAll()
            }
            let numbers = try await Self.invoices(network).compactMap(\.number).sorted()
            #expect(numbers == (1...6).map { "NSH-0000\($0)" })
        }
    }

    @Test("credited in parts and then whole come to nothing, to the penny", arguments: TestEngine.available)
    func credits(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            var invoice = try await Self.issued(network)
            let first = try #require(invoice.lines.first)
            try await network.programmes.creditInvoice(
                invoice.id,
                lines: [first.id],
                reason: "Agreed by telephone",
                version: 2,
                by: nora
            )
            invoice = try await Self.seaview(network)
            #expect(invoice.state == .issued, "part of it is still owed")
            // What was credited can be invoiced again.
            let open = try await Self.unbilled(network)
            #expect(open.contains { $0.school == Network.seaview && $0.net == first.net })
            try await network.programmes.creditInvoice(invoice.id, reason: "The rest", version: 3, by: nora)
            invoice = try await Self.seaview(network)
            #expect(invoice.state == .credited)
            let notes = try await network.programmes.creditNotes(for: invoice.id, by: nora)
            #expect(notes.count == 2 && notes.allSatisfy { $0.kind == .creditNote && $0.state == .issued })
            let sum = notes.reduce(invoice.total) { $0 + $1.total }
            #expect(sum == .zero)
            #expect(Set(notes.compactMap(\.number) + [invoice.number ?? ""]).count == 3)
            await #expect(throws: InvoiceRefusal.wrongState(.credited)) {
                try await network.programmes.creditInvoice(invoice.id, reason: "Again", version: 4, by: nora)
            }
        }
    }

    @Test(
        "leave out what was invoiced as a place and then cancelled late, until that is credited",
        arguments: TestEngine.available
    )
    func cancelledAfterwards(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let sam = network.actor("Sam Booker")
            let invoice = try await Self.issued(network)
            let line = try #require(invoice.lines.first { $0.item == .place })
            let booking = try await network.programmes.booking(line.booking, by: sam).booking
            let gone = try #require(booking.heldPlaces.first)
            try await network.programmes.cancelPlaces(
                [gone.id],
                of: booking.id,
                version: booking.version,
                by: sam
            )
            #expect(try await Self.unbilled(network).isEmpty)
            // The hub reads what to credit; nobody else does.
            let wrong = try await Self.owedOtherwise(network)
            #expect(wrong.map(\.invoice.number) == ["NSH-00001"] && wrong.map(\.line) == [line.id])
            #expect(wrong.map(\.name) == [gone.name])
            #expect(wrong.map(\.billed) == [Pence(4550)] && wrong.map(\.owed) == [Pence(2275)])
            await #expect(throws: AccessError.self) {
                _ = try await network.programmes.owedOtherwise(on: invoice, by: sam)
            }
            try await network.programmes.creditInvoice(
                invoice.id,
                lines: [line.id],
                reason: "One does not come",
                version: 2,
                by: network.actor("Nora Lead")
            )
            let open = try await Self.unbilled(network)
            #expect(open.map(\.places) == [1] && open.map(\.cancellations) == [1])
            #expect(open.map(\.net) == [Pence(4550 + 2275)])
            #expect(try await Self.owedOtherwise(network).isEmpty)
        }
    }

    @Test(
        "are not issued when something on the draft is not owed any more, and never for what was given back",
        arguments: TestEngine.available
    )
    func staleDraft(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let sam = network.actor("Sam Booker")
            let programmes = network.programmes
            let (_, booking) = try await Self.booked(network)
            _ = try await Self.draft(network)
            let draft = try await Self.seaview(network)
            #expect(try await Self.owedOtherwise(network).isEmpty)
            // The one who cancelled late comes after all: the charge that stands on the draft has fallen away.
            try await programmes.reinstatePlace(
                booking.places[2].id,
                of: booking.id,
                version: 2,
                by: sam
            )
            let wrong = try await programmes.owedOtherwise(on: draft, by: nora)
            #expect(wrong.map(\.name) == [booking.places[2].name] && wrong.map(\.invoice.number) == [nil])
            #expect(wrong.map(\.billed) == [Pence(2275)] && wrong.map(\.owed) == [Pence(4550)])
            await #expect(throws: InvoiceRefusal.owedOtherwise) {
                try await programmes.issueInvoice(draft.id, version: 1, by: nora)
            }
            try await programmes.withdrawInvoice(draft.id, version: 1, by: nora)
            #expect(try await Self.draft(network) == 1)
            let again = try #require(try await Self.invoices(network).first { $0.school == Network.seaview })
            #expect(again.net == Pence(3 * 4550))
            try await programmes.issueInvoice(again.id, version: 1, by: nora)
            #expect(try await programmes.invoice(again.id, by: nora).number == "NSH-00001")
        }
    }

    @Test(
        "hold for a place under another name, given back and on other dates",
        arguments: TestEngine.available
    )
    func followed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let sam = network.actor("Sam Booker")
            let invoice = try await Self.issued(network)
            let id = try #require(invoice.lines.first).booking
            var record = try await network.programmes.booking(id, by: sam)
            try await network.programmes.substitute(
                ColleagueDraft(name: "Somebody Else", email: "else@seaview.test"),
                for: record.booking.heldPlaces[0].id,
                of: id,
                version: record.booking.version,
                by: sam
            )
            #expect(try await Self.unbilled(network).isEmpty)
            record = try await network.programmes.booking(id, by: sam)
            let gone = record.booking.heldPlaces[0].id
            let version = record.booking.version
            try await network.programmes.cancelPlaces([gone], of: id, version: version, by: sam)
            try await network.programmes.reinstatePlace(gone, of: id, version: version + 1, by: sam)
            #expect(try await Self.unbilled(network).isEmpty)
            let other = try await network.programmes.addRun(
                to: record.offer.id,
                Network.runDraft(dates: ["2027-05-05"]),
                by: network.actor("Noel Editor")
            )
            record = try await network.programmes.booking(id, by: sam)
            _ = try await network.programmes.movePlaces(
                Set(record.booking.heldPlaces.map(\.id)),
                of: id,
                to: other,
                version: record.booking.version,
                by: sam
            )
            #expect(try await Self.unbilled(network).isEmpty)
            // Credited, they can be invoiced where they are now.
            try await network.programmes.creditInvoice(
                invoice.id,
                reason: "Agreed by telephone",
                version: 2,
                by: network.actor("Nora Lead")
            )
            let open = try await Self.unbilled(network)
            #expect(open.map(\.places) == [2] && open.map(\.cancellations) == [1])
            #expect(open.map(\.net) == [Pence(2 * 4550 + 2275)])
        }
    }

    @Test("paid ones are so on a day that has been", arguments: TestEngine.available)
    func paid(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let invoice = try await Self.issued(network)
            // Not yet, and the day before it was issued.
            for day in ["2030-01-01", "2027-01-06"] {
                let faults = await #expect(throws: Faults.self) {
                    try await network.programmes.markPaid(invoice.id, on: day, version: 2, by: nora)
                }
                #expect(faults?.list.map(\.field) == ["paidOn"])
            }
            await #expect(throws: DatabaseError.staleVersion) {
                try await network.programmes.markPaid(invoice.id, on: "", version: 1, by: nora)
            }
            #expect(try await !Self.seaview(network).isOverdue(on: network.programmes.services.today()))
            network.clock.advance(hours: 24 * 40)
            #expect(try await Self.seaview(network).isOverdue(on: network.programmes.services.today()))
            try await network.programmes.markPaid(invoice.id, on: "", version: 2, by: nora)
            let statement = try await network.programmes.statement(
                of: Network.north.id,
                with: Network.seaview.id,
                by: network.actor("Sam Booker")
            )
            #expect(
                statement.invoiced == Pence(13_650) && statement.paid == Pence(13_650)
                    && statement.open == .zero
            )
        }
    }

    @Test("of an open run are stated with what is still to pay", arguments: TestEngine.available)
    func statement(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let invoice = try await Self.issued(network)
            let line = try #require(invoice.lines.first { $0.item == .cancellation })
            try await network.programmes.creditInvoice(
                invoice.id,
                lines: [line.id],
                reason: "Ill",
                version: 2,
                by: nora
            )
            let statement = try await network.programmes.statement(
                of: Network.north.id,
                with: Network.seaview.id,
                by: nora
            )
            #expect(statement.entries.count == 2)
            #expect(statement.credited == Pence(-2730) && statement.open == Pence(13_650 - 2730))
            // The invoice says the same, and so does what belongs to it.
            let now = try await network.programmes.invoice(invoice.id, by: nora)
            #expect(now.total == Pence(13_650) && now.credited == Pence(-2730))
            #expect(now.stillToPay == statement.open)
            let note = try #require(try await network.programmes.creditNotes(for: invoice.id, by: nora).first)
            #expect(note.credits?.stillToPay == statement.open && note.stillToPay == nil)
            #expect(note.credited == .zero)
            let mail = try #require(try await network.mails().first { $0.subject.hasPrefix("Credit note") })
            #expect(mail.text.contains("Of invoice NSH-00001, £109.20 is still to pay."))
            try await network.programmes.markPaid(invoice.id, on: "", version: 3, by: nora)
            let paid = try await network.programmes.invoice(invoice.id, by: nora)
            #expect(paid.stillToPay == nil, "nobody is asked to pay any more")
        }
    }

    @Test(
        "that were paid and then credited are owed back, until that is settled",
        arguments: TestEngine.available
    )
    func owedBack(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            let invoice = try await Self.issued(network)
            let charge = try #require(invoice.lines.first { $0.item == .cancellation })
            func statement() async throws -> Statement {
                try await programmes.statement(of: Network.north.id, with: Network.seaview.id, by: nora)
            }
            func notes() async throws -> [Invoice] {
                try await programmes.creditNotes(for: invoice.id, by: nora)
            }
            // Credited before it is paid: the school pays the rest, and both are settled at once.
            try await programmes.creditInvoice(
                invoice.id,
                lines: [charge.id],
                reason: "Ill",
                version: 2,
                by: nora
            )
            let first = try #require(try await notes().first)
            #expect(!first.isOwedBack && first.credits?.number == "NSH-00001")
            await #expect(throws: InvoiceRefusal.wrongState(.issued), "its invoice is not paid yet") {
                try await programmes.markPaid(first.id, on: "", version: first.version, by: nora)
            }
            try await programmes.markPaid(invoice.id, on: "", version: 3, by: nora)
            var now = try await statement()
            #expect(now.paid == Pence(13_650 - 2730) && now.open == .zero)
            #expect(try await notes().map(\.stateName) == ["Settled"])
            // Credited afterwards: the hub has the money.
            network.clock.advance(hours: 24)
            try await programmes.creditInvoice(invoice.id, reason: "Snow", version: 4, by: nora)
            now = try await statement()
            #expect(now.paid == Pence(13_650 - 2730) && now.open == Pence(2730 - 13_650))
            let second = try #require(try await notes().first { $0.id != first.id })
            #expect(second.isOwedBack)
            await #expect(throws: Faults.self, "it was not there yesterday") {
                try await programmes.markPaid(second.id, on: "13/01/2027", version: 1, by: nora)
            }
            try await programmes.markPaid(second.id, on: "", version: 1, by: nora)
            now = try await statement()
            #expect(now.paid == .zero && now.open == .zero)
            #expect(try await notes().allSatisfy { $0.stateName == "Settled" && !$0.isOwedBack })
        }
    }

    @Test(
        "marked as paid by mistake are owed again, with their credit notes",
        arguments: TestEngine.available
    )
    func takenBack(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            let invoice = try await Self.issued(network)
            let charge = try #require(invoice.lines.first { $0.item == .cancellation })
            func owed() async throws -> Pence {
                let statement = try await programmes.statement(
                    of: Network.north.id,
                    with: Network.seaview.id,
                    by: nora
                )
                return statement.open
            }
            func takeBack(_ id: ID<Invoice>, by name: String = "Nora Lead") async throws {
                let version = try await programmes.invoice(id, by: nora).version
                try await programmes.takeBackPayment(id, version: version, by: network.actor(name))
            }
            let nothing = await #expect(throws: Faults.self) {
                try await programmes.creditInvoice(invoice.id, lines: [], reason: "Ill", version: 2, by: nora)
            }
            #expect(nothing?.list.map(\.field) == ["line"])
            try await programmes.creditInvoice(
                invoice.id,
                lines: [charge.id],
                reason: "Ill",
                version: 2,
                by: nora
            )
            await #expect(throws: InvoiceRefusal.wrongState(.issued), "nobody said that it is paid") {
                try await takeBack(invoice.id)
            }
            try await programmes.markPaid(invoice.id, on: "", version: 3, by: nora)
            #expect(try await owed() == .zero)
            let first = try #require(try await programmes.creditNotes(for: invoice.id, by: nora).first)
            await #expect(throws: InvoiceRefusal.wrongState(.paid), "it was settled with its invoice") {
                try await takeBack(first.id)
            }
            await #expect(throws: AccessError.notFound) { try await takeBack(invoice.id, by: "Sam Booker") }
            try await takeBack(invoice.id)
            #expect(try await owed() == Pence(13_650 - 2730))
            let again = try await programmes.invoice(invoice.id, by: nora)
            #expect(again.state == .issued && again.paidOn == nil)
            #expect(try await programmes.creditNotes(for: invoice.id, by: nora).map(\.state) == [.issued])
            // Paid after all, and the rest credited and paid back later.
            try await programmes.markPaid(invoice.id, on: "", version: again.version, by: nora)
            network.clock.advance(hours: 24)
            let paid = try await programmes.invoice(invoice.id, by: nora)
            try await programmes.creditInvoice(invoice.id, reason: "Snow", version: paid.version, by: nora)
            let later = try #require(
                try await programmes.creditNotes(for: invoice.id, by: nora).first { $0.id != first.id }
            )
            try await programmes.markPaid(later.id, on: "", version: later.version, by: nora)
            await #expect(throws: InvoiceRefusal.repaid) { try await takeBack(invoice.id) }
            try await takeBack(later.id)
            #expect(try await owed() == Pence(2730 - 13_650), "it is owed back again")
            try await takeBack(invoice.id)
            #expect(try await owed() == .zero, "all of it is credited, and nothing was paid")
            #expect(try await programmes.invoice(invoice.id, by: nora).state == .credited)
            #expect(try await network.auditVerbs().count { $0 == "invoice.take-back-payment" } == 3)
        }
    }

    @Test(
        "leave as CSV with amounts that a finance system reads, and taking them is audited",
        arguments: TestEngine.available
    )
    func file(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let invoice = try await Self.issued(network)
            try await network.programmes.creditInvoice(invoice.id, reason: "Mistake", version: 2, by: nora)
            let bytes = try await Self.file(network, from: Self.from, until: Self.until)
            let reader = try CSVReader(bytes: bytes)
            let (total, credits) = (try reader.header.require("Total"), try reader.header.require("Credits"))
            var sum = 0.0
            var credited: Set<String> = []
            while let row = try reader.next() {
                sum += Double(row[total]) ?? .nan
                credited.insert(row[credits])
            }
            #expect(abs(sum) < 0.001)
            #expect(credited == ["", "NSH-00001"])
            // A credit note of another term says, too, what it belongs to.
            network.clock.advance(hours: 24 * 400)
            _ = try await Self.draft(network)
            let later = try await Self.seaview(network)
            #expect(later.state == .draft)
            try await network.programmes.issueInvoice(later.id, version: 1, by: nora)
            network.clock.advance(hours: 24)
            try await network.programmes.creditInvoice(later.id, reason: "Late", version: 2, by: nora)
            let day = LocalDate(network.clock.now, in: .london)
            let alone = try await Self.file(network, from: day, until: day)
            let lines = String(decoding: alone, as: UTF8.self).split(separator: "\r\n").dropFirst()
            #expect(!lines.isEmpty && lines.allSatisfy { $0.hasSuffix(",NSH-00003") })
            #expect(try await network.auditVerbs().contains("invoice.export"))
        }
    }

    @Test(
        "leave whole, in the order of their numbers, however many are read at once",
        arguments: TestEngine.available
    )
    func pages(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await Self.issued(network)
            // Five more, two of a day before; and one of another hub.
            try await network.database.write { transaction in
                for (position, day) in ["2027-02-01", "2027-02-01", "2027-03-01", "2027-03-01", "2027-03-02"]
                    .enumerated()
                {
                    let id = 900 + position
                    try transaction.execute(
                        """
                        INSERT INTO invoice (id, hub_id, organisation_id, kind, number, state, billed_to, seller,
                            vat_number, payment, purchase_order, reason, period_from, period_until, net_pence,
                            vat_pence, created_at, issued_on, due_on, version)
                        SELECT CAST(\(id) AS BIGINT), hub_id, organisation_id, kind, \("NSH-9000\(position)"), state,
                            billed_to, seller, vat_number, payment, purchase_order, reason, period_from,
                            period_until, net_pence, vat_pence, created_at, \(day), \(day), 1
                        FROM invoice WHERE number = 'NSH-00001'
                        """
                    )
                    try transaction.execute(
                        """
                        INSERT INTO invoice_line (id, invoice_id, position, booking_id, item, title, detail, quantity,
                            unit_pence, vat_rate, net_pence, vat_pence)
                        SELECT CAST(\(id) AS BIGINT), CAST(\(id) AS BIGINT), 1, booking_id, item, title, detail,
                            quantity, unit_pence, vat_rate, net_pence, vat_pence
                        FROM invoice_line WHERE id = (SELECT min(id) FROM invoice_line)
                        """
                    )
                }
            }
            func numbers(_ pageLength: Int) async throws -> [String] {
                let bytes = try await Self.file(
                    network,
                    from: Self.from,
                    until: Self.until,
                    pageLength: pageLength
                )
                let reader = try CSVReader(bytes: bytes)
                let number = try reader.header.require("Number")
                var found: [String] = []
                while let row = try reader.next() { found.append(row[number]) }
                return found
            }
            let whole = try await numbers(500)
            let added = ["NSH-90000", "NSH-90001", "NSH-90002", "NSH-90003", "NSH-90004"]
            #expect(whole.filter { $0 != "NSH-00001" } == added)
            #expect(whole.count { $0 == "NSH-00001" } == 2)
            for pageLength in 1...4 { #expect(try await numbers(pageLength) == whole) }
            for name in ["Nina Booker", "Sam Booker", "Fay Lead"] {
                await #expect(throws: AccessError.self, "\(name)") {
                    _ = try await network.programmes.exportInvoices(
                        of: Network.north.id,
                        from: Self.from,
                        until: Self.until,
                        by: network.actor(name)
                    )
                }
            }
        }
    }

    @Test(
        "that are overdue are found, and what each school owes is summed as its statement does",
        arguments: TestEngine.available
    )
    func owed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            let invoice = try await Self.issued(network)
            let hillside = try #require(
                try await Self.invoices(network).first { $0.school == Network.hillside }
            )
            func overdue() async throws -> [Invoice] {
                let found = try await programmes.invoices(of: Network.north.id, in: .overdue, by: nora)
                #expect(found.total == found.invoices.count)
                return found.invoices
            }
            func owed() async throws -> [OwedBySchool] {
                let owed = try await programmes.owedBySchools(to: Network.north.id, by: nora)
                for line in owed {
                    let statement = try await programmes.statement(
                        of: Network.north.id,
                        with: line.school.id,
                        by: nora
                    )
                    #expect(line.open == statement.open, "\(line.school.name)")
                }
                return owed
            }
            #expect(try await overdue().isEmpty)
            #expect(try await owed().map(\.open) == [Pence(13_650)], "a draft is not owed")
            let charge = try #require(invoice.lines.first { $0.item == .cancellation })
            try await programmes.creditInvoice(
                invoice.id,
                lines: [charge.id],
                reason: "Ill",
                version: 2,
                by: nora
            )
            network.clock.advance(hours: 24 * 31)
            try await programmes.issueInvoice(hillside.id, version: 1, by: nora)
            #expect(try await overdue().map(\.id) == [invoice.id], "no credit note is overdue")
            let lines = try await owed()
            #expect(lines.map(\.school) == [Network.seaview, Network.hillside])
            #expect(lines.map(\.open) == [Pence(13_650 - 2730), hillside.total])
            #expect(lines.map(\.overdue) == [Pence(13_650 - 2730), .zero])
            try await programmes.markPaid(invoice.id, on: "", version: 3, by: nora)
            #expect(try await overdue().isEmpty)
            #expect(try await owed().map(\.school) == [Network.hillside])
            // Credited when it was paid: the hub owes it back.
            try await programmes.creditInvoice(invoice.id, reason: "Snow", version: 4, by: nora)
            let back = try #require(try await owed().last)
            #expect(back.school == Network.seaview && back.open == Pence(2730 - 13_650))
            #expect(back.overdue == .zero)
            await #expect(throws: AccessError.notFound, "a school") {
                _ = try await programmes.owedBySchools(to: Network.north.id, by: network.actor("Sam Booker"))
            }
        }
    }

    @Test(
        "are the hub's to make and the school's to see once issued; nobody else's",
        arguments: TestEngine.available
    )
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            _ = try await Self.booked(network)
            for (name, refusal) in [
                ("Nina Booker", AccessError.forbidden), ("Fay Lead", .notFound), ("Sam Booker", .notFound),
            ] {
                await #expect(throws: refusal, "\(name)") {
                    _ = try await network.programmes.draftInvoices(
                        of: Network.north.id,
                        from: Self.from,
                        until: Self.until,
                        by: network.actor(name)
                    )
                }
            }
            _ = try await Self.draft(network)
            let invoice = try await Self.seaview(network)
            let sam = network.actor("Sam Booker")
            await #expect(throws: AccessError.notFound, "a draft is the hub's alone") {
                _ = try await network.programmes.invoice(invoice.id, by: sam)
            }
            try await network.programmes.issueInvoice(invoice.id, version: 1, by: network.actor("Nora Lead"))
            #expect(try await network.programmes.invoice(invoice.id, by: sam).number == "NSH-00001")
            #expect(try await network.programmes.invoices(to: Network.seaview.id, by: sam).total == 1)
            for name in ["Hal Booker", "Fay Lead", "Pat Outsider", "Mia Member"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.programmes.invoice(invoice.id, by: network.actor(name))
                }
            }
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.markPaid(invoice.id, on: "", version: 2, by: sam)
            }
        }
    }

    @Test(
        "are seen by whoever booked what is on them without a role, and by nobody who only says they book for the school",
        arguments: TestEngine.available
    )
    func withoutRole(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let pat = network.actor("Pat Outsider")
            let programmes = network.programmes
            try await programmes.setBilling(Self.billing, of: Network.north.id, version: 0, by: nora)
            let (_, run) = try await network.published()
            try await programmes.claimSchool(Network.seaview.id, by: pat)
            let booking = try await network.book(run, Network.colleagues(1), by: "Pat Outsider", key: "p")
            _ = try await Self.draft(network)
            let invoice = try await Self.seaview(network)
            await #expect(throws: AccessError.notFound, "it is a draft") {
                _ = try await programmes.invoice(invoice.id, by: pat)
            }
            try await network.emptyOutbox()
            try await programmes.issueInvoice(invoice.id, version: 1, by: nora)
            #expect(try await network.mails().map(\.to.address) == [Network.email(of: "Pat Outsider")])
            #expect(try await programmes.invoice(invoice.id, by: pat).lines.map(\.booking) == [booking.id])
            try await programmes.claimSchool(Network.seaview.id, by: network.actor("Hal Booker"))
            await #expect(throws: AccessError.notFound) {
                _ = try await programmes.invoice(invoice.id, by: network.actor("Hal Booker"))
            }
            // Afterwards the booking is still among their own.
            network.clock.advance(hours: 24 * 90)
            #expect(try await programmes.ownBookings(by: pat).isEmpty)
            #expect(try await programmes.ownBookings(over: true, by: pat).map(\.booking.id) == [booking.id])
        }
    }

    @Test(
        "for someone who came without a place go to those who book for the school, not to the hub that wrote them down",
        arguments: TestEngine.available
    )
    func walkIns(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let noel = network.actor("Noel Editor")
            try await network.programmes.setBilling(Self.billing, of: Network.north.id, version: 0, by: nora)
            let (_, run) = try await network.published()
            network.clock.advance(hours: 24 * 27 + 1)
            var draft = WalkInDraft()
            draft.name = "Wanda Walker"
            draft.email = "wanda@hillside.test"
            draft.school = Network.hillside.id
            try await network.programmes.addWalkIn(
                draft,
                to: run.sessions[0].id,
                by: noel,
                key: try #require(IdempotencyKey("walk-in-key"))
            )
            func join(_ name: String, _ organisation: Organisation, _ role: String) async throws {
                let person = network.actor(name).person?.id
                try await network.database.write { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO membership (person_id, organisation_id, role, since)
                        VALUES (\(person), \(organisation.id), \(role), 0)
                        """
                    )
                }
            }
            try await join("Noel Editor", Network.north, "editor")
            _ = try await Self.draft(network)
            let invoice = try #require(try await Self.invoices(network).first)
            try await network.emptyOutbox()
            // Nobody at the school is known: whoever wrote them down passes it on.
            try await network.programmes.issueInvoice(invoice.id, version: 1, by: nora)
            #expect(try await network.mails().map(\.to.address) == [Network.email(of: "Noel Editor")])
            try await join("Hal Booker", Network.hillside, "booker")
            try await network.emptyOutbox()
            try await network.programmes.creditInvoice(invoice.id, reason: "Free", version: 2, by: nora)
            #expect(try await network.mails().map(\.to.address) == [Network.email(of: "Hal Booker")])
        }
    }

    @Test(
        "may be billed to somebody else and carry another purchase order while they are drafts",
        arguments: TestEngine.available
    )
    func editsDraft(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let nora = network.actor("Nora Lead")
            let programmes = network.programmes
            _ = try await Self.booked(network)
            _ = try await Self.draft(network)
            let invoice = try await Self.seaview(network)
            func edit(_ address: String, _ order: String, version: Int, by name: String = "Nora Lead")
                async throws
            {
                try await programmes.editDraftInvoice(
                    invoice.id,
                    billedTo: address,
                    purchaseOrder: order,
                    version: version,
                    by: network.actor(name)
                )
            }
            await #expect(throws: AccessError.notFound) {
                try await edit("X", "", version: 1, by: "Sam Booker")
            }
            await #expect(throws: Faults.self) { try await edit(" ", "", version: 1) }
            try await edit("Coast Trust\n2 Pier Road", "PO 8", version: 1)
            await #expect(throws: DatabaseError.staleVersion) { try await edit("X", "", version: 1) }
            let after = try await programmes.invoice(invoice.id, by: nora)
            #expect(after.billedTo == "Coast Trust\n2 Pier Road" && after.purchaseOrder == "PO 8")
            #expect(try await network.auditVerbs().contains("invoice.edit"))
            try await programmes.issueInvoice(invoice.id, version: 2, by: nora)
            await #expect(throws: InvoiceRefusal.wrongState(.issued)) { try await edit("X", "", version: 3) }
            #expect(try await programmes.invoice(invoice.id, by: nora).purchaseOrder == "PO 8")
        }
    }

    @Test("carry the purchase order that was added to the booking later", arguments: TestEngine.available)
    func laterOrder(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.booked(network)
            let programmes = network.programmes
            func set(_ order: String, version: Int, by name: String = "Sam Booker") async throws {
                try await programmes.setPurchaseOrder(
                    order,
                    of: booking.id,
                    version: version,
                    by: network.actor(name)
                )
            }
            await #expect(throws: AccessError.notFound) { try await set("X", version: 2, by: "Hal Booker") }
            await #expect(throws: Faults.self) {
                try await set(String(repeating: "9", count: 51), version: 2)
            }
            // Also when it has begun.
            network.clock.advance(hours: 24 * 40)
            #expect(run.startsAt < network.clock.now)
            try await set(" PO 9 ", version: 2)
            await #expect(throws: DatabaseError.staleVersion) { try await set("", version: 2) }
            _ = try await Self.draft(network)
            #expect(try await Self.seaview(network).purchaseOrder == "PO 9")
            try await set("", version: 3)
            let record = try await programmes.booking(booking.id, by: network.actor("Sam Booker"))
            #expect(record.booking.purchaseOrder == nil)
            #expect(
                try await network.auditVerbs().filter { $0 == "booking.set-purchase-order" }.count == 2
            )
        }
    }

    @Test("need a sender first", arguments: TestEngine.available)
    func noSender(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "a")
            await #expect(throws: InvoiceRefusal.noBilling) { _ = try await Self.draft(network) }
            var draft = BillingDraft()
            draft.prefix = "no blanks!"
            let faults = await #expect(throws: Faults.self) {
                try await network.programmes.setBilling(
                    draft,
                    of: Network.north.id,
                    version: 0,
                    by: network.actor("Nora Lead")
                )
            }
            #expect(faults?.list.map(\.field) == ["seller", "payment", "prefix"])
        }
    }
}
