import Access
package import Database
import Foundation
package import Services

extension Accounts {
    /// Who a session token stands for, with their roles as they are now. `nil` when the session ended or
    /// expired.
    ///
    /// One query, because every page for somebody who is signed in asks it; the time of last use is written at most once in five minutes.
    package func identify(_ token: Token, request: String? = nil) async throws -> SignedIn? {
        let now = services.now()
        let policy = settings.sessions
        let found = try await database.read { transaction in
            try transaction.session(token, policy, request: request, at: now)
        }
        guard let found else { return nil }
        if now.timeIntervalSince(found.lastUsedAt) >= 300 {
            let id = found.signedIn.session
            try await database.write { transaction in
                try transaction.execute(
                    "UPDATE session SET last_used_at = \(now) WHERE id = \(id) AND last_used_at < \(now)"
                )
            }
        }
        return found.signedIn
    }

    /// Ends this session: the token stands for nothing from now on, wherever it was copied to.
    package func signOut(_ signedIn: SignedIn) async throws {
        let act = services.act(by: signedIn.actor)
        let person = try signedIn.actor.signedInPerson()
        try await database.write { transaction in
            try transaction.execute("DELETE FROM session WHERE id = \(signedIn.session)")
            try transaction.audit(act, "person.sign-out", of: person.id)
        }
    }

    /// Ends every session of the person, this one too.
    package func signOutEverywhere(_ signedIn: SignedIn) async throws {
        let act = services.act(by: signedIn.actor)
        let person = try signedIn.actor.signedInPerson()
        try await database.write { transaction in
            let ended = try transaction.endSessions(of: person.id)
            try transaction.execute("DELETE FROM known_device WHERE person_id = \(person.id)")
            try transaction.audit(
                act,
                "person.sign-out-everywhere",
                of: person.id,
                ["sessions": .count(ended)]
            )
        }
    }

    /// Ends one of the person's own sessions, from the list.
    package func endSession(_ id: ID<Session>, by signedIn: SignedIn) async throws {
        let act = services.act(by: signedIn.actor)
        let person = try signedIn.actor.signedInPerson()
        try await database.write { transaction in
            let ended = try transaction.execute(
                "DELETE FROM session WHERE id = \(id) AND person_id = \(person.id)"
            )
            guard ended == 1 else { throw AccessError.notFound }
            try transaction.audit(act, "person.end-session", of: person.id)
        }
    }

    /// The person's own sessions, the last used first.
    package func sessions(of signedIn: SignedIn) async throws -> [Session] {
        let person = try signedIn.actor.signedInPerson()
        let now = services.now()
        let policy = settings.sessions
        let isAdministrator = signedIn.actor.isNetworkAdministrator
        let idleSince = now.addingTimeInterval(-policy.idle(administrator: isAdministrator))
        return try await database.read { transaction in
            try transaction.all(
                """
                SELECT id, strength, started_at, last_used_at, expires_at, device FROM session
                WHERE person_id = \(person.id) AND expires_at > \(now) AND last_used_at > \(idleSince)
                ORDER BY last_used_at DESC, id
                """
            )
        }
    }
}

extension Session: RowReadable {
    package init(row: Row) throws {
        let strength: String = try row.get(1)
        self.init(
            id: try row.get(0),
            strength: SignInStrength(rawValue: strength) ?? .link,
            startedAt: try row.get(2),
            lastUsedAt: try row.get(3),
            expiresAt: try row.get(4),
            device: try row.get(5)
        )
    }
}

extension Transaction {
    fileprivate func session(
        _ token: Token,
        _ policy: SessionPolicy,
        request: String?,
        at now: Date
    ) throws -> (signedIn: SignedIn, lastUsedAt: Date)? {
        let found = try rows(
            """
            SELECT session.id, session.strength, session.started_at, session.last_used_at, person.id, person.name,
                person.is_network_administrator, organisation.id, organisation.kind, organisation.name, membership.role
            FROM session JOIN person ON person.id = session.person_id
            LEFT JOIN membership ON membership.person_id = person.id
            LEFT JOIN organisation ON organisation.id = membership.organisation_id
            WHERE session.token_hash = \(token.hash) AND session.expires_at > \(now) AND person.erased_at IS NULL
            ORDER BY organisation.name, organisation.id, membership.role
            """
        )
        guard let row = found.first else { return nil }
        let startedAt: Date = try row.get(2)
        let lastUsedAt: Date = try row.get(3)
        // Someone who became an administrator meanwhile gets an administrator's shorter session at once.
        let isAdministrator: Bool = try row.get(6)
        guard now < lastUsedAt.addingTimeInterval(policy.idle(administrator: isAdministrator)),
            now < startedAt.addingTimeInterval(policy.absolute(administrator: isAdministrator))
        else { return nil }
        let memberships: [Membership] = try found.compactMap { row in
            guard let role = try row.get(10, as: Role?.self) else { return nil }
            let organisation = Organisation(
                id: try row.get(7),
                kind: try row.get(8),
                name: try row.get(9)
            )
            return Membership(organisation, role)
        }
        let actor: Actor = .person(
            Person(id: try row.get(4), name: try row.get(5)),
            memberships: memberships,
            isNetworkAdministrator: isAdministrator,
            request: request
        )
        let strength = SignInStrength(rawValue: try row.get(1)) ?? .link
        return (SignedIn(actor: actor, session: try row.get(0), strength: strength), lastUsedAt)
    }
}
