import Access
import Database
import Foundation
import Services

extension Accounts {
    /// The second step: a code from the person's app, or a recovery code, which is used up.
    ///
    /// - Throws: ``AccountsError/codeWrong``, ``AccountsError/linkSpent`` when the ten minutes are over, or
    ///   ``AccountsError/tooManyAttempts(until:)``.
    package func finishSignIn(
        challenge: Token,
        code: String,
        _ client: Client,
        request: String? = nil
    ) async throws -> SignInOutcome {
        guard let key = settings.secretKey else { throw AccountsError.twoStepUnavailable }
        let new = NewSession(services, client)
        let entry: ID<Act> = services.newID()
        let policy = settings.sessions
        let attempt = try await database.write { transaction -> CodeAttempt in
            guard let link = try transaction.usableLink(challenge, .code, at: new.at) else { return .spent }
            if let until = try transaction.attempt(.code, "\(link.person)", at: new.at) {
                return .blocked(until)
            }
            let record = try transaction.personRecord(link.person).orNotFound()
            guard let used = try transaction.useCode(code, of: link.person, key, at: new.at) else {
                let act = Act(actor: .anonymous, at: new.at, id: entry)
                try transaction.audit(act, "person.code-wrong", of: link.person)
                return .wrong
            }
            _ = try transaction.useLink(challenge, .code, at: new.at)
            try transaction.clearAttempts(.code, "\(link.person)")
            try transaction.open(new, for: record, .twoStep, policy)
            let act = Act(actor: .person(record.person, request: request), at: new.at, id: entry)
            try transaction.audit(act, "person.sign-in", of: link.person, ["by": .word(used.rawValue)])
            return .right
        }
        switch attempt {
        case .right: return new.outcome
        case .wrong: throw AccountsError.codeWrong
        case .spent: throw AccountsError.linkSpent
        case .blocked(let until): throw AccountsError.tooManyAttempts(until: until)
        }
    }
}

/// Answers are values, not errors, so that the count of attempts is kept.
private enum CodeAttempt: Sendable {
    case right, wrong, spent
    case blocked(Date)
}

enum CodeKind: String, Sendable {
    case app = "app-code"
    case recovery = "recovery-code"
}

extension Transaction {
    /// Accepts a code once: a step that was used, or an earlier one, is refused (RFC 6238 §5.2).
    func useCode(_ typed: String, of person: ID<Person>, _ key: SecretKey, at now: Date) throws -> CodeKind? {
        if let secret = try secondStepSecret(of: person, key),
            let step = TimeCode.matchingStep(typed, secret: secret, at: now)
        {
            let accepted = try execute(
                "UPDATE second_step SET last_step = \(step) WHERE person_id = \(person) AND last_step < \(step)"
            )
            return accepted == 1 ? .app : nil
        }
        let digest = key.digest(of: RecoveryCode.normalised(typed), for: person.rawValue)
        let used = try execute("DELETE FROM recovery_code WHERE person_id = \(person) AND digest = \(digest)")
        return used == 1 ? .recovery : nil
    }

    /// The shared secret; `nil` when two-step sign-in is off or the key is not the one it was sealed with.
    func secondStepSecret(of person: ID<Person>, _ key: SecretKey) throws -> [UInt8]? {
        let sealed: [UInt8]? = try value("SELECT sealed_secret FROM second_step WHERE person_id = \(person)")
        return sealed.flatMap { key.open($0, for: person.rawValue) }
    }
}
