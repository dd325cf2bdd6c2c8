import Access
import Database
import Foundation
import Mail
import Services

/// Someone who proves a work address without having an account: a booker who has come for the first time.
package struct AddressLink: Sendable {
    package let email: EmailAddress
    package let name: String
    /// The page that they were on.
    package let next: String
    /// Their roles need a password, so the link is not enough.
    package let needsPassword: Bool
}

extension Accounts {
    /// Emails a link to a work address that leads back to a page, whether or not there is an account for it. A
    /// person is made only when the link is used.
    ///
    /// - Parameters:
    ///   - purpose: What they were doing, for the subject of the email.
    ///   - next: The page to come back to, an address of this site.
    /// - Throws: ``AccountsError/emailInvalid``, ``AccountsError/nameInvalid`` or
    ///   ``AccountsError/tooManyAttempts(until:)``.
    package func mailAddressLink(
        to typedEmail: String,
        name typedName: String,
        purpose: String,
        next: String,
        _ client: Client
    ) async throws {
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        guard let name = PersonName.parse(typedName) else { throw AccountsError.nameInvalid }
        let now = services.now()
        let token = Token(services)
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        let blocked: Date? = try await database.write { transaction in
            if let until = try transaction.mayMail(to: email, client, at: now) { return until }
            try transaction.execute("DELETE FROM address_link WHERE expires_at <= \(now) OR email = \(email)")
            try transaction.execute(
                """
                INSERT INTO address_link (token_hash, email, name, next_page, created_at, expires_at)
                VALUES (\(token.hash), \(email), \(name), \(next), \(now),
                    \(now.addingTimeInterval(settings.lifetimes.signIn)))
                """
            )
            try transaction.enqueue(
                .addressLink(to: email, name, token, for: purpose, settings),
                id: letterID,
                at: now
            )
            return nil
        }
        if let blocked { throw AccountsError.tooManyAttempts(until: blocked) }
    }

    /// What a link is for, without using it up: mail scanners open pages.
    package func addressLink(_ token: Token) async throws -> AddressLink? {
        let now = services.now()
        return try await database.read { try $0.addressLink(token, at: now) }
    }

    /// Uses the link: opens a session for the person at the address, who is made if there is none.
    ///
    /// - Throws: ``AccountsError/linkSpent``, or ``AccountsError/passwordNeeded`` for people whose roles need
    ///   one.
    package func signIn(addressLink token: Token, _ client: Client, request: String? = nil) async throws
        -> SignInOutcome
    {
        let new = NewSession(services, client)
        let entry: ID<Act> = services.newID()
        let personID: ID<Person> = services.newID()
        let policy = settings.sessions
        return try await database.write { transaction in
            guard let link = try transaction.addressLink(token, at: new.at) else {
                throw AccountsError.linkSpent
            }
            guard !link.needsPassword else { throw AccountsError.passwordNeeded }
            guard try transaction.execute("DELETE FROM address_link WHERE token_hash = \(token.hash)") == 1
            else {
                throw AccountsError.linkSpent
            }
            let person = try transaction.findOrAddPerson(
                name: link.name,
                email: link.email,
                newID: personID,
                at: new.at
            )
            let record = try transaction.personRecord(person.id).orNotFound()
            try transaction.open(new, for: record, .link, policy)
            let act = Act(actor: .person(record.person, request: request), at: new.at, id: entry)
            try transaction.audit(act, "person.sign-in", of: person.id, ["by": .word("address-link")])
            return new.outcome
        }
    }
}

extension Transaction {
    fileprivate func addressLink(_ token: Token, at now: Date) throws -> AddressLink? {
        let row = try rows(
            """
            SELECT email, name, next_page FROM address_link
            WHERE token_hash = \(token.hash) AND expires_at > \(now)
            """
        ).first
        guard let row else { return nil }
        let email: EmailAddress = try row.get(0)
        let record = try personRecord(at: email)
        return AddressLink(
            email: email,
            name: try row.get(1),
            next: try row.get(2),
            needsPassword: try record.map { try needsPassword($0) } ?? false
        )
    }
}
