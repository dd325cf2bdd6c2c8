import Access
import Accounts
import Database
import Foundation
import Mail
import Programmes
import Services

/// An email of this module: plain text, what it is about, and where to go. Never what coach and coached wrote.
struct Letter: Sendable {
    let subject: String
    let lines: [String]
    /// A path of the site.
    let path: String

    func mail(to person: Person, at email: EmailAddress, _ settings: PathwaysSettings) -> OutgoingMail {
        OutgoingMail(
            to: MailAddress(name: person.name, address: email.text),
            subject: subject,
            text: """
                Dear \(person.name),

                \(lines.joined(separator: "\n\n"))

                \(settings.baseURL)\(path)

                You can sign in with a link sent to this address; no password is needed.
                """
        )
    }
}

extension Transaction {
    /// Puts an email into the outbox, unless the person was erased.
    func send(
        _ letter: Letter,
        to person: Person,
        _ act: Act,
        _ settings: PathwaysSettings,
        _ ids: inout IDSequence
    ) throws {
        guard let email = try email(of: person.id) else { return }
        try enqueue(letter.mail(to: person, at: email, settings), id: ids.next(), at: act.at)
    }
}
