package import Access
import Database
import Foundation
import Mail
package import Services

/// What the account page shows.
package struct AccountOverview: Sendable {
    package let record: PersonRecord
    package let hasPassword: Bool
    package let hasTwoStep: Bool
    package let recoveryCodesLeft: Int
}

extension Accounts {
    /// The signed-in person's own account.
    package func overview(by actor: Actor) async throws -> AccountOverview {
        let id = try actor.signedInPerson().id
        return try await database.read { transaction in
            AccountOverview(
                record: try transaction.personRecord(id).orNotFound(),
                hasPassword: try transaction.exists("SELECT 1 FROM password WHERE person_id = \(id)"),
                hasTwoStep: try transaction.hasSecondStep(id),
                recoveryCodesLeft: try transaction.count(
                    "SELECT count(*) FROM recovery_code WHERE person_id = \(id)"
                )
            )
        }
    }

    /// Corrects a person's name and teacher reference number: their own, or anyone's for an administrator.
    ///
    /// - Parameter version: The version that the form showed; someone else's later change is not overwritten.
    package func correct(
        _ id: ID<Person>,
        name typedName: String,
        teacherReference typedReference: String,
        version: Int64,
        by actor: Actor
    ) async throws {
        guard actor.may(.changeOwnAccount, on: .of(person: id)) || actor.may(.managePersons) else {
            try actor.signedInPerson()
            throw AccessError.notFound
        }
        guard let name = PersonName.parse(typedName) else { throw AccountsError.nameInvalid }
        let reference = TeacherReference.parse(typedReference)
        guard reference != nil || typedReference.allSatisfy(\.isWhitespace) else {
            throw AccountsError.teacherReferenceInvalid
        }
        let act = services.act(by: actor)
        try await database.write { transaction in
            let isTaken = try transaction.exists(
                "SELECT 1 FROM person WHERE teacher_reference = \(reference) AND id <> \(id)"
            )
            guard !isTaken else { throw AccountsError.teacherReferenceInvalid }
            try transaction.update(
                """
                UPDATE person SET name = \(name), teacher_reference = \(reference), version = version + 1
                WHERE id = \(id) AND version = \(version) AND erased_at IS NULL
                """
            )
            try transaction.audit(act, "person.correct", of: id)
            try transaction.touch(.personNames)
        }
    }

    /// Begins a change of address: the new address gets a link, the old one a notice. Until the link is used
    /// nothing changes, and the answer does not tell whether the new address has an account.
    package func requestEmailChange(
        by actor: Actor,
        to typedEmail: String,
        password: String,
        _ client: Client
    )
        async throws
    {
        let person = try actor.signedInPerson()
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        let record = try await database.read { try $0.personRecord(person.id).orNotFound() }
        try await confirm(password, of: record)
        let act = services.act(by: actor)
        let link = AccessLink(
            .email,
            token: Token(services),
            for: person.id,
            email: email,
            from: act.at,
            lifetime: settings.lifetimes.emailChange
        )
        let ids: (ID<OutgoingMail>, ID<OutgoingMail>) = (services.newID(), services.newID())
        let settings = settings
        let blocked: Date? = try await database.write { transaction in
            if let until = try transaction.mayMail(to: email, client, at: act.at) { return until }
            if try transaction.personRecord(at: email) == nil {
                try transaction.replaceLinks(with: link)
                try transaction.rememberWriting(to: email, of: person.id)
                try transaction.enqueue(.confirmEmail(to: email, link, settings), id: ids.0, at: act.at)
            } else {
                try transaction.enqueue(.emailInUse(to: email, settings), id: ids.0, at: act.at)
            }
            if let old = record.email {
                try transaction.enqueue(.emailChanging(from: old, settings), id: ids.1, at: act.at)
            }
            try transaction.audit(act, "person.request-email-change", of: person.id)
            return nil
        }
        if let blocked { throw AccountsError.tooManyAttempts(until: blocked) }
    }

    /// Whether the link of a change of address may still be used, and to which address it leads.
    package func pendingEmail(_ token: Token) async throws -> EmailAddress? {
        let now = services.now()
        return try await database.read { try $0.usableLink(token, .email, at: now)?.email }
    }

    /// Ends a change of address: the button on the link's page.
    package func confirmEmail(_ token: Token, request: String? = nil) async throws {
        let now = services.now()
        let entry: ID<Act> = services.newID()
        let registry = registry
        try await database.write { transaction in
            let link = try transaction.useLink(token, .email, at: now)
            let record = try transaction.personRecord(link.person).orNotFound()
            guard let email = link.email, try transaction.personRecord(at: email) == nil else {
                throw AccountsError.linkSpent
            }
            try transaction.execute(
                "UPDATE person SET email = \(email), version = version + 1 WHERE id = \(link.person)"
            )
            if let old = record.email {
                // What was sent to the old address is held no longer.
                try transaction.deleteMail(to: old.text, butQueued: true)
                for part in registry {
                    _ = try part.readdress(link.person, from: old, to: email, in: transaction)
                }
            }
            try transaction.touch(.personNames)
            let act = Act(actor: .person(record.person, request: request), at: now, id: entry)
            try transaction.audit(act, "person.change-email", of: link.person)
        }
    }
}

extension Transaction {
    /// Remembers that the outbox has a letter to a person at an address that is not theirs on the day of an erasure:
    /// one that they mean to change to, or had before. The link that names the first runs out long before the letter.
    func rememberWriting(to email: EmailAddress, of person: ID<Person>) throws {
        try execute(
            """
            INSERT INTO written_address (person_id, email) VALUES (\(person), \(email))
            ON CONFLICT (person_id, email) DO NOTHING
            """
        )
    }
}
