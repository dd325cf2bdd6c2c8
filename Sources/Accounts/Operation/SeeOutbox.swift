package import Access
package import Database
import Foundation
package import Mail
package import Services

/// A page of the outbox, without what the letters say.
package struct OutboxList: Sendable {
    package let mails: [OutboxMail]
    /// How many messages are in each state, on all pages.
    package let counts: [OutboxMail.State: Int]
}

extension Accounts {
    /// What waits in the outbox, was sent or was refused, for network administrators. Reading it is audited.
    package func outbox(
        _ state: OutboxMail.State? = nil,
        limit: Int,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> OutboxList {
        try actor.require(.seeOutbox)
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let list = OutboxList(
                mails: try transaction.newestMail(in: state, limit: limit, offset: offset),
                counts: try transaction.mailCounts()
            )
            try transaction.audit(act, .seeOutbox, ["letters": .count(list.mails.count)])
            return list
        }
    }

    /// One letter. What would let its reader act as somebody else is hidden, except in an example network, where
    /// anyone may be anyone.
    ///
    /// - Parameter secrets: Patterns of the addresses that ask nobody to sign in, such as `/feedback/{id}`.
    package func letter(_ id: ID<OutgoingMail>, hiding secrets: [String], by actor: Actor) async throws
        -> OutboxMail
    {
        try actor.require(.seeOutbox)
        let act = services.act(by: actor)
        let isExample = settings.isExample
        return try await database.write { transaction in
            let mail = try transaction.mail(id).orNotFound()
            try transaction.audit(act, .readLetter, of: id)
            return isExample ? mail : mail.hiding(secrets)
        }
    }

    /// Puts a letter that was refused into the queue again; one that is queued or sent stays as it is.
    package func sendAgain(_ id: ID<OutgoingMail>, by actor: Actor, key: IdempotencyKey) async throws {
        try actor.require(.seeOutbox)
        let act = services.act(by: actor)
        try await database.write { transaction in
            _ = try transaction.mail(id).orNotFound()
            _ = try transaction.once(key, by: act, .sendAgain) {
                let isQueued = try transaction.requeueMail(id, at: act.at)
                if isQueued { try transaction.audit(act, .sendAgain, of: id) }
                return "\(isQueued)"
            }
        }
    }

    /// The newest letter to an address of an example network, which may have no mail server: whoever asked for it
    /// reads it on the page. `nil` on any other network.
    package func exampleLetter(to address: String) async throws -> OutboxMail? {
        guard settings.isExample, let email = EmailAddress(address) else { return nil }
        return try await database.read { try $0.mail(to: email.text).last }
    }
}

extension AuditVerb {
    static let seeOutbox: AuditVerb = "mail.list"
    static let readLetter: AuditVerb = "mail.read"
    static let sendAgain: AuditVerb = "mail.send-again"
}

extension OutboxMail {
    /// The same letter with the tokens of its links blotted out, and what stands in the first hole of one of the patterns.
    func hiding(_ patterns: [String]) -> OutboxMail {
        let withoutTokens = text.replacing(/[A-Za-z0-9_\-]{40,}/, with: Self.hidden)
        return saying(
            patterns.reduce(withoutTokens) { text, pattern in
                Self.hiding(after: String(pattern.prefix { $0 != "{" }), in: text)
            }
        )
    }

    private static func hiding(after path: String, in text: String) -> String {
        let parts = text.components(separatedBy: path)
        return parts.dropFirst().reduce(parts[0]) { before, part in
            let rest = part.drop { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            let hasSecret = rest.startIndex > part.startIndex
            return before + path + (hasSecret ? hidden : "") + rest
        }
    }

    private static let hidden = "[hidden]"
}
