import Access
import Database
import Foundation
import Mail
import Services

extension Accounts {
    /// Emails a sign-in link to a work address, for people who only book or attend. The answer is always the
    /// same; the email tells the address's owner when a password is needed or when nobody is known there.
    ///
    /// - Throws: ``AccountsError/emailInvalid`` or ``AccountsError/tooManyAttempts(until:)``.
    package func mailSignInLink(to typedEmail: String, _ client: Client) async throws {
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        let now = services.now()
        let token = Token(services)
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        let blocked: Date? = try await database.write { transaction in
            if let until = try transaction.mayMail(to: email, client, at: now) { return until }
            let letter: OutgoingMail
            if let record = try transaction.personRecord(at: email) {
                if try transaction.needsPassword(record) {
                    letter = .passwordNeeded(to: email, settings)
                } else {
                    let link = AccessLink(
                        .signIn,
                        token: token,
                        for: record.person.id,
                        from: now,
                        lifetime: settings.lifetimes.signIn
                    )
                    try transaction.replaceLinks(with: link)
                    letter = .signInLink(to: email, link, settings)
                }
            } else {
                letter = .nobodyKnown(at: email, settings)
            }
            try transaction.enqueue(letter, id: letterID, at: now)
            return nil
        }
        if let blocked { throw AccountsError.tooManyAttempts(until: blocked) }
    }

    /// Whether the link may still be used; opening the page does not use it up, since mail scanners open
    /// pages.
    package func isUsableSignInLink(_ token: Token) async throws -> Bool {
        let now = services.now()
        return try await database.read { try $0.usableLink(token, .signIn, at: now) != nil }
    }

    /// Uses the link: the button on its page.
    package func signIn(link token: Token, _ client: Client, request: String? = nil) async throws
        -> SignInOutcome
    {
        let new = NewSession(services, client)
        let entry: ID<Act> = services.newID()
        let policy = settings.sessions
        return try await database.write { transaction in
            let link = try transaction.useLink(token, .signIn, at: new.at)
            let record = try transaction.personRecord(link.person).orNotFound()
            // Roles may have been given since the email was sent.
            guard try !transaction.needsPassword(record) else { throw AccountsError.passwordNeeded }
            try transaction.open(new, for: record, .link, policy)
            let act = Act(actor: .person(record.person, request: request), at: new.at, id: entry)
            try transaction.audit(act, "person.sign-in", of: record.person.id, ["by": .word("link")])
            return new.outcome
        }
    }
}

extension Role {
    /// Whether a mailed link is enough to sign in with. Roles that publish, see pupils' figures or coach need
    /// a password.
    package var signsInByLink: Bool { self == .booker || self == .member }
}

extension Transaction {
    /// Counts an email to an address and from a client; answers when to come back if there were too many.
    func mayMail(to email: EmailAddress, _ client: Client, at now: Date) throws -> Date? {
        if let until = try attempt(.mailFrom, client.network, at: now) { return until }
        return try attempt(.mailTo, email.text, at: now)
    }

    /// Administrators, people with a role beyond booking, and everyone who turned two-step sign-in on.
    func needsPassword(_ record: PersonRecord) throws -> Bool {
        if record.isNetworkAdministrator { return true }
        if try hasSecondStep(record.person.id) { return true }
        return try memberships(of: record.person.id).contains { !$0.role.signsInByLink }
    }
}
