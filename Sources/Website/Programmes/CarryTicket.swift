import Access
import HTML
import Services

/// A field that lets what a form says be carried over signing in, when its sender turns out to be signed out. It says whom
/// the form was drawn for, and proves it with the browser's secret alone: the form's own token fell with the session. So
/// another site cannot put anything there, and nobody else who signs in with this browser is shown it.
struct CarryTicket: Renderable {
    /// `nil` for somebody who is not signed in.
    private let value: String?

    private static let field = "carry"

    init(_ visit: Visit) {
        value = visit.actor.person.map { person in
            let mask = visit.services.randomBytes(FormSecret.length)
            return "\(person.id).\(Self.secret(visit).token(mask: mask))"
        }
    }

    var markup: Markup {
        if let value { input(.type("hidden"), .name(Self.field), .value(value)) }
    }

    /// Whom a form was drawn for that came without a session; `nil` where it proves nobody.
    static func person(_ submission: Submission, _ visit: Visit) -> ID<Person>? {
        let parts = submission.exact(field).split(separator: ".", maxSplits: 1)
        guard parts.count == 2, secret(visit).accepts(String(parts[1])) else { return nil }
        return ID<Person>(String(parts[0]))
    }

    /// The browser's secret, for this alone: no session has such a token.
    private static func secret(_ visit: Visit) -> FormSecret {
        var secret = visit.context.formSecret
        secret.session = "what is carried over signing in"
        return secret
    }
}
