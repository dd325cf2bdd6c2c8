import Access
import Database
import Foundation
import Services

/// What the page behind an invitation's link shows.
package struct InvitationOffer: Sendable {
    package let invitation: Invitation
    /// Whether the person has a password already; then they only accept.
    package let hasPassword: Bool
    /// Whether a password must be set to accept: every role but booker and member.
    package var needsPassword: Bool { !hasPassword && !invitation.role.signsInByLink }
}

extension Accounts {
    /// `nil` when the invitation was used, withdrawn or has expired. Looking does not use it up.
    package func invitation(_ token: Token) async throws -> InvitationOffer? {
        let now = services.now()
        return try await database.read { try $0.invitationOffer(token, at: now) }
    }

    /// Accepts: the person is added if their address is new, gets the role, and sets a password where one was
    /// typed.
    ///
    /// Following the link shows that the mailbox is theirs. A person who has a password already is not signed
    /// in by it (they may have a second step): they sign in as always.
    ///
    /// - Parameter password: Required where ``InvitationOffer/needsPassword``; otherwise may be empty.
    /// - Returns: A session for a person who had no password before; `nil` for one who is to sign in.
    package func acceptInvitation(
        _ token: Token,
        name typedName: String,
        password: String,
        _ client: Client,
        request: String? = nil
    ) async throws -> SignInOutcome? {
        let new = NewSession(services, client)
        guard let offer = try await invitation(token) else { throw AccountsError.linkSpent }
        guard let name = PersonName.parse(typedName) else { throw AccountsError.nameInvalid }
        let hash = try await hashForInvitation(offer, name: name, password)
        let personID: ID<Person> = services.newID()
        let entry: ID<Act> = services.newID()
        let policy = settings.sessions
        return try await database.write { transaction in
            guard let offer = try transaction.invitationOffer(token, at: new.at) else {
                throw AccountsError.linkSpent
            }
            let invitation = offer.invitation
            let used = try transaction.execute(
                "UPDATE invitation SET accepted_at = \(new.at) WHERE id = \(invitation.id) AND accepted_at IS NULL"
            )
            guard used == 1 else { throw AccountsError.linkSpent }
            let person = try transaction.findOrAddPerson(
                name: name,
                email: invitation.email,
                newID: personID,
                at: new.at
            )
            let act = Act(actor: .person(person, request: request), at: new.at, id: entry)
            let organisation = invitation.organisation.id
            try transaction.addMembership(of: person.id, in: organisation, as: invitation.role, at: new.at)
            // Opened before, perhaps on another device.
            try transaction.endWeakSessions(of: person.id, ifAnyOf: [invitation.role])
            try transaction.audit(
                act,
                "invitation.accept",
                of: invitation.id,
                in: organisation,
                ["role": .word(invitation.role)]
            )
            guard !offer.hasPassword else { return nil }
            if let hash { try transaction.replacePassword(of: person.id, by: hash, at: new.at) }
            // Someone with a second step still shows it: a mailbox does not replace it.
            guard try !transaction.hasSecondStep(person.id) else { return nil }
            let record = try transaction.personRecord(person.id).orNotFound()
            guard try hash != nil || !transaction.needsPassword(record) else {
                throw AccountsError.passwordNeeded
            }
            try transaction.open(new, for: record, hash == nil ? .link : .password, policy)
            try transaction.audit(act, "person.sign-in", of: person.id, ["by": .word("invitation")], line: 1)
            return new.outcome
        }
    }

    private func hashForInvitation(_ offer: InvitationOffer, name: String, _ password: String) async throws
        -> String?
    {
        if offer.hasPassword { return nil }
        if password.isEmpty {
            if offer.needsPassword { throw AccountsError.passwordNeeded }
            return nil
        }
        if let fault = PasswordRule.fault(in: password, name: name, email: offer.invitation.email) {
            throw AccountsError.passwordRefused(fault)
        }
        return try await hasher.hash(PasswordRule.normalised(password))
    }
}

extension Transaction {
    fileprivate func invitationOffer(_ token: Token, at now: Date) throws -> InvitationOffer? {
        let invitation: Invitation? = try first(
            """
            \(Invitation.selection)
            WHERE invitation.token_hash = \(token.hash) AND invitation.accepted_at IS NULL
                AND invitation.expires_at > \(now)
            """
        )
        guard let invitation else { return nil }
        let hasPassword = try exists(
            """
            SELECT 1 FROM password JOIN person ON person.id = password.person_id
            WHERE person.email = \(invitation.email)
            """
        )
        return InvitationOffer(invitation: invitation, hasPassword: hasPassword)
    }
}
