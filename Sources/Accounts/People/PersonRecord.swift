package import Access
package import Database
package import Foundation
package import Services

/// What Accounts knows of a person, for the person and for administrators.
package struct PersonRecord: Sendable, RowReadable {
    package let person: Person
    /// `nil` when the person was erased.
    package let email: EmailAddress?
    package let teacherReference: String?
    package let isNetworkAdministrator: Bool
    package let createdAt: Date
    package let lastSignedInAt: Date?
    package let erasedAt: Date?
    package let version: Int64

    static let columns: SQL = """
        person.id, person.name, person.email, person.teacher_reference, person.is_network_administrator,
        person.created_at, person.last_signed_in_at, person.erased_at, person.version
        """

    package init(row: Row) throws {
        person = Person(id: try row.get(0), name: try row.get(1))
        email = try row.get(2)
        teacherReference = try row.get(3)
        isNetworkAdministrator = try row.get(4)
        createdAt = try row.get(5)
        lastSignedInAt = try row.get(6)
        erasedAt = try row.get(7)
        version = try row.get(8)
    }
}

extension Transaction {
    package func personRecord(_ id: ID<Person>) throws -> PersonRecord? {
        try first("SELECT \(PersonRecord.columns) FROM person WHERE id = \(id)")
    }

    func personRecord(at email: EmailAddress) throws -> PersonRecord? {
        try first("SELECT \(PersonRecord.columns) FROM person WHERE email = \(email)")
    }

    package func memberships(of person: ID<Person>) throws -> [Membership] {
        let rows = try rows(
            """
            SELECT organisation.id, organisation.kind, organisation.name, membership.role
            FROM membership JOIN organisation ON organisation.id = membership.organisation_id
            WHERE membership.person_id = \(person)
            ORDER BY organisation.name, organisation.id, membership.role
            """
        )
        return try rows.map { row in
            let organisation = Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
            return Membership(organisation, try row.get(3))
        }
    }
}
