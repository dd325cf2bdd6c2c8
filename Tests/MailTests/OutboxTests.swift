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
            let outbox = Outbox(database: database)
            let messages = try await outbox.newest(10)
            #expect(messages.map(\.subject) == ["S1"])
            #expect(messages.map(\.state) == [.queued])
            let attachments = try await outbox.attachments(of: ID(rawValue: 1))
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
            let message = try await Outbox(database: database).newest(1).first
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
