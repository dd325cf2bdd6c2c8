package import Access
import Database
package import Services

/// A session of a programme that somebody chose, as it stands on their badge.
package struct ChosenSession: Sendable, Equatable {
    package let title: String
    package let start: LocalTime
    package let room: String
}

extension Programmes {
    /// What those with a place chose of the programme of one day, in its order, for the hubs that run the conference. Of
    /// other runs there is none.
    package func chosenSessions(of run: ID<Run>, on day: LocalDate, by actor: Actor) async throws
        -> [ID<BookedPlace>: [ChosenSession]]
    {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            guard let conference = try transaction.conference(run) else { return [:] }
            try actor.require(.keepConference, on: conference.subject)
            let rows = try transaction.rows(
                """
                SELECT choice.place_id, session.title, session.starts_at, room.name FROM session_choice AS choice
                JOIN conference_session AS session ON session.id = choice.session_id
                JOIN conference_room AS room ON room.id = session.room_id
                WHERE session.run_id = \(run) AND session.held_on = \(day)
                ORDER BY choice.place_id, session.starts_at, session.id
                """
            )
            var chosen: [ID<BookedPlace>: [ChosenSession]] = [:]
            for row in rows {
                let session = ChosenSession(
                    title: try row.get("title"),
                    start: try row.get("starts_at"),
                    room: try row.get("name")
                )
                chosen[try row.get("place_id"), default: []].append(session)
            }
            return chosen
        }
    }
}
