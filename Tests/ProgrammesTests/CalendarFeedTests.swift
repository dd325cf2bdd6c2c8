import Access
import Accounts
import Database
import Foundation
import Mail
import Services
import TestDatabases
import Testing

@testable import Programmes

@Suite("Calendars that are subscribed to")
struct CalendarFeedTests {
    /// The values of a property, one for each entry.
    static func values(_ name: String, _ feed: CalendarFeed) -> [String] {
        CalendarTests.lines(feed.text).drop { $0 != "BEGIN:VEVENT" }
            .filter { $0.hasPrefix(name + ":") || $0.hasPrefix(name + ";") }
            .map { String($0.drop { $0 != ":" }.dropFirst()) }
    }

    static func feed(_ network: Network, _ query: OfferQuery = OfferQuery()) async throws -> CalendarFeed {
        try await network.programmes.calendarFeed(
            query,
            named: "Training; all",
            page: "https://braid.test/offers"
        )
    }

    @Test(
        "has every session still to come, in order, with its number in a series",
        arguments: TestEngine.available
    )
    func catalogue(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            var single = Network.offerDraft
            single.title = "Phonics, at once"
            single.strands = [Network.phonics]
            _ = try await network.published(single, Network.runDraft(dates: ["2027-02-10"]))
            let feed = try await Self.feed(network)
            #expect(
                Self.values("SUMMARY", feed) == [
                    "Better feedback in year 7 (1 of 2)", "Phonics\\, at once",
                    "Better feedback in year 7 (2 of 2)",
                ]
            )
            #expect(
                Self.values("DTSTART", feed) == ["20270203T093000", "20270210T093000", "20270303T093000"]
            )
            #expect(Self.values("UID", feed).first == "\(run.sessions[0].id)@braid.test")
            let lines = CalendarTests.lines(feed.text)
            #expect(lines.contains("NAME:Training\\; all") && lines.contains("METHOD:PUBLISH"))
            #expect(lines.contains("REFRESH-INTERVAL;VALUE=DURATION:PT4H"))
            // RFC 5546, 3.2.1: what is published names no attendee.
            #expect(!feed.text.contains("ATTENDEE"))
        }
    }

    @Test(
        "asks as the catalogue does, and for months and places each run by itself",
        arguments: TestEngine.available
    )
    func filters(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (offer, first) = try await network.published(
                Network.offerDraft,
                Network.runDraft(capacity: 2, dates: ["2027-02-03"])
            )
            _ = try await network.programmes.addRun(
                to: offer.id,
                Network.runDraft(dates: ["2027-04-07"]),
                by: network.actor("Noel Editor")
            )
            let draft = Network.offerDraft
            let hidden = try await network.programmes.createOffer(
                draft,
                of: Network.north.id,
                by: network.actor("Noel Editor")
            )
            _ = try await network.programmes.addRun(
                to: hidden,
                Network.runDraft(dates: ["2027-02-20"]),
                by: network.actor("Noel Editor")
            )
            func days(_ change: (inout OfferQuery) -> Void) async throws -> [String] {
                var query = OfferQuery()
                change(&query)
                return Self.values("DTSTART", try await Self.feed(network, query)).map {
                    String($0.prefix(8))
                }
            }
            #expect(try await days { _ in } == ["20270203", "20270407"])
            #expect(try await days { $0.months = ["2027-04"] } == ["20270407"])
            #expect(try await days { $0.hubs = [Network.moor.id] } == [])
            #expect(try await days { $0.strands = [Network.feedback] } == ["20270203", "20270407"])
            #expect(try await days { $0.page = 7 } == ["20270203", "20270407"])
            _ = try await network.book(first, Network.colleagues(2), key: "all")
            #expect(try await days { $0.onlyWithPlaces = true } == ["20270407"])
            let one = try await network.programmes.sessions(OfferQuery(), limit: 1)
            #expect(one.map(\.session.heldOn.description) == ["2027-02-03"])
            network.clock.advance(hours: 24 * 40)
            #expect(try await days { _ in } == ["20270407"])
        }
    }

    @Test(
        "a session that moves keeps its identifier and gets the next SEQUENCE",
        arguments: TestEngine.available
    )
    func moves(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            let before = try await Self.feed(network)
            #expect(Self.values("SEQUENCE", before) == ["0", "0"])
            var draft = RunDraft(run)
            draft.sessions[1].date = "2027-03-10"
            try await network.programmes.editRun(
                run.id,
                draft,
                version: run.version,
                by: network.actor("Noel Editor")
            )
            let after = try await Self.feed(network)
            #expect(Self.values("UID", after) == Self.values("UID", before))
            #expect(Self.values("SEQUENCE", after) == ["0", "1"])
            #expect(Self.values("DTSTART", after).last == "20270310T093000")
        }
    }

    @Test(
        "a person's own holds their places and no other, as the mails name them",
        arguments: TestEngine.available
    )
    func own(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            var withLink = Network.runDraft(dates: ["2027-02-03"])
            withLink.sessions[0].link = "https://meet.test/secret"
            let (_, run) = try await network.published(Network.offerDraft, withLink)
            _ = try await network.published(Network.offerDraft, Network.runDraft(dates: ["2027-02-04"]))
            let mia = network.actor("Mia Member")
            let booking = try await network.book(
                run,
                [
                    ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member")),
                    ColleagueDraft(name: "Teacher 1", email: "teacher.1@seaview.test"),
                ],
                key: "mia"
            )
            let token = try await network.programmes.renewCalendarAddress(version: 0, by: mia)
            let feed = try await network.programmes.ownCalendar(at: token)
            #expect(Self.values("DTSTART", feed) == ["20270203T093000"])
            #expect(feed.text.contains("meet.test/secret"))
            #expect(!feed.text.contains("Teacher 1") && !feed.text.contains("teacher.1"))
            let place = try #require(booking.places.first { $0.person == mia.person?.id })
            #expect(Self.values("UID", feed) == ["\(run.sessions[0].id)-\(place.id)@braid.test"])
            let mail = try await network.mails().first { $0.to.address == "mia.member@school.test" }
            let attached = try await network.attachments(of: #require(mail))
            #expect(
                CalendarTests.value("UID", try #require(attached.first)) == Self.values("UID", feed).first
            )
            // The catalogue's calendar is read by anyone: no link to join.
            #expect(try await !Self.feed(network).text.contains("meet.test"))
        }
    }

    @Test(
        "a place that waits for the lead is tentative and without its link; one given back is gone",
        arguments: TestEngine.available
    )
    func states(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            try await ApprovalTests.settle(network)
            var withLink = Network.runDraft(dates: ["2027-02-03"])
            withLink.sessions[0].link = "https://meet.test/secret"
            let (_, run) = try await network.published(Network.offerDraft, withLink)
            let mia = network.actor("Mia Member")
            let colleague = ColleagueDraft(name: "Mia Member", email: Network.email(of: "Mia Member"))
            let booking = try await network.book(run, [colleague], key: "asks")
            let token = try await network.programmes.renewCalendarAddress(version: 0, by: mia)
            var feed = try await network.programmes.ownCalendar(at: token)
            #expect(Self.values("STATUS", feed) == ["TENTATIVE"])
            #expect(!feed.text.contains("meet.test"))
            let sue = network.actor("Sue Lead")
            try await network.programmes.answerApproval(
                of: booking.id,
                approves: true,
                version: 1,
                by: sue
            )
            feed = try await network.programmes.ownCalendar(at: token)
            #expect(Self.values("STATUS", feed) == ["CONFIRMED"])
            #expect(feed.text.contains("meet.test"))
            network.clock.advance(hours: 24 * (27 + 92))
            #expect(try await Self.values("UID", network.programmes.ownCalendar(at: token)).count == 1)
            network.clock.advance(hours: 24)
            #expect(try await Self.values("UID", network.programmes.ownCalendar(at: token)).isEmpty)
        }
    }

    @Test(
        "a renewed address stops the old one at once, and a form sent twice renews once",
        arguments: TestEngine.available
    )
    func renewal(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let mia = network.actor("Mia Member")
            let programmes = network.programmes
            #expect(try await programmes.calendarAddress(by: mia) == nil)
            let first = try await programmes.renewCalendarAddress(version: 0, by: mia)
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.renewCalendarAddress(version: 0, by: mia)
            }
            _ = try await programmes.ownCalendar(at: first)
            let second = try await programmes.renewCalendarAddress(version: 1, by: mia)
            #expect(first != second)
            await #expect(throws: AccessError.notFound) { try await programmes.ownCalendar(at: first) }
            _ = try await programmes.ownCalendar(at: second)
            await #expect(throws: DatabaseError.staleVersion) {
                try await programmes.stopCalendarAddress(version: 1, by: mia)
            }
            try await programmes.stopCalendarAddress(version: 2, by: mia)
            await #expect(throws: AccessError.notFound) { try await programmes.ownCalendar(at: second) }
            #expect(try await programmes.calendarAddress(by: mia) == nil)
            await #expect(throws: AccessError.self) {
                try await programmes.renewCalendarAddress(version: 0, by: .anonymous)
            }
            let kept = try await network.database.read {
                try $0.count("SELECT count(*) FROM audit_entry WHERE verb LIKE 'calendar.%'")
            }
            #expect(kept == 3)
        }
    }

    @Test("access and erasure reach the address", arguments: TestEngine.available)
    func personalData(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let mia = network.actor("Mia Member")
            let person = try #require(mia.person?.id)
            let token = try await network.programmes.renewCalendarAddress(version: 0, by: mia)
            let part = ProgrammesPersonalData()
            let records = try await network.database.read { try part.records(of: person, in: $0) }
            #expect(records.count == 1)
            let now = network.clock.now
            let rows = try await network.database.write { try part.erase(person, at: now, in: $0) }
            #expect(rows == 1)
            await #expect(throws: AccessError.notFound) {
                try await network.programmes.ownCalendar(at: token)
            }
        }
    }
}
