import Database
package import Services

/// A day of the catalogue's calendar that has sessions.
package struct CalendarDay: Sendable {
    package let day: LocalDate
    /// By time; the first ones where there are too many to show.
    package let sessions: [ListedSession]
    /// How many there are.
    package let total: Int
}

extension Programmes {
    /// The days of a month or a day on which something that a query finds is held and still to come.
    ///
    /// - Parameters:
    ///   - perDay: The most sessions shown for a day.
    /// - Complexity: One statement over the runs still to come, five for the offers shown.
    package func calendar(_ query: OfferQuery, of period: CalendarPeriod, perDay: Int) async throws
        -> [CalendarDay]
    {
        let today = services.today()
        return try await database.read { transaction in
            let catalogue = try CatalogueSQL(query, today: today, in: transaction)
            let rows = try transaction.rows(
                """
                \(catalogue.base)
                , held AS (
                    SELECT base.id, run.id AS run, run_session.id AS session, run_session.held_on, run_session.starts_at,
                        row_number() OVER (PARTITION BY run_session.held_on
                            ORDER BY run_session.starts_at, run_session.id) AS position,
                        count(*) OVER (PARTITION BY run_session.held_on) AS total
                    \(catalogue.comingSessions)
                        AND run_session.held_on >= \(period.first) AND run_session.held_on <= \(period.last)
                )
                SELECT id, run, session, held_on, total FROM held WHERE position <= \(perDay)
                ORDER BY held_on, starts_at, session
                """
            )
            let listed = try transaction.listedSessions(rows)
            var totals: [LocalDate: Int] = [:]
            for row in rows { totals[try row.get("held_on")] = try row.get("total") }
            let byDay = Dictionary(grouping: listed, by: \.session.heldOn)
            return byDay.keys.sorted().map {
                CalendarDay(day: $0, sessions: byDay[$0] ?? [], total: totals[$0] ?? 0)
            }
        }
    }
}
