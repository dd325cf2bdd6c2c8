package import Access
package import Foundation
package import Services

/// One browser where a person is signed in.
package struct Session: Hashable, Sendable {
    package let id: ID<Session>
    package let strength: SignInStrength
    package let startedAt: Date
    /// To within five minutes.
    package let lastUsedAt: Date
    package let expiresAt: Date
    /// Such as "Firefox on Windows": never the whole user-agent text.
    package let device: String
}

/// How a session began.
package enum SignInStrength: String, Sendable {
    case password
    /// Password and a code.
    case twoStep = "two-step"
    /// A link that was mailed to the work address.
    case link
    /// A click, in an example network only.
    case example
}

/// What a session token stands for: who asks, and through which session.
package struct SignedIn: Sendable {
    package let actor: Actor
    package let session: ID<Session>
    package let strength: SignInStrength
}

/// What the server learned about a visit: for rate limits and for the person's own list of sessions.
package struct Client: Sendable {
    /// The client's address as the trusted proxy tells it. Hashed before it is kept, and only for the window
    /// of a rate limit.
    package let address: String
    /// The `User-Agent` header.
    package let agent: String
    /// The device cookie, if the browser has one.
    package let device: Token?

    /// Whom limits count as one client: see ``ClientNetwork``.
    var network: String { ClientNetwork.key(of: address) }

    package init(address: String, agent: String, device: Token? = nil) {
        self.address = address
        self.agent = agent
        self.device = device
    }
}

/// What signing in came to.
package enum SignInOutcome: Sendable {
    /// `device` marks this browser as one that the person has used: give it in a long-lived cookie.
    case signedIn(session: Token, device: Token)
    /// The password was right; the code is still to come. The token is valid for ten minutes.
    case codeNeeded(challenge: Token)
}

package struct SessionPolicy: Sendable {
    package var idle: TimeInterval = 12 * 3600
    package var absolute: TimeInterval = 7 * 86_400
    /// A network administrator's sessions are shorter.
    package var administratorIdle: TimeInterval = 3600
    package var administratorAbsolute: TimeInterval = 12 * 3600

    package init() {}

    func idle(administrator: Bool) -> TimeInterval { administrator ? administratorIdle : idle }
    func absolute(administrator: Bool) -> TimeInterval { administrator ? administratorAbsolute : absolute }
}
