import Access
import Accounts
import Database
import Evidence
import Foundation
import Jobs
import Logging
import Mail
import Programmes
import Services
import TestDatabases
import Testing

private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

@Suite("The waiting list")
struct WaitingListTests {
    /// A run of five places that Seaview has filled.
    static func full(_ network: Network) async throws -> (Run, Booking) {
        let (_, run) = try await network.published(Network.offerDraft, Network.runDraft(capacity: 5))
        let booking = try await network.book(run, Network.colleagues(5), key: "fill")
        try await network.emptyOutbox()
        return (run, booking)
    }

    static func cancel(_ count: Int, of booking: Booking, _ network: Network) async throws {
        let sam = network.actor("Sam Booker")
        let page = try await network.programmes.booking(booking.id, by: sam)
        try await network.programmes.cancelPlaces(
            Set(page.booking.heldPlaces.prefix(count).map(\.id)),
            of: booking.id,
            version: page.booking.version,
            by: sam
        )
    }

    static func list(_ run: Run, _ network: Network) async throws -> [WaitingEntry] {
        try await network.programmes.register(of: run.id, by: network.actor("Nora Lead")).waiting
    }

    @Test("a freed place is kept for the first, who is told and can book it", arguments: TestEngine.available)
    func keepsForTheFirst(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            let first = try await network.join(run, places: 2, for: Network.hillside, by: "Hal Booker")
            _ = try await network.join(run, places: 1, by: "Sue Lead")
            #expect(try await Self.list(run, network).map(\.ticket) == [1, 2])
            try await Self.cancel(2, of: booking, network)
            let after = try await network.current(run)
            #expect(after.taken == 3 && after.reserved == 2 && after.placesLeft == 0)
            let told = try await network.mails().filter { $0.to.address == Network.email(of: "Hal Booker") }
            #expect(told.count == 1)
            #expect(
                told[0].text.contains(
                    "2 places are kept for Hillside Primary until 09:00 on Saturday 9 January 2027"
                )
            )
            #expect(told[0].text.contains("/book?run=\(run.id)&waiting=\(first.id)"))
            // Nobody else can have them.
            await #expect(throws: BookingRefusal.notEnoughPlaces(left: 0)) {
                _ = try await network.book(run, Network.colleagues(1, "Quick"), key: "quick")
            }
            let booked = try await network.book(
                run,
                Network.colleagues(2, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                waiting: first.id,
                key: "w"
            )
            #expect(booked.heldPlaces.count == 2)
            let end = try await network.current(run)
            #expect(end.taken == 5 && end.reserved == 0)
        }
    }

    @Test("nobody else takes up kept places, and no more than are kept", arguments: TestEngine.available)
    func keptForOne(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            let entry = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            await #expect(throws: BookingRefusal.waitingOfferOver) {
                _ = try await network.book(
                    run,
                    Network.colleagues(1, "Early"),
                    for: Network.hillside,
                    by: "Hal Booker",
                    waiting: entry.id,
                    key: "e"
                )
            }
            try await Self.cancel(1, of: booking, network)
            await #expect(throws: AccessError.notFound) {
                _ = try await network.book(run, Network.colleagues(1, "Thief"), waiting: entry.id, key: "t")
            }
            await #expect(throws: BookingRefusal.moreThanKept(1)) {
                _ = try await network.book(
                    run,
                    Network.colleagues(2, "Many"),
                    for: Network.hillside,
                    by: "Hal Booker",
                    waiting: entry.id,
                    key: "m"
                )
            }
        }
    }

    @Test("kept places that nobody books go to the next by a job", arguments: TestEngine.available)
    func passesOn(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            let first = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            let second = try await network.join(run, places: 1, by: "Sue Lead")
            try await Self.cancel(1, of: booking, network)
            let runner = JobRunner(
                database: network.database,
                services: Services.seeded(8, at: network.clock.now).with { network.clock.now },
                handlers: network.programmes.jobHandlers,
                logger: quiet
            )
            #expect(try await runner.runNext() == false, "it is not due")
            network.clock.advance(hours: 48)
            await #expect(throws: BookingRefusal.waitingOfferOver) {
                _ = try await network.book(
                    run,
                    Network.colleagues(1, "Late"),
                    for: Network.hillside,
                    by: "Hal Booker",
                    waiting: first.id,
                    key: "l"
                )
            }
            #expect(try await runner.runNext())
            let list = try await Self.list(run, network)
            #expect(list.map(\.id) == [second.id])
            #expect(list.first?.state == .offered)
            #expect(try await network.current(run).reserved == 1)
            // A job that is run again does nothing more.
            #expect(try await network.programmes.passOnExpired(in: run.id) == 0)
        }
    }

    @Test(
        "an entry that wants more than are free keeps its turn, and no place lies idle",
        arguments: TestEngine.available
    )
    func passesOver(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            let big = try await network.join(run, places: 3, for: Network.hillside, by: "Hal Booker")
            let small = try await network.join(run, places: 1, by: "Sue Lead")
            try await Self.cancel(1, of: booking, network)
            #expect(try await Self.list(run, network).map(\.state) == [.waiting, .offered])
            try await network.programmes.leaveWaitingList(small.id, by: network.actor("Sue Lead"))
            // One place is free for anybody now.
            #expect(try await network.current(run).placesLeft == 1)
            try await Self.cancel(2, of: booking, network)
            let list = try await Self.list(run, network)
            #expect(list.map(\.id) == [big.id] && list.first?.offered == 3)
        }
    }

    @Test("an entry that takes fewer is offered what there is", arguments: TestEngine.available)
    func takesFewer(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            let entry = try await network.join(
                run,
                places: 3,
                takesFewer: true,
                for: Network.hillside,
                by: "Hal Booker"
            )
            try await Self.cancel(2, of: booking, network)
            #expect(try await Self.list(run, network).first?.offered == 2)
            // Booking one gives the other back.
            _ = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                waiting: entry.id,
                key: "w"
            )
            let after = try await network.current(run)
            #expect(after.taken == 4 && after.reserved == 0 && after.placesLeft == 1)
        }
    }

    @Test(
        "whoever takes fewer than they want is offered at once what is left",
        arguments: TestEngine.available
    )
    func takesWhatIsLeft(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            try await Self.cancel(2, of: booking, network)
            try await network.emptyOutbox()
            let patient = try await network.join(run, places: 4, for: Network.hillside, by: "Hal Booker")
            #expect(patient.state == .waiting && patient.offered == nil)
            #expect(try await network.current(run).placesLeft == 2, "anybody may book them")
            let entry = try await network.join(run, places: 3, takesFewer: true, by: "Sue Lead")
            #expect(entry.state == .offered && entry.offered == 2)
            let after = try await network.current(run)
            #expect(after.taken == 3 && after.reserved == 2 && after.placesLeft == 0)
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == [Network.email(of: "Sue Lead")])
            _ = try await network.book(
                run,
                Network.colleagues(2, "Late"),
                by: "Sue Lead",
                waiting: entry.id,
                key: "w"
            )
            #expect(try await network.current(run).taken == 5)
            // With nothing left it waits like everybody.
            let last = try await network.join(run, places: 2, takesFewer: true, by: "Sam Booker")
            #expect(last.state == .waiting)
        }
    }

    @Test("more places for a run go to those who wait", arguments: TestEngine.available)
    func moreCapacity(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await Self.full(network)
            _ = try await network.join(run, places: 2, for: Network.hillside, by: "Hal Booker")
            var draft = RunDraft(try await network.current(run))
            draft.capacity = "7"
            try await network.programmes.editRun(run.id, draft, version: 1, by: network.actor("Noel Editor"))
            #expect(try await network.current(run).reserved == 2)
            draft.capacity = "6"
            await #expect(throws: OfferRefusal.capacityBelowTaken(7)) {
                try await network.programmes.editRun(
                    run.id,
                    draft,
                    version: 2,
                    by: network.actor("Noel Editor")
                )
            }
        }
    }

    @Test(
        "whoever runs the offer joins for a school that asks, which sees it and can leave",
        arguments: TestEngine.available
    )
    func onBehalf(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            for name in ["Fay Lead", "Nina Booker", "Sam Booker", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.join(run, places: 2, for: Network.hillside, by: name)
                }
            }
            let entry = try await network.join(run, places: 2, for: Network.hillside, by: "Nora Lead")
            #expect(entry.organisation == Network.hillside && entry.person.name == "Nora Lead")
            await #expect(throws: AccessError.notFound, "a hub asks its own people") {
                _ = try await network.join(run, places: 4, for: Network.fens, by: "Nora Lead")
            }
            try await network.programmes.changeWaiting(
                entry.id,
                places: 3,
                takesFewer: false,
                by: network.actor("Nora Lead")
            )
            let hal = network.actor("Hal Booker")
            let turns = try await network.programmes.waitingTurns(of: run.id, by: hal)
            #expect(turns.map(\.entry.id) == [entry.id] && turns.first?.entry.places == 3)
            // What becomes free is kept for the school, and whoever joined for it books it.
            try await Self.cancel(3, of: booking, network)
            let told = try await network.mails().filter { $0.text.contains("waiting=\(entry.id)") }
            #expect(told.map(\.to.address) == [Network.email(of: "Nora Lead")])
            let booked = try await network.book(
                run,
                Network.colleagues(1, "Hill"),
                for: Network.hillside,
                by: "Nora Lead",
                waiting: entry.id,
                key: "kept"
            )
            #expect(booked.organisation == Network.hillside)
            let second = try await network.join(run, places: 5, for: Network.hillside, by: "Nora Lead")
            #expect(second.state == .waiting)
            try await network.programmes.leaveWaitingList(second.id, by: hal)
            let left = try await Self.list(run, network)
            #expect(left.isEmpty)
            let verbs = try await network.auditVerbs()
            let waiting = verbs.filter { ["waiting.join", "waiting.change", "waiting.leave"].contains($0) }
            #expect(waiting.sorted() == ["waiting.change", "waiting.join", "waiting.join", "waiting.leave"])
        }
    }

    @Test(
        "the contact of a school that rang hears of kept places and takes them up without a role",
        arguments: TestEngine.available
    )
    func contact(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.full(network)
            let (pat, address) = (network.actor("Pat Outsider"), Network.email(of: "Pat Outsider"))
            await #expect(throws: Faults.self, "it is no address") {
                _ = try await network.join(
                    run,
                    places: 2,
                    contact: "the office",
                    for: Network.hillside,
                    by: "Nora Lead"
                )
            }
            let entry = try await network.join(
                run,
                places: 2,
                contact: " \(address.uppercased())",
                for: Network.hillside,
                by: "Nora Lead"
            )
            #expect(entry.contact?.text == address)
            let ignored = try await network.join(run, places: 1, contact: address, by: "Sam Booker")
            #expect(ignored.contact == nil, "a school speaks for itself")
            try await Self.cancel(2, of: booking, network)
            let told = try await network.mails().filter { $0.text.contains("waiting=\(entry.id)") }
            let addresses = told.map(\.to.address).sorted()
            #expect(addresses == [Network.email(of: "Nora Lead"), address])
            let letter = try #require(told.first { $0.to.address == address })
            #expect(letter.text.contains("Dear colleague,"))
            #expect(letter.text.contains("goes to Nora Lead as well: one of you books."))

            let seen = try await network.programmes.waitingEntry(entry.id, by: pat)
            #expect(seen.offered == 2)
            let own = try await network.programmes.ownWaitingEntries(by: pat)
            #expect(own.map(\.entry.id) == [entry.id])
            func book() async throws -> Booking {
                try await network.book(
                    run,
                    Network.colleagues(2, "Hill"),
                    for: Network.hillside,
                    by: "Pat Outsider",
                    waiting: entry.id,
                    key: "contact"
                )
            }
            await #expect(throws: AccessError.notFound, "they have not said that they book for it") {
                _ = try await book()
            }
            try await network.programmes.claimSchool(Network.hillside.id, by: pat)
            let booked = try await book()
            #expect(booked.bookedBy.name == "Pat Outsider" && booked.heldPlaces.count == 2)
            let after = try await network.current(run)
            #expect(after.taken == 5 && after.reserved == 0)
            await #expect(throws: BookingRefusal.waitingOfferOver, "they are booked once") {
                _ = try await network.book(
                    run,
                    Network.colleagues(1, "Again"),
                    for: Network.hillside,
                    by: "Nora Lead",
                    waiting: entry.id,
                    key: "again"
                )
            }
        }
    }

    @Test(
        "without a contact those who book for the school hear of kept places; they and whoever runs the offer take them up",
        arguments: TestEngine.available
    )
    func bookersOfTheSchool(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let hal = try #require(network.actor("Hal Booker").person?.id)
            try await network.database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO membership (person_id, organisation_id, role, since)
                    VALUES (\(hal), \(Network.hillside.id), 'booker', 0)
                    """
                )
            }
            let (run, booking) = try await Self.full(network)
            let entry = try await network.join(run, places: 2, for: Network.hillside, by: "Nora Lead")
            try await Self.cancel(2, of: booking, network)
            let told = try await network.mails().filter { $0.text.contains("waiting=\(entry.id)") }
            let addresses = told.map(\.to.address).sorted()
            #expect(addresses == [Network.email(of: "Hal Booker"), Network.email(of: "Nora Lead")])

            for name in ["Nora Lead", "Noel Editor", "Hal Booker"] {
                let seen = try await network.programmes.waitingEntry(entry.id, by: network.actor(name))
                #expect(seen.id == entry.id, "\(name)")
            }
            for name in ["Nina Booker", "Fay Lead", "Sam Booker", "Mia Member", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.programmes.waitingEntry(entry.id, by: network.actor(name))
                }
                await #expect(throws: AccessError.notFound, "\(name)") {
                    _ = try await network.book(
                        run,
                        Network.colleagues(1, "Thief"),
                        for: Network.hillside,
                        by: name,
                        waiting: entry.id,
                        key: "thief"
                    )
                }
            }
            let booked = try await network.book(
                run,
                Network.colleagues(2, "Hill"),
                for: Network.hillside,
                by: "Hal Booker",
                waiting: entry.id,
                key: "kept"
            )
            #expect(booked.bookedBy.name == "Hal Booker")
            let after = try await network.current(run)
            #expect(after.taken == 5 && after.reserved == 0)
        }
    }

    @Test(
        "a contact changes and leaves the turn of the school, and is forgotten with their account",
        arguments: TestEngine.available
    )
    func contactLeaves(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await Self.full(network)
            let (pat, address) = (network.actor("Pat Outsider"), Network.email(of: "Pat Outsider"))
            func join(_ places: Int) async throws -> WaitingEntry {
                try await network.join(
                    run,
                    places: places,
                    contact: address,
                    for: Network.hillside,
                    by: "Nora Lead"
                )
            }
            let first = try await join(2)
            let nora = network.actor("Nora Lead")
            for typed in ["", address] {
                try await network.programmes.changeWaiting(
                    first.id,
                    places: 2,
                    takesFewer: false,
                    contact: typed,
                    by: nora
                )
                let changed = try await Self.list(run, network)
                #expect(changed.map { $0.contact?.text ?? "" } == [typed])
            }
            try await network.programmes.changeWaiting(
                first.id,
                places: 3,
                takesFewer: true,
                contact: "else@where.test",
                by: pat
            )
            let kept = try await Self.list(run, network)
            #expect(kept.map(\.contact?.text) == [address], "the organiser says whom to write to")
            #expect(kept.map(\.places) == [3])
            try await network.programmes.leaveWaitingList(first.id, by: pat)
            let second = try await join(4)
            let list = try await Self.list(run, network)
            #expect(list.map(\.id) == [second.id])
            let id = try #require(pat.person?.id)
            let records = try await network.database.read {
                try ProgrammesPersonalData().records(of: id, in: $0)
            }
            #expect(records.count == 2, "both turns")
            let now = network.clock.now
            let rows = try await network.database.write {
                try ProgrammesPersonalData().erase(id, at: now, in: $0)
            }
            #expect(rows == 2)
            let after = try await Self.list(run, network)
            #expect(after.map(\.contact) == [nil], "the school keeps its turn")
        }
    }

    /// A run of one place, of an offer that Northshore and the Fens run together; Seaview has the place.
    private static func joint(_ network: Network) async throws -> (Run, Booking) {
        let (nora, fay) = (network.actor("Nora Lead"), network.actor("Fay Lead"))
        var draft = Network.offerDraft
        draft.coHosts = [Network.fens.id]
        let id = try await network.programmes.createOffer(draft, of: Network.north.id, by: nora)
        _ = try await network.programmes.addRun(to: id, Network.runDraft(capacity: 1), by: nora)
        try await network.programmes.askCoHosts(on: id, version: 1, by: nora)
        try await network.programmes.agree(to: id, for: Network.fens.id, version: 2, by: fay)
        try await network.programmes.publishOffer(id, version: 2, by: nora)
        let offer = try await network.programmes.offer(id, by: nora)
        let run = try #require(offer.runs.first)
        let booking = try await network.book(run, Network.colleagues(1), key: "fill")
        try await network.emptyOutbox()
        return (run, booking)
    }

    @Test(
        "a fellow organiser takes a school off the list, which is told; what was kept goes to the next",
        arguments: TestEngine.available
    )
    func removed(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.joint(network)
            let contact = "office@hillside.test"
            let first = try await network.join(
                run,
                places: 1,
                contact: contact,
                for: Network.hillside,
                by: "Nora Lead"
            )
            let second = try await network.join(run, places: 1, by: "Sue Lead")
            try await Self.cancel(1, of: booking, network)
            try await network.emptyOutbox()
            for name in ["Nina Booker", "Sam Booker", "Mia Member", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    try await network.programmes.leaveWaitingList(first.id, by: network.actor(name))
                }
            }
            let fay = network.actor("Fay Lead")
            let long = String(repeating: "x", count: 501)
            let refusal = await #expect(throws: Faults.self) {
                try await network.programmes.leaveWaitingList(first.id, reason: long, by: fay)
            }
            #expect(refusal?.list.map(\.field) == ["reason"])
            let count = try await network.programmes.leaveWaitingList(
                first.id,
                reason: " You told us on the telephone. ",
                by: fay
            )
            let again = try await network.programmes.leaveWaitingList(first.id, by: fay)
            #expect(count == 2 && again == 0)
            let left = try await Self.list(run, network)
            #expect(left.map(\.id) == [second.id] && left.first?.state == .offered)
            let all = try await network.mails()
            let told = all.filter { $0.subject == "Taken off the waiting list: Better feedback in year 7" }
            #expect(told.map(\.to.address).sorted() == [Network.email(of: "Nora Lead"), contact])
            for mail in told {
                #expect(mail.text.contains("The places that were kept for you are no longer kept."))
                #expect(mail.text.contains("\nYou told us on the telephone.\n"))
                #expect(mail.text.contains("/runs/\(run.id)/waiting-list"))
            }
            let verbs = try await network.auditVerbs()
            #expect(verbs.filter { $0 == "waiting.remove" }.count == 1)
            #expect(!verbs.contains("waiting.leave"))
            // Whoever leaves their own turn hears nothing of it.
            try await network.emptyOutbox()
            try await network.programmes.leaveWaitingList(second.id, by: network.actor("Sue Lead"))
            // Nor has whoever takes off whom nobody else speaks for anybody to tell.
            let own = try await network.join(run, places: 2, for: Network.hillside, by: "Nora Lead")
            let nobody = try await network.programmes.leaveWaitingList(own.id, by: network.actor("Nora Lead"))
            #expect(nobody == 0)
            let silent = try await network.mails()
            #expect(silent.isEmpty)
        }
    }

    @Test(
        "whoever runs the offer corrects whom to write to while places are kept; who is new there hears of them",
        arguments: TestEngine.available
    )
    func corrected(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.joint(network)
            let entry = try await network.join(
                run,
                places: 1,
                contact: "ofice@hillside.test",
                for: Network.hillside,
                by: "Nora Lead"
            )
            try await Self.cancel(1, of: booking, network)
            try await network.emptyOutbox()
            let fay = network.actor("Fay Lead")
            let (right, programmes) = ("office@hillside.test", network.programmes)
            await #expect(throws: Faults.self) {
                try await programmes.correctWaitingContact(entry.id, to: "the office", by: fay)
            }
            for name in ["Nina Booker", "Sam Booker", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound, "\(name)") {
                    try await programmes.correctWaitingContact(entry.id, to: right, by: network.actor(name))
                }
            }
            for _ in 1...2 { try await programmes.correctWaitingContact(entry.id, to: right, by: fay) }
            let list = try await Self.list(run, network)
            #expect(list.map(\.contact?.text) == [right] && list.first?.offered == 1)
            let told = try await network.mails()
            #expect(told.map(\.to.address) == [right], "the organiser has the email already")
            #expect(told.first?.text.contains("waiting=\(entry.id)") == true)
            let verbs = try await network.auditVerbs()
            #expect(verbs.filter { $0 == "waiting.correct-contact" }.count == 1)
            try await programmes.leaveWaitingList(entry.id, by: fay)
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.correctWaitingContact(entry.id, to: "a@hillside.test", by: fay)
            }
        }
    }

    @Test("whom the list lets in", arguments: TestEngine.available)
    func joining(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, open) = try await network.published()
            await #expect(throws: BookingRefusal.placesLeft(30)) {
                _ = try await network.join(open, places: 2)
            }
            let (run, _) = try await Self.full(network)
            _ = try await network.join(run, places: 2)
            await #expect(throws: BookingRefusal.alreadyWaiting) {
                _ = try await network.join(run, places: 3)
            }
            #expect(try await network.join(run, places: 2).ticket == 1, "the same form sent twice")
            _ = try await network.join(run, places: 1, by: "Mia Member")
            await #expect(throws: AccessError.forbidden) {
                _ = try await network.join(run, places: 4, by: "Mia Member")
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.join(run, places: 1, by: "Hal Booker")
            }
            let entry = try #require(
                try await network.programmes.ownWaitingEntries(by: network.actor("Sam Booker")).first
            )
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.leaveWaitingList(entry.entry.id, by: network.actor("Hal Booker"))
            }
            try await network.programmes.leaveWaitingList(entry.entry.id, by: network.actor("Sam Booker"))
            try await network.programmes.leaveWaitingList(entry.entry.id, by: network.actor("Sam Booker"))
            #expect(try await Self.list(run, network).map(\.person.name) == ["Mia Member"])
        }
    }
}
