package import Access
import Accounts
package import Database
import Directory
package import Evidence
package import Foundation
import Mail
import Programmes
package import Services

/// A letter that a hub sent to chosen roles.
package struct Newsletter: Sendable, Equatable, RowReadable {
    package let id: ID<Newsletter>
    package let subject: String
    package let roles: [ContactRole]
    package let recipients: Int
    package let sentAt: Date

    package init(row: Row) throws {
        id = try row.get("id")
        subject = try row.get("subject")
        let words: String = try row.get("roles")
        roles = words.split(separator: ",").compactMap { ContactRole(rawValue: String($0)) }
        recipients = try row.get("recipients")
        sentAt = try row.get("sent_at")
    }
}

package struct NewsletterDraft: Sendable, Equatable {
    package var subject = ""
    package var body = ""
    package var roles: [String] = []

    package init() {}

    package struct Checked: Sendable {
        package let subject: String
        package let body: String
        package let roles: [ContactRole]
    }

    package func checked() throws(Faults) -> Checked {
        var reader = FieldReader()
        let subject = reader.required(subject, "subject", named: "the subject", most: 150)
        let body = reader.required(body, "body", named: "the letter", most: 20_000)
        let chosen = ContactRole.allCases.filter { roles.contains($0.rawValue) }
        if chosen.isEmpty { reader.report("roles", "Choose at least one role") }
        try reader.finish()
        return Checked(subject: subject, body: body, roles: chosen)
    }
}

extension Pathways {
    /// Whom a newsletter of this hub would reach: contacts in these roles who have not stopped it, at schools
    /// that agreed to be partners of the hub, or that it wrote down itself. Each address once.
    package func newsletterReaders(of hub: ID<Organisation>, roles: [ContactRole], by actor: Actor)
        async throws
        -> [RoleContact]
    {
        try actor.signedInPerson()
        try actor.require(.sendNewsletter, on: .of(hub))
        return try await database.read { try $0.newsletterReaders(of: hub, roles: roles) }
    }

    /// Puts a letter for each reader into the outbox, with a link that stops further ones.
    ///
    /// - Returns: How many it goes to.
    /// - Throws: `Faults`, also when nobody would get it; `AccessError`.
    package func sendNewsletter(
        _ draft: NewsletterDraft,
        of hub: ID<Organisation>,
        by actor: Actor,
        key: IdempotencyKey? = nil
    ) async throws -> Int {
        let person = try actor.signedInPerson()
        try actor.require(.sendNewsletter, on: .of(hub))
        let checked = try draft.checked()
        let act = services.act(by: actor)
        let ids = IDSequence(services)
        let settings = settings
        let text = try await database.write { transaction in
            try transaction.once(key, by: act, "newsletter.send") {
                var ids = ids
                let readers = try transaction.newsletterReaders(of: hub, roles: checked.roles)
                guard !readers.isEmpty else {
                    throw Faults([Fault("roles", "Nobody in these roles would get it: choose others")])
                }
                let sender = try transaction.organisation(hub).orNotFound()
                for reader in readers {
                    let stop = "\(settings.baseURL)/newsletter/stop/\(reader.stopToken)"
                    let mail = OutgoingMail(
                        to: MailAddress(name: reader.name, address: reader.email.text),
                        subject: checked.subject,
                        text: """
                            \(checked.body)

                            --
                            \(sender.name) sends this to the \(reader.role.name.lowercasedFirst) of \(reader.organisation.name).
                            No more of these: \(stop)
                            """,
                        unsubscribe: stop
                    )
                    try transaction.enqueue(mail, id: ids.next(), at: act.at)
                }
                let id = ids.next(Newsletter.self)
                let roles = checked.roles.map(\.rawValue).joined(separator: ",")
                try transaction.execute(
                    """
                    INSERT INTO newsletter (id, hub_id, subject, body, roles, recipients, sent_by, sent_at)
                    VALUES (\(id), \(hub), \(checked.subject), \(checked.body), \(roles), \(readers.count),
                        \(person.id), \(act.at))
                    """
                )
                try transaction.audit(act, "newsletter.send", of: id, in: hub, ["to": .count(readers.count)])
                return String(readers.count)
            }
        }
        return Int(text) ?? 0
    }

    package func newsletters(of hub: ID<Organisation>, by actor: Actor) async throws -> [Newsletter] {
        try actor.signedInPerson()
        try actor.require(.sendNewsletter, on: .of(hub))
        return try await database.read { transaction in
            try transaction.all(
                "SELECT * FROM newsletter WHERE hub_id = \(hub) ORDER BY sent_at DESC, id LIMIT 50"
            )
        }
    }

    /// Whose letters a link stops; `nil` when the link is not, or no longer, one.
    package func newsletterReader(stopToken token: String) async throws -> RoleContact? {
        try await database.read { try $0.first("\(RoleContact.source) WHERE c.stop_token = \(token)") }
    }

    /// Stops newsletters to an address, whatever role it stands in now or later. Whoever has the link may.
    package func stopNewsletters(token: String) async throws {
        let act = services.act(by: .anonymous)
        try await database.write { transaction in
            let found: RoleContact? = try transaction.first(
                "\(RoleContact.source) WHERE c.stop_token = \(token)"
            )
            let contact = try found.orNotFound()
            try transaction.execute(
                """
                INSERT INTO newsletter_stop (email_digest, stopped_at) VALUES (\(contact.email.digest), \(act.at))
                ON CONFLICT (email_digest) DO NOTHING
                """
            )
            try transaction.execute(
                "UPDATE role_contact SET wants_news = 0, version = version + 1 WHERE email = \(contact.email)"
            )
            try transaction.audit(act, "contact.stop-news", of: contact.id, in: contact.organisation.id)
        }
    }

    /// Lets newsletters come again to an address that stopped them: in the role that the link stands for.
    package func resumeNewsletters(token: String) async throws {
        let act = services.act(by: .anonymous)
        try await database.write { transaction in
            let found: RoleContact? = try transaction.first(
                "\(RoleContact.source) WHERE c.stop_token = \(token)"
            )
            let contact = try found.orNotFound()
            try transaction.execute(
                "DELETE FROM newsletter_stop WHERE email_digest = \(contact.email.digest)"
            )
            try transaction.execute(
                "UPDATE role_contact SET wants_news = 1, version = version + 1 WHERE id = \(contact.id)"
            )
            try transaction.audit(act, "contact.resume-news", of: contact.id, in: contact.organisation.id)
        }
    }
}

extension Transaction {
    func hasStoppedNewsletters(_ email: EmailAddress) throws -> Bool {
        try exists("SELECT 1 FROM newsletter_stop WHERE email_digest = \(email.digest)")
    }

    fileprivate func newsletterReaders(of hub: ID<Organisation>, roles: [ContactRole]) throws -> [RoleContact]
    {
        let contacts: [RoleContact] = try all(
            """
            \(RoleContact.source) WHERE c.wants_news = 1 AND c.role IN (\(SQL.list(roles)))
                AND (c.added_for_id = \(hub)
                    OR c.organisation_id IN (\(Directory.agreedPartnersAndTheirSchools(ofAny: [hub]))))
            ORDER BY c.organisation_id, c.role, c.id
            """
        )
        // Read here too: an entry made before the stop, or brought in another way, gets nothing.
        let stopped = Set(try column("SELECT email_digest FROM newsletter_stop", as: [UInt8].self))
        var seen: Set<String> = []
        return contacts.filter {
            seen.insert($0.email.text).inserted && !stopped.contains($0.email.digest)
        }
    }
}
