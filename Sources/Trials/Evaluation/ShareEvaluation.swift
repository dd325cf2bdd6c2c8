package import Access
import Database
package import Evidence
package import Foundation
package import Services

extension Trials {
    /// Shares a report as the school's own account, in its own words beside the figures. The school's lead
    /// decides.
    ///
    /// - Throws: ``TrialsError/wrongStep`` without a report; ``Faults``; ``AccessError``;
    ///   ``DatabaseError/staleVersion``.
    package func shareEvaluation(
        _ id: ID<Evaluation>,
        version: Int,
        account: String,
        by actor: Actor
    ) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, .shareReport)
            var reader = FieldReader()
            let account = reader.optional(account, "account", named: "the account", most: 5000)
            try reader.finish()
            guard evaluation.report != nil else { throw TrialsError.wrongStep }
            try transaction.update(
                """
                UPDATE evaluation SET shared_at = \(act.at), account = \(account), version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "evaluation.share", of: id, in: evaluation.organisation)
            try transaction.announce(.account, id)
            try transaction.touch([.accounts] + (evaluation.answers.strand.map { [.strand($0)] } ?? []))
        }
    }

    /// Takes a shared account back.
    package func unshareEvaluation(_ id: ID<Evaluation>, version: Int, by actor: Actor) async throws {
        try actor.signedInPerson()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, .shareReport)
            try transaction.update(
                """
                UPDATE evaluation SET shared_at = NULL, version = version + 1
                WHERE id = \(id) AND version = \(version)
                """
            )
            try transaction.audit(act, "evaluation.unshare", of: id, in: evaluation.organisation)
            try transaction.announce(.account, id)
            try transaction.touch([.accounts] + (evaluation.answers.strand.map { [.strand($0)] } ?? []))
        }
    }

    /// What schools have shared, the newest first; on one strand where it is given.
    package func accounts(on strand: ID<Strand>? = nil) async throws -> [SchoolAccount] {
        let evaluations: [Evaluation] = try await database.read { transaction in
            let filter: SQL = strand.map { "AND strand_id = \($0)" } ?? ""
            return try transaction.all(
                "SELECT * FROM evaluation WHERE shared_at IS NOT NULL \(filter) ORDER BY shared_at DESC, id"
            )
        }
        return evaluations.compactMap(SchoolAccount.init)
    }

    /// - Throws: ``AccessError/notFound`` unless it is shared.
    package func account(_ id: ID<Evaluation>) async throws -> SchoolAccount {
        let found: Evaluation? = try await database.read { transaction in
            try transaction.first("SELECT * FROM evaluation WHERE id = \(id) AND shared_at IS NOT NULL")
        }
        return try found.flatMap(SchoolAccount.init).orNotFound()
    }
}

/// A shared evaluation as everybody may see it: what the disclosure rule lets through.
package struct SchoolAccount: Sendable, Equatable {
    package let id: ID<Evaluation>
    package let organisation: ID<Organisation>
    package let answers: EvaluationAnswers
    /// The school's own words.
    package let text: String
    package let sharedAt: Date
    package let analysedAt: Date?
    package let codeVersion: String?
    /// The figures; `nil` where they are hidden to protect pupils.
    package let report: EvaluationReport?

    /// `nil` unless it is shared and has a report.
    init?(_ evaluation: Evaluation) {
        guard let sharedAt = evaluation.sharedAt, let report = evaluation.report else { return nil }
        id = evaluation.id
        organisation = evaluation.organisation
        answers = evaluation.answers
        text = evaluation.account
        self.sharedAt = sharedAt
        analysedAt = evaluation.analysedAt
        codeVersion = evaluation.codeVersion
        self.report = Disclosure.publicReport(report)
    }
}
