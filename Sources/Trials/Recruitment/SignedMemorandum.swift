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
            return SignedMemorandum(
                school: school.school.name,
                text: try row.get("content"),
                sha256: try row.get("sha256"),
                signedAt: try row.get("answered_at"),
                signedBy: try row.get("name")
            )
        }
    }

    /// Why schools said no or withdrew, in their words, for the trial's hub.
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
                SELECT w.trial_school_id, w.part, w.reason FROM trial_withdrawal w
                JOIN trial_school s ON s.id = w.trial_school_id
                WHERE s.trial_id = \(trial) ORDER BY w.recorded_at, w.part
                """
            ) {
                let part: TrialSchool.Part = try row.get("part")
                let reason: String = try row.get("reason")
                reasons[try row.get("trial_school_id"), default: []].append("\(part.title): \(reason)")
            }
            return reasons
        }
    }
}
