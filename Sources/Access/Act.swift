package import Database
package import Foundation
package import Services

/// One thing that an actor sets out to do, drawn before the transaction: who, when, and the identifier that
/// its audit entries carry. A transaction that is run again writes the same entries.
package struct Act: Sendable {
    package let actor: Actor
    package let at: Date
    package let id: ID<Act>

    package init(actor: Actor, at: Date, id: ID<Act>) {
        self.actor = actor
        self.at = at
        self.id = id
    }
}

extension Services {
    /// Draws what an audited verb needs: `let act = services.act(by: actor)`.
    package func act(by actor: Actor) -> Act {
        Act(actor: actor, at: now(), id: newID())
    }
}

extension Transaction {
    /// Runs a form's verb once for its key, however often the form is sent; without a key (a command, the example) each
    /// time. One person's key never answers another.
    ///
    /// - Returns: What the first call returned.
    package func once(_ key: IdempotencyKey?, by act: Act, _ verb: AuditVerb, _ body: () throws -> String)
        throws
        -> String
    {
        guard let key else { return try body() }
        let who = act.actor.person?.id.description ?? "system"
        return try once(key, scope: "\(who)/\(verb.name)", at: act.at, body).answer
    }
}
