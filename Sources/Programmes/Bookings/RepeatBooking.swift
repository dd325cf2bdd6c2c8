package import Access
import Accounts
import Database
package import Services

extension Programmes {
    /// Who went last time: the colleagues of the last booking that the signed-in person made for a school.
    package func lastColleagues(of school: ID<Organisation>, by actor: Actor) async throws -> [NamedColleague]
    {
        let person = try actor.signedInPerson().id
        return try await database.read { transaction in
            let id: ID<Booking>? = try transaction.value(
                """
                SELECT id FROM booking WHERE booked_by = \(person) AND organisation_id = \(school)
                    AND state = 'confirmed' ORDER BY booked_at DESC, id LIMIT 1
                """
            )
            guard let id, let booking = try transaction.booking(id) else { return [] }
            return booking.heldPlaces.compactMap { place in
                place.email.map { NamedColleague(name: place.name, email: $0) }
            }
        }
    }
}
