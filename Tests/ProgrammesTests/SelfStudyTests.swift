import Access
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

@Suite("Self-study")
struct SelfStudyTests {
    static var offer: OfferDraft {
        var draft = Network.offerDraft
        draft.kind = .selfStudy
        draft.mode = .online
        draft.venue = ""
        draft.postcode = ""
        return draft
    }

    /// Open from 1 February 2027; it is 7 January.
    static func run(
        from: String = "2027-02-01",
        until: String = "",
        capacity: String = "",
        closesOn: String = ""
    ) -> RunDraft {
        var study = SelfStudyDraft()
        study.opensOn = from
        study.opensUntil = until
        study.link = "https://learn.northshore.test/feedback"
        study.minutes = "90"
        var draft = RunDraft()
        draft.capacity = capacity
        draft.closesOn = closesOn
        draft.study = study
        return draft
    }

    /// What somebody types wrongly into a field of the form.
    struct Mistake: Sendable {
        let field: String
        let typed: String

        init(_ field: String, _ typed: String) {
            self.field = field
            self.typed = typed
        }

        func make(in draft: inout RunDraft) {
            switch field {
            case "opensOn": draft.study?.opensOn = typed
            case "opensUntil": draft.study?.opensUntil = typed
            case "link": draft.study?.link = typed
            case "minutes": draft.study?.minutes = typed
            case "capacity": draft.capacity = typed
            default: draft.closesOn = typed
            }
        }
    }

