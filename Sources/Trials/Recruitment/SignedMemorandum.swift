package import Access
import Database
package import Foundation
package import Services

/// The memorandum that a school accepted, word for word, with who signed it and when.
package struct SignedMemorandum: Sendable, Equatable {
    package let school: String
    package let text: String
    package let sha256: String
    package let signedAt: Date
    /// `nil` where the person asked for erasure since.
    package let signedBy: String?
    /// What it had signed before it withdrew and joined again, the oldest first.
    package let former: [FormerSignature]
}

/// A signature that another has taken the place of.
package struct FormerSignature: Sendable, Equatable {
    package let sha256: String
    package let signedAt: Date
    /// `nil` where the person asked for erasure since.
    package let signedBy: String?
}

extension Trials {
    /// What a school signed, for the school and its hub.
    ///
    /// - Throws: ``AccessError``, also where the school has not joined.
    package func signedMemorandum(of id: ID<TrialSchool>, by actor: Actor) async throws -> SignedMemorandum {
        try actor.signedInPerson()
        return try await database.read { transaction in
            let school = try transaction.trialSchool(id, for: actor, .seeTrialSchool)
            let row = try transaction.rows(
                """
                SELECT m.content, m.sha256, s.answered_at, p.name FROM trial_school s
                JOIN trial_memorandum m ON m.trial_id = s.trial_id AND m.sha256 = s.memorandum_sha256
                LEFT JOIN person p ON p.id = s.answered_by AND p.erased_at IS NULL
                WHERE s.id = \(id) AND s.state = 'joined'
                """
            ).first.orNotFound()
            let former = try transaction.rows(
                """
                SELECT f.memorandum_sha256, f.signed_at, p.name FROM trial_former_signature f
                LEFT JOIN person p ON p.id = f.signed_by AND p.erased_at IS NULL
                WHERE f.trial_school_id = \(id) ORDER BY f.signed_at, f.id
                """
            )
            return SignedMemorandum(
                school: school.school.name,
                text: try row.get("content"),
                sha256: try row.get("sha256"),
                signedAt: try row.get("answered_at"),
                signedBy: try row.get("name"),
                former: try former.map { row in
                    FormerSignature(
                        sha256: try row.get(0),
                        signedAt: try row.get(1),
                        signedBy: try row.get(2)
                    )
                }
            )
        }
    }

    /// Why schools said no, withdrew or came back, in their words, for the trial's hub.
    package func reasons(of trial: ID<Trial>, by actor: Actor) async throws -> [ID<TrialSchool>: [String]] {
        try actor.signedInPerson()
        return try await database.read { transaction in
            _ = try transaction.protocolRecord(trial, for: actor, .registerTrial)
            var reasons: [ID<TrialSchool>: [String]] = [:]
            for row in try transaction.rows(
                "SELECT id, reason FROM trial_school WHERE trial_id = \(trial) AND reason <> ''"
            ) {
                reasons[try row.get("id"), default: []].append(try row.get("reason"))
            }
            for row in try transaction.rows(
                """
                SELECT w.trial_school_id, w.part, w.reason, w.recorded_at, w.returned_at, w.return_reason
                FROM trial_withdrawal w JOIN trial_school s ON s.id = w.trial_school_id
                WHERE s.trial_id = \(trial) ORDER BY w.recorded_at, w.part, w.id
                """
            ) {
                let withdrawal = try Withdrawal(row: row)
                reasons[try row.get("trial_school_id"), default: []].append(withdrawal.words)
            }
            return reasons
        }
    }
}
