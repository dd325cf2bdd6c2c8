import Database
import Foundation
import Services
import Trials

/// Where one kind of participation is read from: statements over a feature's tables. Adding a kind is adding a
/// source; nothing else knows the feature.
struct TouchSource: Sendable {
    let kind: TouchKind
    /// Rows `(organisation_id, object_id, held_on, amount, is_public)`: one school's part in one thing, and the last day
    /// of it in an academic year. `is_public` says whether others may learn that this school took part in this.
    let touches: SQL
    /// Rows `(object_id, title)`.
    let objects: SQL
    /// Rows `(object_id, hub_id)`.
    let hubs: SQL
    /// Rows `(object_id, strand_id)`.
    let strands: SQL

    static func all(on today: LocalDate) -> [TouchSource] {
        [
            places(on: today), earlier(on: today), plans(on: today), trials(on: today), coaching(on: today),
            support(on: today),
        ]
    }

    /// Places at training, of those who were there, under the offer. A place counts once in each academic year in which
    /// its person came; self-study counts for those who completed it, on that day.
    private static func places(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .place,
            touches: """
                SELECT booking.organisation_id, run.offer_id AS object_id, max(s.held_on) AS held_on,
                    CAST(count(DISTINCT place.id) AS DOUBLE PRECISION) AS amount, 1 AS is_public
                FROM place JOIN booking ON booking.id = place.booking_id JOIN run ON run.id = place.run_id
                JOIN run_session AS s ON s.run_id = run.id
                WHERE place.state = 'held' AND s.held_on <= \(today) AND \(WasThere.atSession)
                GROUP BY booking.organisation_id, run.offer_id, \(academicYear(of: "s.held_on"))
                UNION ALL
                SELECT booking.organisation_id, run.offer_id, study_completion.completed_on,
                    CAST(count(*) AS DOUBLE PRECISION), 1
                FROM study_completion JOIN place ON place.id = study_completion.place_id
                JOIN booking ON booking.id = place.booking_id JOIN run ON run.id = place.run_id
                WHERE place.state = 'held' AND study_completion.completed_on <= \(today)
                GROUP BY booking.organisation_id, run.offer_id, study_completion.completed_on
                """,
            objects: "SELECT id AS object_id, title FROM offer",
            hubs: "SELECT offer_id AS object_id, hub_id FROM offer_hub",
            strands: "SELECT offer_id AS object_id, strand_id FROM offer_strand"
        )
    }

    /// Attendance that a hub brought along from what it used before.
    private static func earlier(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .place,
            touches: """
                SELECT organisation_id, import_id AS object_id, held_on, CAST(count(*) AS DOUBLE PRECISION) AS amount,
                    1 AS is_public
                FROM past_attendance WHERE organisation_id IS NOT NULL AND held_on <= \(today)
                GROUP BY organisation_id, import_id, held_on
                """,
            objects:
                "SELECT import_id AS object_id, min(title) AS title FROM past_attendance GROUP BY import_id",
            hubs: "SELECT import_id AS object_id, hub_id FROM past_attendance",
            strands: "SELECT import_id AS object_id, import_id AS strand_id FROM past_attendance WHERE 1 = 0"
        )
    }

    /// Hours of coaching and mentoring that were logged for someone of the school.
    private static func coaching(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .coaching,
            touches: """
                SELECT r.school_id AS organisation_id, r.id AS object_id, s.held_on,
                    CAST(s.minutes AS DOUBLE PRECISION) / 60 AS amount, 1 AS is_public
                FROM coaching_session AS s JOIN coaching_relationship AS r ON r.id = s.relationship_id
                WHERE r.school_id IS NOT NULL AND s.taken_back_at IS NULL AND s.held_on <= \(today)
                """,
            // Who coaches whom is between the two: the object has no more than its kind for a title.
            objects: "SELECT id AS object_id, purpose AS title FROM coaching_relationship",
            hubs: """
                SELECT r.id AS object_id, r.arranged_id AS hub_id
                FROM coaching_relationship AS r JOIN hub ON hub.id = r.arranged_id
                """,
            strands: "SELECT id AS object_id, id AS strand_id FROM coaching_relationship WHERE 1 = 0"
        )
    }

    /// Days of support in school that were done.
    private static func support(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .support,
            touches: """
                SELECT c.school_id AS organisation_id, c.id AS object_id, d.held_on,
                    CAST(d.half_days AS DOUBLE PRECISION) / 2 AS amount, 1 AS is_public
                FROM deployment_day AS d JOIN support_case AS c ON c.id = d.case_id
                WHERE d.state = 'done' AND d.held_on <= \(today)
                """,
            objects: "SELECT id AS object_id, 'Support in school' AS title FROM support_case",
            hubs: "SELECT case_id AS object_id, hub_id FROM deployment_day WHERE state = 'done'",
            strands: "SELECT id AS object_id, id AS strand_id FROM support_case WHERE 1 = 0"
        )
    }

    /// Plans that went on beyond exploring: from that day to the last on which something is recorded (a phase entered, a
    /// review, an activity finished), once in each academic year between. A plan is its school's own until it is shared.
    private static func plans(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .plan,
            touches: onceEachYear(
                on: today,
                """
                SELECT plan.organisation_id, plan.id AS object_id, begun.first_on, told.last_on,
                    CASE WHEN plan.shared_at IS NULL THEN 0 ELSE 1 END AS is_public
                FROM plan
                JOIN (
                    SELECT plan_id, min(entered_on) AS first_on FROM plan_step
                    WHERE phase IN ('prepare', 'deliver', 'sustain') AND entered_on <= \(today) GROUP BY plan_id
                ) AS begun ON begun.plan_id = plan.id
                JOIN (
                    SELECT part.plan_id, max(part.held_on) AS last_on
                    FROM (
                        SELECT plan_id, entered_on AS held_on FROM plan_step WHERE phase <> 'explore'
                        UNION ALL SELECT plan_id, held_on FROM plan_review
                        UNION ALL SELECT plan_id, done_on FROM plan_activity WHERE done_on IS NOT NULL
                    ) AS part
                    WHERE part.held_on <= \(today) GROUP BY part.plan_id
                ) AS told ON told.plan_id = plan.id
                """
            ),
            objects: "SELECT id AS object_id, title FROM plan",
            hubs: "SELECT id AS object_id, id AS hub_id FROM plan WHERE 1 = 0",
            strands: "SELECT id AS object_id, strand_id FROM plan"
        )
    }

    /// Schools of a trial, from the day on which it runs until it stopped, has reported or its results are due, once in each
    /// academic year between. One that withdrew before the draw, from whatever part, was never in it. One that left
    /// delivery afterwards was, while its pupils were tested; after both it counts no longer. Only a school that agreed
    /// to be named is.
    private static func trials(on today: LocalDate) -> TouchSource {
        let over: SQL =
            "coalesce(trial.stopped_on, trial.reported_on, trial.withheld_on, trial.results_due_on)"
        return TouchSource(
            kind: .trial,
            touches: onceEachYear(
                on: today,
                """
                SELECT s.organisation_id, trial.id AS object_id, trial.runs_from AS first_on,
                    CASE WHEN \(over) < \(today) THEN \(over) ELSE \(today) END AS last_on,
                    s.may_be_named AS is_public, s.left_delivery_at, s.left_testing_at
                FROM trial_school AS s JOIN trial ON trial.id = s.trial_id
                LEFT JOIN trial_course AS course ON course.trial_id = s.trial_id
                WHERE \(TrialSchool.counted)
                """,
                where: """
                    (span.left_delivery_at IS NULL OR span.left_delivery_at >= year.first_instant
                        OR span.left_testing_at IS NULL OR span.left_testing_at >= year.first_instant)
                    """
            ),
            objects: "SELECT id AS object_id, title FROM trial",
            hubs: """
                SELECT trial.id AS object_id, trial.organisation_id AS hub_id
                FROM trial JOIN hub ON hub.id = trial.organisation_id
                """,
            strands: "SELECT trial_id AS object_id, strand_id FROM trial_strand"
        )
    }

    /// What lasts, once in each academic year that it spans, up to its last day there.
    ///
    /// - Parameters:
    ///   - spans: Rows `(organisation_id, object_id, first_on, last_on, is_public, …)`.
    ///   - condition: Over `span` and `year`, whose `first_instant` is when it begins in London.
    private static func onceEachYear(
        on today: LocalDate,
        _ spans: SQL,
        where condition: SQL = "1 = 1"
    ) -> SQL {
        let newest = AcademicYear(containing: today).startYear
        let years = (firstYear...max(firstYear, newest)).map(AcademicYear.init(startYear:)).map {
            year -> SQL in
            let (first, last) = (year.firstDay, year.lastDay)
            return """
                SELECT CAST(\(first) AS TEXT) AS first_on, CAST(\(last) AS TEXT) AS last_on,
                    CAST(\(Date(first, .midnight, in: .london)) AS BIGINT) AS first_instant
                """
        }
        return """
            SELECT span.organisation_id, span.object_id,
                CASE WHEN span.last_on < year.last_on THEN span.last_on ELSE year.last_on END AS held_on,
                CAST(1 AS DOUBLE PRECISION) AS amount, span.is_public
            FROM (\(spans)) AS span
            JOIN (\(SQL.joined(years, by: " UNION ALL "))) AS year
                ON year.first_on <= span.last_on AND year.last_on >= span.first_on
            WHERE span.first_on <= span.last_on AND \(condition)
            """
    }

    /// Nothing that lasts is older here.
    private static let firstYear = 2010

    /// The academic year of a day that is stored as text, as ``AcademicYear/init(containing:)`` says it. September is written
    /// out: with a bound number an expression to group by would be another than the one that is selected.
    static func academicYear(of day: SQL) -> SQL {
        """
        (CAST(substr(\(day), 1, 4) AS INTEGER)
            - CASE WHEN CAST(substr(\(day), 6, 2) AS INTEGER) >= 9 THEN 0 ELSE 1 END)
        """
    }
}
