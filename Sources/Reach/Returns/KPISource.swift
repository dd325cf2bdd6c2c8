import Access
import Database
import Directory
import Programmes
import Services

/// How one measure is computed, and the rows behind it: one statement gives both, so they cannot disagree.
struct KPISource: Sendable {
    let columns: [String]
    /// Rows whose first columns are shown as they are, and whose last, `part`, is the row's contribution.
    let rows: SQL
    let rule: Rule
    /// What has to be known beside the figure, from the rows as they are shown.
    var note: (@Sendable ([[String]]) -> String?)?

    enum Rule: Sendable {
        /// The contributions added up.
        case sum
        /// The contributions' mean, in per cent: each is 0 or 1.
        case share
        /// The contributions' mean.
        case mean
    }

    /// Whose rows count, of when, and which of them.
    struct Scope: Sendable {
        let hub: ID<Organisation>
        let period: KPIReturn.Period
        let today: LocalDate
        let narrowing: KPINarrowing
    }

    static func of(_ measure: KPIMeasure, _ scope: Scope) -> KPISource {
        switch measure {
        case .trainees: trainees(scope)
        case .trainingDays: days(scope)
        case .placesTaken: placesTaken(scope)
        case .positive: positive(scope)
        case .meanRating: meanRating(scope)
        case .deploymentDays: deployment(scope)
        case .supportGood: supportGood(scope)
        case .highFSMShare: highFSMShare(scope)
        case .freeSchoolMeals: freeSchoolMeals(scope)
        case .completed: completed(scope)
        case .schools: schools(scope, "1 = 1")
        case .highNeedSchools: schools(scope, GreatNeed.condition)
        }
    }

