import Database
package import Evidence
package import Plans
package import Services
package import Trials

/// What a school has said of its own work, or agreed to be named for. Nothing else is told of a single school.
package struct SchoolExperience: Sendable, Equatable {
    package let kind: Kind
    /// Of the plan, account, evaluation or trial.
    package let title: String
    /// What was done, where it is a named intervention.
    package let intervention: String?

    package enum Kind: Sendable, Equatable {
        /// A plan that its lead shared.
        case plan(ID<Plan>, PlanPhase)
        /// An account of practice that a hub has reviewed.
        case account(ID<PracticeAccount>)
        /// A quick evaluation that its lead shared: the school's own account.
        case evaluation(ID<Evaluation>)
        /// A registered trial that it joined, did not leave before the draw, and agreed to be named in. The result is
        /// the trial's, not the school's.
        case trial(slug: String, isReported: Bool, isStopped: Bool)
    }
}

extension Transaction {
    /// By lineage, because what a school said before it became an academy is still said: trials first, then accounts,
    /// evaluations and plans.
    func experiences(of lineages: [Int]) throws -> [Int: [SchoolExperience]] {
        var found: [Int: [SchoolExperience]] = [:]
        guard !lineages.isEmpty else { return found }
        func add(_ statement: SQL, _ kind: (Row) throws -> SchoolExperience.Kind) throws {
            try forEachRow(statement) { row in
                found[try row.get("lineage_id"), default: []].append(
                    SchoolExperience(
                        kind: try kind(row),
                        title: try row.get("title"),
                        intervention: try row.get("intervention")
                    )
                )
                return true
            }
        }
        let schools: SQL = """
            (SELECT e.organisation_id, m.lineage_id FROM establishment AS e JOIN lineage_member AS m ON m.urn = e.urn
            WHERE m.lineage_id IN (\(SQL.list(lineages)))) AS school
            """
        try add(
            """
            SELECT school.lineage_id, t.title, t.slug, i.name AS intervention,
                CASE WHEN coalesce(t.reported_on, t.withheld_on) IS NULL THEN 0 ELSE 1 END AS is_reported,
                CASE WHEN \(Trial.stoppedWithoutResult) THEN 1 ELSE 0 END AS is_stopped
            FROM \(schools) JOIN trial_school AS s ON s.organisation_id = school.organisation_id
            JOIN trial AS t ON t.id = s.trial_id LEFT JOIN intervention AS i ON i.id = t.intervention_id
            LEFT JOIN trial_course AS course ON course.trial_id = s.trial_id
            WHERE \(TrialSchool.counted) AND s.may_be_named = 1
            ORDER BY t.registered_on DESC, t.slug
            """
        ) {
            .trial(
                slug: try $0.get("slug"),
                isReported: try $0.get("is_reported"),
                isStopped: try $0.get("is_stopped")
            )
        }
        try add(
            """
            SELECT a.id, school.lineage_id, a.title, i.name AS intervention
            FROM \(schools) JOIN practice_account AS a ON a.organisation_id = school.organisation_id
            LEFT JOIN intervention AS i ON i.id = a.intervention_id
            WHERE a.state = 'published' ORDER BY a.published_at DESC, a.id
            """
        ) { .account(try $0.get("id")) }
        try add(
            """
            SELECT v.id, school.lineage_id, v.question AS title, CAST(NULL AS TEXT) AS intervention
            FROM \(schools) JOIN evaluation AS v ON v.organisation_id = school.organisation_id
            WHERE v.shared_at IS NOT NULL ORDER BY v.shared_at DESC, v.id
            """
        ) { .evaluation(try $0.get("id")) }
        try add(
            """
            SELECT p.id, school.lineage_id, p.title, p.phase, i.name AS intervention
            FROM \(schools) JOIN plan AS p ON p.organisation_id = school.organisation_id
            LEFT JOIN intervention AS i ON i.id = p.intervention_id
            WHERE p.shared_at IS NOT NULL ORDER BY p.shared_at DESC, p.id
            """
        ) { .plan(try $0.get("id"), try $0.get("phase")) }
        return found
    }
}
