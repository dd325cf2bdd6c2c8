package import Access
package import Accounts
package import Database
package import Foundation
package import Services

/// What this module holds about an adult: the judgements that they gave as a reviewer, and what they did for trials and
/// evaluations. Rows about pupils name nobody and are not found by a person.
///
/// A published rating, an answer to an invitation and a withdrawal have to be kept: they hold the person's number
/// only, so after an erasure they name nobody.
package struct TrialsPersonalData: PersonalData {
    package let section = "trials"
    package let columns: Set<String> = [
        "evaluation.created_by", "trial_amendment.made_by", "trial_correction.made_by",
        "trial_erasure.received_by",
        "trial_protocol.created_by", "trial_receipt.attached_by", "trial_review.reviewer_id",
        "trial_school.invited_by", "trial_school.answered_by", "trial_withdrawal.recorded_by",
        "trial_withdrawal.returned_by", "trial_former_signature.signed_by",
        "pupil_block.kept_by",
    ]

    package init() {}

    package func records(of person: ID<Person>, in transaction: any Transaction) throws -> [PersonalRecord] {
        try judgements(of: person, transaction) + evaluations(of: person, transaction)
            + deeds(of: person, transaction)
    }

    private func judgements(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord]
    {
        let reviews = try transaction.rows(
            """
            SELECT trial.title, review.padlock_drop, review.drop_reason, review.reviewed_at
            FROM trial_review AS review JOIN trial ON trial.id = review.trial_id
            WHERE review.reviewer_id = \(person) ORDER BY review.reviewed_at, review.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("rating given"), "trial": .text(try row.get(0)),
                "padlocksTaken": .number(try row.get(1)), "reason": .text(try row.get(2)),
                "at": .instant(try row.get(3)),
            ])
        }
        let opinions = try transaction.rows(
            """
            SELECT trial.title, opinion.threat, opinion.risk, opinion.direction, opinion.reason
            FROM trial_review_threat AS opinion JOIN trial_review AS review ON review.id = opinion.review_id
            JOIN trial ON trial.id = review.trial_id
            WHERE review.reviewer_id = \(person) ORDER BY review.reviewed_at, review.id, opinion.threat
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("judgement of a threat"), "trial": .text(try row.get(0)),
                "threat": .text(try row.get(1)), "risk": .text(try row.get(2)),
                "direction": .text(try row.get(3)), "reason": .text(try row.get(4)),
            ])
        }
        return reviews + opinions
    }

    private func evaluations(of person: ID<Person>, _ transaction: any Transaction) throws
        -> [PersonalRecord]
    {
        try transaction.rows(
            """
            SELECT organisation.name, evaluation.question, evaluation.created_at FROM evaluation
            JOIN organisation ON organisation.id = evaluation.organisation_id
            WHERE evaluation.created_by = \(person) ORDER BY evaluation.created_at, evaluation.id
            """
        ).map { row in
            PersonalRecord([
                "kind": .text("quick evaluation"), "school": .text(try row.get(0)),
                "question": .text(try row.get(1)), "at": .instant(try row.get(2)),
            ])
        }
    }

    /// What they did for a trial, with the day of it.
    private func deeds(of person: ID<Person>, _ transaction: any Transaction) throws -> [PersonalRecord] {
        let school: SQL = "JOIN trial_school AS school ON school.id = deed.trial_school_id"
        let deeds: [(what: String, rows: SQL)] = [
            (
                "protocol begun",
                "SELECT deed.trial_id, deed.created_at AS moment FROM trial_protocol AS deed WHERE deed.created_by = \(person)"
            ),
            (
                "protocol amended",
                "SELECT deed.trial_id, deed.made_at AS moment FROM trial_amendment AS deed WHERE deed.made_by = \(person)"
            ),
            (
                "registered summary corrected",
                "SELECT deed.trial_id, deed.made_at AS moment FROM trial_correction AS deed WHERE deed.made_by = \(person)"
            ),
            (
                "receipt attached",
                "SELECT deed.trial_id, deed.attached_at AS moment FROM trial_receipt AS deed WHERE deed.attached_by = \(person)"
            ),
            (
                "school invited",
                "SELECT deed.trial_id, deed.invited_at AS moment FROM trial_school AS deed WHERE deed.invited_by = \(person)"
            ),
            (
                "answered for a school",
                "SELECT deed.trial_id, deed.answered_at AS moment FROM trial_school AS deed WHERE deed.answered_by = \(person)"
            ),
            (
                "withdrawal recorded",
                "SELECT school.trial_id, deed.recorded_at AS moment FROM trial_withdrawal AS deed \(school) WHERE deed.recorded_by = \(person)"
            ),
            (
                "withdrawal taken back",
                "SELECT school.trial_id, deed.returned_at AS moment FROM trial_withdrawal AS deed \(school) WHERE deed.returned_by = \(person)"
            ),
            (
                "answered for a school before it withdrew",
                "SELECT school.trial_id, deed.signed_at AS moment FROM trial_former_signature AS deed \(school) WHERE deed.signed_by = \(person)"
            ),
            (
                "parent’s request recorded",
                "SELECT school.trial_id, deed.received_at AS moment FROM trial_erasure AS deed \(school) WHERE deed.received_by = \(person)"
            ),
            (
                "pupil rows kept",
                "SELECT school.trial_id, deed.kept_at AS moment FROM pupil_block AS deed \(school) WHERE deed.kept_by = \(person)"
            ),
        ]
        return try deeds.flatMap { what, rows in
            try transaction.rows(
                """
                SELECT trial.title, done.moment FROM (\(rows)) AS done JOIN trial ON trial.id = done.trial_id
                ORDER BY done.moment, trial.id
                """
            ).map { row in
                PersonalRecord([
                    "kind": .text(what), "trial": .text(try row.get(0)),
                    "at": .optional(try row.get(1, as: Date?.self)),
                ])
            }
        }
    }

    /// Nothing is deleted: every row keeps a number, and the person's row no longer says whose it is. The reasons that
    /// a reviewer wrote belong to the published rating.
    package func erase(_ person: ID<Person>, at now: Date, in transaction: any Transaction) throws -> Int {
        0
    }
}
