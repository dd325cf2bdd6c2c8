import Access
import Database
import Foundation
import Services

/// Everything that a new session needs, drawn before the transaction.
struct NewSession: Sendable {
    let id: ID<Session>
    let token: Token
    let device: Token
    let at: Date
    let summary: String

    init(_ services: Services, _ client: Client) {
        id = services.newID()
        token = Token(services)
        device = client.device ?? Token(services)
        at = services.now()
        summary = DeviceSummary.summary(of: client.agent)
    }

    var outcome: SignInOutcome { .signedIn(session: token, device: device) }
}

extension Transaction {
    /// Starts a session with a new token: whatever token the browser had before stands for nothing (session
    /// fixation).
    func open(
        _ new: NewSession,
        for record: PersonRecord,
        _ strength: SignInStrength,
        _ policy: SessionPolicy
    ) throws {
        let expires = new.at.addingTimeInterval(policy.absolute(administrator: record.isNetworkAdministrator))
        try execute(
            """
            INSERT INTO session (id, token_hash, person_id, strength, started_at, last_used_at, expires_at, device)
            VALUES (\(new.id), \(new.token.hash), \(record.person.id), \(strength.rawValue), \(new.at), \(new.at),
                \(expires), \(new.summary))
            """
        )
        try execute("UPDATE person SET last_signed_in_at = \(new.at) WHERE id = \(record.person.id)")
        try remember(new.device, of: record.person.id, at: new.at)
    }

    /// Marks a browser as one that the person used. Several people may use one browser.
    private func remember(_ device: Token, of person: ID<Person>, at now: Date) throws {
        try execute(
            """
            INSERT INTO known_device (token_hash, person_id, last_used_at)
            VALUES (\(device.hash), \(person), \(now))
            ON CONFLICT (token_hash, person_id) DO UPDATE SET last_used_at = \(now)
            """
        )
    }

    func isKnown(_ device: Token?, of person: ID<Person>?) throws -> Bool {
        guard let device, let person else { return false }
        return try exists(
            "SELECT 1 FROM known_device WHERE token_hash = \(device.hash) AND person_id = \(person)"
        )
    }

    /// Ends every session of a person, except one.
    @discardableResult
    func endSessions(of person: ID<Person>, except kept: ID<Session>? = nil) throws -> Int {
        let spared: SQL = if let kept { " AND id <> \(kept)" } else { "" }
        return try execute("DELETE FROM session WHERE person_id = \(person)\(spared)")
    }
}
