package import Access
package import Database
package import Foundation
import Mail
package import Services

/// An invitation that waits for its answer, as the organisation's lead sees it: what they typed, and nothing
/// of the person's account.
package struct Invitation: Hashable, Sendable, RowReadable {
    package let id: ID<Invitation>
    package let email: EmailAddress
    package let name: String
    package let organisation: Organisation
    package let role: Role
    package let expiresAt: Date

    static let selection: SQL = """
        SELECT invitation.id, invitation.email, invitation.name, organisation.id, organisation.kind, organisation.name,
            invitation.role, invitation.expires_at
        FROM invitation JOIN organisation ON organisation.id = invitation.organisation_id
        """

    package init(row: Row) throws {
        id = try row.get(0)
        email = try row.get(1)
        name = try row.get(2)
        organisation = Organisation(id: try row.get(3), kind: try row.get(4), name: try row.get(5))
        role = try row.get(6)
        expiresAt = try row.get(7)
    }
}

extension Accounts {
    /// Invites someone to a role in an organisation, by email. What the inviting person learns does not depend
    /// on whether the address has an account. A new invitation to the same address and organisation replaces
    /// the earlier one.
    package func invite(
        by actor: Actor,
        name typedName: String,
        email typedEmail: String,
        to organisation: ID<Organisation>,
        as role: Role
    ) async throws -> ID<Invitation> {
        let inviter = actor.person
        if case .anonymous = actor.identity { throw AccessError.notSignedIn }
        let (name, email) = try Self.parse(name: typedName, email: typedEmail)
        try actor.require(role == .lead ? .inviteLeads : .invitePeople, on: .of(organisation))
        let act = services.act(by: actor)
        let id: ID<Invitation> = services.newID()
        let letterID: ID<OutgoingMail> = services.newID()
        let token = Token(services)
        let expires = act.at.addingTimeInterval(settings.lifetimes.invitation)
        let settings = settings
        let blocked: Date? = try await database.write { transaction in
            if let inviter, let until = try transaction.attempt(.invitations, "\(inviter.id)", at: act.at) {
                return until
            }
            let to = try transaction.organisation(organisation).orNotFound()
            try transaction.execute(
                """
                DELETE FROM invitation
                WHERE email = \(email) AND organisation_id = \(organisation) AND role = \(role) AND accepted_at IS NULL
                """
            )
            try transaction.execute(
                """
                INSERT INTO invitation
                    (id, token_hash, email, name, organisation_id, role, invited_by, created_at, expires_at)
                VALUES (\(id), \(token.hash), \(email), \(name), \(organisation), \(role), \(inviter?.id), \(act.at), \(expires))
                """
            )
            let letter = OutgoingMail.invitation(to: email, name, by: inviter, to, role, token, settings)
            try transaction.enqueue(letter, id: letterID, at: act.at)
            try transaction.audit(act, "invitation.send", of: id, in: organisation, ["role": .word(role)])
            return nil
        }
        if let blocked { throw AccountsError.tooManyAttempts(until: blocked) }
        return id
    }

    /// Takes an invitation back: its link no longer works.
    package func withdrawInvitation(_ id: ID<Invitation>, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let invitation: Invitation = try transaction.first(
                "\(Invitation.selection) WHERE invitation.id = \(id) AND invitation.accepted_at IS NULL"
            ).orNotFound()
            let organisation = invitation.organisation.id
            try actor.require(invitation.role == .lead ? .inviteLeads : .invitePeople, on: .of(organisation))
            try transaction.execute("DELETE FROM invitation WHERE id = \(id)")
            try transaction.audit(act, "invitation.withdraw", of: id, in: organisation)
        }
    }
}

extension Transaction {
    package func organisation(_ id: ID<Organisation>) throws -> Organisation? {
        try rows("SELECT id, kind, name FROM organisation WHERE id = \(id)").first.map { row in
            Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
        }
    }
}
