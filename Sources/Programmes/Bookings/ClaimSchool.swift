package import Access
import Accounts
import Database
import Directory
import Foundation
package import Services

/// A school that someone without a role there books for, and whether their address speaks for it.
package struct BookingSchool: Sendable, Hashable {
    package let organisation: Organisation
    /// The address is of the school's website, or of others who work there.
    package let isRecognised: Bool
}

extension Programmes {
    /// The schools that the signed-in person said they book for.
    package func claimedSchools(by actor: Actor) async throws -> [BookingSchool] {
        let person = try actor.signedInPerson().id
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT organisation.id, organisation.kind, organisation.name, booking_school.is_recognised
                FROM booking_school JOIN organisation ON organisation.id = booking_school.organisation_id
                WHERE booking_school.person_id = \(person) ORDER BY booking_school.claimed_at DESC, organisation.id
                """
            ).map { row in
                BookingSchool(
                    organisation: Organisation(
                        id: try row.get(0),
                        kind: try row.get(1),
                        name: try row.get(2)
                    ),
                    isRecognised: try row.get(3)
                )
            }
        }
    }

    /// How many schools are offered to choose from; whoever is of another looks for it by name.
    static let mostRecognised = 50

    /// The schools that the signed-in person's work address speaks for, by name; several where a trust shares a domain,
    /// none for an address at a public mail service.
    package func recognisedSchools(by actor: Actor) async throws -> [Organisation] {
        let person = try actor.signedInPerson().id
        return try await database.read { transaction in
            guard let email = try transaction.email(of: person) else { return [] }
            return Array(try transaction.schools(at: email).prefix(Self.mostRecognised))
        }
    }

    /// Says which school one books for. Anyone may: a booking needs no account. Where the address does not speak
    /// for the school, the organiser sees so.
    package func claimSchool(_ school: ID<Organisation>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            guard try transaction.takesPlaces(school) else { throw AccessError.notFound }
            let email = try transaction.email(of: person.id)
            let isRecognised =
                try email.map { try transaction.schools(at: $0).contains { $0.id == school } } ?? false
            let added = try transaction.execute(
                """
                INSERT INTO booking_school (person_id, organisation_id, is_recognised, claimed_at)
                VALUES (\(person.id), \(school), \(isRecognised), \(act.at))
                ON CONFLICT (person_id, organisation_id) DO NOTHING
                """
            )
            if added > 0 {
                try transaction.audit(
                    act,
                    .claimSchool,
                    of: person.id,
                    in: school,
                    ["recognised": .flag(isRecognised)]
                )
            }
        }
    }

    /// Refuses unless the actor books for the school by role or by having said so.
    func requireBooking(for organisation: ID<Organisation>, by actor: Actor) async throws {
        if actor.may(.bookPlaces, on: .of(organisation)) { return }
        if let person = actor.person?.id,
            try await database.read({ try $0.booksFor(organisation, person) })
        {
            return
        }
        try actor.require(.bookPlaces, on: .of(organisation))
    }
}

extension Transaction {
    /// Whether places can be booked for an organisation: one that there is, and no hub.
    func takesPlaces(_ organisation: ID<Organisation>) throws -> Bool {
        try exists("SELECT 1 FROM organisation WHERE id = \(organisation) AND kind <> 'hub'")
    }

    /// Whether a person without a role said that they book for an organisation.
    func booksFor(_ organisation: ID<Organisation>, _ person: ID<Person>) throws -> Bool {
        try exists(
            "SELECT 1 FROM booking_school WHERE person_id = \(person) AND organisation_id = \(organisation)"
        )
    }
}
