import Access
import Database
import Foundation
import Services

/// A single-use link that was mailed (or shown to an administrator), as it is stored: by the hash of its
/// token.
struct AccessLink: Sendable {
    enum Purpose: String, SQLStorable {
        /// Sets a password: the first one, or a new one after a reset.
        case password
        case signIn = "sign-in"
        /// Confirms a new email address.
        case email
        /// Not a link but the time between password and code; the browser holds the token.
        case code
    }

    let purpose: Purpose
    let token: Token
    let person: ID<Person>
    let email: EmailAddress?
    let createdAt: Date
    let expiresAt: Date

    init(
        _ purpose: Purpose,
        token: Token,
        for person: ID<Person>,
        email: EmailAddress? = nil,
        from now: Date,
        lifetime: Double
    ) {
        self.purpose = purpose
        self.token = token
        self.person = person
        self.email = email
        createdAt = now
        expiresAt = now.addingTimeInterval(lifetime)
    }

    init(_ purpose: Purpose, for person: ID<Person>, lifetime: Double, _ services: Services) {
        self.init(purpose, token: Token(services), for: person, from: services.now(), lifetime: lifetime)
    }

    /// Where the link leads; the website serves these three addresses.
    func address(_ settings: AccountsSettings) -> String {
        let path =
            switch purpose {
            case .password: "set-password"
            case .signIn, .code: "sign-in/link"
            case .email: "account/email/confirm"
            }
        return "\(settings.baseURL)/\(path)/\(token.text)"
    }
}

/// A link that was looked up and may be used.
struct UsableLink: Sendable, RowReadable {
    let person: ID<Person>
    let email: EmailAddress?
    let createdAt: Date

    init(row: Row) throws {
        person = try row.get(0)
        email = try row.get(1)
        createdAt = try row.get(2)
    }
}

extension Transaction {
    func insert(_ link: AccessLink) throws {
        try execute(
            """
            INSERT INTO access_link (token_hash, purpose, person_id, email, created_at, expires_at)
            VALUES (\(link.token.hash), \(link.purpose), \(link.person), \(link.email), \(link.createdAt), \(link.expiresAt))
            """
        )
    }

    /// Inserts a link and ends earlier ones of the same purpose: the newest mail is the one that counts.
    func replaceLinks(with link: AccessLink) throws {
        try execute("DELETE FROM access_link WHERE person_id = \(link.person) AND purpose = \(link.purpose)")
        try insert(link)
    }

    /// Looks without using: for the page with the button.
    func usableLink(_ token: Token, _ purpose: AccessLink.Purpose, at now: Date) throws -> UsableLink? {
        try first(
            """
            SELECT person_id, email, created_at FROM access_link
            WHERE token_hash = \(token.hash) AND purpose = \(purpose) AND expires_at > \(now)
            """
        )
    }

    /// Uses a link up. Of two that come at once, one succeeds.
    func useLink(_ token: Token, _ purpose: AccessLink.Purpose, at now: Date) throws -> UsableLink {
        guard let link = try usableLink(token, purpose, at: now) else { throw AccountsError.linkSpent }
        guard try execute("DELETE FROM access_link WHERE token_hash = \(token.hash)") == 1 else {
            throw AccountsError.linkSpent
        }
        return link
    }
}
