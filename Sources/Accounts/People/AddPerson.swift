package import Access
package import Database
package import Foundation
package import Services

extension Accounts {
    /// Adds a person who sets a password through a link. On the command line this makes the first network
    /// administrator, and the first lead of a hub or school.
    ///
    /// - Parameter membership: A role to begin with.
    /// - Returns: The person, and the link's address: shown by the command line, which is the only one to
    ///   know it.
    package func addPerson(
        by actor: Actor,
        name typedName: String,
        email typedEmail: String,
        isNetworkAdministrator: Bool = false,
        membership: Membership? = nil
    ) async throws -> (person: Person, link: String) {
        let (name, email) = try Self.parse(name: typedName, email: typedEmail)
        try actor.require(.managePersons)
        let act = services.act(by: actor)
        let person = Person(id: services.newID(), name: name)
        let link = AccessLink(.password, for: person.id, lifetime: settings.lifetimes.firstPassword, services)
        try await database.write { transaction in
            guard try transaction.personRecord(at: email) == nil else { throw AccountsError.emailTaken }
            try transaction.insertPerson(
                person,
                email: email,
                isNetworkAdministrator: isNetworkAdministrator,
                at: act.at
            )
            try transaction.insert(link)
            try transaction.audit(
                act,
                "person.add",
                of: person.id,
                ["administrator": .flag(isNetworkAdministrator)]
            )
            guard let membership else { return }
            let organisation = membership.organisation.id
            _ = try transaction.organisation(organisation).orNotFound()
            try transaction.addMembership(of: person.id, in: organisation, as: membership.role, at: act.at)
            try transaction.audit(
                act,
                "person.change-roles",
                of: person.id,
                in: organisation,
                ["before": .word(""), "after": .word(membership.role)],
                line: 1
            )
        }
        return (person, link.address(settings))
    }

    /// A new link to set a password: for someone whom mail does not reach. It ends when it is used or after
    /// three days.
    package func passwordLink(by actor: Actor, email typedEmail: String) async throws -> String {
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        try actor.require(.managePersons)
        let act = services.act(by: actor)
        let token = Token(services)
        let lifetime = settings.lifetimes.firstPassword
        let link = try await database.write { transaction in
            let record = try transaction.personRecord(at: email).orNotFound()
            let link = AccessLink(
                .password,
                token: token,
                for: record.person.id,
                from: act.at,
                lifetime: lifetime
            )
            try transaction.replaceLinks(with: link)
            try transaction.audit(act, "person.password-link", of: record.person.id)
            return link
        }
        return link.address(settings)
    }

    static func parse(name typedName: String, email typedEmail: String) throws(AccountsError) -> (
        String, EmailAddress
    ) {
        guard let name = PersonName.parse(typedName) else { throw .nameInvalid }
        guard let email = EmailAddress(typedEmail) else { throw .emailInvalid }
        return (name, email)
    }
}

extension Transaction {
    func insertPerson(
        _ person: Person,
        email: EmailAddress,
        isNetworkAdministrator: Bool = false,
        at now: Date
    ) throws {
        try execute(
            """
            INSERT INTO person (id, name, email, is_network_administrator, created_at)
            VALUES (\(person.id), \(person.name), \(email), \(isNetworkAdministrator), \(now))
            """
        )
    }

    /// The person at a work address, added if there is none: for features where someone names a colleague (a
    /// booking). The name of a person who is there already is not changed.
    ///
    /// - Parameter id: Drawn before the transaction; used only for a new person.
    package func findOrAddPerson(
        name: String,
        email: EmailAddress,
        newID id: ID<Person>,
        at now: Date
    ) throws -> Person {
        if let record = try personRecord(at: email) { return record.person }
        let person = Person(id: id, name: name)
        try insertPerson(person, email: email, at: now)
        return person
    }

    /// Gives a role, once. The caller has checked that it may be given and audits it.
    package func addMembership(
        of person: ID<Person>,
        in organisation: ID<Organisation>,
        as role: Role,
        at now: Date
    ) throws {
        try execute(
            """
            INSERT INTO membership (person_id, organisation_id, role, since)
            VALUES (\(person), \(organisation), \(role), \(now))
            ON CONFLICT (person_id, organisation_id, role) DO NOTHING
            """
        )
    }
}
