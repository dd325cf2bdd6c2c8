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

    /// The schools that the signed-in person's work address speaks for; several where a trust shares a domain,
    /// none for an address at a public mail service.
    package func recognisedSchools(by actor: Actor) async throws -> [Organisation] {
        let person = try actor.signedInPerson().id
        return try await database.read { transaction in
            guard let email = try transaction.email(of: person) else { return [] }
            return try transaction.schools(at: email)
        }
    }

    /// Says which school one books for. Anyone may: a booking needs no account. Where the address does not speak
    /// for the school, the organiser sees so.
    package func claimSchool(_ school: ID<Organisation>, by actor: Actor) async throws {
        let person = try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            guard try transaction.exists("SELECT 1 FROM organisation WHERE id = \(school) AND kind <> 'hub'")
            else {
                throw AccessError.notFound
            }
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
    /// Whether a person without a role said that they book for an organisation.
    func booksFor(_ organisation: ID<Organisation>, _ person: ID<Person>) throws -> Bool {
        try exists(
            "SELECT 1 FROM booking_school WHERE person_id = \(person) AND organisation_id = \(organisation)"
        )
    }

    /// The open schools that an address speaks for: its domain is that of their website or of their people.
    func schools(at email: EmailAddress) throws -> [Organisation] {
        let domain = MailDomain(email)
        guard !domain.isPublicService else { return [] }
        let pattern = "%" + domain.text + "%"
        let byWebsite = try rows(
            """
            SELECT organisation.id, organisation.kind, organisation.name, establishment.website
            FROM establishment JOIN organisation ON organisation.id = establishment.organisation_id
            WHERE establishment.website LIKE \(pattern) AND establishment.status <> 'closed' LIMIT 200
            """
        ).filter { domain.isHost(of: try $0.get(3)) }
        let byPeople = try rows(
            """
            SELECT DISTINCT organisation.id, organisation.kind, organisation.name
            FROM person JOIN membership ON membership.person_id = person.id
            JOIN organisation ON organisation.id = membership.organisation_id
            WHERE \(Accounts.mailDomain) = \(domain.text) AND organisation.kind = 'establishment' LIMIT 50
            """
        )
        var seen: Set<ID<Organisation>> = []
        return try (byWebsite + byPeople).map { row in
            Organisation(id: try row.get(0), kind: try row.get(1), name: try row.get(2))
        }
        .filter { seen.insert($0.id).inserted }
        .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}

/// The part of an address after the `@`.
struct MailDomain {
    let text: String

    init(_ email: EmailAddress) {
        text = String(email.text.drop { $0 != "@" }.dropFirst())
    }

    /// Mail services that anyone can have an address at: such an address speaks for no school.
    var isPublicService: Bool {
        let services: Set<String> = [
            "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com",
            "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "mac.com", "aol.com",
            "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com", "proton.me",
            "protonmail.com", "gmx.com", "mail.com",
        ]
        return services.contains(text)
    }

    /// Whether a website's address is at this domain: `https://www.harbour.example/` at `harbour.example`.
    func isHost(of website: String) -> Bool {
        var host = website.lowercased()[...]
        for scheme in ["https://", "http://"] where host.hasPrefix(scheme) {
            host = host.dropFirst(scheme.count)
        }
        host = host.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        return host == text[...] || host.hasSuffix("." + text)
    }
}
