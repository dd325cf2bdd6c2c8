package import Access
import Database
import Evidence
package import Services

extension Migration {
    /// Which sessions those who hold a place at a conference have chosen.
    static let sessionChoices = """
        CREATE TABLE session_choice (
            session_id BIGINT NOT NULL REFERENCES conference_session (id),
            place_id BIGINT NOT NULL REFERENCES place (id),
            chosen_at BIGINT NOT NULL,
            PRIMARY KEY (session_id, place_id)
        );
        CREATE INDEX session_choice_by_place ON session_choice (place_id);
        """
}

/// What somebody who has a place at a conference has chosen of its programme.
package struct OwnChoices: Sendable, Equatable {
    package let sessions: Set<ID<ConferenceSession>>
    /// Those of them of which they have said what they thought.
    package let rated: Set<ID<ConferenceSession>>
}

extension Programmes {
    /// What the reader has chosen at a conference; `nil` without a place there.
    package func ownChoices(at id: ID<Run>, by actor: Actor) async throws -> OwnChoices? {
        guard let person = actor.person?.id else { return nil }
        return try await database.read { transaction in
            guard let place = try transaction.heldPlace(of: person, in: id) else { return nil }
            return OwnChoices(
                sessions: try transaction.choices(of: place),
                rated: Set(
                    try transaction.column(
                        "SELECT session_id FROM session_feedback_given WHERE place_id = \(place)"
                    )
                )
            )
        }
    }

    /// Those who chose a session, by name, for the hubs that run the conference.
    package func choosers(of session: ID<ConferenceSession>, by actor: Actor) async throws -> [String] {
        try actor.signedInOrSystem()
        return try await database.read { transaction in
            let run = try transaction.runOfConferenceSession(session).orNotFound()
            let conference = try transaction.conference(run).orNotFound()
            try actor.require(.keepConference, on: conference.subject)
            return try transaction.column(
                """
                SELECT place.name FROM session_choice JOIN place ON place.id = session_choice.place_id
                WHERE session_choice.session_id = \(session)
                ORDER BY \(transaction.dialect.byteOrder("lower(place.name)")), place.id
                """
            )
        }
    }
}

extension Transaction {
    func heldPlace(of person: ID<Person>, in run: ID<Run>) throws -> ID<BookedPlace>? {
        try value("SELECT id FROM place WHERE run_id = \(run) AND person_id = \(person) AND state = 'held'")
    }

    func choices(of place: ID<BookedPlace>) throws -> Set<ID<ConferenceSession>> {
        Set(try column("SELECT session_id FROM session_choice WHERE place_id = \(place)"))
    }

    /// Lets others have the sessions that were chosen with places that are no longer held.
    func releaseChoices(of places: [ID<BookedPlace>], in run: ID<Run>) throws {
        let list = SQL.list(places)
        let freed = try execute(
            """
            UPDATE conference_session SET taken = taken - (SELECT count(*) FROM session_choice
                WHERE session_choice.session_id = conference_session.id AND session_choice.place_id IN (\(list)))
            WHERE id IN (SELECT session_id FROM session_choice WHERE place_id IN (\(list)))
            """
        )
        guard freed > 0 else { return }
        try execute("DELETE FROM session_choice WHERE place_id IN (\(list))")
        try touch(.conference(run))
    }
}
