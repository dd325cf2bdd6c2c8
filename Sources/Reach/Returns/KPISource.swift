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
            days(hub, period), highNeedShare(hub, period),
            schools(hub, period, measure: "schools-reached", onlyHighNeed: false),
            schools(hub, period, measure: "high-need-schools-reached", onlyHighNeed: true),
        ]
    }

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
