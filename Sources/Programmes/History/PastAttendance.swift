package import Access
import Accounts
package import Database
package import Services

/// Someone who came to something that a hub held before it used this site.
package struct PastAttendance: Sendable, RowReadable {
    package let hub: Organisation
    package let title: String
    package let heldOn: LocalDate
    package let name: String
    /// `nil` where the school was not recognised.
    package let school: ID<Organisation>?
    /// As the file has it.
    package let schoolText: String
    package let minutes: Int?

    package init(row: Row) throws {
        hub = Organisation(id: try row.get("hub_id"), kind: .hub, name: try row.get("hub_name"))
        title = try row.get("title")
        heldOn = try row.get("held_on")
        name = try row.get("name")
        school = try row.get("organisation_id")
        schoolText = try row.get("school_text")
        minutes = try row.get("minutes")
    }
}

/// An event of a hub's past, with how many came.
package struct PastEvent: Sendable, Equatable {
    package let title: String
    package let heldOn: LocalDate
    package let people: Int
    package let schools: Int
    /// Whose school was not recognised.
    package let unrecognised: Int
}

extension Programmes {
    /// What the signed-in person came to before, by their present address; latest first.
    package func pastAttendance(by actor: Actor) async throws -> [PastAttendance] {
        let person = try actor.signedInPerson().id
        return try await database.read { transaction in
            guard let email = try transaction.email(of: person) else { return [] }
            return try transaction.all(
                """
                SELECT past_attendance.*, organisation.name AS hub_name FROM past_attendance
                JOIN organisation ON organisation.id = past_attendance.hub_id
                WHERE past_attendance.email = \(email) ORDER BY past_attendance.held_on DESC, past_attendance.id
                LIMIT 500
                """
            )
        }
    }

    /// What a hub brought along, latest first.
    package func pastEvents(of hub: ID<Organisation>, by actor: Actor) async throws -> [PastEvent] {
        try actor.require(.seeBookings, on: .of(hub))
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT title, held_on, count(*), count(DISTINCT organisation_id),
                    sum(CASE WHEN organisation_id IS NULL THEN 1 ELSE 0 END)
                FROM past_attendance WHERE hub_id = \(hub)
                GROUP BY title, held_on ORDER BY held_on DESC, title LIMIT 500
                """
            ).map { row in
                PastEvent(
                    title: try row.get(0),
                    heldOn: try row.get(1),
                    people: try row.get(2),
                    schools: try row.get(3),
                    unrecognised: try row.get(4)
                )
            }
        }
    }
}
