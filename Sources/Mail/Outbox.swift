package import Database
package import Foundation
package import Services

extension Transaction {
    /// Puts a message into the outbox, in the transaction that gives rise to it: both happen or neither.
    ///
    /// - Parameters:
    ///   - id: Drawn before the transaction.
    ///   - due: When it is to be sent; a reminder may lie in the outbox for weeks.
    package func enqueue(_ mail: OutgoingMail, id: ID<OutgoingMail>, at now: Date, due: Date? = nil) throws {
        try execute(
            """
            INSERT INTO mail (id, to_name, to_address, subject, body, unsubscribe, due_at, created_at)
            VALUES (\(id), \(mail.to.name), \(mail.to.address), \(mail.subject), \(mail.text),
                \(mail.unsubscribe), \(due ?? now), \(now))
            """
        )
        for (position, attachment) in mail.attachments.enumerated() {
            try execute(
                """
                INSERT INTO mail_attachment (mail_id, position, name, content_type, content)
                VALUES (\(id), \(position), \(attachment.name), \(attachment.contentType), \(attachment.bytes))
                """
            )
        }
    }
}

/// A message in the outbox.
package struct OutboxMail: RowReadable, Sendable, Identifiable {
    package enum State: String, SQLStorable, Sendable, CaseIterable {
        case queued
        case sent
        case failed
    }

    package let id: ID<OutgoingMail>
    package let to: MailAddress
    package let subject: String
    package private(set) var text: String
    package let state: State
    package let attempts: Int
    package let createdAt: Date
    package let sentAt: Date?
    package let lastError: String?

    package init(row: Row) throws {
        id = try row.get("id")
        to = MailAddress(name: try row.get("to_name"), address: try row.get("to_address"))
        subject = try row.get("subject")
        text = try row.get("body")
        state = try row.get("state")
        attempts = try row.get("attempts")
        createdAt = try row.get("created_at")
        sentAt = try row.get("sent_at")
        lastError = try row.get("last_error")
    }

    /// The same message with another text.
    package func saying(_ text: String) -> OutboxMail {
        var mail = self
        mail.text = text
        return mail
    }
}

/// What the outbox holds.
package struct Outbox: Sendable {
    package let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    /// How many messages are in each state.
    package func counts() async throws -> [OutboxMail.State: Int] {
        try await database.read { try $0.mailCounts() }
    }

    /// Deletes what was sent or failed before a time: messages hold names and addresses.
    package func purge(before time: Date) async throws {
        try await database.write { transaction in
            try transaction.execute("DELETE FROM mail WHERE state <> 'queued' AND created_at < \(time)")
        }
    }
}

extension Transaction {
    /// A page of the outbox: the newest first, or those of one state by when they were last due. Who may see them is the
    /// caller's to check (`Permission.seeOutbox`).
    package func newestMail(in state: OutboxMail.State?, limit: Int, offset: Int = 0) throws -> [OutboxMail] {
        let order: SQL = state == nil ? "created_at DESC" : "due_at DESC"
        let condition: SQL = state.map { "WHERE state = \($0)" } ?? ""
        return try all(
            "SELECT * FROM mail \(condition) ORDER BY \(order), id LIMIT \(limit) OFFSET \(offset)"
        )
    }

    /// How many messages are in each state.
    package func mailCounts() throws -> [OutboxMail.State: Int] {
        let rows = try rows("SELECT state, count(*) AS number FROM mail GROUP BY state")
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.get("state"), try $0.get("number")) })
    }

    package func mail(_ id: ID<OutgoingMail>) throws -> OutboxMail? {
        try first("SELECT * FROM mail WHERE id = \(id)")
    }

    /// Puts a message that failed into the queue again, with all its attempts before it.
    /// - Returns: Whether there was one that had failed.
    package func requeueMail(_ id: ID<OutgoingMail>, at now: Date) throws -> Bool {
        let changed = try execute(
            "UPDATE mail SET state = 'queued', attempts = 0, due_at = \(now) WHERE id = \(id) AND state = 'failed'"
        )
        return changed == 1
    }

    /// The messages to an address that are still kept, oldest first.
    package func mail(to address: String) throws -> [OutboxMail] {
        try all("SELECT * FROM mail WHERE to_address = \(address) ORDER BY created_at, id")
    }

    /// Deletes every message to an address, also what has not been sent, unless told to leave that.
    /// - Returns: How many there were.
    @discardableResult
    package func deleteMail(to address: String, butQueued: Bool = false) throws -> Int {
        let kept: SQL = butQueued ? "AND state <> 'queued'" : ""
        return try execute("DELETE FROM mail WHERE to_address = \(address) \(kept)")
    }

    package func attachments(of mail: ID<OutgoingMail>) throws -> [MailAttachment] {
        try rows(
            "SELECT name, content_type, content FROM mail_attachment WHERE mail_id = \(mail) ORDER BY position"
        )
        .map { MailAttachment(name: try $0.get(0), contentType: try $0.get(1), bytes: try $0.get(2)) }
    }
}
