import Database
import Services

/// Where one kind of participation is read from: statements over a feature's tables. Adding a kind is adding a
/// source; nothing else knows the feature.
struct TouchSource: Sendable {
    let kind: TouchKind
    /// Rows `(organisation_id, object_id, held_on, amount)`: one school's part in one thing on one day.
    let touches: SQL
    /// Rows `(object_id, title)`.
    let objects: SQL
    /// Rows `(object_id, hub_id)`.
    let hubs: SQL
    /// Rows `(object_id, strand_id)`.
    let strands: SQL

    static func all(on today: LocalDate) -> [TouchSource] {
        [places(on: today), earlier, plans, trials(on: today), coaching(on: today), support(on: today)]
    }

    /// Places at runs that have begun; where the register was kept, of those who were there at least once. The
    /// object is the offer; a run counts on its first day. Self-study counts for those who completed it, on that day.
    private static func places(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .place,
            touches: """
                SELECT booking.organisation_id, run.offer_id AS object_id, run.starts_on AS held_on,
                    CAST(count(*) AS DOUBLE PRECISION) AS amount
                FROM place JOIN booking ON booking.id = place.booking_id JOIN run ON run.id = place.run_id
                WHERE place.state = 'held' AND run.study_minutes IS NULL AND run.starts_on <= \(today)
                    AND (NOT EXISTS (SELECT 1 FROM attendance AS a WHERE a.run_id = run.id)
                        OR EXISTS (SELECT 1 FROM attendance AS a
                            WHERE a.place_id = place.id AND a.state = 'present'))
                GROUP BY booking.organisation_id, run.offer_id, run.starts_on
                UNION ALL
                SELECT booking.organisation_id, run.offer_id, study_completion.completed_on,
                    CAST(count(*) AS DOUBLE PRECISION)
                FROM study_completion JOIN place ON place.id = study_completion.place_id
                JOIN booking ON booking.id = place.booking_id JOIN run ON run.id = place.run_id
                WHERE place.state = 'held'
                GROUP BY booking.organisation_id, run.offer_id, study_completion.completed_on
                """,
            objects: "SELECT id AS object_id, title FROM offer",
            hubs: "SELECT offer_id AS object_id, hub_id FROM offer_hub",
            strands: "SELECT offer_id AS object_id, strand_id FROM offer_strand"
        )
    }

    /// Attendance that a hub brought along from what it used before.
    private static let earlier = TouchSource(
        kind: .place,
        touches: """
            SELECT organisation_id, import_id AS object_id, held_on, CAST(count(*) AS DOUBLE PRECISION) AS amount
            FROM past_attendance WHERE organisation_id IS NOT NULL
            GROUP BY organisation_id, import_id, held_on
            """,
        objects: "SELECT import_id AS object_id, min(title) AS title FROM past_attendance GROUP BY import_id",
        hubs: "SELECT import_id AS object_id, hub_id FROM past_attendance",
        strands: "SELECT import_id AS object_id, import_id AS strand_id FROM past_attendance WHERE 1 = 0"
    )

    /// Hours of coaching and mentoring that were logged for someone of the school.
    private static func coaching(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .coaching,
            touches: """
                SELECT r.school_id AS organisation_id, r.id AS object_id, s.held_on,
                    CAST(s.minutes AS DOUBLE PRECISION) / 60 AS amount
                FROM coaching_session AS s JOIN coaching_relationship AS r ON r.id = s.relationship_id
                WHERE r.school_id IS NOT NULL AND s.held_on <= \(today)
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
                    CAST(d.half_days AS DOUBLE PRECISION) / 2 AS amount
                FROM deployment_day AS d JOIN support_case AS c ON c.id = d.case_id
                WHERE d.state = 'done' AND d.held_on <= \(today)
                """,
            objects: "SELECT id AS object_id, 'Support in school' AS title FROM support_case",
            hubs: "SELECT case_id AS object_id, hub_id FROM deployment_day WHERE state = 'done'",
            strands: "SELECT id AS object_id, id AS strand_id FROM support_case WHERE 1 = 0"
        )
    }

    /// Plans that went on beyond exploring, once in each academic year in which they did.
    private static let plans = TouchSource(
        kind: .plan,
        touches: """
            SELECT plan.organisation_id, plan.id AS object_id, max(plan_step.entered_on) AS held_on,
                CAST(1 AS DOUBLE PRECISION) AS amount
            FROM plan JOIN plan_step ON plan_step.plan_id = plan.id
            WHERE plan_step.phase IN ('prepare', 'deliver', 'sustain')
            GROUP BY plan.organisation_id, plan.id, \(academicYear(of: "plan_step.entered_on"))
            """,
        objects: "SELECT id AS object_id, title FROM plan",
        hubs: "SELECT id AS object_id, id AS hub_id FROM plan WHERE 1 = 0",
        strands: "SELECT id AS object_id, strand_id FROM plan"
    )

    /// Schools that joined a trial, from the day on which it runs. One that left delivery was in it all the same.
    private static func trials(on today: LocalDate) -> TouchSource {
        TouchSource(
            kind: .trial,
            touches: """
                SELECT trial_school.organisation_id, trial.id AS object_id, trial.runs_from AS held_on,
                    CAST(1 AS DOUBLE PRECISION) AS amount
                FROM trial_school JOIN trial ON trial.id = trial_school.trial_id
                WHERE trial_school.state = 'joined' AND trial.runs_from <= \(today)
                """,
            objects: "SELECT id AS object_id, title FROM trial",
            hubs: """
                SELECT trial.id AS object_id, trial.organisation_id AS hub_id
                FROM trial JOIN hub ON hub.id = trial.organisation_id
                """,
            strands: "SELECT trial_id AS object_id, strand_id FROM trial_strand"
        )
    }

    /// The academic year of a day that is stored as text: it begins in September.
    static func academicYear(of day: SQL) -> SQL {
        """
        (CAST(substr(\(day), 1, 4) AS INTEGER)
            - CASE WHEN CAST(substr(\(day), 6, 2) AS INTEGER) >= 9 THEN 0 ELSE 1 END)
        """
    }
}
