package import Database
import Foundation
package import Logging
import ServiceLifecycle
package import Services

/// Sends what is due in the outbox, one message at a time, as a service of the site. Several processes may
/// each run one.
package struct MailSender: Service {
    private let database: any Database
    private let services: Services
    private let server: SMTPServer
    private let logger: Logger

    package init(database: any Database, services: Services, server: SMTPServer, logger: Logger) {
        self.database = database
        self.services = services
        self.server = server
        self.logger = logger
    }

    /// Looks every second until the site stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await sendNext() {}
                } catch is CancellationError {
                    // The site ends: nothing is wrong.
                } catch {
                    logger.error("mail could not be sent", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Sends the next message that is due.
    ///
    /// A message is claimed before it is sent, by moving its due time to the next attempt: if this process
    /// dies on the way, another tries again then. So a message may arrive twice, with the same Message-ID,
    /// and is never lost.
    /// - Returns: Whether there was one.
    package func sendNext() async throws -> Bool {
        let now = services.now()
        guard let claimed = try await claim(at: now) else { return false }
        let format = MessageFormat(
            from: server.from,
            mail: claimed.mail,
            messageID: "\(claimed.id)@\(server.from.address.split(separator: "@").last ?? "localhost")",
            date: now
        )
        do throws(SMTPServer.Refusal) {
            try await send(format.text, to: claimed.mail.to.address)
        } catch {
            try await recordRefusal(error, of: claimed)
            return true
        }
        let sentAt = services.now()
        try await database.write { transaction in
            try transaction.execute(
                "UPDATE mail SET state = 'sent', sent_at = \(sentAt), last_error = NULL WHERE id = \(claimed.id)"
            )
        }
        return true
    }

    private struct Claimed: Sendable {
        let id: ID<OutgoingMail>
        let mail: OutgoingMail
        let attempts: Int
    }

    private func claim(at now: Date) async throws -> Claimed? {
        try await database.write { transaction in
            let row = try transaction.rows(
                """
                SELECT id, to_name, to_address, subject, body, unsubscribe, attempts FROM mail
                WHERE state = 'queued' AND due_at <= \(now) ORDER BY due_at, id LIMIT 1\(transaction.dialect.forUpdateSkipLocked)
                """
            ).first
            guard let row else { return nil }
            let id: ID<OutgoingMail> = try row.get("id")
            let attempts = try row.get("attempts", as: Int.self) + 1
            let next = now.addingTimeInterval(Self.wait(after: attempts))
            try transaction.execute(
                "UPDATE mail SET attempts = \(attempts), due_at = \(next) WHERE id = \(id)"
            )
            let mail = OutgoingMail(
                to: MailAddress(name: try row.get("to_name"), address: try row.get("to_address")),
                subject: try row.get("subject"),
                text: try row.get("body"),
                attachments: try transaction.attachments(of: id),
                unsubscribe: try row.get("unsubscribe")
            )
            return Claimed(id: id, mail: mail, attempts: attempts)
        }
    }

    /// Six attempts over 13 hours: 1, 5, 25, 125, 625 minutes after one another.
    private static func wait(after attempts: Int) -> TimeInterval {
        60 * pow(5, Double(min(attempts, 5) - 1))
    }

    private func recordRefusal(_ refusal: SMTPServer.Refusal, of claimed: Claimed) async throws {
        let isOver = refusal.isPermanent || claimed.attempts >= 6
        logger.warning("mail refused", metadata: ["mail": "\(claimed.id)", "attempt": "\(claimed.attempts)"])
        try await database.write { transaction in
            try transaction.execute(
                """
                UPDATE mail SET last_error = \(refusal.text), state = \(isOver ? "failed" : "queued")
                WHERE id = \(claimed.id)
                """
            )
        }
    }

    private func send(_ message: String, to recipient: String) async throws(SMTPServer.Refusal) {
        let server = server
        let refusal: SMTPServer.Refusal? = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(SMTPServer.Refusal) {
                    try server.send(message, to: recipient)
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
        if let refusal { throw refusal }
    }
}
