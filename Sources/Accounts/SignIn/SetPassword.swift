package import Access
import Database
import Foundation
import Mail
import Services

extension Accounts {
    /// Emails a link to set a new password. The answer is always the same.
    package func mailPasswordReset(to typedEmail: String, _ client: Client) async throws {
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        let now = services.now()
        let token = Token(services)
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        let blocked: Date? = try await database.write { transaction in
            if let until = try transaction.mayMail(to: email, client, at: now) { return until }
            guard let record = try transaction.personRecord(at: email) else {
                try transaction.enqueue(.nobodyKnown(at: email, settings), id: letterID, at: now)
                return nil
            }
            let link = AccessLink(
                .password,
                token: token,
                for: record.person.id,
                from: now,
                lifetime: settings.lifetimes.reset
            )
            try transaction.replaceLinks(with: link)
            try transaction.enqueue(.reset(to: email, link, settings), id: letterID, at: now)
            return nil
        }
        if let blocked { throw AccountsError.tooManyAttempts(until: blocked) }
    }

    /// Whose password a link sets: for the page; `nil` when the link cannot be used.
    package func personToSetPassword(_ token: Token) async throws -> Person? {
        let now = services.now()
        return try await database.read { transaction in
            guard let link = try transaction.usableLink(token, .password, at: now) else { return nil }
            return try transaction.personRecord(link.person)?.person
        }
    }

    /// Sets a password through a link: ends every session of the person, and any block after failed attempts.
    /// The person then signs in, with their second step if they have one: a mailbox alone does not replace
    /// it.
    package func setPassword(link token: Token, to typed: String, request: String? = nil) async throws {
        let now = services.now()
        let found = try await database.read { transaction -> PersonRecord? in
            guard let link = try transaction.usableLink(token, .password, at: now) else { return nil }
            return try transaction.personRecord(link.person)
        }
        guard let record = found else { throw AccountsError.linkSpent }
        let hash = try await hashNew(typed, for: record)
        let act = services.act(by: .person(record.person, request: request))
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        try await database.write { transaction in
            let link = try transaction.useLink(token, .password, at: act.at)
            try transaction.replacePassword(of: link.person, by: hash, at: act.at)
            let ended = try transaction.endSessions(of: link.person)
            if let email = record.email {
                try transaction.clearAttempts(.account, email.text)
                try transaction.enqueue(.passwordChanged(to: email, settings), id: letterID, at: act.at)
            }
            try transaction.audit(
                act,
                "person.set-password",
                of: link.person,
                ["by": .word("link"), "sessionsEnded": .count(ended)]
            )
        }
    }

    /// Changes a password from within a session; the person's other sessions end.
    package func changePassword(by signedIn: SignedIn, current: String, to typed: String) async throws {
        let person = try signedIn.actor.signedInPerson()
        let record = try await database.read { try $0.personRecord(person.id).orNotFound() }
        try await confirm(current, of: record)
        let hash = try await hashNew(typed, for: record)
        let act = services.act(by: signedIn.actor)
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        try await database.write { transaction in
            try transaction.replacePassword(of: person.id, by: hash, at: act.at)
            let ended = try transaction.endSessions(of: person.id, except: signedIn.session)
            if let email = record.email {
                try transaction.enqueue(.passwordChanged(to: email, settings), id: letterID, at: act.at)
            }
            try transaction.audit(
                act,
                "person.set-password",
                of: person.id,
                ["by": .word("current"), "sessionsEnded": .count(ended)]
            )
        }
    }

    /// Checks the rule and hashes.
    func hashNew(_ typed: String, for record: PersonRecord) async throws -> String {
        if let fault = PasswordRule.fault(in: typed, name: record.person.name, email: record.email) {
            throw AccountsError.passwordRefused(fault)
        }
        return try await hasher.hash(PasswordRule.normalised(typed))
    }

    /// Asks a signed-in person for their password again before something that cannot be undone. Someone who
    /// has none (they sign in by link) has shown the mailbox already and passes.
    ///
    /// - Throws: ``AccountsError/signInFailed`` or ``AccountsError/tooManyAttempts(until:)``.
    func confirm(_ typed: String, of record: PersonRecord) async throws {
        let id = record.person.id
        let key = "confirm \(id)"
        let now = services.now()
        let (hash, until) = try await database.write { transaction -> (String?, Date?) in
            let hash: String? = try transaction.value("SELECT hash FROM password WHERE person_id = \(id)")
            return (hash, hash == nil ? nil : try transaction.attempt(.account, key, at: now))
        }
        if let until { throw AccountsError.tooManyAttempts(until: until) }
        guard let hash else { return }
        let password = PasswordRule.normalised(typed)
        let isPossible = password.utf8.count <= PasswordRule.maximumLength
        guard isPossible, try await hasher.check(password, against: hash).isRight else {
            throw AccountsError.signInFailed
        }
        try await database.write { try $0.clearAttempts(.account, key) }
    }
}

extension Transaction {
    func replacePassword(of person: ID<Person>, by hash: String, at now: Date) throws {
        try execute(
            """
            INSERT INTO password (person_id, hash, changed_at) VALUES (\(person), \(hash), \(now))
            ON CONFLICT (person_id) DO UPDATE SET hash = \(hash), changed_at = \(now)
            """
        )
        // Links that were on their way, a sign-in that waits for its code and a change of address that waits for its
        // link belong to the old password: whoever knew it may have asked for them.
        try execute("DELETE FROM access_link WHERE person_id = \(person)")
    }
}
