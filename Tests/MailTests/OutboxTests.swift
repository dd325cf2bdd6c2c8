import Database
import Foundation
import Logging
import Mail
import Services
import Synchronization
import TestDatabases
import Testing

private let now = Date(milliseconds: 1_760_000_000_000)
private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A server that is not there: every attempt is refused at once.
private let nowhere = SMTPServer(
    url: "smtp://127.0.0.1:1",
    username: nil,
    password: nil,
    requiresTLS: false,
    from: MailAddress(name: "Braid", address: "braid@hub.example")
)

private func mail(_ number: Int, attachments: [MailAttachment] = []) -> OutgoingMail {
    OutgoingMail(
        to: MailAddress(name: "P\(number)", address: "p\(number)@school.example"),
        subject: "S\(number)",
        text: "T",
        attachments: attachments
    )
}

@Suite("The outbox")
struct OutboxTests {
    @Test(
        "keeps a message with its attachments, or nothing if the change fails",
        arguments: TestEngine.available
    )
    func keepsMessages(on engine: TestEngine) async throws {
        struct Stop: Error {}
        try await engine.withDatabase(Migration.mail) { database in
            let attachment = MailAttachment(name: "a.ics", contentType: "text/calendar", bytes: [0, 1, 255])
            try await database.write {
                try $0.enqueue(mail(1, attachments: [attachment]), id: ID(rawValue: 1), at: now)
            }
            await #expect(throws: Stop.self) {
                try await database.write { transaction in
                    try transaction.enqueue(mail(2), id: ID(rawValue: 2), at: now)
                    throw Stop()
                }
            }
            let messages = try await database.read { try $0.newestMail(in: nil, limit: 10) }
            #expect(messages.map(\.subject) == ["S1"])
            #expect(messages.map(\.state) == [.queued])
            let attachments = try await database.read { try $0.attachments(of: ID(rawValue: 1)) }
            #expect(attachments == [attachment])
        }
    }

    @Test(
        "tries again later after a refusal, and gives up after six attempts",
        arguments: TestEngine.available
    )
    func triesAgainLater(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.mail) { database in
            let clock = Mutex(now)
            let services = Services.seeded(1, at: now).with(clock: { clock.withLock { $0 } })
            let sender = MailSender(database: database, services: services, server: nowhere, logger: quiet)
            try await database.write { try $0.enqueue(mail(1), id: ID(rawValue: 1), at: now) }
            var attempts = 0
            for _ in 0..<10 {
                while try await sender.sendNext() { attempts += 1 }
                let again = try await sender.sendNext()
                #expect(!again, "nothing is due before the time has come")
                clock.withLock { $0 += 700 * 60 }
            }
            #expect(attempts == 6)
            let message = try await database.read { try $0.mail(ID(rawValue: 1)) }
            #expect(message?.state == .failed)
            #expect(message?.lastError?.isEmpty == false)
        }
    }

    @Test(
        "an address is undelivered while its newest failure was followed by nothing that arrived",
        arguments: TestEngine.available
    )
    func undelivered(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.mail) { database in
            func write(_ id: Int64, to number: Int, _ state: OutboxMail.State, day: Double) async throws {
                try await database.write { transaction in
                    try transaction.enqueue(
                        mail(number),
                        id: ID(rawValue: id),
                        at: now.addingTimeInterval(day * 86_400)
                    )
                    try transaction.execute(
                        "UPDATE mail SET state = \(state), last_error = \("refusal \(id)") WHERE id = \(id)"
                    )
                }
            }
            func addresses() async throws -> [String] {
                try await database.read { transaction in
                    try transaction.undelivered(
                        among: "SELECT to_address FROM mail WHERE to_address <> 'p4@school.example'"
                    )
                }.map { "\($0.address) \($0.reason)" }
            }
            try await write(1, to: 1, .failed, day: 0)
            try await write(2, to: 1, .failed, day: 2)
            try await write(3, to: 2, .failed, day: 0)
            try await write(4, to: 2, .sent, day: 1)
            try await write(5, to: 3, .queued, day: 0)
            try await write(6, to: 4, .failed, day: 0)
            #expect(try await addresses() == ["p1@school.example refusal 2"])
            try await write(7, to: 1, .sent, day: 3)
            try await write(8, to: 2, .failed, day: 4)
            #expect(try await addresses() == ["p2@school.example refusal 8"])
        }
    }

    @Test("a reminder waits for its time; purging leaves what is not sent", arguments: TestEngine.available)
    func remindersWait(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.mail) { database in
            let tomorrow = now.addingTimeInterval(86_400)
            try await database.write { try $0.enqueue(mail(1), id: ID(rawValue: 1), at: now, due: tomorrow) }
            let services = Services.seeded(1, at: now)
            let sender = MailSender(database: database, services: services, server: nowhere, logger: quiet)
            let isEarly = try await sender.sendNext()
            #expect(!isEarly)
            let outbox = Outbox(database: database)
            try await outbox.purge(before: tomorrow)
            let counts = try await outbox.counts()
            #expect(counts == [.queued: 1])
        }
    }
}