    /// Trainees of initial teacher training who began in the period.
    private static func trainees(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["Pathway", "Began"],
            rows: """
                SELECT pathway.name, participant.starts_on, 1 AS part
                FROM participant JOIN pathway ON pathway.id = participant.pathway_id
                WHERE pathway.owner_id = \(scope.hub) AND pathway.kind = 'itt'
                    AND participant.starts_on BETWEEN \(scope.period.from) AND \(scope.period.to)
                ORDER BY participant.starts_on, pathway.name, participant.id
                """,
            rule: .sum
        )
    }

    /// Of the feedback given in the period, that with 4 or 5 of 5 overall. Who gave it is not known.
    private static func positive(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["Offer", "Given on", "Overall, of 5"],
            rows: """
                SELECT offer.title, feedback.given_on, feedback.overall,
                    CASE WHEN feedback.overall >= 4 THEN 1 ELSE 0 END AS part
                \(feedback(scope))
                """,
            rule: .share
        )
    }

    private static func meanRating(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["Offer", "Given on", "Overall, of 5"],
            rows: """
                SELECT offer.title, feedback.given_on, feedback.overall, feedback.overall AS part
                \(feedback(scope))
                """,
            rule: .mean
        )
    }

    /// Answers that the results of their run do not show yet do not count: read again after the next one, the return
    /// would tell what a single person said.
    private static func feedback(_ scope: Scope) -> SQL {
        """
        FROM feedback JOIN run ON run.id = feedback.run_id JOIN offer ON offer.id = run.offer_id
        JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(scope.hub)
        WHERE feedback.given_on BETWEEN \(scope.period.from) AND \(scope.period.to)
            AND \(FeedbackResults.mayBeTold(on: scope.today)) AND \(scope.narrowing.offerCondition)
        ORDER BY feedback.given_on, offer.title, feedback.id
        """
    }

    /// Days of support in school that the hub's people gave; half a day counts half.
    private static func deployment(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["School", "Day", "Half days"],
            rows: """
                SELECT organisation.name, d.held_on, d.half_days,
                    CAST(d.half_days AS DOUBLE PRECISION) / 2 AS part
                FROM deployment_day AS d JOIN support_case AS c ON c.id = d.case_id
                JOIN organisation ON organisation.id = c.school_id
                WHERE d.hub_id = \(scope.hub) AND d.state = 'done'
                    AND d.held_on BETWEEN \(scope.period.from) AND \(scope.period.to)
                    AND \(scope.narrowing.schoolCondition("c.school_id"))
                ORDER BY d.held_on, organisation.name, d.id
                """,
            rule: .sum
        )
    }

    /// Of the reviews of support that schools rated, those rated good or better.
    private static func supportGood(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["School", "Review", "Rating, of 4"],
            rows: """
                SELECT organisation.name, r.held_on, r.rating, CASE WHEN r.rating >= 3 THEN 1 ELSE 0 END AS part
                FROM support_review AS r JOIN support_case AS c ON c.id = r.case_id
                JOIN support_hub AS h ON h.case_id = c.id AND h.hub_id = \(scope.hub) AND h.state = 'agreed'
                JOIN organisation ON organisation.id = c.school_id
                WHERE r.rating IS NOT NULL AND r.held_on BETWEEN \(scope.period.from) AND \(scope.period.to)
                    AND \(scope.narrowing.schoolCondition("c.school_id"))
                ORDER BY r.held_on, organisation.name, r.id
                """,
            rule: .share
        )
    }

    /// Of the participants whose eighteenth month falls in the period, those who had completed by then.
    private static func completed(_ scope: Scope) -> KPISource {
        let eighteenth: SQL = "(\(months(of: "participant.starts_on")) + 18)"
        return KPISource(
            columns: ["Pathway", "Began", "Ended"],
            rows: """
                SELECT pathway.name, participant.starts_on, participant.ended_on,
                    CASE WHEN participant.training_status = 'completed'
                        AND \(months(of: "participant.ended_on")) <= \(eighteenth) THEN 1 ELSE 0 END AS part
                FROM participant JOIN pathway ON pathway.id = participant.pathway_id
                WHERE pathway.owner_id = \(scope.hub)
                    AND \(eighteenth) BETWEEN \(months(of: scope.period.from)) AND \(months(of: scope.period.to))
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
    private static func days(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["Offer", "Day"],
            rows: """
                SELECT offer.title, run_session.held_on, 1 AS part
                FROM run_session JOIN run ON run.id = run_session.run_id JOIN offer ON offer.id = run.offer_id
                JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(scope.hub)
                WHERE offer.state IN ('published', 'closed', 'archived')
                    AND run_session.held_on BETWEEN \(scope.period.from) AND \(scope.period.to)
                    AND \(Run.isHeld) AND \(scope.narrowing.offerCondition)
                GROUP BY offer.title, run.id, run_session.held_on
                ORDER BY run_session.held_on, offer.title
                """,
            rule: .sum
        )
    }

    /// A condition on `place`: it is held, and its person was there on a day of the period.
    private static func tookPart(_ period: KPIReturn.Period) -> SQL {
        "place.state = 'held' AND \(WasThere.between(period.from, period.to))"
    }

    /// Places of the hub's offers with their schools and what is known of these.
    private static func placesOfSchools(_ scope: Scope) -> SQL {
        """
        place JOIN booking ON booking.id = place.booking_id
        JOIN organisation ON organisation.id = booking.organisation_id
        JOIN run ON run.id = place.run_id JOIN offer ON offer.id = run.offer_id
        JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(scope.hub)
        JOIN establishment AS e ON e.organisation_id = booking.organisation_id
        JOIN lineage_member AS m ON m.urn = e.urn
        JOIN school_need AS n ON n.lineage_id = m.lineage_id
        """
    }

    /// Of the places that schools with a known share took, those of schools with 30 % or more.
    private static func highFSMShare(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["School", "Offer", "Disadvantaged pupils, %"],
            rows: """
                SELECT organisation.name, offer.title,
                    CAST(round(n.disadvantaged_percentage) AS INTEGER) AS percentage,
                    CASE WHEN n.disadvantaged_percentage >= 30 THEN 1 ELSE 0 END AS part
                FROM \(placesOfSchools(scope))
                WHERE n.disadvantaged_percentage IS NOT NULL AND \(tookPart(scope.period))
                    AND \(scope.narrowing.offerCondition) AND \(scope.narrowing.needCondition)
                ORDER BY organisation.name, offer.title, place.id
                """,
            rule: .share
        )
    }

    /// Of the places that schools with a known share took, those of schools where 30 % or more are eligible for free school
    /// meals: by the newest share that is published of the lineage or, where there is none, by pupil premium.
    private static func freeSchoolMeals(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["URN", "School", "Offer", "Share of pupils, %", "Which share"],
            rows: """
                SELECT known.urn, known.school, known.title, coalesce(known.meals, known.premium) AS share,
                    CASE WHEN known.meals IS NULL THEN CAST(\(byPremium) AS TEXT)
                        ELSE CAST(\(byMeals) AS TEXT) END AS basis,
                    CASE WHEN coalesce(known.meals, known.premium) >= 30 THEN 1 ELSE 0 END AS part
                FROM (
                    SELECT place.id, n.urn, organisation.name AS school, offer.title,
                        n.disadvantaged_percentage AS premium,
                        (SELECT c.value FROM lineage_member AS kin JOIN characteristic AS c ON c.urn = kin.urn
                            WHERE kin.lineage_id = n.lineage_id AND c.measure = \(Measure.fsmPercentage)
                                AND c.value IS NOT NULL
                            ORDER BY c.academic_year DESC, c.urn DESC LIMIT 1) AS meals
                    FROM \(placesOfSchools(scope))
                    WHERE \(tookPart(scope.period)) AND \(scope.narrowing.offerCondition)
                        AND \(scope.narrowing.needCondition)
                ) AS known
                WHERE coalesce(known.meals, known.premium) IS NOT NULL
                ORDER BY known.school, known.title, known.id
                """,
            rule: .share,
            note: { rows in
                let parts = [Self.byMeals, Self.byPremium].compactMap { basis -> String? in
                    let schools = Set(rows.filter { $0.last == basis }.compactMap(\.first))
                    guard !schools.isEmpty else { return nil }
                    return "by \(basis.lowercasedFirst) for \(InWords.count(schools.count, "school"))"
                }
                return parts.isEmpty ? nil : parts.joined(separator: ", ").capitalisedFirst
            }
        )
    }

    private static let byMeals = "Free school meals"
    private static let byPremium = "Pupil premium"

    /// Places whose person was at training in the period, or completed self-study in it.
    private static func placesTaken(_ scope: Scope) -> KPISource {
        KPISource(
            columns: ["School", "Offer", "First day"],
            rows: """
                SELECT organisation.name, offer.title, run.starts_on, 1 AS part
                FROM place JOIN booking ON booking.id = place.booking_id
                JOIN organisation ON organisation.id = booking.organisation_id
                JOIN run ON run.id = place.run_id JOIN offer ON offer.id = run.offer_id
                JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(scope.hub)
                WHERE \(tookPart(scope.period))
                    AND \(scope.narrowing.offerCondition)
                    AND \(scope.narrowing.schoolCondition("booking.organisation_id"))
                ORDER BY organisation.name, offer.title, place.id
                """,
            rule: .sum
        )
    }

    /// Distinct schools, by lineage.
    private static func schools(_ scope: Scope, _ need: SQL) -> KPISource {
        KPISource(
            columns: ["School", KPIRows.fifthOfNeed],
            rows: """
                SELECT organisation.name, n.fifth, 1 AS part
                FROM school_need AS n JOIN organisation ON organisation.id = n.organisation_id
                WHERE \(need) AND \(scope.narrowing.needCondition) AND n.lineage_id IN (
                    SELECT m.lineage_id FROM place JOIN booking ON booking.id = place.booking_id
                    JOIN run ON run.id = place.run_id JOIN offer ON offer.id = run.offer_id
                    JOIN offer_hub ON offer_hub.offer_id = offer.id AND offer_hub.hub_id = \(scope.hub)
                    JOIN establishment AS e ON e.organisation_id = booking.organisation_id
                    JOIN lineage_member AS m ON m.urn = e.urn
                    WHERE \(tookPart(scope.period)) AND \(scope.narrowing.offerCondition))
                ORDER BY organisation.name, n.urn
                """,
            rule: .sum
        )
    }
}

extension Transaction {
    /// The figure's value, the rows behind it as text, and what has to be known beside it.
    func compute(_ source: KPISource) throws -> (value: Double?, rows: KPIRows, note: String?) {
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
        return (value, KPIRows(columns: source.columns, rows: shown), source.note?(shown))
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
