import Database
package import Services

/// A session of a published offer that is still to come, with what is around it.
package struct ListedSession: Sendable {
    package let offer: Offer
    package let run: Run
    package let session: RunSession

    /// Which of its run's sessions it is, from 1.
    package var number: Int { (run.sessions.firstIndex { $0.id == session.id } ?? 0) + 1 }
}

extension Programmes {
    /// The sessions of what a query finds, in order of time: every session from a day on of the runs that have not
    /// begun. A query for days, months or places left holds for each run, not only for its offer.
    ///
    /// - Parameters:
    ///   - until: The last day; `nil` for no end.
    ///   - withCancelled: Whether sessions of runs that are not held are among them.
    ///   - limit: The most sessions; what is later is left out.
    /// - Complexity: One statement over the runs still to come, five for the offers found.
    package func sessions(
        _ query: OfferQuery,
        from: LocalDate? = nil,
        until: LocalDate? = nil,
        withCancelled: Bool = false,
        limit: Int = 1_000
    ) async throws -> [ListedSession] {
        let today = services.today()
        return try await database.read { transaction in
            let catalogue = try CatalogueSQL(
                query,
                today: today,
                withCancelled: withCancelled,
                in: transaction
            )
            let end: SQL = until.map { " AND run_session.held_on <= \($0)" } ?? ""
            let rows = try transaction.rows(
                """
                \(catalogue.base)
                SELECT base.id, run.id AS run, run_session.id AS session
                \(catalogue.comingSessions) AND run_session.held_on >= \(from ?? today)\(end)
                ORDER BY run_session.held_on, run_session.starts_at, run_session.id LIMIT \(limit)
                """
            )
            return try transaction.listedSessions(rows)
        }
    }
}

extension Transaction {
    /// From rows of an offer's, a run's and a session's identifier.
    func listedSessions(_ rows: [Row]) throws -> [ListedSession] {
        let ids: Set<ID<Offer>> = Set(try rows.map { try $0.get(0) })
        let offers = try offers(
            where: "offer.id IN (\(SQL.list(ids.sorted())))",
            order: "offer.id",
            limit: max(1, ids.count)
        )
        let byID = Dictionary(uniqueKeysWithValues: offers.map { ($0.id, $0) })
        return try rows.compactMap { row in
            let (id, run, session): (ID<Offer>, ID<Run>, ID<RunSession>) = (
                try row.get(0), try row.get(1), try row.get(2)
            )
            guard let offer = byID[id], let found = offer.runs.first(where: { $0.id == run }),
                let held = found.sessions.first(where: { $0.id == session })
            else { return nil }
            return ListedSession(offer: offer, run: found, session: held)
        }
    }
}
