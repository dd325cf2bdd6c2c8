package import Access
import Database
package import Services

/// A hub's offer or session that waits for somebody of the hub.
package struct WaitingWork<Entity>: Sendable, Equatable {
    package let id: ID<Entity>
    /// The offer's.
    package let title: String
    package let hub: String
    /// The day of the session, where it is one.
    package let heldOn: LocalDate?
}

extension Programmes {
    /// How far back, at least, a register that was not kept is asked for: at the beginning of an academic year those of
    /// the end of the last one count, too.
    package static let registerDays = 60
    /// The most of a kind that are listed.
    package static let mostWaiting = 20

    /// Joint offers that a hub of the person's has been asked to agree to, the oldest first.
    package func offersToAgree(by actor: Actor) async throws -> [WaitingWork<Offer>] {
        try await offersAgreeing("offer_hub.is_lead = 0 AND offer_hub.agreed_at IS NULL", by: actor)
    }

    /// Joint offers to which all co-hosts have agreed, for those who publish for the lead hub, the oldest first.
    package func offersToPublish(by actor: Actor) async throws -> [WaitingWork<Offer>] {
        try await offersAgreeing(
            """
            offer_hub.is_lead = 1 AND NOT EXISTS (SELECT 1 FROM offer_hub AS other
                WHERE other.offer_id = offer.id AND other.is_lead = 0 AND other.agreed_at IS NULL)
            """,
            by: actor
        )
    }

    /// Offers that their hubs are agreeing on, of hubs that someone publishes for.
    private func offersAgreeing(_ condition: SQL, by actor: Actor) async throws -> [WaitingWork<Offer>] {
        try actor.signedInPerson()
        let hubs = actor.organisations(where: .publishOffer).map(\.id)
        guard !hubs.isEmpty else { return [] }
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT offer.id, offer.title, organisation.name FROM offer_hub
                JOIN offer ON offer.id = offer_hub.offer_id AND offer.state = 'agreeing'
                JOIN organisation ON organisation.id = offer_hub.hub_id
                WHERE offer_hub.hub_id IN (\(SQL.list(hubs))) AND \(condition)
                ORDER BY offer.created_at, offer.id LIMIT \(Self.mostWaiting)
                """
            ).map { row in
                WaitingWork(
                    id: try row.get(0),
                    title: try row.get(1),
                    hub: try row.get(2),
                    heldOn: nil
                )
            }
        }
    }

    /// Sessions of this academic year, and of the last two months, with somebody booked and nobody marked, for those who
    /// keep the register, the latest first.
    package func registersToKeep(by actor: Actor) async throws -> [WaitingWork<RunSession>] {
        try actor.signedInPerson()
        let hubs = actor.organisations(where: .keepRegister).map(\.id)
        guard !hubs.isEmpty else { return [] }
        let today = services.today()
        let recent = today.adding(days: -Self.registerDays)
        let first = min(AcademicYear(containing: today).firstDay, recent)
        return try await database.read { transaction in
            try transaction.rows(
                """
                SELECT session.id, offer.title, min(organisation.name), session.held_on FROM offer_hub
                JOIN offer ON offer.id = offer_hub.offer_id
                JOIN organisation ON organisation.id = offer_hub.hub_id
                JOIN run ON run.offer_id = offer.id AND run.taken > 0 AND run.ends_on >= \(first)
                    AND run.study_minutes IS NULL
                JOIN run_session AS session ON session.run_id = run.id
                    AND session.held_on >= \(first) AND session.held_on < \(today)
                WHERE offer_hub.hub_id IN (\(SQL.list(hubs)))
                    AND NOT EXISTS (SELECT 1 FROM attendance WHERE attendance.session_id = session.id)
                GROUP BY session.id, offer.title, session.held_on
                ORDER BY session.held_on DESC, session.id LIMIT \(Self.mostWaiting)
                """
            ).map { row in
                WaitingWork(
                    id: try row.get(0),
                    title: try row.get(1),
                    hub: try row.get(2),
                    heldOn: try row.get(3)
                )
            }
        }
    }
}
