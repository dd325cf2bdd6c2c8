import Access
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
        /// A registered trial that it joined and agreed to be named in. The result is the trial's, not the school's.
        case trial(slug: String, isReported: Bool)
    }
}

extension Transaction {
    /// By school: trials first, then accounts, evaluations and plans.
    func experiences(of schools: [ID<Organisation>]) throws -> [ID<Organisation>: [SchoolExperience]] {
        var found: [ID<Organisation>: [SchoolExperience]] = [:]
        guard !schools.isEmpty else { return found }
        func add(_ statement: SQL, _ kind: (Row) throws -> SchoolExperience.Kind) throws {
            try forEachRow(statement) { row in
                found[try row.get("organisation_id"), default: []].append(
                    SchoolExperience(
                        kind: try kind(row),
                        title: try row.get("title"),
                        intervention: try row.get("intervention")
                    )
                )
                return true
            }
        }
        let these = SQL.list(schools)
        try add(
            """
            SELECT s.organisation_id, t.title, t.slug, i.name AS intervention,
                CASE WHEN coalesce(t.reported_on, t.withheld_on) IS NULL THEN 0 ELSE 1 END AS is_reported
            FROM trial_school AS s JOIN trial AS t ON t.id = s.trial_id
            LEFT JOIN intervention AS i ON i.id = t.intervention_id
            WHERE s.state = 'joined' AND s.may_be_named = 1 AND s.organisation_id IN (\(these))
            ORDER BY t.registered_on DESC, t.slug
            """
        ) { .trial(slug: try $0.get("slug"), isReported: try $0.get("is_reported")) }
        try add(
            """
            SELECT a.id, a.organisation_id, a.title, i.name AS intervention FROM practice_account AS a
            LEFT JOIN intervention AS i ON i.id = a.intervention_id
            WHERE a.state = 'published' AND a.organisation_id IN (\(these)) ORDER BY a.published_at DESC, a.id
            """
        ) { .account(try $0.get("id")) }
        try add(
            """
            SELECT id, organisation_id, question AS title, CAST(NULL AS TEXT) AS intervention FROM evaluation
            WHERE shared_at IS NOT NULL AND organisation_id IN (\(these)) ORDER BY shared_at DESC, id
            """
        ) { .evaluation(try $0.get("id")) }
        try add(
            """
            SELECT p.id, p.organisation_id, p.title, p.phase, i.name AS intervention FROM plan AS p
            LEFT JOIN intervention AS i ON i.id = p.intervention_id
            WHERE p.shared_at IS NOT NULL AND p.organisation_id IN (\(these)) ORDER BY p.shared_at DESC, p.id
            """
        ) { .plan(try $0.get("id"), try $0.get("phase")) }
        return found
    }
}