@Suite("Letters that come back")
struct BounceTests {
    /// As Postfix writes it, with the headers of the letter that it is about.
    static func notice(of id: ID<OutgoingMail>, action: String = "failed") -> String {
        """
        From: MAILER-DAEMON@mx.example (Mail Delivery System)
        To: braid@hub.example
        Subject: Undelivered Mail Returned to Sender
        Message-Id: <20251009085321.3F2A1C0@mx.example>
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        I'm sorry: your message could not be delivered.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; p1@school.example
        Action: \(action)
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 <p1@school.example>: Recipient address
            rejected: User unknown

        --b
        Content-Type: text/rfc822-headers

        From: "Braid" <braid@hub.example>
        To: "P1" <p1@school.example>
        Subject: S1
        Message-ID: <\(id)@hub.example>

        --b--
        """
    }

    @Test("are known from the notice, whatever its line ends", arguments: ["\n", "\r\n"])
    func reading(lineEnd: String) throws {
        let id: ID<OutgoingMail> = ID(rawValue: 123_456_789)
        let notice = try #require(BounceNotice(Self.notice(of: id).replacing("\n", with: lineEnd)))
        #expect(notice.messages == [id])
        #expect(
            notice.reason == "550 5.1.1 <p1@school.example>: Recipient address rejected: User unknown"
        )
    }

    @Test("are not what is only late, an answer, or nothing")
    func others() {
        let id: ID<OutgoingMail> = ID(rawValue: 7)
        #expect(BounceNotice(Self.notice(of: id, action: "delayed")) == nil)
        #expect(BounceNotice("Subject: Thanks\nIn-Reply-To: <\(id)@hub.example>\n\nAction: none") == nil)
        #expect(BounceNotice("") == nil)
    }

    @Test("mark the letter once, and its address as not reached", arguments: TestEngine.available)
    func recording(on engine: TestEngine) async throws {
        try await engine.withDatabase(Migration.mail) { database in
            let (sent, queued): (ID<OutgoingMail>, ID<OutgoingMail>) = (ID(rawValue: 1), ID(rawValue: 2))
            try await database.write { transaction in
                try transaction.enqueue(mail(1), id: sent, at: now)
                try transaction.enqueue(mail(2), id: queued, at: now)
                try transaction.execute("UPDATE mail SET state = 'sent', sent_at = \(now) WHERE id = \(sent)")
            }
            func record(_ id: ID<OutgoingMail>) async throws -> ID<OutgoingMail>? {
                let notice = try #require(BounceNotice(Self.notice(of: id)))
                return try await database.write { try $0.record(notice) }
            }
            #expect(try await record(sent) == sent)
            #expect(try await record(sent) == nil)
            #expect(try await record(queued) == nil, "what was not sent cannot come back")
            #expect(try await record(ID(rawValue: 99)) == nil)
            let missed = try await database.read { try $0.undelivered(among: "SELECT to_address FROM mail") }
            #expect(missed.map(\.address) == ["p1@school.example"])
            #expect(missed.first?.reason.hasPrefix("550 5.1.1") == true)
        }
    }
}
