import Access
import Database
import Services

/// How one measure is computed, and the rows behind it: one statement gives both, so they cannot disagree.
struct KPISource: Sendable {
    let measure: String
    let columns: [String]
    /// Rows whose first columns are shown as they are, and whose last, `part`, is the row's contribution.
    let rows: SQL
    let rule: Rule

    enum Rule: Sendable {
        /// The contributions added up.
        case sum
        /// The contributions' mean, in per cent: each is 0 or 1.
        case share
        /// The contributions' mean.
        case mean
    }

    static func all(of hub: ID<Organisation>, _ period: KPIReturn.Period) -> [KPISource] {
        [
            trainees(hub, period), days(hub, period), positive(hub, period), deployment(hub, period),
            supportGood(hub, period), highNeedShare(hub, period), completed(hub, period),
            meanRating(hub, period),
            schools(hub, period, measure: "schools-reached", onlyHighNeed: false),
            schools(hub, period, measure: "high-need-schools-reached", onlyHighNeed: true),
        ]
    }

    /// Trainees of initial teacher training who began in the period.
    private static func trainees(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "trainees",
            columns: ["Pathway", "Began"],
            rows: """
                SELECT pathway.name, participant.starts_on, 1 AS part
                FROM participant JOIN pathway ON pathway.id = participant.pathway_id
                WHERE pathway.owner_id = \(hub) AND pathway.kind = 'itt'
                    AND participant.starts_on BETWEEN \(period.from) AND \(period.to)
                ORDER BY participant.starts_on, pathway.name, participant.id
                """,
            rule: .sum
        )
    }

    /// Of the feedback given in the period, that with 4 or 5 of 5 overall. Who gave it is not known.
    private static func positive(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "participants-positive",
            columns: ["Offer", "Given on", "Overall, of 5"],
            rows: """
                SELECT offer.title, feedback.given_on, feedback.overall,
                    CASE WHEN feedback.overall >= 4 THEN 1 ELSE 0 END AS part
                \(feedback(hub, period))
                """,
            rule: .share
        )
    }

    private static func meanRating(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "mean-rating",
            columns: ["Offer", "Given on"],
            rows: "SELECT offer.title, feedback.given_on, feedback.overall AS part \(feedback(hub, period))",
            rule: .mean
        )
    }

    private static func feedback(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> SQL {
        """
        FROM feedback JOIN run ON run.id = feedback.run_id JOIN offer ON offer.id = run.offer_id
        JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(hub)
        WHERE feedback.given_on BETWEEN \(period.from) AND \(period.to)
        ORDER BY feedback.given_on, offer.title, feedback.id
        """
    }

    /// Days of support in school that the hub's people gave; half a day counts half.
    private static func deployment(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "deployment-days",
            columns: ["School", "Day", "Half days"],
            rows: """
                SELECT organisation.name, d.held_on, d.half_days,
                    CAST(d.half_days AS DOUBLE PRECISION) / 2 AS part
                FROM deployment_day AS d JOIN support_case AS c ON c.id = d.case_id
                JOIN organisation ON organisation.id = c.school_id
                WHERE d.hub_id = \(hub) AND d.state = 'done' AND d.held_on BETWEEN \(period.from) AND \(period.to)
                ORDER BY d.held_on, organisation.name, d.id
                """,
            rule: .sum
        )
    }

    /// Of the reviews of support that schools rated, those rated good or better.
    private static func supportGood(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "support-good",
            columns: ["School", "Review", "Rating, of 4"],
            rows: """
                SELECT organisation.name, r.held_on, r.rating, CASE WHEN r.rating >= 3 THEN 1 ELSE 0 END AS part
                FROM support_review AS r JOIN support_case AS c ON c.id = r.case_id
                JOIN support_hub AS h ON h.case_id = c.id AND h.hub_id = \(hub) AND h.state = 'agreed'
                JOIN organisation ON organisation.id = c.school_id
                WHERE r.rating IS NOT NULL AND r.held_on BETWEEN \(period.from) AND \(period.to)
                ORDER BY r.held_on, organisation.name, r.id
                """,
            rule: .share
        )
    }

    /// Of the participants whose eighteenth month falls in the period, those who had completed by then.
    private static func completed(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        let eighteenth: SQL = "(\(months(of: "participant.starts_on")) + 18)"
        return KPISource(
            measure: "completion-18-months",
            columns: ["Pathway", "Began", "Ended"],
            rows: """
                SELECT pathway.name, participant.starts_on, participant.ended_on,
                    CASE WHEN participant.training_status = 'completed'
                        AND \(months(of: "participant.ended_on")) <= \(eighteenth) THEN 1 ELSE 0 END AS part
                FROM participant JOIN pathway ON pathway.id = participant.pathway_id
                WHERE pathway.owner_id = \(hub)
                    AND \(eighteenth) BETWEEN \(months(of: period.from)) AND \(months(of: period.to))
                ORDER BY participant.starts_on, pathway.name, participant.id
                """,
            rule: .share
        )
    }

    /// Months since year 0 of a day that is stored as text.
    private static func months(of day: SQL) -> SQL {
        "(CAST(substr(\(day), 1, 4) AS INTEGER) * 12 + CAST(substr(\(day), 6, 2) AS INTEGER))"
    }

    private static func months(of day: LocalDate) -> Int { day.year * 12 + day.month }

    /// Days on which a session of the hub's was held; two sessions of one run on a day are one day.
    private static func days(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "cpd-days",
            columns: ["Offer", "Day"],
            rows: """
                SELECT offer.title, run_session.held_on, 1 AS part
                FROM run_session JOIN run ON run.id = run_session.run_id JOIN offer ON offer.id = run.offer_id
                JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(hub)
                WHERE offer.state IN ('published', 'closed', 'archived')
                    AND run_session.held_on BETWEEN \(period.from) AND \(period.to)
                GROUP BY offer.title, run.id, run_session.held_on
                ORDER BY run_session.held_on, offer.title
                """,
            rule: .sum
        )
    }

    /// Of the places that schools with a known share took, those of schools with 30 % or more.
    private static func highNeedShare(_ hub: ID<Organisation>, _ period: KPIReturn.Period) -> KPISource {
        KPISource(
            measure: "high-fsm-share",
            columns: ["School", "Offer", "Disadvantaged pupils, %"],
            rows: """
                SELECT organisation.name, offer.title,
                    CAST(round(n.disadvantaged_percentage) AS INTEGER) AS percentage,
                    CASE WHEN n.disadvantaged_percentage >= 30 THEN 1 ELSE 0 END AS part
                FROM place JOIN booking ON booking.id = place.booking_id
                JOIN organisation ON organisation.id = booking.organisation_id
                JOIN run ON run.id = place.run_id JOIN offer ON offer.id = run.offer_id
                JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(hub)
                JOIN establishment AS e ON e.organisation_id = booking.organisation_id
                JOIN lineage_member AS m ON m.urn = e.urn
                JOIN school_need AS n ON n.lineage_id = m.lineage_id
                WHERE place.state = 'held' AND n.disadvantaged_percentage IS NOT NULL
                    AND run.starts_on BETWEEN \(period.from) AND \(period.to)
                ORDER BY organisation.name, offer.title, place.id
                """,
            rule: .share
        )
    }

    /// Distinct schools, by lineage.
    private static func schools(
        _ hub: ID<Organisation>,
        _ period: KPIReturn.Period,
        measure: String,
        onlyHighNeed: Bool
    ) -> KPISource {
        let need: SQL = onlyHighNeed ? "n.fifth >= 4" : "1 = 1"
        return KPISource(
            measure: measure,
            columns: ["School", "Need, fifth"],
            rows: """
                SELECT organisation.name, n.fifth, 1 AS part
                FROM school_need AS n JOIN organisation ON organisation.id = n.organisation_id
                WHERE \(need) AND n.lineage_id IN (
                    SELECT m.lineage_id FROM place JOIN booking ON booking.id = place.booking_id
                    JOIN run ON run.id = place.run_id
                    JOIN offer_hub ON offer_hub.offer_id = run.offer_id AND offer_hub.hub_id = \(hub)
                    JOIN establishment AS e ON e.organisation_id = booking.organisation_id
                    JOIN lineage_member AS m ON m.urn = e.urn
                    WHERE place.state = 'held' AND run.starts_on BETWEEN \(period.from) AND \(period.to))
                ORDER BY organisation.name, n.urn
                """,
            rule: .sum
        )
    }
}

extension Transaction {
    /// The figure, and the rows behind it as text.
    func compute(_ source: KPISource) throws -> (figure: KPIFigure, rows: KPIRows) {
        var shown: [[String]] = []
        var sum = 0.0
        for row in try rows(source.rows) {
            shown.append(row.values.dropLast().map(\.shown))
            sum += try row.get("part", as: Double?.self) ?? 0
        }
        let value: Double? =
            switch source.rule {
            case .sum: sum
            case .share: shown.isEmpty ? nil : 100 * sum / Double(shown.count)
            case .mean: shown.isEmpty ? nil : sum / Double(shown.count)
            }
        return (
            KPIFigure(measure: source.measure, value: value, count: shown.count),
            KPIRows(columns: source.columns, rows: shown)
        )
    }
}

extension SQLValue {
    fileprivate var shown: String {
        switch self {
        case .null: ""
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .blob: ""
        }
    }
}
