import Access
import Accounts
import Database
import Evidence
import Foundation
import Mail
import Services
import TestDatabases
import Testing

@testable import Programmes

@Suite("Messages to participants")
struct MessageTests {
    static func message(
        _ audience: MessageAudience = .all,
        _ purpose: MessagePurpose = .training,
        _ body: String = "Hello {name}"
    ) throws -> MessageDraft.Checked {
        var draft = MessageDraft()
        draft.audience = audience.rawValue
        draft.purpose = purpose.rawValue
        draft.subject = "The slides"
        draft.body = body
        return try draft.checked()
    }

    static func key(_ text: String) throws -> IdempotencyKey {
        try #require(IdempotencyKey("message-\(text)"))
    }

    /// A run that three hold a place in; the first came, the second did not, of the third nothing is marked.
    static func kept(_ network: Network) async throws -> Run {
        let (_, run) = try await network.published(
            Network.offerDraft,
            Network.runDraft(dates: ["2027-01-18"])
        )
        let booking = try await network.book(run, Network.colleagues(3), key: "three")
        network.clock.advance(hours: 24 * 11)
        try await network.programmes.markAttendance(
            at: run.sessions[0].id,
            [booking.places[0].id: .present, booking.places[1].id: .absent],
            by: network.actor("Noel Editor")
        )
        try await network.emptyOutbox()
        return run
    }

