package import Access
import Database
import Foundation
import Mail
package import Services

/// What a person types or scans into their authenticator app.
package struct TwoStepSetUp: Sendable {
    /// The secret in base 32, in groups of four for typing.
    package let secret: String
    /// The `otpauth:` address for a QR picture.
    package let address: String
}

extension Accounts {
    /// Draws a secret and keeps it, unconfirmed: two-step sign-in is on only after a first code
    /// (``confirmTwoStep(by:code:)``).
    package func beginTwoStep(by signedIn: SignedIn, password: String) async throws -> TwoStepSetUp {
        guard let key = settings.secretKey else { throw AccountsError.twoStepUnavailable }
        let person = try signedIn.actor.signedInPerson()
        let record = try await database.read { try $0.personRecord(person.id).orNotFound() }
        try await confirm(password, of: record)
        let secret = services.randomBytes(20)
        let sealed = key.seal(secret, for: person.id.rawValue, services)
        try await database.write { transaction in
            guard try !transaction.hasSecondStep(person.id) else { throw AccountsError.twoStepAlreadyOn }
            guard try transaction.exists("SELECT 1 FROM password WHERE person_id = \(person.id)") else {
                throw AccountsError.passwordNeeded
            }
            try transaction.execute(
                """
                INSERT INTO second_step (person_id, sealed_secret, last_step) VALUES (\(person.id), \(sealed), 0)
                ON CONFLICT (person_id) DO UPDATE SET sealed_secret = \(sealed), last_step = 0
                """
            )
        }
        return setUp(secret, record)
    }

    /// The set-up that was begun and not confirmed, to show it again after a wrong code.
    package func pendingTwoStep(by signedIn: SignedIn) async throws -> TwoStepSetUp? {
        guard let key = settings.secretKey else { throw AccountsError.twoStepUnavailable }
        let person = try signedIn.actor.signedInPerson()
        let found = try await database.read { transaction -> ([UInt8], PersonRecord)? in
            guard try !transaction.hasSecondStep(person.id) else { return nil }
            guard let secret = try transaction.secondStepSecret(of: person.id, key) else { return nil }
            return (secret, try transaction.personRecord(person.id).orNotFound())
        }
        return found.map { setUp($0.0, $0.1) }
    }

    /// Turns two-step sign-in on with a first code; ends the person's other sessions.
    ///
    /// - Returns: Ten recovery codes, shown this once.
    package func confirmTwoStep(by signedIn: SignedIn, code: String) async throws -> [String] {
        guard let key = settings.secretKey else { throw AccountsError.twoStepUnavailable }
        let person = try signedIn.actor.signedInPerson()
        let act = services.act(by: signedIn.actor)
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.draw(services) }
        let attempt = try await database.write { transaction -> Result<Void, AccountsError> in
            if let until = try transaction.attempt(.code, "\(person.id)", at: act.at) {
                return .failure(.tooManyAttempts(until: until))
            }
            guard try !transaction.hasSecondStep(person.id) else { return .failure(.twoStepAlreadyOn) }
            guard let secret = try transaction.secondStepSecret(of: person.id, key),
                let step = TimeCode.matchingStep(code, secret: secret, at: act.at)
            else { return .failure(.codeWrong) }
            try transaction.clearAttempts(.code, "\(person.id)")
            try transaction.execute(
                "UPDATE second_step SET confirmed_at = \(act.at), last_step = \(step) WHERE person_id = \(person.id)"
            )
            try transaction.replaceRecoveryCodes(codes, of: person.id, key)
            try transaction.endSessions(of: person.id, except: signedIn.session)
            try transaction.execute(
                "DELETE FROM access_link WHERE person_id = \(person.id) AND purpose IN ('sign-in', 'code')"
            )
            try transaction.audit(act, "person.two-step-on", of: person.id)
            return .success(())
        }
        try attempt.get()
        return codes
    }

    /// Turns two-step sign-in off.
    package func turnOffTwoStep(by signedIn: SignedIn, password: String) async throws {
        let person = try signedIn.actor.signedInPerson()
        let record = try await database.read { try $0.personRecord(person.id).orNotFound() }
        try await confirm(password, of: record)
        let act = services.act(by: signedIn.actor)
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        try await database.write { transaction in
            try transaction.removeSecondStep(of: person.id)
            if let email = record.email {
                try transaction.enqueue(.twoStepOff(to: email, settings), id: letterID, at: act.at)
            }
            try transaction.audit(act, "person.two-step-off", of: person.id)
        }
    }

    /// Turns a person's two-step sign-in off for them, when phone and recovery codes are lost. Administrators
    /// only.
    package func resetTwoStep(by actor: Actor, of person: ID<Person>) async throws {
        try actor.require(.managePersons)
        let act = services.act(by: actor)
        let letterID: ID<OutgoingMail> = services.newID()
        let settings = settings
        try await database.write { transaction in
            let record = try transaction.personRecord(person).orNotFound()
            try transaction.removeSecondStep(of: person)
            try transaction.endSessions(of: person)
            if let email = record.email {
                try transaction.enqueue(.twoStepOff(to: email, settings), id: letterID, at: act.at)
            }
            try transaction.audit(act, "person.two-step-reset", of: person)
        }
    }

    private func setUp(_ secret: [UInt8], _ record: PersonRecord) -> TwoStepSetUp {
        let account = record.email?.text ?? record.person.name
        let base32 = Base32.encode(secret)
        let groups = stride(from: 0, to: base32.count, by: 4).map { String(base32.dropFirst($0).prefix(4)) }
        return TwoStepSetUp(
            secret: groups.joined(separator: " "),
            address: TimeCode.address(secret: secret, account: account, issuer: settings.siteName)
        )
    }
}

extension Transaction {
    func removeSecondStep(of person: ID<Person>) throws {
        try execute("DELETE FROM second_step WHERE person_id = \(person)")
        try execute("DELETE FROM recovery_code WHERE person_id = \(person)")
    }

    fileprivate func replaceRecoveryCodes(_ codes: [String], of person: ID<Person>, _ key: SecretKey) throws {
        try execute("DELETE FROM recovery_code WHERE person_id = \(person)")
        for code in codes {
            let digest = key.digest(of: RecoveryCode.normalised(code), for: person.rawValue)
            try execute("INSERT INTO recovery_code (person_id, digest) VALUES (\(person), \(digest))")
        }
    }
}
