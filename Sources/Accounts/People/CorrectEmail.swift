package import Access
import Database
import Foundation
import Mail
package import Services

/// What ended with an address that was not right.
package struct CorrectedEmail: Hashable, Sendable {
    /// Not where the address is the one that stood, also in capitals: addresses are kept in small letters. Then nobody gets
    /// a letter, and nothing is forgotten.
    package let isChanged: Bool
    package let sessionsEnded: Int
    /// Invitations to the old address that nobody had answered: they are sent again from the organisation's page.
    package let invitationsWithdrawn: Int
}

extension Accounts {
    /// Puts somebody's address right for them, where they cannot: a letter with the link of ``requestEmailChange`` never
    /// reached them, or they cannot sign in.
    ///
    /// What was written to the old address and has not been read there is treated as an erasure treats it: letters,
    /// links and unanswered invitations go. Both addresses get a letter; the one to the old address names nobody, since
    /// it may be a stranger's.
    ///
    /// - Parameters:
    ///   - version: The version that the form showed; someone else's later change is not overwritten.
    ///   - forgetsSignIn: Whether the password, two-step sign-in and known devices go too, because somebody else may have
    ///     used what was sent to the old address.
    /// - Throws: ``AccountsError/emailTaken`` where another person has the address.
    package func correctEmail(
        of id: ID<Person>,
        to typedEmail: String,
        version: Int64,
        forgetsSignIn: Bool = false,
        by actor: Actor
    ) async throws -> CorrectedEmail {
        try actor.require(.managePersons)
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        let act = services.act(by: actor)
        let letters: (ID<OutgoingMail>, ID<OutgoingMail>) = (services.newID(), services.newID())
        let settings = settings
        let registry = registry
        return try await database.write { transaction in
            let record = try transaction.personRecord(id).orNotFound()
            guard let old = record.email else { throw AccessError.notFound }
            if let holder = try transaction.personRecord(at: email) {
                guard holder.person.id == id else { throw AccountsError.emailTaken }
                // The form was sent twice, or nothing was changed in it.
                return CorrectedEmail(isChanged: false, sessionsEnded: 0, invitationsWithdrawn: 0)
            }
            try transaction.update(
                """
                UPDATE person SET email = \(email), version = version + 1
                WHERE id = \(id) AND version = \(version) AND erased_at IS NULL
                """
            )
            let withdrawn = try transaction.withdrawWriting(to: old)
            for part in registry { _ = try part.readdress(id, from: old, to: email, in: transaction) }
            let ended = try transaction.endSessions(of: id)
            if forgetsSignIn { try transaction.forgetSignIn(of: id) }
            try transaction.enqueue(.emailRemoved(from: old, settings), id: letters.0, at: act.at)
            try transaction.enqueue(
                .emailCorrected(to: email, record.person.name, settings),
                id: letters.1,
                at: act.at
            )
            try transaction.audit(
                act,
                "person.correct-email",
                of: id,
                [
                    "sessionsEnded": .count(ended), "invitationsWithdrawn": .count(withdrawn),
                    "forgetsSignIn": .flag(forgetsSignIn),
                ]
            )
            try transaction.touch(.personNames)
            return CorrectedEmail(
                isChanged: true,
                sessionsEnded: ended,
                invitationsWithdrawn: withdrawn
            )
        }
    }
}

extension Transaction {
    /// Takes back what is on its way to an address: letters, links and invitations that nobody answered.
    ///
    /// - Returns: How many invitations there were.
    fileprivate func withdrawWriting(to email: EmailAddress) throws -> Int {
        try deleteMail(to: email.text)
        try execute("DELETE FROM address_link WHERE email = \(email)")
        try clearAttempts(.account, email.text)
        return try execute("DELETE FROM invitation WHERE email = \(email) AND accepted_at IS NULL")
    }

    /// Forgets every way in that a person, or somebody in their place, has set up.
    fileprivate func forgetSignIn(of person: ID<Person>) throws {
        try execute("DELETE FROM password WHERE person_id = \(person)")
        try removeSecondStep(of: person)
        try execute("DELETE FROM known_device WHERE person_id = \(person)")
    }
}