    /// Mia and another teacher of Seaview hold places in a run that is open.
    static func taken(_ network: Network, _ draft: RunDraft = run(from: "2027-01-04")) async throws -> (
        run: Run, booking: Booking
    ) {
        let (_, run) = try await network.published(offer, draft)
        let mia = ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))
        return (run, try await network.book(run, [mia] + Network.colleagues(1), key: "a"))
    }

    @Test(
        "is open between two days or without an end, with places for everybody or for some",
        arguments: TestEngine.available
    )
    func open(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, run) = try await network.published(Self.offer, Self.run())
            #expect(offer.facts.kind == .selfStudy && run.sessions.isEmpty)
            #expect(run.study?.link == "https://learn.northshore.test/feedback" && run.study?.minutes == 90)
            #expect(run.startsOn == LocalDate("2027-02-01") && run.lastDay == nil && !run.isLimited)
            #expect(run.openDays == "Open from Monday 1 February 2027")
            #expect(RunDraft(run) == Self.run())
            let some = Self.run(until: "2027-04-30", capacity: "12", closesOn: "2027-04-01")
            let (_, limited) = try await network.published(Self.offer, some)
            #expect(
                limited.isLimited && limited.placesLeft == 12 && limited.lastDay == LocalDate("2027-04-30")
            )
            #expect(RunDraft(limited) == some)
            #expect(limited.openDays == "Open from Monday 1 February 2027 until Friday 30 April 2027")
        }
    }

    @Test(
        "says what is wrong with its form",
        arguments: TestEngine.available,
        [
            Mistake("opensOn", ""), Mistake("opensOn", "soon"), Mistake("opensUntil", "2027-01-31"),
            Mistake("opensUntil", "never"), Mistake("link", ""), Mistake("link", "http://learn.test"),
            Mistake("link", "https://"), Mistake("minutes", ""), Mistake("minutes", "4"),
            Mistake("minutes", "1.5"), Mistake("capacity", "0"), Mistake("closesOn", "2027-05-01"),
        ]
    )
    func refused(on engine: TestEngine, _ mistake: Mistake) async throws {
        try await Network.with(engine) { network in
            var draft = Self.run(until: "2027-04-30")
            mistake.make(in: &draft)
            let typed = draft
            let faults = await #expect(throws: Faults.self) {
                _ = try await network.published(Self.offer, typed)
            }
            #expect(faults?.list.map(\.field) == [mistake.field])
        }
    }

    @Test("is online and has no sessions; no other kind does without", arguments: TestEngine.available)
    func kinds(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            func fields(_ offer: OfferDraft, _ run: RunDraft) async -> [String]? {
                await #expect(throws: Faults.self) { _ = try await network.published(offer, run) }?
                    .list.map(\.field)
            }
            var inRoom = Self.offer
            inRoom.mode = .blended
            #expect(await fields(inRoom, Self.run()) == ["mode"])
            #expect(await fields(Self.offer, Network.runDraft()) == ["date-0"])
            for kind in OfferKind.allCases where kind != .selfStudy {
                #expect(await fields(OfferKindTests.draft(kind), Self.run()) == ["date-0"], "\(kind)")
            }
            let (offer, _) = try await network.published(Self.offer, Self.run())
            var series = OfferDraft(offer)
            series.kind = .series
            let typed = series
            let faults = await #expect(throws: Faults.self) {
                try await network.programmes.editOffer(
                    offer.id,
                    typed,
                    version: offer.version,
                    by: network.actor("Noel Editor")
                )
            }
            #expect(faults?.list.map(\.field) == ["kind"])
        }
    }

    @Test(
        "is found while it is open, after what has a date, and stands in no calendar",
        arguments: TestEngine.available
    )
    func catalogue(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (study, _) = try await network.published(Self.offer, Self.run(until: "2027-04-30"))
            let (event, _) = try await network.published()
            var query = OfferQuery()
            func found(_ change: (inout OfferQuery) -> Void = { _ in }) async throws -> [ID<Offer>] {
                var asked = query
                change(&asked)
                return try await programmes.offers(asked).lines.map(\.id)
            }
            // Before it opens it has a start like any other.
            #expect(try await found() == [study.id, event.id])
            #expect(
                try await programmes.offers(query).lines.map(\.nextStart) == [
                    LocalDate("2027-02-01"), LocalDate("2027-02-03"),
                ]
            )
            // Months and weekdays are of what is held on them.
            #expect(try await found { $0.months = ["2027-02"] } == [event.id])
            #expect(try await found { $0.weekdays = [1, 3] } == [event.id])
            let all = try await programmes.offers(query)
            #expect(all.months.map(\.count) == [1] && all.weekdays.map(\.choice) == [3])
            #expect(try await programmes.sessions(query).allSatisfy { $0.offer.id == event.id })
            // Days are those on which it is open.
            #expect(try await found { $0.from = LocalDate("2027-04-30") } == [study.id])
            #expect(try await found { $0.from = LocalDate("2027-05-01") } == [])
            #expect(try await found { $0.until = LocalDate("2027-01-31") } == [])
            network.clock.advance(hours: 24 * 26)
            #expect(try await found() == [event.id, study.id])
            #expect(
                try await programmes.offers(query).lines.map(\.nextStart) == [LocalDate("2027-02-03"), nil]
            )
            #expect(try await programmes.offers(on: Network.feedback).map(\.id) == [event.id, study.id])
            query.kinds = [.selfStudy]
            #expect(try await found() == [study.id])
            network.clock.advance(hours: 24 * 90)
            #expect(try await found() == [], "it closed on 30 April")
        }
    }

    @Test("has no start while it is open, whatever opens later", arguments: TestEngine.available)
    func opensAgain(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, _) = try await network.published(Self.offer, Self.run(from: "2027-01-04"))
            _ = try await network.programmes.addRun(
                to: offer.id,
                Self.run(),
                by: network.actor("Noel Editor")
            )
            let (event, _) = try await network.published()
            let lines = try await network.programmes.offers(OfferQuery()).lines
            #expect(lines.map(\.id) == [event.id, offer.id])
            #expect(lines.last?.nextStart == nil && lines.last?.runCount == 2)
        }
    }

    @Test(
        "is booked while it is open; the link is in the email of whoever takes part",
        arguments: TestEngine.available
    )
    func booking(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.taken(
                network,
                Self.run(from: "2027-01-04", until: "2027-01-31", closesOn: "2027-01-20")
            )
            let mails = try await network.mails()
            let mia = try #require(mails.first { $0.to.address == Network.email(of: "Mia Member") })
            #expect(mia.text.contains("Materials: https://learn.northshore.test/feedback"))
            #expect(
                mia.text.contains("1 hour 30 minutes") && mia.text.contains("until Sunday 31 January 2027")
            )
            #expect(!mia.text.contains("calendar") && !mia.text.contains("/tickets/"))
            for mail in mails { #expect(try await network.attachments(of: mail).isEmpty) }
            let booker = try #require(mails.first { $0.to.address == Network.email(of: "Sam Booker") })
            #expect(!booker.text.contains("https://learn.northshore.test"))
            // A ticket and dietary needs are for a place to go to.
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.ticket(booking.places[0].id)
            }
            await #expect(throws: AccessError.notFound) {
                _ = try await network.programmes.needs(of: booking.id, by: network.actor("Sam Booker"))
            }
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.startConference(run.id, by: network.actor("Noel Editor"))
            }
            network.clock.advance(hours: 24 * 14)
            await #expect(throws: BookingRefusal.closed) {
                _ = try await network.book(run, Network.colleagues(1, "Late"), key: "b")
            }
        }
    }

    @Test("a full one has a waiting list, one for everybody has none", arguments: TestEngine.available)
    func waiting(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.taken(network, Self.run(from: "2027-01-04", capacity: "2"))
            let entry = try await network.join(run, places: 1, for: Network.hillside, by: "Hal Booker")
            #expect(entry.state == .waiting)
            try await network.programmes.cancelPlaces(
                [booking.places[1].id],
                of: booking.id,
                version: booking.version,
                by: network.actor("Sam Booker")
            )
            let register = try await network.programmes.register(of: run.id, by: network.actor("Noel Editor"))
            #expect(register.waiting.map(\.state) == [.offered], "it is open, and places are still passed on")
            let (_, other) = try await network.published(Self.offer, Self.run())
            await #expect(throws: BookingRefusal.placesLeft(Run.mostPlaces)) {
                _ = try await network.join(other, places: 1)
            }
        }
    }

    @Test(
        "whoever completes it gets a certificate and is asked, at once and once",
        arguments: TestEngine.available
    )
    func completes(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (run, booking) = try await Self.taken(network)
            let mia = network.actor("Mia Member")
            let place = booking.places[0].id
            try await network.emptyOutbox()
            // Only the person who holds a place says so of it; to those whom the booking does not concern it does not exist.
            let others: [(name: String, refused: AccessError)] = [
                ("Sam Booker", .forbidden), ("Noel Editor", .forbidden), ("Pat Outsider", .notFound),
            ]
            for other in others {
                await #expect(throws: other.refused) {
                    try await programmes.completeStudy(place, by: network.actor(other.name))
                }
            }
            try await programmes.completeStudy(place, by: mia)
            try await programmes.completeStudy(place, by: mia)
            let mails = try await network.mails()
            #expect(mails.map(\.to.address) == [Network.email(of: "Mia Member")])
            #expect(mails[0].text.contains("/certificates/") && mails[0].text.contains("/feedback/"))
            #expect(mails[0].subject.contains("Thank you for taking part"))
            let certificate = try #require(try await programmes.developmentRecord(by: mia).first)
            #expect(
                certificate.isSelfStudy && certificate.minutes == 90 && certificate.extent == "Self-study"
            )
            #expect(certificate.heldFrom == LocalDate("2027-01-07"))
            #expect(certificate.heldUntil == LocalDate("2027-01-07"))
            let record = try await programmes.booking(booking.id, by: mia)
            #expect(record.completions == [place: try #require(LocalDate("2027-01-07"))])
            #expect(try await network.auditVerbs().count { $0 == "run.complete-study" } == 1)
            let results = try await programmes.feedbackResults(of: run.id, by: network.actor("Noel Editor"))
            #expect(results.asked == 1)
        }
    }

    @Test(
        "not before it opens, and not while the school's lead has not agreed",
        arguments: TestEngine.available
    )
    func tooEarly(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (run, booking) = try await Self.taken(network, Self.run())
            let mia = network.actor("Mia Member")
            await #expect(throws: BookingRefusal.notYet) {
                try await programmes.completeStudy(booking.places[0].id, by: mia)
            }
            await #expect(throws: BookingRefusal.notYet) {
                try await programmes.markCompletions(
                    of: run.id,
                    [booking.places[0].id: true],
                    by: network.actor("Noel Editor")
                )
            }
            network.clock.advance(hours: 24 * 30)
            try await ApprovalTests.settle(network)
            let (_, other) = try await network.published(Self.offer, Self.run())
            let own = ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))
            let asked = try await network.book(other, [own], by: "Mia Member", key: "c")
            await #expect(throws: BookingRefusal.placeNotHeld) {
                try await programmes.completeStudy(asked.places[0].id, by: mia)
            }
        }
    }

    @Test("its organiser marks who completed it, and takes a mark back", arguments: TestEngine.available)
    func organiser(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (run, booking) = try await Self.taken(network)
            let places = booking.places.map(\.id)
            let noel = network.actor("Noel Editor")
            for other in ["Sam Booker", "Max Lead", "Pat Outsider"] {
                await #expect(throws: AccessError.notFound) {
                    try await programmes.markCompletions(
                        of: run.id,
                        [places[0]: true],
                        by: network.actor(other)
                    )
                }
            }
            let (_, held) = try await network.published()
            await #expect(throws: AccessError.notFound) {
                try await programmes.markCompletions(of: held.id, [:], by: noel)
            }
            let marks = [places[0]: true, places[1]: false]
            #expect(try await programmes.markCompletions(of: run.id, marks, by: noel) == 1)
            #expect(try await programmes.markCompletions(of: run.id, marks, by: noel) == 0)
            var register = try await programmes.register(of: run.id, by: noel)
            #expect(register.lines.filter { $0.completedOn != nil }.map(\.place.id) == [places[0]])
            let file = String(decoding: try await programmes.registerCSV(of: run.id, by: noel), as: UTF8.self)
            #expect(file.contains("Completed on") && file.contains("2027-01-07"))
            // For the school it is over when everybody is through.
            func isOver() async throws -> Bool {
                let sue = network.actor("Sue Lead")
                let over = try await programmes.bookings(of: Network.seaview.id, over: true, by: sue)
                let coming = try await programmes.bookings(of: Network.seaview.id, by: sue)
                #expect(over.total + coming.total == 1)
                return over.total == 1
            }
            // For who goes it is over with their own place, for the booker with the last.
            func own(_ name: String, over: Bool) async throws -> [ID<Booking>] {
                try await programmes.ownBookings(over: over, by: network.actor(name)).map(\.booking.id)
            }
            #expect(try await !isOver())
            #expect(try await own("Mia Member", over: true) == [booking.id])
            #expect(try await own("Mia Member", over: false).isEmpty)
            #expect(try await own("Sam Booker", over: true).isEmpty)
            #expect(try await own("Sam Booker", over: false) == [booking.id])
            try await programmes.markCompletions(of: run.id, [places[1]: true], by: noel)
            #expect(try await isOver())
            #expect(try await own("Sam Booker", over: true) == [booking.id])
            #expect(try await own("Sam Booker", over: false).isEmpty)
            try await programmes.markCompletions(of: run.id, [places[1]: false], by: noel)
            #expect(try await programmes.certificates(of: run.id, by: noel).count == 2)
            #expect(
                try await programmes.finishRun(run.id, by: noel).certificates == 0,
                "nothing is left to send"
            )
            #expect(try await programmes.markCompletions(of: run.id, [places[0]: false], by: noel) == 1)
            register = try await programmes.register(of: run.id, by: noel)
            #expect(register.lines.allSatisfy { $0.completedOn == nil })
        }
    }

    @Test(
        "a completed place stays; another is given back or to a colleague while it is open",
        arguments: TestEngine.available
    )
    func changes(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let (run, booking) = try await Self.taken(
                network,
                Self.run(from: "2027-01-04", until: "2027-01-31")
            )
            let sam = network.actor("Sam Booker")
            let places = booking.places.map(\.id)
            try await programmes.completeStudy(places[0], by: network.actor("Mia Member"))
            await #expect(throws: BookingRefusal.completed(["Mia Member"])) {
                try await programmes.cancelPlaces(Set(places), of: booking.id, version: 1, by: sam)
            }
            let other = ColleagueDraft(name: "Ann Other", email: "ann@seaview.test")
            await #expect(throws: BookingRefusal.completed(["Mia Member"])) {
                try await programmes.substitute(other, for: places[0], of: booking.id, version: 1, by: sam)
            }
            let editor = network.actor("Noel Editor")
            let later = try await programmes.addRun(to: run.offer, Self.run(), by: editor)
            await #expect(throws: BookingRefusal.completed(["Mia Member"])) {
                _ = try await programmes.movePlaces(
                    [places[0]],
                    of: booking.id,
                    to: later,
                    version: 1,
                    by: sam
                )
            }
            try await network.emptyOutbox()
            try await programmes.substitute(other, for: places[1], of: booking.id, version: 1, by: sam)
            let told = try #require(try await network.mails().first { $0.to.address == "ann@seaview.test" })
            #expect(told.text.contains("https://learn.northshore.test/feedback"))
            let ann = try #require(
                try await programmes.booking(booking.id, by: sam).booking.heldPlaces.last?.id
            )
            network.clock.advance(hours: 24 * 26)
            await #expect(throws: BookingRefusal.started, "it is over") {
                try await programmes.cancelPlaces([ann], of: booking.id, version: 2, by: sam)
            }
        }
    }

    @Test(
        "who holds a place hears of another link or other days, not of more places",
        arguments: TestEngine.available
    )
    func moved(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, _) = try await Self.taken(network)
            let editor = network.actor("Noel Editor")
            try await network.emptyOutbox()
            var draft = RunDraft(run)
            draft.capacity = "40"
            try await network.programmes.editRun(run.id, draft, version: 1, by: editor)
            #expect(try await network.mails().isEmpty)
            draft.study?.link = "https://learn.northshore.test/again"
            try await network.programmes.editRun(run.id, draft, version: 2, by: editor)
            let mails = try await network.mails()
            #expect(mails.count == 2)
            #expect(mails.allSatisfy { $0.text.contains("https://learn.northshore.test/again") })
            #expect(mails.allSatisfy { !$0.text.contains("calendar") && !$0.text.contains("sessions") })
        }
    }

    @Test(
        "whoever waits for the school's lead does not hear of another link yet",
        arguments: TestEngine.available
    )
    func movedBeforeApproval(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await ApprovalTests.settle(network)
            let (run, _) = try await Self.taken(network)
            try await network.emptyOutbox()
            var draft = RunDraft(run)
            draft.study?.link = "https://learn.northshore.test/again"
            try await network.programmes.editRun(
                run.id,
                draft,
                version: 1,
                by: network.actor("Noel Editor")
            )
            #expect(try await network.mails().isEmpty)
        }
    }

    @Test("reminders and the later question come by when each completed it", arguments: TestEngine.available)
    func jobs(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.taken(network)
            let noel = network.actor("Noel Editor")
            let runner = JobRunner(
                database: network.database,
                services: Services.seeded(3, at: network.clock.now).with { network.clock.now },
                handlers: network.programmes.jobHandlers,
                logger: Logger(label: "test")
            )
            func mailsAfter(days: Double) async throws -> [String] {
                try await network.emptyOutbox()
                network.clock.advance(hours: 24 * days)
                while try await runner.runNext() {}
                return try await network.mails().map(\.to.address)
            }
            let (first, second) = (booking.places[0].id, booking.places[1].id)
            try await network.programmes.markCompletions(of: run.id, [first: true], by: noel)
            _ = try await mailsAfter(days: 4)
            try await network.programmes.markCompletions(of: run.id, [second: true], by: noel)
            #expect(try await mailsAfter(days: 1.5) == [Network.email(of: "Mia Member")])
            #expect(try await mailsAfter(days: 4) == ["teacher.0@seaview.test"])
            #expect(try await mailsAfter(days: 33) == [Network.email(of: "Mia Member")])
            #expect(try await mailsAfter(days: 4) == ["teacher.0@seaview.test"])
        }
    }

    @Test("a message finds those who completed it, and those who have not", arguments: TestEngine.available)
    func messages(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (run, booking) = try await Self.taken(network)
            let noel = network.actor("Noel Editor")
            try await network.programmes.markCompletions(of: run.id, [booking.places[0].id: true], by: noel)
            for (audience, address) in [
                (MessageAudience.attended, Network.email(of: "Mia Member")),
                (.missed, "teacher.0@seaview.test"),
            ] {
                try await network.emptyOutbox()
                _ = try await network.programmes.writeToParticipants(
                    try MessageTests.message(audience),
                    of: run.id,
                    by: noel,
                    key: try #require(IdempotencyKey("study-message-\(audience.rawValue)"))
                )
                #expect(try await network.mails().map(\.to.address) == [address])
            }
        }
    }

    @Test("is invoiced by the day it was booked", arguments: TestEngine.available)
    func invoices(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, booking) = try await Self.taken(network, Self.run(from: "2027-01-04"))
            #expect(booking.heldPlaces.count == 2)
            func items(_ from: String, _ until: String) async throws -> Int {
                let unbilled = try await network.programmes.unbilled(
                    of: Network.north.id,
                    from: try #require(LocalDate(from)),
                    until: try #require(LocalDate(until)),
                    by: network.actor("Nora Lead")
                )
                return unbilled.reduce(0) { $0 + $1.places }
            }
            #expect(try await items("2027-01-01", "2027-01-06") == 0, "it was open, but nobody had booked")
            #expect(try await items("2027-01-07", "2027-01-07") == 2)
            #expect(try await items("2027-01-08", "2027-12-31") == 0)
        }
    }
}
