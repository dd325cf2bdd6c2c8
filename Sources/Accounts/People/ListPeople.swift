package import Access
import Database
import Foundation
package import Services

/// A colleague on an organisation's people page.
package struct Colleague: Sendable {
    package let person: Person
    package let email: EmailAddress?
    package let roles: [Role]
}

extension Accounts {
    /// The people of an organisation, by name, each with their roles in it.
    package func people(of organisation: ID<Organisation>, by actor: Actor) async throws -> [Colleague] {
        try actor.require(.seePeople, on: .of(organisation))
        let rows = try await database.read { transaction in
            try transaction.rows(
                """
                SELECT person.id, person.name, person.email, membership.role
                FROM membership JOIN person ON person.id = membership.person_id
                WHERE membership.organisation_id = \(organisation)
                ORDER BY person.name, person.id
                """
            )
        }
        var people: [Colleague] = []
        for row in rows {
            let person = Person(id: try row.get(0), name: try row.get(1))
            let earlier = people.last?.person == person ? people.removeLast().roles : []
            let roles = (earlier + [try row.get(3)]).sorted()
            people.append(Colleague(person: person, email: try row.get(2), roles: roles))
        }
        return people
    }

    /// Invitations of an organisation that wait for an answer.
    package func invitations(of organisation: ID<Organisation>, by actor: Actor) async throws -> [Invitation]
    {
        try actor.require(.invitePeople, on: .of(organisation))
        let now = services.now()
        return try await database.read { transaction in
            try transaction.all(
                """
                \(Invitation.selection)
                WHERE invitation.organisation_id = \(organisation) AND invitation.accepted_at IS NULL
                    AND invitation.expires_at > \(now)
                ORDER BY invitation.name, invitation.id
                """
            )
        }
    }

    /// Persons whose name or address contains a text, by name: for administrators. At most `limit`, after
    /// `offset`. Reading names and addresses is audited, without what was looked for.
    package func persons(
        matching text: String = "",
        limit: Int = 50,
        offset: Int = 0,
        by actor: Actor
    ) async throws -> (persons: [PersonRecord], total: Int) {
        try actor.require(.managePersons)
        let escaped = text.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing(
            "_",
            with: "\\_"
        )
        let pattern = "%\(escaped)%"
        let act = services.act(by: actor)
        return try await database.write { transaction in
            let condition: SQL = """
                person.erased_at IS NULL AND (lower(person.name) LIKE \(pattern) ESCAPE '\\'
                    OR person.email LIKE \(pattern) ESCAPE '\\')
                """
            let total = try transaction.count("SELECT count(*) FROM person WHERE \(condition)")
            let persons: [PersonRecord] = try transaction.all(
                """
                SELECT \(PersonRecord.columns) FROM person WHERE \(condition)
                ORDER BY person.name, person.id LIMIT \(limit) OFFSET \(offset)
                """
            )
            try transaction.audit(act, "person.list", ["persons": .count(persons.count)])
            return (persons, total)
        }
    }

    /// One person, for administrators.
    package func person(_ id: ID<Person>, by actor: Actor) async throws -> (
        record: PersonRecord, memberships: [Membership]
    ) {
        try actor.require(.managePersons)
        return try await database.read { transaction in
            (try transaction.personRecord(id).orNotFound(), try transaction.memberships(of: id))
        }
    }

    /// The person at an address, for administrators.
    package func person(at typedEmail: String, by actor: Actor) async throws -> PersonRecord {
        try actor.require(.managePersons)
        guard let email = EmailAddress(typedEmail) else { throw AccountsError.emailInvalid }
        return try await database.read { try $0.personRecord(at: email).orNotFound() }
    }

    /// The people whom an example network offers to continue as, with their stories; nobody outside example
    /// mode.
    package func examplePeople() async throws -> [(record: PersonRecord, story: String)] {
        guard settings.isExample else { return [] }
        let offered = settings.examplePeople.compactMap { example in
            EmailAddress(example.email).map { (address: $0, story: example.story) }
        }
        let found: [PersonRecord] = try await database.read { transaction in
            try transaction.all(
                "SELECT \(PersonRecord.columns) FROM person WHERE email IN (\(SQL.list(offered.map(\.address))))"
            )
        }
        return offered.compactMap { offer in
            found.first { $0.email == offer.address }.map { (record: $0, story: offer.story) }
        }
    }
}

extension Accounts {
    /// An organisation whose people page somebody opens.
    package func organisation(_ id: ID<Organisation>, by actor: Actor) async throws -> Organisation {
        try actor.require(.seePeople, on: .of(id))
        return try await database.read { try $0.organisation(id).orNotFound() }
    }
}
