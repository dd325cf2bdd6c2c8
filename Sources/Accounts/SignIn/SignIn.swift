import Access
import Database
import Foundation
import Services

extension Accounts {
    /// Signs in with a password.
    ///
    /// An account that does not exist, one without a password and a wrong password get the same answer after
    /// the same work. Failures are limited per account, per known device and per client address.
    ///
    /// - Throws: ``AccountsError/signInFailed``, ``AccountsError/tooManyAttempts(until:)`` or
    ///   ``AccountsError/busy``.
    package func signIn(
        email typedEmail: String,
        password typed: String,
        _ client: Client,
        request: String? = nil
    ) async throws -> SignInOutcome {
        let email = EmailAddress(typedEmail)
        let account = email?.text ?? typedEmail
        let now = services.now()
        let found = try await database.write { transaction in
            try transaction.beginAttempt(account: account, email: email, client, at: now)
        }
        if let until = found.blockedUntil { throw AccountsError.tooManyAttempts(until: until) }

        let password = PasswordRule.normalised(typed)
        let isPossible = password.utf8.count <= PasswordRule.maximumLength
        let (isRight, isOutdated) = try await hasher.check(isPossible ? password : "", against: found.hash)
        guard isRight, isPossible, let person = found.person else {
            try await recordFailure(of: found.person, request: request)
            throw AccountsError.signInFailed
        }
        let rehashed: String? = isOutdated ? try await hasher.hash(password) : nil
        return try await finishPassword(
            person,
            verified: found,
            rehashed: rehashed,
            account: account,
            client,
            request: request
        )
    }

    private func recordFailure(of person: ID<Person>?, request: String?) async throws {
        var actor = Actor.anonymous
        actor.request = request
        let act = services.act(by: actor)
        try await database.write { transaction in
            if let person {
                try transaction.audit(act, "person.sign-in-failed", of: person)
            } else {
                // No account: the same statement, so that it takes as long; what was typed is not kept.
                try transaction.audit(act, "person.sign-in-failed")
            }
        }
    }

    private func finishPassword(
        _ person: ID<Person>,
        verified: AttemptStart,
        rehashed: String?,
        account: String,
        _ client: Client,
        request: String?
    ) async throws -> SignInOutcome {
        let new = NewSession(services, client)
        let entry: ID<Act> = services.newID()
        let policy = settings.sessions
        let challenge = AccessLink(.code, for: person, lifetime: settings.lifetimes.challenge, services)
        return try await database.write { transaction in
            // The password may have been changed while this one was being checked.
            let hash: String? = try transaction.value("SELECT hash FROM password WHERE person_id = \(person)")
            guard let record = try transaction.personRecord(person), hash == verified.hash else {
                throw AccountsError.signInFailed
            }
            try transaction.attemptSucceeded(account: account, verified, client)
            if let rehashed {
                try transaction.execute("UPDATE password SET hash = \(rehashed) WHERE person_id = \(person)")
            }
            guard try !transaction.hasSecondStep(person) else {
                try transaction.replaceLinks(with: challenge)
                return .codeNeeded(challenge: challenge.token)
            }
            try transaction.open(new, for: record, .password, policy)
            let act = Act(actor: .person(record.person, request: request), at: new.at, id: entry)
            try transaction.audit(act, "person.sign-in", of: person, ["by": .word("password")])
            return new.outcome
        }
    }
}

/// What the first transaction of a sign-in found.
struct AttemptStart: Sendable {
    let person: ID<Person>?
    let hash: String?
    let isKnownDevice: Bool
    let blockedUntil: Date?
}

extension Transaction {
    fileprivate func beginAttempt(
        account: String,
        email: EmailAddress?,
        _ client: Client,
        at now: Date
    ) throws -> AttemptStart {
        let record: PersonRecord? = if let email { try personRecord(at: email) } else { nil }
        let isKnown = try isKnown(client.device, of: record?.person.id)
        let byAddress = try attempt(.address, client.network, at: now)
        let byAccount =
            if byAddress == nil {
                try attempt(
                    isKnown ? .device : .account,
                    isKnown ? deviceKey(account, client) : account,
                    at: now
                )
            } else {
                byAddress
            }
        let hash: String? = try record.flatMap {
            try value("SELECT hash FROM password WHERE person_id = \($0.person.id)")
        }
        return AttemptStart(
            person: record?.person.id,
            hash: hash,
            isKnownDevice: isKnown,
            blockedUntil: byAddress ?? byAccount
        )
    }

    /// Only failures count: a success gives the address its attempt back and clears the account's.
    fileprivate func attemptSucceeded(account: String, _ start: AttemptStart, _ client: Client) throws {
        try takeBackAttempt(.address, client.network)
        if start.isKnownDevice {
            try clearAttempts(.device, deviceKey(account, client))
        } else {
            try clearAttempts(.account, account)
        }
    }

    private func deviceKey(_ account: String, _ client: Client) -> String {
        "\(account) \(client.device?.text ?? "")"
    }

    func hasSecondStep(_ person: ID<Person>) throws -> Bool {
        try exists("SELECT 1 FROM second_step WHERE person_id = \(person) AND confirmed_at IS NOT NULL")
    }
}