    @Test(
        "reach those who are meant by the register",
        arguments: TestEngine.available,
        [
            (MessageAudience.all, ["Teacher 0", "Teacher 1", "Teacher 2"]), (.attended, ["Teacher 0"]),
            (.missed, ["Teacher 1", "Teacher 2"]),
        ]
    )
    func audience(on engine: TestEngine, meant: (MessageAudience, [String])) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.kept(network)
            let noel = network.actor("Noel Editor")
            let message = try Self.message(meant.0)
            let readers = try await network.programmes.messageReaders(message, of: run.id, by: noel)
            #expect(readers.people.map(\.shown) == meant.1 && readers.withheld == 0)
            #expect(readers.sample == "Hello \(meant.1[0])")
            let count = try await network.programmes.writeToParticipants(
                message,
                of: run.id,
                by: noel,
                key: Self.key("a")
            )
            #expect(count == meant.1.count)
            let mails = try await network.mails()
            #expect(Set(mails.compactMap(\.to.name)) == Set(meant.1))
            #expect(
                mails.allSatisfy {
                    $0.subject == "The slides" && $0.text.hasPrefix("Hello \($0.to.name ?? "")\n")
                }
            )
            #expect(mails.allSatisfy { !$0.text.contains("/messages/stop/") })
        }
    }

    @Test(
        "reach those who wait, each once and about that alone, without the link to join",
        arguments: TestEngine.available
    )
    func waiting(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let programmes = network.programmes
            let noel = network.actor("Noel Editor")
            let (run, _) = try await WaitingListTests.full(network)
            try await network.database.write { transaction in
                try transaction.execute("UPDATE run_session SET link = 'https://meet.test/a'")
            }
            let message = try Self.message(.waiting, .training, "Hello {name}: {link}")
            let nobody = await #expect(throws: Faults.self) {
                _ = try await programmes.messageReaders(message, of: run.id, by: noel)
            }
            #expect(nobody?.list.map(\.field) == ["audience"])
            let office = "office@hillside.test"
            _ = try await network.join(
                run,
                places: 1,
                contact: office,
                for: Network.hillside,
                by: "Nora Lead"
            )
            _ = try await network.join(run, places: 1, by: "Sue Lead")
            _ = try await network.join(run, places: 2, by: "Nora Lead")
            let readers = try await programmes.messageReaders(message, of: run.id, by: noel)
            #expect(readers.people.map(\.shown) == ["Nora Lead", office, "Sue Lead"], "each once")
            #expect(readers.sample == "Hello Nora Lead: no link" && readers.withheld == 0)
            let count = try await programmes.writeToParticipants(
                message,
                of: run.id,
                by: noel,
                key: Self.key("waiting")
            )
            let mails = try await network.mails().filter { $0.subject == "The slides" }
            #expect(mails.count == 3 && count == 3)
            let contact = try #require(mails.first { $0.to.address == office })
            #expect(contact.text.hasPrefix("Hello colleague: no link\n"))
            let sent = try await programmes.messages(of: run.id, by: noel)
            #expect(sent.map(\.audience) == [.waiting] && sent.map(\.recipients) == [count])
            #expect(throws: Faults.self, "there is no link that would stop it") {
                try Self.message(.waiting, .news)
            }
        }
    }

    @Test(
        "that were written before those who wait could be written to are kept",
        arguments: TestEngine.available
    )
    func earlier(on engine: TestEngine) async throws {
        let before = Network.migrations.filter { $0.name != "programmes-030-messages-to-waiting" }
        try #require(before.count == Network.migrations.count - 1)
        try await engine.withDatabase(before, rehearses: false) { database in
            let network = Network(database)
            try await network.settle()
            let (_, run) = try await network.published()
            func write(_ id: Int, _ audience: String, about purpose: String, in run: ID<Run>) async throws {
                try await database.write { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO participant_message
                            (id, run_id, audience, purpose, subject, body, recipients, withheld, sent_by, sent_at)
                        VALUES (\(id), \(run), \(audience), \(purpose), 'The slides', 'Hello', 3, 2, 101, 5)
                        """
                    )
                }
            }
            try await write(7, "missed", about: "news", in: run.id)
            await #expect(throws: DatabaseError.self) {
                try await write(8, "waiting", about: "training", in: run.id)
            }
            let migrator = Migrator(Migration.database + Network.migrations)
            try await migrator.migrate(database, at: network.clock.now)
            let noel = network.actor("Noel Editor")
            let kept = try await network.programmes.messages(of: run.id, by: noel)
            #expect(kept.map(\.audience) == [.missed] && kept.map(\.purpose) == [.news])
            #expect(kept.map(\.recipients) == [3] && kept.map(\.withheld) == [2])
            try await write(8, "waiting", about: "training", in: run.id)
            await #expect(throws: DatabaseError.self, "about what they wait for alone") {
                try await write(9, "waiting", about: "news", in: run.id)
            }
            await #expect(throws: DatabaseError.self, "of a run that there is") {
                try await write(9, "all", about: "news", in: ID(rawValue: 5))
            }
        }
    }

    @Test(
        "sent twice with one key go out once, and stand in the audit and the list once",
        arguments: TestEngine.available
    )
    func once(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.kept(network)
            let noel = network.actor("Noel Editor")
            for _ in 0..<2 {
                let count = try await network.programmes.writeToParticipants(
                    Self.message(),
                    of: run.id,
                    by: noel,
                    key: Self.key("same")
                )
                #expect(count == 3)
            }
            #expect(try await network.mails().count == 3)
            let sent = try await network.programmes.messages(of: run.id, by: noel)
            #expect(sent.count == 1 && sent[0].recipients == 3 && sent[0].audience == .all)
            let entries = try await network.database.read {
                try $0.count("SELECT count(*) FROM audit_entry WHERE verb = 'run.write-to-participants'")
            }
            #expect(entries == 1)
        }
    }

    @Test(
        "not about their places carry a link that stops them; those about their places still come",
        arguments: TestEngine.available
    )
    func stops(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let run = try await Self.kept(network)
            let noel = network.actor("Noel Editor")
            let programmes = network.programmes
            let news = try Self.message(.all, .news)
            #expect(
                try await programmes.writeToParticipants(news, of: run.id, by: noel, key: Self.key("n1")) == 3
            )
            let mails = try await network.mails()
            let links = mails.compactMap {
                $0.text.firstMatch(of: /https:\/\/braid\.test\/messages\/stop\/(\w{13})/)?.1
            }
            #expect(Set(links).count == 3)
            let first = try #require(mails.firstIndex { $0.to.name == "Teacher 0" })
            let choice = try #require(ID<MessageChoice>(String(links[first])))
            #expect(try await programmes.messageChoice(choice).stoppedAt == nil)
            try await programmes.chooseMessages(choice, stops: true)
            try await programmes.chooseMessages(choice, stops: true)
            try await network.emptyOutbox()
            #expect(try await programmes.messageReaders(news, of: run.id, by: noel).withheld == 1)
            #expect(
                try await programmes.writeToParticipants(news, of: run.id, by: noel, key: Self.key("n2")) == 2
            )
            #expect(try await !network.mails().contains { $0.to.name == "Teacher 0" })
            #expect(try await programmes.messages(of: run.id, by: noel).map(\.withheld).max() == 1)
            let aboutPlaces = try Self.message()
            #expect(
                try await programmes.writeToParticipants(
                    aboutPlaces,
                    of: run.id,
                    by: noel,
                    key: Self.key("t")
                ) == 3
            )
            await #expect(throws: Faults.self) {
                try await programmes.messageReaders(try Self.message(.attended, .news), of: run.id, by: noel)
            }
            try await programmes.chooseMessages(choice, stops: false)
            #expect(try await programmes.messageReaders(news, of: run.id, by: noel).withheld == 0)
            await #expect(throws: AccessError.notFound) {
                try await programmes.chooseMessages(ID(rawValue: 7), stops: true)
            }
        }
    }

    @Test(
        "are for the hubs that run it, and nobody without a register came or stayed away",
        arguments: TestEngine.available
    )
    func permission(on engine: TestEngine) async throws {
        try await Network.with(engine) { network in
            let (_, run) = try await network.published()
            _ = try await network.book(run, Network.colleagues(1), key: "one")
            let message = try Self.message()
            for other in ["Fay Lead", "Sam Booker"] {
                await #expect(throws: AccessError.notFound) {
                    try await network.programmes.writeToParticipants(
                        message,
                        of: run.id,
                        by: network.actor(other),
                        key: Self.key("other")
                    )
                }
            }
            await #expect(throws: AccessError.forbidden) {
                try await network.programmes.messages(of: run.id, by: network.actor("Nina Booker"))
            }
            for audience in [MessageAudience.attended, .missed] {
                await #expect(throws: Faults.self) {
                    try await network.programmes.messageReaders(
                        try Self.message(audience),
                        of: run.id,
                        by: network.actor("Noel Editor")
                    )
                }
            }
        }
    }

    @Test("a draft says all that is missing at once, and which word is no placeholder")
    func faults() throws {
        do {
            _ = try MessageDraft().checked()
            Issue.record("taken empty")
        } catch {
            #expect(Set(error.list.map(\.field)) == ["audience", "purpose", "subject", "body"])
        }
        #expect(throws: Faults.self) { try Self.message(.all, .training, "Dear {nmae}") }
    }
}
