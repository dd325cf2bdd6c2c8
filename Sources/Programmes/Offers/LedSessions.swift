package import Access
import Database
import Services

extension Programmes {
    /// How long a session stays among those that somebody leads, in days: for a register that was not kept at once.
    static let ledStaysDays = 7

    /// The sessions that the actor leads, from a week ago on, in order of time.
    package func ledSessions(by actor: Actor, limit: Int = 10) async throws -> [ListedSession] {
        let person = try actor.signedInPerson().id
        let since = services.today().adding(days: -Self.ledStaysDays)
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT run.offer_id, run.id, run_session.id FROM session_facilitator f
                JOIN run_session ON run_session.id = f.session_id AND run_session.held_on >= \(since)
                JOIN run ON run.id = run_session.run_id AND \(Run.isHeld)
                JOIN offer ON offer.id = run.offer_id AND offer.state IN ('published', 'closed')
                WHERE f.person_id = \(person)
                ORDER BY run_session.held_on, run_session.starts_at, run_session.id LIMIT \(limit)
                """
            )
            return try transaction.listedSessions(rows)
        }
    }

    /// How far ahead the sessions of a hub are shown to those who hold them, in days.
    package static let soonDays = 14

    /// The sessions of the next two weeks of what the actor’s hubs run, in order of time, for those who keep registers.
    package func sessionsSoon(by actor: Actor, limit: Int = 10) async throws -> [ListedSession] {
        try actor.signedInPerson()
        let hubs = actor.organisations(where: .keepRegister).map(\.id)
        guard !hubs.isEmpty else { return [] }
        let today = services.today()
        let last = today.adding(days: Self.soonDays)
        return try await database.read { transaction in
            let rows = try transaction.rows(
                """
                SELECT run.offer_id, run.id, run_session.id FROM run_session
                JOIN run ON run.id = run_session.run_id AND \(Run.isHeld)
                JOIN offer ON offer.id = run.offer_id AND offer.state IN ('published', 'closed')
                WHERE run_session.held_on BETWEEN \(today) AND \(last)
                    AND offer.id IN (SELECT offer_id FROM offer_hub WHERE hub_id IN (\(SQL.list(hubs))))
                ORDER BY run_session.held_on, run_session.starts_at, run_session.id LIMIT \(limit)
                """
            )
            return try transaction.listedSessions(rows)
        }
    }
}
