import Database
import Directory
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Programmes
import Sealing
import Services
import TestDatabases
import Testing
import Trials

@testable import Website

/// Pages of single offers and schools are drawn once for all who are signed in, and are true all the same.
@Suite("Pages kept for readers who are signed in")
struct KeptPagesTests {
    private static let readers = ["office@tarnsea-harbour.example", "lead@hallowick.example"]

    private static func offer(_ served: ServedSite) async throws -> ID<Offer> {
        let id: ID<Offer>? = try await served.database.read { transaction in
            try transaction.value(
                """
                SELECT min(offer.id) FROM offer JOIN run ON run.offer_id = offer.id
                WHERE offer.state = 'published' AND run.study_minutes IS NULL AND run.cancelled_at IS NULL
                """
            )
        }
        return try #require(id)
    }

    @Test(
        "an offer's is, until it changes, with each reader's own name above it",
        arguments: TestEngine.available
    )
    func offer(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let id = try await Self.offer(served)
            let visitors = [
                try await served.visitor(Self.readers[0]), try await served.visitor(Self.readers[1]),
                try await served.visitor(nil),
            ]
            let title = "A title that nobody had before"
            func says() async throws -> [Bool] {
                var said: [Bool] = []
                for visitor in visitors.dropLast() {
                    said.append(try await served.ask(.get, "/offers/\(id)", as: visitor).text.contains(title))
                }
                return said
            }
            let pages = [
                try await served.ask(.get, "/offers/\(id)", as: visitors[0]),
                try await served.ask(.get, "/offers/\(id)", as: visitors[1]),
                try await served.ask(.get, "/offers/\(id)", as: visitors[2]),
            ]
            #expect(pages.allSatisfy { $0.status == 200 })
            #expect(pages[0].words == pages[1].words && pages[1].words == pages[2].words)
            #expect(pages[0].text != pages[1].text && !pages[0].text.contains("Sign in"))
            try await served.database.write { transaction in
                try transaction.execute("UPDATE offer SET title = \(title) WHERE id = \(id)")
            }
            #expect(try await says() == [false, false])
            try await served.database.write { try $0.touch([.offer(id)]) }
            #expect(try await says() == [true, true])
            // Once it is a draft again it is its hubs' alone.
            try await served.database.write { transaction in
                try transaction.execute("UPDATE offer SET state = 'draft' WHERE id = \(id)")
                try transaction.touch([.offer(id)])
            }
            let hidden = try await served.ask(.get, "/offers/\(id)", as: visitors[2])
            #expect(hidden.status == 404)
            let network = try await served.visitor("network@braid.example")
            let shown = try await served.ask(.get, "/offers/\(id)", as: network)
            #expect(shown.status == 200 && shown.text.contains(title))
        }
    }

    @Test("an offer's has no button once its run has begun", arguments: TestEngine.available)
    func begun(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let id = try await Self.offer(served)
            let today = ServedSite.today
            try await served.database.write { transaction in
                try transaction.execute(
                    """
                    UPDATE run_session SET held_on = \(today), starts_at = '15:00', ends_at = '16:00'
                    WHERE run_id IN (SELECT run.id FROM run WHERE run.offer_id = \(id))
                    """
                )
                try transaction.execute(
                    """
                    UPDATE run SET starts_on = \(today), ends_on = \(today), closes_on = NULL,
                        capacity = taken + reserved + 5
                    WHERE offer_id = \(id)
                    """
                )
                try transaction.touch([.offer(id)])
            }
            let reader = try await served.visitor(Self.readers[0])
            func hasButton() async throws -> Bool {
                try await served.ask(.get, "/offers/\(id)", as: reader).text.contains("Book places")
            }
            served.clock.move(to: today, try #require(LocalTime("14:59")))
            #expect(try await hasButton())
            #expect(try await hasButton())
            served.clock.move(to: today, try #require(LocalTime("15:00")))
            #expect(try await !hasButton())
        }
    }

    @Test("a school's is, and its own people have their links on it", arguments: TestEngine.available)
    func school(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let urn: Int? = try await served.database.read { transaction in
                try transaction.value(
                    """
                    SELECT e.urn FROM establishment AS e JOIN organisation AS o ON o.id = e.organisation_id
                    WHERE o.name = 'Tarnsea Harbour Primary School'
                    """
                )
            }
            let link = "/schools/\(try #require(urn))"
            let head = try await served.visitor("head@tarnsea-harbour.example")
            let other = try await served.visitor("lead@hallowick.example")
            let nobody = try await served.visitor(nil)
            for _ in 0..<2 {
                let shown = try await served.ask(.get, link, as: other)
                let own = try await served.ask(.get, link, as: head)
                let everyones = try await served.ask(.get, link, as: nobody)
                #expect(own.words.contains("People and roles"))
                #expect(!shown.words.contains("People and roles"))
                #expect(everyones.words == shown.words)
            }
            try await served.database.write { transaction in
                try transaction.execute(
                    "UPDATE organisation SET name = 'Harbour School' WHERE name = 'Tarnsea Harbour Primary School'"
                )
            }
            let kept = try await served.ask(.get, link, as: other)
            #expect(!kept.words.contains("Harbour School "))
            try await served.database.write { try $0.touch([.schools]) }
            for visitor in [other, head] {
                let renamed = try await served.ask(.get, link, as: visitor)
                #expect(renamed.words.contains("Harbour School "))
            }
        }
    }

    /// The address of a school that has a place on the map.
    private static func school(_ served: ServedSite) async throws -> String {
        let urn: Int? = try await served.database.read { transaction in
            try transaction.value(
                "SELECT min(urn) FROM establishment WHERE easting IS NOT NULL AND status = 'open'"
            )
        }
        return "/schools/\(try #require(urn))"
    }

    private static func rename(_ path: String, _ database: any Database) async throws {
        let urn = Int(path.split(separator: "/").last.map(String.init) ?? "") ?? 0
        try await database.write { transaction in
            try transaction.execute(
                """
                UPDATE organisation SET name = 'A name of now'
                WHERE id = (SELECT organisation_id FROM establishment WHERE urn = \(urn))
                """
            )
            try transaction.touch([.schools])
        }
    }

    /// The same site, between two reads of which something else happens.
    private static func interrupted(
        _ served: ServedSite,
        afterReads reads: Int,
        _ interruption: @escaping InterruptedDatabase.Interruption
    ) throws -> ServedSite {
        try ServedSite(
            InterruptedDatabase(served.database, afterReads: reads, interruption),
            SealingKey(Services.seeded(5, at: ServedSite.noon)),
            served.site.search,
            isBehindTLS: false
        )
    }

    @Test(
        "a school's that changed while it was read is drawn anew for whoever asks afterwards",
        arguments: TestEngine.available
    )
    func changedMeanwhile(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let path = try await Self.school(served)
            let database = served.database
            let other = try Self.interrupted(served, afterReads: 1) {
                try await Self.rename(path, database)
            }
            let nobody = Visitor(session: nil)
            let first = try await other.ask(.get, path, as: nobody)
            #expect(first.status == 200)
            let second = try await other.ask(.get, path, as: nobody)
            #expect(second.text.contains("A name of now"))
        }
    }

    @Test("a page that is begun before midnight is not kept for the next day")
    func midnight() async throws {
        try await ServedSite.serving(on: .sqlite) { served in
            let (site, clock, tomorrow) = (served.site, served.clock, ServedSite.today.adding(days: 1))
            let (evening, morning) = (try #require(LocalTime("23:59")), try #require(LocalTime("00:01")))
            let head = HTTPRequest(method: .get, scheme: "https", authority: "braid.test", path: "/about")
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            let context = SiteContext(
                source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: site.logger)
            )
            let visit = Visit(site: site, request: request, context: context)
            clock.move(to: ServedSite.today, evening)
            _ = try await site.cache.answer(visit) {
                clock.move(to: tomorrow, morning)
                return .page(AboutPage()).cached([])
            }
            let isKept = site.cache.kept(for: request, now: clock.now) != nil
            #expect(!isKept)
            _ = try await site.cache.answer(visit) { .page(AboutPage()).cached([]) }
            let isKeptThen = site.cache.kept(for: request, now: clock.now) != nil
            #expect(isKeptThen)
        }
    }

    @Test(
        "what comes next on the front page names hubs as they are called now",
        arguments: TestEngine.available
    )
    func renamedHubs(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let nobody = Visitor(session: nil)
            let before = try await served.ask(.get, "/", as: nobody)
            #expect(before.text.contains("Next to book") && !before.text.contains("Now called "))
            try await served.database.write { transaction in
                try transaction.execute(
                    "UPDATE organisation SET name = 'Now called ' || name WHERE kind = 'hub'"
                )
                try transaction.touch([.hubs])
            }
            let after = try await served.ask(.get, "/", as: nobody)
            #expect(after.text.contains("Now called "))
        }
    }

    @Test(
        "a hub's page lists what it runs next, for as long as it can be booked",
        arguments: TestEngine.available
    )
    func hubOffers(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let nobody = Visitor(session: nil)
            let lead = try await served.visitor("lead@hallowick.example")
            let slug: String? = try await served.database.read { transaction in
                try transaction.value(
                    """
                    SELECT hub.slug FROM hub JOIN membership ON membership.organisation_id = hub.id
                    JOIN person ON person.id = membership.person_id WHERE person.email = 'lead@hallowick.example'
                    """
                )
            }
            let page = "/hubs/" + (try #require(slug))
            func offers(_ visitor: Visitor) async throws -> Int {
                let text = try await served.ask(.get, page, as: visitor).text
                return text.matches(of: /<h3><a href="\/offers\/\w{13}"/).count
            }
            for visitor in [nobody, lead] {
                let count = try await offers(visitor)
                #expect((1...3).contains(count))
            }
            try await served.database.write { transaction in
                try transaction.execute("UPDATE offer SET state = 'closed' WHERE state = 'published'")
                try transaction.touch([.offers])
            }
            for visitor in [nobody, lead] { #expect(try await offers(visitor) == 0) }
        }
    }

    @Test("pages of trials name hubs and schools as they are called now", arguments: TestEngine.available)
    func renamedAnswerable(on engine: TestEngine) async throws {
        try await ServedSite.serving(on: engine) { served in
            let nobody = Visitor(session: nil)
            let accounts = try await served.site.trials.accounts()
            try #require(!accounts.isEmpty)
            var paths = ["/results"]
            for trial in try await served.site.trials.trials() {
                for part in ["", "/protocol", "/report"] {
                    let path = "/trials/\(trial.slug)\(part)"
                    if try await served.ask(.get, path, as: nobody).status == 200 { paths.append(path) }
                }
            }
            for part in ["/protocol", "/report"] { #expect(paths.contains { $0.hasSuffix(part) }) }
            _ = try await served.ask(.get, paths[0], as: nobody)
            try await served.database.write { transaction in
                try transaction.execute("UPDATE organisation SET name = 'Now called ' || name")
                try transaction.touch([.hubs, .schools])
            }
            for path in paths {
                let page = try await served.ask(.get, path, as: nobody)
                #expect(page.text.contains("Now called "), "\(path)")
            }
        }
    }
}
