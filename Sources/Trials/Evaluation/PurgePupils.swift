package import Access
import Database
package import Services

extension Trials {
    /// Destroys the pupil rows of an evaluation and their key, now. The report stays; it holds no pupil.
    ///
    /// - Throws: ``AccessError``.
    package func purgePupils(of id: ID<Evaluation>, by actor: Actor) async throws {
        try actor.signedInUnlessSystem()
        let act = services.act(by: actor)
        try await database.write { transaction in
            let evaluation = try transaction.evaluation(id, for: actor, .purgePupilRows)
            try transaction.purge(evaluation, act, line: 0)
        }
    }

    /// Destroys every block whose day has come. Run daily.
    ///
    /// - Returns: How many evaluations were purged.
    @discardableResult
    package func purgeDue(by actor: Actor = .system("purge")) async throws -> Int {
        let act = services.act(by: actor)
        let today = services.today()
        return try await database.write { transaction in
            let due: [Evaluation] = try transaction.all(
                "SELECT * FROM evaluation WHERE purge_on <= \(today) AND purged_at IS NULL ORDER BY id"
            )
            for (line, evaluation) in due.enumerated() {
                try actor.require(
                    .purgePupilRows,
                    on: .of(person: evaluation.createdBy, in: evaluation.organisation)
                )
                try transaction.purge(evaluation, act, line: line)
            }
            return due.count
        }
    }
}

extension Transaction {
    /// An evaluation that was not analysed has nothing to go back to: its match is forgotten too.
    fileprivate func purge(_ evaluation: Evaluation, _ act: Act, line: Int) throws {
        guard evaluation.purgedAt == nil else { return }
        try execute("DELETE FROM evaluation_block WHERE evaluation_id = \(evaluation.id)")
        try execute("DELETE FROM evaluation_fault WHERE evaluation_id = \(evaluation.id)")
        try execute(
            """
            UPDATE evaluation SET purged_at = \(act.at), version = version + 1,
                match = CASE WHEN report IS NULL THEN NULL ELSE match END
            WHERE id = \(evaluation.id)
            """
        )
        try audit(act, "evaluation.purge", of: evaluation.id, in: evaluation.organisation, line: line)
    }
}
