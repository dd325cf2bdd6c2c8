import Access
import Database
import Foundation
import Services

extension Accounts {
    /// Signs in as one of the example network's people with a click.
    ///
    /// - Throws: ``AccountsError/exampleOnly`` unless the site runs in example mode and offers this person.
    package func continueAs(email typedEmail: String, _ client: Client, request: String? = nil) async throws
        -> SignInOutcome
    {
        guard settings.isExample else { throw AccountsError.exampleOnly }
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        guard settings.examplePeople.contains(where: { EmailAddress($0.email) == email }) else {
            throw AccountsError.exampleOnly
        }
        let new = NewSession(services, client)
        let entry: ID<Act> = services.newID()
        let policy = settings.sessions
        return try await database.write { transaction in
            let record = try transaction.personRecord(at: email).orNotFound()
            try transaction.open(new, for: record, .example, policy)
            let act = Act(actor: .person(record.person, request: request), at: new.at, id: entry)
            try transaction.audit(act, "person.sign-in", of: record.person.id, ["by": .word("example")])
            return new.outcome
        }
    }
}
